"""Hold a figure's JavaScript to the package: the same numbers from both.

Golden cases are stored with what both gave when they were written, so that a change
on either side alone fails, and a change on both as well until somebody decides it::

    python -m pytest tests/js/test_integrate_fire.py --write-golden

Random cases compare the two directly. A library for stored results
(pytest-regressions) was not taken: it knows one side only.
"""

import json
import subprocess
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from _ext.prerendered_maths import node_binary

from nnfoundations.figures import javascript

GOLDEN = Path(__file__).with_name("golden")
#: Relative to the largest number of a result's array; float64 carries 2e-16.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Pair:
    """A function of the package and the cases on which the page's is tried.

    Parameters
    ----------
    python : callable
        Takes a case's arguments by name, returns what JSON can hold, or arrays.
    golden : list of dict
        Arguments by name; the page's function takes them by position.
    random : callable, optional
        ``random(rng)`` returns the arguments of one case.
    count : int
        How many random cases.
    """

    python: Callable[..., Any]
    golden: list[dict[str, Any]]
    random: Callable[[np.random.Generator], dict[str, Any]] | None = None
    count: int = 20


class Node:
    """A running node that calls exported functions."""

    def __init__(self) -> None:
        command = [str(node_binary()), str(Path(__file__).with_name("bridge.mjs"))]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, encoding="utf-8"
        )

    def call(self, file: Path, name: str | None, *args: Any) -> Any:
        """Return what ``name(*args)`` of a module gives, or the value of `name`.

        Parameters
        ----------
        file : Path
            The module.
        name : str or None
            An exported name, dotted to reach inside; None lists the names.
        *args
            What JSON can hold, or arrays; NaN and infinity are allowed.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked = {"file": str(file), "name": name, "args": plain(list(args))}
        self.process.stdin.write(json.dumps(packed(asked), allow_nan=False) + "\n")
        self.process.stdin.flush()
        # a number without a point may be too large for NumPy's integers
        reply = json.loads(self.process.stdout.readline(), parse_int=whole)
        if "error" in reply:
            raise RuntimeError(reply["error"])
        return unpacked(reply.get("value"))

    def __enter__(self) -> "Node":
        return self

    def __exit__(self, *error: object) -> None:
        self.process.__exit__(*error)  # closes its pipes, which ends it


def whole(digits: str) -> int | float:
    """Read a whole number; beyond 2^53 JavaScript has only floating-point ones."""
    number = int(digits)
    return number if abs(number) <= 2**53 else float(digits)


def plain(value: Any) -> Any:
    """Turn arrays and tuples into lists, NumPy's numbers into Python's."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value


def packed(value: Any) -> Any:
    """Write NaN and infinity as JSON can hold them."""
    if isinstance(value, float) and not np.isfinite(value):
        words = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
        return {"number": words[str(value)]}
    if isinstance(value, dict):
        return {k: packed(v) for k, v in value.items()}
    return [packed(v) for v in value] if isinstance(value, list) else value


def unpacked(value: Any) -> Any:
    """Read what `packed` wrote."""
    if isinstance(value, dict) and list(value) == ["number"]:
        number = value["number"]
        return float(number) if isinstance(number, str) else unpacked_items(value)
    return unpacked_items(value)


def unpacked_items(value: Any) -> Any:
    """Read the items of a list or a dict."""
    if isinstance(value, dict):
        return {k: unpacked(v) for k, v in value.items()}
    return [unpacked(v) for v in value] if isinstance(value, list) else value


def differences(ours: Any, theirs: Any, where: str = "result") -> Iterator[str]:
    """Yield what differs between two results, beyond `TOLERANCE`."""
    ours, theirs = plain(ours), plain(theirs)
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if set(ours) != set(theirs):
            yield f"{where}: names {sorted(ours)} and {sorted(theirs)}"
        for key in sorted(set(ours) & set(theirs)):
            yield from differences(ours[key], theirs[key], f"{where}.{key}")
    elif numeric(ours) and numeric(theirs):
        yield from _numbers(ours, theirs, where)
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            yield f"{where}: {len(ours)} and {len(theirs)} items"
        for i, (a, b) in enumerate(zip(ours, theirs, strict=False)):
            yield from differences(a, b, f"{where}[{i}]")
    elif ours != theirs:
        yield f"{where}: {ours!r} and {theirs!r}"


