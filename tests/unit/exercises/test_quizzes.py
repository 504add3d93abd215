"""The quizzes: what is refused, and that each key is what the calculation gives."""

import contextlib
import copy
import itertools
import math
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
import yaml

from nnfoundations.exercises import quiz, quizzes
from nnfoundations.exercises.quizzes import QuizError, parse
from nnfoundations.exercises.quizzes.pages import as_html, inline, shuffle

ROOT = Path(__file__).resolve().parents[3]
QUESTIONS = [
    pytest.param(question, id=f"{name}-{question.name}")
    for name in quizzes.list_chapters()
    for question in quizzes.read(name).questions
]
NUMBERS = [x for x in QUESTIONS if x.values[0].kind == "number"]
ORDERS = [x for x in QUESTIONS if x.values[0].kind == "order"]
#: The keys again, by another hand.
KEYS = yaml.safe_load(Path(__file__).with_name("keys.yml").read_text("utf-8"))


def single(name="one"):
    wrong = {"why": "It is not.", "see": "A heading"}
    return {
        "name": name,
        "kind": "single",
        "ask": "Which?",
        "options": [
            {"text": "this", "right": True, "why": "It is."},
            {"text": "that", **wrong},
            {"text": "these", **wrong},
        ],
    }


def number():
    return {
        "name": "sum",
        "kind": "number",
        "ask": "How much?",
        "answer": 2,
        "tolerance": 0.1,
        "margin": "Two digits are enough.",
        "compute": "1 + 1",
        "why": "It is.",
        "mistakes": [{"value": 3, "why": "No.", "see": "A heading"}],
        "otherwise": {"why": "Count.", "see": "A heading"},
    }


def order():
    return {
        "name": "lines",
        "kind": "order",
        "ask": "Which order?",
        "lines": [
            {"text": "a = 1"},
            {"text": "b = a", "why": "It needs a.", "see": "A heading"},
            {"text": "c = b", "why": "It needs b.", "see": "A heading"},
        ],
        "check": "assert c == 1",
    }


def four(first):
    return [first, *(single(f"other{i}") for i in range(3))]


def changed(question, *path_and_value):
    """Return a copy in which one place has another value, or is gone (...)."""
    *path, last, value = path_and_value
    question = copy.deepcopy(question)
    place = question
    for step in path:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return question


def test_what_is_whole_is_read():
    for whole in (single(), number(), order()):
        found = parse("perceptron", four(whole))
        assert found.questions[0].name == whole["name"]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (changed(single(), "kind", "essay"), "question 1: kind 'essay' is none of"),
        (changed(single(), "ask", ...), "question 1: there is no ask"),
        (changed(single(), "ask", " "), "ask is empty"),
        (changed(single(), "hint", "x"), "unknown: hint; expected ask, code, kind"),
        (changed(single(), "name", "a b"), "letters, digits and hyphens"),
        (changed(single(), "options", 0, "right", False), "answer 1: there is no see"),
        (
            changed(single(), "options", 1, "right", True),
            r"question 1 \(one\): expected exactly one right answer, got 2",
        ),
        (changed(single(), "options", 1, "why", ...), "answer 2: there is no why"),
        (changed(single(), "options", 1, "see", ...), "name the heading to read again"),
        (changed(single(), "options", 1, "text", "this"), "two answers are the same"),
        (changed(single(), "options", 1, "right", "yes"), "right is true or false"),
        (changed(single(), "options", [1]), "expected 3 answers or more, got 1"),
        (changed(single(), "kind", "several"), "answer 1: there is no see"),
        (changed(number(), "tolerance", 0), "tolerance must be above 0"),
        (changed(number(), "answer", "two"), "answer is no number"),
        (changed(number(), "answer", True), "answer is no number"),
        (changed(number(), "margin", ...), "there is no margin"),
        (changed(number(), "mistakes", []), "expected mistakes"),
        (changed(number(), "mistakes", 0, "value", 2.15), "mistake 1: 2.15 is too"),
        (changed(number(), "otherwise", "see", ...), "otherwise: there is no see"),
        (changed(order(), "lines", 1, "why", ...), "answer 2: there is no why"),
        (changed(order(), "check", ...), "there is no check"),
        ("what?", "question 1: expected fields, got 'what"),
        (
            {**single(), "kind": "place", "picture": "none.svg", "alt": "Nothing."},
            "no picture none.svg",
        ),
        (
            {**single(), "kind": "place", "alt": "A plane."}
            | {"picture": "perceptron-plane.svg"},
            "4 places for 3 answers",
        ),
    ],
)
def test_what_is_not_is_refused_with_its_place(question, says):
    with pytest.raises(QuizError, match=says):
        parse("perceptron", four(question))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "perceptron.yml: expected a list"),
        ([single()], "expected 4 to 6 questions, got 1"),
        (four(single("other1")), "two questions are called other1"),
    ],
)
def test_a_quiz_as_a_whole_is_checked(data, says):
    with pytest.raises(QuizError, match=says):
        parse("perceptron", data)


