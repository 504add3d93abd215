"""The look of every picture: colours, line styles, markers, hatches."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from IPython.core.getipython import get_ipython
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
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


def as_array(name: str, values: Any, ndim: int | None = None) -> np.ndarray:
    """Return an array or a tensor (on any device) as checked float64 values."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    return checks.real_array(name, values, ndim)
