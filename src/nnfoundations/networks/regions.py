"""Linear regions: the pieces on which a ReLU network is one affine map.

Each hidden ReLU is off on one side of a hyperplane and on on the other. Where
the same units are on (the activation pattern), the network is one affine map.

References
----------
Zaslavsky (1975), Facing up to arrangements; Montufar et al. (2014), On the
number of linear regions of deep neural networks.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.networks.stacks import Stack, forward_stack

#: Crossings on one line that lie closer than this (relative) count as one point.
NEARNESS = 1e-9


class Window(NamedTuple):
    """A rectangle in the plane: left < right, bottom < top."""

    left: float
    right: float
    bottom: float
    top: float


def _check_window(window: Window) -> Window:
    sides = checks.items("window", window, "left, right, bottom, top")
    if len(sides) != len(Window._fields):
        wanted = "left, right, bottom, top"
        raise ValueError(checks.complaint("window", wanted, f"{len(sides)} values"))
    left, right, bottom, top = (
        checks.number(name, value)
        for name, value in zip(Window._fields, sides, strict=True)
    )
    if not (left < right and bottom < top):
        wanted = "left < right and bottom < top"
        raise ValueError(checks.complaint("window", wanted, repr(tuple(window))))
    return Window(left, right, bottom, top)


def max_regions(num_hiddens: int, num_inputs: int) -> int:
    """Return the most regions that one hidden layer of ReLUs can make (Zaslavsky).

    h hyperplanes in general position cut d-dimensional space into
    C(h, 0) + C(h, 1) + ... + C(h, d) pieces; in any other position into fewer.

    Parameters
    ----------
    num_hiddens : int
        h, at least 1.
    num_inputs : int
        d, at least 1.

    Raises
    ------
    TypeError, ValueError
        If a number is not whole or not positive.
    """
    h = checks.integer("num_hiddens", num_hiddens)
    d = checks.integer("num_inputs", num_inputs)
    return sum(math.comb(h, j) for j in range(d + 1))


def count_regions(W1: ArrayLike, b1: ArrayLike, window: Window) -> int:
    """Return into how many pieces the lines of a first layer cut a window, exactly.

    Lines are laid down one by one. A line that enters the window adds one
    region, and one more for each point inside where it crosses earlier lines.

    Parameters
    ----------
    W1 : array of shape (2, h)
        Unit j is on where ``X @ W1[:, j] + b1[j] > 0``.
    b1 : array of shape (h,)
    window : Window
        The rectangle (left, right, bottom, top) whose pieces are counted.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit or the window is empty.
    """
    lines = _lines(W1, b1)
    window = _check_window(window)
    crossing: list[np.ndarray] = []
    regions = 1
    for line in lines:
        ends = _segment(line, window)
        if ends is not None and not any(_same_line(line, other) for other in crossing):
            regions += 1 + _num_crossings(ends, crossing)
            crossing.append(line)
    return regions


def _lines(W1: ArrayLike, b1: ArrayLike) -> np.ndarray:
    """Return one row (w1, w2, b) per unit, shape (h, 3)."""
    W1 = checks.real_array("W1", W1, 2)
    b1 = checks.real_array("b1", b1, 1)
    if W1.shape != (2, len(b1)):
        wanted = f"shape (2, {len(b1)}), one column per entry of b1"
        raise ValueError(checks.complaint("W1", wanted, f"shape {W1.shape}"))
    return np.vstack([W1, b1]).T


def _heights(line: np.ndarray, points: np.ndarray) -> np.ndarray:
    return points @ line[:2] + line[2]


def _segment(line: np.ndarray, window: Window) -> np.ndarray | None:
    """Return the two ends (2, 2) of a line's part inside the window, if any."""
    left, right, bottom, top = window
    corners = np.array([[left, bottom], [right, bottom], [right, top], [left, top]])
    z = _heights(line, corners)
    if not (z.min() < 0 < z.max()):
        return None
    following, z_next = np.roll(corners, -1, axis=0), np.roll(z, -1)
    cut = (z < 0) != (z_next < 0)  # exactly two sides of the rectangle
    t = (z / np.where(cut, z - z_next, 1))[cut, None]
    return corners[cut] + t * (following - corners)[cut]


