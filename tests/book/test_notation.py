"""The notation page names what the package's code really uses."""

import ast
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from nnfoundations.labs.generalization.cohort import train_cohort
from nnfoundations.networks.mlp import MLPScratch
from nnfoundations.neurons.lif import LIFParams
from nnfoundations.units.perceptron import error_correction

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "chapters" / "notation.md").read_text("utf-8")
#: Python's own, and what each array has.
BUILT_IN = {"len", "abs", *dir(np.ndarray)}
#: Arguments of the things below that stand for no symbol.
PLAIN = {"examples", "plan", "seeds", "watched", "rng", "generator"}


def rows(page):
    """Return the three cells of each row of the tables."""
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.split(" |")] for line in lines]
    return [[x.lstrip("| ") for x in row[:3]] for row in cells if row[0] != "| text"]


def names(page):
    """Return the names in the code column."""
    code = " ".join(x for row in rows(page) for x in re.findall("`([^`]+)`", row[1]))
    return set(re.findall(r"[A-Za-z_]\w*", code)) - BUILT_IN


def names_in(source):
    """Return the names of functions, arguments, attributes and variables."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        for field in ("name", "arg", "attr", "id"):
            if isinstance(name := getattr(node, field, None), str):
                found.add(name)
    return found


@pytest.fixture(scope="module")
def used():
    """Return all names of the package."""
    files = (ROOT / "src" / "nnfoundations").rglob("*.py")
    return {name for path in files for name in names_in(path.read_text("utf-8"))}


def test_each_name_is_really_used_in_the_code(used):
    unknown = sorted(names(PAGE) - used)
    assert not unknown, f"chapters/notation.md names {unknown}: nothing is called so"


def test_a_name_that_nothing_has_is_found(used):
    planted = PAGE + "| $x$ | `num_hidden_units_total` | planted |\n"
    assert names(planted) - used == {"num_hidden_units_total"}


@pytest.mark.parametrize(
    "thing", [LIFParams, MLPScratch, train_cohort], ids=lambda x: x.__name__
)
def test_the_main_arguments_are_in_the_table(thing):
    missing = sorted(set(inspect.signature(thing).parameters) - names(PAGE) - PLAIN)
    assert not missing, f"{thing.__name__} has {missing}: give them rows"


def test_each_row_has_a_meaning_and_a_symbol_or_a_name():
    wrong = [row for row in rows(PAGE) if not (row[2] and (row[0] or row[1]))]
    assert len(rows(PAGE)) > 50
    assert wrong == []


def test_the_perceptrons_names_are_those_of_its_results():
    run = error_correction([[1.0], [-1.0]], [1, -1])
    assert all(hasattr(run, name) for name in {"w", "b", "n_updates"} & names(PAGE))
    assert "n_updates" in names(PAGE)
