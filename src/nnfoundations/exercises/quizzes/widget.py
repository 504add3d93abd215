"""A quiz in a notebook: the page's HTML, style and script as a widget.

What is right there is kept in the file of `nnfoundations.exercises.kept`, too.
"""

from typing import Any

import anywidget
from traitlets import List, Unicode

from nnfoundations.exercises import kept
from nnfoundations.exercises.quizzes import QUIZZES, Quiz
from nnfoundations.exercises.quizzes.pages import as_html


class QuizWidget(anywidget.AnyWidget):
    """A chapter's questions, with the script that judges the answers.

    Parameters
    ----------
    quiz : Quiz
        What `nnfoundations.exercises.quizzes.read` returns.
    """

    _esm = QUIZZES / "quiz.js"
    _css = QUIZZES / "quiz.css"
    html = Unicode().tag(sync=True)
    #: The questions that are right: those of the file, then those of the page, too.
    right = List(Unicode()).tag(sync=True)
    #: Why that could not be kept, where it could not.
    trouble = Unicode().tag(sync=True)

    def __init__(self, quiz: Quiz) -> None:
        super().__init__(html=as_html(quiz), right=kept.list_right(quiz.chapter))
        self._quiz = quiz
        self.observe(self._keep, "right")

    def _keep(self, change: Any) -> None:
        names = [x.name for x in self._quiz.questions]
        right = [x for x in change["new"] if x in names]
        self.trouble = kept.note_right(self._quiz.chapter, right)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        # where nothing can be run, questions and answers can be read all the same
        return data | {"text/html": self.html}, metadata
