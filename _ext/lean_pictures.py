"""Pictures that wait until one comes near, in places that keep their size.

The first picture of a page may stand in the first screen and is loaded at once. All
others are lazy; a browser that prints loads them first. Width and height stand on each,
so that nothing moves when a picture arrives.
"""

import functools
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from PIL import Image
from sphinx.application import Sphinx

_IMAGE = re.compile(r'<img\b[^>]*\bsrc="(?:\.\./)*_images/([^"]+)"[^>]*>')
#: CSS pixels in a unit of length that an SVG may use.
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54}
_LENGTH = re.compile(r"([\d.]+)\s*([a-z]*)")


def _pixels(length: str) -> float:
    match = _LENGTH.fullmatch(length)
    if not match or match[2] not in _UNITS:
        raise ValueError(f"expected a length such as 460.8pt, got {length!r}")
    return float(match[1]) * _UNITS[match[2]]


@functools.cache
def _size(path: Path, time: int) -> tuple[int, int]:
    if path.suffix != ".svg":
        with Image.open(path) as picture:
            return picture.size
    _, root = next(ElementTree.iterparse(path, ("start",)))
    box = root.get("viewBox", "").split()[2:] or [None, None]
    width, height = (
        root.get(k) or b for k, b in zip(("width", "height"), box, strict=True)
    )
    if not width or not height or "%" in width:
        width, height = box
    return round(_pixels(str(width))), round(_pixels(str(height)))


def size(path: Path) -> tuple[int, int]:
    """Return a picture's width and height [CSS pixels].

    Raises
    ------
    ValueError
        If an SVG does not say how large it is.
    """
    return _size(path, path.stat().st_mtime_ns)


def patient(body: str, files: dict[str, Path]) -> str:
    """Return a page's HTML with the size of each picture, and all but the first lazy.

    Parameters
    ----------
    body : str
        The HTML.
    files : dict
        The pictures' files by their name below ``_images``.
    """
    first = True

    def dress(found: re.Match[str]) -> str:
        nonlocal first
        more = ""
        path = files.get(unquote(found[1]))
        if path is not None and ' width="' not in found[0]:
            width, height = size(path)
            more += f' width="{width}" height="{height}"'
        if not first:
            more += ' loading="lazy"'
        first = False
        return "<img" + more + found[0].removeprefix("<img")

    return _IMAGE.sub(dress, body)


def _dress(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    source = Path(app.srcdir)
    files = {name: source / path for path, (_, name) in app.env.images.items()}
    context["body"] = patient(context.get("body", ""), files)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, after all that writes a page's body."""
    app.connect("html-page-context", _dress, priority=910)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
