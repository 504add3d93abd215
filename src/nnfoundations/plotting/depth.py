"""What depth does to a signal: bands of growth, and where networks still train."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.labs.initialization.signal_growth import Bands
from nnfoundations.plotting.style import COLOURS, axes_or_new, name_powers, tint

#: At most so many networks are drawn as lines of their own.
MOST_LINES = 30
#: The look of a cell's number: readable where a line runs behind it.
CELL: dict[str, Any] = {
    "ha": "center",
    "va": "center",
    "zorder": 5,
    "bbox": {"facecolor": "white", "alpha": 0.85, "linewidth": 0, "pad": 1.5},
}


def growth_bands(ratios: ArrayLike, predicted: Bands, ax: Axes | None = None) -> Axes:
    """Draw how the mean square grows in many networks, within the predicted band.

    Parameters
    ----------
    ratios : array_like of shape (networks, depth + 1)
        Mean squares relative to the first, as in
        `nnfoundations.labs.initialization.signal_growth.Growth`.
    predicted : Bands
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If the ratios are not finite or the depths differ.
    """
    ratios = checks.real_array("ratios", ratios, 2)
    checks.same_length(ratios=ratios.T, predicted=predicted.low)
    ax, layers = axes_or_new(ax), np.arange(ratios.shape[1])
    blue, black = COLOURS["blue"], COLOURS["black"]
    ax.fill_between(layers, predicted.low, predicted.high, color=tint(blue, 0.25))
    ax.plot(layers, ratios[:MOST_LINES].T, "-", color=COLOURS["grey"], lw=0.6)
    ax.plot(layers, predicted.mean, "--", color=black, label="mean, predicted")
    ax.plot(layers, predicted.median, "-", color=blue, label="median, predicted")
    seen, vermilion = np.median(ratios, axis=0), COLOURS["vermilion"]
    ax.plot(layers, seen, ":", color=vermilion, lw=3, label="median, measured")
    ax.set(yscale="log", xlabel="layers passed", ylabel="mean square, ratio")
    name_powers(ax.yaxis)
    ax.legend(loc="lower left")
    return ax


def phase_map(
    accuracies: ArrayLike,
    depths: Sequence[int],
    gains: Sequence[float],
    levels: Sequence[float] = (0.1, 1.0, 100.0),
    ax: Axes | None = None,
) -> Axes:
    """Draw what networks have learned, by their depth and the gain of their weights.

    Each cell carries its number. The lines show where a ReLU network's root mean
    square is predicted to have grown by the factors `levels`: gain^depth.

    Parameters
    ----------
    accuracies : array_like of shape (depths, gains)
    depths : sequence of int
        Each twice the one before.
    gains : sequence of float
        In equal ratios; factors of He's standard deviation.
    levels : sequence of float
        Factors above 0.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If the table has another shape than (depths, gains).
    """
    table = checks.real_array("accuracies", accuracies, 2)
    if table.shape != (len(depths), len(gains)):
        wanted = f"shape {(len(depths), len(gains))}, (depths, gains)"
        raise ValueError(checks.complaint("accuracies", wanted, f"{table.shape}"))
    x, y = np.log2(gains), np.log2(depths)
    ax = axes_or_new(ax)
    colours = LinearSegmentedColormap.from_list("", ["white", COLOURS["sky"]])
    ax.pcolormesh(x, y, table, cmap=colours, vmin=0, vmax=1, edgecolors="#BBBBBB")
    for (i, j), value in np.ndenumerate(table):
        ax.text(float(x[j]), float(y[i]), f"{value:.2f}", fontsize=10, **CELL)
    _growth_lines(levels, ax)
    ax.set(xticks=x, xticklabels=[f"{g:.2g}" for g in gains], yticks=y)
    ax.set(yticklabels=depths, xlabel="gain (σ / He's σ)", ylabel="hidden layers")
    ax.grid(False)
    return ax


def _growth_lines(levels: Sequence[float], ax: Axes) -> None:
    """Draw where depth log(gain) = log(level); gain 1 for level 1."""
    left, right, bottom, top = *ax.get_xlim(), *ax.get_ylim()
    y = np.linspace(bottom, top, 200)
    for level, style in zip(levels, ("--", "-", "-."), strict=False):
        x = np.log2(level) / 2**y  # depth = 2^y, log2(gain) = x
        ax.plot(x, y, style, color="black", lw=1.8, label=f"growth {level:g}")
    ax.set(xlim=(left, right), ylim=(bottom, top))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)


def layer_lines(
    values: dict[str, Sequence[float]], ylabel: str, ax: Axes | None = None
) -> Axes:
    """Draw positive numbers by layer, 1, 2, ..., on a logarithmic axis.

    Parameters
    ----------
    values : dict of str to sequence of float
        One line each; numbers that are 0 or not finite are left out.
    ylabel : str
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    ax : matplotlib.axes.Axes
    """
    ax, cycle = axes_or_new(ax), plt.rcParams["axes.prop_cycle"]
    for (name, row), look, marker in zip(
        values.items(), cycle, "o^sDvPX", strict=False
    ):
        numbers = np.asarray(row, dtype=float)
        shown = np.where(np.isfinite(numbers) & (numbers > 0), numbers, np.nan)
        ax.plot(np.arange(1, len(shown) + 1), shown, marker=marker, label=name, **look)
    ax.set(yscale="log", xlabel="layer", ylabel=ylabel)
    name_powers(ax.yaxis)
    return ax
