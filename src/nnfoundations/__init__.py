"""Foundations of neural networks and deep learning: the course's own package.

Each module is named after a concept and imported by name, so that importing
the package itself stays light (neither torch nor matplotlib is loaded)::

    from nnfoundations import neuron
    from nnfoundations.mlp import MLPScratch

==============  =============================================================
neurons         neuron, hodgkin_huxley, stimuli, rates, rate_fits, adaptation,
                mcculloch_pitts, dale
perceptron      perceptron, rosenblatt, separability
networks        architecture, activations, stacks, xor, approximation, regions
training        mlp, backprop, ladder, descent, diagnosis, training (with
                checkpoint, devices, divergence, recording)
data            digits, points, fashion (with published), data
notebooks       plotting, panels, source, results
underneath      checks, d2l; doctor: python -m nnfoundations.doctor
==============  =============================================================
"""

from importlib.metadata import version

__version__ = version("nnfoundations")

__all__ = ["__version__"]
