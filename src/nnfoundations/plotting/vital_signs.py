"""The first steps of trainings, side by side."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.plotting.spreads import spread
from nnfoundations.plotting.style import COLOURS

#: What is drawn: the title and how the axis is scaled.
SIGNS = {
    "loss": ("loss of the batch [nats]", "log"),
    "dead": ("share of dead units", "linear"),
    "ratio": ("update ratio of $W_1$", "symlog"),
    "stride": ("step / (learning rate × gradient)", "linear"),
}
#: Below this the axis of the ratio is linear, so that 0 has a place.
LINEAR_BELOW = 1e-2


def vital_signs(
    seen: Mapping[str, Mapping[str, ArrayLike]],
    columns: Sequence[str] = tuple(SIGNS),
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
        checks.choice("columns", column, SIGNS)
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
    title, scale = SIGNS[column]
    options = {"linthresh": LINEAR_BELOW} if scale == "symlog" else {}
    ax.set_yscale(scale, **options)
    if column == "stride":
        ax.axhline(1, color=COLOURS["grey"], linewidth=1, zorder=0)
    ax.set(title=title, xlabel="step")
    ax.title.set_fontsize("medium")
