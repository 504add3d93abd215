"""Every number that a chapter types has a source: ``tools/typed_numbers.py``.

A decimal, a percentage, a duration or a count of three digits or more is a formula,
code, a result, or an entry in ``chapters/constants.yml``, and the entry's source bears
it out. Notebooks are left out: their cells assert what their prose says.
"""

from pathlib import Path

import pytest

import constants
import typed_numbers
from constants import Constant
from course.pages import pieces

ROOT = Path(__file__).resolve().parents[2]
BIBLIOGRAPHY = (ROOT / "references.bib").read_text("utf-8")
PAGES = sorted((ROOT / "chapters").glob("*.md"))
ENTRIES = constants.read()


def typed(text, page="perceptron"):
    return list(typed_numbers.find_typed(page, text, BIBLIOGRAPHY))


def found(text):
    return [number.numeral for number in typed(text)]


def entry(text, value, source="by definition", page="perceptron"):
    values = tuple(map(float, value if isinstance(value, list) else [value]))
    return Constant(page, text, values, "1", source)


@pytest.fixture(scope="module")
def all_numbers():
    return [x for path in PAGES for x in typed(path.read_text("utf-8"), path.stem)]


def test_every_typed_number_has_a_source_and_every_entry_a_use(all_numbers):
    assert typed_numbers.complaints(all_numbers, ENTRIES) == []


@pytest.mark.parametrize("constant", ENTRIES, ids=lambda x: f"{x.page}: {x.text}")
def test_the_source_of_an_entry_bears_it_out(constant):
    assert constant.find_fault() == []


def test_the_pages_of_the_entries_exist():
    names = {path.stem for path in PAGES} | {"all"}
    assert {constant.page for constant in ENTRIES} <= names


@pytest.mark.parametrize(
    ("text", "numerals"),
    [
        ("It reached 0.975 in the end.", ["0.975"]),
        ("It reached .975.", [".975"]),
        ("At −54.4 mV, **2.5** times.", ["54.4", "2.5"]),
        ("Right in 97 % of them, or 97%, or 3 per cent.", ["97", "97", "3"]),
        ("After 5 ms, a 3-minute run, 20 years.", ["5", "3", "20"]),
        ("All 1,797 of 360 images, and 12 more.", ["1,797", "360"]),
        ("An error of 3e-9 and of 1.5e7.", ["3e-9", "1.5e7"]),
        ("A network 784-256-10.", ["784", "256"]),
        ("| a | b |\n|---|---|\n| 0.5 | 7 |\n", ["0.5"]),
        ("# A score of 0.5\n\n- or 0.6\n\n> or 0.7\n", ["0.5", "0.6", "0.7"]),
        ("[about 0.5](chapter-perceptron) was", ["0.5"]),
        ("```{exercise} At 0.5\n:label: ex\n\nTake 0.25.\n```", ["0.5", "0.25"]),
        ("````{solution} ex-1.5\n\n```python\nx = 0.5\n```\n0.25\n````", ["0.25"]),
        (
            "```{figure} 0.5.svg\n:name: fig-0.5\n:alt: Up to 0.9.\n\nTo 0.8.\n```",
            ["0.9", "0.8"],
        ),
        (":::{note}\nIt took 400 steps.\n:::", ["400"]),
    ],
)
def test_what_looks_like_a_result_is_found(text, numerals):
    assert found(text) == numerals


@pytest.mark.parametrize(
    "text",
    [
        "Here $x = 0.975$ and `0.975` and {result}`mlp/a:.3f`, {eq}`eq-0.5`.",
        "$$\ny = 0.975\n$$",
        "```python\nassert accuracy == 0.975\n```",
        "```{literalinclude} ../x.py\n:lines: 100-120\n```",
        "```{math}\n0.5\n```",
        "In 1958 {cite:t}`rosenblatt1958` began.",
        "Sections 3.2, 4.3 and 5.1 of {cite:t}`zhang2023`, chapter 100, page 312.",
        "Python 3.11 to 3.13, PyTorch 2.4, under CC BY 4.0, version 1.0.3.",
        "W1, H2, float64, sha256, ten networks, 12 units, 99 cells.",
        "[a link](https://example.org/0.5) and <https://example.org/0.5>.",
        "(chapter-0.5)=\n% a comment on 0.5\n",
    ],
)
def test_what_has_its_source_beside_it_passes(text):
    assert found(text) == []


