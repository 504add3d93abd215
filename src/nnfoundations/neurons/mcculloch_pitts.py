"""McCulloch-Pitts units: all or none, equal excitation, absolute inhibition.

All excitatory inputs count the same; one active inhibitory input forbids the unit to
fire. Nothing learns: somebody chooses the connections and the threshold. A unit
answers one time step after its inputs, so a net of two layers takes two steps.

A threshold of 0, with which a unit fires unless it is forbidden to, is a convention
of this course. In the nets of 1943 nothing fires where all is silent: there NOT and
NOR need one more input that is always active.

References
----------
McCulloch & Pitts (1943), Bulletin of Mathematical Biophysics 5:115-133.
"""

from collections.abc import Collection
from itertools import product
from typing import Any

import numpy as np

from nnfoundations import checks

#: Threshold and inhibitory inputs of the gates that one unit with two inputs can be.
GATES: dict[str, tuple[int, tuple[int, ...]]] = {
    "AND": (2, ()),
    "OR": (1, ()),
    "NOR": (0, (0, 1)),
    "first AND NOT second": (1, (1,)),
}


def list_corners(num_inputs: int) -> np.ndarray:
    """Return all rows of zeros and ones, shape (2**num_inputs, num_inputs), counting.

    Raises
    ------
    TypeError, ValueError
        If `num_inputs` is not a whole number of at least 1.
    """
    num_inputs = checks.integer("num_inputs", num_inputs)
    return np.array(list(product((0, 1), repeat=num_inputs)))


def _threshold(threshold: Any) -> int:
    return checks.integer("threshold", threshold, at_least=0)


def _inhibits(num_inputs: int, inhibitory: Collection[int]) -> np.ndarray:
    """Return which inputs inhibit, shape (num_inputs,) of bool."""
    mask = np.zeros(num_inputs, dtype=bool)
    for i in checks.items("inhibitory", inhibitory, "a collection of indices"):
        if checks.integer("inhibitory", i, at_least=0) >= num_inputs:
            wanted = f"numbers of inputs from 0 to {num_inputs - 1}"
            raise ValueError(checks.complaint("inhibitory", wanted, i))
        mask[i] = True
    return mask


def threshold_unit(
    X: Any, threshold: int, inhibitory: Collection[int] = ()
) -> np.ndarray:
    """Return the answers of one unit.

    Parameters
    ----------
    X : array_like of shape (n, d)
        Inputs: 1 active, 0 silent.
    threshold : int
        How many excitatory inputs must be active, 0 or more; 0 is our own addition.
    inhibitory : collection of int
        Which inputs inhibit, counted from 0; the others excite.

    Returns
    -------
    ndarray of int64, shape (n,)
        1 (fires) or 0.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    X = checks.real_array("X", X, ndim=2)
    if not np.isin(X, (0, 1)).all():
        cure = "These units know only silent and active."
        raise ValueError(checks.complaint("X", "zeros and ones", "other values", cure))
    inhibits, threshold = _inhibits(X.shape[1], inhibitory), _threshold(threshold)
    enough = X[:, ~inhibits].sum(axis=1) >= threshold
    vetoed = X[:, inhibits].any(axis=1)
    return (enough & ~vetoed).astype(np.int64)


def as_weights(
    num_inputs: int, threshold: int, inhibitory: Collection[int] = ()
) -> tuple[np.ndarray, float]:
    """Return weights and a bias with which `perceptron.unit` gives the same answers.

    A veto becomes a weight so negative that no excitation can make up for it.

    Parameters
    ----------
    num_inputs : int
    threshold, inhibitory
        As for `threshold_unit`.

    Returns
    -------
    w : ndarray of shape (num_inputs,)
    b : float

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    num_inputs = checks.integer("num_inputs", num_inputs)
    inhibits = _inhibits(num_inputs, inhibitory)
    veto = -(np.count_nonzero(~inhibits) + 1)
    return np.where(inhibits, veto, 1.0), 0.5 - _threshold(threshold)


def list_computable(num_inputs: int) -> set[tuple[int, ...]]:
    """Return every function of `num_inputs` bits that one unit can compute.

    Each input excites, inhibits or is not connected.

    Parameters
    ----------
    num_inputs : int
        At least 1; the search tries 3**num_inputs connections.

    Returns
    -------
    set of tuples of int, each of length 2**num_inputs
        The answers on `corners(num_inputs)`, in that order.

    Raises
    ------
    TypeError, ValueError
        If `num_inputs` is not a whole number of at least 1.
    """
    X = list_corners(num_inputs)
    found = set()
    for roles in product(("absent", "excites", "inhibits"), repeat=num_inputs):
        used = [i for i, role in enumerate(roles) if role != "absent"]
        inhibitory = [k for k, i in enumerate(used) if roles[i] == "inhibits"]
        for threshold in range(num_inputs + 2):
            if used:
                answers = threshold_unit(X[:, used], threshold, inhibitory)
            else:
                answers = np.full(len(X), int(threshold == 0))
            found.add(tuple(int(answer) for answer in answers))
    return found
