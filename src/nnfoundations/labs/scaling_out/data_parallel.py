"""The same training on one process and on several: plans, runs, comparison.

In data-parallel training every rank holds a copy of the model and a part of each
batch. After the backward pass the ranks average their gradients, so that all take
the same step. `train_together` really starts the processes, with torchrun and
DistributedDataParallel; `train_alone` takes the steps of one process.

References
----------
Li et al. (2020), PyTorch Distributed: Experiences on Accelerating Data Parallel
Training.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnfoundations import checks, whole_files
from nnfoundations.labs.scaling_out import torchrun
from nnfoundations.labs.scaling_out.sharding import Deal
from nnfoundations.learning import backprop
from nnfoundations.learning.backprop import Gradients, Weights
from nnfoundations.learning.ladder import RUNGS, Batch, Rung, measure_discrepancy

WORKER = "nnfoundations.labs.scaling_out.data_parallel_worker"
#: Of the temporary folders with plans and trajectories.
PREFIX = "nnfoundations-ranks-"
SHARES = ("mean", "weighted", "sum")
#: The weights after each step.
Trajectory = list[Weights]


@dataclass(frozen=True)
class ParallelPlan:
    """What the ranks do.

    Attributes
    ----------
    weights : Weights
        Where every rank starts; the batches are taken in their dtype.
    shards : sequence of sequences of (X, y)
        ``shards[step][rank]``: inputs (n, d) and labels (n,).
    lr : float
    share : {"mean", "weighted", "sum"}
        What a rank's loss is: see
        `nnfoundations.labs.scaling_out.data_parallel_worker.find_factor`.

    Raises
    ------
    TypeError, ValueError
        If there is no step, the steps have different numbers of ranks, weights or
        inputs are not finite, or a shard does not fit the weights.
    """

    weights: Weights
    shards: Sequence[Sequence[Batch]]
    lr: float
    share: str = "mean"

    def __post_init__(self) -> None:
        """Refuse what no set of ranks could follow."""
        checks.number("lr", self.lr, above=0)
        checks.choice("share", self.share, SHARES)
        ranks = {len(step) for step in self.shards}
        if len(ranks) != 1 or ranks == {0}:
            came = f"{len(self.shards)} steps with {sorted(ranks)} ranks"
            wanted = "at least one step, each for the same ranks"
            raise ValueError(checks.complaint("shards", wanted, came))
        for name, tensor in self.weights._asdict().items():
            checks.real_array(name, tensor)
        d, k = len(self.weights.W1), len(self.weights.b2)
        for step, shards in enumerate(self.shards):
            for rank, (X, y) in enumerate(shards):
                where = f"shards[{step}][{rank}]"
                inputs = checks.real_array(f"{where} X", X, 2)
                checks.same_length(X=inputs, y=checks.labels(f"{where} y", y, k))
                if inputs.shape[1] != d:
                    wanted, came = f"{d} inputs per example", inputs.shape[1]
                    raise ValueError(checks.complaint(where, wanted, came))

    @property
    def num_ranks(self) -> int:
        """The number of processes that it takes."""
        return len(self.shards[0])


def cut_shards(X: np.ndarray, y: np.ndarray, deal: Deal) -> list[list[Batch]]:
    """Return the examples that are dealt to each rank in each step."""
    return [[(X[hand], y[hand]) for hand in step] for step in deal]


def train_alone(
    weights: Weights, batches: Sequence[Batch], lr: float, rung: Rung = RUNGS[-1]
) -> Trajectory:
    """Take one step per global batch in this process, with a rung of the ladder.

    Parameters
    ----------
    weights : Weights
    batches : sequence of (X, y)
    lr : float
    rung : Rung
        The last one, ``nn.Sequential``, unless another is given.
    """
    trajectory: Trajectory = []
    for X, y in batches:
        batch = X.astype(weights.W1.dtype), y
        weights = rung.train(weights, [batch], lr)
        trajectory.append(weights)
    return trajectory


def train_together(
    plans: Mapping[str, ParallelPlan], timeout: float = 300.0
) -> dict[str, list[Trajectory]]:
    """Follow plans on several real processes, one after another in one start.

    Parameters
    ----------
    plans : mapping of str to Plan
        By a name made of letters, digits and _; all for the same number of ranks.
    timeout : float
        Seconds for everything.

    Returns
    -------
    dict
        For each plan a list over the ranks of their weights after each step.

    Raises
    ------
    ValueError
        If the plans do not fit together.
    RuntimeError, TimeoutError
        If the processes fail or take too long.
    """
    counts = {plan.num_ranks for plan in plans.values()}
    if len(counts) != 1 or not all(name.isidentifier() for name in plans):
        wanted = "named plans for the same number of ranks"
        came = f"{list(plans)} with {sorted(counts)} ranks"
        raise ValueError(checks.complaint("plans", wanted, came))
    (num_ranks,) = counts
    with whole_files.passing_folder(PREFIX) as folder:
        for name, plan in plans.items():
            np.savez(folder / f"{name}.plan.npz", **_entries(plan))
        torchrun.launch(WORKER, [str(folder)], num_ranks, timeout)
        files = {name: [f"{name}.{r}.npz" for r in range(num_ranks)] for name in plans}
        return {
            name: [_trajectory(folder / file) for file in paths]
            for name, paths in files.items()
        }


def _entries(plan: ParallelPlan) -> dict[str, Any]:
    entries: dict[str, Any] = plan.weights._asdict() | {"lr": np.array(plan.lr)}
    entries |= {"share": np.array(plan.share), "num_steps": np.array(len(plan.shards))}
    for step, shards in enumerate(plan.shards):
        for rank, (X, y) in enumerate(shards):
            entries[f"X_{step}_{rank}"] = X.astype(plan.weights.W1.dtype)
            entries[f"y_{step}_{rank}"] = y.astype(np.int64)
    return entries


def _trajectory(path: Path) -> Trajectory:
    with np.load(path) as seen:
        columns = [seen[name] for name in Weights._fields]
    return [Weights(*tensors) for tensors in zip(*columns, strict=True)]


def measure_gap(one: Trajectory, other: Trajectory) -> np.ndarray:
    """Return after each step the largest `measure_discrepancy` of W1, b1, W2 and b2."""
    checks.same_length(one=one, other=other)
    pairs = zip(one, other, strict=True)
    return np.array([max(map(measure_discrepancy, a, b)) for a, b in pairs])


def average_gradients(weights: Weights, shards: Sequence[Batch]) -> Gradients:
    """Return the average of the ranks' mean gradients, as DDP computes it.

    No process is started: the hand-written backward pass goes from shard to shard.
    """
    found = []
    for X, y in shards:
        cache = backprop.forward(weights, X.astype(weights.W1.dtype))
        found.append(backprop.backward(weights, cache, y))
    return Gradients(
        *(np.mean(tensors, axis=0) for tensors in zip(*found, strict=True))
    )


def gradient_error(weights: Weights, shards: Sequence[Batch], batch: Batch) -> float:
    """Return how far the ranks' average is from the gradient of the batch.

    Parameters
    ----------
    weights : Weights
    shards : sequence of (X, y)
        What each rank has of the batch.
    batch : (X, y)
        The batch that is meant: all examples, each of them once.

    Returns
    -------
    float
        The norm of the difference of all parameters' gradients, relative to the
        norm of the gradient of the batch.
    """
    seen, right = (
        np.concatenate([g.ravel() for g in average_gradients(weights, parts)])
        for parts in (shards, [batch])
    )
    return float(np.linalg.norm(seen - right) / np.linalg.norm(right))
