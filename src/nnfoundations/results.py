"""Numbers that a run measures and the chapters quote.

A notebook calls `record`; only the deliberate re-execution of the notebooks
(``make notebooks``) sets the environment variable that makes it write
``results/<notebook>.json``. Anywhere else it only checks its arguments, so a
reader who runs the notebook changes nothing. The chapters insert the numbers
with the role ``{result}``.
"""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from nnfoundations import checks

#: The folder to write to; unset means: do not write.
VARIABLE = "NNFOUNDATIONS_RESULTS"


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, bool | str | int):
        return value
    if isinstance(value, dict):
        return {str(k): _plain(f"{name}.{k}", v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(f"{name}[{i}]", v) for i, v in enumerate(value)]
    array = np.asarray(value)
    checks.real_array(name, array)
    return array.tolist()


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
    fresh = path.with_suffix(".json.tmp")
    text = json.dumps(old | plain, indent=2, sort_keys=True) + "\n"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
