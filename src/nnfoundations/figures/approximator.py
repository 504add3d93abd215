"""The live figure of networks that follow a drawn curve."""

import math

from traitlets import Bool, Enum, Int, List

from nnfoundations.figures.base import LiveFigure, Number

#: The target is given at the ends and at the inner ends of 128 equal steps.
NUM_SAMPLES = 129


def sine() -> list[float]:
    """Return the default target, rounded as drawn ones are: links stay short."""
    angles = (2 * math.pi * i / (NUM_SAMPLES - 1) for i in range(NUM_SAMPLES))
    return [round(0.9 * math.sin(angle), 4) + 0.0 for angle in angles]  # no -0.0


class Approximator(LiveFigure):
    """One hidden layer follows a curve; the error is shown against the width.

    The networks are those of `nnfoundations.networks.approximation`, the target is
    `nnfoundations.labs.mlp_architecture.curves.polygon(figure.target, (0, 1))`.

    Parameters
    ----------
    target : list of float
        Values from -1 to 1 at 129 equally spaced points of [0, 1]; straight between.
    basis : str
        ``"relu"`` (ReLUs that draw a polygon) or ``"bumps"`` (pairs of sigmoids).
    num_pieces : int
        Straight pieces, or bumps, 1 to 64: as many ReLUs, or twice as many sigmoids.
    steepness : float
        Of the sigmoids, in units of 1 / slice width, 5 to 100.
    parts : bool
        Whether what the single ReLUs or bumps contribute is drawn.
    """

    name = "approximator"
    title = "Approximator: one hidden layer follows your curve"
    description = (
        "Left, a dashed wave on the interval from 0 to 1 and the polygon of six"
        " pieces that a network of six ReLUs draws; faint rays show what each adds, a"
        " thick bar the largest error. Right, on logarithmic axes, the largest error"
        " against the number of hidden units: for ReLUs it falls along a guide of slope"
        " -2, for bumps made of pairs of sigmoids along one of slope -1."
    )

    target = List(
        Number(min=-1.0, max=1.0),
        sine(),
        minlen=NUM_SAMPLES,
        maxlen=NUM_SAMPLES,
        help=f"{NUM_SAMPLES} numbers from -1 to 1",
    ).tag(sync=True, restarts=True)
    basis = Enum(["relu", "bumps"], "relu").tag(sync=True)
    num_pieces = Int(8, min=1, max=64).tag(sync=True)
    steepness = Number(20.0, min=5.0, max=100.0).tag(sync=True, restarts=True)
    parts = Bool(True).tag(sync=True)
