"""Compare what a notebook shows now with what is stored.

What a notebook prints is claimed to the last digit shown. Words and integers are
identical. A decimal may differ by one unit in its last printed place, since it may
round the other way; and besides by what it was seen to move on other machines
(`spread`), if it was. Pictures are compared coarsely; widgets by their kind and
settings; stderr not at all.
"""

import base64
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from notebook_form import join
from notebook_kernel import VIEW
from notebook_pictures import bitmap_difference, drawing_difference

NUMBER = re.compile(
    r"(?<![\w.])[-+\u2212]?"  # a sign belongs to it unless something stands before
    r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
    r"(?!\d|\.\d)"  # 2.13.0 is a version
)
NOT_NUMBERS = re.compile(
    r"\bat 0x[0-9a-fA-F]+"  # an address
    r"|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"  # a random id
    r"|\bT_[0-9a-f]{5}(?![0-9a-f])"  # pandas names its styled tables so
)
INLINE = re.compile(r"data:image/([a-z+]+);base64,([A-Za-z0-9+/=\s\\]+)")
#: Of a cell of the coarse grid, from 0 (black) to 1 (white).
PICTURE = 0.06
#: Relative: what float64 makes of a printed number when two of them are subtracted.
ROUNDING = 1e-12
#: How far a cell's printed numbers were seen to move, by their places.
Moved = Mapping[str, float]


class AtWill(dict[str, float]):
    """Decimals may move as they like: only words, integers and pictures count."""

    def get(self, key: str, default: Any = None) -> Any:
        """Return how far a number may move."""
        return float("inf")


@dataclass(frozen=True)
class Number:
    """A number as it was printed."""

    text: str

    @property
    def value(self) -> float:
        """The number itself."""
        return float(self.text.replace("\u2212", "-"))

    @property
    def is_integer(self) -> bool:
        """Whether it was printed without point and exponent."""
        return not set(self.text) & set(".eE")

    @property
    def unit(self) -> float:
        """One unit in the last printed place; 0 if it ends before the point.

        NumPy prints 1.0 as ``1.``: that shows no place in which to be off.
        """
        mantissa, _, exponent = self.text.lower().partition("e")
        places = len(mantissa.partition(".")[2])
        if not places and not exponent:
            return 0.0
        return float(10.0 ** (int(exponent or 0) - places))

    def agrees(self, other: "Number", moved: float) -> bool:
        """Tell whether `other` claims the same, of a number seen to move by `moved`."""
        if self.text == other.text:
            return True
        if self.is_integer or other.is_integer:
            return False
        if not (math.isfinite(self.value) and math.isfinite(other.value)):
            return self.value == other.value
        unit = min(self.unit or other.unit, other.unit or self.unit)
        largest = max(abs(self.value), abs(other.value))
        allowed = unit + moved + ROUNDING * largest
        return abs(self.value - other.value) <= allowed


def pieces(text: str) -> Iterator[Number | str]:
    """Cut a text into numbers and the words between them."""
    end = 0
    for match in NUMBER.finditer(text):
        yield from text[end : match.start()].split()
        yield Number(match[0])
        end = match.end()
    yield from text[end:].split()


def text_difference(
    stored: str, live: str, moved: Moved | None = None, place: str = ""
) -> str | None:
    """Return what differs between two texts; None if they claim the same."""
    stored, live = NOT_NUMBERS.sub("@", stored), NOT_NUMBERS.sub("@", live)
    if stored == live:
        return None
    changed, moved = False, {} if moved is None else moved
    both = zip_longest(pieces(stored), pieces(live), fillvalue="")
    for index, (old, new) in enumerate(both):
        if old == new:
            continue
        if not isinstance(old, Number) or not isinstance(new, Number):
            return f"stored {show(old)}, now {show(new)}"
        if not old.agrees(new, moved.get(f"{place} {index}", 0.0)):
            return f"stored {old.text}, now {new.text}"
        changed = True
    return None if changed else "the spaces or line breaks differ"


def show(piece: Number | str) -> str:
    """Return a piece of text for a message."""
    text = piece.text if isinstance(piece, Number) else piece
    return repr(text) if text else "nothing"


def find_printed(outputs: Sequence[Any]) -> dict[str, Number]:
    """Return the decimals that a cell's outputs print, by their places."""
    found = {}
    for n, output in enumerate(join(list(outputs)), 1):
        for place, text in texts(output, n).items():
            for index, piece in enumerate(pieces(NOT_NUMBERS.sub("@", text))):
                if isinstance(piece, Number) and not piece.is_integer:
                    found[f"{place} {index}"] = piece
    return found


