"""Rosenblatt's error-correction rule, with a record of every update.

The rule works with labels y = -1 or +1. Wherever the unit is wrong, the example
itself is added to the weights or taken away from them; nothing else ever happens.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnfoundations import checks

RNG_CURE = "Make one with numpy.random.default_rng(0)."


def labelled_points(X: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return `X` and `y` as float64 arrays of shapes (n, d) and (n,), y = -1 or +1.

    Raises
    ------
    TypeError
        If the values are not real numbers.
    ValueError
        If a shape is wrong, a value is not finite, or a label is neither -1 nor +1.
    """
    X = checks.real_array("X", X, ndim=2)
    y = checks.real_array("y", y, ndim=1)
    checks.same_length(X=X, y=y)
    odd = np.flatnonzero(np.abs(y) != 1)
    if odd.size:
        came = f"{y[odd[0]]:g} at index {odd[0]}"
        cure = "Turn labels 0 and 1 into signs with 2 * y - 1."
        raise ValueError(checks.complaint("y", "labels -1 and +1", came, cure))
    return X, y


@dataclass(frozen=True, eq=False)
class Update:
    """One correction by Rosenblatt's rule.

    Attributes
    ----------
    step : int
        How many examples had been looked at, this one included.
    index : int
        The row of the example that was got wrong.
    w_before, w_after : ndarray of shape (d,), read-only
        Weights before and after.
    b_before, b_after : float
        Bias before and after.
    """

    step: int
    index: int
    w_before: np.ndarray
    b_before: float
    w_after: np.ndarray
    b_after: float


@dataclass(frozen=True, eq=False)
class Run:
    """What `error_correction` did.

    Attributes
    ----------
    w : ndarray of shape (d,), read-only
        Final weights.
    b : float
        Final bias.
    n_updates : int
        How many corrections were made.
    n_epochs : int
        How many times the rule went through all examples.
    converged : bool
        Whether the last time through was free of mistakes.
    updates : tuple of Update
        Every correction in order; empty if no record was asked for.
    """

    w: np.ndarray
    b: float
    n_updates: int
    n_epochs: int
    converged: bool
    updates: tuple[Update, ...]


def _epoch(
    X: np.ndarray,
    y: np.ndarray,
    w: np.ndarray,
    b: float,
    order: np.ndarray,
    first: int,
) -> Iterator[Update]:
    """Look at each example once; correct w and b after every mistake."""
    for step, i in enumerate(order, start=first):
        if y[i] * (w @ X[i] + b) > 0:  # right, and not on the boundary
            continue
        w_new, b_new = w + y[i] * X[i], float(b + y[i])
        w_new.flags.writeable = False  # records share it
        yield Update(step, int(i), w, b, w_new, b_new)
        w, b = w_new, b_new


def error_correction(
    X: Any,
    y: Any,
    max_epochs: int = 1000,
    rng: np.random.Generator | None = None,
    record: bool = True,
) -> Run:
    """Train a perceptron by Rosenblatt's error-correction rule, from w = 0, b = 0.

    Each example is looked at in turn. Where ``y (w . x + b) <= 0``, which is a
    mistake or a point on the boundary, ``w`` becomes ``w + y x`` and ``b`` becomes
    ``b + y``. The rule stops after a pass without a mistake.

    Parameters
    ----------
    X : array_like of shape (n, d)
        One example per row.
    y : array_like of shape (n,)
        Labels -1 and +1.
    max_epochs : int
        Stop after so many passes in any case.
    rng : numpy.random.Generator, optional
        Shuffles the order anew for each pass; without it the rows keep theirs.
    record : bool
        Keep every update (memory grows with their number).

    Returns
    -------
    Run

    Raises
    ------
    TypeError, ValueError
        If the examples, the labels or `max_epochs` are not as described.

    References
    ----------
    Rosenblatt (1962), Principles of Neurodynamics, chapter 5.
    """
    checks.flag("record", record)
    X, y = labelled_points(X, y)
    max_epochs = checks.integer("max_epochs", max_epochs)
    if rng is not None and not isinstance(rng, np.random.Generator):
        wanted = "a numpy.random.Generator or None"
        raise TypeError(checks.complaint("rng", wanted, repr(rng), RNG_CURE))
    w, b, count = np.zeros(X.shape[1]), 0.0, 0
    kept: list[Update] = []
    w.flags.writeable = False
    for epoch in range(max_epochs):
        order = np.arange(len(X)) if rng is None else rng.permutation(len(X))
        mistakes = list(_epoch(X, y, w, b, order, first=epoch * len(X) + 1))
        if not mistakes:
            return Run(w, b, count, epoch + 1, True, tuple(kept))
        w, b, count = mistakes[-1].w_after, mistakes[-1].b_after, count + len(mistakes)
        kept += mistakes if record else []
    return Run(w, b, count, max_epochs, False, tuple(kept))
