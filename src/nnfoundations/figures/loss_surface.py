"""The live figure of descent on a loss surface at several learning rates."""

from traitlets import Enum, Int, List

from nnfoundations.figures.base import LiveFigure, Number


class LossSurface(LiveFigure):
    """Three learning rates go down the same loss from the same start.

    The losses and the paths are those of
    `nnfoundations.labs.hyperparameters.descent_paths`.

    Parameters
    ----------
    model : str
        ``"line"`` (a quadratic bowl), ``"unit"`` (one hidden unit) or ``"slice"``
        (two of a network's 13 parameters).
    start : list of float
        The parameters p and q at the start, -3 to 3.
    lr_a, lr_b, lr_c : float
        Learning rates, 0.01 to 5.
    momentum : float
        0 (none) to 0.95.
    batch_size : int
        Points per step, 1 to 24; all 24 leave no noise.
    seed : int
        Of the order of the points, 0 to 999.
    steps : int
        How many steps are shown, 0 to 100.
    """

    name = "loss_surface"
    title = "Learning rate: three descents on one loss surface"
    description = (
        "Left, an oval bowl: contours of the loss over two parameters, p and q. Three"
        " descents set out from the same start. At the learning rate 0.1 the path"
        " creeps towards the lowest point, at 0.9 it zigzags across the valley"
        " and arrives sooner, at 1.05, just above the largest stable rate of 1.00, its"
        " zigzag grows. Right, the loss after each step on a logarithmic axis: two"
        " curves fall, the third falls at first and then climbs."
    )

    model = Enum(["line", "unit", "slice"], "line").tag(sync=True)
    start = List(
        Number(min=-3.0, max=3.0),
        [-2.0, 2.0],
        minlen=2,
        maxlen=2,
        help="two numbers from -3 to 3",
    ).tag(sync=True)
    lr_a = Number(0.1, min=0.01, max=5.0).tag(sync=True)
    lr_b = Number(0.9, min=0.01, max=5.0).tag(sync=True)
    lr_c = Number(1.05, min=0.01, max=5.0).tag(sync=True)
    momentum = Number(0.0, min=0.0, max=0.95).tag(sync=True)
    batch_size = Int(24, min=1, max=24).tag(sync=True)
    seed = Int(0, min=0, max=999).tag(sync=True)
    steps = Int(0, min=0, max=100).tag(sync=True)
