"""The perceptron with one hidden layer, differentiated by hand, in NumPy.

The model is that of `nnfoundations.networks.mlp.MLPScratch`:
Z1 = X W1 + b1, H1 = relu(Z1), logits = H1 W2 + b2, with the mean cross-entropy
of softmax(logits) over the batch as its loss. Everything is computed in the
dtype of the weights (float64 or float32).

References
----------
Rumelhart, Hinton & Williams (1986), Learning representations by
back-propagating errors, Nature 323, 533-536.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from nnfoundations import checks
from nnfoundations.checks import table
from nnfoundations.networks import activations
from nnfoundations.networks.activations import strip_check

# What follows checks its arguments once, and these not again.
relu = strip_check(activations.relu)
relu_derivative = strip_check(activations.relu_derivative)
softmax = strip_check(activations.softmax)


class Weights(NamedTuple):
    """The parameters of one hidden layer of h units, d inputs, k classes.

    Attributes
    ----------
    W1, b1 : ndarray of shape (d, h) and (h,)
    W2, b2 : ndarray of shape (h, k) and (k,)
    """

    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray


class Gradients(NamedTuple):
    """The loss's derivative with respect to each of `Weights`, in the same shapes."""

    dW1: np.ndarray
    db1: np.ndarray
    dW2: np.ndarray
    db2: np.ndarray


class Cache(NamedTuple):
    """What the forward pass keeps, because the backward pass needs it.

    Attributes
    ----------
    X : ndarray of shape (n, d)
    Z1, H1 : ndarray of shape (n, h)
        The hidden layer before and after its activation.
    logits : ndarray of shape (n, k)
    """

    X: np.ndarray
    Z1: np.ndarray
    H1: np.ndarray
    logits: np.ndarray


def initial_weights(
    widths: tuple[int, int, int],
    rng: np.random.Generator,
    sigma: float = 0.01,
    dtype: DTypeLike = np.float64,
) -> Weights:
    """Draw weights from a normal distribution; the biases are 0.

    Parameters
    ----------
    widths : tuple of three int
        Sizes of input, hidden layer and output, (d, h, k).
    rng : numpy.random.Generator
        The source of randomness.
    sigma : float
        The standard deviation of W1 and W2.
    dtype : float64 or float32

    Raises
    ------
    TypeError, ValueError
        If a size, `sigma` or `dtype` is of the wrong kind or not positive.

    Examples
    --------
    >>> weights = initial_weights((3, 4, 2), np.random.default_rng(0))
    >>> [w.shape for w in weights]
    [(3, 4), (4,), (4, 2), (2,)]
    """
    checks.randomness(rng)
    found = checks.sizes("widths", widths)
    if len(found) != 3:
        cure = "Give (inputs, hidden units, outputs)."
        raise ValueError(checks.complaint("widths", "three sizes", widths, cure))
    d, h, k = found
    checks.number("sigma", sigma, at_least=0)
    checks.choice("dtype", _name_of(dtype), ("float64", "float32"))
    W1, W2 = rng.normal(0, sigma, (d, h)), rng.normal(0, sigma, (h, k))
    tensors = (W1, np.zeros(h), W2, np.zeros(k))
    return Weights(*(tensor.astype(dtype) for tensor in tensors))


def _name_of(dtype: Any) -> str:
    try:
        return np.dtype(dtype).name
    except (TypeError, ValueError):
        return str(dtype)


def forward(weights: Weights, X: ArrayLike) -> Cache:
    """Compute the logits of a batch, and keep the steps on the way.

    Parameters
    ----------
    weights : Weights
    X : array_like of shape (n, d)
        The batch; it is taken in the dtype of the weights.

    Returns
    -------
    Cache

    Raises
    ------
    TypeError, ValueError
        If `X` is not a finite batch of that many inputs, or the shapes of the
        weights do not belong together.

    Examples
    --------
    >>> weights = initial_weights((3, 4, 2), np.random.default_rng(0), sigma=1.0)
    >>> cache = forward(weights, [[1.0, 2.0, 3.0]])
    >>> cache.H1.shape, cache.logits.shape
    ((1, 4), (1, 2))
    """
    W1, b1, W2, b2 = _check(weights)
    batch = table("X", X).astype(W1.dtype, copy=False)
    if batch.shape[1] != len(W1):
        wanted = f"shape (n, {len(W1)})"
        raise ValueError(checks.complaint("X", wanted, f"shape {batch.shape}"))
    Z1 = batch @ W1 + b1  # (n, d) @ (d, h) + (h,) -> (n, h)
    H1 = relu(Z1)
    return Cache(batch, Z1, H1, H1 @ W2 + b2)  # (n, h) @ (h, k) + (k,) -> (n, k)


