"""The figures on implementing the MLP; `tools/figures.py` writes them.

All but the shapes show what `results/` holds.
"""

import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from nnfoundations.plotting import COLOURS

RESULTS = Path(__file__).parents[2] / "results"
SIDE = 28  # pixels of an image of Fashion-MNIST


def measured(notebook: str) -> Any:
    """Return what a notebook or a benchmark has recorded."""
    return json.loads((RESULTS / f"{notebook}.json").read_text("utf-8"))


def garments() -> Figure:
    """Draw ten garments with an untrained network's word for each, and a trained's."""
    figure, axes = plt.subplots(2, 5, figsize=(7.4, 4.3), layout="constrained")
    for ax, garment in zip(
        axes.flat, measured("fashion_mnist")["garments"], strict=True
    ):
        pixels = np.frombuffer(bytes.fromhex(garment["pixels"]), dtype=np.uint8)
        ax.imshow(pixels.reshape(SIDE, SIDE), cmap="gray_r", interpolation="nearest")
        ax.set(xticks=[], yticks=[])
        for row, when in enumerate(("before", "after")):
            right = garment[when] == garment["name"]
            colour = COLOURS["blue"] if right else COLOURS["vermilion"]
            text = f"{'✓' if right else '✗'} {garment[when]}"
            place = (0.5, -0.04 - 0.15 * row)
            style = {"xycoords": "axes fraction", "ha": "center", "va": "top"}
            ax.annotate(text, place, color=colour, **style)
    return figure


def note(ax: Axes, text: str, at: tuple[float, float], to: tuple[float, float]) -> None:
    """Write at a place of the curve's panel what is to be seen at another."""
    style = {"arrowstyle": "-", "color": "black", "lw": 1}
    ax.annotate(text, to, at, arrowprops=style, ha="left", va="center", fontsize=11)


def curve() -> Figure:
    """Draw the loss of each batch of one epoch, and of ten epochs, with notes."""
    found = measured("fashion_mnist")
    batches, history = np.array(found["first_epoch"]), found["history"]
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(7.6, 3.9), layout="constrained", width_ratios=(1.1, 1)
    )
    left.plot(1 + np.arange(len(batches)), batches, color=COLOURS["blue"], lw=1.2)
    left.axhline(np.log(10), color=COLOURS["grey"], linestyle=":")
    left.text(len(batches), np.log(10) + 0.03, "ln 10", ha="right", va="bottom")
    note(left, "1  waits", (45, 2.2), (10, batches[9]))
    note(left, "2  falls", (75, 1.75), (40, batches[39]))
    note(left, "3  trembles", (125, 1.3), (150, batches[140:160].max()))
    left.set(xlabel="batch of the first epoch", ylabel="loss", ylim=(0, 2.6))
    epochs = history["epoch"]
    for key, name, colour, line in (
        ("train_loss", "training", "blue", "-o"),
        ("val_loss", "held back", "vermilion", "--s"),
    ):
        right.plot(epochs, history[key], line, color=COLOURS[colour], label=name, ms=5)
    note(right, "4  looks back", (2.5, 1.05), (1.1, history["train_loss"][0]))
    note(right, "5  still falling", (5.2, 0.7), (9, history["val_loss"][8]))
    note(right, "6  no gap yet", (5.2, 0.2), (10, history["train_loss"][9]))
    right.set(xlabel="epoch", ylim=(0, 1.2), xticks=range(2, 11, 2))
    right.legend(loc="lower left")
    return figure


def confusion() -> Figure:
    """Draw what five trained networks take each class of garments for."""
    found = measured("fashion_mnist")
    share = 1 - np.array(found["spared"])
    names = [garment["name"] for garment in found["garments"]]
    figure, ax = plt.subplots(figsize=(6.8, 5.8), layout="constrained")
    ax.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for i, j in np.argwhere(share >= 0.005):
        colour = "white" if share[i, j] > 0.5 else "black"
        ax.text(
            j, i, f"{100 * share[i, j]:.0f}", color=colour, ha="center", va="center"
        )
    ax.set_xticks(range(10), names, rotation=45, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(10), names)
    ax.set(xlabel="what the networks say", ylabel="what it is")
    return figure


