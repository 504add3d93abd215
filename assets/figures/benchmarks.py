"""The figures on measured speeds; `tools/figures.py` writes them.

They show what `results/training.json` and `results/growth.json` hold.
"""

import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from nnfoundations.plotting.scaling import growth_lines, lap_bars

RESULTS = Path(__file__).parents[2] / "results"
FLOOR = "matrix products alone"


def _recorded(name: str) -> Any:
    return json.loads((RESULTS / f"{name}.json").read_text("utf-8"))


def training() -> Figure:
    """Draw an epoch of Fashion-MNIST in several ways, on two threads."""
    rows = _recorded("training")["threads"]["2"]
    seconds = {name: row["seconds"] for name, row in rows.items()}
    floor = seconds.pop(FLOOR)
    slowest_first = sorted(seconds, key=lambda name: -seconds[name])
    figure, ax = plt.subplots(figsize=(7.5, 3.8), layout="constrained")
    lap_bars({name: seconds[name] for name in slowest_first}, floor, ax)
    return figure


def growth() -> Figure:
    """Draw time and memory of an epoch against four sizes."""
    grown = _recorded("growth")["growth"]
    figure, axes = plt.subplots(
        2, 4, figsize=(9.6, 4.8), sharey="row", layout="constrained"
    )
    labels = {
        "examples": "examples",
        "width": "width",
        "depth": "hidden layers",
        "batch": "batch size",
    }
    axes[0, 0].set(ylabel="seconds an epoch", ylim=(1e-3, 5))
    axes[1, 0].set(ylabel="megabytes", ylim=(5, 200))
    for (above, below), name in zip(axes.T, labels, strict=True):
        found = grown[name]
        growth_lines(found["size"], found["seconds"], found["floor"], above)
        megabytes = [[x / 1e6 for x in found[k]] for k in ("bytes", "counted")]
        growth_lines(found["size"], *megabytes, below)
        below.set_xlabel(labels[name])
    handles, names = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper center", ncols=2)
    return figure


STYLE = {"font.size": 12}
FIGURES = {"benchmarks-training": training, "benchmarks-growth": growth}
