"""The figure on what comes before the course; `tools/figures.py` writes it."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from nnfoundations.plotting import COLOURS

WATER = "#cfe3f1"


def draw_bucket(ax: Axes, x: float, level: float, label: str) -> None:
    """Draw a bucket with a hole, filled to a level between 0 and 1, at `x`."""
    half = 0.34
    ax.add_patch(
        Polygon(
            [(x - half, 0), (x + half, 0), (x + half, level), (x - half, level)],
            facecolor=WATER,
            edgecolor="none",
        )
    )
    ax.plot([x - half, x + half], [level, level], "-", color=COLOURS["blue"], lw=2)
    walls = ([-half, -half, -0.05], [0.05, half, half])
    for wall, rise in zip(walls, ([1.1, 0, 0], [0, 0, 1.1]), strict=True):
        ax.plot(x + np.array(wall), rise, "-", color="black", lw=2)
    length = 0.36 * level + 0.04  # the jet is the longer, the more water presses
    ax.plot([x, x], [-0.03, -length], "-", color=COLOURS["blue"], lw=3)
    ax.text(x, level + 0.04, label, ha="center")


def bucket() -> Figure:
    """Draw a leaky bucket at four times, and the curve of its level."""
    figure, (top, bottom) = plt.subplots(
        2, 1, figsize=(6.4, 5.2), layout="constrained", sharex=True
    )
    times = np.arange(4)
    for t in times:
        draw_bucket(top, t, np.exp(-t), f"{np.exp(-t):.0%}")
    top.set(ylim=(-0.5, 1.3), xlim=(-0.5, 3.6))
    top.set_axis_off()
    fine = np.linspace(0, 3.5, 200)
    bottom.plot(fine, np.exp(-fine), "-", color=COLOURS["blue"])
    bottom.plot(times, np.exp(-times), "o", color=COLOURS["black"])
    bottom.set(xlabel=r"time in time constants, $t/\tau$", ylabel="level")
    bottom.set(ylim=(0, 1.08), xticks=times)
    return figure


STYLE = {"font.size": 12}
FIGURES = {"prerequisites-bucket": bucket}
