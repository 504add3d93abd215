"""Hidden units that start alike: when they stay alike, and what they are then worth.

In Z1 = X W1 + b1 a column of W1 belongs to a hidden unit, and so does a row of W2.
The gradient of W1 is X^T delta1 with delta1 = (delta2 W2^T) * relu'(Z1). So units with
equal columns get equal gradients only if their rows of W2 agree as well (up to a number
added throughout: the rows of delta2 sum to 0); and even then the entries of one column
differ, because the inputs do.

References
----------
Goodfellow, Bengio & Courville (2016), Deep Learning, section 8.4.
"""

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.learning.backprop import Weights, backward, forward, sgd_step
from nnfoundations.learning.diagnosis import column_gap
from nnfoundations.units.single_layer import minibatches

#: Examples per step of `descend`.
BATCH_SIZE = 32


def row_gap(matrix: ArrayLike) -> float:
    """Return the largest difference between two rows of a matrix, in any column."""
    return column_gap(checks.real_array("matrix", matrix, 2).T)


def constant_start(num_inputs: int, value: float, W2: ArrayLike) -> Weights:
    """Return weights whose W1 is one number throughout; the biases are 0.

    Parameters
    ----------
    num_inputs : int
        d, the rows of W1.
    value : float
        Every entry of W1.
    W2 : array_like of shape (h, k)
        The output layer's weights, a row for each hidden unit.

    Returns
    -------
    Weights

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape.
    """
    d = checks.integer("num_inputs", num_inputs)
    value, W2 = checks.number("value", value), checks.real_array("W2", W2, 2)
    h, k = W2.shape
    return Weights(np.full((d, h), value), np.zeros(h), W2, np.zeros(k))


def descend(
    weights: Weights,
    X: np.ndarray,
    y: np.ndarray,
    lr: float,
    num_epochs: int,
    rng: np.random.Generator,
) -> Weights:
    """Train by minibatches with the gradients of `nnfoundations.learning.backprop`.

    Parameters
    ----------
    weights : Weights
        The start; it is not changed.
    X : ndarray of shape (n, d)
    y : ndarray of shape (n,)
        Labels 0 to k - 1.
    lr : float
        Learning rate.
    num_epochs : int
        Passes over the examples.
    rng : numpy.random.Generator
        Where the order of the examples comes from.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.
    """
    X = checks.real_array("X", X, 2)
    y = checks.labels("y", y, len(checks.kind("weights", weights, Weights).b2))
    checks.same_length(X=X, y=y)
    for _ in range(checks.integer("num_epochs", num_epochs)):
        for batch in minibatches(len(y), BATCH_SIZE, rng):
            gradients = backward(weights, forward(weights, X[batch]), y[batch])
            weights = sgd_step(weights, gradients, lr)
    return weights


def one_unit(weights: Weights) -> Weights:
    """Return the network with one hidden unit that equals one of h equal units.

    Equal units all hand on the same number, so their rows of W2 add up.

    Parameters
    ----------
    weights : Weights
        With columns of W1, entries of b1 and rows of W2 that agree to 1e-9.

    Raises
    ------
    ValueError
        If the hidden units differ.
    """
    W1, b1, W2, b2 = weights
    gap = max(column_gap(W1), float(np.ptp(b1)), row_gap(W2))
    if gap > 1e-9:
        wanted = "hidden units that agree to 1e-9"
        raise ValueError(checks.complaint("weights", wanted, f"a gap of {gap:.1e}"))
    return Weights(W1[:, :1], b1[:1], W2.sum(axis=0, keepdims=True), b2)


def accuracy(weights: Weights, X: np.ndarray, y: np.ndarray) -> float:
    """Return the share of examples (n, d) whose label (n,) has the highest score."""
    logits = forward(weights, X).logits
    y = checks.labels("y", y, logits.shape[1])
    checks.same_length(X=logits, y=y)
    return float((logits.argmax(axis=1) == y).mean())
