"""Compare what a notebook shows now with what is stored.

What a notebook prints is claimed to the last digit shown: words and integers
are identical, a decimal may differ by one unit in its last printed place, or
by a relative 1e-4 if that is larger. Pictures are compared coarsely; widgets
by their kind and settings; stderr not at all.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from notebook_pictures import bitmap_difference, drawing_difference

from notebook_form import joined
from notebook_kernel import VIEW

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
TAG = re.compile(r"(relative|picture)-tolerance=(.+)")


@dataclass(frozen=True)
class Tolerance:
    """How far a cell's outputs may move; a tag on the cell can say otherwise.

    Attributes
    ----------
    relative : float
        Of a decimal, if that is more than one unit in its last printed place.
    picture : float
        Of a cell of the coarse grid, from 0 (black) to 1 (white).
    """

    relative: float = 1e-4
    picture: float = 0.08

    @classmethod
    def of_tags(cls, tags: Iterable[str]) -> "Tolerance":
        """Read tags such as ``relative-tolerance=0.01``.

        Raises
        ------
        ValueError
            If a tag speaks of a tolerance in another way.
        """
        given = {}
        for tag in tags:
            match = TAG.fullmatch(tag)
            if match:
                given[match[1]] = float(match[2])
            elif "tolerance" in tag:
                raise ValueError(
                    f"tag {tag!r}: expected relative-tolerance=NUMBER or"
                    " picture-tolerance=NUMBER."
                )
        return cls(**given)


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

    def agrees(self, other: "Number", relative: float) -> bool:
        """Tell whether `other` claims the same."""
        if self.text == other.text:
            return True
        if self.is_integer or other.is_integer:
            return False
        unit = min(self.unit or other.unit, other.unit or self.unit)
        largest = max(abs(self.value), abs(other.value))
        # A rounding error of the subtraction itself is not a difference.
        allowed = max(unit, relative * largest) + 1e-12 * largest
        return abs(self.value - other.value) <= allowed


def pieces(text: str) -> Iterator[Number | str]:
    """Cut a text into numbers and the words between them."""
    end = 0
    for match in NUMBER.finditer(text):
        yield from text[end : match.start()].split()
        yield Number(match[0])
        end = match.end()
    yield from text[end:].split()


def text_difference(stored: str, live: str, tolerance: Tolerance) -> str | None:
    """Return what differs between two texts; None if they claim the same."""
    stored, live = NOT_NUMBERS.sub("@", stored), NOT_NUMBERS.sub("@", live)
    if stored == live:
        return None
    moved = False
    for old, new in zip_longest(pieces(stored), pieces(live), fillvalue=""):
        if old == new:
            continue
        if not isinstance(old, Number) or not isinstance(new, Number):
            return f"stored {shown(old)}, now {shown(new)}"
        if not old.agrees(new, tolerance.relative):
            return f"stored {old.text}, now {new.text}"
        moved = True
    return None if moved else "the spaces or line breaks differ"


def shown(piece: Number | str) -> str:
    """Return a piece of text for a message."""
    text = piece.text if isinstance(piece, Number) else piece
    return repr(text) if text else "nothing"


def html_difference(stored: str, live: str, tolerance: Tolerance) -> str | None:
    """Compare two texts and, by themselves, the pictures written into them."""
    difference = text_difference(
        INLINE.sub(r"picture \1", stored), INLINE.sub(r"picture \1", live), tolerance
    )
    if difference:
        return difference
    pairs = zip(INLINE.findall(stored), INLINE.findall(live), strict=True)
    for (kind, old), (_, new) in pairs:
        if kind == "svg+xml":
            old, new = (base64.b64decode(text).decode() for text in (old, new))
        difference = picture_difference(f"image/{kind}", old, new, tolerance)
        if difference:
            return f"a picture in it: {difference}"
    return None


def picture_difference(
    kind: str, stored: str, live: str, tolerance: Tolerance
) -> str | None:
    """Compare two pictures coarsely: pixels on a grid, or lines drawn."""
    if stored == live:
        return None
    if kind == "image/svg+xml":
        return drawing_difference(stored, live)
    return bitmap_difference(stored, live, tolerance.picture)


def value_difference(
    kind: str, stored: Any, live: Any, tolerance: Tolerance
) -> str | None:
    """Compare one representation of an output, such as its text/plain."""
    if kind == VIEW:
        return None  # its id is renumbered; what it shows is noted beside it
    if kind.startswith("image/"):
        return picture_difference(kind, stored, live, tolerance)
    if not isinstance(stored, str) or not isinstance(live, str):
        stored, live = (json.dumps(x, sort_keys=True) for x in (stored, live))
    return html_difference(stored, live, tolerance)


def widget_difference(
    stored: Mapping[str, Any], live: Mapping[str, Any], tolerance: Tolerance
) -> str | None:
    """Compare the kinds and settings of the widgets that two outputs show."""
    old, new = (x["metadata"].get(VIEW, {}).get("widgets") for x in (stored, live))
    if not old:
        return "the stored output does not say what its widgets show"
    for before, now in zip_longest(old, new or [], fillvalue=""):
        difference = text_difference(before, now, tolerance)
        if difference:
            place = (before or now).strip().partition(":")[0]
            return f"widget {place}: {difference}"
    return None


def output_difference(
    stored: Mapping[str, Any], live: Mapping[str, Any], tolerance: Tolerance
) -> str | None:
    """Compare two outputs; return the first difference."""
    old, new = stored["output_type"], live["output_type"]
    if old != new:
        return f"stored {old}, now {new}"
    if old == "stream":
        return text_difference(stored["text"], live["text"], tolerance)
    if old == "error":
        old, new = (f"{x['ename']}: {x['evalue']}" for x in (stored, live))
        return text_difference(old, new, tolerance)
    return bundle_difference(stored, live, tolerance)


def bundle_difference(
    stored: Mapping[str, Any], live: Mapping[str, Any], tolerance: Tolerance
) -> str | None:
    """Compare all representations of a displayed value."""
    old, new = stored["data"], live["data"]
    if set(old) != set(new):
        return f"stored as {', '.join(sorted(old))}, now as {', '.join(sorted(new))}"
    if VIEW in old:
        difference = widget_difference(stored, live, tolerance)
        if difference:
            return difference
    # The text of a widget is cut off at some length, perhaps within a number.
    for kind in sorted(set(old) - ({"text/plain"} if VIEW in old else set())):
        difference = value_difference(kind, old[kind], new[kind], tolerance)
        if difference:
            return f"{kind}: {difference}"
    return None


def differences(
    stored: Sequence[Any], live: Sequence[Any], tolerance: Tolerance | None = None
) -> list[str]:
    """Return what differs between the outputs of a cell, then and now."""
    tolerance = tolerance or Tolerance()
    old, new = joined(list(stored)), joined(list(live))
    if len(old) != len(new):
        kinds = ([summary(x) for x in outputs] or ["none"] for outputs in (old, new))
        return ["stored outputs: {}; now: {}".format(*map("; ".join, kinds))]
    found = (output_difference(*pair, tolerance) for pair in zip(old, new, strict=True))
    return [f"output {n}: {text}" for n, text in enumerate(found, 1) if text]


def summary(output: Mapping[str, Any]) -> str:
    """Return an output in a few words, for a message."""
    if output["output_type"] == "stream":
        return f"text {output['text'][:60]!r}"
    if output["output_type"] == "error":
        return f"{output['ename']}"
    return " + ".join(sorted(output["data"]))
