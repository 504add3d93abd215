"""Live figures: they move on the site without a kernel and are widgets in Jupyter.

>>> from nnfoundations import figures
>>> figures.IntegrateFire(current=3.0)  # doctest: +SKIP

Every figure is one Python class (its state, as traits) and one JavaScript file of the
same name (what it shows). The mathematics in JavaScript is held to this package by
tests, number by number.
"""

from nnfoundations.figures.activation_curves import ActivationCurves
from nnfoundations.figures.approximator import Approximator
from nnfoundations.figures.architecture import Architecture
from nnfoundations.figures.backprop_graph import BackpropGraph
from nnfoundations.figures.base import LiveFigure
from nnfoundations.figures.draw_digit import DrawDigit
from nnfoundations.figures.integrate_fire import IntegrateFire
from nnfoundations.figures.loss_surface import LossSurface
from nnfoundations.figures.neuron_anatomy import NeuronAnatomy
from nnfoundations.figures.perceptron_rule import PerceptronRule
from nnfoundations.figures.playground import Playground
from nnfoundations.figures.signal_depth import SignalDepth
from nnfoundations.figures.xor_fold import XorFold

#: Every figure that is imported above, by the name that ``{live-figure}`` takes.
FIGURES: dict[str, type[LiveFigure]] = {
    each.name: each for each in LiveFigure.__subclasses__()
}

__all__ = [
    "FIGURES",
    "ActivationCurves",
    "Approximator",
    "Architecture",
    "BackpropGraph",
    "DrawDigit",
    "IntegrateFire",
    "LiveFigure",
    "LossSurface",
    "NeuronAnatomy",
    "PerceptronRule",
    "Playground",
    "SignalDepth",
    "XorFold",
]
