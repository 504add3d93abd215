"""Formulas have fewer elements, and say and show what they did."""

import re

import pytest
from _ext.prerendered_maths import render, speak_well
from _ext.slim_formulas import slim
from bs4 import BeautifulSoup

INVISIBLE = "\u200b"
FORMULAS = [
    r"w_1 x_1 + b",
    r"\mathbf{w} \cdot \mathbf{x} > 0",
    r"\frac{\partial L}{\partial w_{ij}}",
    r"\hat y = \sigma(z)",
    r"a_j^{(2)} = \tanh z_j",
    r"e^{x^2}",
    r"\sqrt{x} \le 1",
    r"\sum_{i=1}^n \left( x_i - \bar x \right)^2",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
    r"a < b \;\&\; \text{if } c",
]


def soup(text):
    return BeautifulSoup(text, "html.parser")


def signs(formula, part):
    """Return what stands in one part of a formula, in any order: an index may turn."""
    return sorted(formula.select_one(part).get_text().replace(INVISIBLE, ""))


def spoken(formula):
    """Return the names and texts of a formula's MathML that carry a sign."""
    leaves = formula.select("math mi, math mn, math mo, math mtext")
    return [(x.name, x.get_text()) for x in leaves]


@pytest.mark.parametrize("latex", FORMULAS)
@pytest.mark.parametrize("display", [False, True])
def test_the_same_signs_are_seen_and_heard(latex, display):
    long = speak_well(render(latex, display))
    before, after = soup(long), soup(slim(long))
    assert signs(after, ".katex-html") == signs(before, ".katex-html")
    assert spoken(after) == spoken(before)
    assert after.select_one(".katex")["data-tex"] == latex


@pytest.mark.parametrize(
    ("latex", "most"),
    [
        ("0.5", 1),
        ("x", 1),
        (r"\alpha", 2),
        ("w_1", 9),
        (r"\frac{1}{2}", 18),
        ("w_1 x_1 + b > 0", 23),
        (r"\hat y_j^{(2)}", 25),
    ],
)
def test_a_formula_has_no_more_elements_than(latex, most):
    slimmed = slim(render(latex))
    assert len(re.findall(r"<[a-z]", slimmed)) <= most, slimmed


def test_a_letter_or_number_is_text_that_is_read_as_it_is():
    for latex, text in (("0.5", "0.5"), ("x", "x"), (r"\delta", "δ")):
        formula = soup(slim(render(latex)))
        assert formula.get_text() == text
        assert formula.select("[aria-hidden], math") == []


def test_a_line_may_break_in_a_formula_but_not_in_one_of_its_own():
    latex = "a = b"
    assert slim(render(latex)).count("<wbr>") == 1
    assert "<wbr" not in slim(render(latex, display=True))


def test_what_could_not_be_read_stays():
    wrong = render(r"\nosuchcommand")
    assert "katex-error" in wrong
    assert slim(wrong) == wrong
