"""The figures on multilayer perceptrons; `tools/figures.py` writes them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations import plotting
from nnfoundations.data.digits import digits_arrays
from nnfoundations.data.points import points_arrays
from nnfoundations.labs.mlp_architecture.descent import Recipe, train_many
from nnfoundations.networks import approximation, regions, stacks, xor
from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.plotting import COLOURS
from nnfoundations.plotting.corrections import CLASS_STYLES
from nnfoundations.plotting.layers import region_map

UNIT = approximation.Interval(0, 1)


def fours_and_nines() -> tuple[np.ndarray, np.ndarray]:
    """Return images of fours (0) and nines (1): (n, 64) and (n,)."""
    X, digit = digits_arrays()
    pair = np.isin(digit, [4, 9])
    return X[pair], (digit[pair] == 9).astype(int)


def negatives() -> Figure:
    """Draw a four and a nine, their negatives, and the average of each pair."""
    X, y = fours_and_nines()
    figure, axes = plt.subplots(2, 3, figsize=(4.6, 3.5), layout="constrained")
    for row, label, name in zip(axes, (0, 1), ("four", "nine"), strict=True):
        image = X[np.flatnonzero(y == label)[0]].reshape(8, 8)
        shown = {name: image, "its negative": 1 - image, "average": 0 * image + 0.5}
        for ax, (title, pixels) in zip(row, shown.items(), strict=True):
            ax.imshow(pixels, cmap="Greys", vmin=0, vmax=1)
            ax.set(xticks=[], yticks=[])
            ax.set_title(title, fontsize=10)
            ax.grid(False)
    return figure


def hidden_weights() -> Figure:
    """Draw what four ReLUs look for that tell fours from nines and negatives."""
    X, y = fours_and_nines()
    taught = np.random.default_rng(0).permutation(len(X))[:270]
    X, y = np.vstack([X[taught], 1 - X[taught]]), np.tile(y[taught], 2)
    net = train_many(X, y, Recipe(4, "relu", 0.3, 1000), [0]).stack(0)
    W1, W2 = net.weights
    top = np.abs(W1).max()
    figure, axes = plt.subplots(1, 4, figsize=(7, 2.4), layout="constrained")
    for j, ax in enumerate(axes):
        image = W1[:, j].reshape(8, 8)
        ax.imshow(image, cmap="PuOr_r", vmin=-top, vmax=top)
        ax.set_title("votes nine" if W2[j, 0] > 0 else "votes four", fontsize=11)
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
    return figure


def plane() -> Figure:
    """Draw XOR in the plane of the inputs and after two hidden units."""
    figure, axes = plt.subplots(1, 3, figsize=(7.6, 3.2), layout="constrained")
    corner = ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]
    places = {"inputs": xor.XOR_X}
    for title, stack in (("steps", xor.xor_by_steps()), ("ReLUs", xor.xor_by_relus())):
        places[f"after two {title}"] = stacks.forward_stack(stack, xor.XOR_X)[1]
    for ax, (title, H) in zip(axes, places.items(), strict=True):
        for label, (marker, colour) in zip((0, 1), CLASS_STYLES.values(), strict=True):
            mine = H[label == xor.XOR_Y]
            ax.scatter(*mine.T, marker=marker, color=colour, s=70, zorder=3)
        for place in np.unique(H, axis=0):
            names = [c for c, h in zip(corner, H, strict=True) if (h == place).all()]
            where = {"xytext": (5, -7), "textcoords": "offset points", "va": "top"}
            ax.annotate("\n".join(names), place, fontsize=9, **where)
        symbol = "x" if title == "inputs" else "h"
        ax.set(title=title, xlabel=f"${symbol}_1$", ylabel=f"${symbol}_2$")
        ax.set(xlim=(-0.3, 2.8), ylim=(-0.75, 1.6), aspect="equal")
        ax.set(xticks=(0, 1, 2), yticks=(0, 1))
    line = {"color": "black", "linestyle": "--"}
    axes[1].plot([0.35, 1.65], [-0.15, 1.15], **line)  # h1 - h2 = 1/2
    axes[2].plot([0.0, 2.8], [-0.25, 1.15], **line)  # h1 - 2 h2 = 1/2
    return figure


def unfolded() -> Figure:
    """Draw the half moons as inputs, and edge-on in the hidden space."""
    X, y = points_arrays("moons", 200, 0.1, np.random.default_rng(0))
    figure, axes = plt.subplots(1, 3, figsize=(8, 3.2), layout="constrained")
    views = {"inputs": X}
    runs = {n: train_many(X, y, Recipe(8, "relu", 1.0, n), range(5)) for n in (0, 3000)}
    best = int(np.argmax(runs[3000].num_correct))
    for title, steps in (("hidden, untrained", 0), ("hidden, trained", 3000)):
        net = runs[steps].stack(best)
        H = stacks.forward_stack(net, X)[1]  # (200, 8)
        w, b = net.weights[1][:, 0], net.biases[1][0]
        length = np.linalg.norm(w)
        flat = H - np.outer(H @ w, w) / length**2  # what lies in the boundary's plane
        widest = np.linalg.svd(flat - flat.mean(axis=0))[2][0]
        widest *= np.sign(widest[np.argmax(np.abs(widest))])
        views[title] = np.column_stack([(H @ w + b) / length, flat @ widest])
    for ax, (title, points) in zip(axes, views.items(), strict=True):
        for label, (marker, colour) in zip((0, 1), CLASS_STYLES.values(), strict=True):
            mine = points[y == label]
            look = {"marker": marker, "color": colour, "edgecolor": "black"}
            ax.scatter(*mine.T, s=22, zorder=3, linewidth=0.4, **look)
        ax.set_title(title)
        if title == "inputs":
            ax.set(xlabel="$x_1$", ylabel="$x_2$")
        else:
            ax.axvline(0, color="black", linestyle="--")
            ax.set(xlabel="distance to the boundary", ylabel="along it")
    return figure


def bends() -> Figure:
    """Draw four activation functions and their derivatives."""
    z = np.linspace(-6, 6, 601)
    figure, axes = plt.subplots(
        1, 4, figsize=(8, 2.7), sharex=True, sharey=True, layout="constrained"
    )
    for ax, name in zip(axes, ("sigmoid", "tanh", "relu", "softplus"), strict=True):
        pair = ACTIVATIONS[name]
        slope = pair.derivative(z)
        flat = np.where(slope < 0.01, -1.35, np.nan)
        ax.plot(z, pair.value(z), "-", color=COLOURS["blue"], label="function")
        ax.plot(z, slope, "--", color=COLOURS["vermilion"], label="derivative")
        ax.plot(z, flat, color=COLOURS["black"], linewidth=4, label="nearly flat")
        ax.set(title="ReLU" if name == "relu" else name, xlabel="$z$")
        ax.set(ylim=(-1.5, 3), xticks=(-6, -3, 0, 3, 6))
    figure.legend(
        *axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3
    )
    return figure


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
        x = regions.find_breakpoints(net, 0, 1)
        ax.plot(x, approximation.curve(net)(x), "-", color=COLOURS["blue"])
        title = f"{2 * num} ReLUs\n{len(x) - 1} pieces"
        ax.set(title=title, xlabel="x", xticks=(0, 0.5, 1))
    return figure


STYLE: dict[str, float] = {}
FIGURES = {
    "mlp-negatives": negatives,
    "mlp-hidden-weights": hidden_weights,
    "mlp-plane": plane,
    "mlp-unfolded": unfolded,
    "mlp-bends": bends,
    "mlp-xor": half_planes,
    "mlp-approximation": constructions,
    "mlp-regions": trained_regions,
    "mlp-folds": folds,
}
