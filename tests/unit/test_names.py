"""One name, one thing: no two functions or classes of the package share a name."""

import ast
from collections import defaultdict
from pathlib import Path

import nnfoundations

ROOT = Path(nnfoundations.__file__).parent
#: Names that stand twice and mean one thing, and why they may.
SHARED = {
    "check": "holds an answer against what is right: an exercise's, a patient's",
    "generator": "a NumPy generator: checked, or drawn for an exercise",
    "main": "what a module does that is run by hand",
    "relu": "max(x, 0) of tensors or arrays: a chapter shows how the first is written",
    "train": "takes a training's steps: the loop written out, a rank's share of it",
    "result": "the numbers that a panel shows",
}


def defined():
    """Return the modules of each public function or class by its name."""
    modules = defaultdict(list)
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                modules[node.name].append(path.relative_to(ROOT).as_posix())
    return {name: found for name, found in modules.items() if name[0] != "_"}


def test_no_public_name_means_two_things():
    twice = {name: found for name, found in defined().items() if len(found) > 1}
    assert {name: found for name, found in twice.items() if name not in SHARED} == {}
