"""The quizzes and the book: headings that exist, terms that are known, works cited."""

import re
from pathlib import Path

import pytest
from _ext import quiz
from test_glossary import AHEAD

import course
import glossary
from course.pages import Page
from nnfoundations.exercises import quizzes

ROOT = Path(course.ROOT)
BIBLIOGRAPHY = (ROOT / "references.bib").read_text("utf-8")
PAGES = glossary.book_pages()
ENTRIES = glossary.entries((ROOT / f"{glossary.GLOSSARY}.md").read_text("utf-8"))
each_quiz = pytest.mark.parametrize("name", quizzes.list_chapters())
HEADING = re.compile(r"(?m)^##+ (.+)$")


def text_of(name):
    return (ROOT / "chapters" / f"{name}.md").read_text("utf-8")


@each_quiz
def test_the_headings_to_read_again_exist(name):
    known = dict.fromkeys(HEADING.findall(text_of(name)), "#")
    assert quiz.missing(quizzes.read(name), known) == []


def test_a_heading_that_is_not_there_is_told():
    [first, *_] = quiz.missing(quizzes.read("perceptron"), {"Another": "#another"})
    assert first.startswith("perceptron.yml, ten-times: the page has no heading")
    assert "there are: Another" in first


@each_quiz
def test_each_quiz_stands_at_the_end_of_its_chapter(name):
    text = text_of(name)
    assert text.count(f"```{{quiz}} {name}\n") == 1
    headings = HEADING.findall(text)
    at = headings.index("Check yourself")
    assert "Exercises" in headings[at:] or at >= len(headings) - 2


@each_quiz
def test_the_works_in_which_wrong_answers_were_seen_are_listed(name):
    told = quiz.sources(quizzes.read(name))
    for keys in re.findall(r"\{cite:t\}`([^`]+)`", told):
        assert f"{{{keys}," in BIBLIOGRAPHY


def said(name):
    """Return the running text of a quiz as a page, to stand behind its chapter."""
    texts = ["# Quiz", "## Questions"]
    for question in quizzes.read(name).questions:
        choices = question.choices
        shown = [] if question.kind == "order" else [choice.text for choice in choices]
        whys = [choice.why for choice in choices]
        texts += [question.ask, question.why, *shown, *whys]
    return Page(f"quiz/{name}", "\n\n".join(texts))


def test_a_quiz_uses_no_term_that_the_book_has_not_defined_yet():
    book = []
    for page in PAGES:
        name = page.name.removeprefix("chapters/")
        book += [page, said(name)] if name in quizzes.list_chapters() else [page]
    early = {
        f"{place}: {term}"
        for term, place in glossary.ahead(book, ENTRIES)
        if place.startswith("quiz/")
        and (term, place.split("/")[1].split(".md")[0]) not in AHEAD
    }
    assert not early, "\n".join(sorted(early))


def test_the_script_is_the_widget_without_its_export():
    script = quiz.script()
    assert "export" not in script
    assert "startAll(document);" in script


@each_quiz
def test_a_source_names_the_question_that_it_belongs_to(name):
    questions = enumerate(quizzes.read(name).questions, start=1)
    seen = [i for i, question in questions if any(x.seen for x in question.choices)]
    told = quiz.sources(quizzes.read(name))
    assert [int(x) for x in re.findall(r"to question (\d+) was met", told)] == seen
