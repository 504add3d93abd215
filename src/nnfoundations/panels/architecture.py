"""A panel: depth, width and sigma, and what becomes of the digits inside."""

from dataclasses import dataclass

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnfoundations import checks
from nnfoundations.data.digits import digits_arrays
from nnfoundations.data.samples import NUM_CLASSES
from nnfoundations.networks.stacks import forward_stack, random_stack
from nnfoundations.panels.base import Panel
from nnfoundations.plotting import COLOURS, network_diagram
from nnfoundations.plotting.layers import activation_spread
from nnfoundations.plotting.style import name_powers

#: Digits that are sent through, and their classes.
NUM_DIGITS = 200


@dataclass(frozen=True)
class Look:
    """A network that has not been trained, and its values on some digits.

    Attributes
    ----------
    widths : tuple of int
        Inputs, units per hidden layer, outputs.
    shapes : list of tuple of int
        Shape (in, out) of each weight matrix.
    num_parameters : int
        Weights and biases together.
    layers : list of ndarrays of shape (200, width)
        Inputs, activations of each hidden layer, logits.
    spreads : ndarray
        Standard deviation of each layer's values.
    """

    widths: tuple[int, ...]
    shapes: list[tuple[int, int]]
    num_parameters: int
    layers: list[np.ndarray]
    spreads: np.ndarray


def look(depth: int, width: int, sigma: float, rng: np.random.Generator) -> Look:
    """Return a ReLU network with random weights and its values on 200 digits.

    Parameters
    ----------
    depth : int
        Number of hidden layers, at least 1.
    width : int
        Units in each.
    sigma : float
        Standard deviation of the weights, above 0; biases are 0.
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If a number is of the wrong kind or not positive.
    """
    checks.integer("depth", depth)
    checks.number("sigma", sigma, above=0)
    X = digits_arrays()[0][:NUM_DIGITS]
    widths = (X.shape[1], *[checks.integer("width", width)] * depth, NUM_CLASSES)
    stack = random_stack(widths, sigma, rng)
    layers = forward_stack(stack, X)
    shapes = [(W.shape[0], W.shape[1]) for W in stack.weights]
    spreads = np.array([H.std() for H in layers])
    return Look(stack.widths, shapes, stack.num_parameters, layers, spreads)


def _names(num_layers: int) -> list[str]:
    return ["X", *(f"H{i}" for i in range(1, num_layers - 1)), "logits"]


def _draw_spreads(seen: Look, ax: Axes) -> None:
    names = _names(len(seen.layers))
    alive = np.where(seen.spreads > 0, seen.spreads, np.nan)  # a dead layer: a gap
    ax.plot(alive, "o-", color=COLOURS["vermilion"])
    low, high = np.nanmin(alive) / 3, np.nanmax(alive) * 5
    for i, spread in enumerate(seen.spreads):
        ax.annotate(
            f"{spread:.2g}",
            (i, max(spread, low)),
            xytext=(6, 6),
            textcoords="offset points",
        )
    ax.set(xticks=range(len(names)), xticklabels=names, yscale="log", ylim=(low, high))
    ax.set(xlim=(-0.6, len(names)), ylabel="standard deviation")
    name_powers(ax.yaxis)


def _draw(depth: int, width: int, sigma: float) -> tuple[Figure, Look]:
    seen = look(depth, width, sigma, np.random.default_rng(1))  # at 5 x 2 a layer dies
    figure, axes = plt.subplot_mosaic(
        [["net", "net"], ["values", "spread"]],
        figsize=(8.4, 6.0),
        height_ratios=(1.15, 1),
        layout="constrained",
    )
    network_diagram(seen.widths, ax=axes["net"])
    shapes = "  ".join(f"W{i}: {a} x {b}" for i, (a, b) in enumerate(seen.shapes, 1))
    axes["net"].set_title(f"{shapes}\n{seen.num_parameters:,} parameters", fontsize=11)
    activation_spread(seen.layers, _names(len(seen.layers)), ax=axes["values"])
    _draw_spreads(seen, axes["spread"])
    return figure, seen


def architecture_panel() -> Panel:
    """Return the panel; its ``result`` is the `Look` that is drawn."""
    controls = {
        "depth": widgets.IntSlider(
            2, min=1, max=5, description="Hidden layers", continuous_update=False
        ),
        "width": widgets.SelectionSlider(
            options=[2, 4, 8, 16, 32, 64, 128, 256],
            value=64,
            description="Units in each",
            continuous_update=False,
        ),
        "sigma": widgets.FloatLogSlider(
            0.1,
            min=-3,
            max=0.5,
            step=0.125,
            description="Sigma of the weights",
            continuous_update=False,
        ),
    }
    return Panel(controls, _draw)
