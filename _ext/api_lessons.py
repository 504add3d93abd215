"""Which chapter teaches what: derived from the chapters and notebooks themselves.

A chapter shows a piece of the package (``literalinclude``, ``live-figure``), or its
code blocks and notebooks use it. The first numbered chapter that shows it teaches it;
what is shown nowhere goes to a chapter that uses it; what no page names goes with the
rest of its module. Only modules that no page names at all are listed by hand, below.
"""

import ast
import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from _ext.api_inventory import DEFINES, PACKAGE, Names, modules, read_imports

from course import contents
from course.contents import Entry
from course.pages import blocks, cells

#: The page for each module that no page shows or uses.
HOMES: dict[str, str] = {
    "checks": "chapters/notation",
    "data.fashion": "chapters/setup",
    "doctor": "chapters/setup",
    "exercises.arrays": "chapters/backpropagation",
    "exercises.judging": "chapters/neural-networks",
    "exercises.kept": "chapters/neural-networks",
    "exercises.quizzes": "chapters/perceptron",
    "exercises.quizzes.pages": "chapters/perceptron",
    "exercises.quizzes.widget": "chapters/perceptron",
    "figures.base": "chapters/figures",
    "figures.declaration": "chapters/figures",
    "figures.javascript": "chapters/figures",
    "labs.initialization.dead_units": "chapters/initialization",
    "labs.scaling_out.lifeline": "chapters/scaling-out",
    "labs.scaling_out.rank_timing": "chapters/scaling-out",
    "learning.batched": "chapters/learning-by-gradient",
    "learning.numpy_training": "chapters/multilayer-perceptron",
    "learning.trainer.checkpoint": "chapters/mlp-implementation",
    "learning.trainer.devices": "chapters/mlp-implementation",
    "learning.trainer.divergence": "chapters/mlp-implementation",
    "learning.trainer.parallel": "chapters/scaling-out",
    "learning.trainer.recording": "chapters/mlp-implementation",
    "networks.classifier": "chapters/mlp-implementation",
    "panels.base": "chapters/neural-networks",
    "plotting.scaling": "chapters/scaling-out",
    "sweep.engine": "chapters/scaling-out",
    "sweep.plan": "chapters/scaling-out",
    "train": "chapters/scaling-out",
    "whole_files": "chapters/mlp-implementation",
}


class UnknownHomeError(ValueError):
    """A module has no chapter; the text says what to add."""


@dataclass
class Lesson:
    """What one page says about the package: full names of functions, of modules.

    Attributes
    ----------
    shown, used : set of str
        What its text shows, and what its code and its notebooks import.
    """

    shown: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)


def _write_dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = _write_dotted(node.value)
        return inner and f"{inner}.{node.attr}"
    return None


def _parse(code: str) -> ast.Module:
    """Parse a cell or a code block; one that is no Python counts as empty."""
    lines = ["" if line.lstrip()[:1] in "%!" else line for line in code.splitlines()]
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError:
        return ast.Module([], [])


def names_in(blocks: list[str]) -> set[str]:
    """Return the full names of the package that blocks of code speak of, in order."""
    known: dict[str, str] = {PACKAGE: PACKAGE}
    found: set[str] = set()
    for tree in map(_parse, blocks):
        imports = read_imports(tree)
        known |= imports
        found |= set(imports.values())
        for node in ast.walk(tree):
            dotted = _write_dotted(node) if isinstance(node, ast.Attribute) else None
            head, _, rest = (dotted or "").partition(".")
            if head in known:
                found.add(f"{known[head]}.{rest}")
    return found


def _at_line(text: str, wanted: str) -> str:
    """Name the function or class at the top of a file in which a text stands."""
    for number, line in enumerate(text.splitlines(), 1):
        if wanted in line:
            for node in ast.parse(text).body:
                last = node.end_lineno or node.lineno
                if isinstance(node, DEFINES) and node.lineno <= number <= last:
                    return node.name
    return ""


