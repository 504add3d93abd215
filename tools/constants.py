"""The typed numbers of the chapters and their sources: ``chapters/constants.yml``.

An entry names the page (or ``all``), the text around the number as it stands there, the
value (a list where the text has several numbers), the unit, and the source, which is

- keys of ``references.bib``: the number is taken from those works;
- ``by definition``: an agreement, or what an exercise gives;
- ``by definition: FILE, SNIPPET``: a setting; the snippet stands in that file;
- ``by hand: CALCULATION; ...``: Python, with the names of ``math``; it is carried out;
- ``by result: NOTEBOOK/KEY; ...``: where no role can stand, as in alternative text.
"""

import ast
import json
import math
import re
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from course import ROOT
from course.pages import cells

FIELDS = {"page", "text", "value", "unit", "source"}
#: What may end the key of a list in a source ``by result``.
EXTREMES: dict[str, Callable[[list[float]], float]] = {
    "min": min,
    "max": max,
    "mean": statistics.fmean,
}
KEY = re.compile(r"(?m)^@\w+\{([^,\s]+),")


@dataclass(frozen=True)
class Constant:
    """An entry: a typed number and where it comes from."""

    page: str
    text: str
    values: tuple[float, ...]
    unit: str
    source: str

    def differs(self, shown: Iterable[str]) -> list[str]:
        """Return a complaint unless the page shows just the values of the entry.

        Parameters
        ----------
        shown : iterable of str
            The numerals that the pages have where the entry's text stands.
        """
        numbers = {number_of(numeral) for numeral in shown}
        if not numbers:
            return [f"{self.told}: no page has this number any more: take it out"]
        if numbers != set(self.values):
            return [f"{self.told}: the value is {self.values}, the page has {numbers}"]
        return []

    def find_fault(self, root: Path = ROOT) -> list[str]:
        """Return a complaint unless the source exists and bears the values out."""
        kind, _, rest = self.source.partition(":")
        if kind == "by hand":
            sums = [calculate(part) for part in rest.split(";")]
            return self._unequal(sums)
        if kind == "by result":
            return self._unequal(
                [_read_recorded(part, root) for part in rest.split(";")]
            )
        if kind == "by definition":
            return self._find_undefined(rest.strip(), root)
        known = set(KEY.findall((root / "references.bib").read_text("utf-8")))
        missing = {key.strip() for key in self.source.split(",")} - known
        return [f"{self.told}: no {x!r} in references.bib" for x in sorted(missing)]

    @property
    def told(self) -> str:
        """The entry, named as in a message."""
        return f"chapters/constants.yml: {self.page}, “{self.text}”"

    def _unequal(self, exact: list[float]) -> list[str]:
        if len(exact) != len(self.values):
            return [f"{self.told}: {len(self.values)} values, {len(exact)} sources"]
        pairs = zip(exact, self.values, strict=True)
        return [
            f"{self.told}: the source gives {a:.8g}, not {b:g}"
            for a, b in pairs
            if abs(a - b) > self._half_unit(b)
        ]

    def _half_unit(self, value: float) -> float:
        """Return half a unit of the last place with which the text shows a value."""
        digits = [x for x in NUMBERS.findall(self.text) if number_of(x) == value]
        mantissas = [(x.partition("e")[0], x.partition("e")[2]) for x in digits]
        units = [10.0 ** (int(e or 0) - len(m.partition(".")[2])) for m, e in mantissas]
        return 0.5000001 * min(units, default=1.0)

    def _find_undefined(self, rest: str, root: Path) -> list[str]:
        if not rest:
            return []
        name, _, snippet = rest.partition(", ")
        path = root / name
        if not path.is_file():
            return [f"{self.told}: there is no file {name}"]
        if snippet and snippet in _source(path):
            return []
        return [f"{self.told}: {name} does not have {snippet!r}"]


NUMBERS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d*)\.?\d+(?:e-?\d+)?")


def number_of(numeral: str) -> float:
    """Return the value of a numeral as it is typed."""
    return float(re.sub(r"[^\d.e-]", "", numeral.replace("−", "-")))


def _source(path: Path) -> str:
    """Return a file's text; of a notebook, its cells."""
    if path.suffix == ".ipynb":
        return "\n".join(cells(path))
    return path.read_text("utf-8")


def calculate(expression: str) -> float:
    """Carry out a calculation that consists of numbers and the names of ``math``.

    Raises
    ------
    ValueError
        If it holds anything else.
    """
    tree = ast.parse(expression.strip(), mode="eval")
    allowed = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Call, ast.Constant)
    for node in ast.walk(tree):
        known = isinstance(node, ast.Name) and hasattr(math, node.id)
        plain = isinstance(node, (*allowed, ast.operator, ast.unaryop, ast.Load))
        if not (known or plain):
            raise ValueError(
                f"{expression.strip()!r} is no calculation: expected numbers, operators"
                f" and names of math, got {ast.unparse(node)!r}"
            )
    return float(eval(compile(tree, "by hand", "eval"), dict(vars(math))))


def _read_recorded(key: str, root: Path) -> float:
    notebook, _, rest = key.strip().partition("/")
    value = json.loads((root / "results" / f"{notebook}.json").read_text("utf-8"))
    return _follow(value, rest.split("."))


def _follow(value: Any, path: list[str]) -> float:
    """Follow a key; ``*`` takes the rest of the path in each item of a list."""
    if not path:
        return float(value)
    part, *rest = path
    if part in EXTREMES:
        return EXTREMES[part](_flat(value))
    if part == "*":
        *inner, last = rest
        return EXTREMES[last]([_follow(item, inner) for item in value])
    return _follow(value[int(part) if isinstance(value, list) else part], rest)


def _flat(values: Any) -> list[float]:
    """Return the numbers of nested lists in one."""
    if isinstance(values, list):
        return [number for part in values for number in _flat(part)]
    return [float(values)]


def read(path: Path = ROOT / "chapters" / "constants.yml") -> list[Constant]:
    """Read the entries.

    Raises
    ------
    ValueError
        If an entry lacks a field or has one too many.
    """
    return [_constant(entry) for entry in yaml.safe_load(path.read_text("utf-8"))]


def _constant(entry: dict[str, Any]) -> Constant:
    if set(entry) != FIELDS:
        raise ValueError(
            f"constants.yml: expected the fields {sorted(FIELDS)}, got {sorted(entry)}"
            f" in {entry}"
        )
    value = entry["value"]
    values = value if isinstance(value, list) else [value]
    return Constant(
        page=entry["page"],
        text=" ".join(entry["text"].split()),
        values=tuple(map(float, values)),
        unit=str(entry["unit"]),
        source=" ".join(entry["source"].split()),
    )
