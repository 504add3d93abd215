"""A panel: learning rate, width and epochs in, a training on digits out."""

from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import matplotlib.pyplot as plt
import pandas as pd
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnfoundations.data.data_modules import Digits
from nnfoundations.learning.trainer import Trainer
from nnfoundations.learning.trainer.divergence import Divergence
from nnfoundations.networks.mlp import MLPScratch
from nnfoundations.panels.base import Panel
from nnfoundations.plotting import curves


@dataclass(frozen=True)
class Trained:
    """What came out of a training.

    Attributes
    ----------
    history : pandas.DataFrame
        Losses and validation accuracy, a row per epoch.
    diverged : Divergence or None
        Where the training diverged, if it did.
    """

    history: pd.DataFrame
    diverged: Divergence | None

    @property
    def val_acc(self) -> float:
        """The validation accuracy after the last epoch; NaN if it diverged there."""
        return float(self.history["val_acc"].iloc[-1])

    @property
    def verdict(self) -> str:
        """Where it diverged, or how accurate it is, in words."""
        if self.diverged is not None:
            return f"diverged in epoch {self.diverged.epoch}"
        return f"validation accuracy {self.val_acc:.3f}"

    def draw(self, ax: Axes) -> None:
        """Draw the learning curves, if a loss is finite."""
        if self.history["train_loss"].abs().lt(float("inf")).any():
            curves(self.history, ax)


@dataclass(frozen=True)
class TrainingResult(Trained):
    """What the panel shows: what came out, and of which settings.

    Attributes
    ----------
    lr, num_hiddens, max_epochs : float, int, int
        The settings, as chosen.
    model : MLPScratch
        After the training.
    """

    lr: float
    num_hiddens: int
    max_epochs: int
    model: MLPScratch


def result(
    lr: float, num_hiddens: int, max_epochs: int, seed: int = 0
) -> TrainingResult:
    """Train an `MLPScratch` on digits, batch 32, from a seed.

    Parameters
    ----------
    lr : float
        Learning rate.
    num_hiddens : int
        Hidden units.
    max_epochs : int
        Passes over the training images.
    seed : int
        Of the weights, the split and the order of the images.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or not positive.
    """
    data = Digits(batch_size=32, seed=seed)
    generator = torch.Generator().manual_seed(seed)
    sizes = (data.num_inputs, data.num_outputs, num_hiddens)
    model = MLPScratch(*sizes, lr, generator=generator)
    trainer = Trainer(max_epochs, on_divergence="record", progress=False)
    trainer.fit(model, data)
    history, diverged = trainer.history, trainer.diverged
    return TrainingResult(history, diverged, lr, num_hiddens, max_epochs, model)


def _draw(**values: Any) -> tuple[Figure, TrainingResult]:
    shown = result(**values)
    figure, ax = plt.subplots(
        figsize=(6.4, 4.2), layout="constrained", facecolor="white"
    )
    shown.draw(ax)
    settings = f"learning rate {shown.lr:g}, {shown.num_hiddens} hidden units"
    figure.suptitle(f"{settings}: {shown.verdict}")
    return figure, shown


def training_panel() -> Panel:
    """Return a panel that trains the MLP from scratch at the press of a button.

    Its controls are ``lr``, ``num_hiddens`` and ``max_epochs``; its result is a
    `TrainingResult`.
    """
    controls = {
        "lr": widgets.SelectionSlider(
            options=[0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 100.0],
            value=0.5,
            description="Learning rate",
        ),
        "num_hiddens": widgets.SelectionSlider(
            options=[1, 2, 4, 8, 16, 32, 64, 128, 256],
            value=32,
            description="Width (hidden units)",
        ),
        "max_epochs": widgets.IntSlider(
            10, min=1, max=50, description="Epochs", continuous_update=False
        ),
    }
    return Panel(controls, _draw, button="Train")
