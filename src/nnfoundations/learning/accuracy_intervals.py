"""What an accuracy on n images is worth: intervals for a share that was counted.

If a model is right on a share p of all images of a kind, then the number of right
answers on n of them, drawn independently, is binomial: k ~ Bin(n, p). Turned round,
a count k names the values of p that would make it unsurprising.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks

#: 95 % of a normal distribution lie within this many standard deviations.
Z95 = 1.959963984540054


def _check_counts(
    num_correct: int, num_images: int, z: float
) -> tuple[int, int, float]:
    n = checks.integer("num_images", num_images)
    k = checks.integer("num_correct", num_correct, at_least=0)
    if k > n:
        raise ValueError(checks.complaint("num_correct", f"at most {n}", k))
    return k, n, checks.number("z", z, above=0)


def wilson_interval(
    num_correct: int, num_images: int, z: float = Z95
) -> tuple[float, float]:
    """Return the accuracies that a count does not contradict.

    These are all p with |k/n - p| <= z sqrt(p (1 - p) / n): the deviation that each
    candidate p itself would lead one to expect decides whether it is kept.

    Parameters
    ----------
    num_correct : int
        k, right answers, 0 to n.
    num_images : int
        n, images that the model and its makers had not used before.
    z : float
        Width in standard deviations; the default stands for about 95 %.

    Returns
    -------
    low, high : float

    Raises
    ------
    TypeError, ValueError
        If a count is no whole number or out of range, or z is not positive.

    Examples
    --------
    >>> low, high = wilson_interval(num_correct=8, num_images=10)
    >>> round(low, 2), round(high, 2)
    (0.49, 0.94)

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical
    inference.
    """
    k, n, z = _check_counts(num_correct, num_images, z)
    share, spread = k / n, z * z / n
    middle = share + spread / 2
    half = math.sqrt(spread * (share * (1 - share) + spread / 4))
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    return max(0.0, low), min(1.0, high)


def plain_interval(
    num_correct: int, num_images: int, z: float = Z95
) -> tuple[float, float]:
    """Return k/n plus and minus z sqrt(s (1 - s) / n) with s = k/n, as often written.

    It has no width when all answers are right, and may leave the range from 0 to 1.
    The arguments are those of `wilson_interval`.
    """
    k, n, z = _check_counts(num_correct, num_images, z)
    share = k / n
    half = z * math.sqrt(share * (1 - share) / n)
    return share - half, share + half


def count_distribution(accuracy: float, num_images: int) -> np.ndarray:
    """Return the probabilities of 0, 1, ..., n right answers.

    Parameters
    ----------
    accuracy : float
        p, 0 to 1: the share of right answers over all images of the kind.
    num_images : int

    Returns
    -------
    probabilities : ndarray of shape (num_images + 1,)

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range.
    """
    from scipy.stats import binom  # costs a second that other imports need not pay

    p = checks.number("accuracy", accuracy, at_least=0, at_most=1)
    n = checks.integer("num_images", num_images)
    return np.asarray(binom.pmf(np.arange(n + 1), n, p))


def coverage(intervals: ArrayLike, accuracy: float) -> float:
    """Return how often an interval holds the true accuracy: summed, not simulated.

    Parameters
    ----------
    intervals : array_like of shape (n + 1, 2)
        Low and high for each count of right answers from 0 to n.
    accuracy : float
        The true share p.

    Raises
    ------
    TypeError, ValueError
        If the shape is another one or `accuracy` is out of range.
    """
    table = checks.real_array("intervals", intervals, 2)
    if len(table) < 2 or table.shape[1] != 2:
        wanted = "shape (n + 1, 2), n at least 1"
        raise ValueError(checks.complaint("intervals", wanted, f"shape {table.shape}"))
    weights = count_distribution(accuracy, len(table) - 1)
    holds = (table[:, 0] <= accuracy) & (accuracy <= table[:, 1])
    return float(weights[holds].sum())
