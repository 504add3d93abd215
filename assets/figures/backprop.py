"""The figures on backpropagation; `tools/figures.py` writes them.

Two show errors of rounding, which are others on every machine: they are computed anew
and compared as drawings, not recorded.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from nnfoundations.learning.finite_differences import (
    central_difference,
    forward_difference,
)
from nnfoundations.learning.gradient_check import compare_gradients, errors_by_step
from nnfoundations.panels.gradients import digits_problem
from nnfoundations.plotting import COLOURS
from nnfoundations.plotting.gradients import errors_over_steps, gradient_errors

STEP = 2.5  # from one node of the graph to the next
RED = COLOURS["vermilion"]


def box(ax: Axes, x: float, y: float, text: str, colour: str = "white") -> None:
    """Write a text in a box."""
    corners = "square,pad=0.02"
    ax.add_patch(
        FancyBboxPatch((x - 0.72, y - 0.5), 1.44, 1.0, corners, fc=colour, ec="black")
    )
    ax.text(x, y, text, ha="center", va="center", fontsize=11.5, linespacing=1.3)


def arrow(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], back: bool
) -> None:
    """Draw an arrow; on the way back it is dashed."""
    colour = RED if back else "black"
    style = {"arrowstyle": "-|>", "color": colour, "lw": 1.6}
    style |= {"linestyle": (0, (3, 1.5)), "shrinkA": 0} if back else {}
    ax.annotate("", end, start, arrowprops=style)


def graph() -> Figure:
    """Draw the model's graph: forward above, backward below, shapes everywhere."""
    figure, ax = plt.subplots(figsize=(7.0, 3.6), layout="constrained")
    shapes = ["(n, d)", "(n, h)", "(n, h)", "(n, k)", "(n, k)", "1"]
    nodes = ["X", "Z1", "H1", "logits", "y_hat", "loss"]
    errors = ["", "delta1", "dH1", "delta2", "dy_hat", ""]
    forward = ["W1, b1", "relu", "W2, b2", "softmax", "−log"]
    for i, (name, shape, error) in enumerate(zip(nodes, shapes, errors, strict=True)):
        box(ax, STEP * i, 0, f"{name}\n{shape}")
        if error:
            box(ax, STEP * i, -2.4, f"{error}\n{shape}", "#fdebd0")
    for i, text in enumerate(forward):
        arrow(ax, (STEP * i + 0.75, 0), (STEP * (i + 1) - 0.75, 0), back=False)
        ax.text(STEP * (i + 0.5), 0.75, text, ha="center", fontsize=11.5)
    for i, text in ((1, "relu′"), (2, "W2ᵀ"), (3, "softmax′")):
        arrow(ax, (STEP * (i + 1) - 0.75, -2.4), (STEP * i + 0.75, -2.4), back=True)
        ax.text(STEP * (i + 0.5), -1.72, text, ha="center", fontsize=11.5)
    arrow(ax, (STEP * 5, -0.55), (STEP * 4 + 0.76, -2.2), back=True)
    for i, layer in ((1, 1), (3, 2)):
        sizes = ("(d, h)", "(h,)") if layer == 1 else ("(h, k)", "(k,)")
        for shift, name, size in ((-0.85, "dW", sizes[0]), (0.85, "db", sizes[1])):
            box(ax, STEP * i + shift, -4.7, f"{name}{layer}\n{size}", "#dff0ea")
            arrow(ax, (STEP * i, -2.95), (STEP * i + shift, -4.17), back=True)
    ax.set(xlim=(-0.9, 13.4), ylim=(-5.3, 1.3), aspect="equal")
    ax.set_axis_off()
    return figure


def chain() -> Figure:
    """Draw how far a nudge of u moves what follows, and what comes back."""
    figure, ax = plt.subplots(figsize=(7.0, 3.0), layout="constrained")
    nodes = ["u = 0.5", "z = 1.6", "a = 1.6", "o = 3.2", "L = 1.125"]
    moves = ["0.001", "0.003", "0.003", "0.006", "0.009"]
    back = ["9", "3 = δ", "3", "1.5", "1"]
    factors = ["× 3", "× 1", "× 2", "× 1.5"]
    for i, (name, move, rate) in enumerate(zip(nodes, moves, back, strict=True)):
        box(ax, STEP * i, 0, name)
        ax.text(STEP * i, 0.85, move, ha="center", fontsize=11.5)
        ax.text(STEP * i, -1.45, rate, ha="center", fontsize=11.5, color=RED)
    for i, text in enumerate(factors):
        arrow(ax, (STEP * i + 0.75, 0.15), (STEP * (i + 1) - 0.75, 0.15), back=False)
        ax.text(STEP * (i + 0.5), 0.5, text, ha="center", fontsize=11.5)
        arrow(ax, (STEP * (i + 1) - 0.75, -0.3), (STEP * i + 0.75, -0.3), back=True)
    ax.text(STEP * 2, 1.65, "the nudge moves each by ...", ha="center", fontsize=11.5)
    under = "the loss moves ... times as far as this number"
    ax.text(STEP * 2, -2.3, under, ha="center", fontsize=11.5, color=RED)
    ax.set(xlim=(-1.0, 11.0), ylim=(-2.6, 2.2), aspect="equal")
    ax.set_axis_off()
    return figure


