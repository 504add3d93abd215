"""Deep networks with different initial weights, trained side by side.

All runs have the same layers and see the same batches; they differ in the seed of
their weights and in the gain by which their standard deviation is multiplied. One
tensor per layer holds the weights of all runs, shape (runs, in, out), so that a step
of all runs takes little longer than one of a few. Everything is float64, the draws of
the weights too: what is counted afterwards hardly depends on the machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch.nn import functional as F

from nnfoundations import checks
from nnfoundations.learning import batched
from nnfoundations.networks.stacks import SCHEMES

DTYPE = torch.float64


@dataclass(frozen=True)
class DeepRecipe:
    """What is trained and how.

    Attributes
    ----------
    depth : int
        Hidden layers of ReLUs.
    width : int
        Units in each.
    lr : float
        Learning rate.
    num_steps : int
        Steps of gradient descent; 0 leaves the weights as they were drawn.
    batch_size : int
        Examples per step, drawn with replacement.
    scheme : str
        Of the weights, one of `nnfoundations.networks.stacks.SCHEMES`: the standard
        deviation that is multiplied by the gain (1 for ``"sigma"``).

    Raises
    ------
    TypeError, ValueError
        If a value is of the wrong kind or too small.
    """

    depth: int
    width: int = 32
    lr: float = 0.1
    num_steps: int = 250
    batch_size: int = 32
    scheme: str = "he"

    def __post_init__(self) -> None:
        checks.integer("depth", self.depth)
        checks.integer("width", self.width)
        checks.number("lr", self.lr, above=0)
        checks.integer("num_steps", self.num_steps, at_least=0)
        checks.integer("batch_size", self.batch_size)
        checks.choice("scheme", self.scheme, SCHEMES)


@dataclass(frozen=True)
class DeepRuns:
    """What became of deep networks, one for each gain and seed.

    Attributes
    ----------
    loss : ndarray of shape (gains, seeds)
        Cross-entropy [nats] on the training examples before the first step.
    ratios : ndarray of shape (layers, gains, seeds)
        How far the first step moved the weights of each layer, relative to their
        size; NaN if no step was taken.
    right : ndarray of shape (gains, seeds)
        Share of right answers at the end; 0 where a score is not finite any more.
    finite : ndarray of shape (gains, seeds), bool
        Whether all scores are finite at the end.
    before, after : ndarray of shape (depth, gains, seeds, width), bool
        Which hidden units are 0 for every training example, before and after.
    """

    loss: np.ndarray
    ratios: np.ndarray
    right: np.ndarray
    finite: np.ndarray
    before: np.ndarray
    after: np.ndarray


def _draw_weights(
    sizes: list[int], gains: Sequence[float], seeds: Sequence[int], scheme: str = "he"
) -> list:
    """Return the weights of every layer, (runs, in, out); gains are the outer loop."""
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    weights = []
    for shape in pairwise(sizes):
        drawn = batched.draw_each(torch.randn, shape, generators)
        once = SCHEMES[scheme](*shape, 1.0) * drawn
        weights.append(torch.cat([gain * once for gain in gains]).requires_grad_())
    return weights


def _logits(parameters: batched.Parameters, X: torch.Tensor) -> torch.Tensor:
    """Return the scores (runs, n, 10) of inputs (n, d), the same for all runs."""
    return batched.scores(parameters, X.expand(len(parameters[0]), *X.shape))


def train_deep(
    X: np.ndarray,
    y: np.ndarray,
    recipe: DeepRecipe,
    gains: Sequence[float],
    seeds: Sequence[int],
    held_out: tuple[np.ndarray, np.ndarray] | None = None,
) -> DeepRuns:
    """Train one deep network for every gain and seed; return what became of each.

    Parameters
    ----------
    X : ndarray of shape (n, d)
    y : ndarray of shape (n,)
        Labels 0 to 9.
    recipe : DeepRecipe
    gains : sequence of float
        Factors of the scheme's standard deviation, above 0.
    seeds : sequence of int
        Of the weights. The batches are the same for all runs.
    held_out : (X, y), optional
        Examples on which right answers are counted; by default those of the training.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, out of range or empty.
    """
    pair = _check(X, y)
    judged = pair if held_out is None else _check(*held_out)
    parameters = _start(pair[0].shape[1], recipe, gains, seeds)
    with torch.no_grad():
        loss = batched.mean_losses(_logits(parameters, pair[0]), pair[1]).numpy()
    before = _dead(parameters, pair[0])
    ratios = _descend(parameters, pair, recipe)
    right, finite = _judge(parameters, judged)
    after, shape = _dead(parameters, pair[0]), (len(gains), len(seeds))
    return DeepRuns(
        loss.reshape(shape),
        ratios.reshape(-1, *shape),
        right.reshape(shape),
        finite.reshape(shape),
        before.reshape(recipe.depth, *shape, recipe.width),
        after.reshape(recipe.depth, *shape, recipe.width),
    )


def _start(
    num_inputs: int, recipe: DeepRecipe, gains: Sequence[float], seeds: Sequence[int]
) -> batched.Parameters:
    """Return W1, b1, W2, ... of all runs; the biases are 0."""
    checks.real_array("gains", gains, 1), checks.real_array("seeds", seeds, 1)
    for i, gain in enumerate(gains):
        checks.number(f"gains[{i}]", gain, above=0)
    sizes, parameters = [num_inputs, *[recipe.width] * recipe.depth, 10], []
    for W in _draw_weights(sizes, gains, seeds, recipe.scheme):
        b = torch.zeros(len(W), 1, W.shape[2], dtype=W.dtype, requires_grad=True)
        parameters += [W, b]
    return parameters


def _check(X: np.ndarray, y: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    X, y = checks.real_array("X", X, 2), checks.labels("y", y, 10)
    checks.same_length(X=X, y=y)
    return torch.from_numpy(X), torch.from_numpy(y)


@torch.no_grad()
def _judge(
    parameters: batched.Parameters, pair: tuple
) -> tuple[np.ndarray, np.ndarray]:
    """Return each run's share of right answers, and whether its scores are finite."""
    scores = _logits(parameters, pair[0])
    right = (scores.argmax(2) == pair[1]).double().mean(1)
    finite = scores.isfinite().all(2).all(1)
    return (right * finite).numpy(), finite.numpy()


