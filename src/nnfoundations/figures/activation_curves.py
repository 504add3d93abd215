"""The live figure of activation functions and what they do to a gradient."""

from traitlets import Enum, Int

from nnfoundations.figures.base import LiveFigure, Number
from nnfoundations.networks.activations import ACTIVATIONS

CURVES = tuple(ACTIVATIONS)


class ActivationCurves(LiveFigure):
    """An activation function, its derivative, and what a gradient step can do.

    The functions are those of `nnfoundations.networks.activations.ACTIVATIONS`, with
    the same conventions at 0. The loss is (f(z) - target)^2 / 2; one step of gradient
    descent moves z by -lr (f(z) - target) f'(z).

    Parameters
    ----------
    kind : str
        Name of the function.
    other : str
        Name of a second one to compare with, or ``"none"``.
    z : float
        The pre-activation, -6 to 6.
    limit : float
        Slopes below it count as saturated, 0.01 to 0.2.
    depth : int
        Units in a chain, 1 to 20, all at the same z.
    target : float
        What f(z) should become, -1 to 2.
    lr : float
        Learning rate, 0.1 to 10.
    """

    name = "activation_curves"
    title = "Activations: the function, its slope, and what a gradient step can do"
    description = (
        "Above, the sigmoid with its tangent at z = -3.8, and its derivative, which is"
        " 0.021 there; both ends, where the derivative is below 0.05, are hatched as"
        " saturated. Below, the loss against z, nearly flat there: ten gradient steps"
        " have moved the point only from -4 to -3.8. Beside it, the product of such"
        " derivatives along a chain of units on a logarithmic axis: after seven units"
        " it is near 10^-12."
    )

    kind = Enum(CURVES, "sigmoid").tag(sync=True, restarts=True)
    other = Enum(("none", *CURVES), "none").tag(sync=True)
    z = Number(-1.0, min=-6.0, max=6.0).tag(sync=True, restarts=True)
    limit = Number(0.05, min=0.01, max=0.2).tag(sync=True)
    depth = Int(5, min=1, max=20).tag(sync=True)
    target = Number(1.0, min=-1.0, max=2.0).tag(sync=True, restarts=True)
    lr = Number(1.0, min=0.1, max=10.0).tag(sync=True, restarts=True)
