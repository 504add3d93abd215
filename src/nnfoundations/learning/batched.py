"""Networks side by side: one tensor per layer holds the weights of many runs.

The weights of a layer have the shape (runs, in, out), its biases (runs, 1, out), in
the order W1, b1, W2, b2, ... One batched matrix product then serves all runs. What is
trained, and on what, is for the labs to say: ``generalization.cohort``,
``mlp_architecture.descent`` and ``initialization.deep_runs``. A table of settings and
seeds, ``hyperparameters.trials``, has an axis more and takes the draws alone.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch.nn import functional as F

Parameters = list[torch.Tensor]


def draw_each(
    law: Callable[..., torch.Tensor],
    shape: Sequence[int],
    generators: Sequence[torch.Generator],
) -> torch.Tensor:
    """Draw a ``shape`` for each run, in float64, by `torch.rand` or `torch.randn`."""
    drawn = [law(*shape, generator=g, dtype=torch.float64) for g in generators]
    return torch.stack(drawn)


def uniform_start(
    widths: Sequence[int], generators: Sequence[torch.Generator]
) -> Parameters:
    """Draw as ``nn.Linear`` does: weights and biases from U(-1, 1) / sqrt(inputs).

    Parameters
    ----------
    widths : sequence of int
        Numbers of inputs, of units per hidden layer, of outputs.
    generators : sequence of torch.Generator
        One for each run, which draws layer by layer, weights before biases.

    Returns
    -------
    list of float64 Tensors
        They ask for gradients.
    """
    return [
        ((2 * drawn - 1) / fan_in**0.5).requires_grad_()
        for fan_in, fan_out in pairwise(widths)
        for drawn in (
            draw_each(torch.rand, (rows, fan_out), generators) for rows in (fan_in, 1)
        )
    ]


def scores(
    parameters: Parameters,
    X: torch.Tensor,
    activation: Callable[[torch.Tensor], torch.Tensor] = torch.relu,
) -> torch.Tensor:
    """Return what every run's output layer gives: the last of `layers`."""
    return layers(parameters, X, activation)[-1]


def layers(
    parameters: Parameters,
    X: torch.Tensor,
    activation: Callable[[torch.Tensor], torch.Tensor] = torch.relu,
) -> list[torch.Tensor]:
    """Return what every layer of every run gives: hidden layers, then the scores.

    Parameters
    ----------
    parameters : list of Tensors
        W1, b1, W2, b2, ...
    X : Tensor of shape (runs, n, in)
    activation : callable
        Of the hidden layers, from (runs, n, h) to the same shape.

    Returns
    -------
    list of Tensors of shape (runs, n, out)
    """
    hidden = [X]
    for W, b in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
        hidden.append(activation(torch.baddbmm(b, hidden[-1], W)))  # (runs, n, out)
    return [*hidden[1:], torch.baddbmm(parameters[-1], hidden[-1], parameters[-2])]


def mean_losses(scores: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Return every run's mean cross-entropy (runs,) of labels (n,) or (runs, n)."""
    targets = y.expand(len(scores), -1)
    each = F.cross_entropy(scores.transpose(1, 2), targets, reduction="none")
    return each.mean(1)


def step_all(parameters: Parameters, loss: torch.Tensor, lr: float) -> None:
    """Take one step of plain gradient descent, in place.

    Parameters
    ----------
    parameters : list of Tensors
    loss : Tensor, one number
        The sum of the runs' losses: each depends on its own weights only, so each
        run gets the gradient of its own.
    lr : float
        Learning rate.
    """
    gradients = torch.autograd.grad(loss, parameters)
    with torch.no_grad():
        for p, g in zip(parameters, gradients, strict=True):
            p -= lr * g
