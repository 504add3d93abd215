"""Draw the perceptron chapter's figures: python assets/figures/perceptron.py."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations import plotting
from nnfoundations.plotting.corrections import boundary, corrections
from nnfoundations.rosenblatt import error_correction

FOLDER = Path(__file__).parent
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


def main() -> None:
    """Write the figures beside this file; the same bytes each time."""
    plotting.use_style()
    plt.rcParams.update({"svg.hashsalt": "perceptron", "font.size": 12})
    figures = {
        "geometry": geometry(),
        "corrections": corrections(X, Y, error_correction(np.array(X), Y).updates),
        "xor": xor(),
    }
    for name, figure in figures.items():
        figure.savefig(FOLDER / f"perceptron-{name}.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
