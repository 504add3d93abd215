"""The figures on generalisation; they show what `results/` holds."""

import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations.plotting.spreads import dot_rows, spread

RESULTS = Path(__file__).parents[2] / "results"


def measured() -> dict[str, Any]:
    """Return what the notebook has recorded."""
    return json.loads((RESULTS / "generalization.json").read_text("utf-8"))


def overfitting() -> Figure:
    """Draw training and test loss on a hundred images, with and without errors."""
    numbers = measured()
    figure, axes = plt.subplots(
        1, 2, figsize=(7.4, 3.1), sharey=True, layout="constrained"
    )
    titles = {"right": "right labels", "wrong": "20 of 100 labels wrong"}
    for ax, (group, title) in zip(axes, titles.items(), strict=True):
        for kind, name in enumerate(("training", "test")):
            values = np.array(numbers[f"{group}_{name}_loss"])
            spread(numbers["steps"], values, name, ax, kind)
        ax.set(title=title, xlabel="step", ylim=(0, 2.5))
    axes[0].set_ylabel("cross-entropy [nats]")
    axes[0].legend()
    return figure


def remedies() -> Figure:
    """Draw accuracies against the strength of weight decay and of dropout."""
    numbers = measured()
    figure, axes = plt.subplots(
        1, 2, figsize=(7.4, 3.1), sharey=True, layout="constrained"
    )
    for ax, (remedy, strengths) in zip(
        axes, reversed(numbers["strengths"].items()), strict=True
    ):
        for kind, (key, name) in enumerate(
            (("sweep_training", "training"), ("sweep", "test"))
        ):
            values = np.array(numbers[key][remedy]).T
            spread(range(len(strengths)), values, name, ax, kind)
        ax.set_xticks(range(len(strengths)), strengths)
        ax.set(xlabel=remedy.replace("_", " "), ylim=(0, 1.03))
    axes[0].set_ylabel("accuracy")
    axes[0].legend(loc="lower left")
    return figure


def leak() -> Figure:
    """Draw the accuracies of single parts, cut in order or after shuffling."""
    numbers = measured()
    rows = {
        f"{name},\n{cut}": np.ravel(numbers[key][cut])
        for key, name in (("fold_dots", "network"), ("one_nn_dots", "neighbour"))
        for cut in ("contiguous", "shuffled")
    }
    figure, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
    dot_rows(rows, ax).set_xlabel("test accuracy of one part")
    return figure


def shift() -> Figure:
    """Draw accuracy and certainty against the angle of the test images."""
    numbers = measured()
    figure, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
    angles = numbers["angles"]
    spread(angles, numbers["certainty"], "largest probability", ax, 1)
    spread(angles, numbers["turned"], "accuracy", ax, 0)
    ax.set(xlabel="test images turned by [degrees]", ylim=(0, 1.03))
    ax.legend(loc="center right")
    return figure


STYLE: dict[str, float] = {}
FIGURES = {
    "generalization-overfitting": overfitting,
    "generalization-remedies": remedies,
    "generalization-leak": leak,
    "generalization-shift": shift,
}
