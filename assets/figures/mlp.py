"""The figures on multilayer perceptrons; `tools/figures.py` writes them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations import plotting
from nnfoundations.data.points import points_arrays
from nnfoundations.labs.mlp_architecture.descent import Recipe, train_many
from nnfoundations.networks import approximation, regions, stacks, xor
from nnfoundations.plotting import COLOURS
from nnfoundations.plotting.layers import region_map

UNIT = approximation.Interval(0, 1)


def half_planes() -> Figure:
    """Draw what the two hidden units and the output of the hand-made XOR see."""
    hand = xor.xor_by_steps()
    W1, b1 = hand.weights[0], hand.biases[0]
    views = {
        "$h_1$: OR": stacks.Stack((W1[:, [0]],), (b1[[0]],)),
        "$h_2$: AND": stacks.Stack((W1[:, [1]],), (b1[[1]],)),
        "output": hand,
    }
    figure, axes = plt.subplots(1, 3, figsize=(7, 3.4), layout="constrained")
    for ax, (title, stack) in zip(axes, views.items(), strict=True):
        predict = stacks.classifier(stack)
        plotting.decision_regions(predict, xor.XOR_X, xor.XOR_Y, ax=ax)
        ax.get_legend().remove()
        ax.set(title=title, xticks=(0, 1), yticks=(0, 1), aspect="equal")
    for ax in axes[1:]:
        ax.set_ylabel("")
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure


def target(x: np.ndarray) -> np.ndarray:
    """Return the curve that the notebook approximates."""
    return np.sin(2 * np.pi * x) + 0.5 * np.sin(5 * np.pi * x)


def constructions() -> Figure:
    """Draw both constructions with sixteen hidden units each."""
    x = np.linspace(0, 1, 1001)
    nets = {
        "16 sigmoids: 8 bumps": approximation.bump_network(target, UNIT, 8),
        "16 ReLUs: 16 pieces": approximation.relu_interpolant(target, UNIT, 16),
    }
    figure, axes = plt.subplots(
        1, 2, figsize=(7, 3.2), sharey=True, layout="constrained"
    )
    for ax, (title, net) in zip(axes, nets.items(), strict=True):
        y = approximation.curve(net)(x)
        ax.plot(x, y, "-", color=COLOURS["vermilion"], lw=2.5, label="network")
        ax.plot(x, target(x), "--", color="black", lw=1.5, label="target")
        ax.set(title=title, xlabel="x")
    axes[1].legend()
    return figure


def trained_regions() -> Figure:
    """Draw the pieces of eight ReLUs trained on the moons."""
    X, y = points_arrays("moons", 200, 0.1, np.random.default_rng(0))
    runs = train_many(X, y, Recipe(8, "relu", 1.0, 3000), range(5))
    net = runs.stack(int(np.argmax(runs.num_correct)))
    figure, ax = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
    region_map(net, regions.Window(-1.5, 2.5, -1.0, 1.5), X, y, ax=ax)
    return figure


def folds() -> Figure:
    """Draw the sawtooth after one, two and four folds."""
    figure, axes = plt.subplots(
        1, 3, figsize=(7, 2.7), sharey=True, layout="constrained"
    )
    for ax, num in zip(axes, (1, 2, 4), strict=True):
        net = approximation.sawtooth(num)
        x = regions.breakpoints(net, 0, 1)
        ax.plot(x, approximation.curve(net)(x), "-", color=COLOURS["blue"])
        title = f"{2 * num} ReLUs\n{len(x) - 1} pieces"
        ax.set(title=title, xlabel="x", xticks=(0, 0.5, 1))
    return figure


STYLE: dict[str, float] = {}
FIGURES = {
    "mlp-xor": half_planes,
    "mlp-approximation": constructions,
    "mlp-regions": trained_regions,
    "mlp-folds": folds,
}
