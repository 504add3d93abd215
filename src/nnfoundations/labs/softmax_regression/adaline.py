"""ADALINE's learning rate: how large it may be, in theory and when tried.

ADALINE is one linear unit that goes down the mean of (y - z)^2 / 2, with z = w . x + b
and labels y = -1 or +1. This loss is a bowl. Along each of its axes the curvature is
an eigenvalue of X~' X~ / n, where x~ = (x, 1); a step with learning rate lr multiplies
the distance from the lowest point along that axis by 1 - lr x curvature.

References
----------
Widrow & Hoff (1960), Adaptive switching circuits.
LeCun, Bottou, Orr & Mueller (2012), Efficient BackProp, section 5.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.checks import labelled_points
from nnfoundations.learning.optimisers import largest_stable_rate

#: A loss above this counts as diverged; with zero weights it is 1/2.
DIVERGED_LOSS = 1e6


def prepare_inputs(X: ArrayLike, largest: float) -> dict[str, np.ndarray]:
    """Return inputs (n, d) as they came and in two forms that suit descent better.

    Parameters
    ----------
    X : array_like of shape (n, d)
        Raw inputs, such as pixels from 0 to 16.
    largest : float
        What they are divided by.

    Returns
    -------
    dict of str to ndarray of shape (n, d)
        ``"raw"``; ``"scaled"``, divided by `largest`; ``"centred"``, scaled and less
        the mean of each column.

    Raises
    ------
    TypeError, ValueError
        If X is not a finite table or `largest` not above 0.
    """
    X = checks.real_array("X", X, 2)
    scaled = X / checks.number("largest", largest, above=0)
    return {"raw": X, "scaled": scaled, "centred": scaled - scaled.mean(axis=0)}


def points_with_far_ones(distance: float) -> tuple[np.ndarray, np.ndarray]:
    """Return twelve points in the plane, four of them on the right side and far off.

    Parameters
    ----------
    distance : float
        Of the far group from the border halfway between the classes, at least 1.

    Returns
    -------
    X : ndarray of shape (12, 2)
    y : ndarray of shape (12,)
        -1 for the four points left of the border x1 = 2, else +1.

    Raises
    ------
    TypeError, ValueError
        If `distance` is not as described.
    """
    distance = checks.number("distance", distance, at_least=1)
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    starts = np.array([[0.0, 0.0], [3.0, 0.0], [2 + distance, 0.0]])
    X = (starts[:, np.newaxis] + corners).reshape(-1, 2)  # (3, 4, 2) -> (12, 2)
    return X, np.repeat([-1.0, 1.0, 1.0], 4)


def find_lowest_point(X: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, float]:
    """Return the weights and the bias with the smallest squared error (least squares).

    Parameters
    ----------
    X : array_like of shape (n, d)
    y : array_like of shape (n,)
        Labels -1 and +1.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    X, y = labelled_points(X, y)
    solution = np.linalg.lstsq(_with_ones(X), y, rcond=None)[0]
    return solution[:-1], float(solution[-1])


def curvatures(X: ArrayLike) -> np.ndarray:
    """Return the curvatures of ADALINE's loss along its axes, ascending (d + 1,).

    Parameters
    ----------
    X : array_like of shape (n, d)
        Inputs; the labels make no difference.

    Raises
    ------
    TypeError, ValueError
        If X is not a finite table.
    """
    X = _with_ones(checks.real_array("X", X, 2))
    return np.linalg.eigvalsh(X.T @ X / len(X))


def _with_ones(X: np.ndarray) -> np.ndarray:
    return np.column_stack([X, np.ones(len(X))])


def rate_bound(X: ArrayLike) -> float:
    """Return 2 over the largest curvature: below it, descent on all of X is stable.

    Raises
    ------
    TypeError, ValueError
        If X is not a finite table.
    """
    return largest_stable_rate(curvatures(X)[-1])


def descend_from_zero(
    X: ArrayLike, y: ArrayLike, lr: float, num_steps: int
) -> np.ndarray:
    """Return the losses of full-batch descent from zero weights (num_steps + 1,).

    It ends early, with the loss that was too large, where it exceeds
    `DIVERGED_LOSS`.

    Parameters
    ----------
    X : array_like of shape (n, d)
    y : array_like of shape (n,)
        Labels -1 and +1.
    lr : float
        Learning rate.
    num_steps : int

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    X, y = labelled_points(X, y)
    lr = checks.number("lr", lr, above=0)
    X, w, losses = _with_ones(X), np.zeros(X.shape[1] + 1), [0.5]  # (0 - y)^2 / 2
    for _ in range(checks.integer("num_steps", num_steps)):
        error = y - X @ w  # (n,)
        w = w + lr * X.T @ error / len(X)  # (d + 1, n) @ (n,) -> (d + 1,)
        losses.append(float(np.mean((y - X @ w) ** 2) / 2))
        if losses[-1] > DIVERGED_LOSS:
            break
    return np.array(losses)


def is_stable(X: ArrayLike, y: ArrayLike, lr: float, num_steps: int = 2000) -> bool:
    """Return whether the loss, at the end of a descent, is the lowest on the way.

    Parameters
    ----------
    X : array_like of shape (n, d)
    y : array_like of shape (n,)
    lr : float
        Learning rate, above 0.
    num_steps : int
        Steps over all examples.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as in `descend_from_zero`.
    """
    losses = descend_from_zero(X, y, lr, num_steps)
    return bool(losses[-1] <= losses.min() + 1e-9)


@dataclass(frozen=True)
class Measured:
    """Two learning rates between which descent ceases to be stable.

    Attributes
    ----------
    stable, unstable : float
        The largest that was stable, the smallest that was not.
    """

    stable: float
    unstable: float


def measure_largest_rate(
    X: ArrayLike,
    y: ArrayLike,
    low: float,
    high: float,
    precision: float = 1e-3,
    num_steps: int = 2000,
) -> Measured:
    """Try learning rates, halving the gap, until the last stable one is bracketed.

    Nothing here knows the curvatures.

    Parameters
    ----------
    X, y : array_like of shapes (n, d) and (n,)
        Inputs, and labels -1 and +1.
    low, high : float
        A stable and an unstable learning rate.
    precision : float
        Largest ratio of the gap to the rate at the end.
    num_steps : int
        Steps of each descent. Near the limit the loss grows slowly, so few steps
        would pass a rate that is a little too large.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, `low` is not stable or `high` is.
    """
    precision = checks.number("precision", precision, at_least=1e-6)
    for name, rate, wanted in (("low", low, True), ("high", high, False)):
        if is_stable(X, y, rate, num_steps) is not wanted:
            word = "a stable rate" if wanted else "an unstable rate"
            cure = "Take a smaller one." if wanted else "Take a larger one."
            raise ValueError(checks.complaint(name, word, f"{rate:g}", cure))
    while high - low > precision * low:
        middle = (low * high) ** 0.5  # halves the gap of the logarithms
        if is_stable(X, y, middle, num_steps):
            low = middle
        else:
            high = middle
    return Measured(low, high)