def test_a_single_question_without_a_key_is_refused():
    keyless = changed(single(), "options", 0, "right", ...)
    keyless["options"][0]["see"] = "A heading"
    with pytest.raises(QuizError, match="exactly one right answer, got 0"):
        parse("perceptron", four(keyless))


def test_an_unknown_quiz_is_told_with_those_there_are():
    with pytest.raises(QuizError, match=r"no quiz 'nothing'; there are: .*perceptron"):
        quiz("nothing")
    with pytest.raises(QuizError, match="no quiz"):
        quiz("../quizzes/perceptron")


@pytest.mark.parametrize("question", NUMBERS)
def test_a_number_is_what_its_calculation_gives(question):
    found = eval(question.compute, {"math": math, "np": np})
    # the key may be rounded, but by far less than an answer may differ
    assert abs(found - question.answer) <= question.tolerance / 10
    for mistake in question.choices:
        assert abs(float(mistake.text) - found) > question.tolerance


def works(lines, check):
    with contextlib.suppress(Exception):
        names = {"math": math, "np": np}
        exec(compile("\n".join([*lines, check]), "program", "exec"), names)
        return True
    return False


@pytest.mark.parametrize("question", ORDERS)
def test_the_lines_work_in_one_order_alone(question):
    lines = [choice.text for choice in question.choices]
    assert works(lines, question.check)
    others = list(itertools.permutations(lines))[1:]
    assert [x for x in others if works(x, question.check)] == []


def test_a_text_is_shown_as_text():
    assert inline("a <b> & `c < d`") == "a &lt;b&gt; &amp; <code>c &lt; d</code>"
    assert inline("2 * 3 * 4 and *so*") == "2 * 3 * 4 and <em>so</em>"


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_order_shown_holds_every_answer_and_not_the_solution(question):
    shown = shuffle(question)
    assert sorted(shown, key=lambda x: x[0]) == list(enumerate(question.choices))
    assert question.kind != "order" or shown != list(enumerate(question.choices))


@pytest.mark.parametrize("name", quizzes.list_chapters())
def test_the_page_says_something_of_every_answer(name):
    page = as_html(quizzes.read(name))
    for question in quizzes.read(name).questions:
        for choice in question.choices:
            assert not choice.why or inline(choice.why) in page


def test_headings_are_linked_where_their_address_is_known():
    page = as_html(parse("x", four(single())), {"A heading": "#a-heading"})
    assert 'Read again: <a href="#a-heading">A heading</a>.' in page


def test_the_widget_can_be_read_without_a_script():
    shown = quiz("perceptron")._repr_mimebundle_()[0]
    assert shown["text/html"] == as_html(quizzes.read("perceptron"))
    assert "application/vnd.jupyter.widget-view+json" in shown


def test_all_that_a_quiz_needs_is_in_the_wheel():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["nnfoundations"]
    package = quizzes.QUIZZES.parents[1]
    carried = {path for pattern in patterns for path in package.glob(pattern)}
    data = {x for x in quizzes.QUIZZES.iterdir() if x.suffix not in (".py", "")}
    assert data <= carried


def test_questions_are_numbered_and_their_keys_ticked():
    page = as_html(parse("x", four(single())))
    assert re.findall(r'quiz-number">(\d)<', page) == ["1", "2", "3", "4"]
    assert re.findall(r"<strong>✓ ([^<]*)<", page) == ["this"] * 4


def test_a_number_is_asked_for_in_its_unit_and_told_to_its_last_digit():
    asked = number() | {"answer": 1234.5, "compute": "1234.5", "unit": "mV"}
    page = as_html(parse("x", four(asked)))
    assert "A number [mV]." in page
    assert "✓ 1234.5 mV." in page


def test_every_heading_that_an_explanation_names_is_looked_for():
    asked = changed(number(), "otherwise", "see", "Another heading")
    [question, *_] = parse("x", four(asked)).questions
    assert question.headings == ["A heading", "Another heading"]


@pytest.mark.parametrize("chapter", quizzes.list_chapters())
def test_each_key_is_that_of_a_second_reader(chapter):
    asked = {x.name: x.choices for x in quizzes.read(chapter).questions}
    found = {
        name: [choice.text for choice in choices if choice.right]
        for name, choices in asked.items()
    }
    keys = {name: key for name, key in found.items() if key}
    assert list(keys) == list(KEYS[chapter])
    for name, key in keys.items():
        again = KEYS[chapter][name]
        assert [x[: len(y)] for x, y in zip(key, again, strict=True)] == again
