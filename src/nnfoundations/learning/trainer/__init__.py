"""A trainer on d2l's interface: progress, history, divergence, save and resume.

It trains every d2l model as d2l's own trainer does, step by step. d2l's board
redraws its figure for every point, which multiplies the time of a short training
by ten; here the points become a table, to be drawn once at the end
(`nnfoundations.plotting.curves`).
"""

import math
import os
from pathlib import Path
from typing import Any

import pandas as pd
import torch
from tqdm import tqdm

from nnfoundations import checks
from nnfoundations.d2l import torch as d2l
from nnfoundations.data.data_modules import TensorData
from nnfoundations.learning.trainer import checkpoint
from nnfoundations.learning.trainer.devices import find_device
from nnfoundations.learning.trainer.divergence import (
    Diverged,
    Divergence,
    find_divergence,
    learning_rate,
)
from nnfoundations.learning.trainer.recording import recording
from nnfoundations.networks.classifier import check_finite

COLUMNS = checkpoint.COLUMNS


class Trainer(d2l.Trainer):
    """Trains a d2l model on a d2l data module.

    Parameters
    ----------
    max_epochs : int
        Passes over the training set.
    on_divergence : {"raise", "record"}
        What happens when a loss is not finite, or an epoch's mean loss exceeds 3
        times the very first batch's: raise `Diverged`, or stop and keep
        `diverged` and the history so far.
    device : str, optional
        Such as ``"cuda"``; the CPU without it. The model is moved there.
    progress : bool
        Show a progress bar with losses and accuracy on the standard error stream
        (never where the variable TQDM_DISABLE is set).
    gradient_clip_val : float
        The largest norm of the gradient; 0 leaves it as it is.

    Attributes
    ----------
    diverged : Divergence or None
        Where the training diverged.

    Examples
    --------
    >>> from nnfoundations.data.data_modules import Digits
    >>> from nnfoundations.networks.mlp import MLP
    >>> trainer = Trainer(max_epochs=2, progress=False)
    >>> trainer.fit(MLP(num_outputs=10, num_hiddens=32, lr=0.5), Digits())
    >>> trainer.history["epoch"].tolist()
    [1, 2]
    """

    def __init__(
        self,
        max_epochs: int,
        on_divergence: str = "raise",
        device: str | None = None,
        progress: bool = True,
        gradient_clip_val: float = 0,
    ) -> None:
        max_epochs = checks.integer("max_epochs", max_epochs)
        clip = checks.number("gradient_clip_val", gradient_clip_val, at_least=0)
        super().__init__(max_epochs, gradient_clip_val=clip)
        self.on_divergence = checks.choice(
            "on_divergence", on_divergence, ("raise", "record")
        )
        self.device = find_device(device)
        self.progress = progress
        self._forget()

    def _forget(self) -> None:
        self.epoch = self.train_batch_idx = self.val_batch_idx = 0
        self.num_train_batches = self.num_val_batches = 0
        self.diverged: Divergence | None = None
        self.rows: list[dict[str, float]] = []
        self.first_loss: float | None = None
        self._complete: dict[str, Any] | None = None  # the state after an epoch

    @property
    def history(self) -> pd.DataFrame:
        """One row per epoch, counted from 1.

        Columns epoch, train_loss (mean over the epoch's examples, each seen with
        the weights of its moment), val_loss and val_acc (after the epoch); NaN
        where there is no validation set or the model reports no such value.
        """
        table = pd.DataFrame(self.rows, columns=list(COLUMNS))
        return table.astype(dict.fromkeys(COLUMNS, "float64") | {"epoch": "int64"})

    def prepare_batch(self, batch: Any) -> Any:
        """Move a batch to the device."""
        if self.device.type == "cpu":
            return batch
        return [part.to(self.device) for part in batch]

    def prepare_model(self, model: Any) -> None:
        """Tie the model to this trainer and move it to the device."""
        super().prepare_model(model)
        model.to(self.device)

    def _begin(self, model: Any, data: Any) -> None:
        self._forget()
        self._data = data
        self.prepare_data(data)
        if self.num_train_batches == 0:
            raise ValueError(checks.complaint("data", "a training batch", "none"))
        self.prepare_model(model)
        self.optim = model.configure_optimizers()

    def fit(self, model: Any, data: Any) -> None:
        """Train `model` for `max_epochs` epochs, from its present parameters.

        Parameters
        ----------
        model : d2l.Module
        data : d2l.DataModule

        Raises
        ------
        Diverged
            If the training diverges and `on_divergence` is ``"raise"``.
        ValueError
            If there is nothing to train on.
        """
        self._begin(model, data)
        self._run()

    def _check(self, batch: Any) -> None:
        """Refuse values that are not finite, each once: in the first epoch.

        A `TensorData` has done so when it was made.
        """
        if self.epoch == 0 and not isinstance(self._data, TensorData):
            for part in batch:
                check_finite(part)

    def _run(self) -> None:
        with recording(self.model) as self._recorder, self._progress_bar() as self._bar:
            while len(self.rows) < self.max_epochs and self.diverged is None:
                self.epoch = len(self.rows)
                self.fit_epoch()
        if self.diverged and self.on_divergence == "raise":
            raise Diverged(self.diverged)

    def _progress_bar(self) -> Any:
        off = os.environ.get("TQDM_DISABLE", "") not in ("", "0")
        return tqdm(
            total=self.max_epochs * self.num_train_batches,
            initial=self.train_batch_idx,
            unit="batch",
            disable=off or not self.progress,
        )

    def fit_epoch(self) -> None:
        """Train for one epoch, validate, add a row to the history."""
        self._bar.set_description(f"epoch {self.epoch + 1}/{self.max_epochs}", False)
        row = dict.fromkeys(COLUMNS, math.nan) | {
            "epoch": self.epoch + 1,
            "train_loss": self._train(),
        }
        if self.val_dataloader is not None and self.diverged is None:
            row |= self._evaluate(self.val_dataloader)
            self.val_batch_idx += self.num_val_batches
        self.rows.append(row)
        self._judge(row)
        shown = [f"{k} {row[k]:.3f}" for k in COLUMNS[1:] if not math.isnan(row[k])]
        self._bar.set_postfix_str(", ".join(shown + ["diverged"] * bool(self.diverged)))
        if self.diverged is None:
            self._complete = checkpoint.take_state(self)

    def _train(self) -> float:
        """Take the epoch's steps; return the mean loss over its examples."""
        self.model.train()
        total, count = 0.0, 0
        for batch in self.train_dataloader:
            self._check(batch)
            loss, value = self._loss(self.prepare_batch(batch))
            total, count = total + value * len(batch[-1]), count + len(batch[-1])
            self.train_batch_idx += 1
            if self.first_loss is None:
                self.first_loss = value
            if not math.isfinite(value):
                self._note(value, f"the loss is {value}")
                break
            self._step(loss)
            self._bar.update()
        return total / count

    def _loss(self, batch: Any) -> tuple[torch.Tensor, float]:
        """Return what is differentiated, and the batch's mean loss."""
        loss = self.model.training_step(batch)
        return loss, loss.item()

    def _step(self, loss: torch.Tensor) -> None:
        self.optim.zero_grad()
        with torch.no_grad():  # d2l's own SGD changes parameters without it
            loss.backward()
            if self.gradient_clip_val > 0:
                self.clip_gradients(self.gradient_clip_val, self.model)
            self.optim.step()

    def _evaluate(self, loader: Any) -> dict[str, float]:
        """Return val_loss and val_acc, weighted by the sizes of the batches."""
        self.model.eval()
        self._recorder.clear()
        with torch.no_grad():
            for batch in loader:
                self._check(batch)
                batch = self.prepare_batch(batch)
                self._recorder.announce(len(batch[-1]))
                self.model.validation_step(batch)
        return {name: self._recorder.mean(name) for name in COLUMNS[2:]}

    def _judge(self, row: dict[str, float]) -> None:
        """Note a divergence that only the whole epoch shows."""
        if self.diverged is not None or self.first_loss is None:
            return
        reported = (
            self.val_dataloader is not None and "val_loss" in self._recorder.totals
        )
        val_loss = row["val_loss"] if reported else 0.0
        reason = find_divergence(self.first_loss, row["train_loss"], val_loss)
        if reason:
            self._note(row["train_loss"], reason)

    def _note(self, loss: float, reason: str) -> None:
        batch = self.train_batch_idx - self.epoch * self.num_train_batches
        lr = learning_rate(self.optim)
        self.diverged = Divergence(self.epoch + 1, batch, lr, loss, reason)

    def test(self, model: Any, data: Any) -> dict[str, float]:
        """Return the mean loss and the accuracy on the data's test set.

        Parameters
        ----------
        model : d2l.Module
        data : data module with a ``test_dataloader``

        Returns
        -------
        scores : dict
            ``loss`` and ``acc``.

        Raises
        ------
        TypeError
            If the data have no test set.
        """
        if not hasattr(data, "test_dataloader"):
            expected, cure = (
                "a module with a test set",
                "Use nnfoundations.data.data_modules.",
            )
            came = type(data).__name__
            raise TypeError(checks.complaint("data", expected, came, cure))
        self._data = data
        self.prepare_model(model)
        with recording(model) as self._recorder:
            scores = self._evaluate(data.test_dataloader())
        return {"loss": scores["val_loss"], "acc": scores["val_acc"]}

    def save(self, path: str | Path) -> None:
        """Write the state after the last complete epoch to a file.

        That is also the state to go on from when the training was interrupted or
        diverged in the middle of an epoch.

        Raises
        ------
        RuntimeError
            If no epoch has been completed.
        ValueError
            If the model's parameters are no ``nn.Parameter``.
        OSError
            If the file cannot be written; an older one is then unchanged.
        """
        if self._complete is None:
            raise RuntimeError(
                "save: expected a whole epoch, got none. Call fit first."
            )
        checkpoint.write(path, self._complete)

    def resume(self, path: str | Path, model: Any, data: Any) -> None:
        """Go on with a saved training until `max_epochs` epochs in all.

        Given the same data, every step is the one that the uninterrupted training
        would have taken: parameters, optimiser (learning rate included), history,
        the order of the examples and torch's global random state come from the file.

        Parameters
        ----------
        path : path
            A file that `save` wrote.
        model : d2l.Module
            Of the same class and sizes; its parameters are overwritten.
        data : d2l.DataModule
            The same data.

        Raises
        ------
        ValueError
            If the file is damaged or does not fit the model, its optimiser, the
            data or `max_epochs`; the model's parameters are then unchanged.
        OSError
            If the file cannot be read.
        Diverged
            See `fit`.
        """
        state = checkpoint.read_checkpoint(path)
        self._begin(model, data)
        checkpoint.check_fit(state, self)
        checkpoint.restore(state, self)
        self._complete = state
        self._run()
