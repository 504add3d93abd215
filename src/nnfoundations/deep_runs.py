"""Deep networks with different initial weights, trained side by side.

All runs have the same layers and see the same batches; they differ in the seed of
their weights and in the gain by which He's standard deviation is multiplied. One
tensor per layer holds the weights of all runs, shape (runs, in, out), so that a step
of all runs takes little longer than one of a few. Everything is float64.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch.nn import functional as F

from nnfoundations import checks, side_by_side
from nnfoundations.stack_training import SCHEMES


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

    def __post_init__(self) -> None:
        checks.integer("depth", self.depth)
        checks.integer("width", self.width)
        checks.number("lr", self.lr, above=0)
        checks.integer("num_steps", self.num_steps, at_least=0)
        checks.integer("batch_size", self.batch_size)


def _drawn(sizes: list[int], gains: Sequence[float], seeds: Sequence[int]) -> list:
    """Return the weights of every layer, (runs, in, out); gains are the outer loop."""
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    weights = []
    for shape in pairwise(sizes):
        normals = [torch.randn(shape, generator=g).double() for g in generators]
        he = SCHEMES["he"](*shape, 1.0) * torch.stack(normals)
        weights.append(torch.cat([gain * he for gain in gains]).requires_grad_())
    return weights


def _logits(parameters: side_by_side.Parameters, X: torch.Tensor) -> torch.Tensor:
    """Return the scores (runs, n, 10) of inputs (n, d), the same for all runs."""
    return side_by_side.scores(parameters, X.expand(len(parameters[0]), *X.shape))


def train_deep(
    X: np.ndarray,
    y: np.ndarray,
    recipe: DeepRecipe,
    gains: Sequence[float],
    seeds: Sequence[int],
) -> np.ndarray:
    """Train one deep network for every gain and seed; return what each has learned.

    Parameters
    ----------
    X : ndarray of shape (n, d)
    y : ndarray of shape (n,)
        Labels 0 to 9.
    recipe : DeepRecipe
    gains : sequence of float
        Factors of He's standard deviation sqrt(2 / fan_in), above 0.
    seeds : sequence of int
        Of the weights. The batches are the same for all runs.

    Returns
    -------
    ndarray of shape (gains, seeds)
        Share of the examples that are right at the end; 0 where a score is not
        finite any more.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, out of range or empty.
    """
    X, y = checks.real_array("X", X, 2), checks.labels("y", y, 10)
    checks.same_length(X=X, y=y)
    checks.real_array("gains", gains, 1), checks.real_array("seeds", seeds, 1)
    for i, gain in enumerate(gains):
        checks.number(f"gains[{i}]", gain, above=0)
    sizes = [X.shape[1], *[recipe.width] * recipe.depth, 10]
    parameters = []
    for W in _drawn(sizes, gains, seeds):
        b = torch.zeros(len(W), 1, W.shape[2], dtype=W.dtype, requires_grad=True)
        parameters += [W, b]
    inputs, targets = torch.from_numpy(X), torch.from_numpy(y)
    _descend(parameters, (inputs, targets), recipe)
    with torch.no_grad():
        scores = _logits(parameters, inputs)
    right = (scores.argmax(2) == targets).double().mean(1)
    finite = scores.isfinite().all(2).all(1)
    return (right * finite).reshape(len(gains), len(seeds)).numpy()


def _descend(
    parameters: side_by_side.Parameters, pair: tuple, recipe: DeepRecipe
) -> None:
    """Update all runs in place."""
    X, y = pair
    generator = torch.Generator().manual_seed(0)
    runs = len(parameters[0])
    for _ in range(recipe.num_steps):
        batch = torch.randint(len(y), (recipe.batch_size,), generator=generator)
        scores = _logits(parameters, X[batch])
        each = F.cross_entropy(scores.flatten(0, 1), y[batch].repeat(runs))
        # the mean over all runs, times runs: the sum of the runs' own means
        side_by_side.descend(parameters, each * runs, recipe.lr)
