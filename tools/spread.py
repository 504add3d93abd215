"""How far a notebook's numbers move on other machines, kept beside its results.

The deliberate run (``tools/notebooks.py``) executes a notebook once as it is and then
under the machines of `machines`. What is said with a whole number, a word, a picture or
an assertion has to be the same under all of them; a decimal may move, by less than one
unit in the last place that is printed. How far each printed and each recorded decimal
moved is kept in ``results/spread/<notebook>.json``: the tests allow a number that much,
and the site shows no digit that it does not carry.
"""

import json
import math
import re
import statistics
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nnfoundations.results import MARGIN
from notebook_compare import ROUNDING, AtWill, Number, differences, find_printed

FOLDER = "spread"
DIGITS = 2  # of a spread, rounded up
#: The last number in a path, which counts the items of a list.
ITEM = re.compile(r"/\d+(?=(/[^/\d][^/]*)*$)")


@dataclass(frozen=True)
class Run:
    """What one execution showed and recorded.

    Attributes
    ----------
    machine : str
        Under which machine it was, in words.
    outputs : dict
        Of the code cells, by their ids.
    values : dict
        What was recorded.
    error : str
        What ended it early; empty if nothing did.
    """

    machine: str
    outputs: Mapping[str, Sequence[Any]]
    values: Mapping[str, Any]
    error: str = ""


