"""The live figure of Rosenblatt's rule, one mistake at a time."""

from typing import Any

import numpy as np
from traitlets import Bool, Int, List, TraitError, validate

from nnfoundations.data.points import points_arrays
from nnfoundations.figures.base import LiveFigure, Number

#: Inputs reach this far from 0, weights and bias that far.
REACH, FAR = 2.5, 50.0
NUM_POINTS, NOISE, SPREAD, MIDDLE = 16, 0.3, 1.2, (0.9, -0.5)
DEFAULT_SEED = 14


def clouds(seed: int) -> list[list[float]]:
    """Return two clouds of points as the figure holds them: x1, x2, label -1 or +1.

    Parameters
    ----------
    seed : int
        Of the `numpy.random.RandomState` that draws them, 0 to 9999.

    Returns
    -------
    list of list
        16 points, 8 of each class, rounded to 0.01.
    """
    rng = np.random.RandomState(seed)
    X, y = points_arrays("clouds", NUM_POINTS, NOISE, rng)
    X = np.clip(np.rint(100 * (SPREAD * X + MIDDLE)) / 100, -REACH, REACH) + 0.0
    return [
        [*x, 2 * label - 1] for x, label in zip(X.tolist(), y.tolist(), strict=True)
    ]


class PerceptronRule(LiveFigure):
    """Rosenblatt's rule on points in the plane, counted against Novikoff's bound.

    The rule goes through the points in their order, from w = (0, 0), b = 0, as
    `nnfoundations.units.perceptron.error_correction` does; the bound is `mistake_bound`
    of `nnfoundations.units.separability.find_widest_boundary`.

    Parameters
    ----------
    points : list of list
        1 to 40 points [x1, x2, label], inputs from -2.5 to 2.5, labels -1 or +1.
    w : list of float
        The two weights, -50 to 50.
    b : float
        Bias, -50 to 50.
    seed : int
        From which `clouds` draws the next clouds, 0 to 9999.
    widest : bool
        Whether the boundary with the widest margin is drawn too.
    """

    name = "perceptron_rule"
    title = "The perceptron: one mistake at a time"
    description = (
        "Left, triangles of class +1 and circles of class -1 in the plane; the side on"
        " which the unit fires is hatched. The arrow of the weights stands at right"
        " angles to the boundary. One circle is ringed: it was wrong, and subtracting"
        " it has turned the dashed boundary into the solid one. Right, against the"
        " number of corrections, the length of the weights stays below a square root,"
        " their part along the widest boundary above a straight line; where the two"
        " lines cross stands Novikoff's bound. A table below lists the last"
        " corrections."
    )

    points = List(
        List(Number(min=-REACH, max=REACH), minlen=3, maxlen=3),
        clouds(DEFAULT_SEED),
        minlen=1,
        maxlen=40,
        help=f"1 to 40 points [x1, x2, label] within ±{REACH:g}, labels −1 or +1",
    ).tag(sync=True, restarts=True)
    w = List(
        Number(min=-FAR, max=FAR),
        [0.0, 0.0],
        minlen=2,
        maxlen=2,
        help=f"two weights within ±{FAR:g}",
    ).tag(sync=True)
    b = Number(0.0, min=-FAR, max=FAR).tag(sync=True)
    seed = Int(DEFAULT_SEED, min=0, max=9999).tag(sync=True)
    widest = Bool(False).tag(sync=True)

    @validate("points")
    def _check_labels(self, proposal: Any) -> list[list[float]]:
        points: list[list[float]] = proposal["value"]
        if odd := [point for point in points if point[2] not in (-1, 1)]:
            raise TraitError(f"points: expected a label -1 or +1, got {odd[0]}.")
        return points
