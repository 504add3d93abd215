"""The figures on the perceptron; `tools/figures.py` writes them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations.data.digits import digits_arrays
from nnfoundations.plotting import COLOURS
from nnfoundations.plotting.corrections import (
    CLASS_STYLES,
    boundary,
    corrections,
    signed_points,
)
from nnfoundations.units.perceptron import error_correction, margin, radius
from nnfoundations.units.separability import find_widest_boundary

#: The eight points of the notebook.
X = [[4, 1], [-1, 4], [2, 4], [-1, 2], [-1, 1], [4, 3], [2, 1], [0, -1]]
Y = [1, -1, 1, -1, -1, 1, 1, -1]


def geometry() -> Figure:
    """Draw the boundary of w = (3, 4), b = -5, with two distances."""
    figure, ax = plt.subplots(figsize=(6, 5), layout="constrained")
    ax.set(xlim=(-1.5, 4.5), ylim=(-1, 4.5), aspect="equal")
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    boundary([3, 4], -5, ax)
    ax.plot([0.6, 3], [0.8, 4], color="black", linestyle=":", linewidth=1.5)
    ax.plot([0, 0.6], [0, 0.8], color="black", linestyle=":", linewidth=1.5)
    ax.plot([3, 0], [4, 0], "o", color="black", zorder=4)
    foot = {"xytext": (2.2, -0.4), "arrowprops": {"width": 2, "color": "#0072B2"}}
    ax.annotate("", xy=(2.8, 0.4), **foot)
    labels = [
        ((3.1, 4.05), "z = 20"),
        ((0.1, -0.4), "z = −5"),
        ((0.7, 3.0), "distance 4"),
        ((-1.05, 0.45), "distance 1"),
        ((2.9, 0.3), "w"),
        ((-0.75, 2.05), "w · x + b = 0"),
        ((2.3, 2.0), "fires: z ≥ 0"),
        ((-1.3, -0.75), "silent: z < 0"),
    ]
    for where, text in labels:
        ax.text(
            *where, text, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1}
        )
    ax.grid(False)
    return figure


def nudges() -> Figure:
    """Draw nudges of one length in all directions, and how far z rises by each."""
    figure, ax = plt.subplots(figsize=(6, 4.6), layout="constrained")
    x, length = np.array([2.0, 1.0]), 1.0
    ax.set(xlim=(-1.9, 2.7), ylim=(-1.6, 1.8), aspect="equal")
    ax.set(xlabel="change of $w_1$", ylabel="change of $w_2$")
    arrow = {"arrowstyle": "-|>", "mutation_scale": 16, "shrinkA": 0, "shrinkB": 0}
    blue, grey = COLOURS["blue"], COLOURS["grey"]
    ax.annotate("", xy=x, xytext=(0, 0), arrowprops=arrow | {"color": blue, "lw": 5})
    ax.text(2.05, 1.1, "the example x", color=blue, ha="center")
    for turn in range(0, 360, 45):
        angle = np.arctan2(x[1], x[0]) + np.radians(turn)
        nudge = length * np.array([np.cos(angle), np.sin(angle)])
        ax.annotate("", xy=nudge, xytext=(0, 0), arrowprops=arrow | {"color": "black"})
        rise = f"{round(nudge @ x, 1) + 0.0:+.1f}".replace("-", "\N{MINUS SIGN}")
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        place = 1.32 * nudge + ([0.12, -0.28] if turn == 0 else [0, 0])
        ax.text(*place, rise, ha="center", va="center", bbox=box)
    ax.add_patch(plt.Circle((0, 0), length, fill=False, color=grey, linestyle=":"))
    ax.grid(False)
    return figure


def squeeze() -> Figure:
    """Draw the two numbers of Novikoff's proof for the eight points."""
    run = error_correction(np.array(X), Y)
    w, b = find_widest_boundary(np.array(X), Y)
    best = np.array([*w, b]) / np.sqrt(w @ w + b * b)
    R, gamma = radius(X), margin(X, Y, w, b)
    weights = np.array([[*u.w_after, u.b_after] for u in run.updates])
    made = np.arange(1, len(weights) + 1)
    k = np.linspace(0, 44, 441)
    figure, ax = plt.subplots(figsize=(6.8, 4.2), layout="constrained")
    red, blue = COLOURS["vermilion"], COLOURS["blue"]
    ax.plot(k, np.sqrt(k) * R, "-", color=red)
    ax.plot(k, k * gamma, "--", color=blue)
    ax.fill_between(k, k * gamma, np.sqrt(k) * R, where=k * gamma < np.sqrt(k) * R,
                    color=COLOURS["grey"], alpha=0.2, linewidth=0)  # fmt: skip
    ax.plot(made, np.linalg.norm(weights, axis=1), "o", color=red, markersize=6)
    ax.plot(made, weights @ best, "s", color=blue, markersize=6)
    bound = (R / gamma) ** 2
    ax.axvline(bound, color="black", linestyle=":", linewidth=1.5)
    ax.text(3, 24, "ceiling: the length is\nat most $\\sqrt{k}\\,R$", color=red)
    ax.text(17, 9, "floor: the part along $u$\nis at least $k\\gamma$", color=blue)
    ax.text(bound - 0.6, 2, "no room\nbeyond", ha="right")
    ax.set(xlabel="corrections made, $k$", ylabel="size of the weights")
    ax.set(xlim=(0, 44), ylim=(0, 38))
    return figure


