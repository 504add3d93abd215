"""Networks as circles and lines, and one layer's connections as a matrix."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.patches import Circle, Rectangle

from nnfoundations import checks
from nnfoundations.plotting.style import COLOURS, CYCLE, as_array, axes_or_new

MOST_SHOWN = 10  # circles per layer; a wider layer is drawn with a gap
MOST_MASKED = 24  # with masks every unit must be seen
RADIUS = 0.28


def _heights(width: int, most: int) -> np.ndarray:
    """Return the heights of a layer's circles, top unit first, centred on 0."""
    if width <= most:
        return (width - 1) / 2 - np.arange(width)
    heights = most / 2 - np.arange(most + 1)
    return np.delete(heights, most // 2)  # the gap, where the dots go


def _check_masks(widths: Sequence[int], masks: Any) -> list[np.ndarray]:
    if len(masks) != len(widths) - 1:
        wanted = f"{len(widths) - 1} masks, one between each two layers"
        raise ValueError(checks.complaint("masks", wanted, f"{len(masks)}"))
    if max(widths) > MOST_MASKED:
        wanted = f"layers of at most {MOST_MASKED} units where masks are drawn"
        raise ValueError(checks.complaint("widths", wanted, f"{list(widths)}"))
    arrays = [as_array(f"masks[{i}]", mask, 2) for i, mask in enumerate(masks)]
    for i, mask in enumerate(arrays):
        if mask.shape != (widths[i], widths[i + 1]):
            wanted = f"shape ({widths[i]}, {widths[i + 1]})"
            raise ValueError(checks.complaint(f"masks[{i}]", wanted, f"{mask.shape}"))
        if not np.isin(mask, (0, 1)).all():
            raise ValueError(
                checks.complaint(f"masks[{i}]", "0 and 1 only", "other values")
            )
    return arrays


def _draw_layer(x: float, y: np.ndarray, width: int, ax: Axes) -> None:
    circles = PatchCollection(
        [Circle((x, height), RADIUS) for height in y],
        facecolor="white",
        edgecolor="black",
        linewidth=1.5,
        zorder=2,
    )
    ax.add_collection(circles)
    if len(y) < width:
        ax.text(x, 0.0, "⋮", ha="center", va="center", fontsize=16)


def _draw_lines(x: np.ndarray, y: list[np.ndarray], mask: np.ndarray, ax: Axes) -> None:
    """Draw a line from unit i on the left to unit j on the right where mask[i, j]."""
    segments = [
        [(x[0], y[0][i]), (x[1], y[1][j])]
        for i, j in zip(*np.nonzero(mask), strict=True)
    ]
    lines = LineCollection(segments, colors=COLOURS["blue"], linewidths=1.0, zorder=1)
    ax.add_collection(lines)


def network_diagram(
    widths: Sequence[int], ax: Axes | None = None, masks: Sequence[Any] | None = None
) -> Axes:
    """Draw the layers of a network from left to right, one circle per unit.

    A layer of more than 10 units is drawn with 10 circles and a gap, unless masks
    say which connections exist. The number of units stands under each layer.

    Parameters
    ----------
    widths : sequence of int
        Units per layer, inputs first; at least two layers.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    masks : sequence of arrays, optional
        ``masks[l]`` has shape (widths[l], widths[l + 1]); 1 draws the connection
        from unit i to unit j, 0 leaves it out. By default all are drawn.

    Returns
    -------
    ax : matplotlib.axes.Axes
        Per layer one collection of circles; between layers one of lines.

    Raises
    ------
    TypeError, ValueError
        If a width is not a positive whole number or a mask does not fit.
    """
    widths = checks.sizes("widths", widths)
    if len(widths) < 2:
        raise ValueError(checks.complaint("widths", "at least two layers", f"{widths}"))
    most = MOST_SHOWN if masks is None else MOST_MASKED
    y = [_heights(width, most) for width in widths]
    drawn = (
        [np.ones((len(a), len(b))) for a, b in itertools.pairwise(y)]
        if masks is None
        else _check_masks(widths, masks)
    )
    ax = axes_or_new(ax)
    tallest = max(heights[0] for heights in y)
    x = max(2.5, 1.2 * tallest) * np.arange(len(widths))
    for i, mask in enumerate(drawn):
        _draw_lines(x[i : i + 2], y[i : i + 2], mask, ax)
    low = -tallest - 0.8  # the layers are centred on 0
    for i, width in enumerate(widths):
        _draw_layer(x[i], y[i], width, ax)
        ax.text(x[i], low, str(width), ha="center", va="center")
    ax.set(xlim=(-0.6, x[-1] + 0.6), ylim=(low - 0.4, tallest + 0.4), aspect="equal")
    ax.set_axis_off()
    return ax


def _check_index_map(index_map: Any) -> np.ndarray:
    array = as_array("index_map", index_map, 2)
    if not (array == np.round(array)).all() or array.min() < -1:
        raise ValueError(
            checks.complaint("index_map", "whole numbers from -1", "others")
        )
    return array.astype(int)


def _cell_colours(index_map: np.ndarray) -> dict[int, str]:
    """Return a colour for each weight: one of its own where it is shared."""
    numbers, uses = np.unique(index_map[index_map >= 0], return_counts=True)
    shared = [int(k) for k in numbers[uses > 1]]
    colours = {int(k): "#E8E8E8" for k in numbers}
    return colours | {k: CYCLE[i % len(CYCLE)] + "50" for i, k in enumerate(shared)}


def connection_matrix(index_map: Any, ax: Axes | None = None) -> Axes:
    """Draw one weight matrix: which connections exist, and which share a weight.

    Parameters
    ----------
    index_map : array of whole numbers, shape (num_inputs, num_outputs)
        -1 where there is no connection, else the number of the weight that the
        connection uses; equal numbers mean one shared weight.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes
        One outlined cell per connection with its weight's number in it, grey if no
        other cell uses that weight; row i is input i (the top row is input 0),
        column j is output j.

    Raises
    ------
    TypeError, ValueError
        If `index_map` is not a matrix of whole numbers from -1 up.
    """
    index_map = _check_index_map(index_map)
    ax = axes_or_new(ax)
    colours = _cell_colours(index_map)
    size = 11 if max(index_map.shape) <= 6 else 7
    for i, j in np.argwhere(index_map >= 0):
        k = int(index_map[i, j])
        corner = (j - 0.5, i - 0.5)
        ax.add_patch(Rectangle(corner, 1, 1, facecolor=colours[k], edgecolor="black"))
        ax.text(j, i, str(k), ha="center", va="center", fontsize=size)
    num_inputs, num_outputs = index_map.shape
    ax.set(
        xlim=(-0.5, num_outputs - 0.5),
        ylim=(num_inputs - 0.5, -0.5),
        xticks=range(num_outputs),
        yticks=range(num_inputs),
        xlabel="to unit",
        ylabel="from unit",
        aspect="equal",
    )
    ax.grid(False)
    ax.spines[:].set_visible(True)
    return ax
