"""What goes on inside a stack of layers: its linear regions, its activations."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.networks.regions import Window, activation_patterns, window_grid
from nnfoundations.networks.stacks import Stack
from nnfoundations.plotting.style import (
    COLOURS,
    CYCLE,
    MARKERS,
    as_array,
    axes_or_new,
    tint,
)

#: The regions of a window are found on a grid of so many points a side.
CURVE_POINTS = 400
#: At most so many values of a layer are drawn.
MOST_VALUES = 2000


def _pale(number: int) -> np.ndarray:
    """Return a pale colour: one of the cycle's, paler each time round."""
    share = 0.45 - 0.1 * (number // len(CYCLE) % 4)
    return np.array(to_rgb(tint(CYCLE[number % len(CYCLE)], share)))


def region_map(
    stack: Stack,
    window: Window,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the linear regions of a ReLU network over a window of the plane.

    Each region is a pale patch with a dark edge; a heavy dashed line runs where
    the (first) output is 0.

    Parameters
    ----------
    stack : Stack
        With two inputs and hidden layers of ReLUs.
    window : Window
    X : array of shape (n, 2), optional
        Points to draw, one marker per class.
    y : array of shape (n,), optional
        Their labels, 0, 1, ...; needed with `X`.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If the stack has no ReLUs or not two inputs, the window is empty, or
        points and labels do not fit.
    """
    grid = window_grid(window, CURVE_POINTS)
    patterns = np.packbits(activation_patterns(stack, grid), axis=1)
    regions, numbers = np.unique(patterns, axis=0, return_inverse=True)
    numbers = numbers.reshape(CURVE_POINTS, CURVE_POINTS)
    colours = np.array([_pale(i) for i in range(len(regions))])
    image = colours[numbers]
    image[_edges(numbers)] = to_rgb("#444444")
    ax = axes_or_new(ax, figsize=(5.6, 4.0))
    left, right, bottom, top = window
    extent = (left, right, bottom, top)
    ax.imshow(image, origin="lower", extent=extent, interpolation="nearest")
    output = stack(grid)[:, 0].reshape(CURVE_POINTS, CURVE_POINTS)
    if output.min() < 0 < output.max():
        x1, x2 = np.unique(grid[:, 0]), np.unique(grid[:, 1])
        ax.contour(x1, x2, output, [0], colors="black", linestyles="--", linewidths=2.5)
    if X is not None:
        _draw_points(X, y, ax)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    ax.grid(False)
    return ax


def _draw_points(X: ArrayLike, y: ArrayLike | None, ax: Axes) -> None:
    X, y = as_array("X", X, 2), checks.labels("y", y, len(MARKERS))
    checks.same_length(X=X, y=y)
    for k in np.unique(y):
        ax.plot(
            *X[y == k].T,
            linestyle="",
            marker=MARKERS[k],
            markersize=5,
            markeredgecolor="black",
            markeredgewidth=0.8,
            color=CYCLE[k % len(CYCLE)],
            label=f"class {k}",
        )


def _edges(numbers: np.ndarray) -> np.ndarray:
    """Return which pixels have a neighbour with another number (lines 2 wide)."""
    edge = np.zeros(numbers.shape, dtype=bool)
    up, right = numbers[:-1] != numbers[1:], numbers[:, :-1] != numbers[:, 1:]
    edge[:-1] |= up
    edge[1:] |= up
    edge[:, :-1] |= right
    edge[:, 1:] |= right
    return edge


def activation_spread(
    layers: Sequence[np.ndarray], names: Sequence[str], ax: Axes | None = None
) -> Axes:
    """Draw the values of each layer as a strip of dots with a mark at mean ± std.

    Parameters
    ----------
    layers : sequence of arrays
        Values of each layer, of any shape.
    names : sequence of str
        What to write under each.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If the values are not real, or names and layers differ in number.
    """
    checks.same_length(layers=layers, names=names)
    values = [as_array(f"layers[{i}]", v).ravel() for i, v in enumerate(layers)]
    ax = axes_or_new(ax)
    for i, v in enumerate(values):
        shown = v[:: -(-v.size // MOST_VALUES)]
        spread = np.linspace(-0.28, 0.28, len(shown))  # side by side, not on top
        ax.plot(i + spread, shown, ".", color=COLOURS["blue"], alpha=0.25, markersize=3)
        ax.errorbar(i, v.mean(), v.std(), fmt="_k", markersize=14, capsize=8, zorder=3)
    ax.set(xticks=range(len(names)), xticklabels=names, ylabel="value")
    ax.grid(False, axis="x")
    return ax
