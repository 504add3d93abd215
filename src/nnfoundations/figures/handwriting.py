"""From ink on paper to the 64 numbers that the digits' networks take, and back.

The digits of `nnfoundations.data.digits` were brought to one size, position and
thickness before their pixels were counted, so ink drawn by hand must be as well. The
exact programs are not at hand; the constants here were chosen on training images only.

Ink and bitmaps are arrays of zeros and ones, int64, rows from the top. Sums of whole
numbers and at most one division per step make the result exact: the live figure
``draw_digit`` computes the same in the page, pixel for pixel.
"""

from typing import Any

import numpy as np

from nnfoundations import checks

#: Height and width of the paper [points].
PAPER = 48
#: Height and width of the bitmap whose 4 x 4 blocks are counted [points].
BITMAP_SIDE = 32
#: How wide a digit becomes; its height fills the bitmap.
INK_WIDTH = 20
#: Where its centre of mass comes to lie [points from the left edge].
CENTRE = 16.25
#: A slant [points sideways per point down] beyond the first is taken back to it; what
#: goes beyond the second is taken for a shape, not for a slant.
SLANT = 0.2, 1.0
#: Fewer points of ink than the first are thickened, more than the second thinned.
INK = 256, 384
#: Height and width of a digit laid on the paper.
LAID = 40


def _image(name: str, values: Any) -> np.ndarray:
    """Return a finite picture (rows, columns) in the dtype that it came in."""
    checks.real_array(name, values, 2)
    return np.asarray(values)


def slant(ink: np.ndarray) -> float:
    """Return the slope of the line through the ink, x against y by least squares.

    Parameters
    ----------
    ink : ndarray of shape (h, w)
        Zeros and ones; y counts rows downwards.

    Returns
    -------
    slant : float
        0 if all ink lies in one row.
    """
    ink = _image("ink", ink)
    y, x = np.nonzero(ink)
    n = len(x)
    spread = n * int((y * y).sum()) - int(y.sum()) ** 2
    together = n * int((x * y).sum()) - int(x.sum()) * int(y.sum())
    return together / spread if spread else 0.0


def crop(ink: np.ndarray) -> np.ndarray:
    """Return the smallest box that holds all ink."""
    ink = _image("ink", ink)
    rows = np.flatnonzero(ink.any(axis=1))
    columns = np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def straighten(ink: np.ndarray) -> np.ndarray:
    """Shift the rows of cropped ink until it slants little, see `SLANT`; crop again.

    A slight slant stays, because some digits (6, 7) have one of their own.
    """
    ink = _image("ink", ink)
    found = slant(ink)
    kept, most = (min(limit, max(-limit, found)) for limit in SLANT)
    excess = most - kept
    middle = (len(ink) - 1) / 2
    by = [int(np.floor(0.5 - excess * (row - middle))) for row in range(len(ink))]
    room = max(map(abs, by))
    wide = np.pad(ink, ((0, 0), (room, room)))
    return crop(np.array([np.roll(r, b) for r, b in zip(wide, by, strict=True)]))


