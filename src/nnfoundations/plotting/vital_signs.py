"""Trainings under examination: their first steps, and a table of readings."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.plotting.spreads import spread
from nnfoundations.plotting.style import COLOURS, axes_or_new, name_powers, tint

#: What is drawn: the title, how the axis is scaled, and what it spans at least.
SIGN_AXES = {
    "loss": ("loss of the batch [nats]", "log", (0.5, 10)),
    "dead": ("share of dead units", "linear", (-0.05, 1.05)),
    "ratio": ("update ratio of $W_1$", "symlog", (-0.001, 1)),
    "stride": ("stride", "linear", (0, 3)),
}
#: Below this the axis of the ratio is linear, so that 0 has a place.
LINEAR_BELOW = 1e-2


def vital_signs(
    seen: Mapping[str, Mapping[str, ArrayLike]],
    columns: Sequence[str] = tuple(SIGN_AXES),
    figure: Figure | None = None,
) -> Figure:
    """Draw what the first steps of some trainings show, a picture for each probe.

    Parameters
    ----------
    seen : mapping of str to mapping of str to array_like of shape (runs, steps)
        For each named training the columns to draw: the mean of the runs becomes a
        line, their range a band.
    columns : sequence of str
        Among ``"loss"``, ``"dead"``, ``"ratio"`` and ``"stride"``.
    figure : matplotlib.figure.Figure, optional
        Where to draw; a new one by default.

    Returns
    -------
    figure : matplotlib.figure.Figure
        One Axes for each column, with a legend above all.

    Raises
    ------
    TypeError, ValueError
        If nothing is given to draw, a column is unknown or shapes do not fit.
    """
    if not seen or not columns:
        raise ValueError(checks.complaint("seen", "at least one training", "none"))
    for column in columns:
        checks.choice("columns", column, SIGN_AXES)
    rows = (len(columns) + 1) // 2
    if figure is None:
        size = (7.4, 0.5 + 2.5 * rows)
        figure = plt.figure(figsize=size, layout="constrained", facecolor="white")
    axes = figure.subplots(rows, 2, squeeze=False, sharex=True).ravel()
    for ax, column in zip(axes, columns, strict=False):
        _draw(seen, column, ax)
    for ax in axes[len(columns) :]:
        ax.remove()
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure


def _draw(seen: Mapping[str, Mapping[str, ArrayLike]], column: str, ax: Axes) -> None:
    for kind, (name, signs) in enumerate(seen.items()):
        values = checks.real_array(f"{name}, {column}", signs[column], 2)
        spread(range(values.shape[1]), values, name, ax, kind)
    title, scale, span = SIGN_AXES[column]
    options = {"linthresh": LINEAR_BELOW} if scale == "symlog" else {}
    ax.set_yscale(scale, **options)
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, span[0]) if scale == "log" else span[0], max(high, span[1]))
    if scale == "log":
        name_powers(ax.yaxis)
    if column == "stride":
        ax.axhline(1, color=COLOURS["grey"], linewidth=1, zorder=0)
    ax.set(title=title, xlabel="step")
    ax.title.set_fontsize("medium")
    ax.tick_params(labelbottom=True)  # above another picture, too


def reading_map(
    texts: Sequence[Sequence[str]],
    telling: Sequence[Sequence[bool]],
    rows: Sequence[str],
    columns: Sequence[str],
    ax: Axes | None = None,
) -> Axes:
    """Draw a table of readings in which the telling ones stand out.

    Parameters
    ----------
    texts, telling : sequence of shape (rows, columns)
        What each cell says, and whether it is filled and framed.
    rows, columns : sequence of str
        Names, from the top and from the left.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    checks.same_length(texts=texts, telling=telling, rows=rows)
    ax = axes_or_new(ax)
    for i, (cells, marks) in enumerate(zip(texts, telling, strict=True)):
        checks.same_length(cells=cells, marks=marks, columns=columns)
        for j, (text, mark) in enumerate(zip(cells, marks, strict=True)):
            if mark:
                place = Rectangle((j - 0.5, i - 0.5), 1, 1, fill=True, linewidth=1.5)
                place.set(facecolor=tint(COLOURS["orange"], 0.4), edgecolor="black")
                ax.add_patch(place)
            weight = "bold" if mark else "normal"
            ax.text(j, i, text, ha="center", va="center", weight=weight)
    ax.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(rows) - 0.5, -0.5))
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    ax.spines[:].set_visible(False)
    ax.grid(False)
    return ax
