"""The figures on hyperparameters.

Those with measured numbers show what `results/` holds; the valley is computed here.
"""

import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnfoundations.learning.optimisers import UPDATE_RULES
from nnfoundations.plotting.spreads import dot_rows, spread

RESULTS = Path(__file__).parents[2] / "results"
WORDS = {
    "lr": "learning rate",
    "width": "width",
    "depth": "hidden layers",
    "sigma": r"$\sigma$ of the initial weights",
    "num_steps": "steps",
}


def measured() -> dict[str, Any]:
    """Return what the notebook has recorded."""
    return json.loads((RESULTS / "hyperparameters.json").read_text("utf-8"))


def _sparse_ticks(ax: Axes, values: list[float], every: int) -> None:
    texts = [f"{v:g}" if i % every == 0 else "" for i, v in enumerate(values)]
    ax.set_xticks(range(len(values)), texts)


def sweeps() -> Figure:
    """Draw the accuracy against each hyperparameter, the others held fixed."""
    numbers = measured()
    figure, axes = plt.subplots(2, 3, figsize=(7.6, 5), layout="constrained")
    for ax, (name, words) in zip(axes.ravel(), WORDS.items(), strict=False):
        values, accuracy = numbers["values"][name], numbers["varied"][name]
        spread(range(len(values)), np.array(accuracy).T, words, ax)
        _sparse_ticks(ax, values, 1 if len(values) < 6 else 2)
        ax.set(xlabel=words, ylim=(0, 1.03))
    last = axes[1, 2]
    for kind, (name, label) in enumerate(
        (("same epochs", "10 epochs"), ("same steps", "320 steps"))
    ):
        accuracy = np.array(numbers["by_size"][name]).T
        spread(range(accuracy.shape[1]), accuracy, label, last, kind)
    _sparse_ticks(last, numbers["sizes"], 1)
    last.set(xlabel="batch size", ylim=(0.8, 1))
    last.legend(loc="lower center")
    figure.supylabel("validation accuracy")
    return figure


def rules() -> Figure:
    """Draw the accuracy of three update rules against the learning rate."""
    numbers = measured()
    figure, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    names = {"plain": "plain descent", "momentum": "momentum 0.9", "adam": "Adam"}
    for kind, (rule, words) in enumerate(names.items()):
        accuracy = np.array(numbers["by_rule"][rule]).T
        spread(range(accuracy.shape[1]), accuracy, words, ax, kind)
    _sparse_ticks(ax, numbers["rates"], 1)
    ax.set(xlabel="learning rate", ylabel="validation accuracy", ylim=(0.3, 1.01))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    return figure


def search_results() -> Figure:
    """Draw how the results of four kinds of search scatter."""
    numbers = measured()
    names = {
        "random": "random draws",
        "width": "grid 2 · 2 · 4",
        "sigma": "grid 2 · 4 · 2",
        "lr": "grid 4 · 2 · 2",
    }
    keys = ("whislo", "q1", "med", "q3", "whishi")
    boxes = [
        dict(zip(keys, numbers[f"box_{key}"], strict=True)) | {"fliers": []}
        for key in names
    ]
    figure, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
    ax.bxp(boxes, orientation="horizontal", showfliers=False, widths=0.5)
    ax.set_yticks(range(1, len(names) + 1), list(names.values()))
    ax.axvline(numbers["best_test"][0], color="black", linestyle=":")
    ax.set_xlabel("test accuracy of what 16 runs found")
    return figure


def test_sets() -> Figure:
    """Draw ten networks on four test sets."""
    figure, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
    dot_rows(measured()["rows"], ax).set_xlabel("test accuracy of ten networks")
    return figure


def valley() -> Figure:
    """Draw forty steps of each update rule in one bowl of curvatures 1 and 25."""
    curvatures, start = np.array([1.0, 25.0]), np.array([-4.0, 1.0])
    x, y = np.meshgrid(np.linspace(-4.6, 2.2, 120), np.linspace(-1.5, 1.5, 120))
    heights = (curvatures[0] * x**2 + curvatures[1] * y**2) / 2
    figure, axes = plt.subplots(
        3, 1, figsize=(6.4, 5.4), sharex=True, sharey=True, layout="constrained"
    )
    rates = {"plain": 0.07, "momentum": 0.03, "adam": 0.3}
    for ax, (name, lr) in zip(axes, rates.items(), strict=True):
        rule, w = UPDATE_RULES[name], start
        memories, path = rule.start(w), [start]
        for step in range(1, 41):
            w, memories = rule.step(w, memories, curvatures * w, step, lr)
            path.append(w)
        ax.contour(x, y, heights, levels=(0.3, 1, 3, 6, 10), colors="lightgrey")
        ax.plot(*np.array(path).T, "o-", markersize=3, linewidth=1.2)
        ax.plot(0, 0, "k+", markersize=10)
        word = {"adam": "Adam"}.get(name, name)
        ax.set(title=f"{word}, learning rate {lr:g}", ylabel="$w_2$")
        ax.grid(False)
    axes[-1].set_xlabel("$w_1$")
    return figure


STYLE: dict[str, float] = {}
FIGURES = {
    "hyperparameters-sweeps": sweeps,
    "hyperparameters-rules": rules,
    "hyperparameters-searches": search_results,
    "hyperparameters-testsets": test_sets,
    "hyperparameters-valley": valley,
}
