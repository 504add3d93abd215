"""The figures on learning by gradient; `tools/figures.py` writes them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations.labs.softmax_regression import adaline
from nnfoundations.panels.learning_rate import fours_and_nines
from nnfoundations.plotting.corrections import signed_points
from nnfoundations.plotting.style import COLOURS, LINE_STYLES
from nnfoundations.units import linear_rules

#: Name, colour and line of each rule, the same in every figure.
RULES = {
    "perceptron": ("perceptron", COLOURS["vermilion"], "--"),
    "adaline": ("ADALINE", COLOURS["blue"], "-."),
    "logistic": ("logistic", COLOURS["green"], "-"),
}
NUM_STEPS = 100


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
            "adaline": adaline.lowest_point(X, y),
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
    "gradient-losses": losses,
    "gradient-far": far_points,
    "gradient-rates": rates,
}
