"""Where the time of one training epoch goes, phase by phase."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch

from nnfoundations import checks

#: Fetching a batch; logits and loss; gradients; the step; the numbers for the log.
PHASES = ("data", "forward", "backward", "update", "bookkeeping")


class Stopwatch:
    """Notes the time between laps, by name.

    Parameters
    ----------
    clock : callable
        Returns the time [s].

    Attributes
    ----------
    spent : dict of str to list of float
        Seconds of each lap, by phase.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.spent: dict[str, list[float]] = {phase: [] for phase in PHASES}
        self._clock, self._last = clock, clock()

    def lap(self, phase: str) -> None:
        """Charge the time since the last lap to a phase."""
        now = self._clock()
        self.spent[phase].append(now - self._last)
        self._last = now


def time_epoch(
    model: Any, batches: Iterable[Any], clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """Train for one epoch and return the seconds that each phase took, step by step.

    Parameters
    ----------
    model : d2l.Classifier
        It is trained, with the optimiser that it configures itself.
    batches : iterable of (X, y)
        Such as a data module's ``train_dataloader()``.
    clock : callable
        Returns the time [s].

    Returns
    -------
    dict of str to list of float
        For each of `PHASES` the seconds in each step.

    Raises
    ------
    ValueError
        If there is no batch.
    """
    optimiser = model.configure_optimizers()
    log, source, watch = [], iter(batches), Stopwatch(clock)
    while (batch := next(source, None)) is not None:
        X, y = batch
        watch.lap("data")
        logits = model(X)
        loss = model.loss(logits, y)
        watch.lap("forward")
        optimiser.zero_grad()
        loss.backward()
        watch.lap("backward")
        optimiser.step()
        watch.lap("update")
        with torch.no_grad():
            log.append((loss.item(), (logits.argmax(1) == y).sum().item()))
        watch.lap("bookkeeping")
    if not log:
        raise ValueError(checks.complaint("batches", "at least one", "none"))
    return watch.spent


def divide_time(spent: Mapping[str, float]) -> dict[str, float]:
    """Return each phase's part of the whole; the parts add up to 1.

    Parameters
    ----------
    spent : mapping of str to float
        Seconds by phase, such as the sums over an epoch.

    Raises
    ------
    ValueError
        If the whole is not positive.
    """
    total = checks.number("the sum of spent", sum(spent.values()), above=0)
    return {phase: seconds / total for phase, seconds in spent.items()}
