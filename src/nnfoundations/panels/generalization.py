"""A panel: few digits, wrong labels and two remedies in, learning curves out."""

from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nnfoundations.data.samples import digit_samples, wrong_labels
from nnfoundations.labs.generalization.cohort import CohortPlan, train_cohort
from nnfoundations.panels.base import Panel
from nnfoundations.plotting import curves

#: Images that the network is measured on.
HELD_OUT = 500


@dataclass(frozen=True)
class GeneralizationResult:
    """What the panel shows.

    Attributes
    ----------
    history : pandas.DataFrame
        Columns epoch (each step is one epoch: all images at once), train_loss,
        val_loss, train_acc, val_acc.
    best_epoch : int
        Where the validation loss is lowest.
    """

    history: pd.DataFrame
    best_epoch: int


def result(
    num_training: int,
    share_wrong: float,
    weight_decay: float,
    dropout: float,
    seed: int = 0,
) -> GeneralizationResult:
    """Train one network on a few digits and measure it on 500 others.

    Parameters
    ----------
    num_training : int
        Images to train on.
    share_wrong : float
        Of their labels, 0 to 1. The labels of the 500 others are right.
    weight_decay, dropout : float
        As in `nnfoundations.labs.generalization.cohort.train_cohort`.
    seed : int
        Of the split, the wrong labels and the weights.

    Raises
    ------
    TypeError, ValueError
        If a setting is out of range.
    """
    sets = digit_samples({"training": num_training, "validation": HELD_OUT}, [seed])
    X, y = sets["training"]
    y = wrong_labels(y, share_wrong, np.random.default_rng(seed))
    watched, plan = (
        {"validation": sets["validation"]},
        CohortPlan(num_steps=300, every=10),
    )
    cohort = train_cohort((X, y), plan, [seed], watched, weight_decay, dropout)
    columns: dict[str, Any] = {"epoch": cohort.steps}
    for short, name in (("train", "training"), ("val", "validation")):
        columns |= {f"{short}_loss": cohort.loss[name][0]}
        columns |= {f"{short}_acc": cohort.acc[name][0]}
    best = int(cohort.steps[cohort.loss["validation"][0].argmin()])
    return GeneralizationResult(pd.DataFrame(columns), best)


def _draw(**values: Any) -> tuple[Figure, GeneralizationResult]:
    shown = result(**values)
    figure, ax = plt.subplots(
        figsize=(6.4, 4.4), layout="constrained", facecolor="white"
    )
    curves(shown.history, ax)
    ax.axvline(shown.best_epoch, color="black", linestyle=":", linewidth=1.5)
    last = shown.history["val_acc"].iloc[-1]
    figure.suptitle(
        f"lowest validation loss after {shown.best_epoch} epochs (dotted); "
        f"accuracy at the end {last:.2f}",
        fontsize=11,
    )
    return figure, shown


def generalization_panel() -> Panel:
    """Return a panel that trains a network on few digits at the press of a button.

    Its controls are ``num_training``, ``share_wrong``, ``weight_decay`` and
    ``dropout``; its result is a `GeneralizationResult`.
    """
    choices = {
        "num_training": ("Training images", [20, 50, 100, 200, 500, 1000], 100),
        "share_wrong": ("Share of wrong labels", [0.0, 0.1, 0.2, 0.3, 0.5, 1.0], 0.2),
        "weight_decay": ("Weight decay", [0.0, 0.003, 0.01, 0.03, 0.1, 0.3], 0.0),
        "dropout": ("Dropout", [0.0, 0.2, 0.5, 0.8, 0.9], 0.0),
    }
    controls = {
        name: widgets.SelectionSlider(options=options, value=value, description=text)
        for name, (text, options, value) in choices.items()
    }
    return Panel(controls, _draw, button="Train")
