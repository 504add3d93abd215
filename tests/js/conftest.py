"""The node that the tests of the figures' JavaScript talk to, and what it does."""

from pathlib import Path

import parity
import pytest

import node as npm
from nnfoundations.figures import javascript


def pytest_addoption(parser):
    parser.addoption(
        "--write-golden",
        action="store_true",
        help="store what the package gives for the golden cases, then compare",
    )


def pytest_collection_finish(session):
    if session.config.getoption("--write-golden"):
        for figure in sorted({case.figure for case in chosen_cases(session)}):
            parity.write_golden(figure, parity.KNOWN[figure])


def chosen_cases(session):
    """Yield the comparisons that this run was asked for."""
    for item in session.items:
        case = getattr(item, "callspec", None) and item.callspec.params.get("case")
        if isinstance(case, parity.Case):
            yield case


@pytest.fixture(scope="session")
def node():
    with parity.Node() as started:
        yield started


@pytest.fixture
def act(node):
    """Return a function that does something in a figure: see `act` of `show.mjs`."""
    show = Path(__file__).with_name("show.mjs")
    library = npm.packages() / "happy-dom" / "lib" / "index.js"

    def done(name, state, *deeds, marks=""):
        files = (javascript.find_path(name), library, javascript.STYLE)
        return node.call(show, "act", *map(str, files), state, list(deeds), marks)

    return done
