"""Several seeds in one picture: their mean and their range."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from nnfoundations import checks
from nnfoundations.plotting.style import (
    COLOURS,
    CYCLE,
    HATCHES,
    LINE_STYLES,
    MARKERS,
    as_array,
    axes_or_new,
    tint,
)


def spread(
    x: Any, values: Any, label: str, ax: Axes | None = None, kind: int = 0
) -> Axes:
    """Draw the mean of several runs as a line and their range as a band.

    Parameters
    ----------
    x : array of shape (points,)
    values : array of shape (runs, points)
    label : str
        Its name in the legend.
    ax : matplotlib.axes.Axes, optional
    kind : int
        0, 1, 2, ...: which colour, line style, marker and hatch, so that two
        spreads on one Axes can be told apart without colours.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit.
    """
    x, runs = as_array("x", x, 1), as_array("values", values, 2)
    if runs.shape[1] != len(x):
        wanted = f"shape (runs, {len(x)})"
        raise ValueError(checks.complaint("values", wanted, f"shape {runs.shape}"))
    kind = checks.integer("kind", kind, at_least=0)
    ax = axes_or_new(ax)
    colour = CYCLE[kind % len(CYCLE)]
    band = ax.fill_between(x, runs.min(0), runs.max(0), color=tint(colour, 0.25))
    band.set(hatch=HATCHES[kind], edgecolor=tint(colour, 0.6), linewidth=0)
    ax.plot(
        x,
        runs.mean(0),
        color=colour,
        linestyle=LINE_STYLES[kind % len(LINE_STYLES)],
        marker=MARKERS[kind],
        markevery=max(1, len(x) // 8),
        label=label,
    )
    return ax


def dot_rows(rows: dict[str, Any], ax: Axes | None = None) -> Axes:
    """Draw one row of dots for each named list of numbers, with a bar at its mean.

    Parameters
    ----------
    rows : dict of str to sequence of float
        From the top row to the bottom row.
    ax : matplotlib.axes.Axes, optional

    Raises
    ------
    TypeError, ValueError
        If there is no row or a row holds no number.
    """
    if not rows:
        raise ValueError(checks.complaint("rows", "at least one row", "none"))
    numbers = {name: as_array(name, values, 1) for name, values in rows.items()}
    ax = axes_or_new(ax)
    for i, values in enumerate(numbers.values()):
        y = len(rows) - 1 - i
        # equal numbers would hide each other on one height
        heights = y + np.linspace(-0.2, 0.2, len(values)) * (len(values) > 1)
        colour, marker = CYCLE[i % len(CYCLE)], MARKERS[i]
        ax.plot(values, heights, marker, markersize=7, color=colour, mec="black")
        ax.plot([values.mean()] * 2, [y - 0.35, y + 0.35], "-", color=COLOURS["black"])
    ax.set_yticks(range(len(rows)), list(reversed(list(rows))))
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.grid(visible=False, axis="y")
    return ax