def box(ax: Axes, centre: tuple[float, float], text: str, parameter: bool) -> None:
    """Write a text in a box; parameters are tinted and have round corners."""
    (x, y), w = centre, 2.1 if parameter else 1.6
    style = "round,pad=0.02,rounding_size=0.25" if parameter else "square,pad=0.02"
    colour = "#fdebd0" if parameter else "white"
    ax.add_patch(
        FancyBboxPatch((x - w / 2, y - 0.42), w, 0.84, style, fc=colour, ec="black")
    )
    ax.text(x, y, text, ha="center", va="center", fontsize=12, linespacing=1.4)


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw an arrow between two points."""
    style = {"arrowstyle": "-|>", "color": "black", "lw": 1.4}
    ax.annotate("", end, start, arrowprops=style)


def shapes() -> Figure:
    """Draw a batch on its way through the network, with the shape of each tensor."""
    figure, ax = plt.subplots(figsize=(7.4, 2.4), layout="constrained")
    tensors = ["X\n32 × 64", "Z1\n32 × 256", "H1\n32 × 256", "logits\n32 × 10"]
    for i, text in enumerate(tensors):
        box(ax, (2.9 * i, 0), text, parameter=False)
    for i, operation in enumerate(("X W1 + b1", "relu", "H1 W2 + b2")):
        arrow(ax, (2.9 * i + 0.85, 0), (2.9 * i + 2.05, 0))
        ax.text(2.9 * i + 1.45, 0.55, operation, ha="center", fontsize=12)
    for x, text in ((1.45, "W1 64 × 256\nb1 256"), (7.25, "W2 256 × 10\nb2 10")):
        box(ax, (x, -1.6), text, parameter=True)
        arrow(ax, (x, -1.15), (x, -0.12))
    ax.set(xlim=(-1.0, 9.7), ylim=(-2.15, 1.0), aspect="equal")
    ax.set_axis_off()
    return figure


def seeds() -> Figure:
    """Draw the errors of two models on five splits; a line joins those of one."""
    found = measured("mlp_concise")
    names = {"softmax": "softmax regression", "mlp": "MLP, 256 hidden units"}
    errors = [[360 * (1 - a) for a in found[key]] for key in names]
    figure, ax = plt.subplots(figsize=(5.6, 3.6), layout="constrained")
    ax.plot([0, 1], errors, color="black", linewidth=1.2)
    for x, (marker, colour) in enumerate((("o", "blue"), ("s", "vermilion"))):
        (dots,) = ax.plot([x] * len(errors[x]), errors[x], marker, c=COLOURS[colour])
        dots.set(markersize=9, markeredgecolor="black")
    ax.set_xticks(range(2), list(names.values()))
    ax.set(ylabel="errors on 360 digits", xlim=(-0.5, 1.5), ylim=(0, None))
    return figure


def ladder() -> Figure:
    """Draw time and memory of each rung at full size."""
    found = measured("ladder")["full"]
    figure, axes = plt.subplots(
        1, 2, figsize=(7.4, 2.9), layout="constrained", sharey=True
    )
    columns = (
        ("milliseconds", "time of a step [ms]", "blue", "{:.1f}", 1),
        ("kilobytes", "peak memory [MB]", "green", "{:.1f}", 1000),
    )
    for ax, (key, label, colour, form, scale) in zip(axes, columns, strict=True):
        values = [value / scale for value in found[key]]
        bars = ax.barh(found["rungs"], values, color=COLOURS[colour], ec="black")
        ax.bar_label(bars, [form.format(value) for value in values], padding=4)
        ax.set(xlabel=label, xlim=(0, 1.18 * max(values)))
    axes[0].invert_yaxis()
    return figure


STYLE = {"font.size": 12, "axes.grid": False}
FIGURES = {
    "implementation-garments": garments,
    "implementation-curve": curve,
    "implementation-confusion": confusion,
    "implementation-shapes": shapes,
    "implementation-seeds": seeds,
    "implementation-ladder": ladder,
}
