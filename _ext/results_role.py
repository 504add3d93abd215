"""The role ``{result}``: a measured number, inserted from ``results/``.

``{result}`mlp_scratch/test_accuracy:.3f` `` takes the value at ``test_accuracy`` in
``results/mlp_scratch.json`` and formats it; list items go by index
(``accuracies.0``). A page depends on the files that it quotes, so a run with new
numbers rebuilds just those pages. An unknown file, key or format is a warning that
names what there is; so is a format that shows a digit which another machine would not
show (``results/spread`` tells how far each number moves), and it names one that fits.
"""

import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from nnfoundations.results import stands

#: Written out as a power of ten: 2e-15 becomes 2 x 10 to the minus 15.
_EXPONENT = re.compile(r"(?P<digits>.+)e(?P<power>[+-]\d+)")


class ResultError(ValueError):
    """What was asked for is not among the recorded results."""


def _names(known: list[str]) -> str:
    return ", ".join(known) if known else "none"


def load(folder: Path, notebook: str) -> Any:
    """Read what one notebook recorded.

    Raises
    ------
    ResultError
        If nothing is recorded under that name.
    """
    path = folder / f"{notebook}.json"
    if not path.is_file():
        known = sorted(found.stem for found in folder.glob("*.json"))
        raise ResultError(
            f"no results of {notebook!r}; recorded: {_names(known)} "
            "('make notebooks' writes them)"
        )
    return json.loads(path.read_text(encoding="utf-8"))


def _step(value: Any, part: str, key: str) -> Any:
    if isinstance(value, dict) and part in value:
        return value[part]
    if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
        return value[int(part)]
    if isinstance(value, dict):
        known = sorted(value)
    else:
        known = [str(i) for i in range(len(value))] if isinstance(value, list) else []
    raise ResultError(f"no {part!r} in {key!r}; known there: {_names(known)}")


def lookup(values: Any, key: str) -> Any:
    """Follow a dotted key into recorded values.

    Parameters
    ----------
    values : dict or list
        What `load` returned.
    key : str
        Names and indices joined by dots, such as ``"accuracies.0"``.

    Raises
    ------
    ResultError
        If a part of the key leads nowhere; the text names what is there.
    """
    for part in key.split("."):
        values = _step(values, part, key)
    return values


def render(value: Any, spec: str) -> str:
    """Format one recorded value.

    Parameters
    ----------
    value : number or str
        The value; lists and dicts need a longer key.
    spec : str
        A Python format specification, such as ``".3f"``; may be empty.

    Raises
    ------
    ResultError
        If the value is no single one, or the format does not suit it.
    """
    if isinstance(value, dict | list):
        raise ResultError("that is a collection, not a number: name one item of it")
    try:
        return format(value, spec)
    except ValueError as error:
        raise ResultError(f"format {spec!r} does not suit {value!r}: {error}") from None


def check_digits(value: Any, spec: str, spread: float) -> None:
    """Refuse a format that shows a digit which the number does not carry.

    Parameters
    ----------
    value : number or str
        The value.
    spec : str
        The format.
    spread : float
        How far the number moves on other machines.

    Raises
    ------
    ResultError
        If the last digit shown does not stand; the text names a format that would do.
    """
    if not isinstance(value, float) or stands(render(value, spec), spread):
        return
    kind = spec[-1:] if spec[-1:] in ("%", "e", "f") else "f"
    fitting = [f".{n}{kind}" for n in range(9, -1, -1)]
    fitting += [".1g"] if kind == "f" else []
    found = [x for x in fitting if stands(render(value, x), spread)]
    cure = f"use {found[0]!r}" if found else "none does: record a steadier number"
    raise ResultError(
        f"{render(value, spec)} shows a digit that does not stand: the number moves by"
        f" {spread:.1g} on other machines; {cure}"
    )


def read_spread(folder: Path, notebook: str, key: str) -> float:
    """Return how far a recorded number was seen to move on other machines."""
    path = folder / "spread" / f"{notebook}.json"
    if not path.is_file():
        return 0.0
    moved = json.loads(path.read_text(encoding="utf-8"))["recorded"]
    return float(moved.get("/" + key.replace(".", "/"), 0.0))


def _nodes(text: str) -> list[nodes.Node]:
    """Minus signs and powers of ten as print has them."""
    match = _EXPONENT.fullmatch(text)
    if match is None:
        return [nodes.Text(text.replace("-", "\N{MINUS SIGN}"))]
    power = str(int(match["power"])).replace("-", "\N{MINUS SIGN}")
    digits = match["digits"].replace("-", "\N{MINUS SIGN}")
    base = nodes.Text(f"{digits} \N{MULTIPLICATION SIGN} 10")
    return [base, nodes.superscript("", power)]


class ResultRole(SphinxRole):
    """Insert ``notebook/key:format``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the formatted number, or report what is wrong with it."""
        try:
            value, spec = self._value()
            if isinstance(value, str):
                return [nodes.Text(render(value, spec))], []
            shown = nodes.inline("", "", classes=["result"])
            shown += _nodes(render(value, spec))
        except ResultError as error:
            message = self.inliner.reporter.warning(
                f"result {self.text!r}: {error}", line=self.lineno
            )
            return [nodes.problematic(self.rawtext, self.rawtext)], [message]
        return [shown], []

    def _value(self) -> tuple[Any, str]:
        name, _, spec = self.text.partition(":")
        notebook, slash, key = name.partition("/")
        if not (notebook and slash and key):
            raise ResultError("expected notebook/key or notebook/key:format")
        folder = Path(self.env.srcdir) / "results"
        for kept in (folder, folder / "spread"):
            if (path := kept / f"{notebook}.json").is_file():
                self.env.note_dependency(str(path))
        value = lookup(load(folder, notebook), key)
        check_digits(value, spec, read_spread(folder, notebook, key))
        return value, spec


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the role with Sphinx."""
    app.add_role("result", ResultRole())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
