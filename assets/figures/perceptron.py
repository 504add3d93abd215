"""The figures on the perceptron; `tools/figures.py` writes them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations.plotting.corrections import boundary, corrections
from nnfoundations.units.perceptron import error_correction

#: The eight points of the notebook.
X = [[4, 1], [-1, 4], [2, 4], [-1, 2], [-1, 1], [4, 3], [2, 1], [0, -1]]
Y = [1, -1, 1, -1, -1, 1, 1, -1]


def geometry() -> Figure:
    """Draw the boundary of w = (3, 4), b = -5, with two distances."""
    figure, ax = plt.subplots(figsize=(6, 5), layout="constrained")
    ax.set(xlim=(-1.5, 4.5), ylim=(-1, 4.5), aspect="equal")
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    boundary([3, 4], -5, ax)
    ax.plot([0.6, 3], [0.8, 4], color="black", linestyle=":", linewidth=1.5)
    ax.plot([0, 0.6], [0, 0.8], color="black", linestyle=":", linewidth=1.5)
    ax.plot([3, 0], [4, 0], "o", color="black", zorder=4)
    foot = {"xytext": (2.2, -0.4), "arrowprops": {"width": 2, "color": "#0072B2"}}
    ax.annotate("", xy=(2.8, 0.4), **foot)
    labels = [
        ((3.1, 4.05), "z = 20"),
        ((0.1, -0.4), "z = −5"),
        ((0.7, 3.0), "distance 4"),
        ((-1.05, 0.45), "distance 1"),
        ((2.9, 0.3), "w"),
        ((-0.75, 2.05), "w · x + b = 0"),
        ((2.3, 2.0), "fires: z ≥ 0"),
        ((-1.3, -0.75), "silent: z < 0"),
    ]
    for where, text in labels:
        ax.text(
            *where, text, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1}
        )
    ax.grid(False)
    return figure


def xor() -> Figure:
    """Draw one epoch of the rule on XOR."""
    points, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [-1, 1, 1, -1]
    return corrections(points, y, error_correction(points, y, 1).updates, num_cols=2)


def eight_points() -> Figure:
    """Draw each correction on the notebook's eight points."""
    return corrections(X, Y, error_correction(np.array(X), Y).updates)


STYLE = {"font.size": 12}
FIGURES = {
    "perceptron-geometry": geometry,
    "perceptron-corrections": eight_points,
    "perceptron-xor": xor,
}
