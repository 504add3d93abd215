"""Foundations of neural networks and deep learning: the course's own package.

Each module is named after a concept and imported by name, so that importing
the package itself stays light (neither torch nor matplotlib is loaded)::

    from nnfoundations import neuron
    from nnfoundations.mlp import MLPScratch

==============  ========================================================
neuron          leaky integrate-and-fire, Hodgkin-Huxley, f-I curves
stimuli         input currents for neurons: synapses and noise
perceptron      Heaviside unit, Novikoff's bound, a classifier
rosenblatt      Rosenblatt's rule with a record of every correction
separability    can a boundary part two classes? an answer with a witness
activations     activation functions with their derivatives
mlp             the multilayer perceptron from scratch, and concisely
backprop        the same model differentiated by hand
data            digits, Fashion-MNIST and 2-D sets for d2l's trainers
training        a trainer on d2l's interface, with a history
plotting        pictures in the course's style
panels          notebook panels whose controls redraw a result
d2l             d2l.torch wherever torch imports
doctor          a health report: python -m nnfoundations.doctor
==============  ========================================================
"""

from importlib.metadata import version

__version__ = version("nnfoundations")

__all__ = ["__version__"]