def hulls() -> Figure:
    """Draw the averages of each class: apart for AND, crossing for XOR."""
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    labels = {
        "AND: a line fits between": np.array([-1, -1, -1, 1]),
        "XOR: a shared point": np.array([-1, 1, 1, -1]),
    }
    figure, axes = plt.subplots(1, 2, figsize=(7, 3.4), layout="constrained")
    for ax, (title, y) in zip(axes, labels.items(), strict=True):
        for label, (_, colour) in CLASS_STYLES.items():
            x1, x2 = corners[y == label].T
            line = "--" if label > 0 else "-"
            ax.fill(x1, x2, color=colour, alpha=0.3, linewidth=0)
            ax.fill(x1, x2, fill=False, edgecolor=colour, linestyle=line, linewidth=3)
        signed_points(corners, y, ax)
        ax.set(title=title, xlabel="$x_1$", ylabel="$x_2$")
        ax.grid(False)
    ends = np.array([-0.15, 1.15])
    axes[0].plot(ends, 1.5 - ends, color="black", linestyle=":")
    axes[1].plot(0.5, 0.5, "*", color="black", markersize=16, zorder=5)
    return figure


def digits() -> Figure:
    """Draw fours, nines, and the weights after 1, 3, 10 and all corrections."""
    pixels, digit = digits_arrays()
    pair = np.isin(digit, [4, 9])
    inputs, y = pixels[pair], np.where(digit[pair] == 9, 1, -1)
    run = error_correction(inputs, y)
    figure, axes = plt.subplots(3, 4, figsize=(6, 5.6), layout="constrained")
    for row, (label, name) in enumerate(((-1, "four"), (1, "nine"))):
        for ax, image in zip(axes[row], inputs[y == label], strict=False):
            ax.imshow(image.reshape(8, 8), cmap="Greys", vmin=0, vmax=1)
            ax.set_title(name, fontsize=11)
    for ax, num in zip(axes[2], (1, 3, 10, run.n_updates), strict=True):
        w = run.updates[num - 1].w_after
        top = np.abs(w).max()
        ax.imshow(w.reshape(8, 8), cmap="PuOr_r", vmin=-top, vmax=top)
        ax.set_title(f"after {num}", fontsize=11)
    axes[2, 0].set_ylabel("weights")
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
    return figure


def xor() -> Figure:
    """Draw one epoch of the rule on XOR."""
    points, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [-1, 1, 1, -1]
    return corrections(points, y, error_correction(points, y, 1).updates, num_cols=2)


def eight_points() -> Figure:
    """Draw each correction on the notebook's eight points."""
    return corrections(X, Y, error_correction(np.array(X), Y).updates)


STYLE = {"font.size": 12}
FIGURES = {
    "perceptron-geometry": geometry,
    "perceptron-nudges": nudges,
    "perceptron-squeeze": squeeze,
    "perceptron-hulls": hulls,
    "perceptron-digits": digits,
    "perceptron-corrections": eight_points,
    "perceptron-xor": xor,
}
