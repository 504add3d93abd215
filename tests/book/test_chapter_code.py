"""The Python that chapters show in full runs as it stands; its asserts hold."""

from pathlib import Path

import pytest

from course.pages import blocks
from nnfoundations.exercises.hunt import bug_hunt

CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"


def python_blocks(page):
    found = blocks((CHAPTERS / page).read_text("utf-8"))
    return [x.body for x in found if not x.name and x.argument == "python"]


@pytest.mark.parametrize(
    ("page", "at_least"),
    [
        ("prerequisites.md", 8),
        ("neural-networks.md", 2),
        ("biological-neuron.md", 3),
        ("perceptron.md", 6),
        ("backpropagation.md", 3),
        ("from-neuron-to-unit.md", 3),
        ("learning-by-gradient.md", 7),
        ("multilayer-perceptron.md", 4),
        ("mlp-implementation.md", 6),
        ("hyperparameters.md", 2),
        ("initialization.md", 3),
        ("generalization.md", 2),
        ("bug-hunt.md", 2),
        ("scaling-out.md", 1),
    ],
)
def test_the_code_of_a_page_runs_from_top_to_bottom(page, at_least):
    found = python_blocks(page)
    assert len(found) >= at_least
    assert sum("assert" in block for block in found) >= at_least - 1
    namespace = {}
    for block in found:
        exec(compile(block, page, "exec"), namespace)


def test_the_program_of_the_hunt_is_the_one_that_its_seed_deals():
    found = blocks((CHAPTERS / "bug-hunt.md").read_text("utf-8"))
    (shown,) = [x.body for x in found if "linenos" in x.options]
    lines = bug_hunt(seed=7).listing("A").splitlines()[1:]
    assert shown.strip().splitlines() == [line[5:] for line in lines]
