"""The Python that chapters show in full runs as it stands; its asserts hold."""

import re
from pathlib import Path

import pytest

CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"
# with any number of backticks, so that blocks inside of solutions count
BLOCK = re.compile(r"^(`{3,})python\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


def blocks(page):
    text = (CHAPTERS / page).read_text(encoding="utf-8")
    return [match[2] for match in BLOCK.finditer(text)]


@pytest.mark.parametrize(
    ("page", "at_least"),
    [
        ("prerequisites.md", 8),
        ("neural-networks.md", 2),
        ("biological-neuron.md", 3),
        ("perceptron.md", 6),
        ("backpropagation.md", 3),
        ("from-neuron-to-unit.md", 3),
        ("learning-by-gradient.md", 5),
        ("multilayer-perceptron.md", 4),
        ("hyperparameters.md", 2),
        ("initialization.md", 1),
        ("generalization.md", 1),
        ("bug-hunt.md", 2),
        ("scaling-out.md", 1),
    ],
)
def test_the_code_of_a_page_runs_from_top_to_bottom(page, at_least):
    found = blocks(page)
    assert len(found) >= at_least
    assert sum("assert" in block for block in found) >= at_least - 1
    namespace = {}
    for block in found:
        exec(compile(block, page, "exec"), namespace)
