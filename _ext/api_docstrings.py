"""Docstrings as Sphinx needs them: names become links, bars stay bars, headings titles.

The docstrings are written for `help`, in plain text. What reStructuredText would read
otherwise is put right here, before numpydoc reads it.
"""

import re
from collections.abc import Callable, Iterator

from _ext.api_inventory import PACKAGE, Module, Names

_QUOTED = re.compile(r"(?<![`:\w\\])`([^`\n]+)`(?![`\w])")
_NAME = re.compile(r"[A-Za-z_][\w.]*")
_LITERAL = re.compile(r"(``.+?``)")
_BORDER = re.compile(r"=+(  +=+)+")
_LINE = re.compile(r"[-=]{3,}")


def link(line: str, inside: tuple[Module, str], own: set[str], names: Names) -> str:
    """Make links and code of what stands in single backticks in a docstring's line.

    Parameters
    ----------
    line : str
        One line in reStructuredText.
    inside : tuple of Module and str
        The module and the class (or "") in which the docstring stands.
    own : set of str
        Names of parameters: these are never links.
    names : Names
        The package's names.
    """

    def replace(match: re.Match[str]) -> str:
        text = match[1]
        if not _NAME.fullmatch(text):
            return f"``{text}``"
        target = None if text in own else _target(text, inside, names)
        shown = text.removeprefix(f"{PACKAGE}.")
        return f":py:obj:`{shown} <{target}>`" if target else f"``{text}``"

    return _QUOTED.sub(replace, line)


def _target(text: str, inside: tuple[Module, str], names: Names) -> str | None:
    module, cls = inside
    head, dot, rest = text.partition(".")
    full = text if head == PACKAGE else f"{module.known.get(head, '')}{dot}{rest}"
    method = f"{module.name}.{cls}.{text}"
    dotted = names.home(f"{PACKAGE}.{text}") if dot else ""
    for each in (method, names.home(full), dotted):
        if each in names.documented:
            return each
    if head == PACKAGE:
        return text  # nothing of ours has that name: the build will say so
    telling = "_" in text or text[0].isupper()
    return names.alone(text) if telling else None


def without_bars(line: str) -> str:
    """Keep bars, which are absolute values here, from being substitutions."""
    parts = _LITERAL.split(line)
    return "".join(x if x[:2] == "``" else x.replace("|", "\\|") for x in parts)


def make_titles(lines: list[str]) -> Iterator[str]:
    """Make titles of a module's headings: a page has one section for each module."""
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line and _LINE.fullmatch(below) and len(below) == len(line):
            yield from (f".. rubric:: {line}", "")
        elif not _LINE.fullmatch(line):
            yield line


def _widen(table: list[str], change: Callable[[str], str]) -> Iterator[str]:
    """Change the cells of a simple table and draw it anew, as wide as they need."""
    starts = [match.start() for match in re.finditer("=+", table[0])]
    spans = list(zip(starts, [*starts[1:], None], strict=True))
    rows = [
        [x[a:b].rstrip() if _BORDER.fullmatch(x) else change(x[a:b].rstrip())
         for a, b in spans]
        for x in table
    ]  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        if set(row[0]) == {"="}:
            yield "  ".join("=" * width for width in widths)
        else:
            yield "  ".join(map(str.ljust, row, widths)).rstrip()


def prepare(
    lines: list[str], inside: tuple[Module, str], own: set[str], names: Names
) -> list[str]:
    """Return a docstring's lines as numpydoc and Sphinx need them."""

    def change(text: str) -> str:
        return without_bars(link(text, inside, own, names))

    found: list[str] = []
    table: list[str] = []
    for line in [*lines, ""]:
        if table and line:
            table.append(line)
        elif table:
            found += [*_widen(table, change), ""]
            table = []
        elif _BORDER.fullmatch(line):
            table = [line]
        else:
            found.append(change(line))
    return found