def test_the_year_of_a_work_that_is_not_cited_is_a_number():
    assert found("In 1958 it began.") == ["1958"]


def test_the_message_names_place_number_and_ways_out():
    [number] = typed("# Title\n\nOne line,\nthen 0.975 at last.\n")
    told = number.complaint
    assert told.startswith("chapters/perceptron.md:4: typed number 0.975 (“")
    assert "{result}" in told
    assert "formula" in told
    assert "constants.yml" in told


def test_a_line_inside_a_directive_is_the_line_of_the_page():
    text = "Text.\n\n```{note}\n:class: tip\n\nOne,\ntwo 0.5.\n```\n"
    assert [number.line for number in typed(text)] == [7]


def test_what_is_blanked_keeps_its_place():
    for piece in pieces("A `b 1` $c$ {cite:t}`d` [e](f) *g*\nh"):
        assert len(piece.shown) == len(piece.prose)
        assert "{cite:t}`d`" in piece.shown
        assert piece.prose.endswith(" e g h")


def test_an_entry_covers_its_own_place_only():
    numbers = typed("A rate of 0.5 here.\n\nA share of 0.5 there.")
    left = typed_numbers.complaints(numbers, [entry("rate of 0.5", 0.5)])
    assert len(left) == 1
    assert "share of 0.5" in left[0]


def test_an_entry_of_another_page_does_not_help():
    numbers = typed("A rate of 0.5.")
    there = entry("rate of 0.5", 0.5, page="mlp")
    assert len(typed_numbers.complaints(numbers, [there])) == 2
    everywhere = entry("rate of 0.5", 0.5, page="all")
    assert typed_numbers.complaints(numbers, [everywhere]) == []


def test_an_entry_that_no_page_uses_is_stale():
    [told] = typed_numbers.complaints([], [entry("a rate of 0.5", 0.5)])
    assert "no page has this number any more" in told


def test_an_entry_with_another_value_fails():
    numbers = typed("A rate of 0.5.")
    [told] = typed_numbers.complaints(numbers, [entry("rate of 0.5", 0.6)])
    assert "(0.6,)" in told


@pytest.mark.parametrize(
    ("constant", "complaint"),
    [
        (entry("of 0.5", 0.5, "by hand: 1 / 2"), ""),
        (entry("of 0.33", 0.33, "by hand: 1 / 3"), ""),
        (entry("of 0.34", 0.34, "by hand: 1 / 3"), "gives 0.33333333"),
        (entry("2.35 and 120", [2.35, 120], "by hand: log(10.5); factorial(5)"), ""),
        (entry("near 6e-12", 6e-12, "by hand: 6.4e-12"), ""),
        (entry("near 6e-12", 6e-12, "by hand: 6.6e-12"), "gives 6.6e-12"),
        (entry("1,000 by 0.5", [1000, 0.5], "by hand: 1000"), "2 values, 1 sources"),
        (entry("of 0.98", 0.98, "by result: mlp_scratch/test_accuracy"), ""),
        (entry("of 0.97", 0.97, "by result: mlp_scratch/test_accuracy"), "gives 0.98"),
        (entry("to 0.986", 0.986, "by result: mlp_concise/mlp.max"), ""),
        (entry("of 0.5", 0.5, "by definition"), ""),
        (entry("of 0.5", 0.5, "by definition: README.md, no such"), "does not have"),
        (entry("of 0.5", 0.5, "by definition: none.py, x"), "no file none.py"),
        (entry("of 0.5", 0.5, "xiao2017, rosenblatt1958"), ""),
        (entry("of 0.5", 0.5, "nobody1900"), "no 'nobody1900' in references.bib"),
    ],
)
def test_a_source_is_checked(constant, complaint):
    told = " ".join(constant.find_fault())
    assert complaint in told
    assert bool(told) == bool(complaint)


def test_a_calculation_is_no_program():
    with pytest.raises(ValueError, match="no calculation"):
        constants.calculate("open('x')")
    with pytest.raises(ValueError, match="no calculation"):
        constants.calculate("log.__class__")


def test_a_field_too_few_is_refused(tmp_path):
    path = tmp_path / "constants.yml"
    path.write_text("- {page: all, text: of 0.5, value: 0.5}\n")
    with pytest.raises(ValueError, match="expected the fields"):
        constants.read(path)
