"""Curves that are known at equally spaced points and straight in between.

Whoever draws a curve by hand gives samples. `polygon` makes them a function, so that
networks can be built for it; `slope_and_bend` tells how steep and how bent it is at a
scale of one's choice, and so whether it has corners or jumps there.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.networks.approximation import Function, Interval


class SlopeAndBend(NamedTuple):
    """The largest first and second divided difference, as absolute values."""

    slope: float
    bend: float


def _samples(values: ArrayLike, at_least: int) -> np.ndarray:
    samples = checks.real_array("samples", values, 1)
    if len(samples) < at_least:
        wanted = f"at least {at_least} values"
        raise ValueError(checks.complaint("samples", wanted, len(samples)))
    return samples


def polygon(samples: ArrayLike, interval: Interval) -> Function:
    """Return the function that is straight between equally spaced samples.

    Parameters
    ----------
    samples : array-like of shape (n,), n >= 2
        Values from the interval's one end to the other.
    interval : Interval

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or there is only one sample.
    """
    y = _samples(samples, 2)
    t = np.linspace(*checks.ends("interval", interval), len(y))
    return lambda x: np.interp(x, t, y)


def slope_and_bend(samples: ArrayLike, interval: Interval, lag: int) -> SlopeAndBend:
    """Return how steep and how bent samples are over `lag` steps.

    For a twice differentiable curve both hardly change with the lag, once it is
    small. Half the lag doubles the bend at a corner, and the slope at a jump.

    Parameters
    ----------
    samples : array-like of shape (n,), n > 2 lag
    interval : Interval
    lag : int
        Steps between the values that are compared.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or there are too few samples.
    """
    lag = checks.integer("lag", lag)
    y = _samples(samples, 2 * lag + 1)
    low, high = checks.ends("interval", interval)
    width = lag * (high - low) / (len(y) - 1)
    slopes = (y[lag:] - y[:-lag]) / width
    bends = (slopes[lag:] - slopes[:-lag]) / width
    return SlopeAndBend(float(np.abs(slopes).max()), float(np.abs(bends).max()))


def smooth(samples: ArrayLike, times: int = 1) -> np.ndarray:
    """Return samples, each mixed with its neighbours 1 : 2 : 1; both ends stay.

    Parameters
    ----------
    samples : array-like of shape (n,), n >= 2
    times : int
        How often.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or there is only one sample.
    """
    y = _samples(samples, 2).copy()
    for _ in range(checks.integer("times", times, at_least=0)):
        y[1:-1] = (y[:-2] + 2 * y[1:-1] + y[2:]) / 4
    return y
