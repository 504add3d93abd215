"""Predict first, then diagnose: what a healthy classifier must show.

Five probes, each with a number that can be worked out before the run:

==================  ==========================================================
initial loss        ln k for k classes: an untrained classifier is undecided
one batch           its loss goes to 0 if the model can learn at all
update ratio        a step moves a weight by about a thousandth of its size
dead units          hardly any hidden unit is 0 for every example
loss floor          0, unless something keeps the scores within bounds
==================  ==========================================================
"""

import copy
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import nn

from nnfoundations import checks
from nnfoundations.networks.classifier import check_batch
from nnfoundations.networks.mlp import MLPScratch, relu

#: Takes a d2l model, its optimiser and a batch (X, y); returns the loss before.
Step = Callable[[Any, torch.optim.Optimizer, tuple[torch.Tensor, torch.Tensor]], float]


def expected_initial_loss(num_classes: int) -> float:
    """Return ln k, the cross-entropy of equal probabilities for k classes.

    Raises
    ------
    TypeError, ValueError
        If `num_classes` is not a whole number of at least 2.
    """
    return math.log(checks.integer("num_classes", num_classes, at_least=2))


def loss_floor(num_classes: int, low: float, high: float) -> float:
    """Return the lowest cross-entropy that scores between two bounds can reach.

    The best is `high` for the right class and `low` for all others. A softmax
    before the loss (which has one itself) bounds the scores by 0 and 1.

    Parameters
    ----------
    num_classes : int
    low, high : float
        The bounds of every score, low <= high.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range.
    """
    k = checks.integer("num_classes", num_classes, at_least=2)
    low, high = checks.number("low", low), checks.number("high", high)
    if low > high:
        raise ValueError(checks.complaint("low", f"at most high, {high:g}", low))
    return math.log1p((k - 1) * math.exp(low - high))


def batch_loss(model: Any, batch: tuple[torch.Tensor, torch.Tensor]) -> float:
    """Return a d2l model's loss on a batch (X, y), without training."""
    X, y = batch
    with torch.no_grad():
        return float(model.loss(model(X), y))


def descent_step(
    model: Any,
    optimiser: torch.optim.Optimizer,
    batch: tuple[torch.Tensor, torch.Tensor],
) -> float:
    """Change the weights once by a batch (X, y); return the loss before."""
    X, y = batch
    loss = model.loss(model(X), y)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return float(loss.detach())


def overfit_batch(
    model: Any,
    batch: tuple[torch.Tensor, torch.Tensor],
    num_steps: int = 100,
    step: Step = descent_step,
) -> list[float]:
    """Train a copy of a d2l model on one batch only.

    Parameters
    ----------
    model : d2l.Module
        It keeps its parameters; a copy is trained with its own optimiser.
    batch : (X, y)
        A few examples.
    num_steps : int
        Steps of the optimiser.
    step : callable
        What a step does: give your own, and it is tried too.

    Returns
    -------
    list of float
        The loss before each step and after the last, num_steps + 1 values.

    Raises
    ------
    TypeError, ValueError
        If `num_steps` is not a positive whole number, or the batch does not fit.
    """
    checks.integer("num_steps", num_steps)
    twin = copy.deepcopy(model)
    optimiser = twin.configure_optimizers()
    losses = [step(twin, optimiser, batch) for _ in range(num_steps)]
    return [*losses, batch_loss(twin, batch)]


def update_ratios(
    model: Any, batch: tuple[torch.Tensor, torch.Tensor]
) -> dict[str, float]:
    """Return, for each weight, how far one step moves it relative to its size.

    Parameters
    ----------
    model : d2l.Module
        With a learning rate ``lr``; it keeps its parameters and its gradients.
    batch : (X, y)

    Returns
    -------
    dict of str to float
        lr |dW| / |W| (root of the sum of squares) of every weight matrix by its
        name. Biases are left out: they start at 0. Infinite where W is 0.

    Raises
    ------
    TypeError, ValueError
        If the batch does not fit the model.
    """
    X, y = batch
    weights = {n: p for n, p in model.named_parameters() if p.dim() > 1}
    gradients = torch.autograd.grad(model.loss(model(X), y), list(weights.values()))
    ratios = {}
    for (name, weight), gradient in zip(weights.items(), gradients, strict=True):
        size = float(weight.detach().norm())
        ratios[name] = model.lr * float(gradient.norm()) / size if size else math.inf
    return ratios


def hidden_activations(model: Any, X: torch.Tensor) -> list[torch.Tensor]:
    """Return H1 (and H2, ...) of shape (n, width) for a batch of an MLP.

    Parameters
    ----------
    model : MLPScratch, or a model with ``nn.ReLU`` layers
    X : Tensor of shape (n, ...)

    Raises
    ------
    TypeError, ValueError
        If the model has no ReLU layer that can be found, or `X` does not fit it.
    """
    if isinstance(model, MLPScratch):
        check_batch(X, model.num_inputs, model.W1.dtype)
        inputs = X.reshape(len(X), -1)
        return [relu(inputs @ model.W1.detach() + model.b1.detach())]
    found: list[torch.Tensor] = []
    layers = [layer for layer in model.modules() if isinstance(layer, nn.ReLU)]
    hooks = [
        layer.register_forward_hook(lambda *a: found.append(a[2])) for layer in layers
    ]
    try:
        with torch.no_grad():
            model(X)
    finally:
        for hook in hooks:
            hook.remove()
    if not found:
        wanted = "an MLPScratch or a model with nn.ReLU layers"
        raise TypeError(checks.complaint("model", wanted, type(model).__name__))
    return found


def dead_fraction(model: Any, X: torch.Tensor) -> float:
    """Return the share of hidden units that are 0 for every example in `X`.

    Such a unit passes no gradient on, so it stays as it is for these examples.

    Parameters
    ----------
    model : MLPScratch, or a model with ``nn.ReLU`` layers
    X : Tensor of shape (n, ...)
        Many examples: over a few, a living unit may be 0 by chance.

    Raises
    ------
    TypeError, ValueError
        See `hidden_activations`.
    """
    return dead_share(hidden_activations(model, X))


def dead_share(activations: list[torch.Tensor]) -> float:
    """Return the share of hidden units that are 0 in every row (n, width)."""
    dead = torch.cat([(H == 0).all(dim=0) for H in activations])
    return float(dead.double().mean())


def column_gap(matrix: ArrayLike) -> float:
    """Return the largest difference between two columns of a matrix, in any row.

    Parameters
    ----------
    matrix : array_like of shape (rows, columns)

    Raises
    ------
    TypeError, ValueError
        If it is not a finite matrix.
    """
    return float(np.ptp(checks.real_array("matrix", matrix, 2), axis=1).max())
