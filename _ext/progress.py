"""What a reader has done: its place above the map, and the script that keeps it.

The map's page gets a hidden element that names each chapter's questions and exercises;
``assets/site/progress.js`` fills and shows it. The script also keeps the place at which
a chapter or a notebook was left. Without a script nothing is kept or shown.
"""

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from _ext.code_exercise import code_exercise
from _ext.course_plan import Chapter
from _ext.quiz import quiz_place
from docutils import nodes
from sphinx.application import Sphinx

from course import contents
from nnfoundations.exercises import quizzes

CLASS = "course-progress"


def place(
    chapters: Sequence[Chapter],
    pages: Mapping[str, nodes.document],
    links: Mapping[str, tuple[str, str]],
) -> nodes.raw:
    """Return the element that the script fills.

    Parameters
    ----------
    chapters : sequence of Chapter
        In the order of the course.
    pages : mapping of str to document
        What each chapter's page holds.
    links : mapping of str to (str, str)
        Each chapter's address and its title with its number.
    """
    told = [
        {
            "name": chapter.name,
            "href": links[chapter.name][0],
            "label": links[chapter.name][1],
            "counted": chapter.number is not None,
            "questions": [
                question.name
                for node in pages[chapter.name].findall(quiz_place)
                for question in quizzes.read(node["quiz"]).questions
            ],
            "exercises": [
                node["exercise"] for node in pages[chapter.name].findall(code_exercise)
            ],
        }
        for chapter in chapters
    ]
    data = escape(json.dumps(told, ensure_ascii=False))
    text = f'<div class="{CLASS}" data-chapters="{data}" hidden></div>\n'
    return nodes.raw("", text, format="html")


def _load(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Let the map's page, the chapters and their notebooks load the script."""
    book = contents.read(Path(app.srcdir))
    if page == book.root:
        app.add_js_file("progress.js", defer="defer")
        return
    for entry in book.entries:
        if entry.is_appendix or page not in (entry.page, *entry.below):
            continue
        told = {"data-page": f"{page}.html"}
        if page == entry.page:
            told["data-chapter"] = entry.name
        app.add_js_file("progress.js", defer="defer", **told)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.add_css_file("progress.css")
    app.connect("html-page-context", _load)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
