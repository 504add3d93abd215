"""The live figure of XOR solved by two hidden half-planes."""

import numpy as np
from traitlets import Bool, Enum, List

from nnfoundations.figures.base import LiveFigure, Number
from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.networks.stacks import Stack


def _line(*numbers: float) -> List:
    """Return the trait of a line: a point on it, and its weight vector."""
    return List(
        Number(min=-4.0, max=4.0),
        default_value=list(numbers),
        minlen=4,
        maxlen=4,
        help="4 numbers from −4 to 4",
    ).tag(sync=True)


class XorFold(LiveFigure):
    """Two hidden units move the four points of XOR; a line is to separate them.

    A line is given as [p1, p2, w1, w2]: it passes through the point p, and the unit
    adds up w . x - w . p, which is 0 on the line.

    Parameters
    ----------
    first, second : list of float
        The lines of the two hidden units in the plane of the inputs, -4 to 4.
    output : list of float
        The line of the output in the plane of h1 and h2.
    activation : str
        What the hidden units apply: ``"heaviside"`` or ``"relu"``.
    two : bool
        Whether the second hidden unit is there.
    fold : float
        How far the points have gone on their way from the plane of the inputs (0) to
        the plane of what the hidden units show (1).
    """

    name = "xor_fold"
    title = "XOR by hand: two half-planes fold the plane"
    description = (
        "On the left the four points of XOR and two parallel lines, each the edge of a"
        " hidden unit's half-plane; (0, 1) and (1, 0) lie in the strip between them. On"
        " the right the same points by what the two units show: (0, 1) and (1, 0) have"
        " become one point, and a third line separates it from the other two. Below, a"
        " table of the four points: all are right."
    )

    first = _line(0.5, 0.3, 1.0, 0.0)
    second = _line(0.3, 0.5, 0.0, 1.0)
    output = _line(-0.1, 0.6, 1.0, 1.0)
    activation = Enum(["heaviside", "relu"], default_value="heaviside").tag(sync=True)
    two = Bool(True).tag(sync=True)
    fold = Number(1.0, min=0.0, max=1.0).tag(sync=True)

    def stack(self) -> Stack:
        """Return the network that the figure shows; its last layer gives the score."""
        lines = [self.first, self.second] if self.two else [self.first]
        W1 = np.array([line[2:] for line in lines]).T  # (2, units)
        b1 = np.array([-np.dot(line[2:], line[:2]) for line in lines])
        v = np.array(self.output[2:])
        b2 = np.array([-v @ self.output[:2]])
        return Stack(
            (W1, v[: len(lines), None]), (b1, b2), ACTIVATIONS[self.activation]
        )