@torch.no_grad()
def _dead(parameters: batched.Parameters, X: torch.Tensor) -> np.ndarray:
    """Return which hidden units are 0 for all inputs, (depth, runs, width)."""
    hidden = batched.layers(parameters, X.expand(len(parameters[0]), *X.shape))[:-1]
    return torch.stack([(H == 0).all(dim=1) for H in hidden]).numpy()


def _descend(
    parameters: batched.Parameters, pair: tuple, recipe: DeepRecipe
) -> np.ndarray:
    """Update all runs in place; return how far the first step moved the weights."""
    X, y = pair
    generator = torch.Generator().manual_seed(0)
    runs, start = len(parameters[0]), [p.detach().clone() for p in parameters[::2]]
    moved = torch.full((len(start), runs), torch.nan, dtype=DTYPE)
    for step in range(recipe.num_steps):
        batch = torch.randint(len(y), (recipe.batch_size,), generator=generator)
        scores = _logits(parameters, X[batch])
        each = F.cross_entropy(scores.flatten(0, 1), y[batch].repeat(runs))
        # the mean over all runs, times runs: the sum of the runs' own means
        batched.step_all(parameters, each * runs, recipe.lr)
        if step == 0:
            ends = zip(parameters[::2], start, strict=True)
            moved = torch.stack([_relative_change(p.detach(), W) for p, W in ends])
    return moved.numpy()


def _relative_change(new: torch.Tensor, old: torch.Tensor) -> torch.Tensor:
    """Return |new - old| / |old| of each run (root of the sum of squares)."""
    return torch.linalg.norm(new - old, dim=(1, 2)) / torch.linalg.norm(old, dim=(1, 2))
