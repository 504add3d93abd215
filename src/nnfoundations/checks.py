"""Checks of arguments: what was expected, what came, what to do.

Every public function of the package checks its arguments here, so that all
messages read alike. Arrays may be NumPy arrays or torch tensors; nothing here
imports torch.
"""

import math
import numbers
from collections.abc import Collection
from typing import Any

import numpy as np


def complaint(name: str, expected: str, came: object, cure: str = "") -> str:
    """Return the text of an error: ``name``, what was expected, what came, the cure.

    Parameters
    ----------
    name : str
        The argument.
    expected, came : str and object
        What it should be, and what it is.
    cure : str
        A sentence that says what to do.
    """
    return f"{name}: expected {expected}, got {came}." + (f" {cure}" if cure else "")


def integer(name: str, value: Any, at_least: int = 1) -> int:
    """Return `value` as an int.

    Parameters
    ----------
    name : str
        The argument, for the error.
    value : int
        Also one of NumPy's.
    at_least : int
        The smallest that is right.

    Raises
    ------
    TypeError
        If `value` is not a whole number (bool is not one).
    ValueError
        If it is smaller than `at_least`.
    """
    wanted = f"a whole number of at least {at_least}"
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(complaint(name, wanted, repr(value)))
    if value < at_least:
        raise ValueError(complaint(name, wanted, repr(value)))
    return int(value)


def number(
    name: str,
    value: Any,
    above: float = -math.inf,
    at_least: float = -math.inf,
    at_most: float = math.inf,
) -> float:
    """Return `value` as a finite float within bounds (``above`` is exclusive).

    Parameters
    ----------
    name : str
        The argument, for the error.
    value : float
        Also one of NumPy's.
    above, at_least, at_most : float
        Bounds; none by default.

    Raises
    ------
    TypeError
        If `value` is not a real number.
    ValueError
        If it is not finite or outside the bounds.
    """
    wanted = "a finite number" + "".join(
        f" {word} {bound:g}"
        for word, bound in (("above", above), ("of at least", at_least))
        if bound > -math.inf
    )
    wanted += f" and at most {at_most:g}" if at_most < math.inf else ""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(complaint(name, wanted, repr(value)))
    x = float(value)
    if not (math.isfinite(x) and x > above and at_least <= x <= at_most):
        raise ValueError(complaint(name, wanted, repr(value)))
    return x


def choice(name: str, value: Any, choices: Collection[str]) -> str:
    """Return `value` if it is one of `choices`.

    Raises
    ------
    ValueError
        If it is not; the message lists the choices.
    """
    if value not in choices:
        raise ValueError(
            complaint(name, "one of " + ", ".join(map(repr, choices)), repr(value))
        )
    return str(value)


def real_array(name: str, values: Any, ndim: int | None = None) -> np.ndarray:
    """Return `values` as a float64 array: not empty, no NaN, no infinity.

    Parameters
    ----------
    name : str
        The argument, for the error.
    values : array_like
        Real numbers.
    ndim : int, optional
        The number of dimensions that the array must have.

    Raises
    ------
    TypeError
        If the values are not real numbers.
    ValueError
        If the array is empty, ragged, not finite or has another number of dimensions.
    """
    raw = np.asarray(values)
    if raw.dtype.kind not in "biuf":
        raise TypeError(
            complaint(name, "an array of real numbers", f"dtype {raw.dtype}")
        )
    array = raw.astype(np.float64)
    if ndim is not None and array.ndim != ndim:
        raise ValueError(
            complaint(name, f"{ndim} dimension(s)", f"shape {array.shape}")
        )
    if array.size == 0:
        raise ValueError(complaint(name, "at least one value", f"shape {array.shape}"))
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(
            complaint(
                name,
                "finite values",
                f"{array[where]} at index {where}",
                "Remove or replace such values first.",
            )
        )
    return array


def same_length(**arrays: Any) -> int:
    """Return the common length of the named arrays.

    Raises
    ------
    ValueError
        If the lengths differ.
    """
    lengths = {name: len(a) for name, a in arrays.items()}
    if len(set(lengths.values())) > 1:
        came = ", ".join(f"{n} of {name}" for name, n in lengths.items())
        raise ValueError(complaint(" and ".join(lengths), "the same length", came))
    return next(iter(lengths.values()))


def labels(name: str, y: Any, num_classes: int) -> np.ndarray:
    """Return `y` as an int64 array of shape (n,) with labels 0 to num_classes - 1.

    Parameters
    ----------
    name : str
        The argument, for the error.
    y : array_like of shape (n,)
        Whole numbers.
    num_classes : int
        k: labels are 0 to k - 1.

    Raises
    ------
    TypeError
        If the labels are not whole numbers.
    ValueError
        If `y` is empty, not one-dimensional, or a label is out of range.
    """
    raw = np.asarray(y)
    if raw.dtype.kind not in "iu":
        raise TypeError(complaint(name, "whole-number labels", f"dtype {raw.dtype}"))
    if raw.ndim != 1 or raw.size == 0:
        raise ValueError(
            complaint(name, "labels of shape (n,), n > 0", f"shape {raw.shape}")
        )
    bad = (raw < 0) | (raw >= num_classes)
    if bad.any():
        i = int(np.argmax(bad))
        raise ValueError(
            complaint(
                name, f"labels from 0 to {num_classes - 1}", f"{raw[i]} at index {i}"
            )
        )
    return raw.astype(np.int64)
