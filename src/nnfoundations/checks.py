"""Checks of arguments: what was expected, what came, what to do.

Every public function of the package checks its arguments here, so that all
messages read alike. Arrays may be NumPy arrays or torch tensors; nothing here
imports torch.
"""

import math
import numbers
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

#: A RandomState's stream is frozen, and the live figures have it in JavaScript too.
Randomness = np.random.Generator | np.random.RandomState

#: No number of things in this course is larger: arrays of that size fill the memory.
LARGEST = 100_000_000
#: What NumPy's and PyTorch's generators all take as a seed.
LARGEST_SEED = 2**32 - 1
#: Letters of what came that an error shows.
_SHOWN = 500


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
    text = str(came)
    if len(text) > _SHOWN:
        text = f"{text[: _SHOWN // 2]} ... {text[-_SHOWN // 2 :]}"
    return f"{name}: expected {expected}, got {text}." + (f" {cure}" if cure else "")


def _show(value: Any) -> str:
    """Return what an error shows of a value, whatever it is."""
    try:
        return repr(value)
    except Exception:  # a foreign object's own, or a number of too many digits
        return f"a {type(value).__name__} that cannot be shown"


def integer(name: str, value: Any, at_least: int = 1, at_most: int = LARGEST) -> int:
    """Return `value` as an int.

    Parameters
    ----------
    name : str
        The argument, for the error.
    value : int
        Also one of NumPy's.
    at_least, at_most : int
        The smallest and the largest that are right; without `at_most` only sizes
        are refused that no computer of a reader could hold.

    Raises
    ------
    TypeError
        If `value` is not a whole number (bool is not one).
    ValueError
        If it is smaller than `at_least` or larger than `at_most`.
    """
    wanted = f"a whole number of at least {at_least}"
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(complaint(name, wanted, _show(value)))
    whole = int(value)
    if whole > at_most:
        wanted += f" and at most {at_most}"
    if not at_least <= whole <= at_most:
        raise ValueError(complaint(name, wanted, _show(whole)))
    return whole


def seed(name: str, value: Any) -> int:
    """Return `value` as a seed of random numbers: a whole number below 2^32."""
    return integer(name, value, at_least=0, at_most=LARGEST_SEED)


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
        raise TypeError(complaint(name, wanted, _show(value)))
    try:
        x = float(value)
    except OverflowError:
        x = math.inf
    if not (math.isfinite(x) and x > above and at_least <= x <= at_most):
        raise ValueError(complaint(name, wanted, _show(value)))
    return x


def choice(name: str, value: Any, choices: Collection[str]) -> str:
    """Return `value` if it is one of `choices`.

    Raises
    ------
    ValueError
        If it is not; the message lists the choices.
    """
    if not isinstance(value, str) or value not in choices:
        raise ValueError(
            complaint(name, "one of " + ", ".join(map(repr, choices)), _show(value))
        )
    return str(value)


def kind(name: str, value: Any, *kinds: type, cure: str = "") -> Any:
    """Return `value` if it is an instance of one of the `kinds`.

    Raises
    ------
    TypeError
        If it is not.
    """
    if not isinstance(value, kinds):
        wanted = " or ".join(each.__name__ for each in kinds)
        raise TypeError(complaint(name, wanted, _show(value), cure))
    return value


def function(name: str, value: Any) -> Any:
    """Return `value` if it can be called; raise TypeError if it cannot."""
    if not callable(value):
        raise TypeError(complaint(name, "a function", _show(value)))
    return value


