"""Numbers that a run measures and the chapters quote.

A notebook calls `record`; only the deliberate re-execution of the notebooks
(``make notebooks``) sets the environment variable that makes it write
``results/<notebook>.json``. Anywhere else it only checks its arguments, so a
reader who runs the notebook changes nothing. The chapters insert the numbers
with the role ``{result}``. A file for the package (`store`) takes the same way.

How far each number moves on other machines is measured by ``make notebooks`` and kept
in ``results/spread/``; `stands` tells which of its digits that leaves.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import numpy as np

from nnfoundations import checks, whole_files

_NUMBER = re.compile(r"[-+−]?(\d[\d,]*\.?\d*|\.\d+)(e[-+]?\d{1,3})?%?", re.I)
#: The folder to write to; unset means: do not write.
VARIABLE = "NNFOUNDATIONS_RESULTS"
#: A number may be off by this many times what it was seen to move. A dozen machines
#: were tried: a thirteenth may lie outside, but hardly by as much as four times.
MARGIN = 4


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, bool | str | int):
        return value
    if isinstance(value, dict):
        return {str(k): _plain(f"{name}.{k}", v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(f"{name}[{i}]", v) for i, v in enumerate(value)]
    checks.real_array(name, value)
    return np.asarray(value).tolist()


def record(notebook: str, **values: Any) -> None:
    """Record what a notebook measured, under names that the chapters use.

    Parameters
    ----------
    notebook : str
        The notebook's name without its ending, such as ``"mlp_scratch"``.
    **values
        Numbers, strings, or lists and dicts of them; arrays become lists.

    Raises
    ------
    TypeError, ValueError
        If a value is neither text nor a finite number.
    """
    plain = {name: _plain(name, value) for name, value in values.items()}
    folder = os.environ.get(VARIABLE)
    if not folder:
        return
    path = Path(folder) / f"{notebook}.json"
    old = json.loads(path.read_text("utf-8")) if path.exists() else {}
    text = json.dumps(old | plain, indent=2, sort_keys=True) + "\n"
    whole_files.write_text(path, text)


def store(name: str, text: str) -> None:
    """Store a module that a notebook makes for the live figures.

    ``make notebooks`` puts it among the figures' files; elsewhere nothing happens.

    Parameters
    ----------
    name : str
        Of the file, such as ``"digit_network.js"``.
    text : str
        What it holds.

    Raises
    ------
    ValueError
        If the name is not that of a JavaScript file without folders.
    """
    checks.kind("name", name, str)
    if Path(name).name != name or not name.endswith(".js"):
        raise ValueError(checks.complaint("name", "a file name ending in .js", name))
    folder = os.environ.get(VARIABLE)
    if folder:
        whole_files.write_text(Path(folder) / name, text)


def last_place(text: str) -> float:
    """Return one unit in the last place of a number as it is printed.

    Parameters
    ----------
    text : str
        Such as ``"0.847"``, ``"84.7%"``, ``"1,234"`` or ``"2e-15"``.

    Examples
    --------
    >>> last_place("0.847"), last_place("1,234"), last_place("2e-15")
    (0.001, 1.0, 1e-15)
    """
    checks.kind("text", text, str)
    if not _NUMBER.fullmatch(text):
        raise ValueError(checks.complaint("text", "a printed number", repr(text)))
    mantissa, _, exponent = text.lower().removesuffix("%").partition("e")
    power = int(exponent or 0) - len(mantissa.partition(".")[2])
    return float(f"1e{power - 2 * text.endswith('%')}")


def stands(text: str, spread: float) -> bool:
    """Tell whether a number carries all the digits that are printed of it.

    Parameters
    ----------
    text : str
        The number as it is printed.
    spread : float
        How far it was seen to move on other machines, at least 0.
    """
    spread = checks.number("spread", spread, at_least=0)
    return MARGIN * spread <= last_place(text)
