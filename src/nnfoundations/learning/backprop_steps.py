"""Every intermediate derivative of the loss, in three ways that share nothing.

For the model of `backprop`, with the probabilities y_hat = softmax(logits) as a node
of their own:

1. `by_hand`: the chain rule, one node after another, in NumPy;
2. `by_autograd`: PyTorch records the forward pass and goes back through it;
3. `by_differences`: each entry of each node is moved a little, and what comes
   after the node is computed again.

All return the same names. A derivative has the shape of its node.
"""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch.nn import functional as F

from nnfoundations import checks
from nnfoundations.learning import backprop
from nnfoundations.learning.backprop import Weights
from nnfoundations.learning.finite_differences import central_difference
from nnfoundations.networks import activations
from nnfoundations.networks.activations import relu, relu_derivative

#: The derivatives in the order in which the backward pass finds them, each with
#: the node that it belongs to.
NODES = {
    "dy_hat": "y_hat",
    "delta2": "logits",
    "dW2": "W2",
    "db2": "b2",
    "dH1": "H1",
    "delta1": "Z1",
    "dW1": "W1",
    "db1": "b1",
    "dX": "X",
}

Derivatives = dict[str, np.ndarray]


def by_hand(weights: Weights, X: ArrayLike, y: ArrayLike) -> Derivatives:
    """Go back through the graph node by node.

    Parameters
    ----------
    weights : Weights
    X : array_like of shape (n, d)
    y : array_like of shape (n,)
        Labels 0 to k - 1.

    Returns
    -------
    dict of str to ndarray
        The loss's derivatives, under the names of `NODES`.

    Raises
    ------
    TypeError, ValueError
        If the batch, the labels and the weights do not fit together.
    """
    cache, right = _forward(weights, X, y)
    batch, Z1, H1, logits = cache
    y_hat, n = activations.softmax(logits), len(right)
    dy_hat = np.zeros_like(y_hat)  # only the right class enters the loss
    dy_hat[np.arange(n), right] = -1 / (n * y_hat[np.arange(n), right])
    mixed = (dy_hat * y_hat).sum(axis=1, keepdims=True)  # (n, 1)
    delta2 = y_hat * (dy_hat - mixed)  # through softmax: equals (y_hat - one-hot) / n
    dH1 = delta2 @ weights.W2.T  # (n, k) @ (k, h) -> (n, h)
    delta1 = dH1 * relu_derivative(Z1)
    return {
        "dy_hat": dy_hat,
        "delta2": delta2,
        "dW2": H1.T @ delta2,  # (h, n) @ (n, k) -> (h, k)
        "db2": delta2.sum(axis=0),
        "dH1": dH1,
        "delta1": delta1,
        "dW1": batch.T @ delta1,  # (d, n) @ (n, h) -> (d, h)
        "db1": delta1.sum(axis=0),
        "dX": delta1 @ weights.W1.T,  # (n, h) @ (h, d) -> (n, d)
    }


def by_autograd(weights: Weights, X: ArrayLike, y: ArrayLike) -> Derivatives:
    """Ask PyTorch; takes and returns the same as `by_hand`."""
    cache, right = _forward(weights, X, y)
    W1, b1, W2, b2 = (torch.tensor(w, requires_grad=True) for w in weights)
    X_ = torch.tensor(cache.X, requires_grad=True)
    Z1 = X_ @ W1 + b1
    H1 = torch.relu(Z1)
    logits = H1 @ W2 + b2
    y_hat = torch.softmax(logits, dim=1)
    loss = F.nll_loss(torch.log(y_hat), torch.from_numpy(right))
    nodes = (y_hat, logits, W2, b2, H1, Z1, W1, b1, X_)
    found = torch.autograd.grad(loss, nodes)
    return {name: g.numpy() for name, g in zip(NODES, found, strict=True)}


def by_differences(
    weights: Weights, X: ArrayLike, y: ArrayLike, step: float = 1e-5
) -> Derivatives:
    """Move every entry of every node; takes and returns the same as `by_hand`.

    Parameters
    ----------
    weights, X, y
        As for `by_hand`.
    step : float
        Of `central_difference`.
    """
    cache, right = _forward(weights, X, y)
    nodes = weights._asdict() | cache._asdict()
    nodes["y_hat"] = activations.softmax(cache.logits)
    rest = losses_from(weights, cache.X, right)
    return {
        name: central_difference(rest[node], nodes[node], step)
        for name, node in NODES.items()
    }


def losses_from(
    weights: Weights, X: ArrayLike, y: ArrayLike
) -> dict[str, Callable[[np.ndarray], float]]:
    """Return the loss as a function of one node, all that does not follow it fixed.

    The keys are the nodes of `NODES`. What comes after the node is computed anew.
    """
    cache, right = _forward(weights, X, y)
    W1, b1, W2, b2 = weights

    def from_logits(logits: np.ndarray) -> float:
        return backprop.cross_entropy(logits, right)

    def from_H1(H1: np.ndarray) -> float:
        return from_logits(H1 @ W2 + b2)

    def from_Z1(Z1: np.ndarray) -> float:
        return from_H1(relu(Z1))

    return {
        "y_hat": lambda p: -float(np.log(p[np.arange(len(right)), right]).mean()),
        "logits": from_logits,
        "W2": lambda W: from_logits(cache.H1 @ W + b2),
        "b2": lambda b: from_logits(cache.H1 @ W2 + b),
        "H1": from_H1,
        "Z1": from_Z1,
        "W1": lambda W: from_Z1(cache.X @ W + b1),
        "b1": lambda b: from_Z1(cache.X @ W1 + b),
        "X": lambda X: from_Z1(X @ W1 + b1),
    }


def _forward(
    weights: Weights, X: ArrayLike, y: ArrayLike
) -> tuple[backprop.Cache, np.ndarray]:
    cache = backprop.forward(weights, X)
    right = checks.labels("y", y, len(weights.b2))
    checks.same_length(X=cache.X, y=right)
    return cache, right