def cross_entropy(logits: ArrayLike, y: ArrayLike) -> float:
    """Return the batch's mean of -log(probability of the right class).

    Parameters
    ----------
    logits : array_like of shape (n, k)
    y : array_like of shape (n,)
        Labels 0 to k - 1.

    Examples
    --------
    Equal scores of two classes lose log 2:

    >>> round(cross_entropy([[3.0, 3.0]], [1]), 4)
    0.6931
    """
    scores, right = _scores_and_labels(logits, y)
    scores = scores - scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(scores).sum(axis=1))  # log-sum-exp of each row
    return float(np.mean(log_sums - scores[np.arange(len(right)), right]))


def backward(weights: Weights, cache: Cache, y: ArrayLike) -> Gradients:
    """Carry the error back through the network: one pass, all gradients.

    Parameters
    ----------
    weights : Weights
        Those that made the cache.
    cache : Cache
        What `forward` returned.
    y : array_like of shape (n,)
        Labels 0 to k - 1.

    Returns
    -------
    Gradients
        Of `cross_entropy`, the mean over the batch.

    Examples
    --------
    >>> weights = initial_weights((2, 3, 2), np.random.default_rng(0))
    >>> gradients = backward(weights, forward(weights, [[1.0, 2.0]]), [0])
    >>> gradients.dW1.shape
    (2, 3)
    >>> gradients.db2.round(2).tolist()  # probabilities minus the one-hot label
    [-0.5, 0.5]
    """
    checks.kind("weights", weights, Weights)
    checks.kind("cache", cache, Cache)
    X, Z1, H1, logits = cache
    _, right = _scores_and_labels(logits, y)
    n = len(right)
    delta2 = softmax(logits)  # (n, k)
    delta2[np.arange(n), right] -= 1  # probabilities minus one-hot labels
    delta2 /= n  # the loss is a mean
    delta1 = (delta2 @ weights.W2.T) * relu_derivative(Z1)  # (n, k) @ (k, h) -> (n, h)
    return Gradients(
        dW1=X.T @ delta1,  # (d, n) @ (n, h) -> (d, h)
        db1=delta1.sum(axis=0),
        dW2=H1.T @ delta2,  # (h, n) @ (n, k) -> (h, k)
        db2=delta2.sum(axis=0),
    )


def sgd_step(weights: Weights, gradients: Gradients, lr: float) -> Weights:
    """Return the weights after one step of gradient descent.

    Raises
    ------
    TypeError, ValueError
        If `lr` is not positive, or a gradient has not its weight's shape.

    Examples
    --------
    >>> weights = initial_weights((1, 2, 2), np.random.default_rng(0), sigma=1.0)
    >>> X, y = [[1.0]], [1]
    >>> before = forward(weights, X)
    >>> weights = sgd_step(weights, backward(weights, before, y), lr=0.1)
    >>> after = forward(weights, X)
    >>> bool(cross_entropy(after.logits, y) < cross_entropy(before.logits, y))
    True
    """
    checks.kind("weights", weights, Weights)
    checks.kind("gradients", gradients, Gradients, Weights)
    checks.number("lr", lr, above=0)
    for name, w, dw in zip(weights._fields, weights, gradients, strict=True):
        if w.shape != dw.shape:
            wanted = f"shape {w.shape}"
            raise ValueError(checks.complaint(f"d{name}", wanted, f"shape {dw.shape}"))
    return Weights(*(w - lr * dw for w, dw in zip(weights, gradients, strict=True)))


def _check(weights: Weights) -> Weights:
    """Return the weights as floating point, if they are finite and belong together."""
    checks.kind("weights", weights, Weights)
    tensors = []
    for name, tensor in zip(weights._fields, weights, strict=True):
        ndim = 2 if name.startswith("W") else 1
        plain = checks.plain_array(name, tensor)
        if (
            plain.dtype.kind != "f"
            or plain.ndim != ndim
            or not np.isfinite(plain).all()
        ):
            plain = checks.real_array(name, plain, ndim)  # converts, or says why not
        tensors.append(plain)
    W1, b1, W2, b2 = tensors
    if W1.shape[1:] != b1.shape or len(W2) != len(b1) or W2.shape[1:] != b2.shape:
        came = ", ".join(str(tensor.shape) for tensor in tensors)
        wanted = "shapes (d, h), (h,), (h, k), (k,)"
        raise ValueError(checks.complaint("weights", wanted, came))
    return Weights(W1, b1, W2, b2)


def _scores_and_labels(logits: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    scores = table("logits", logits)
    right = checks.labels("y", y, scores.shape[1])
    checks.same_length(logits=scores, y=right)
    return scores, right
