"""The figures on learning by gradient; `tools/figures.py` writes them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations.data.data_modules import Digits
from nnfoundations.labs.softmax_regression import adaline
from nnfoundations.panels.learning_rate import fours_and_nines
from nnfoundations.plotting.corrections import signed_points
from nnfoundations.plotting.style import COLOURS, LINE_STYLES
from nnfoundations.units import linear_rules, single_layer
from nnfoundations.units.output_losses import one_hot

#: Name, colour and line of each rule, the same in every figure.
RULES = {
    "perceptron": ("perceptron", COLOURS["vermilion"], "--"),
    "adaline": ("ADALINE", COLOURS["blue"], "-."),
    "logistic": ("logistic", COLOURS["green"], "-"),
}
NUM_STEPS = 100


def one_weight() -> Figure:
    """Draw mistakes and the logistic loss against a change of one weight."""
    forms, y = fours_and_nines()
    X = forms["scaled"]
    rng = np.random.default_rng(0)
    lesson = linear_rules.learn("perceptron", X, y, 1, rng=rng)
    change = np.linspace(-3, 3, 1201)
    pixel = 4 * 8 + 2  # left of the middle, where a four has its bar
    z = X @ lesson.w + lesson.b + change[:, np.newaxis] * X[:, pixel]  # (1201, n)
    mistakes = np.count_nonzero(y * z <= 0, axis=1)
    loss = linear_rules.LEARNING_RULES["logistic"].loss(z, y).mean(axis=1)
    figure, axes = plt.subplots(
        2, 1, figsize=(6.4, 4.8), sharex=True, layout="constrained"
    )
    axes[0].plot(change, mistakes, color=COLOURS["black"], drawstyle="steps-mid")
    axes[0].set(ylabel="mistakes", title="counted")
    axes[1].plot(change, loss, color=COLOURS["green"])
    axes[1].set(ylabel="loss", xlabel="change of one weight", title="measured")
    for ax in axes:
        ax.axvline(0, color=COLOURS["grey"], linestyle=":")
    return figure


def bowl() -> Figure:
    """Draw descents in ADALINE's bowl for one input, as it is and centred."""
    x = np.array([0.5, 1.0, 1.5, 2.5, 3.0, 3.5])
    y = np.array([-1.0, -1, 1, -1, 1, 1])
    figure, axes = plt.subplots(1, 2, figsize=(7.6, 4.2), layout="constrained")
    views = {"inputs around 2": x, "the same, less their mean": x - x.mean()}
    for ax, (title, inputs) in zip(axes, views.items(), strict=True):
        X = np.column_stack([inputs, np.ones(6)])
        curvature, axis = np.linalg.eigh(X.T @ X / 6)
        lowest = np.linalg.lstsq(X, y, rcond=None)[0]
        w, b = np.meshgrid(np.linspace(-1.1, 2.3, 171), np.linspace(-2.6, 1.2, 191))
        far = np.stack([w - lowest[0], b - lowest[1]])
        away = np.einsum("kij,kl,lij->ij", far, X.T @ X / 6, far) / 2
        levels = [0.01, 0.05, 0.2, 0.5, 1, 2, 4, 8]
        ax.contour(w, b, away, levels=levels, colors=COLOURS["grey"], linewidths=0.8)
        for k in (0, 1):
            ends = lowest + 0.9 * np.outer([-1, 1], axis[:, k])
            ax.plot(*ends.T, color=COLOURS["black"], linestyle=":", linewidth=1.5)
        for share, colour, line, mark in (
            (0.25, COLOURS["blue"], "-", "o"),
            (0.9, COLOURS["vermilion"], "--", "^"),
        ):
            at = np.array([-0.5, 0.6])
            path = [at]
            for _ in range(12):
                at = at - share * 2 / curvature[1] * X.T @ (X @ at - y) / 6
                path.append(at)
            label = f"{share:g} of the limit"
            ax.plot(*np.array(path).T, color=colour, linestyle=line, marker=mark,
                    markersize=5, linewidth=1.5, label=label)  # fmt: skip
        ax.plot(*lowest, "*", color=COLOURS["black"], markersize=13, zorder=5)
        ax.set(title=title, xlabel="$w$", ylabel="$b$", aspect="equal")
        ax.set(xlim=(-1.1, 2.3), ylim=(-2.6, 1.2))
        ax.grid(False)
    figure.legend(
        *axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2
    )
    return figure