@dataclass
class Spread:
    """How far the numbers of a notebook were seen to move.

    Attributes
    ----------
    machines : int
        Under how many machines it was executed besides as it is.
    printed : dict
        By a cell's id and the number's place in its outputs.
    recorded : dict
        By the number's path in what was recorded.
    """

    machines: int = 0
    printed: dict[str, dict[str, float]] = field(default_factory=dict)
    recorded: dict[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Spread":
        """Read a file; where there is none nothing was seen to move."""
        return cls(**json.loads(path.read_text("utf-8"))) if path.exists() else cls()

    @property
    def text(self) -> str:
        """The text of the file."""
        return json.dumps(self.__dict__, indent=1, sort_keys=True) + "\n"


def place(results: Path, notebook: str) -> Path:
    """Return where a notebook's spread is kept."""
    return results / FOLDER / f"{notebook}.json"


def leaves(values: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Walk through recorded values: each single one with its path, as ``/a/0``."""
    if isinstance(values, Mapping):
        for key in sorted(values):
            yield from leaves(values[key], f"{path}/{key}")
    elif isinstance(values, list):
        yield f"{path}/#", len(values)
        for index, value in enumerate(values):
            yield from leaves(value, f"{path}/{index}")
    else:
        yield path, values


def measure(base: Run, others: Sequence[Run]) -> tuple[Spread, list[str]]:
    """Return how far the numbers move, and what must not move but does."""
    spread = Spread(len(others))
    wrong: dict[str, str] = {}
    for run in others:
        for name, told in _find_broken(base, run):
            wrong.setdefault(name, f"{name}, {run.machine}: {told}")
    whole = [run for run in others if not run.error]
    for cell, outputs in base.outputs.items():
        seen = [find_printed(run.outputs.get(cell, [])) for run in whole]
        for at, number in find_printed(outputs).items():
            moved = [run[at] for run in seen if at in run]
            if more := _judge_printed(number, moved):
                wrong.setdefault(f"cell {cell!r}", f"cell {cell!r}: {more}")
            if far := max((abs(x.value - number.value) for x in moved), default=0.0):
                spread.printed.setdefault(cell, {})[at] = round_up(far)
    seen_values = [dict(leaves(run.values)) for run in whole]
    for at, value in leaves(base.values):
        if not isinstance(value, float):
            continue
        moved_by = [abs(run[at] - value) for run in seen_values if _is_float(run, at)]
        far = max(moved_by, default=0.0)
        if far > ROUNDING * abs(value):
            spread.recorded[at] = round_up(far)
        if far > ROUNDING * abs(value) and MARGIN * far > abs(value):
            wrong[at] = (
                f"the recorded {at} is {value:.3g} and moves by {far:.1g}: not one"
                " digit stands; record a bound, a mean or a median"
            )
    return spread, list(wrong.values())


def _is_float(values: Mapping[str, Any], at: str) -> bool:
    return isinstance(values.get(at), float)


def _find_broken(base: Run, run: Run) -> Iterator[tuple[str, str]]:
    """Say what another run shows or records that is not a matter of decimals."""
    if run.error:
        yield "an error", run.error
        return
    for cell, outputs in base.outputs.items():
        for told in differences(outputs, run.outputs.get(cell, []), AtWill()):
            yield f"cell {cell!r}", told
    old, new = dict(leaves(base.values)), dict(leaves(run.values))
    for at in sorted(old.keys() | new.keys()):
        both = old.get(at), new.get(at)
        if all(isinstance(x, float) for x in both):
            continue
        if type(both[0]) is not type(both[1]) or both[0] != both[1]:
            yield f"the recorded {at}", "{!r} became {!r}".format(*both)


def _judge_printed(number: Number, moved: Sequence[Number]) -> str | None:
    """Say that a printed decimal moves by more than one unit in its last place."""
    values = sorted([number, *moved], key=lambda x: x.value)
    low, high = values[0], values[-1]
    unit = min((x.unit for x in values if x.unit), default=0.0)
    largest = max(abs(low.value), abs(high.value))
    if high.value - low.value <= unit * (1 + 1e-6) + ROUNDING * largest:
        return None
    return f"prints {low.text} and {high.text}: print fewer digits"


#: What float32 may round away elsewhere, relative: some units in its last place.
SINGLE_ROUNDING = 2.0**-22


def round_up(value: float) -> float:
    """Round a positive number up to `DIGITS` digits, so that files stay as they are."""
    step = 10.0 ** (math.floor(math.log10(value)) - DIGITS + 1)
    return float(f"{math.ceil(value / step * (1 - 1e-9)) * step:.{DIGITS - 1}e}")


def pool(values: Mapping[str, Any], spread: Spread) -> dict[str, float]:
    """Return how far each recorded float is taken to move.

    A few machines say little of a single number, which may have stood still under all
    of them by chance. So one in a list moves at least as far as the median of the list:
    where most of its neighbours stand still, it has no leave to move either.

    Parameters
    ----------
    values : dict
        From a path to what was recorded there, as of `leaves`.
    spread : Spread
        How far each was seen to move.
    """
    own = {
        at: spread.recorded.get(at, 0.0)
        for at, value in values.items()
        if isinstance(value, float)
    }
    lists: dict[str, list[float]] = {}
    for at, far in own.items():
        lists.setdefault(ITEM.sub("/*", at), []).append(far)
    middle = {name: statistics.median(each) for name, each in lists.items()}
    return {at: max(far, middle[ITEM.sub("/*", at)]) for at, far in own.items()}


def compare_recorded(
    stored: Mapping[str, Any], live: Mapping[str, Any], spread: Spread
) -> list[str]:
    """Compare recorded values: floats within their spread, anything else exactly.

    A float may differ by `MARGIN` times what it is taken to move (`pool`), and by
    rounding.
    """
    old, new = dict(leaves(stored)), dict(leaves(live))
    found, moves = [], pool(old, spread)
    for at in sorted(old.keys() | new.keys()):
        a, b = old.get(at), new.get(at)
        if not _agree(a, b, moves.get(at, 0.0)):
            found.append(f"{at} is {b!r}, stored {a!r}")
    return found


def _is_single(value: float) -> bool:
    """Say whether float32 holds a number exactly, as it does what it has computed."""
    return abs(value) < 3e38 and struct.unpack("f", struct.pack("f", value))[0] == value


def _agree(stored: Any, live: Any, far: float) -> bool:
    if isinstance(stored, float) and isinstance(live, float):
        single = _is_single(stored) and _is_single(live)
        rounding = SINGLE_ROUNDING if single else ROUNDING
        return abs(stored - live) <= MARGIN * far + rounding * abs(stored)
    return type(stored) is type(live) and stored == live
