"""A table of runs: the same network trained at many settings and from many seeds.

A setting is one choice of all hyperparameters. Runs whose tensors have the same
shapes are trained together, in tensors of shape (settings, seeds, in, out), so that
hundreds of short trainings take seconds. Everything is float64, the drawn weights
included, so that rounding leaves the answers of a training that settles as they are.
Past the largest stable rate it does not: there a machine has results of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch.nn import functional as F

from nnfoundations import checks
from nnfoundations.data.samples import NUM_CLASSES, Examples, check_examples
from nnfoundations.learning import batched
from nnfoundations.learning.optimisers import UPDATE_RULES

#: Runs that are trained at once: few enough for their weights to stay in the cache.
TOGETHER = 60
F64 = torch.float64
_Pair = tuple[torch.Tensor, torch.Tensor]


@dataclass(frozen=True)
class Setting:
    """One choice of all hyperparameters.

    Attributes
    ----------
    depth : int
        Hidden layers of ReLUs; 0 is softmax regression.
    width : int
        Units in each hidden layer.
    lr : float
        Learning rate.
    batch_size : int
        Examples per step.
    num_steps : int
        Steps of gradient descent.
    sigma : float
        Standard deviation of the initial weights; biases start at 0.
    rule : {"plain", "momentum", "adam"}
        See `nnfoundations.learning.optimisers`.
    slope : float
        Of the hidden units below 0: 0 is the ReLU, more is a leaky one.

    Raises
    ------
    TypeError, ValueError
        If a value is of the wrong kind, too small, or an unknown name.
    """

    depth: int = 1
    width: int = 32
    lr: float = 0.3
    batch_size: int = 32
    num_steps: int = 320
    sigma: float = 0.1
    rule: str = "plain"
    slope: float = 0.0

    def __post_init__(self) -> None:
        checks.integer("depth", self.depth, at_least=0)
        checks.integer("width", self.width)
        checks.number("lr", self.lr, above=0)
        checks.integer("batch_size", self.batch_size)
        checks.integer("num_steps", self.num_steps)
        checks.number("sigma", self.sigma, at_least=0)
        checks.choice("rule", self.rule, UPDATE_RULES)
        checks.number("slope", self.slope, at_least=0)

    @property
    def shape(self) -> tuple[int, int, int, str, float]:
        """What settings must share to be trained together."""
        return self.depth, self.width, self.batch_size, self.rule, self.slope


@dataclass(frozen=True)
class Trials:
    """What a table of runs got right.

    Attributes
    ----------
    settings : tuple of Setting
    right : dict of str to bool ndarray of shape (settings, seeds, n)
        Which examples of each set were answered rightly after the last step. A run
        that diverged, so that a score is not finite, has none right.
    dead : ndarray of shape (settings, seeds)
        The share of hidden units that are not above 0 for any training image.
    """

    settings: tuple[Setting, ...]
    right: dict[str, np.ndarray]
    dead: np.ndarray

    def accuracy(self, name: str) -> np.ndarray:
        """Return the share of right answers (settings, seeds) on a set."""
        return self.right[name].mean(-1)


def train_trials(
    settings: Sequence[Setting],
    sets: Mapping[str, Examples],
    seeds: Sequence[int],
) -> Trials:
    """Train every setting from every seed.

    Parameters
    ----------
    settings : sequence of Setting
    sets : mapping of str to (X, y)
        X (seeds, n, d) and y (seeds, n), labels 0 to 9, as
        `nnfoundations.data.samples.digit_samples` makes them; ``"training"`` is trained
        on, all are measured.
    seeds : sequence of int
        Of the weights and of the order of the examples: settings of one seed and
        size start from the same random numbers, times sigma.

    Returns
    -------
    trials : Trials
        A run does not depend on which others it was trained with.

    Raises
    ------
    TypeError, ValueError
        If a set does not have such a form, or there is nothing to train.
    """
    checks.integer("number of settings", len(settings))
    checks.integer("number of seeds", len(seeds))
    if "training" not in sets:
        raise ValueError(checks.complaint("sets", "a set 'training'", str(list(sets))))
    pairs = {
        name: check_examples(name, pair, len(seeds), NUM_CLASSES, "seeds")
        for name, pair in sets.items()
    }
    right = {
        name: np.zeros((len(settings), *y.shape), bool)
        for name, (_, y) in pairs.items()
    }
    trials = Trials(tuple(settings), right, np.zeros((len(settings), len(seeds))))
    for rows in _groups(settings, max(1, TOGETHER // len(seeds))):
        _train(rows, pairs, seeds, trials)
    return trials


def _groups(settings: Sequence[Setting], size: int) -> list[list[int]]:
    """Return indices of settings that can be trained together, at most so many."""
    alike: dict[tuple, list[int]] = {}
    for i in sorted(range(len(settings)), key=lambda i: settings[i].num_steps):
        alike.setdefault(settings[i].shape, []).append(i)
    return [
        rows[at : at + size]
        for rows in alike.values()
        for at in range(0, len(rows), size)
    ]


def _initial(
    group: list[Setting], num_inputs: int, seeds: Sequence[int]
) -> list[torch.Tensor]:
    """Return weights (settings, seeds, in, out), then biases: sigma x normal, and 0."""
    sizes = [num_inputs, *[group[0].width] * group[0].depth, NUM_CLASSES]
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    sigma = torch.tensor([s.sigma for s in group]).double()[:, None, None, None]
    weights = []
    for shape in pairwise(sizes):
        weights.append(sigma * batched.draw_each(torch.randn, shape, generators))
    biases = [torch.zeros(*W.shape[:2], 1, W.shape[3], dtype=F64) for W in weights]
    return [p.requires_grad_() for p in (*weights, *biases)]


def _layers(
    parameters: list[torch.Tensor], X: torch.Tensor, slope: float
) -> list[torch.Tensor]:
    """Return the hidden layers and the scores (settings, seeds, n, ...) of inputs."""
    depth = len(parameters) // 2
    layers = [X]
    for i in range(depth):
        H = torch.matmul(layers[-1], parameters[i]) + parameters[depth + i]
        layers.append(_rectify(H, slope) if i < depth - 1 else H)
    return layers[1:]


def _rectify(Z: torch.Tensor, slope: float) -> torch.Tensor:
    return F.leaky_relu(Z, slope) if slope else torch.relu(Z)


def _orders(num_examples: int, needed: int, seeds: Sequence[int]) -> torch.Tensor:
    """Return which examples come one after another (seeds, needed): whole epochs."""
    epochs = -(-needed // num_examples)
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    drawn = [
        torch.cat([torch.randperm(num_examples, generator=g) for _ in range(epochs)])
        for g in generators
    ]
    return torch.stack(drawn)[:, :needed]


def _train(
    rows: list[int], pairs: dict[str, _Pair], seeds: Sequence[int], trials: Trials
) -> None:
    """Train some settings together; each is measured after its own last step."""
    group = [trials.settings[i] for i in rows]
    X, y = pairs["training"]
    size, rule, slope = group[0].batch_size, UPDATE_RULES[group[0].rule], group[0].slope
    last = max(s.num_steps for s in group)
    orders = _orders(y.shape[1], last * size, seeds)
    members = torch.arange(len(seeds))[:, None]
    lr = torch.tensor([s.lr for s in group]).double()[:, None, None, None]
    parameters = _initial(group, X.shape[2], seeds)
    memories = [rule.start(p.detach()) for p in parameters]
    for step in range(1, last + 1):
        batch = orders[:, (step - 1) * size : step * size]
        scores = _layers(parameters, X[members, batch], slope)[-1]
        gradients = torch.autograd.grad(_loss(scores, y[members, batch]), parameters)
        with torch.no_grad():
            for i, gradient in enumerate(gradients):
                moved, memories[i] = rule.step(
                    parameters[i], memories[i], gradient, step, lr
                )
                parameters[i] = moved.requires_grad_()
        ended = [i for i, s in enumerate(group) if s.num_steps == step]
        if ended:
            now = [p.detach()[ended] for p in parameters]
            _measure(now, pairs, [rows[i] for i in ended], trials)


def _loss(scores: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Return the sum over the runs of their mean cross-entropies."""
    targets = y.expand(scores.shape[:-1])
    total = F.cross_entropy(scores.flatten(0, 2), targets.flatten(), reduction="sum")
    return total / y.shape[1]


def _measure(
    parameters: list[torch.Tensor],
    pairs: dict[str, _Pair],
    rows: list[int],
    trials: Trials,
) -> None:
    slope = trials.settings[rows[0]].slope
    for name, (X, y) in pairs.items():
        *hidden, scores = _layers(parameters, X, slope)
        sound = scores.isfinite().all(-1).all(-1, keepdim=True)
        trials.right[name][rows] = ((scores.argmax(-1) == y) & sound).numpy()
        if name == "training" and hidden:
            dead = torch.cat([(H <= 0).all(-2) for H in hidden], -1)
            trials.dead[rows] = dead.double().mean(-1).numpy()
