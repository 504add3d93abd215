"""The examples in docstrings run, and give what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

import nnfoundations

ROOT = Path(nnfoundations.__file__).parent
MODULES = [
    ".".join(("nnfoundations", *path.relative_to(ROOT).with_suffix("").parts))
    for path in sorted(ROOT.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name):
    module = importlib.import_module(name.removesuffix(".__init__"))
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


def test_core_modules_have_examples():
    core = {"activations", "mlp", "backprop", "optimisers", "accuracy_intervals", "lif"}
    assert core <= {name.rpartition(".")[2] for name in MODULES}