def templates() -> Figure:
    """Draw the ten outputs' weights of trained softmax regression as images."""
    images, digit = Digits(seed=0).train_set
    X = images.reshape(-1, 64).double().numpy()
    layer = single_layer.zero_layer(64, 10, "softmax")
    Y, rng = one_hot(digit.numpy(), 10), np.random.default_rng(0)
    epochs = single_layer.sgd(layer, X, Y, 0.5, 32, rng)
    *_, layer = (next(epochs) for _ in range(50))
    figure, axes = plt.subplots(2, 5, figsize=(6.6, 3.2), layout="constrained")
    top = np.abs(layer.W).max()
    for k, ax in enumerate(axes.flat):
        image = layer.W[:, k].reshape(8, 8)
        ax.imshow(image, cmap="PuOr_r", vmin=-top, vmax=top)
        ax.set(title=str(k), xticks=[], yticks=[])
        ax.grid(False)
    return figure


def losses() -> Figure:
    """Draw the loss of one example against y z: mistakes and three rules."""
    figure, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
    right = np.linspace(-2, 4, 601)
    steps = {"color": COLOURS["black"], "linewidth": 3, "linestyle": "-"}
    ax.plot([-2, 0], [1, 1], label="mistakes (0 or 1)", **steps)
    ax.plot([0, 4], [0, 0], **steps)
    for name, (label, colour, line) in RULES.items():
        loss = linear_rules.LEARNING_RULES[name].loss(right, np.ones_like(right))
        ax.plot(right, loss, color=colour, linestyle=line, label=label)
    ax.set(xlabel="y z   (right: positive)", ylabel="loss", ylim=(-0.1, 4))
    ax.legend(loc="upper center")
    return figure


def far_points() -> Figure:
    """Draw the boundaries of ADALINE and logistic regression beside far points."""
    figure, axes = plt.subplots(2, 1, figsize=(7, 4.6), layout="constrained")
    for ax, distance, title in zip(
        axes, (3, 28), ("a second group near by", "the same group far off"), strict=True
    ):
        X, y = adaline.points_with_far_ones(distance)
        signed_points(X, y, ax)
        lesson = linear_rules.learn("logistic", X, y, 1000, 0.1)
        units = {
            "adaline": adaline.find_lowest_point(X, y),
            "logistic": (lesson.w, lesson.b),
        }
        for name, (w, b) in units.items():
            label, colour, line = RULES[name]
            x2 = np.array([-1.0, 2.0])
            x1 = -(b + w[1] * x2) / w[0]
            ax.plot(x1, x2, color=colour, linestyle=line, label=label)
        ax.set(xlim=(-1, 32), ylim=(-1, 2), aspect="auto", title=title)
        ax.set(xlabel="$x_1$", ylabel="$x_2$", yticks=[0, 1])
        ax.legend(loc="center right" if distance == 3 else "center")
    return figure


def rates() -> Figure:
    """Draw ADALINE's loss after 100 steps against the rate, for three inputs."""
    figure, ax = plt.subplots(figsize=(6.8, 4.2), layout="constrained")
    forms, y = fours_and_nines()
    colours = (COLOURS["vermilion"], COLOURS["blue"], COLOURS["green"])
    grid = np.geomspace(1e-5, 3, 111)
    for (name, X), colour, line in zip(
        forms.items(), colours, LINE_STYLES, strict=False
    ):
        last = np.array(
            [adaline.descend_from_zero(X, y, lr, NUM_STEPS)[-1] for lr in grid]
        )
        ax.loglog(grid, last, color=colour, linestyle=line, label=name)
        bound = adaline.rate_bound(X)
        ax.axvline(bound, color=colour, linestyle=line, linewidth=1)
        ax.text(bound * 0.9, 1.5, "$2/\\lambda$", ha="right", color=colour)
    ax.set(xlabel="learning rate η", ylabel=f"loss after {NUM_STEPS} steps")
    ax.set_ylim(0.02, 3)
    ax.legend(loc="lower left")
    return figure


STYLE = {"font.size": 12}
FIGURES = {
    "gradient-one-weight": one_weight,
    "gradient-bowl": bowl,
    "gradient-templates": templates,
    "gradient-losses": losses,
    "gradient-far": far_points,
    "gradient-rates": rates,
}
