"""Networks side by side: one tensor per layer holds the weights of many runs.

The weights of a layer have the shape (runs, in, out), its biases (runs, 1, out), in
the order W1, b1, W2, b2, ... One batched matrix product then serves all runs. What is
trained, and on what, is for `nnfoundations.labs.generalization.cohort`,
`nnfoundations.labs.mlp_architecture.descent` and
`nnfoundations.labs.initialization.deep_runs` to say.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch

Parameters = list[torch.Tensor]


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

    def draw(fan_in: int, *shape: int) -> torch.Tensor:
        drawn = [
            torch.rand(shape, generator=g, dtype=torch.float64) for g in generators
        ]
        return ((2 * torch.stack(drawn) - 1) / fan_in**0.5).requires_grad_()

    return [
        draw(fan_in, rows, fan_out)
        for fan_in, fan_out in pairwise(widths)
        for rows in (fan_in, 1)
    ]


def scores(
    parameters: Parameters,
    X: torch.Tensor,
    activation: Callable[[torch.Tensor], torch.Tensor] = torch.relu,
) -> torch.Tensor:
    """Return what every run's output layer gives to its inputs.

    Parameters
    ----------
    parameters : list of Tensors
        W1, b1, W2, b2, ...
    X : Tensor of shape (runs, n, in)
    activation : callable
        Of the hidden layers, from (runs, n, h) to the same shape.

    Returns
    -------
    Tensor of shape (runs, n, out)
    """
    H = X
    for W, b in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
        H = activation(torch.baddbmm(b, H, W))  # (runs, n, in) -> (runs, n, out)
    return torch.baddbmm(parameters[-1], H, parameters[-2])


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
