"""Ends of shared links that nobody should send: they are data, whatever they say."""

import json
from typing import Any
from urllib.parse import quote

MARKUP = "<img src=x onerror='window.hacked = true'>"
SCRIPTS = [MARKUP, "javascript:window.hacked=true", "${window.hacked = true}"]
LONG = 50_000
#: Names of what every object of JavaScript inherits, and of what is no setting.
NAMES = [
    "constructor",
    "__proto__",
    "prototype",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
    "__defineGetter__",
    "__lookupSetter__",
    "constructor.prototype",
    "__proto__[fits]",
    "fits",
    "",
    "x" * LONG,
    "\0",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    *SCRIPTS,
]
#: What such a name is set to, as it stands in the link.
SET_TO = ["1", "{}", '{"fits": 1}', '{"fits": {}, "hacked": true}', "null", "[]", ""]
#: What a setting is set to, as it stands in the link.
VALUES = [
    "1e308",
    "-1e308",
    "1e999",
    "9" * LONG,
    "9007199254740993",
    '"constructor"',
    '"__proto__"',
    '"toString"',
    '{"__proto__": {"length": 2}}',
    '{"length": 2, "0": 1, "1": 1}',
    '{"constructor": 1}',
    json.dumps("x" * LONG),
    "x" * LONG,
    "[" * LONG + "]" * LONG,
    "[" * LONG,
    json.dumps([0] * LONG),
    "%",
    "%FF%FE",
    *SCRIPTS,
    *map(json.dumps, SCRIPTS),
]
#: What takes the place of each entry of a list, in turn.
ENTRIES = [1e308, -1e308, None, {}, [], [[1]], "__proto__", MARKUP, True]


def with_entry(value: Any, entry: Any) -> Any:
    """Return a value in which every entry, however deep, is another."""
    if isinstance(value, list):
        return [with_entry(part, entry) for part in value] or [entry]
    return entry


def of_names() -> list[str]:
    """Return links that ask for what is no setting of any figure."""
    return [f"{quote(name)}={quote(value)}" for name in NAMES for value in SET_TO]


def of_settings(state: dict[str, Any]) -> list[str]:
    """Return links that ask for what a figure's settings cannot, or barely, hold.

    Parameters
    ----------
    state : dict
        The figure's default state.
    """
    links = []
    for name, default in state.items():
        values = [*VALUES, *(json.dumps(with_entry(default, e)) for e in ENTRIES)]
        links += [
            f"{name}={value if value[0] == '%' else quote(value)}" for value in values
        ]
    return [*links, *whole(state)]


def whole(state: dict[str, Any]) -> list[str]:
    """Return links with much at once: each setting wrong, and names without end."""
    wrong = "&".join(f"{name}={quote(MARKUP)}" for name in state)
    return [wrong, "&".join(f"name{i}=1" for i in range(5000)), "&=&&?#%", "="]
