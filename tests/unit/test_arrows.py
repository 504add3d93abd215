"""The package's folders: imports go one way, and no experiment needs another."""

import ast
from pathlib import Path

import pytest

import nnfoundations

PACKAGE = Path(nnfoundations.__file__).parent
#: Lowest first: a folder imports from those before it, and from itself.
FLOORS = [
    {"checks", "_moved", ""},
    {"whole_files"},
    {"d2l", "doctor", "exercises", "results", "source"},
    {"data", "neurons", "networks"},
    {"learning"},
    {"units", "figures", "train"},
    {"labs"},
    {"plotting", "sweep"},
    {"panels"},
]
FLOOR = {name: level for level, names in enumerate(FLOORS) for name in names}


def imports(path):
    """Yield the modules of the package that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in (f"{node.module}.{x.name}" for x in node.names):
                if name.split(".")[0] == "nnfoundations":
                    yield name.split(".")[1:]


def room(path):
    """Return a file's path below the package, as names."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def refused(importing, imported):
    """Say whether one part of the package must not import another."""
    above, below = ("", *importing)[-len(importing) or 0 :][0], imported[0]
    if above == below:
        lab = above == "labs" and len(importing) > 1 and importing[1] != imported[1]
        return lab
    return FLOOR[below] >= FLOOR[above]


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: "/".join(room(p)) or "package")
def test_imports_go_down_only(path):
    up = [".".join(x) for x in imports(path) if room(path) and refused(room(path), x)]
    assert up == [], f"{path.name} must not import these"


def test_every_folder_has_its_floor():
    assert {room(path)[0] for path in FILES if room(path)} <= set(FLOOR)


def test_at_most_ten_files_stand_beside_the_folders():
    assert len([x for x in PACKAGE.iterdir() if x.is_file()]) <= 10


@pytest.mark.parametrize(
    ("importing", "imported", "wrong"),
    [
        (("labs", "bug_hunt", "defects"), ["labs", "bug_hunt", "patients"], False),
        (("labs", "bug_hunt", "defects"), ["labs", "generalization", "cohort"], True),
        (("learning", "ladder"), ["networks", "mlp"], False),
        (("networks", "mlp"), ["learning", "ladder"], True),
        (("networks", "mlp"), ["data", "digits"], True),
        (("units", "perceptron"), ["labs", "bug_hunt", "defects"], True),
        (("plotting", "units"), ["panels", "base"], True),
        (("checks",), ["d2l"], True),
    ],
)
def test_an_arrow_upwards_or_sideways_is_seen(importing, imported, wrong):
    assert refused(importing, imported) == wrong
