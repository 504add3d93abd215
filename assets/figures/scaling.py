"""The figures on scaling out; `tools/figures.py` writes them.

One shows what `results/scaling.json` holds.
"""

import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from nnfoundations.data import digits
from nnfoundations.labs.scaling_out import data_parallel, sharding, speed_up
from nnfoundations.labs.scaling_out.all_reduce import Link
from nnfoundations.learning.backprop import initial_weights
from nnfoundations.panels.scaling import result
from nnfoundations.plotting import COLOURS
from nnfoundations.plotting.scaling import share_bars, speed_up_lines

RESULTS = Path(__file__).parents[2] / "results"


def shares() -> Figure:
    """Draw where the time of a step goes, for two ways to fetch the data."""
    measured = json.loads((RESULTS / "scaling.json").read_text("utf-8"))["shares"]
    order = ("data", "forward", "backward", "update", "bookkeeping")
    rows = {
        name.replace("_", " "): {phase: parts[phase] for phase in order}
        for name, parts in measured.items()
    }
    figure, ax = plt.subplots(figsize=(7, 2.9), layout="constrained")
    share_bars(rows, ax)
    return figure


def uneven() -> Figure:
    """Draw the gradient's error when 32 digits are split unevenly in two."""
    X, y = digits.digits_arrays()
    rng = np.random.default_rng(0)
    weights = initial_weights((64, 256, 10), rng)
    batches = sharding.global_batches(rng.permutation(len(y))[:1056], 32)
    sizes = np.arange(1, 32)
    errors = np.array([[_error(weights, X, y, b, k) for k in sizes] for b in batches])
    figure, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    blue = COLOURS["blue"]
    ax.fill_between(sizes, errors.min(0), errors.max(0), color="#cfe3f1", label="range")
    ax.plot(sizes, errors.mean(0), "-", color=blue, label="mean of 33 batches")
    ax.plot(16, 0, "o", ms=9, mfc="none", mec="black", mew=2, label="equal shards")
    ax.set(xlabel="examples on the first of two ranks", ylabel="relative error")
    ax.set(ylim=(-0.15, None), xticks=(1, 8, 16, 24, 31))
    ax.legend(loc="upper center")
    return figure


def _error(weights, X, y, batch, k) -> float:  # type: ignore[no-untyped-def]
    shards = data_parallel.cut_shards(X, y, [np.split(batch, [k])])[0]
    return data_parallel.gradient_error(weights, shards, (X[batch], y[batch]))


def machines() -> Figure:
    """Draw the speed-up of the full-size network on three networks and two batches."""
    numbers = 2 ** np.arange(0, 9)
    figure, axes = plt.subplots(
        1, 2, figsize=(7.4, 3.9), layout="constrained", sharey=True
    )
    for ax, batch_size in zip(axes, (256, 16384), strict=True):
        work = result(1, 1, 20, batch_size).work
        lines = {
            f"{gigabits} Gbit/s": speed_up.speed_ups(
                work, numbers, Link(gigabits * 1e9 / 8, 20e-6)
            )
            for gigabits in (100, 10, 1)
        }
        speed_up_lines(numbers, lines, ax)
        ax.set_title(f"global batch {batch_size:,}", fontsize=12)
        ax.get_legend().remove()
    axes[1].set_ylabel("")
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4)
    return figure


def ring_counts(p: int = 3) -> list[np.ndarray]:
    """Return of how many machines each piece is the sum: first, added, copied.

    Row i of each array is machine i, column j its piece j.
    """
    held = np.ones((p, p), int)
    frames = [held.copy()]
    for copying in (False, True):
        for t in range(p - 1):
            before = held.copy()
            for i in range(p):
                piece = (i + copying - t) % p
                got = before[i, piece]
                held[(i + 1) % p, piece] = (
                    got if copying else got + before[(i + 1) % p, piece]
                )
        frames.append(held.copy())
    return frames


def draw_machines(ax: Axes, held: np.ndarray) -> None:
    """Draw machines in a ring, each with its pieces and what they add up."""
    p, shades = len(held), ("white", "#cfe3f1", COLOURS["blue"])
    angles = np.pi / 2 - 2 * np.pi * np.arange(p) / p
    places = 1.25 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    for i, (x, y) in enumerate(places):
        for j, count in enumerate(held[i]):
            corner = (x + 0.46 * (j - p / 2), y - 0.23)
            colour = shades[count - 1]
            ax.add_patch(Rectangle(corner, 0.46, 0.46, fc=colour, ec="black", lw=1.2))
            text = "white" if count == p else "black"
            ax.text(corner[0] + 0.23, y, str(count), ha="center", va="center",
                    color=text)  # fmt: skip
        ax.text(x, y + 0.34, f"machine {i + 1}", ha="center")
        there = places[(i + 1) % p]
        ax.add_patch(
            FancyArrowPatch(
                (x, y), tuple(there), arrowstyle="-|>", mutation_scale=13,
                shrinkA=41, shrinkB=41, color=COLOURS["grey"], lw=1.6,
                connectionstyle="arc3,rad=-0.2",
            )
        )  # fmt: skip
    ax.set(xlim=(-2.1, 2.1), ylim=(-1.3, 2.0), aspect="equal")
    ax.set_axis_off()


def ring() -> Figure:
    """Draw a ring of three machines at the start, after adding, after copying."""
    figure, axes = plt.subplots(1, 3, figsize=(9.6, 3.2), layout="constrained")
    titles = ("at the start", "two rounds of adding", "two rounds of copying")
    for ax, held, title in zip(axes, ring_counts(), titles, strict=True):
        draw_machines(ax, held)
        ax.set_title(title, fontsize=13, weight="bold")
    return figure


STYLE = {"font.size": 12}
FIGURES = {
    "scaling-shares": shares,
    "scaling-uneven": uneven,
    "scaling-machines": machines,
    "scaling-ring": ring,
}