#: The units of each layer of the network that is drawn twice; the last is the loss.
DRAWN = (3, 4, 4, 1)


def places(layer: int) -> list[tuple[float, float]]:
    """Return where the units of a layer stand."""
    count = DRAWN[layer]
    return [(1.6 * layer, 0.9 * ((count - 1) / 2 - i)) for i in range(count)]


def touched(sender: int, layer: int, receiver: int) -> bool:
    """Say whether a pass from weight [1, 0] of the first layer uses a connection."""
    return layer > 1 or (sender == (1, 0)[layer] and (layer == 1 or receiver == 0))


def two_ways() -> Figure:
    """Draw what a pass from one weight uses, and what a pass back uses."""
    figure, axes = plt.subplots(1, 2, figsize=(7.0, 3.0), layout="constrained")
    titles = (
        "forward: one pass, one derivative",
        "backward: one pass, all derivatives",
    )
    for ax, title, back in zip(axes, titles, (False, True), strict=True):
        for layer, sender, receiver in connections():
            x, y = zip(places(layer)[sender], places(layer + 1)[receiver], strict=True)
            style = {"color": "#c8c8c8", "lw": 0.8, "linestyle": "-", "zorder": 1}
            if back:
                style |= {"color": RED, "lw": 1.4, "linestyle": (0, (3, 1.5))}
            elif touched(sender, layer, receiver):
                style |= {"color": COLOURS["blue"], "lw": 1.6 if layer else 4.0}
            ax.plot(x, y, **style)
        for layer in range(len(DRAWN)):
            for i, place in enumerate(places(layer)):
                reached = layer > 1 or (layer, i) == (1, 0)
                fill = "#fdebd0" if back else "#dbeaf5" if reached else "white"
                ax.plot(*place, "o", ms=15, mfc=fill, mec="black", zorder=3)
        ax.text(*places(3)[0], "L", ha="center", va="center", zorder=4)
        ax.set_title(title, fontsize=12)
        ax.set(xlim=(-0.4, 5.2), ylim=(-1.8, 1.8), aspect="equal")
        ax.set_axis_off()
    return figure


def connections() -> list[tuple[int, int, int]]:
    """Return (layer, sender, receiver) of each connection."""
    return [
        (layer, sender, receiver)
        for layer in range(len(DRAWN) - 1)
        for sender in range(DRAWN[layer])
        for receiver in range(DRAWN[layer + 1])
    ]


def u_curves() -> Figure:
    """Draw the error of differences against the step, of the gradient of W2."""
    cases = {
        "central, float64": ("float64", -10, central_difference),
        "central, float32": ("float32", -4, central_difference),
        "one-sided, float64": ("float64", -10, forward_difference),
    }
    curves = {}
    for label, (precision, lowest, difference) in cases.items():
        weights, batch = digits_problem(precision)
        steps = 10.0 ** np.arange(lowest, 0.6, 0.5)
        entries = range(weights.W2.size)
        errors = errors_by_step(weights, batch, "W2", steps, entries, difference)
        curves[label] = steps, errors
    figure, ax = plt.subplots(figsize=(6.6, 3.8), layout="constrained")
    errors_over_steps(curves, ax)
    return figure


def kinks() -> Figure:
    """Draw the errors of a check of W1, with and without a kink within the step."""
    figure, axes = plt.subplots(
        1, 2, figsize=(6.8, 3.4), sharey=True, layout="constrained"
    )
    some = range(0, 2048, 5)
    for ax, step in zip(axes, (0.001, 0.01), strict=True):
        check = compare_gradients(*digits_problem(), "W1", step, some)
        errors = np.maximum(check.errors, 4 * check.rounding)
        gradient_errors(check.gradient, errors, check.crosses, ax)
        ax.set(title=f"step {step}", xlim=(1e-6, 0.1), ylim=(1e-14, 1e-1))
        ax.get_legend().remove()
    axes[1].set_ylabel("")
    handles, labels = axes[1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure


STYLE: dict[str, float] = {}
FIGURES = {
    "backprop-chain": chain,
    "backprop-two-ways": two_ways,
    "backprop-graph": graph,
    "backprop-ucurve": u_curves,
    "backprop-kinks": kinks,
}
