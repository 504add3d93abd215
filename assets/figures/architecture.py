"""The figures on architecture; `tools/figures.py` writes them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch

from nnfoundations import plotting
from nnfoundations.networks import architecture
from nnfoundations.networks.activations import relu
from nnfoundations.plotting import COLOURS

STYLES = (("blue", "-"), ("vermilion", "--"), ("green", ":"))


def network() -> Figure:
    """Draw a stack of three layers with its parts named."""
    figure, ax = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
    plotting.network_diagram([3, 4, 2], ax)
    for x, name in zip((0, 2.5, 5), ("inputs", "hidden layer", "outputs"), strict=True):
        ax.text(x, 2.25, name, ha="center", weight="bold")
    ax.text(1.25, 1.72, "$W_1$: 3 × 4", ha="center")
    ax.text(3.75, 1.72, "$W_2$: 4 × 2", ha="center")
    ax.set_ylim(top=2.6)
    return figure


def units(ax: Axes, places: list[tuple[float, float]]) -> None:
    """Draw circles at `places`, and frame them."""
    for place in places:
        ax.add_patch(Circle(place, 0.24, facecolor="white", edgecolor="black", lw=1.5))
    ax.set(xlim=(-0.5, 4.5), ylim=(-0.4, 3.4), aspect="equal")
    ax.set_axis_off()


def arrow(ax: Axes, a: tuple, b: tuple, style: int = 0, bend: float = 0.0) -> None:
    """Draw an arrow from the unit at `a` to the unit at `b`."""
    ax.add_patch(arrow_patch(a, b, style, bend, gap=13))


def loop(ax: Axes, a: tuple, b: tuple, bend: float) -> None:
    """Draw a dashed arrow from `a` to `b`, two points on the edge of one unit."""
    ax.add_patch(arrow_patch(a, b, 1, bend, gap=0))


def arrow_patch(
    a: tuple, b: tuple, style: int, bend: float, gap: float
) -> FancyArrowPatch:
    """Return an arrow in one of the styles that keeps a gap [points] at its ends."""
    colour, line = STYLES[style]
    return FancyArrowPatch(
        a,
        b,
        arrowstyle="-|>",
        mutation_scale=13,
        shrinkA=gap,
        shrinkB=gap,
        color=COLOURS[colour],
        linestyle=line,
        linewidth=1.8,
        connectionstyle=f"arc3,rad={bend}",
        zorder=0,
    )


def one_layer(ax: Axes, index_map: np.ndarray, shared: bool = False) -> None:
    """Draw the connections of a map from the lower row of units to the upper one."""
    num_inputs, num_outputs = index_map.shape
    lower = [(float(i), 0.0) for i in range(num_inputs)]
    upper = [(j + (num_inputs - num_outputs) / 2, 3.0) for j in range(num_outputs)]
    for i, j in np.argwhere(index_map >= 0):
        arrow(ax, lower[i], upper[j], int(index_map[i, j]) if shared else 0)
    units(ax, lower + upper)


def three_layers(ax: Axes, extra: str) -> None:
    """Draw layers of two, two and one units, with skips or loops dashed."""
    low, middle, top = [(1.2, 0.0), (2.8, 0.0)], [(1.2, 1.5), (2.8, 1.5)], (2.0, 3.0)
    for unit in middle:
        arrow(ax, unit, top)
        for sender in low:
            arrow(ax, sender, unit)
    if extra == "skip":
        arrow(ax, low[0], top, 1, -0.6)
        arrow(ax, low[1], top, 1, 0.6)
    else:
        arrow(ax, middle[0], middle[1], 1, 0.3)
        arrow(ax, middle[1], middle[0], 1, 0.3)
        for (x, y), side in zip(middle, (-1, 1), strict=True):
            edge = x + 0.2 * side
            loop(ax, (edge, y + 0.14), (edge, y - 0.14), -4.0 * side)
    units(ax, [*low, *middle, top])


def connections() -> Figure:
    """Draw the five types of connection side by side."""
    figure, axes = plt.subplots(3, 2, figsize=(6.4, 7.6), layout="constrained")
    names = ("fully connected", "local", "shared", "skip", "recurrent")
    for ax, name in zip(axes.flat, names, strict=False):
        ax.set_title(name, weight="bold")
    one_layer(axes[0, 0], architecture.fully_connected(5, 3))
    one_layer(axes[0, 1], architecture.local(5, 3))
    one_layer(axes[1, 0], architecture.shared(5, 3), shared=True)
    three_layers(axes[1, 1], "skip")
    three_layers(axes[2, 0], "recurrent")
    axes[2, 1].set_axis_off()
    note = (
        "Signals run upwards.\n\nshared: lines of one\nstyle have one weight.\n\n"
        "skip, recurrent: the\nadded connections\nare dashed."
    )
    axes[2, 1].text(0.05, 0.5, note, va="center", transform=axes[2, 1].transAxes)
    return figure


def pulse() -> Figure:
    """Draw the answer of a layered and of a recurrent network to one pulse."""
    figure, ax = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
    X = np.eye(12, 1) @ np.ones((1, 3))
    for name, marker in (("layered", "o"), ("recurrent", "^")):
        W = 0.2 * architecture.mask(getattr(architecture, name)([3, 4, 2]))
        H = architecture.run_network(W, np.zeros(len(W)), X)
        ax.plot(H[:, 7], marker=marker, markersize=8, label=name)
    ax.set(xlabel="step", ylabel="first output")
    ax.legend()
    return figure


def cut() -> Figure:
    """Draw the hat, and what is left of it when one connection is cut."""
    figure, ax = plt.subplots(figsize=(6.4, 4.4), layout="constrained")
    x = np.linspace(-1, 4, 501)
    full = architecture.fully_connected(1, 3)
    maps = {"whole": full}
    maps |= {f"unit {j} cut off": architecture.cut(full, 0, j) for j in range(3)}
    for name, index_map in maps.items():
        W1 = architecture.weight_matrix(index_map, [1, 1, 1])
        y = relu(x[:, None] @ W1 + [0, -1, -2]) @ [1, -2, 1]
        (line,) = ax.plot(x, y, label=name)
        if name == "whole":
            line.set(color="black", linewidth=4)
    ax.set(xlabel="$x$", ylabel="output", ylim=(-4.2, 4.2))
    ax.legend(loc="upper left")
    return figure


STYLE = {"font.size": 14}
FIGURES = {
    "architecture-network": network,
    "architecture-connections": connections,
    "architecture-pulse": pulse,
    "architecture-cut": cut,
}
