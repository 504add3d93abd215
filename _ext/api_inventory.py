"""What the package offers to its users, read from its source without running it.

A module is public unless a part of its name begins with an underscore. Its public names
are those of ``__all__``, or, where there is none, the functions and classes that it
defines and whose names begin with no underscore. A name that another module defines
belongs to that one; here it is only passed on.
"""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "nnfoundations"
DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Module:
    """One module of the package.

    Attributes
    ----------
    name : str
        Its full name.
    path : Path
        Its file.
    summary : str
        The first paragraph of its docstring, in one line.
    own : tuple of str
        The public functions and classes that it defines.
    members : frozenset of str
        The same, ``Class.member`` for what its classes define, and constants that a
        comment ``#:`` explains.
    known : dict
        Full names by what they are called inside the module, imports included.
    passed_on : tuple of str
        Names in ``__all__`` that another module defines.
    """

    name: str
    path: Path
    summary: str
    own: tuple[str, ...]
    members: frozenset[str]
    known: dict[str, str]
    passed_on: tuple[str, ...]

    @property
    def short(self) -> str:
        """Return the name without the package's."""
        return self.name.removeprefix(f"{PACKAGE}.")


def read_imports(tree: ast.AST) -> dict[str, str]:
    """Return full names by the local names that imports of the package give them."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {x.asname: x.name for x in node.names if x.asname}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {x.asname or x.name: f"{node.module}.{x.name}" for x in node.names}
    return {k: full for k, full in found.items() if full.split(".")[0] == PACKAGE}


def _list_assigned(node: ast.stmt) -> list[str]:
    """Return the names that a statement at the top of a module or class gives."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _list_exported(tree: ast.Module) -> list[str] | None:
    """Return the names in ``__all__``, if there is one."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and _list_assigned(node) == ["__all__"]:
            names: list[str] = ast.literal_eval(node.value)
            return names
    return None


def _members(tree: ast.Module, own: tuple[str, ...]) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, DEFINES) and node.name in own:
            yield node.name
            for inner in node.body if isinstance(node, ast.ClassDef) else []:
                if isinstance(inner, DEFINES) and inner.name[0] != "_":
                    yield f"{node.name}.{inner.name}"


def _find_data(tree: ast.Module, lines: list[str]) -> Iterator[str]:
    """Yield the constants that a comment ``#:`` explains."""
    for node in tree.body:
        above = lines[node.lineno - 2].lstrip() if node.lineno > 1 else ""
        if above.startswith("#:"):
            yield from (name for name in _list_assigned(node) if name[0] != "_")


def read_module(name: str, path: Path) -> Module:
    """Read one module's source."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    defined = [node.name for node in tree.body if isinstance(node, DEFINES)]
    listed = _list_exported(tree)
    own = tuple(
        each
        for each in defined
        if (each[0] != "_" if listed is None else each in listed)
    )
    data = [
        each
        for each in _find_data(tree, text.splitlines())
        if listed is None or each in listed
    ]
    members = frozenset({*_members(tree, own), *data})
    imports = read_imports(tree)
    known = imports | {each: f"{name}.{each}" for each in members}
    passed_on = tuple(each for each in listed or () if each in imports)
    summary = " ".join((ast.get_docstring(tree) or "").partition("\n\n")[0].split())
    return Module(name, path, summary, own, members, known, passed_on)


@functools.cache
def _read(name: str, path: Path, changed: int) -> Module:
    return read_module(name, path)


def modules(package: Path) -> dict[str, Module]:
    """Return the public modules below a package by their full names, sorted."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if parts and not any(part.startswith("_") for part in parts):
            name = ".".join((PACKAGE, *parts))
            found[name] = _read(name, path, path.stat().st_mtime_ns)
    return found


class Names:
    """Looks up what the package calls by which name."""

    def __init__(self, modules: dict[str, Module]) -> None:
        self.modules = modules
        self.defined = {
            f"{module.name}.{name}"
            for module in modules.values()
            for name in module.own
        }
        self.documented = {*modules}.union(
            f"{each.name}.{name}" for each in modules.values() for name in each.members
        )
        self._short: dict[str, set[str]] = {}
        for full in self.defined:
            self._short.setdefault(full.rpartition(".")[2], set()).add(full)

    def home(self, full: str, patience: int = 5) -> str:
        """Follow a name through the modules that pass it on to where it is defined."""
        module, _, name = full.rpartition(".")
        known = self.modules[module].known if module in self.modules else {}
        if full in self.modules or name not in known or not patience:
            return full
        return full if known[name] == full else self.home(known[name], patience - 1)

    def alone(self, name: str) -> str | None:
        """Return the full name of the one thing that is so called, or None."""
        found = self._short.get(name, set())
        return next(iter(found)) if len(found) == 1 else None

    def find_shared(self) -> set[str]:
        """Return the names that several modules give to different things."""
        return {name for name, found in self._short.items() if len(found) > 1}

    def classes(self) -> Iterator[str]:
        """Yield the full names of the classes, told by their capital."""
        for full in sorted(self.defined):
            if full.rpartition(".")[2][0].isupper():
                yield full
