"""Compare pictures coarsely: antialiasing differs between versions of matplotlib.

So do the widths of words, by which a layout puts what stands beside them a pixel or
two elsewhere. What must hold exactly is asserted in the notebooks, on the data that is
drawn.
"""

import base64
import io
import itertools
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
from PIL import Image

GRID = 24
PIXELS = 4  # by which the sizes of two bitmaps may differ
SHIFT = 2  # px by which a part of a bitmap may stand elsewhere
REACH = 6.0  # px by which a line of a drawing may move
HREF = "{http://www.w3.org/1999/xlink}href"
RANDOM_ID = re.compile(r"#[a-z][0-9a-f]{10}\b")
FLOAT = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
TRANSFORM = re.compile(r"(\w+)\(([^)]*)\)")


def bitmap(text: str) -> Image.Image:
    """Decode a picture in base64, on a white background."""
    file = io.BytesIO(base64.b64decode(text.replace("\\", "")))
    image = Image.open(file).convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def coarse(image: Image.Image) -> np.ndarray:
    """Average a picture to a grid of shape (GRID, GRID, 3), from 0 to 1."""
    size = (GRID, GRID)
    return np.asarray(image.resize(size, Image.Resampling.BOX), dtype=float) / 255


def apart(old: Image.Image, new: Image.Image) -> float:
    """Return how far two pictures are apart where it is most, from 0 to 1.

    Each place of the old one is compared with the likest of the new one that lies at
    most `SHIFT` pixels away.
    """
    inner = (SHIFT, SHIFT, old.width - SHIFT, old.height - SHIFT)
    before, new = coarse(old.crop(inner)), new.resize(old.size)
    nearest = np.ones((GRID, GRID))
    for x, y in itertools.product(range(2 * SHIFT + 1), repeat=2):
        now = coarse(new.crop((x, y, x + inner[2] - SHIFT, y + inner[3] - SHIFT)))
        nearest = np.minimum(nearest, np.abs(before - now).max(axis=2))
    return float(nearest.max())


def bitmap_difference(stored: str, live: str, tolerance: float) -> str | None:
    """Return how two bitmaps differ; None if they look the same from afar."""
    old, new = bitmap(stored), bitmap(live)
    if any(abs(a - b) > PIXELS for a, b in zip(old.size, new.size, strict=True)):
        return f"stored {old.size} pixels, now {new.size}"
    distance = apart(old, new)
    if distance > tolerance:
        return f"the pictures differ by {distance:.2f}, allowed are {tolerance}"
    return None


@dataclass(frozen=True)
class Shape:
    """Something drawn: its kind and its points, an array of shape (n, 2) [px]."""

    kind: str
    points: np.ndarray


def drawing_difference(stored: str, live: str) -> str | None:
    """Return how two SVG drawings differ; None if their lines are the same."""
    old, new = drawing(stored), drawing(live)
    if len(old) != len(new):
        return f"stored {len(old)} shapes, now {len(new)}"
    for before, now in zip(old, new, strict=True):
        if before.kind != now.kind:
            return f"stored {before.kind}, now {now.kind}"
        gap = max(reach(before.points, now.points), reach(now.points, before.points))
        if gap > REACH:
            return f"a {before.kind} moved by {gap:.0f} px, allowed are {REACH:.0f}"
    return None


def drawing(svg: str) -> list[Shape]:
    """Return what an SVG draws, in order: lines, marks and words."""
    root = ElementTree.fromstring(svg)
    return list(shapes(root, np.eye(3)))


def shapes(element: ElementTree.Element, outer: np.ndarray) -> Iterator[Shape]:
    """Walk through an SVG; `outer` is the transformation of the parent."""
    name = element.tag.rpartition("}")[2]
    if name in ("defs", "metadata", "style", "clipPath"):
        return
    inner = outer @ transformation(element.get("transform", ""))
    if name == "path":
        yield Shape("line", transform(points(element.get("d", "")), inner))
    elif name == "use":
        # A glyph keeps its name; a marker's is random, its place says enough.
        kind = RANDOM_ID.sub("marker", element.get(HREF, ""))
        corner = [[float(element.get(axis, 0)) for axis in "xy"]]
        yield Shape(kind, transform(np.array(corner), inner))
    elif name == "text":
        words = "".join(element.itertext()).split()
        yield Shape(f"text {' '.join(words)!r}", transform(np.zeros((1, 2)), inner))
    for child in element:
        yield from shapes(child, inner)


def points(path: str) -> np.ndarray:
    """Return the points of a path in matplotlib's absolute commands, (n, 2)."""
    numbers = [float(x) for x in FLOAT.findall(path)]
    return np.array(numbers[: len(numbers) // 2 * 2]).reshape(-1, 2)


def transformation(text: str) -> np.ndarray:
    """Return an SVG transform attribute as a matrix of shape (3, 3)."""
    result = np.eye(3)
    for kind, arguments in TRANSFORM.findall(text):
        values = [float(x) for x in FLOAT.findall(arguments)]
        result = result @ STEPS[kind](*values)
    return result


def matrix(*values: float) -> np.ndarray:
    """Return SVG's matrix(a b c d e f)."""
    a, b, c, d, e, f = values
    return np.array([[a, c, e], [b, d, f], [0, 0, 1]])


def rotation(angle: float, x: float = 0, y: float = 0) -> np.ndarray:
    """Return SVG's rotate(angle x y); the angle in degrees."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    turn = matrix(c, s, -s, c, 0, 0)
    return matrix(1, 0, 0, 1, x, y) @ turn @ matrix(1, 0, 0, 1, -x, -y)


STEPS: dict[str, Callable[..., np.ndarray]] = {
    "matrix": matrix,
    "translate": lambda x, y=0: matrix(1, 0, 0, 1, x, y),
    "scale": lambda x, y=None: matrix(x, 0, 0, x if y is None else y, 0, 0),
    "rotate": rotation,
}


def transform(at: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Transform points (n, 2) by a matrix (3, 3)."""
    return at @ where[:2, :2].T + where[:2, 2]


def reach(start: np.ndarray, line: np.ndarray) -> float:
    """Return how far the points (n, 2) lie from a polyline (m, 2) at most [px]."""
    if not len(start) or not len(line):
        return 0.0 if len(start) == len(line) else math.inf
    tail, head = (line[:-1], line[1:]) if len(line) > 1 else (line, line)
    step = head - tail  # (m, 2)
    length = np.maximum((step**2).sum(axis=1), 1e-12)
    offset = start[:, None] - tail  # (n, m, 2)
    along = np.clip((offset * step).sum(axis=2) / length, 0, 1)
    nearest = offset - along[..., None] * step
    return float(np.sqrt((nearest**2).sum(axis=2)).min(axis=1).max())
