"""Three ways to teach one unit: perceptron, ADALINE and logistic regression.

All three look at one example at a time and add a multiple of it to the weights,
w <- w + lr e x, b <- b + lr e. They differ only in what they call the error e, given
the score z = w . x + b and the label y, -1 or +1:

==============  ===================================  ============================
``perceptron``  y if y z <= 0, else 0                Rosenblatt (1960)
``adaline``     y - z                                Widrow & Hoff (1960)
``logistic``    t - sigmoid(z) with t = (y + 1) / 2  Cox (1958), by gradient
==============  ===================================  ============================

References
----------
Widrow & Hoff (1960), Adaptive switching circuits.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.checks import labelled_points
from nnfoundations.networks.activations import sigmoid, softplus, strip_check

_sigmoid, _softplus = strip_check(sigmoid), strip_check(softplus)


@dataclass(frozen=True)
class LearningRule:
    """What a rule calls the error, and the loss that it goes down.

    Attributes
    ----------
    name : str
        The name under which `LEARNING_RULES` lists it.
    error : callable
        From scores z and labels y to the factor of the example: minus the
        derivative of the loss with respect to z (the perceptron's where there is one).
    loss : callable
        From scores and labels to the losses of the examples.
    """

    name: str
    error: Callable[[np.ndarray, np.ndarray], np.ndarray]
    loss: Callable[[np.ndarray, np.ndarray], np.ndarray]


#: The rules by their names.
LEARNING_RULES: dict[str, LearningRule] = {
    rule.name: rule
    for rule in (
        LearningRule(
            "perceptron",
            lambda z, y: np.where(y * z <= 0, y, 0.0),
            lambda z, y: np.maximum(-y * z, 0.0),
        ),
        LearningRule("adaline", lambda z, y: y - z, lambda z, y: (y - z) ** 2 / 2),
        LearningRule(
            "logistic",
            lambda z, y: (y + 1) / 2 - _sigmoid(z),
            lambda z, y: _softplus(-y * z),
        ),
    )
}


@dataclass(frozen=True)
class Lesson:
    """What a rule did to one unit.

    Attributes
    ----------
    w : ndarray of shape (d,)
    b : float
        The weights and the bias at the end.
    num_wrong : ndarray of shape (num_epochs,)
        Examples on the wrong side, or on the boundary, after each epoch.
    """

    w: np.ndarray
    b: float
    num_wrong: np.ndarray


def num_wrong(X: np.ndarray, y: np.ndarray, w: np.ndarray, b: float) -> int:
    """Return how many examples have y (w . x + b) <= 0.

    Examples
    --------
    >>> X, y = np.array([[0.0], [1.0], [2.0]]), np.array([-1, -1, 1])
    >>> num_wrong(X, y, w=np.array([1.0]), b=-0.5)
    1
    """
    return int(np.count_nonzero(y * (X @ w + b) <= 0))


def learn(
    rule: str,
    X: ArrayLike,
    y: ArrayLike,
    num_epochs: int,
    lr: float = 1.0,
    rng: np.random.Generator | None = None,
) -> Lesson:
    """Teach one unit by a rule, one example at a time, from w = 0, b = 0.

    Parameters
    ----------
    rule : {"perceptron", "adaline", "logistic"}
    X : array_like of shape (n, d)
    y : array_like of shape (n,)
        Labels -1 and +1.
    num_epochs : int
        Passes over all examples; none is left out.
    lr : float
        Learning rate; to a perceptron that starts at 0 it makes no difference.
    rng : numpy.random.Generator, optional
        Shuffles the order anew for each pass; without it the rows keep theirs.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    FloatingPointError
        If the weights grow without bound; take a smaller learning rate.

    Examples
    --------
    >>> X, y = [[-1.0], [-2.0], [1.0], [2.0]], [-1, -1, 1, 1]
    >>> learn("perceptron", X, y, num_epochs=3).num_wrong.tolist()
    [0, 0, 0]
    """
    X, y = labelled_points(X, y)
    error = LEARNING_RULES[checks.choice("rule", rule, LEARNING_RULES)].error
    num_epochs = checks.integer("num_epochs", num_epochs)
    lr = checks.number("lr", lr, above=0)
    w, b, wrong = np.zeros(X.shape[1]), 0.0, []
    with np.errstate(over="raise", invalid="raise"):
        for _ in range(num_epochs):
            order = np.arange(len(X)) if rng is None else rng.permutation(len(X))
            for i in order:
                e = float(error(w @ X[i] + b, y[i]))
                w, b = w + lr * e * X[i], b + lr * e
            wrong.append(num_wrong(X, y, w, b))
    return Lesson(w, b, np.array(wrong))


@dataclass(frozen=True)
class Trial:
    """How a unit did that learned from three quarters of the examples.

    Attributes
    ----------
    accuracy : float
        Share of the other quarter that it has right at the end.
    swing : int
        Largest minus smallest number of wrong training examples in the last ten
        epochs: how far from settled it is.
    """

    accuracy: float
    swing: int


def try_rule(
    rule: str, X: ArrayLike, y: ArrayLike, num_epochs: int, lr: float, seed: int
) -> Trial:
    """Split the examples at random, teach a unit by a rule, and test it.

    Parameters
    ----------
    rule, X, y, num_epochs, lr
        As in `learn`.
    seed : int
        Of the split and of the order of the examples.

    Raises
    ------
    TypeError, ValueError, FloatingPointError
        As in `learn`, and if there are fewer than 4 examples.

    Examples
    --------
    >>> X = [[-2.0], [-1.5], [-1.0], [-0.5], [0.5], [1.0], [1.5], [2.0]]
    >>> y = [-1, -1, -1, -1, 1, 1, 1, 1]
    >>> try_rule("adaline", X, y, num_epochs=20, lr=0.1, seed=0)
    Trial(accuracy=1.0, swing=0)
    """
    X, y = labelled_points(X, y)
    checks.integer("number of examples", len(X), at_least=4)
    rng = np.random.default_rng(checks.seed("seed", seed))
    taught, kept = np.split(rng.permutation(len(X)), [len(X) * 3 // 4])
    lesson = learn(rule, X[taught], y[taught], num_epochs, lr, rng)
    missed = num_wrong(X[kept], y[kept], lesson.w, lesson.b)
    return Trial(1 - missed / len(kept), int(np.ptp(lesson.num_wrong[-10:])))
