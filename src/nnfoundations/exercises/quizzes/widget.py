"""A quiz in a notebook: the page's HTML, style and script as a widget."""

from typing import Any

import anywidget
from traitlets import Unicode

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

    def __init__(self, quiz: Quiz) -> None:
        super().__init__(html=as_html(quiz))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        # where nothing can be run, questions and answers can be read all the same
        return data | {"text/html": self.html}, metadata
