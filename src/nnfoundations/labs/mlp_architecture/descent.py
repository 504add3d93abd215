"""Full-batch gradient descent on many small networks at once.

One hidden layer, one output, two classes. The runs differ only in the seed of
their initial weights, so one tensor holds the weights of all runs, shape
(runs, in, out), and each step is one batched matrix product: fifty trainings
take the time of a few. Everything is float64, so results barely depend on the
machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from nnfoundations import checks
from nnfoundations.learning import batched
from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.networks.stacks import Stack

_FUNCTIONS = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}


@dataclass(frozen=True)
class Recipe:
    """What is trained and how.

    Attributes
    ----------
    num_hiddens : int
        Width of the hidden layer.
    activation : str
        ``"relu"``, ``"tanh"`` or ``"sigmoid"``.
    lr : float
        Learning rate.
    num_steps : int
        Steps of gradient descent, each on all examples; 0 leaves the weights as
        they were drawn.

    Raises
    ------
    TypeError, ValueError
        If a value is of the wrong kind, too small, or an unknown name.
    """

    num_hiddens: int
    activation: str
    lr: float = 0.5
    num_steps: int = 2000

    def __post_init__(self) -> None:
        checks.integer("num_hiddens", self.num_hiddens)
        checks.choice("activation", self.activation, _FUNCTIONS)
        checks.number("lr", self.lr, above=0)
        checks.integer("num_steps", self.num_steps, at_least=0)


@dataclass(frozen=True)
class Runs:
    """Trainings that differ only in their seed.

    Attributes
    ----------
    recipe : Recipe
    parameters : tuple of ndarrays
        W1 (runs, in, h), b1 (runs, 1, h), W2 (runs, h, 1), b2 (runs, 1, 1).
    losses : ndarray of shape (runs, num_steps)
        Mean cross-entropy before each step [nats].
    num_correct : ndarray of shape (runs,)
        Training examples on the right side after the last step.
    """

    recipe: Recipe
    parameters: tuple[np.ndarray, ...]
    losses: np.ndarray
    num_correct: np.ndarray

    def stack(self, run: int) -> Stack:
        """Return the network of one run; its output is the logit of class 1."""
        W1, b1, W2, b2 = (p[run] for p in self.parameters)
        pair = ACTIVATIONS[self.recipe.activation]
        return Stack((W1, W2), (b1[0], b2[0]), pair)


def train_many(
    X: np.ndarray, y: np.ndarray, recipe: Recipe, seeds: Sequence[int]
) -> Runs:
    """Train one network for each seed by full-batch gradient descent.

    The loss is the mean binary cross-entropy of the logit.

    Parameters
    ----------
    X : ndarray of shape (n, d)
    y : ndarray of shape (n,)
        Labels 0 and 1.
    recipe : Recipe
    seeds : sequence of int
        Seeds of the initial weights, which are drawn as ``nn.Linear`` draws them.

    Raises
    ------
    TypeError, ValueError
        If the data are not as above or there is no seed.
    """
    X, y = checks.real_array("X", X, 2), checks.labels("y", y, 2)
    checks.same_length(X=X, y=y)
    if len(seeds) == 0:
        raise ValueError(checks.complaint("seeds", "at least one seed", "none"))
    widths = (X.shape[1], recipe.num_hiddens, 1)
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    parameters = batched.uniform_start(widths, generators)
    inputs = torch.from_numpy(X).expand(len(seeds), *X.shape)  # (runs, n, d)
    targets = torch.from_numpy(y).double().expand(len(seeds), len(y))
    losses = _descend(parameters, inputs, targets, recipe)
    with torch.no_grad():
        right = (_logits(parameters, inputs, recipe) > 0) == (targets > 0.5)
    arrays = tuple(p.detach().numpy() for p in parameters)
    return Runs(recipe, arrays, losses.numpy(), right.sum(1).numpy())


def _logits(
    parameters: list[torch.Tensor], X: torch.Tensor, recipe: Recipe
) -> torch.Tensor:
    activation = _FUNCTIONS[recipe.activation]
    return batched.scores(parameters, X, activation).squeeze(-1)  # (runs, n)


def _descend(
    parameters: list[torch.Tensor], X: torch.Tensor, y: torch.Tensor, recipe: Recipe
) -> torch.Tensor:
    """Update the parameters in place; return the losses (runs, num_steps)."""
    losses = torch.empty(len(X), recipe.num_steps, dtype=torch.float64)
    for step in range(recipe.num_steps):
        logits = _logits(parameters, X, recipe)
        each = nn.functional.binary_cross_entropy_with_logits(
            logits, y, reduction="none"
        )
        loss = each.mean(1)  # (runs,)
        batched.step_all(parameters, loss.sum(), recipe.lr)
        losses[:, step] = loss.detach()
    return losses
