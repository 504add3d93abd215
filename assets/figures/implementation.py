"""The figures on implementing the MLP; `tools/figures.py` writes them.

Two show what `results/` holds.
"""

import json
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from nnfoundations.plotting import COLOURS

RESULTS = Path(__file__).parents[2] / "results"


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
    measured = json.loads((RESULTS / "mlp_concise.json").read_text("utf-8"))
    names = {"softmax": "softmax regression", "mlp": "MLP, 256 hidden units"}
    errors = [[360 * (1 - a) for a in measured[key]] for key in names]
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
    measured = json.loads((RESULTS / "ladder.json").read_text("utf-8"))["full"]
    figure, axes = plt.subplots(
        1, 2, figsize=(7.4, 2.9), layout="constrained", sharey=True
    )
    columns = (
        ("milliseconds", "time of a step [ms]", "blue", "{:.1f}", 1),
        ("kilobytes", "peak memory [MB]", "green", "{:.1f}", 1000),
    )
    for ax, (key, label, colour, form, scale) in zip(axes, columns, strict=True):
        values = [value / scale for value in measured[key]]
        bars = ax.barh(measured["rungs"], values, color=COLOURS[colour], ec="black")
        ax.bar_label(bars, [form.format(value) for value in values], padding=4)
        ax.set(xlabel=label, xlim=(0, 1.18 * max(values)))
    axes[0].invert_yaxis()
    return figure


STYLE = {"font.size": 12, "axes.grid": False}
FIGURES = {
    "implementation-shapes": shapes,
    "implementation-seeds": seeds,
    "implementation-ladder": ladder,
}
