"""A linear unit's boundary, and how the perceptron's rule moves it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nnfoundations import checks
from nnfoundations.checks import labelled_points
from nnfoundations.plotting.style import (
    COLOURS,
    HATCH_COLOUR,
    HATCHES,
    MARKERS,
    axes_in_rows,
    axes_or_new,
    tint,
)
from nnfoundations.units.perceptron import Update

CLASS_STYLES = {
    -1: (MARKERS[0], COLOURS["blue"]),
    1: (MARKERS[1], COLOURS["vermilion"]),
}


def _plane(X: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    X, y = labelled_points(X, y)
    if X.shape[1] != 2:
        wanted = "points of shape (n, 2)"
        raise ValueError(checks.complaint("X", wanted, f"shape {X.shape}"))
    return X, y


def signed_points(X: Any, y: Any, ax: Axes | None = None) -> Axes:
    """Draw points of two classes in a square window: -1 circles, +1 triangles.

    Parameters
    ----------
    X : array_like of shape (n, 2)
        The points.
    y : array_like of shape (n,)
        Labels -1 and +1.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Raises
    ------
    TypeError, ValueError
        If the points or labels are not as described.
    """
    X, y = _plane(X, y)
    ax = axes_or_new(ax)
    for label, (marker, colour) in CLASS_STYLES.items():
        x1, x2 = X[y == label].T
        ax.scatter(
            x1,
            x2,
            marker=marker,
            color=colour,
            edgecolor="black",
            s=50,
            zorder=3,
            label=f"y = {label:+d}".replace("-", "\N{MINUS SIGN}"),
        )
    middle = (X.min(axis=0) + X.max(axis=0)) / 2
    half = 0.65 * max(float(np.ptp(X, axis=0).max()), 1.0)
    ax.set(
        xlim=(middle[0] - half, middle[0] + half),
        ylim=(middle[1] - half, middle[1] + half),
        aspect="equal",
    )
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    return ax


def boundary(w: Any, b: float, ax: Axes, fill: bool = True, **line: Any) -> Axes:
    """Draw the line w . x + b = 0 in the window of `ax`; hatch where the unit fires.

    For w = 0 there is no line: the unit fires everywhere (b >= 0) or nowhere.

    Parameters
    ----------
    w : array_like of shape (2,)
        Weights.
    b : float
        Bias.
    ax : matplotlib.axes.Axes
        Where to draw; its limits are kept.
    fill : bool
        Hatch the side where the unit's output is 1.
    **line
        How to draw the line (``linestyles``, ``colors``, ``linewidths``).

    Raises
    ------
    TypeError, ValueError
        If `w` is not two finite numbers or `b` not one.
    """
    w, b = checks.real_array("w", w, ndim=1), checks.number("b", b)
    if len(w) != 2:
        raise ValueError(checks.complaint("w", "two weights", f"shape {w.shape}"))
    x1, x2 = (np.linspace(*limits, 101) for limits in (ax.get_xlim(), ax.get_ylim()))
    z = w[0] * x1 + w[1] * x2[:, np.newaxis] + b  # (101, 101)
    if z.min() < 0 < z.max():
        ax.contour(x1, x2, z, levels=[0], **{"colors": "black", **line})
    if fill and z.max() >= 0:
        ground, levels = tint(COLOURS["vermilion"]), [0, z.max() + 1]
        fired = ax.contourf(
            x1, x2, z, levels=levels, colors=[ground], hatches=[HATCHES[1]]
        )
        fired.set_edgecolor(HATCH_COLOUR)
        fired.set_linewidth(0)
    return ax


def _correction(X: np.ndarray, y: np.ndarray, update: Update, ax: Axes) -> None:
    signed_points(X, y, ax)
    boundary(update.w_before, update.b_before, ax, fill=False, linestyles="dashed")
    boundary(update.w_after, update.b_after, ax)
    x1, x2 = X[update.index]
    ax.scatter(x1, x2, s=260, facecolor="none", edgecolor="black", zorder=4)
    weights = ", ".join(f"{weight:g}" for weight in update.w_after)
    title = f"step {update.step}\nw = ({weights}), b = {update.b_after:g}"
    ax.set_title(title.replace("-", "\N{MINUS SIGN}"), fontsize=11)
    ax.grid(False)


def corrections(X: Any, y: Any, updates: Sequence[Update], num_cols: int = 3) -> Figure:
    """Draw each correction of a perceptron: boundary before (dashed) and after.

    The corrected example is ringed; the side where the unit fires is hatched.

    Parameters
    ----------
    X : array_like of shape (n, 2)
        The points.
    y : array_like of shape (n,)
        Labels -1 and +1.
    updates : sequence of Update
        What `perceptron.error_correction` recorded.
    num_cols : int
        Panels per row.

    Returns
    -------
    figure : matplotlib.figure.Figure
        One Axes per correction, in order.

    Raises
    ------
    TypeError, ValueError
        If the points are not two-dimensional or there is no update.
    """
    X, y = _plane(X, y)
    if not updates:
        cure = "The rule stops at once only if it made no mistake."
        raise ValueError(checks.complaint("updates", "at least one", "none", cure))
    figure, axes = axes_in_rows(len(updates), num_cols, (2.5, 2.9))
    for ax, update in zip(axes, updates, strict=True):
        _correction(X, y, update, ax)
    figure.supxlabel("$x_1$")
    figure.supylabel("$x_2$")
    figure.legend(
        *axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2
    )
    return figure
