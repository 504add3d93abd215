"""Two ways to train, step by step beside each other on the same batches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnfoundations import backprop, checks
from nnfoundations.backprop import Weights
from nnfoundations.ladder import Batch, Rung, discrepancy


@dataclass(frozen=True)
class Lockstep:
    """How far two trainings are apart.

    Attributes
    ----------
    weights, reference : Weights
        At the end.
    losses : ndarray of shape (steps, 2)
        Of each batch before its step [nats]: the one, the other.
    apart : ndarray of shape (steps,)
        After each step the largest `ladder.discrepancy` of W1, b1, W2 and b2.
    """

    weights: Weights
    reference: Weights
    losses: np.ndarray
    apart: np.ndarray


def run(
    rung: Rung, reference: Rung, weights: Weights, batches: Sequence[Batch], lr: float
) -> Lockstep:
    """Take one step per batch with either, each from its own weights.

    Parameters
    ----------
    rung, reference : Rung
    weights : Weights
        Where both start; the batches are taken in their dtype.
    batches : sequence of (X, y)
    lr : float

    Raises
    ------
    TypeError, ValueError
        If there is no batch, or one does not fit.
    """
    if not batches:
        raise ValueError(checks.complaint("batches", "at least one", "none"))
    ours = theirs = weights
    losses, apart = [], []
    for X, y in batches:
        batch = X.astype(weights.W1.dtype), y
        losses.append([_loss(ours, *batch), _loss(theirs, *batch)])
        ours = rung.train(ours, [batch], lr)
        theirs = reference.train(theirs, [batch], lr)
        apart.append(max(map(discrepancy, ours, theirs)))
    return Lockstep(ours, theirs, np.array(losses), np.array(apart))


def band(dtype: str, num_steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Return between what `Lockstep.apart` lies if two trainings differ by rounding.

    The rounding errors of the steps add up, but not all in one direction. On digits
    the largest difference starts near the unit of rounding and grows about as the
    fourth root of the steps; the band leaves a factor of several to either side.

    Parameters
    ----------
    dtype : str
        ``"float64"`` or ``"float32"``.
    num_steps : int

    Returns
    -------
    low, high : ndarray of shape (num_steps,)
    """
    steps = np.arange(1, checks.integer("num_steps", num_steps) + 1)
    middle = np.finfo(dtype).eps * steps**0.25
    return middle / 4, 8 * middle


def _loss(weights: Weights, X: np.ndarray, y: np.ndarray) -> float:
    return backprop.cross_entropy(backprop.forward(weights, X).logits, y)