def stretch(ink: np.ndarray) -> np.ndarray:
    """Bring a box of ink to `BITMAP_SIDE` rows and `INK_WIDTH` columns, if sensible.

    Neither direction is stretched more than 1.5 times as much as the other, or a 1
    would become a slab. Every point takes the nearest one's value.
    """
    ink = _image("ink", ink)
    h, w = ink.shape
    height = max(1, min(BITMAP_SIDE, (3 * h * INK_WIDTH + w) // (2 * w)))
    width = max(1, min(INK_WIDTH, (3 * w * BITMAP_SIDE + h) // (2 * h)))
    rows = ((2 * np.arange(height) + 1) * h) // (2 * height)
    columns = ((2 * np.arange(width) + 1) * w) // (2 * width)
    return ink[np.ix_(rows, columns)]


def place(ink: np.ndarray) -> np.ndarray:
    """Put ink on an empty bitmap: its height centred, its mass at `CENTRE`."""
    ink = _image("ink", ink)
    h, w = ink.shape
    mean = int(np.nonzero(ink)[1].sum()) / int(ink.sum())
    left = min(BITMAP_SIDE - w, max(0, int(np.floor(CENTRE - mean))))
    top = (BITMAP_SIDE - h) // 2
    bitmap = np.zeros((BITMAP_SIDE, BITMAP_SIDE), dtype=np.int64)
    bitmap[top : top + h, left : left + w] = ink
    return bitmap


def _neighbours(bitmap: np.ndarray) -> np.ndarray:
    """Return each point with those above, below, left and right: (5, h, w)."""
    p = np.pad(bitmap, 1)
    inner = slice(1, -1)
    around = p[:-2, inner], p[2:, inner], p[inner, :-2], p[inner, 2:]
    return np.stack([bitmap, *around])


def even_out(bitmap: np.ndarray) -> np.ndarray:
    """Thicken thin strokes, thin thick ones, by a point all around, at most twice."""
    bitmap = _image("bitmap", bitmap)
    least, most = INK
    for _ in range(2):
        if bitmap.sum() < least:
            bitmap = _neighbours(bitmap).max(axis=0)
    for _ in range(2):
        if bitmap.sum() > most:
            bitmap = _neighbours(bitmap).min(axis=0)
    return bitmap


def normalise(ink: np.ndarray) -> np.ndarray:
    """Return ink at the size, place and thickness of the digits.

    Parameters
    ----------
    ink : ndarray of shape (h, w)
        Zeros and ones.

    Returns
    -------
    bitmap : ndarray of shape (32, 32)
        Zeros and ones; empty if there is no ink, or only lone points so far apart
        that none is nearest to a point of the bitmap.
    """
    ink = _image("ink", ink)
    fitted = stretch(straighten(crop(ink))) if ink.any() else ink
    if not fitted.any():
        return np.zeros((BITMAP_SIDE, BITMAP_SIDE), dtype=np.int64)
    return even_out(place(fitted))


def count_blocks(bitmap: np.ndarray) -> np.ndarray:
    """Count the ink in blocks of 4 x 4 points: (32, 32) -> (8, 8), 0 to 16."""
    bitmap = _image("bitmap", bitmap)
    return bitmap.reshape(8, 4, 8, 4).sum(axis=(1, 3))


def see(ink: np.ndarray) -> np.ndarray:
    """Return what a network sees of ink: whole numbers 0 to 16 of shape (8, 8)."""
    ink = _image("ink", ink)
    return count_blocks(normalise(ink))


# Places of a block's four points between the middles of blocks, in eighths: the
# block before or at it, and the weights of that one and the next.
_BETWEEN = (-1, 3, 5), (-1, 1, 7), (0, 7, 1), (0, 5, 3)


def draw_bitmap(image: np.ndarray) -> np.ndarray:
    """Return a bitmap that has an image's counts: (8, 8) -> (32, 32).

    Which points of a block were inked is not known. Those are taken that lie nearest
    to the ink of the neighbours: the highest of a bilinear interpolation.
    """
    image = _image("image", image)
    wide = np.pad(image, 1, mode="edge").astype(np.int64)
    bitmap = np.zeros((BITMAP_SIDE, BITMAP_SIDE), dtype=np.int64)
    for row, column in np.ndindex(8, 8):
        heights = [
            u * (p * wide[y, x] + q * wide[y, x + 1])
            + v * (p * wide[y + 1, x] + q * wide[y + 1, x + 1])
            for y, u, v in ((row + 1 + a, u, v) for a, u, v in _BETWEEN)
            for x, p, q in ((column + 1 + b, p, q) for b, p, q in _BETWEEN)
        ]
        best = np.argsort(-np.array(heights), kind="stable")[: image[row, column]]
        bitmap[4 * row + best // 4, 4 * column + best % 4] = 1
    return bitmap


def lay(image: np.ndarray) -> np.ndarray:
    """Lay an image in the middle of the paper: (8, 8) -> (48, 48) of ink."""
    image = _image("image", image)
    points = ((2 * np.arange(LAID) + 1) * BITMAP_SIDE) // (2 * LAID)
    return np.pad(draw_bitmap(image)[np.ix_(points, points)], (PAPER - LAID) // 2)


def from_rows(rows: list[int]) -> np.ndarray:
    """Read ink of the live figure: one whole number a row, 2**c for column c."""
    rows = [
        checks.integer(f"rows[{i}]", row, at_least=0, at_most=2**PAPER - 1)
        for i, row in enumerate(checks.items("rows", rows, "a number for each row"))
    ]
    inked = [[row >> c & 1 for c in range(PAPER)] for row in rows]
    return np.array(inked, dtype=np.int64).reshape(-1, PAPER)


def to_rows(ink: np.ndarray) -> list[int]:
    """Write ink as the live figure holds it."""
    ink = _image("ink", ink)
    return [sum(1 << int(c) for c in np.flatnonzero(row)) for row in ink]
