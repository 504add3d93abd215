"""The perceptron: a Heaviside unit, Rosenblatt's rule, Novikoff's bound, a classifier.

Inputs `X` have shape (n, d), weights `w` shape (d,), the bias `b` is one number.
The unit answers 0 or 1; Rosenblatt's error-correction rule works with labels y = -1 or
+1, that is y = 2 H(z) - 1. Wherever the unit is wrong, the example itself is added to
the weights or taken away from them; nothing else ever happens, and every update is
recorded. A bias is a weight like the others, on an input that is always 1:
x~ = (x, 1), w~ = (w, b). `margin` and `radius` are those of the longer vectors, because
only for them is the bound true.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from nnfoundations import checks
from nnfoundations.checks import labelled_points
from nnfoundations.networks.activations import heaviside

RNG_CURE = "Make one with numpy.random.default_rng(0)."


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

    def __post_init__(self) -> None:
        self.w_after.flags.writeable = False  # the next record shares it


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

    Examples
    --------
    After three corrections the two points are on different sides:

    >>> run = error_correction([[0.0, 0.0], [1.0, 1.0]], [-1, 1])
    >>> run.w.tolist(), run.b, run.n_updates, run.converged
    ([1.0, 1.0], -1.0, 3, True)

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


NOT_CONVERGED = (
    "Mistakes remain after max_iter passes: raise max_iter, or test whether the "
    "classes can be separated at all (separability.is_separable)."
)


def unit(X: Any, w: Any, b: float) -> np.ndarray:
    """Artificial neuron with the Heaviside activation: H(w . x + b).

    Parameters
    ----------
    X : array_like of shape (n, d)
        One example per row.
    w : array_like of shape (d,)
        Weights.
    b : float
        Bias: minus the threshold.

    Returns
    -------
    ndarray of float64, shape (n,)
        1.0 (fires) or 0.0 for each example.

    Raises
    ------
    TypeError, ValueError
        If an argument is not finite and real, or the shapes do not fit.

    Examples
    --------
    AND: both inputs are needed to reach the threshold 1.5.

    >>> unit([[0, 0], [0, 1], [1, 0], [1, 1]], w=[1, 1], b=-1.5).tolist()
    [0.0, 0.0, 0.0, 1.0]
    """
    X = checks.real_array("X", X, ndim=2)
    w, b = _parameters(X, w, b)
    return heaviside(X @ w + b)  # (n, d) @ (d,) -> (n,)


def _parameters(X: np.ndarray, w: Any, b: Any) -> tuple[np.ndarray, float]:
    w = checks.real_array("w", w, ndim=1)
    if len(w) != X.shape[1]:
        wanted = f"one weight for each of the {X.shape[1]} inputs"
        raise ValueError(checks.complaint("w", wanted, f"shape {w.shape}"))
    return w, checks.number("b", b)


def _not_two(num_classes: int) -> str:
    # scikit-learn's checks look for "1 class" and for its sentence on binary targets.
    came = "1 class" if num_classes == 1 else f"{num_classes} classes"
    cure = "Only binary classification is supported: keep two classes."
    return checks.complaint("y", "2 classes", came, cure)


def radius(X: Any) -> float:
    """Largest length of an example with the bias input: max sqrt(|x|^2 + 1).

    Parameters
    ----------
    X : array_like of shape (n, d)
        One example per row.

    Raises
    ------
    TypeError, ValueError
        If `X` is not two-dimensional, finite and real.

    Examples
    --------
    >>> round(radius([[0.0, 0.0], [2.0, 2.0]]), 3)
    3.0
    """
    X = checks.real_array("X", X, ndim=2)
    return float(np.sqrt(np.max(np.sum(X**2, axis=1)) + 1))


def margin(X: Any, y: Any, w: Any, b: float) -> float:
    """Smallest distance to the boundary of (w, b), with the bias as an input.

    This is min y (w . x + b) / sqrt(|w|^2 + b^2): negative if the boundary leaves
    an example on the wrong side.

    Parameters
    ----------
    X : array_like of shape (n, d)
        One example per row.
    y : array_like of shape (n,)
        Labels -1 and +1.
    w, b : array_like of shape (d,), float
        Weights and bias, of any common scale but not all 0.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    Examples
    --------
    >>> margin([[0.0], [3.0]], [-1, 1], w=[3.0], b=-4.0)
    0.8
    """
    X, y = labelled_points(X, y)
    w, b = _parameters(X, w, b)
    length = np.sqrt(w @ w + b * b)
    if length == 0:
        raise ValueError(checks.complaint("w, b", "not all 0", "only zeros"))
    return float(np.min(y * (X @ w + b)) / length)


def mistake_bound(X: Any, y: Any, w: Any, b: float) -> float:
    """Novikoff's bound: the most updates that Rosenblatt's rule can make.

    It is (radius / margin)^2 for any boundary (w, b) that separates the classes;
    the wider the margin, the smaller the bound. It holds for every order of the
    examples, from w = 0, b = 0.

    Parameters
    ----------
    X : array_like of shape (n, d)
        One example per row.
    y : array_like of shape (n,)
        Labels -1 and +1.
    w, b : array_like of shape (d,), float
        A separating boundary, such as `separability.find_widest_boundary` finds.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or (w, b) does not separate the classes.

    Examples
    --------
    >>> round(mistake_bound([[0.0], [2.0]], [-1, 1], w=[1.0], b=-1.0), 9)
    10.0

    References
    ----------
    Novikoff (1962), On convergence proofs on perceptrons.
    """
    gap = margin(X, y, w, b)
    if gap <= 0:
        wanted = "a boundary with every example on its right side"
        cure = "Find one with separability.find_widest_boundary(X, y), if there is one."
        raise ValueError(checks.complaint("w, b", wanted, f"margin {gap + 0:g}", cure))
    return (radius(X) / gap) ** 2


class Perceptron(ClassifierMixin, BaseEstimator):
    """Rosenblatt's perceptron as a scikit-learn classifier for any two classes.

    Parameters
    ----------
    max_iter : int
        Most passes through the training set.
    shuffle : bool
        Look at the examples in a new order in each pass.
    random_state : int, RandomState instance or None
        Seed of the shuffling.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
        The two classes; the unit fires for the second.
    coef_, intercept_ : ndarray of shape (1, d), ndarray of shape (1,)
        Weights and bias.
    n_iter_, n_updates_ : int
        Passes and corrections made.
    converged_ : bool
        Whether the last pass was free of mistakes.
    n_features_in_ : int
        The number of inputs d.

    References
    ----------
    Rosenblatt (1962), Principles of Neurodynamics, chapter 5.
    """

    def __init__(
        self,
        max_iter: int = 1000,
        shuffle: bool = False,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        """Return scikit-learn's tags: two classes, not more."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

    def fit(self, X: Any, y: Any) -> Self:
        """Train on `X` of shape (n, d) and `y` of shape (n,) with two classes.

        Raises
        ------
        TypeError, ValueError
            If the data or the parameters are not as described.

        Warns
        -----
        ConvergenceWarning
            If mistakes remain after `max_iter` passes.
        """
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) != 2:
            raise ValueError(_not_two(len(self.classes_)))
        run = error_correction(
            X, 2 * codes - 1, self.max_iter, self._rng(), record=False
        )
        self.coef_, self.intercept_ = run.w[np.newaxis].copy(), np.array([run.b])
        self.n_iter_, self.n_updates_ = run.n_epochs, run.n_updates
        self.converged_ = run.converged
        if not run.converged:
            warnings.warn(NOT_CONVERGED, ConvergenceWarning, stacklevel=2)
        return self

    def _rng(self) -> np.random.Generator | None:
        if not self.shuffle:
            return None
        seed = check_random_state(self.random_state).randint(2**31 - 1)
        return np.random.default_rng(seed)

    def decision_function(self, X: Any) -> np.ndarray:
        """Return w . x + b for each row of `X`, shape (n,)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        return X @ self.coef_[0] + self.intercept_[0]

    def predict(self, X: Any) -> np.ndarray:
        """Return the class of each row of `X`, shape (n,): the second where H is 1."""
        z = self.decision_function(X)
        return self.classes_[heaviside(z).astype(int)]