def flag(name: str, value: Any) -> bool:
    """Return `value` if it is True or False; raise TypeError if it is not."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(complaint(name, "True or False", _show(value)))
    return bool(value)


def items(name: str, values: Any, expected: str = "several values") -> list[Any]:
    """Return the members of a sequence, or of whatever can be gone through once.

    Raises
    ------
    TypeError
        If it is a text, a mapping or a single thing.
    """
    try:
        if isinstance(values, str | bytes | Mapping):
            raise TypeError("it is a single thing")
        return list(values)
    except TypeError as error:
        raise TypeError(complaint(name, expected, _show(values))) from error


def sizes(name: str, values: Any) -> list[int]:
    """Return positive whole numbers, such as the widths of layers, as a list.

    Raises
    ------
    TypeError, ValueError
        If it is no sequence, or one of them is not such a number.
    """
    listed = items(name, values, "a sequence of whole numbers")
    return [integer(f"{name}[{i}]", size) for i, size in enumerate(listed)]


def ends(name: str, values: Any) -> tuple[float, float]:
    """Return the two ends of an interval, the lower one first.

    Raises
    ------
    TypeError, ValueError
        If these are not two finite numbers that rise.
    """
    listed = items(name, values, "two numbers, the lower one first")
    if len(listed) != 2:
        came = f"{len(listed)} of them"
        raise ValueError(complaint(name, "two numbers, the lower one first", came))
    low = number("low", listed[0])
    return low, number("high", listed[1], above=low)


def randomness(
    rng: Any, kinds: tuple[type, ...] = (np.random.Generator, np.random.RandomState)
) -> Any:
    """Return `rng` if it is a source of random numbers.

    Raises
    ------
    TypeError
        If it is neither a Generator nor a RandomState, such as a mere seed.
    """
    if not isinstance(rng, kinds):
        wanted = "a NumPy " + " or ".join(each.__name__ for each in kinds)
        cure = "Pass np.random.default_rng(seed)."
        raise TypeError(complaint("rng", wanted, type(rng).__name__, cure))
    return rng


def generator(rng: Any) -> np.random.Generator:
    """Return `rng` if it is one of NumPy's Generators; raise TypeError otherwise."""
    found: np.random.Generator = randomness(rng, (np.random.Generator,))
    return found


def plain_array(name: str, values: Any, expected: str = "an array") -> np.ndarray:
    """Return `values` as an array of their own dtype.

    Parameters
    ----------
    name : str
        The argument, for the error.
    values : array_like
        Numbers, also in a tensor.
    expected : str
        What the error says was expected.

    Raises
    ------
    TypeError
        If NumPy cannot read them: a tensor that requires grad, or of a GPU.
    ValueError
        If they are ragged: rows of different lengths.
    """
    try:
        return np.asarray(values)
    except ValueError as error:  # NumPy's word for it
        cure = "Give every row the same length."
        raise ValueError(complaint(name, expected, "ragged values", cure)) from error
    except Exception as error:  # a foreign object's own, PyTorch's RuntimeError
        came = f"a {type(values).__name__} that NumPy cannot read ({error})"
        cure = "Turn a tensor into numbers first: .detach().cpu()."
        raise TypeError(complaint(name, expected, came, cure)) from error


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
    wanted = "an array of real numbers"
    raw = plain_array(name, values, wanted)
    if raw.dtype.kind not in "biuf":
        raise TypeError(complaint(name, wanted, f"dtype {raw.dtype}"))
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


def all_finite(tensor: Any) -> bool:
    """Tell whether no value of a PyTorch tensor is NaN or infinite.

    A sum shows it in a thirtieth of the time that ``isfinite`` takes; only where it
    is not finite each value is looked at, for large ones may have added up to that.
    """
    return math.isfinite(tensor.sum()) or bool((tensor.abs() < math.inf).all())


def same_length(**arrays: Any) -> int:
    """Return the common length of the named arrays.

    Raises
    ------
    TypeError
        If one of them has no length.
    ValueError
        If the lengths differ.
    """
    lengths = {}
    for name, array in arrays.items():
        try:
            lengths[name] = len(array)
        except TypeError as error:
            came = f"a single {type(array).__name__}"
            raise TypeError(complaint(name, "several values", came)) from error
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
    raw = plain_array(name, y, "whole-number labels")
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


def labelled_points(X: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return `X` and `y` as float64 arrays of shapes (n, d) and (n,), y = -1 or +1.

    Raises
    ------
    TypeError
        If the values are not real numbers.
    ValueError
        If a shape is wrong, a value is not finite, or a label is neither -1 nor +1.
    """
    X = real_array("X", X, ndim=2)
    y = real_array("y", y, ndim=1)
    same_length(X=X, y=y)
    odd = np.flatnonzero(np.abs(y) != 1)
    if odd.size:
        came = f"{y[odd[0]]:g} at index {odd[0]}"
        cure = "Turn labels 0 and 1 into signs with 2 * y - 1."
        raise ValueError(complaint("y", "labels -1 and +1", came, cure))
    return X, y


def table(name: str, values: Any) -> np.ndarray:
    """Return a checked table (n, k) in the floating dtype that it came in."""
    raw = plain_array(name, values)
    if raw.dtype.kind == "f" and raw.ndim == 2 and raw.size and np.isfinite(raw).all():
        return raw
    return real_array(name, raw, ndim=2)  # converts, or says why not
