"""Derivatives from values alone: change an input a little, see what f does.

=========  ===================================  ==============================
forward    (f(x + h) - f(x)) / h                truncated by h f'' / 2
central    (f(x + h) - f(x - h)) / (2 h)        truncated by h^2 f''' / 6
=========  ===================================  ==============================

Rounding adds up to about eps |f| / h to the central and twice that to the forward
difference, where eps is the relative rounding error of the floating-point type. So
there is a best step, for the central difference near (3 eps |f / f'''|)^(1/3); a
smaller one makes things worse.

References
----------
Nocedal & Wright (2006), Numerical Optimization, section 8.1.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks

#: A function of an array of fixed shape and type, with a number as its value.
ScalarFunction = Callable[[np.ndarray], Any]


def central_difference(
    f: ScalarFunction, x: ArrayLike, step: float, entries: Sequence[int] | None = None
) -> np.ndarray:
    """Return f's derivative in each entry of x, from both sides.

    Parameters
    ----------
    f : callable
        Takes an array like `x` and returns one finite number.
    x : array_like of any shape
        Where; float32 and float64 keep their type, whole numbers become float64.
    step : float
        How far to go to either side, above 0. The quotient divides by the distance
        that is left of it after rounding.
    entries : sequence of int, optional
        Flat indices of the entries to look at; by default all.

    Returns
    -------
    ndarray, float64
        Of the shape of `x`, or one number for each of the `entries`.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, f is not finite, or the step is so small
        that an entry does not move.

    Examples
    --------
    The slope of x^2 + 3 y at (2, 1):

    >>> f = lambda x: x[0] ** 2 + 3 * x[1]
    >>> central_difference(f, [2.0, 1.0], step=0.5).tolist()
    [4.0, 3.0]
    """
    return _differences(f, x, step, -checks.number("step", step, above=0), entries)


def forward_difference(
    f: ScalarFunction, x: ArrayLike, step: float, entries: Sequence[int] | None = None
) -> np.ndarray:
    """Return f's derivative in each entry of x, from one side.

    Takes and returns the same as `central_difference`; a negative step goes the
    other way.

    Examples
    --------
    It is off by half the step times the curvature:

    >>> forward_difference(lambda x: x[0] ** 2, [2.0], step=0.5).tolist()
    [4.5]
    """
    return _differences(f, x, step, 0.0, entries)


def _differences(
    f: ScalarFunction,
    x: ArrayLike,
    ahead: float,
    behind: float,
    entries: Sequence[int] | None,
) -> np.ndarray:
    checks.function("f", f)
    ahead, start = checks.number("step", ahead), _floating(x)
    picked = range(start.size) if entries is None else _pick(entries, start.size)
    found = [_quotient(f, start, i, ahead, behind) for i in picked]
    return np.array(found).reshape(start.shape if entries is None else (len(found),))


def _quotient(
    f: ScalarFunction, x: np.ndarray, i: int, ahead: float, behind: float
) -> float:
    """Return (f(x + ahead) - f(x + behind)) / (ahead - behind) for entry i."""
    up, down = x.copy(), x.copy()
    up.flat[i] += ahead
    down.flat[i] += behind
    distance = float(up.flat[i]) - float(down.flat[i])  # after rounding
    if distance == 0:
        wanted = f"a step that moves {x.flat[i]!r}"
        raise ValueError(checks.complaint("step", wanted, ahead, "Take a larger one."))
    rise = checks.number("f(x)", float(f(up)) - float(f(down)))
    return rise / distance


def _floating(x: ArrayLike) -> np.ndarray:
    raw = checks.plain_array("x", x, "an array of real numbers")
    array = checks.real_array("x", raw)
    return array.astype(raw.dtype) if raw.dtype.kind == "f" else array


def _pick(entries: Sequence[int], size: int) -> list[int]:
    entries = checks.items("entries", entries, "a sequence of indices")
    picked = [checks.integer("entries", i, at_least=0) for i in entries]
    if not picked or max(picked) >= size:
        came = f"{list(entries)}"
        raise ValueError(checks.complaint("entries", f"indices below {size}", came))
    return picked
