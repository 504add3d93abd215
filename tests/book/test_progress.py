"""What the pages hand to the script that keeps a reader's progress."""

import html
import json
import re
from types import SimpleNamespace

from _ext import progress
from _ext.code_exercise import code_exercise
from _ext.course_plan import Chapter
from _ext.quiz import quiz_place
from docutils.utils import new_document

import book
from nnfoundations.exercises import quizzes


def test_a_chapter_is_told_with_its_questions_and_exercises():
    page = new_document("b")
    page += [quiz_place(quiz="perceptron"), code_exercise(exercise="correct")]
    chapters = [Chapter("a", "Start", None), Chapter("b", "Part I", 1)]
    links = {"a": ("a.html", "A"), "b": ("b.html", "1. B")}
    place = progress.place(chapters, {"a": new_document("a"), "b": page}, links)
    data = re.search(r'data-chapters="([^"]*)"', place.astext())[1]
    first, second = json.loads(html.unescape(data))
    assert (first["counted"], first["questions"], first["exercises"]) == (False, [], [])
    assert (second["counted"], second["label"]) == (True, "1. B")
    assert second["questions"] == [x.name for x in quizzes.read("perceptron").questions]
    assert second["exercises"] == ["correct"]


def handed(page):
    """Return the script that a page loads, with what it is told."""
    loaded = []
    app = SimpleNamespace(
        srcdir=book.ROOT, add_js_file=lambda name, **told: loaded.append((name, told))
    )
    progress._load(app, page, "", {}, None)
    return loaded


def test_only_a_chapter_s_own_page_counts_as_read():
    [(script, told)] = handed("chapters/perceptron")
    assert script == "progress.js"
    assert told["data-chapter"] == "perceptron"
    assert told["data-page"] == "chapters/perceptron.html"
    [(_, told)] = handed("notebooks/perceptron")
    assert told["data-page"] == "notebooks/perceptron.html"
    assert "data-chapter" not in told
    assert handed("chapters/glossary") == []
