"""Where the time goes, and what further machines buy."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.plotting.style import (
    CYCLE,
    HATCHES,
    LINE_STYLES,
    axes_or_new,
    name_powers,
    tint,
)


def share_bars(rows: Mapping[str, Mapping[str, float]], ax: Axes | None = None) -> Axes:
    """Draw parts of a whole as one bar per row, the parts side by side.

    Parameters
    ----------
    rows : mapping of str to mapping of str to float
        For each row the parts by name, in the same order in each row; they add up
        to 1.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If a row has other parts than the first or they do not add up to 1.
    """
    names = list(next(iter(rows.values()), {}))
    for row, parts in rows.items():
        if list(parts) != names or not np.isclose(sum(parts.values()), 1):
            came = f"{list(parts)} with the sum {sum(parts.values()):g}"
            wanted = f"the parts {names}, adding up to 1"
            raise ValueError(checks.complaint(f"rows[{row!r}]", wanted, came))
    ax, left = axes_or_new(ax), np.zeros(len(rows))
    for i, name in enumerate(names):
        widths = np.array([parts[name] for parts in rows.values()])
        look: dict[str, Any] = {
            "color": tint(CYCLE[i], 0.45),
            "hatch": HATCHES[i],
            "ec": "black",
        }
        ax.barh(list(rows), widths, left=left, label=name, **look)
        left += widths
    ax.invert_yaxis()
    ax.set(xlabel="share of the time", xlim=(0, 1))
    ax.grid(False)
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=3)
    return ax


def speed_up_lines(
    numbers: ArrayLike, lines: Mapping[str, ArrayLike], ax: Axes | None = None
) -> Axes:
    """Draw speed-up against the number of machines, beside the ideal.

    Parameters
    ----------
    numbers : array_like of shape (n,)
        Machines.
    lines : mapping of str to array_like of shape (n,)
        Speed-ups by name.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes
        Both axes logarithmic, to the base 2.

    Raises
    ------
    TypeError, ValueError
        If lengths differ or a value is not finite.
    """
    counts, ax = checks.real_array("numbers", numbers, 1), axes_or_new(ax)
    ax.plot(counts, counts, "-", color="black", lw=1, label="ideal")
    for i, (name, values) in enumerate(lines.items()):
        heights = checks.real_array(name, values, 1)
        checks.same_length(numbers=counts, **{name: heights})
        ax.plot(counts, heights, color=CYCLE[i], ls=LINE_STYLES[i + 1], label=name)
    ax.axhline(1, color="black", lw=0.8)
    ax.set_xscale("log", base=2)
    ax.set_yscale("log", base=2)
    ax.set(xlabel="machines", ylabel="speed-up")
    name_powers(ax.xaxis, ax.yaxis, base=2.0)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.legend(loc="best")
    return ax


def growth_lines(
    sizes: ArrayLike,
    measured: ArrayLike,
    counted: ArrayLike,
    ax: Axes | None = None,
) -> Axes:
    """Draw how a cost grows with a size, beside what was counted beforehand.

    Parameters
    ----------
    sizes : array_like of shape (n,)
        What grows.
    measured, counted : array_like of shape (n,)
        The cost as it was measured, and the least that it must be.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes
        Both axes logarithmic, so that what grows in proportion has the slope 1.

    Raises
    ------
    TypeError, ValueError
        If lengths differ, or a value is not finite and above 0.
    """
    lines = {"sizes": sizes, "measured": measured, "counted": counted}
    values = {k: checks.real_array(k, v, 1) for k, v in lines.items()}
    checks.same_length(**values)
    for name, numbers in values.items():
        checks.number(f"smallest of {name}", float(numbers.min()), above=0)
    ax = axes_or_new(ax)
    for i, name in enumerate(("measured", "counted")):
        look = {"color": CYCLE[i], "ls": LINE_STYLES[i], "label": name}
        marker = "o" if name == "measured" else ""
        ax.plot(values["sizes"], values[name], marker=marker, **look)
    ax.set(xscale="log", yscale="log")
    name_powers(ax.xaxis, ax.yaxis)
    return ax


def lap_bars(
    seconds: Mapping[str, float], floor: float, ax: Axes | None = None
) -> Axes:
    """Draw the time of several ways to do the same, beside the least that it takes.

    Parameters
    ----------
    seconds : mapping of str to float
        By name, drawn in this order from the top.
    floor : float
        What nobody can be faster than.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If there is no bar, or a time is not finite and above 0.
    """
    checks.integer("number of bars", len(seconds))
    times = [checks.number(name, s, above=0) for name, s in seconds.items()]
    ax, least = axes_or_new(ax), checks.number("floor", floor, above=0)
    bars = ax.barh(list(seconds), times, color=tint(CYCLE[0], 0.45), ec="black")
    ax.bar_label(bars, [f"{s:.2f}" for s in times], padding=3)
    ax.axvline(least, color="black", ls="--", lw=1.2, label="floor")
    ax.invert_yaxis()
    ax.set(xlabel="seconds", xlim=(0, 1.12 * max(*times, least)))
    ax.grid(axis="y", visible=False)
    ax.legend(loc="lower right")
    return ax
