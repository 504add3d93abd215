"""What a screen reader finds in a formula."""

import re

import pytest
from _ext.prerendered_maths import render, speak_well


def spoken(latex):
    """Return the signs of a formula's MathML, in order, each with its element."""
    maths = speak_well(render(latex)).partition("<annotation")[0]
    return re.findall(r"<(m[a-z]+)[^<>]*>([^<>]+)<", maths)


@pytest.mark.parametrize(
    ("latex", "signs"),
    [
        ("|w|", [("mo", "|"), ("mi", "w"), ("mo", "|")]),
        (r"\|w\|", [("mo", "‖"), ("mi", "w"), ("mo", "‖")]),
        (r"a \mid b", [("mi", "a"), ("mo", "|"), ("mi", "b")]),
        (r"\left| w \right|", [("mo", "|"), ("mi", "w"), ("mo", "|")]),
        (r"\mathrm{NAND} p", [("mi", "NAND"), ("mi", "p")]),
        (r"\mathrm{d}x", [("mi", "d"), ("mi", "x")]),
        ("ab", [("mi", "a"), ("mi", "b")]),
    ],
)
def test_bars_are_bars_and_words_are_words(latex, signs):
    assert spoken(latex) == signs


def test_what_is_seen_stays_as_it_is():
    drawn = render(r"|w|^2 + \mathrm{NAND}")
    seen = drawn.partition("</math>")[2]
    assert speak_well(drawn).partition("</math>")[2] == seen
