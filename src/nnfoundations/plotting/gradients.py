"""How well two ways to a gradient agree."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.plotting.style import (
    COLOURS,
    CYCLE,
    LINE_STYLES,
    MARKERS,
    axes_or_new,
)


def gradient_errors(
    gradient: ArrayLike, errors: ArrayLike, crosses: ArrayLike, ax: Axes | None = None
) -> Axes:
    """Draw the error of each difference against the size of its gradient.

    Parameters
    ----------
    gradient, errors : array_like of shape (m,)
        Errors that are 0 stand on the lower edge.
    crosses : array_like of shape (m,), bool
        Which differences reach across a kink: drawn as triangles.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes
        Both axes logarithmic; one collection of points for each kind that occurs.

    Raises
    ------
    TypeError, ValueError
        If the lengths differ or a number is not finite.
    """
    sizes = np.abs(checks.real_array("gradient", gradient, 1))
    deviations = np.abs(checks.real_array("errors", errors, 1))
    kinked = np.asarray(crosses, dtype=bool)
    checks.same_length(gradient=sizes, errors=deviations, crosses=kinked)
    ax = axes_or_new(ax)
    kinds = ((~kinked, "no kink", "o", "blue"), (kinked, "kink", "^", "vermilion"))
    for chosen, label, marker, colour in kinds:
        if chosen.any():
            ax.scatter(
                np.maximum(sizes[chosen], 1e-9),  # a logarithmic axis has no 0
                np.maximum(deviations[chosen], 1e-18),
                marker=marker,
                c=COLOURS[colour],
                s=14,
                alpha=0.6,
                label=label,
            )
    ax.set(xscale="log", yscale="log", xlabel="size of the gradient", ylabel="error")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    return ax


def errors_over_steps(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    ax: Axes | None = None,
) -> Axes:
    """Draw errors against the step, one line for each name.

    Parameters
    ----------
    curves : mapping of str to (steps, errors)
        Positive numbers.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Raises
    ------
    TypeError, ValueError
        If there is nothing to draw, or a number is not finite.
    """
    if not curves:
        raise ValueError(checks.complaint("curves", "at least one", "none"))
    ax = axes_or_new(ax)
    for i, (name, (steps, errors)) in enumerate(curves.items()):
        h = checks.real_array("steps", steps, 1)
        e = checks.real_array("errors", errors, 1)
        checks.same_length(steps=h, errors=e)
        ax.plot(
            h,
            e,
            color=CYCLE[i],
            linestyle=LINE_STYLES[i],
            marker=MARKERS[i],
            markersize=5,
            markevery=4,
            label=name,
        )
    ax.set(xscale="log", yscale="log", xlabel="step h", ylabel="largest error")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    return ax
