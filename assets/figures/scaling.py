"""The figures on scaling out; `tools/figures.py` writes them.

One shows what `results/scaling.json` holds.
"""

import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

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
    shards = data_parallel.shards_of(X, y, [np.split(batch, [k])])[0]
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


STYLE = {"font.size": 12}
FIGURES = {
    "scaling-shares": shares,
    "scaling-uneven": uneven,
    "scaling-machines": machines,
}