def texts(output: Mapping[str, Any], n: int) -> dict[str, str]:
    """Return the texts that an output shows, by their places; pictures left out."""
    if output["output_type"] == "stream":
        return {f"{n}": output["text"]}
    if output["output_type"] == "error":
        return {f"{n}": f"{output['ename']}: {output['evalue']}"}
    data = output["data"]
    lines = output["metadata"].get(VIEW, {}).get("widgets", [])
    found = {f"{n} widget {i}": line for i, line in enumerate(lines)}
    for kind in sorted(data):
        # The text of a widget is cut off at some length, perhaps within a number.
        cut_off = VIEW in data and kind == "text/plain"
        if kind == VIEW or kind.startswith("image/") or cut_off:
            continue
        found[f"{n} {kind}"] = INLINE.sub(r"picture \1", _text(data[kind]))
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def pictures(output: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return an output's pictures, also those in its HTML: kind and content."""
    found = []
    for kind, value in sorted(output.get("data", {}).items()):
        if kind.startswith("image/"):
            found.append((kind, value))
        elif kind != VIEW:
            found += [(f"image/{x}", y) for x, y in INLINE.findall(_text(value))]
    return found


def picture_difference(kind: str, stored: str, live: str) -> str | None:
    """Compare two pictures coarsely: pixels on a grid, or lines drawn."""
    if stored == live:
        return None
    if kind == "image/svg+xml":
        old, new = (
            x if x.lstrip().startswith("<") else base64.b64decode(x).decode()
            for x in (stored, live)
        )
        return drawing_difference(old, new)
    return bitmap_difference(stored, live, PICTURE)


def output_difference(
    stored: Mapping[str, Any], live: Mapping[str, Any], n: int, moved: Moved
) -> str | None:
    """Compare two outputs; return the first difference."""
    old, new = stored["output_type"], live["output_type"]
    if old != new:
        return f"stored {old}, now {new}"
    if set(stored.get("data", ())) != set(live.get("data", ())):
        kinds = (", ".join(sorted(x["data"])) for x in (stored, live))
        return "stored as {}, now as {}".format(*kinds)
    before, now = texts(stored, n), texts(live, n)
    if VIEW in stored.get("data", ()) and f"{n} widget 0" not in before:
        return "the stored output does not say what its widgets show"
    for place in sorted(before.keys() | now.keys()):
        old, new = before.get(place, ""), now.get(place, "")
        if difference := text_difference(old, new, moved, place):
            return f"{_tell(place, old or new)}{difference}"
    pairs = zip_longest(pictures(stored), pictures(live), fillvalue=("nothing", ""))
    for (kind, old), (_, new) in pairs:
        if difference := picture_difference(kind, old, new):
            return f"{kind}: {difference}"
    return None


def _tell(place: str, text: str) -> str:
    """Return how a message begins that speaks of a place."""
    _, _, kind = place.partition(" ")
    if kind.startswith("widget"):
        return f"widget {text.strip().partition(':')[0]}: "
    return f"{kind}: " if kind else ""


def differences(
    stored: Sequence[Any], live: Sequence[Any], moved: Moved | None = None
) -> list[str]:
    """Return what differs between the outputs of a cell, then and now.

    Parameters
    ----------
    stored, live : sequence of outputs
        Of one cell.
    moved : mapping, optional
        How far the printed numbers were seen to move, by the places of `find_printed`.
    """
    moved = {} if moved is None else moved
    old, new = join(list(stored)), join(list(live))
    if len(old) != len(new):
        kinds = ([summary(x) for x in outputs] or ["none"] for outputs in (old, new))
        return ["stored outputs: {}; now: {}".format(*map("; ".join, kinds))]
    both = enumerate(zip(old, new, strict=True), 1)
    found = ((n, output_difference(*pair, n, moved)) for n, pair in both)
    return [f"output {n}: {text}" for n, text in found if text]


def summary(output: Mapping[str, Any]) -> str:
    """Return an output in a few words, for a message."""
    if output["output_type"] == "stream":
        return f"text {output['text'][:60]!r}"
    if output["output_type"] == "error":
        return f"{output['ename']}"
    return " + ".join(sorted(output["data"]))
