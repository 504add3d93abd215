"""A figure's state in JavaScript, written from its traits: ``fields/NAME.js``.

Python declares each field once: its kind, default and bounds, its order, and whether a
change of it starts anew what the figure trains or counts (``restarts=True``). After a
change of traits, ``python tools/fields.py`` writes the files again; a test holds them
to the traits.
"""

import json
from pathlib import Path
from typing import Any

from traitlets import Bool, Enum, Float, Int, List, TraitType

from nnfoundations.figures.base import LiveFigure
from nnfoundations.figures.javascript import FOLDER

_HEAD = """\
// Written from the traits of {name}.py by `python tools/fields.py`: change them there.
import {{ fieldsOf }} from "../core/state.js";

/**
 * @typedef {{object}} State
{properties}
 */

export const FIELDS = fieldsOf({{
{fields}
}});
"""


def fields_file(figure: type[LiveFigure]) -> Path:
    """Return the place of the file that holds a figure's fields."""
    return FOLDER / "fields" / f"{figure.name}.js"


def declare(trait: TraitType) -> dict[str, Any]:
    """Return what a trait says of its values, but for the default, as JSON can hold it.

    Raises
    ------
    TypeError
        If it is none of the kinds of field that a figure has.
    """
    match trait:
        case Bool():
            return {"kind": "flag"}
        case Enum():
            return {"kind": "choice", "choices": list(trait.values or ())}
        case Int() | Float():
            kind = "integer" if isinstance(trait, Int) else "number"
            return {"kind": kind, "min": _plain(trait.min), "max": _plain(trait.max)}
        case List():
            size = {"least": trait._minlen, "most": trait._maxlen}
            said = {"expected": trait.help} if trait.help else {}
            return {"kind": "list", "of": declare(trait._trait)} | size | said
    raise TypeError(f"expected a Bool, Enum, Int, Number or List, got {trait!r}.")


def _field(trait: TraitType) -> dict[str, Any]:
    restarts = {"restarts": True} if trait.metadata.get("restarts") else {}
    return declare(trait) | {"default": _plain(trait.default())} | restarts


def _plain(value: Any) -> Any:
    """Return 2 for 2.0, within lists too."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _type(field: dict[str, Any]) -> str:
    if field["kind"] == "list":
        return f"{_type(field['of'])}[]"
    return {"flag": "boolean", "choice": "string"}.get(field["kind"], "number")


def as_javascript(figure: type[LiveFigure]) -> str:
    """Return the text of the module that exports a figure's ``FIELDS``."""
    # traitlets sorts names; the class has them as they were written
    known = figure.fields()
    traits = {name: trait for name, trait in vars(figure).items() if name in known}
    fields = {name: _field(trait) for name, trait in traits.items()}
    types = (f" * @property {{{_type(f)}}} {name}" for name, f in fields.items())
    lines = (
        f"  {name}: {json.dumps(f, ensure_ascii=False)}," for name, f in fields.items()
    )
    return _HEAD.format(
        name=figure.name, properties="\n".join(types), fields="\n".join(lines)
    )
