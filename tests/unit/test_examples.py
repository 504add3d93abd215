"""The examples in docstrings run, and give what they say."""

import doctest
import importlib
import inspect
from pathlib import Path

import pytest

import nnfoundations

ROOT = Path(nnfoundations.__file__).parent
MODULES = [
    ".".join(("nnfoundations", *path.relative_to(ROOT).with_suffix("").parts))
    for path in sorted(ROOT.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]
#: What the course teaches: each public function shows what it does.
CORE = [
    "learning.backprop",
    "learning.finite_differences",
    "learning.gradient_check",
    "learning.optimisers",
    "networks.activations",
    "networks.initial_weights",
    "networks.mlp",
    "units.linear_rules",
    "units.output_losses",
    "units.perceptron",
    "units.single_layer",
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name):
    module = importlib.import_module(name.removesuffix(".__init__"))
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("name", CORE)
def test_each_core_function_has_an_example(name):
    module = importlib.import_module(f"nnfoundations.{name}")
    without = [
        thing
        for thing, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not thing.startswith("_")
        and ">>> " not in (function.__doc__ or "")
    ]
    assert without == []
