"""The pins: the traps that they avoid, and that they are whole."""

import ast
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
#: Modules whose distribution has another name.
DISTRIBUTIONS = {"PIL": "pillow", "IPython": "ipython"}


def pins(name: str) -> dict[str, list[Requirement]]:
    """Return the requirements of a file by their canonical names."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found: dict[str, list[Requirement]] = {}
    for line in lines:
        if line and not line.startswith(("#", "-")):
            requirement = Requirement(line)
            found.setdefault(canonicalize_name(requirement.name), []).append(
                requirement
            )
    return found


def test_jupyter_book_stays_at_1():
    (book,) = pins("requirements.txt")["jupyter-book"]
    assert book.specifier.contains("1.0.4.post1")
    assert not book.specifier.contains("2.1.7")


def test_the_theme_fits_the_sphinx_that_jupyter_book_needs():
    constraints = pins("constraints.txt")
    assert str(constraints["sphinx"][0].specifier).startswith("==7.")
    assert str(constraints["sphinx-book-theme"][0].specifier) == "==1.3.0"


def test_everything_asked_for_is_pinned():
    constraints = pins("constraints.txt")
    assert [n for n in pins("requirements.txt") if n not in constraints] == []
    for requirements in (constraints, pins("requirements-torch.txt")):
        for each in (r for rs in requirements.values() for r in rs):
            assert str(each.specifier).startswith("=="), each


def test_every_installed_package_is_the_pinned_one():
    wrong = []
    for name, requirements in pins("constraints.txt").items():
        for each in requirements:
            if each.marker and not each.marker.evaluate():
                continue
            version = metadata.version(name)
            if not each.specifier.contains(version):
                wrong.append(f"{each} but {version}")
    assert wrong == []


def test_d2l_comes_only_without_its_own_pins():
    assert list(pins("requirements-d2l.txt")) == ["d2l"]
    assert "d2l" not in pins("requirements.txt") | pins("constraints.txt")
    package = {Requirement(x).name for x in metadata.requires("nnfoundations") or []}
    assert "d2l" not in package


def d2l_imports() -> set[str]:
    """Return the packages that d2l.torch imports at its top."""
    spec = find_spec("d2l")
    assert spec is not None
    text = (Path(spec.submodule_search_locations[0]) / "torch.py").read_text("utf-8")
    names: set[str] = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names)


@pytest.mark.parametrize("module", sorted(d2l_imports()))
def test_what_d2l_really_needs_is_named(module):
    name = canonicalize_name(DISTRIBUTIONS.get(module, module))
    assert name in pins("requirements.txt") | pins("requirements-torch.txt")
    package = metadata.requires("nnfoundations") or []
    assert name in {canonicalize_name(Requirement(x).name) for x in package}
