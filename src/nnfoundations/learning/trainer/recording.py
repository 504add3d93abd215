"""A board that keeps what a d2l model plots, and draws nothing."""

import contextlib
import math
from collections.abc import Iterator
from typing import Any

import numpy as np


class Recorder:
    """Stands in for a model's board: adds up what the model plots.

    Attributes
    ----------
    weight : int
        Examples in the batch whose means come next.
    count : int
        Examples so far.
    totals : dict of str to float
        By label, the sum of the means times their weights.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.weight = self.count = 0
        self.totals: dict[str, float] = {}

    def announce(self, weight: int) -> None:
        """Say how many examples the next batch has."""
        self.weight = weight
        self.count += weight

    def draw(self, x: float, y: Any, label: str, every_n: int = 1) -> None:
        """Add a point; the signature is that of d2l's board."""
        self.totals[label] = self.totals.get(label, 0.0) + float(y) * self.weight

    def mean(self, label: str) -> float:
        """Return the mean over all examples; NaN if nothing had this label."""
        total = self.totals.get(label, math.nan)
        # The batches' accuracies are rounded to float32, but hits are whole numbers.
        if label.endswith("_acc") and math.isclose(
            total, np.rint(total), rel_tol=0, abs_tol=1e-3
        ):
            total = float(np.rint(total))
        return total / self.count if self.count else math.nan


@contextlib.contextmanager
def recording(model: Any) -> Iterator[Recorder]:
    """Replace the model's board by a `Recorder` for a while."""
    board, model.board = model.board, Recorder()
    try:
        yield model.board
    finally:
        model.board = board
