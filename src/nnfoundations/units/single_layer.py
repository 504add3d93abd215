"""One layer of units without a hidden layer, trained by gradient descent.

With identity outputs this is linear regression (and ADALINE), with sigmoids
logistic regression, with softmax softmax regression. The gradient is the same three
lines for all: the error ŷ - y of the pair, spread to the weights by the inputs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.units.output_losses import OUTPUT_LOSSES, OutputLoss


@dataclass(frozen=True)
class SingleLayer:
    """Weights, biases and the pair of output and loss.

    Attributes
    ----------
    W : ndarray of shape (d, k)
    b : ndarray of shape (k,)
    pair : OutputLoss

    Raises
    ------
    TypeError, ValueError
        If a weight is not finite, or the shapes do not fit.
    """

    W: np.ndarray
    b: np.ndarray
    pair: OutputLoss

    def __post_init__(self) -> None:
        W, b = checks.real_array("W", self.W, 2), checks.real_array("b", self.b, 1)
        if W.shape[1] != len(b):
            wanted = f"one bias for each of the {W.shape[1]} columns of W"
            raise ValueError(checks.complaint("b", wanted, f"shape {b.shape}"))
        object.__setattr__(self, "W", W)
        object.__setattr__(self, "b", b)

    def scores(self, X: ArrayLike) -> np.ndarray:
        """Return X W + b (n, k) for inputs (n, d).

        Raises
        ------
        TypeError, ValueError
            If X is not a finite table with one column for each row of W.
        """
        return self._inputs(X) @ self.W + self.b  # (n, d) @ (d, k) + (k,) -> (n, k)

    def loss(self, X: ArrayLike, Y: ArrayLike) -> float:
        """Return the mean loss on inputs (n, d) and targets (n, k)."""
        return self.pair.loss(self.scores(X), Y)

    def _inputs(self, X: ArrayLike) -> np.ndarray:
        X = checks.real_array("X", X, 2)
        if X.shape[1] != len(self.W):
            wanted = f"{len(self.W)} inputs an example"
            raise ValueError(checks.complaint("X", wanted, f"shape {X.shape}"))
        return X

    def _examples(self, X: ArrayLike, Y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """Return checked inputs and targets that fit this layer."""
        X, Y = self._inputs(X), checks.real_array("Y", Y, 2)
        if Y.shape != (len(X), len(self.b)):
            wanted = f"the shape of the scores, {(len(X), len(self.b))}"
            cure = "Labels become rows with one_hot(y, num_classes)."
            raise ValueError(checks.complaint("Y", wanted, f"{Y.shape}", cure))
        return X, Y


def zero_layer(num_inputs: int, num_outputs: int, output: str) -> SingleLayer:
    """Return a layer with all weights 0: a good start, since the loss is convex.

    Parameters
    ----------
    num_inputs, num_outputs : int
    output : {"identity", "sigmoid", "softmax"}

    Raises
    ------
    TypeError, ValueError
        If a number is not positive, or the output has another name.

    Examples
    --------
    >>> layer = zero_layer(2, 3, "softmax")
    >>> layer.W.shape, layer.b.tolist()
    ((2, 3), [0.0, 0.0, 0.0])
    """
    d = checks.integer("num_inputs", num_inputs)
    k = checks.integer("num_outputs", num_outputs)
    pair = OUTPUT_LOSSES[checks.choice("output", output, OUTPUT_LOSSES)]
    return SingleLayer(np.zeros((d, k)), np.zeros(k), pair)


def layer_gradients(
    layer: SingleLayer, X: ArrayLike, Y: ArrayLike
) -> tuple[np.ndarray, np.ndarray]:
    """Return the gradient of the mean loss: dW (d, k) and db (k,).

    Parameters
    ----------
    layer : SingleLayer
    X : array_like of shape (n, d)
    Y : array_like of shape (n, k)
        Targets.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a finite table, or the shapes do not fit.

    Examples
    --------
    >>> layer = zero_layer(1, 2, "softmax")  # both classes at 1/2
    >>> dW, db = layer_gradients(layer, [[2.0]], [[1, 0]])
    >>> dW.tolist(), db.tolist()
    ([[-1.0, 1.0]], [-0.5, 0.5])
    """
    return _gradients(layer.W, layer.b, layer.pair, *layer._examples(X, Y))


def _gradients(
    W: np.ndarray, b: np.ndarray, pair: OutputLoss, X: np.ndarray, Y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    error = pair.output(X @ W + b) - Y  # ŷ - y, (n, k)
    dW = X.T @ error / len(X)  # (d, n) @ (n, k) -> (d, k)
    return dW, error.mean(axis=0)


def step(layer: SingleLayer, X: ArrayLike, Y: ArrayLike, lr: float) -> SingleLayer:
    """Return the layer after one step against the gradient on these examples.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as in `layer_gradients`, `lr` is not above 0, or the
        weights grow without bound.

    Examples
    --------
    >>> layer = step(zero_layer(1, 1, "identity"), [[2.0]], [[3.0]], lr=0.25)
    >>> layer.W.tolist(), layer.b.tolist()
    ([[1.5]], [0.75])
    """
    lr = checks.number("lr", lr, above=0)
    dW, db = layer_gradients(layer, X, Y)
    return SingleLayer(layer.W - lr * dW, layer.b - lr * db, layer.pair)


def minibatches(
    num: int, batch_size: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Yield the indices of one epoch's minibatches: every example once.

    Parameters
    ----------
    num : int
        Number of examples.
    batch_size : int
        The last batch may be smaller.
    rng : numpy.random.Generator
        Draws the order.

    Raises
    ------
    TypeError, ValueError
        If a number is not positive.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> [len(batch) for batch in minibatches(10, 4, rng)]
    [4, 4, 2]
    """
    order = checks.randomness(rng).permutation(checks.integer("num", num))
    size = checks.integer("batch_size", batch_size)
    for first in range(0, len(order), size):
        yield order[first : first + size]


def sgd(
    layer: SingleLayer,
    X: ArrayLike,
    Y: ArrayLike,
    lr: float,
    batch_size: int,
    rng: np.random.Generator,
) -> Iterator[SingleLayer]:
    """Train by stochastic gradient descent: yield the layer after each epoch.

    Parameters
    ----------
    layer : SingleLayer
        Where to start; it stays as it is.
    X, Y : array_like of shapes (n, d) and (n, k)
    lr : float
        Learning rate.
    batch_size : int
    rng : numpy.random.Generator
        Draws the order of the examples.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or the weights grow without bound.

    Examples
    --------
    The line through three points, after some epochs:

    >>> X, Y = [[0.0], [1.0], [2.0]], [[1.0], [3.0], [5.0]]
    >>> start, rng = zero_layer(1, 1, "identity"), np.random.default_rng(0)
    >>> epochs = sgd(start, X, Y, lr=0.2, batch_size=1, rng=rng)
    >>> layer = [next(epochs) for _ in range(200)][-1]
    >>> layer.W.round(3).tolist(), layer.b.round(3).tolist()
    ([[2.0]], [1.0])

    References
    ----------
    Robbins & Monro (1951), A stochastic approximation method.
    """
    X, Y = layer._examples(X, Y)
    lr = checks.number("lr", lr, above=0)
    W, b, pair = layer.W, layer.b, layer.pair
    while True:
        with np.errstate(over="ignore", invalid="ignore"):  # the new layer checks
            for batch in minibatches(len(X), batch_size, rng):
                dW, db = _gradients(W, b, pair, X[batch], Y[batch])
                W, b = W - lr * dW, b - lr * db
        yield SingleLayer(W, b, pair)