def _same_line(line: np.ndarray, other: np.ndarray) -> bool:
    size = np.linalg.norm(line) * np.linalg.norm(other)
    return bool(np.abs(np.cross(line, other)).max() <= NEARNESS * size)


def _num_crossings(ends: np.ndarray, others: list[np.ndarray]) -> int:
    """Return at how many distinct points other lines cross the open segment."""
    positions: list[float] = []
    for other in others:
        start, end = _heights(other, ends)
        if start * end < 0:
            t = float(start / (start - end))
            if all(abs(t - known) > NEARNESS for known in positions):
                positions.append(t)
    return len(positions)


def activation_patterns(stack: Stack, X: ArrayLike) -> np.ndarray:
    """Return which hidden units are on at each input.

    Parameters
    ----------
    stack : Stack
        With ReLUs and at least one hidden layer.
    X : array of shape (n, num_inputs)

    Returns
    -------
    patterns : ndarray of bool of shape (n, number of hidden units)

    Raises
    ------
    TypeError, ValueError
        If the stack has no ReLUs or `X` does not fit.
    """
    checks.kind("stack", stack, Stack)
    _needs_relus(stack)
    return np.hstack([H > 0 for H in forward_stack(stack, X)[1:-1]])


def _needs_relus(stack: Stack) -> None:
    name = stack.activation.name
    if name != "relu" or len(stack.weights) < 2:
        came = f"{len(stack.weights) - 1} hidden layer(s) of {name!r}"
        raise ValueError(checks.complaint("stack", "hidden layers of ReLUs", came))


def count_patterns(stack: Stack, X: ArrayLike) -> int:
    """Return how many different activation patterns occur at the inputs X (n, d).

    Regions that hold none of the inputs are missed: a lower bound on the number
    of regions, and with one hidden layer the number itself if `X` is dense.
    """
    checks.kind("stack", stack, Stack)
    return len(np.unique(np.packbits(activation_patterns(stack, X), axis=1), axis=0))


def window_grid(window: Window, num: int) -> np.ndarray:
    """Return num x num inputs (num * num, 2) at the centres of the window's cells."""
    left, right, bottom, top = _check_window(window)
    centres = (np.arange(checks.integer("num", num)) + 0.5) / num
    x1, x2 = np.meshgrid(
        left + (right - left) * centres, bottom + (top - bottom) * centres
    )
    return np.column_stack([x1.ravel(), x2.ravel()])


def find_breakpoints(stack: Stack, low: float, high: float) -> np.ndarray:
    """Return where a ReLU network of one input can bend, exactly.

    Layer by layer: between two neighbouring points each unit's pre-activation is
    a straight line, so its only zero there is found by proportion.

    Parameters
    ----------
    stack : Stack
        With one input and ReLUs.
    low, high : float
        The interval, low < high.

    Returns
    -------
    x : ndarray of shape (pieces + 1,)
        `low`, the points in between in rising order, `high`.

    Raises
    ------
    TypeError, ValueError
        If the stack has several inputs or no ReLUs, or the interval is empty.
    """
    checks.kind("stack", stack, Stack)
    _needs_relus(stack)
    if stack.widths[0] != 1:
        raise ValueError(checks.complaint("stack", "one input", str(stack.widths[0])))
    low = checks.number("low", low)
    x = np.array([low, checks.number("high", high, above=low)])
    for i in range(len(stack.weights) - 1):
        H = forward_stack(stack, x[:, None])[i]
        Z = H @ stack.weights[i] + stack.biases[i]  # (points, width)
        zeros = [_zeros(x, z) for z in Z.T]
        x = np.unique(np.concatenate([x, *zeros]))
    return x


def _zeros(x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Return the zeros of the polygon through (x, z) between its corners."""
    crosses = np.flatnonzero(z[:-1] * z[1:] < 0)
    share = z[crosses] / (z[crosses] - z[crosses + 1])
    return x[crosses] + share * (x[crosses + 1] - x[crosses])