def _find_included(file: Path, options: dict[str, str], names: Names) -> str:
    """Return the full name of what a ``literalinclude`` shows: a module at least."""
    module = next((m for m in names.modules.values() if m.path == file.resolve()), None)
    if module is None:
        return ""
    name = options.get("pyobject", "").partition(".")[0]
    if not name and "start-at" in options:
        name = _at_line(file.read_text("utf-8"), options["start-at"].strip('"'))
    return f"{module.name}.{name}" if name in module.own else module.name


def _figure(name: str, names: Names) -> str:
    """Return the full name of the class of a live figure."""
    module = names.modules.get(f"{PACKAGE}.figures.{name}")
    for each in module.own if module else ():
        if each[0].isupper():
            return f"{module.name}.{each}"  # type: ignore[union-attr]
    return ""


def lesson(root: Path, page: Entry, names: Names) -> Lesson:
    """Read what one chapter and its notebooks show and use."""
    text = (root / f"{page.page}.md").read_text("utf-8")
    shown, code = set(), []
    for block in blocks(text):
        if block.name == "literalinclude":
            file = root / Path(page.page).parent / block.argument
            shown.add(_find_included(file, block.options, names))
        elif block.name == "live-figure":
            shown.add(_figure(block.argument, names))
        elif block.argument == "python" and not block.name:
            code.append(block.body)
    used = names_in(code)
    for lab in page.notebooks:
        used |= names_in(cells(root / "notebooks" / f"{lab}.ipynb", "code"))
    return Lesson(shown - {""}, {_thing(names.home(each), names) for each in used})


def _thing(full: str, names: Names) -> str:
    """Cut attributes off until a function, a class or a module is left."""
    while full and full not in names.defined and full not in names.modules:
        full = full.rpartition(".")[0]
    return names.home(full) if full in names.defined else full


def _module(thing: str, names: Names) -> str:
    return thing if thing in names.modules else thing.rpartition(".")[0]


class Lessons:
    """The chapter of everything public.

    Parameters
    ----------
    root : Path
        The folder of the book.
    names : Names
        The package's names.
    homes : dict, optional
        The page of each module that no page names.
    """

    def __init__(self, root: Path, names: Names, homes: dict[str, str] = HOMES) -> None:
        # the reference shows all, and teaches nothing
        found = [x for x in contents.read(root).entries if x.page != "chapters/api"]
        found.sort(key=lambda x: x.number is None)
        self.pages = {x.page: lesson(root, x, names) for x in found}
        self.names, self.homes = names, homes
        self.derived = functools.cache(self._derive)

    def _first(self, thing: str, kind: str) -> list[str]:
        return [p for p, each in self.pages.items() if thing in getattr(each, kind)]

    def _derive(self, module: str) -> str | None:
        """Return the page that shows a module, or else uses most of it, or None."""
        for kind in ("shown", "used"):
            counts = {
                page: sum(_module(x, self.names) == module for x in getattr(each, kind))
                for page, each in self.pages.items()
            }
            if any(counts.values()):  # the first of the largest
                return next(p for p in counts if counts[p] == max(counts.values()))
        return None

    def home(self, module: str) -> str:
        """Return the page that a module goes with.

        Raises
        ------
        UnknownHomeError
            If no page names the module and the table neither.
        """
        short = module.removeprefix(f"{PACKAGE}.")
        page = self.derived(module) or self.homes.get(short)
        if page is None:
            raise UnknownHomeError(
                f"no page shows or uses {module}: show it in a chapter, use it in a "
                f'notebook, or add "{short}": "chapters/..." to HOMES in '
                "_ext/api_lessons.py"
            )
        return page

    def of(self, full: str) -> tuple[str, str]:
        """Return how a page treats a function or class, and the page.

        Returns
        -------
        how : str
            "Taught in", "Used in" or "Goes with".
        page : str
            The page's name.
        """
        if shown := self._first(full, "shown"):
            return "Taught in", shown[0]
        home = self.home(full.rpartition(".")[0])
        if used := self._first(full, "used"):
            return "Used in", home if home in used else used[0]
        return "Goes with", home

    def all(self) -> dict[str, tuple[str, str]]:
        """Return what `of` says of everything public."""
        return {full: self.of(full) for full in sorted(self.names.defined)}


def read(root: Path, package: Path, **options: Any) -> Lessons:
    """Read the package and the book."""
    return Lessons(root, Names(modules(package)), **options)
