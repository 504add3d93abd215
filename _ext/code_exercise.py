"""The directive ``{code-exercise}``: a function to write, run and checked in the page.

``{code-exercise} unit`` places the exercise of that name (`nnfoundations.exercises`);
its content is the task. Without a script the page shows the stub, hints and solution;
with one, the stub becomes an editor (``assets/site/exercises.js``). Nothing that runs
Python is loaded before a reader asks for it.
"""

import ast
import functools
import hashlib
import inspect
import json
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nnfoundations.exercises import exercises, judging
from nnfoundations.exercises.judging import Exercise

#: What the pages load on a reader's first *Run*, below ``_static``.
SOURCES = "python/sources.js"
_FRAME = """<pre class="code-stub" tabindex="0"><code>{stub}</code></pre>"""
_HINT = "<details><summary>Hint {number}</summary><p>{hint}</p></details>"
_SOLUTION = (
    "<details><summary>Solution</summary><pre><code>{solution}</code></pre></details>"
)


class code_exercise(nodes.General, nodes.Element):
    """The place of an exercise: its task inside."""


class CodeExercise(SphinxDirective):
    """``{code-exercise} NAME``, with the task as its content."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the exercise, or a warning that says which there are."""
        self.assert_has_content()
        name = self.arguments[0]
        if name not in exercises():
            known = ", ".join(exercises())
            text = f"no code exercise {name!r}; there are: {known}"
            return [self.state.document.reporter.warning(text, line=self.lineno)]
        self.env.note_dependency(_file(exercises()[name]))
        node = code_exercise(exercise=name)
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


def _file(exercise: Exercise) -> str:
    """Return the path of an exercise's module."""
    return inspect.getfile(exercise.examples)


def _module(exercise: Exercise) -> str:
    return Path(_file(exercise)).stem


def _with_imports(source: str, solution: str) -> str:
    """Return a source with the import that the solution needs."""
    return ("import math\n\n" if "math." in solution else "") + source


def _join_task(exercise: Exercise) -> str:
    """Return what the stub says is asked, a paragraph a line."""
    [function] = ast.parse(exercise.stub).body
    assert isinstance(function, ast.FunctionDef)
    text = ast.get_docstring(function) or ""
    return "\n".join(" ".join(x.split()) for x in text.split("\n\n"))


def _visit_html(self: Any, node: code_exercise) -> None:
    exercise = exercises()[node["exercise"]]
    name, title = exercise.name, f"code-{exercise.name}"
    self.body.append(
        f'<div class="code-exercise" id="{title}" role="group"'
        f' aria-labelledby="{title}-title" data-exercise="{name}"'
        f' data-module="{_module(exercise)}">\n<p class="code-title" role="heading"'
        f' aria-level="3" id="{title}-title">Write it: {escape(exercise.title)}</p>\n'
    )


def _depart_html(self: Any, node: code_exercise) -> None:
    exercise = exercises()[node["exercise"]]
    stub = f"{exercise.stub.rstrip()}\n\n\nprint({exercise.trial})\n"
    self.body.append(
        f'<p class="code-asked">{escape(_join_task(exercise))}</p>\n'
        + _FRAME.format(stub=escape(_with_imports(stub, exercise.solution)))
        + '\n<div class="code-help">'
        + "".join(
            _HINT.format(number=number, hint=escape(hint))
            for number, hint in enumerate(exercise.hints, start=1)
        )
        + _SOLUTION.format(
            solution=escape(_with_imports(exercise.solution, exercise.solution))
        )
        + "</div>\n</div>\n"
    )


def _unwrap(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Leave the task and the stub alone where there is no browser."""
    if app.builder.format == "html":
        return
    for node in list(doctree.findall(code_exercise)):
        stub = exercises()[node["exercise"]].stub
        node.replace_self([*node.children, nodes.literal_block(stub, stub)])


# ---- what the pages load ----


@functools.cache
def sources() -> str:
    """Return the script that holds the checkers' sources, by their place."""
    package = Path(inspect.getfile(judging)).parent
    paths = [Path(inspect.getfile(judging)), *sorted(package.glob("plain/*.py"))]
    texts = {x.relative_to(package).as_posix(): x.read_text("utf-8") for x in paths}
    return f"self.courseSources = {json.dumps(texts)};\n"


def _write(app: Sphinx) -> None:
    if app.builder.format == "html":
        path = Path(app.outdir) / "_static" / SOURCES
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != sources():
            path.write_text(sources(), "utf-8")


def _load(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Let the pages that hold an exercise, and no others, load what it needs."""
    if doctree is None or not any(doctree.findall(code_exercise)):
        return
    interpreter = Path(app.srcdir) / "assets" / "site" / "python" / "micropython.js"
    mark = hashlib.sha256(interpreter.read_bytes() + sources().encode())
    app.add_js_file(
        "exercises.js", defer="defer", **{"data-version": mark.hexdigest()[:12]}
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and connect to Sphinx."""
    app.add_node(code_exercise, html=(_visit_html, _depart_html))
    app.add_directive("code-exercise", CodeExercise)
    app.add_css_file("exercises.css")
    app.connect("builder-inited", _write)
    app.connect("doctree-resolved", _unwrap)
    app.connect("html-page-context", _load)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
