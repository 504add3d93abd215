"""What learners hand in: right answers pass however they are written, wrong ones not.

The answers of `answers.yml` were written with the page alone in view. Each was judged
once, and its verdict read: where it was false, or its hint misled, the checker was
mended. What is said now is kept with it.
"""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from nnfoundations.exercises import array_exercises, exercises, verdict

ANSWERS = yaml.safe_load(Path(__file__).with_name("answers.yml").read_text("utf-8"))
ROWS = [(name, row) for name, rows in ANSWERS.items() for row in rows]
each_row = pytest.mark.parametrize(
    ("name", "row"), ROWS, ids=[f"{name}: {row['case']}" for name, row in ROWS]
)
pytestmark = pytest.mark.filterwarnings("ignore")


def handed_in(name, source):
    """Return what a learner's cell leaves under the exercise's name."""
    names = {"math": math, "np": np, "torch": torch}
    exec(source, names)
    return names[name]


def test_each_exercise_has_five_wrong_answers_and_an_unusual_right_one():
    assert list(ANSWERS) == [*exercises(), *array_exercises()]
    for name, rows in ANSWERS.items():
        wrong = [row for row in rows if row["says"] != "Right"]
        assert len(wrong) >= 5, name
        assert len(wrong) < len(rows), name


@each_row
def test_what_is_said_of_it(name, row, capsys):
    said = verdict(name, handed_in(name, row["answer"]), seed=0)
    capsys.readouterr()  # an answer may print
    assert said.right == (row["says"] == "Right"), said.text
    assert row["says"] in said.text


def test_no_right_answer_fails_by_chance(capsys):
    right = [(name, row) for name, row in ROWS if row["says"] == "Right"]
    for name, row in right:
        answer = handed_in(name, row["answer"])
        for seed in range(1, 6):
            assert verdict(name, answer, seed).right, (name, row["case"], seed)


def test_no_wrong_answer_passes_by_chance(capsys):
    wrong = [(name, row) for name, row in ROWS if row["says"] != "Right"]
    for name, row in wrong:
        answer = handed_in(name, row["answer"])
        for seed in range(1, 3):
            assert not verdict(name, answer, seed).right, (name, row["case"], seed)


def test_four_in_five_wrong_answers_get_a_hint():
    wrong = [row["says"] for _, row in ROWS if row["says"] != "Right"]
    told = [says for says in wrong if says not in ("should give", "Not yet")]
    assert len(told) > 0.8 * len(wrong)
