"""The hand-written gradients of `backprop`, held against central differences.

Two things limit the comparison. The step must be neither too large nor too small
(see `finite_differences`). And the loss has kinks, where a hidden unit switches on
or off: a step across a kink averages two slopes, of which the gradient is one.

References
----------
Goodfellow, Bengio & Courville (2016), Deep Learning, section 11.5.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.learning import backprop
from nnfoundations.learning.backprop import Weights
from nnfoundations.learning.backprop_steps import losses_from
from nnfoundations.learning.finite_differences import central_difference
from nnfoundations.learning.ladder import measure_discrepancy


@dataclass(frozen=True)
class Comparison:
    """Derivatives of the loss in some entries of one parameter.

    Attributes
    ----------
    gradient : ndarray of shape (m,)
        From the backward pass in float64, at the weights as they are.
    difference : ndarray of shape (m,)
        From differences, the loss computed in the dtype of the weights.
    crosses : ndarray of shape (m,), bool
        Whether the step takes a hidden unit across its kink for some example.
    rounding : float
        By how much rounding the loss may change a difference: half the dtype's
        epsilon, times the loss, over the step.
    """

    gradient: np.ndarray
    difference: np.ndarray
    crosses: np.ndarray
    rounding: float

    @property
    def errors(self) -> np.ndarray:
        """The sizes of the deviations of the differences, shape (m,)."""
        return np.abs(self.difference - self.gradient)

    @property
    def relative_error(self) -> float:
        """The largest error over the largest gradient (`measure_discrepancy`)."""
        return measure_discrepancy(self.difference, self.gradient)


def compare_gradients(
    weights: Weights,
    batch: tuple[ArrayLike, ArrayLike],
    name: str,
    step: float,
    entries: Sequence[int] | None = None,
    difference: Callable[..., np.ndarray] = central_difference,
) -> Comparison:
    """Compare the gradient of one parameter with differences of the loss.

    Parameters
    ----------
    weights : Weights
    batch : tuple of X (n, d) and y (n,)
    name : str
        ``"W1"``, ``"b1"``, ``"W2"`` or ``"b2"``.
    step : float
        How far each entry is moved to either side.
    entries : sequence of int, optional
        Flat indices of the entries to look at; by default all.
    difference : callable
        `central_difference` or `forward_difference`.

    Raises
    ------
    TypeError, ValueError
        If the arguments do not fit together.

    Examples
    --------
    On ten random examples of three inputs:

    >>> rng = np.random.default_rng(0)
    >>> weights = backprop.initial_weights((3, 4, 2), rng, sigma=1.0)
    >>> batch = rng.normal(size=(10, 3)), rng.integers(0, 2, size=10)
    >>> found = compare_gradients(weights, batch, "W2", step=1e-5)
    >>> bool(found.relative_error < 1e-8)
    True
    """
    checks.choice("name", name, Weights._fields)
    parameter = getattr(weights, name)
    picked = list(range(parameter.size) if entries is None else entries)
    loss = losses_from(weights, *batch)[name]
    found = difference(loss, parameter, step, picked)
    return Comparison(
        parameter_gradient(weights, batch, name).ravel()[picked],
        found,
        find_crossings(weights, batch[0], name, step).ravel()[picked],
        float(np.finfo(parameter.dtype).eps / 2 * loss(parameter) / step),
    )


def parameter_gradient(
    weights: Weights, batch: tuple[ArrayLike, ArrayLike], name: str
) -> np.ndarray:
    """Return the gradient of one parameter, computed in float64.

    Parameters
    ----------
    weights : Weights
    batch : tuple of X (n, d) and y (n,)
    name : str
        ``"W1"``, ``"b1"``, ``"W2"`` or ``"b2"``.

    Examples
    --------
    >>> weights = backprop.initial_weights((3, 4, 2), np.random.default_rng(0))
    >>> parameter_gradient(weights, ([[1.0, 2.0, 3.0]], [1]), "b2").round(1).tolist()
    [0.5, -0.5]
    """
    exact = Weights(*(w.astype(np.float64) for w in weights))
    found = backprop.backward(exact, backprop.forward(exact, batch[0]), batch[1])
    return getattr(found, f"d{name}")


def find_crossings(
    weights: Weights, X: ArrayLike, name: str, step: float
) -> np.ndarray:
    """Return where a step to either side takes a hidden unit across its kink.

    Parameters
    ----------
    weights : Weights
    X : array_like of shape (n, d)
    name : str
        The parameter that is moved.
    step : float

    Returns
    -------
    ndarray of the parameter's shape, bool
        Whether Z1 passes or touches 0 for some example when this entry moves.

    Examples
    --------
    One unit at its kink, z = 0, one far from it:

    >>> W1, b1 = np.array([[1.0, 1.0]]), np.array([0.0, 5.0])
    >>> weights = Weights(W1, b1, np.ones((2, 2)), np.zeros(2))
    >>> find_crossings(weights, [[0.0]], "b1", step=0.1).tolist()
    [True, False]
    """
    parameter = getattr(weights, checks.choice("name", name, Weights._fields))
    if name in ("W2", "b2"):
        return np.zeros(parameter.shape, dtype=bool)  # Z1 does not depend on them
    cache = backprop.forward(weights, X)
    reach = np.abs(cache.Z1)  # (n, h): how far each unit is from its kink
    if name == "b1":
        return (reach <= step).any(axis=0)
    moved = step * np.abs(cache.X)  # (n, d): how far W1[i, j] moves Z1[:, j]
    met = (reach[:, np.newaxis, :] <= moved[:, :, np.newaxis]) & (
        moved[:, :, np.newaxis] > 0
    )
    return met.any(axis=0)  # (n, d, h) -> (d, h)


def errors_by_step(
    weights: Weights,
    batch: tuple[ArrayLike, ArrayLike],
    name: str,
    steps: Sequence[float],
    entries: Sequence[int] | None = None,
    difference: Callable[..., np.ndarray] = central_difference,
) -> np.ndarray:
    """Return the root mean square of `Comparison.errors` for each step, (steps,).

    Takes the same as `compare_gradients`, with several steps. (The largest of many
    rounding errors differs from machine to machine; their mean square hardly does.)

    Examples
    --------
    From 0.1 to 0.01 the error falls a hundredfold:

    >>> rng = np.random.default_rng(0)
    >>> weights = backprop.initial_weights((3, 4, 2), rng, sigma=1.0)
    >>> batch = rng.normal(size=(10, 3)), rng.integers(0, 2, size=10)
    >>> large, small = errors_by_step(weights, batch, "W2", [0.1, 0.01])
    >>> round(large / small)
    100
    """
    found = [
        compare_gradients(weights, batch, name, h, entries, difference) for h in steps
    ]
    return np.array([np.sqrt(np.mean(c.errors**2)) for c in found])


class BestStep(NamedTuple):
    """Where the two sides of an error curve meet: the step, and the error there."""

    step: float
    error: float


def best_step(steps: ArrayLike, errors: ArrayLike, order: int = 2) -> BestStep:
    """Fit a h^order + b / h to the error of differences; return its lowest point.

    Each side is fitted where it rules, a factor of 5 and more from the lowest error
    that was measured, and below a step of 1, so that no single error decides.

    Parameters
    ----------
    steps, errors : array_like of shape (m,)
        As `errors_by_step` gives them.
    order : int
        With which power of the step the error grows: 2 for the central difference,
        1 for the one-sided.

    Raises
    ------
    TypeError, ValueError
        If the lengths differ, or one of the sides has no step.

    Examples
    --------
    Errors h^2 + 2e-9 / h are lowest at h = 0.001:

    >>> h = 10.0 ** np.arange(-6, 1)
    >>> best = best_step(h, h**2 + 2e-9 / h)
    >>> round(best.step, 4)
    0.001
    """
    h, e = checks.real_array("steps", steps, 1), checks.real_array("errors", errors, 1)
    checks.same_length(steps=h, errors=e)
    order, lowest = checks.integer("order", order), h[e.argmin()]
    right, left = (h >= 5 * lowest) & (h < 1), h <= lowest / 5
    if not (right.any() and left.any()):
        wanted = "some on either side of the lowest error"
        raise ValueError(checks.complaint("steps", wanted, f"lowest at {lowest:g}"))
    a, b = np.mean(e[right] / h[right] ** order), np.mean(e[left] * h[left])
    best = (b / (order * a)) ** (1 / (order + 1))
    return BestStep(float(best), float(a * best**order + b / best))
