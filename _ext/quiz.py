"""The directive ``{quiz}``: the questions of a chapter.

``{quiz} perceptron`` places the quiz of that name (`nnfoundations.exercises.quizzes`).
Without a script the page shows the questions with their answers folded; with one,
``quiz.js``, which is the notebooks' widget as well, judges what a reader answers. Every
explanation points to a heading of the page: one that is not there stops the build.
"""

from pathlib import Path
from typing import Any

from _ext import translation
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from nnfoundations.exercises import quizzes
from nnfoundations.exercises.quizzes import Quiz, QuizError
from nnfoundations.exercises.quizzes.pages import as_html

LOGGER = logging.getLogger(__name__)
SCRIPT = quizzes.QUIZZES / "quiz.js"
_EXPORT = "export default {"
#: What Sphinx makes of quotation marks -> how they are typed.
_TYPED = str.maketrans("‘’“”", "''\"\"")


class quiz_place(nodes.General, nodes.Element):
    """The place of a quiz; inside stands where its wrong answers were seen."""


class QuizDirective(SphinxDirective):
    """``{quiz} NAME``, without content."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the quiz, or a warning that says what is wrong with it."""
        name = self.arguments[0]
        for path in quizzes.QUIZZES.iterdir():
            self.env.note_dependency(str(path))
        try:
            quiz = quizzes.read(name)
        except QuizError as error:
            reporter = self.state.document.reporter
            return [reporter.warning(f"quiz: {error}", line=self.lineno)]
        node = quiz_place(quiz=name)
        self.set_source_info(node)
        if text := sources(quiz):
            self.state.nested_parse(StringList([text]), self.content_offset, node)
        return [node]


def sources(quiz: Quiz) -> str:
    """Return the sentence on where wrong answers were seen; "" if no work is named."""
    found = []
    for number, question in enumerate(quiz.questions, start=1):
        keys = dict.fromkeys(x.seen for x in question.choices if x.seen)
        works = " and ".join(f"{{cite:t}}`{key}`" for key in keys)
        found += [f"to question {number} was met in {works}"] if keys else []
    if not found:
        return ""
    return f"A wrong answer {', and one '.join(found)}."


def headings(document: nodes.document) -> dict[str, str]:
    """Return the address of each heading of a page, by its text as it is typed."""
    sections = document.findall(nodes.section)
    # an exercise's section has a title of another kind, which is no heading
    titled = ((x, next(iter(x.findall(nodes.title)), None)) for x in sections)
    return {
        title.astext().translate(_TYPED): f"#{section['ids'][0]}"
        for section, title in titled
        if title is not None and title.parent is section
    }


def read(app: Sphinx, name: str, page: str) -> Quiz:
    """Return a quiz in the site's language; headings are those of the page."""
    say = translation.find_say(app, "quizzes")
    return quizzes.translate(
        quizzes.read(name), say, translation.find_page_say(app, page)
    )


def missing(quiz: Quiz, known: dict[str, str]) -> list[str]:
    """Return a complaint for each heading that a quiz names and the page lacks."""
    return [
        f"{quiz.chapter}.yml, {question.name}: the page has no heading {see!r};"
        f" there are: {', '.join(known)}"
        for question in quiz.questions
        for see in dict.fromkeys(question.headings)
        if see not in known
    ]


def _check(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Warn of headings that are not there; leave the questions where no browser is."""
    for node in list(doctree.findall(quiz_place)):
        quiz = read(app, node["quiz"], docname)
        for text in missing(quiz, headings(doctree)):
            LOGGER.warning("quiz: %s", text, location=node)
        if app.builder.name == "gettext":  # they have a catalogue of their own
            node.replace_self(node.children)
        elif app.builder.format != "html":
            asked = [nodes.paragraph(x.ask, x.ask) for x in quiz.questions]
            node.replace_self([*asked, *node.children])


def _visit_html(self: Any, node: quiz_place) -> None:
    app = self.builder.app
    quiz = read(app, node["quiz"], self.builder.current_docname)
    say = translation.find_say(app, "quizzes")
    self.body.append(as_html(quiz, headings(self.document), say))


def _depart_html(self: Any, node: quiz_place) -> None:
    """Leave what is inside, on the sources, below the questions."""


def list_words() -> list[translation.Words]:
    """Return what the quizzes say. Headings belong to the page that they stand in."""
    found: list[translation.Words] = []
    for chapter in quizzes.list_chapters():
        path = quizzes.QUIZZES / f"{chapter}.yml"

        def say(text: str, path: Path = path) -> str:
            found.append(translation.Words(text, path))
            return text

        as_html(quizzes.translate(quizzes.read(chapter), say), say=say)
    return list(dict.fromkeys(found)) + translation.list_script_words([SCRIPT])


def script(catalogue: Path | None = None) -> str:
    """Return the widget's module as a script, which works in pages from disk too."""
    module = translation.translate_scripts([SCRIPT], catalogue)(SCRIPT)
    if module.count(_EXPORT) != 1:
        raise ValueError(f"quiz.js: expected one {_EXPORT!r}")
    body = module[: module.index(_EXPORT)]
    return f"(() => {{\n{body}startAll(document);\n}})();\n"


def _write(app: Sphinx) -> None:
    translation.extract(app, "quizzes", list_words)
    if app.builder.format == "html":
        catalogue = translation.find_catalogue(app, "quizzes")
        style = (quizzes.QUIZZES / "quiz.css").read_text("utf-8")
        files = {"quiz.js": script(catalogue), "quiz.css": style}
        for name, text in files.items():
            path = Path(app.outdir) / "_static" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_text("utf-8") != text:
                path.write_text(text, "utf-8")


def _load(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Let the pages that hold a quiz, and no others, load what it needs."""
    if doctree is not None and any(doctree.findall(quiz_place)):
        app.add_js_file("quiz.js", defer="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and connect to Sphinx."""
    app.add_node(quiz_place, html=(_visit_html, _depart_html))
    app.add_directive("quiz", QuizDirective)
    app.add_css_file("quiz.css")
    app.connect("builder-inited", _write)
    app.connect("doctree-resolved", _check)
    app.connect("html-page-context", _load)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
