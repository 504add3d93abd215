"""How well two ways to a gradient agree."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.learning import ladder
from nnfoundations.plotting.style import (
    COLOURS,
    CYCLE,
    LINE_STYLES,
    MARKERS,
    axes_or_new,
    name_powers,
    tint,
)

#: A logarithmic axis has no 0: what is smaller stands here.
LEAST = 1e-18


def gradient_errors(
    gradient: ArrayLike,
    errors: ArrayLike,
    crosses: ArrayLike,
    ax: Axes | None = None,
    floor: float = LEAST,
) -> Axes:
    """Draw the error of each difference against the size of its gradient.

    Parameters
    ----------
    gradient, errors : array_like of shape (m,)
        Errors below the floor stand on it.
    crosses : array_like of shape (m,), bool
        Which differences reach across a kink: drawn as triangles.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    floor : float
        What rounding alone may do: a smaller error says nothing and is not drawn as
        such. It is marked by a line, if the axis reaches so far.

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
                np.maximum(deviations[chosen], floor),
                marker=marker,
                c=COLOURS[colour],
                s=14,
                alpha=0.6,
                label=label,
            )
    floor = checks.number("floor", floor, above=0)
    if (deviations < floor).any() and floor > LEAST:
        ax.axhline(floor, color=COLOURS["grey"], linestyle=":", label="rounding")
    ax.set(xscale="log", yscale="log", xlabel="size of the gradient", ylabel="error")
    name_powers(ax.xaxis, ax.yaxis)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    return ax


def rounding_bands(num_steps: int, ax: Axes | None = None) -> Axes:
    """Draw the bands in which trainings stay that differ by rounding alone.

    The noise itself is not drawn: it is another one on every machine.

    Parameters
    ----------
    num_steps : int
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes
        A logarithmic axis; for each dtype `ladder.find_band`, and as a dotted line the
        bound that `ladder.BOUNDS` asks for.
    """
    ax, steps = axes_or_new(ax), np.arange(1, checks.integer("steps", num_steps) + 1)
    looks = (("float32", "vermilion", "//"), ("float64", "blue", ""))
    for dtype, colour, hatch in looks:
        low, high = ladder.find_band(dtype, num_steps)
        area = ax.fill_between(steps, low, high, hatch=hatch, label=dtype)
        area.set(facecolor=tint(COLOURS[colour], 0.4), edgecolor=COLOURS[colour])
        ax.axhline(ladder.BOUNDS[dtype], color=COLOURS[colour], linestyle=":")
    ax.set(yscale="log", xlabel="step", ylabel="largest difference", ylim=(1e-17, 1e-4))
    name_powers(ax.yaxis)
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
    ax.set(
        xscale="log", yscale="log", xlabel="step h", ylabel="error (root mean square)"
    )
    name_powers(ax.xaxis, ax.yaxis)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    return ax
