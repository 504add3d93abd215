"""Many classifiers trained at once, each on its own examples: a cohort.

Every member is a multilayer perceptron with one hidden ReLU layer. The members have
the same sizes, learning rate and number of steps; the seed, the examples, the weight
decay and the dropout may differ from member to member. One tensor holds the weights
of all, shape (members, in, out), and each step is one batched matrix product: 25
trainings take the time of a few. Everything is float64, so that results barely
depend on the machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.data.samples import Examples, check_examples
from nnfoundations.learning import batched
from nnfoundations.learning.batched import Parameters

#: Loss and accuracy (members,) on each watched set.
_Look = dict[str, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class CohortPlan:
    """What all members of a cohort have in common.

    Attributes
    ----------
    num_hiddens : int
        Width of the hidden layer.
    num_steps : int
        Steps of stochastic gradient descent.
    lr, momentum : float
        As in ``torch.optim.SGD``.
    batch_size : int or None
        Examples per step, drawn anew for each step and none twice; None takes all.
    every : int
        The members are looked at after every so many steps, and before the first.
    num_classes : int

    Raises
    ------
    TypeError, ValueError
        If a value is of the wrong kind or out of range.
    """

    num_hiddens: int = 128
    num_steps: int = 400
    lr: float = 0.1
    momentum: float = 0.9
    batch_size: int | None = None
    every: int = 20
    num_classes: int = 10

    def __post_init__(self) -> None:
        checks.integer("num_hiddens", self.num_hiddens)
        checks.integer("num_steps", self.num_steps)
        checks.number("lr", self.lr, above=0)
        checks.number("momentum", self.momentum, at_least=0, at_most=1)
        if self.batch_size is not None:
            checks.integer("batch_size", self.batch_size)
        checks.integer("every", self.every)
        checks.integer("num_classes", self.num_classes, at_least=2)


@dataclass(frozen=True)
class Cohort:
    """Trained members and what was seen of them on the way.

    Attributes
    ----------
    steps : ndarray of shape (looks,)
        After how many steps the members were looked at, from 0.
    loss, acc : dict of str to ndarray of shape (members, looks)
        Mean cross-entropy [nats] and share of right answers on each watched set,
        without dropout and without the penalty.
    parameters : tuple of ndarrays
        W1 (members, d, h), b1 (members, 1, h), W2 (members, h, k), b2 (members, 1, k)
        after the last step.
    """

    steps: np.ndarray
    loss: dict[str, np.ndarray]
    acc: dict[str, np.ndarray]
    parameters: tuple[np.ndarray, ...]

    def probabilities(self, X: ArrayLike) -> np.ndarray:
        """Return the probabilities (members, n, k) that each member gives to X.

        Parameters
        ----------
        X : array_like of shape (n, d) or (members, n, d)
            The same images for all, or each member's own.

        Raises
        ------
        TypeError, ValueError
            If `X` is no array of real numbers of that shape.
        """
        inputs = checks.real_array("X", X)
        members, d, _ = self.parameters[0].shape
        if inputs.ndim == 2:
            inputs = np.broadcast_to(inputs, (members, *inputs.shape))
        if inputs.ndim != 3 or (len(inputs), inputs.shape[2]) != (members, d):
            wanted, came = f"shape (n, {d}) or ({members}, n, {d})", f"{np.shape(X)}"
            raise ValueError(checks.complaint("X", wanted, came))
        weights = [torch.from_numpy(p) for p in self.parameters]
        scores = _logits(weights, torch.tensor(inputs))
        return scores.softmax(-1).numpy()

    def accuracy(self, X: ArrayLike, y: ArrayLike) -> np.ndarray:
        """Return each member's share of right answers (members,).

        `X` is that of `probabilities`; `y` has one label for each image of it.
        """
        if np.shape(X)[:-1] != np.shape(y):
            wanted = f"shape {np.shape(X)[:-1]}, one label an image"
            raise ValueError(checks.complaint("y", wanted, f"shape {np.shape(y)}"))
        return (self.probabilities(X).argmax(-1) == np.asarray(y)).mean(1)


def train_cohort(
    examples: Examples,
    plan: CohortPlan,
    seeds: Sequence[int],
    watched: Mapping[str, Examples] | None = None,
    weight_decay: ArrayLike = 0.0,
    dropout: ArrayLike = 0.0,
) -> Cohort:
    """Train one member for each seed on its own examples.

    A member minimises its mean cross-entropy plus weight_decay / 2 times the sum of
    its squared weights (biases left out). With dropout q, each hidden activation is
    set to 0 with probability q at every step, and the others are divided by 1 - q.

    Parameters
    ----------
    examples : (X, y)
        X (members, n, d) and y (members, n), labels 0 to k - 1.
    plan : Plan
    seeds : sequence of int
        One for each member: of its weights (drawn as ``nn.Linear`` draws them), then
        of its batches and of its dropout.
    watched : mapping of str to (X, y)
        What the members are measured on, such as ``{"validation": (X, y)}``, in the
        same form. The training examples are always watched, as ``"training"``.
    weight_decay, dropout : float or sequence of float
        One number, or one for each member; 0 <= dropout <= 0.99.

    Returns
    -------
    cohort : Cohort
        A member does not depend on which others it was trained with.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or out of range.

    References
    ----------
    Krogh and Hertz (1991), A simple weight decay can improve generalization;
    Srivastava et al. (2014), Dropout.
    """
    k, members = plan.num_classes, checks.integer("number of seeds", len(seeds))
    sets = {"training": examples, **(watched or {})}
    pairs = {
        name: check_examples(name, pair, members, k) for name, pair in sets.items()
    }
    X, y = pairs["training"]
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    widths = (X.shape[2], plan.num_hiddens, plan.num_classes)
    parameters = batched.uniform_start(widths, generators)
    decay = _per_member("weight_decay", weight_decay, members, at_most=np.inf)
    drop = _per_member("dropout", dropout, members, at_most=0.99)
    optimiser = torch.optim.SGD(parameters, plan.lr, plan.momentum)
    looks = [_look(parameters, pairs)]
    for step in range(1, plan.num_steps + 1):
        batch = _batch(X, y, plan, generators)
        mask = _mask(drop, (batch[0].shape[1], plan.num_hiddens), generators)
        loss = _loss(parameters, batch, mask) + decay / 2 * _squares(parameters)
        optimiser.zero_grad()
        loss.sum().backward()  # a member's loss depends on its own weights only
        optimiser.step()
        if step % plan.every == 0:
            looks.append(_look(parameters, pairs))
    return _cohort(plan, parameters, looks)


def _per_member(
    name: str, values: ArrayLike, members: int, at_most: float
) -> torch.Tensor:
    given = checks.real_array(name, values)
    if given.shape not in ((), (members,)):
        wanted = f"one number, or {members}"
        raise ValueError(checks.complaint(name, wanted, f"shape {given.shape}"))
    for value in given.ravel():
        checks.number(name, float(value), at_least=0, at_most=at_most)
    return torch.from_numpy(np.broadcast_to(given, members).copy())


def _logits(
    parameters: Parameters, X: torch.Tensor, mask: torch.Tensor | None = None
) -> torch.Tensor:
    """Return scores (members, n, k); the mask (members, n, h) drops activations."""
    if mask is None:
        return batched.scores(parameters, X)
    return batched.scores(parameters, X, lambda Z: torch.relu(Z) * mask)


def _batch(
    X: torch.Tensor,
    y: torch.Tensor,
    plan: CohortPlan,
    generators: list[torch.Generator],
) -> tuple[torch.Tensor, torch.Tensor]:
    n = X.shape[1]
    if plan.batch_size is None or plan.batch_size >= n:
        return X, y
    drawn = [torch.randperm(n, generator=g)[: plan.batch_size] for g in generators]
    rows, members = torch.stack(drawn), torch.arange(len(X))[:, None]
    return X[members, rows], y[members, rows]


def _mask(
    dropout: torch.Tensor, shape: tuple[int, int], generators: list[torch.Generator]
) -> torch.Tensor | None:
    """Return 0 for what is dropped and 1 / (1 - q) for the rest: (members, n, h)."""
    if not dropout.any():
        return None
    drawn = [torch.rand(shape, generator=g) for g in generators]
    q = dropout[:, None, None]
    return (torch.stack(drawn) >= q).double() / (1 - q)


def _loss(
    parameters: Parameters,
    pair: tuple[torch.Tensor, torch.Tensor],
    mask: torch.Tensor | None = None,
) -> torch.Tensor:
    return batched.mean_losses(_logits(parameters, pair[0], mask), pair[1])


def _squares(parameters: Parameters) -> torch.Tensor:
    W1, _, W2, _ = parameters
    return (W1**2).sum((1, 2)) + (W2**2).sum((1, 2))


@torch.no_grad()
def _look(
    parameters: Parameters, pairs: Mapping[str, tuple[torch.Tensor, torch.Tensor]]
) -> _Look:
    """Return loss and accuracy of every member on every set."""
    seen = {}
    for name, (X, y) in pairs.items():
        scores = _logits(parameters, X)
        right = (scores.argmax(-1) == y).double()
        seen[name] = batched.mean_losses(scores, y).numpy(), right.mean(1).numpy()
    return seen


def _cohort(plan: CohortPlan, parameters: Parameters, looks: list[_Look]) -> Cohort:
    loss, acc = (
        {name: np.stack([seen[name][i] for seen in looks], 1) for name in looks[0]}
        for i in (0, 1)
    )
    arrays = tuple(p.detach().numpy() for p in parameters)
    return Cohort(np.arange(len(looks)) * plan.every, loss, acc, arrays)
