"""Backward passes with one fault each, and what becomes of a training with them.

Each takes and returns what `backprop.backward` does. All of them learn, one as well
as the right pass does. Only a comparison of gradients tells.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.data.data_modules import Digits
from nnfoundations.learning import backprop, ladder
from nnfoundations.learning.backprop import Cache, Gradients, Weights
from nnfoundations.learning.ladder import Batch
from nnfoundations.networks import activations

BackwardPass = Callable[[Weights, Cache, ArrayLike], Gradients]


def no_b1(weights: Weights, cache: Cache, y: ArrayLike) -> Gradients:
    """Forget the hidden layer's biases: they never move."""
    right = backprop.backward(weights, cache, y)
    return right._replace(db1=np.zeros_like(right.db1))


def no_relu_factor(weights: Weights, cache: Cache, y: ArrayLike) -> Gradients:
    """Send the error through hidden units that are off, too."""
    return _with_factor(np.ones_like(cache.H1), weights, cache, y)


def h1_for_its_slope(weights: Weights, cache: Cache, y: ArrayLike) -> Gradients:
    """Multiply by the activation relu(Z1) where its derivative belongs."""
    return _with_factor(cache.H1, weights, cache, y)


def _with_factor(
    factor: np.ndarray, weights: Weights, cache: Cache, y: ArrayLike
) -> Gradients:
    """Return the gradients with another factor in place of the ReLU's derivative."""
    right = backprop.backward(weights, cache, y)
    labels = checks.labels("y", y, cache.logits.shape[1])
    delta2 = activations.softmax(cache.logits)
    delta2[np.arange(len(labels)), labels] -= 1
    delta1 = (delta2 / len(labels)) @ weights.W2.T * factor
    return right._replace(dW1=cache.X.T @ delta1, db1=delta1.sum(axis=0))


#: The right backward pass, and three wrong ones.
PASSES: dict[str, BackwardPass] = {
    "right": backprop.backward,
    "no b1": no_b1,
    "no ReLU factor": no_relu_factor,
    "H1 for its slope": h1_for_its_slope,
}


def digit_batches(data: Digits, num_epochs: int) -> list[Batch]:
    """Return the training batches of some epochs as arrays X (n, 64), y (n,)."""
    checks.integer("num_epochs", num_epochs)
    loader = data.train_dataloader()  # one loader: each epoch has an order of its own
    return [
        (X.numpy().reshape(len(X), -1).astype(np.float64), y.numpy())
        for _ in range(num_epochs)
        for X, y in loader
    ]


def measure_accuracy(
    backward: BackwardPass, seed: int, num_epochs: int = 20, lr: float = 0.5
) -> float:
    """Train 64-32-10 on digits with a backward pass; return its test accuracy.

    Parameters
    ----------
    backward : callable
        One of `PASSES`, say.
    seed : int
        Of the split, the order of the batches (of 32) and the weights (sigma 0.1).
    num_epochs : int
    lr : float

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or not positive.
    """
    data = Digits(batch_size=32, seed=seed)
    weights = backprop.initial_weights((64, 32, 10), np.random.default_rng(seed), 0.1)

    def evaluate(weights: Weights, X: np.ndarray, y: np.ndarray) -> ladder.Evaluation:
        cache = backprop.forward(weights, X)
        return ladder.Evaluation(cache.logits, backward(weights, cache, y))

    trained = ladder.make_train(evaluate)(weights, digit_batches(data, num_epochs), lr)
    X, y = data.test_set
    logits = backprop.forward(trained, X.reshape(len(X), -1).numpy()).logits
    return float(np.mean(logits.argmax(axis=1) == y.numpy()))
