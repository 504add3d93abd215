"""The node that the tests of the figures' JavaScript talk to."""

import parity
import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--write-golden",
        action="store_true",
        help="store what the package gives for the golden cases, then compare",
    )


def pytest_collection_finish(session):
    if session.config.getoption("--write-golden"):
        for figure, pairs in parity.KNOWN.items():
            parity.write_golden(figure, pairs)


@pytest.fixture(scope="session")
def node():
    with parity.Node() as started:
        yield started
