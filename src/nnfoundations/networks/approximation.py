"""Networks built by hand that come as close to a function as one likes.

Two constructions with one hidden layer on an interval, and a deep one:

==================  ========================================================
`bump_network`      pairs of sigmoids make bumps, a row of bumps a function;
                    error about 1 / width
`relu_interpolant`  ReLUs make the polygon through points of the function;
                    error about 1 / width^2
`sawtooth`          each layer folds the interval in two: the number of
                    pieces doubles with each layer of two ReLUs
==================  ========================================================

References
----------
Cybenko (1989), Approximation by superpositions of a sigmoidal function; Leshno
et al. (1993); Telgarsky (2016), Benefits of depth in neural networks.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nnfoundations import checks
from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.networks.stacks import Stack

#: From points (n,) to values (n,).
Function = Callable[[np.ndarray], np.ndarray]


class Interval(NamedTuple):
    """The points from `low` to `high`, low < high."""

    low: float
    high: float


def _edges(interval: Interval, num: int) -> np.ndarray:
    low, high = checks.ends("interval", interval)
    return np.linspace(low, high, checks.integer("num", num) + 1)


def _values(f: Function, x: np.ndarray) -> np.ndarray:
    y = checks.real_array("f(x)", checks.function("f", f)(x), 1)
    checks.same_length(x=x, **{"f(x)": y})
    return y


def bump_network(
    f: Function, interval: Interval, num_bumps: int, steepness: float = 20.0
) -> Stack:
    """Return sigmoids in pairs: on each slice of the interval a bump as high as f.

    sigmoid(s (x - left)) - sigmoid(s (x - right)) is near 1 between left and
    right and near 0 elsewhere. The outermost edges lie one slice outside the
    interval, where no one looks.

    Parameters
    ----------
    f : callable
        The function to approximate, from (n,) to (n,).
    interval : Interval
    num_bumps : int
        Slices of the interval; the hidden layer has twice as many units.
    steepness : float
        s in units of 1 / slice width, above 0.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or f's values are not finite.
    """
    edges = _edges(interval, num_bumps)
    slice_width = edges[1] - edges[0]
    s = checks.number("steepness", steepness, above=0) / slice_width
    heights = _values(f, (edges[:-1] + edges[1:]) / 2)
    left, right = edges[:-1].copy(), edges[1:].copy()
    left[0] -= slice_width
    right[-1] += slice_width
    W1 = np.full((1, 2 * len(heights)), s)
    b1 = -s * np.concatenate([left, right])
    W2 = np.concatenate([heights, -heights])[:, None]  # up at left, down at right
    return Stack((W1, W2), (b1, np.zeros(1)), ACTIVATIONS["sigmoid"])


def relu_interpolant(f: Function, interval: Interval, num_pieces: int) -> Stack:
    """Return ReLUs that draw the polygon through f at equally spaced points.

    Unit i is relu(x - t_i): each adds the change of slope at its point t_i. If
    |f''| <= M, no point of the interval is farther off than
    M (high - low)^2 / (8 num_pieces^2).

    Parameters
    ----------
    f : callable
        The function to approximate, from (n,) to (n,).
    interval : Interval
    num_pieces : int
        Straight pieces, and ReLUs.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or f's values are not finite.
    """
    t = _edges(interval, num_pieces)
    y = _values(f, t)
    slopes = np.diff(y) / np.diff(t)
    W1 = np.ones((1, len(slopes)))
    W2 = np.diff(slopes, prepend=0)[:, None]
    return Stack((W1, W2), (-t[:-1], y[:1]), ACTIVATIONS["relu"])


def curve(stack: Stack) -> Function:
    """Return a stack of one input as a function from (n,) to (n,): its first output."""
    return lambda x: stack(np.asarray(x)[:, None])[:, 0]


def max_error(
    f: Function, stack: Stack, interval: Interval, num: int = 10_000
) -> float:
    """Return the largest |f(x) - stack(x)| at `num` + 1 points of the interval.

    Parameters
    ----------
    f : callable
        From (n,) to (n,).
    stack : Stack
        One input, one output.
    interval : Interval
        Where to look.
    num : int
        Equal steps in the interval.
    """
    return largest_gap(f, stack, _edges(interval, num))


def largest_gap(f: Function, stack: Stack, x: np.ndarray) -> float:
    """Return the largest |f(x) - stack(x)| at the points x (n,).

    If both are made of straight pieces, the largest gap of all lies at one of their
    corners: hand these over, and the result is exact.

    Parameters
    ----------
    f : callable
        From (n,) to (n,).
    stack : Stack
        One input, one output.
    x : ndarray of shape (n,)
        Where to look.
    """
    checks.function("stack", stack)
    x = checks.real_array("x", x, 1)
    return float(np.abs(_values(f, x) - curve(stack)(x)).max())


def sawtooth(num_folds: int) -> Stack:
    """Return a deep network whose graph on [0, 1] has 2^num_folds straight pieces.

    One layer folds: fold(x) = 2 relu(x) - 4 relu(x - 1/2) rises from 0 to 1 and
    falls back to 0. Applied again, it folds the folded interval.

    Parameters
    ----------
    num_folds : int
        Hidden layers, each of two ReLUs.

    Raises
    ------
    TypeError, ValueError
        If `num_folds` is not a whole number of at least 1.
    """
    checks.integer("num_folds", num_folds)
    fold, shifts = np.array([[2.0], [-4.0]]), np.array([0.0, -0.5])
    copies = np.ones((1, 2))  # each unit of the next layer gets the folded x
    W = (copies, *[fold @ copies] * (num_folds - 1), fold)
    b = (*[shifts] * num_folds, np.zeros(1))
    return Stack(W, b, ACTIVATIONS["relu"])
