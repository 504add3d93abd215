"""The look of every picture: colours, line styles, markers, hatches, powers of ten."""

import math
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from IPython.core.getipython import get_ipython
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullFormatter
from matplotlib_inline.backend_inline import set_matplotlib_formats

from nnfoundations import checks

#: Colours that stay apart for colour-blind readers, the strongest on white first.
#: References: Okabe & Ito (2008), Color universal design.
COLOURS: dict[str, str] = {
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "grey": "#767676",
}
#: One marker and one hatch for each class, so that colour is never alone.
MARKERS = ("o", "^", "s", "D", "v", "P", "X", "<", "*", ">")
HATCHES = ("", "///", "...", "xxx", "---", "\\\\\\", "+++", "|||", "oo", "**")
LINE_STYLES: tuple[Any, ...] = (
    "-",
    "--",
    "-.",
    ":",
    (0, (6, 1)),
    (0, (3, 1, 1, 1)),
    (0, (1, 1)),
)
#: Hatching is drawn in this colour, on the opaque `tint` of a class.
HATCH_COLOUR = COLOURS["grey"]
#: Most powers that a logarithmic axis names.
MOST_POWERS = 7
CYCLE = [colour for name, colour in COLOURS.items() if name != "grey"]


def use_style() -> None:
    """Set matplotlib's defaults to the course's: once, at the top of a notebook."""
    plt.rcParams.update(
        {
            "axes.grid": True,
            "axes.prop_cycle": cycler(color=CYCLE) + cycler(linestyle=LINE_STYLES),
            "axes.spines.right": False,
            "axes.spines.top": False,
            "figure.dpi": 110,
            "figure.facecolor": "white",
            "figure.figsize": (6.0, 3.6),
            "font.size": 11,
            "grid.color": "#DDDDDD",
            "hatch.linewidth": 0.6,
            "image.cmap": "Greys",
            "legend.frameon": False,
            "lines.linewidth": 2.0,
            "savefig.dpi": 110,
            "savefig.facecolor": "white",
            # Unless told, words are taller before matplotlib 3.11 than since: other
            # ticks fit, and the axes get another size.
            "text.hinting": "no_hinting",
        }
    )
    if get_ipython() is not None:
        set_matplotlib_formats("png")


def tint(colour: str, share: float = 0.2) -> str:
    """Mix a colour with white: an opaque ground, so that hatching on it stays dark.

    Transparency would not do: matplotlib fades the hatching along with the ground.

    Parameters
    ----------
    colour : str
        Any colour that matplotlib knows.
    share : float
        How much of it to keep, from 0 (white) to 1.
    """
    red, green, blue = (1 - share * (1 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def axes_or_new(ax: Axes | None, figsize: tuple[float, float] | None = None) -> Axes:
    """Return `ax`, or the Axes of a new figure.

    Raises
    ------
    TypeError
        If `ax` is something else, such as a Figure.
    """
    if ax is None:
        return plt.subplots(figsize=figsize, layout="constrained", facecolor="white")[1]
    if not isinstance(ax, Axes):
        cure = "Pass one of the Axes that plt.subplots() returns."
        raise TypeError(
            checks.complaint("ax", "matplotlib Axes", type(ax).__name__, cure)
        )
    return ax


def axes_in_rows(
    count: int,
    num_cols: int,
    size: tuple[float, float],
    beside: tuple[float, float] = (0.0, 0.0),
) -> tuple[Figure, list[Axes]]:
    """Return a new figure with Axes in rows, and the Axes; the last row may be short.

    Parameters
    ----------
    count : int
        How many Axes.
    num_cols : int
        How many in a row, if there are as many.
    size : tuple of float
        Width and height of each, in inches.
    beside : tuple of float
        Room for what stands beside and above all of them.
    """
    num_cols = min(checks.integer("num_cols", num_cols), count)
    num_rows = math.ceil(count / num_cols)
    figure, axes = plt.subplots(
        num_rows,
        num_cols,
        figsize=(size[0] * num_cols + beside[0], size[1] * num_rows + beside[1]),
        layout="constrained",
        facecolor="white",
        squeeze=False,
    )
    for ax in axes.flat[count:]:
        ax.remove()
    return figure, list(axes.flat[:count])


def name_powers(*axes: Axis, base: float = 10.0) -> None:
    """Name powers of the base on logarithmic axes: each, or every second, third, ...

    Called last, since it looks at the limits; it widens them where fewer than two
    powers lie between. By hand: matplotlib's own choice has changed with its version
    3.11, and a picture is to look the same under all that the package allows.
    """
    for axis in axes:
        low, high = sorted(math.log(x, base) for x in axis.get_view_interval())
        first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
        if first >= last:
            first, last = math.floor(low), math.ceil(high)
            limits = "xlim" if axis is axis.axes.xaxis else "ylim"
            axis.axes.set(**{limits: (base**first, base**last)})
        stride = math.ceil((last - first + 1) / MOST_POWERS)
        named = [base**p for p in range(first, last + 1) if p % stride == 0]
        steps = [base**p for p in range(first - 1, last + 1)] if stride == 1 else []
        between = [digit * step for step in steps for digit in range(2, round(base))]
        axis.set_major_locator(FixedLocator(named))
        axis.set_minor_locator(FixedLocator(between))
        axis.set_minor_formatter(NullFormatter())


def as_array(name: str, values: Any, ndim: int | None = None) -> np.ndarray:
    """Return an array or a tensor (on any device) as checked float64 values."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    return checks.real_array(name, values, ndim)