def numeric(value: Any) -> bool:
    """Tell whether a value is a number, or a full array of numbers."""
    try:
        return np.asarray(value).dtype.kind in "iuf"
    except ValueError:  # ragged
        return False


def _numbers(ours: Any, theirs: Any, where: str) -> Iterator[str]:
    a, b = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    if a.shape != b.shape:
        yield f"{where}: shapes {a.shape} and {b.shape}"
        return
    finite = np.isfinite(a)
    scale = float(np.abs(a[finite]).max(initial=0.0))
    close = np.isclose(a, b, rtol=TOLERANCE, atol=TOLERANCE * scale, equal_nan=True)
    if not close.all():
        at = tuple(int(i) for i in np.argwhere(~close)[0])
        yield f"{where}{list(at)}: {a[at]!r} and {b[at]!r}"


@dataclass(frozen=True)
class Case:
    """One comparison: a function of a figure and its arguments."""

    figure: str
    function: str
    pair: Pair
    number: int
    golden: bool

    def __str__(self) -> str:
        return f"{self.function}-{'golden' if self.golden else 'random'}-{self.number}"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments; random ones are the same in every run."""
        if self.golden:
            return self.pair.golden[self.number]
        assert self.pair.random is not None
        seed = zlib.crc32(f"{self.figure} {self}".encode())
        return self.pair.random(np.random.default_rng(seed))

    def check(self, node: Node) -> None:
        """Compare page and package, and both with what is stored."""
        arguments = plain(self.arguments())
        ours = plain(self.pair.python(**arguments))
        file = javascript.find_path(self.figure)
        theirs = node.call(file, self.function, *arguments.values())
        found = list(differences(ours, theirs))
        head = f"package and page differ for {arguments}:\n"
        assert not found, head + "\n".join(found)
        if self.golden:
            stored = unpacked(golden_results(self.figure).get(self.function, {}))
            key = json.dumps(packed(arguments), sort_keys=True)
            assert key in stored, "no golden result: see the head of tests/js/parity.py"
            found = list(differences(stored[key], ours))
            assert not found, "not what is stored:\n" + "\n".join(found)


def golden_results(figure: str) -> dict[str, Any]:
    """Return the stored results of a figure: function -> arguments -> result."""
    path = GOLDEN / f"{figure}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def write_golden(figure: str, pairs: dict[str, Pair]) -> None:
    """Store what the package gives for a figure's golden cases."""
    stored = {}
    for function, pair in pairs.items():
        results = {}
        for case in pair.golden:
            arguments = plain(case)
            key = json.dumps(packed(arguments), sort_keys=True)
            try:
                results[key] = packed(plain(pair.python(**arguments)))
            except Exception as error:
                problem = f"{figure}: the package's side of {function} fails at {key}"
                raise pytest.UsageError(f"{problem}: {error!r}.") from error
        stored[function] = results
    GOLDEN.mkdir(exist_ok=True)
    text = json.dumps(stored, indent=1, sort_keys=True, allow_nan=False)
    (GOLDEN / f"{figure}.json").write_text(text + "\n", "utf-8")


#: Every figure's pairs, as its test file gave them to `cases`.
KNOWN: dict[str, dict[str, Pair]] = {}


def cases(figure: str, pairs: dict[str, Pair]) -> list[Case]:
    """Return all cases of a figure, for ``pytest.mark.parametrize``."""
    KNOWN[figure] = pairs
    return [
        Case(figure, function, pair, number, golden)
        for function, pair in pairs.items()
        for golden, count in (
            (True, len(pair.golden)),
            (False, pair.count if pair.random else 0),
        )
        for number in range(count)
    ]
