"""When a training counts as diverged, and what is said about it."""

import math
from dataclasses import dataclass
from typing import Any

from nnfoundations import checks

#: An epoch whose mean loss is this many times the first batch's has diverged.
DIVERGENCE_FACTOR = 3.0


@dataclass(frozen=True)
class Divergence:
    """Where a training diverged: epoch and batch count from 1.

    Attributes
    ----------
    epoch, batch : int
        When.
    lr : float
        The learning rate then.
    loss : float
        The loss that gave it away.
    reason : str
        What counted as divergence.
    """

    epoch: int
    batch: int
    lr: float
    loss: float
    reason: str

    def __str__(self) -> str:
        return (
            f"training diverged in epoch {self.epoch}, batch {self.batch}, with"
            f" learning rate {self.lr:g}: {self.reason}. Try a smaller learning rate"
            " (a tenth, say), smaller initial weights, or gradient_clip_val=1."
        )


class Diverged(RuntimeError):
    """A training diverged; `record` is the `Divergence`."""

    def __init__(self, record: Divergence) -> None:
        super().__init__(str(record))
        self.record = record


def learning_rate(optimiser: Any) -> float:
    """Return an optimiser's learning rate; d2l's own SGD keeps it in `lr`."""
    groups = getattr(optimiser, "param_groups", None)
    return float(groups[0]["lr"] if groups else getattr(optimiser, "lr", math.nan))


def find_divergence(first_loss: float, train_loss: float, val_loss: float) -> str:
    """Return why an epoch shows a divergence; an empty text if it does not.

    Parameters
    ----------
    first_loss : float
        Loss of the training's very first batch.
    train_loss, val_loss : float
        Mean losses of the epoch.
    """
    losses = {"first_loss": first_loss, "train_loss": train_loss, "val_loss": val_loss}
    for name, loss in losses.items():
        checks.kind(name, loss, float, int)
    if not math.isfinite(val_loss):
        return f"the validation loss is {val_loss}"
    if train_loss > DIVERGENCE_FACTOR * first_loss > 0:
        return (
            f"the epoch's mean loss {train_loss:.4g} is over {DIVERGENCE_FACTOR:g}"
            f" times that of the first batch, {first_loss:.4g}"
        )
    return ""
