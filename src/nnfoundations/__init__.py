"""Foundations of neural networks and deep learning: the course's own package.

Each module is named after a concept, stands in the folder of its part of the course and
is imported by name, so that importing the package itself stays light (neither torch nor
matplotlib is loaded)::

    from nnfoundations.neurons import lif
    from nnfoundations.networks.mlp import MLPScratch

========  =================================================================
data      what is learned from: digits, points, Fashion-MNIST
neurons   models of single neurons
networks  what a network computes
learning  how a network learns
units     one unit or one layer: the perceptron, losses
labs      the experiments of single notebooks, a folder for each
sweep     many trainings at once (``python -m nnfoundations.sweep --help``)
figures   live figures
plotting  pictures
panels    panels with controls, in notebooks
========  =================================================================

Beside them stand `checks`, `whole_files`, `d2l`, `results`, `source`, `doctor`
(``python -m nnfoundations.doctor``) and `train` (``python -m nnfoundations.train
--help``). A path of an earlier version fails with the name of the new one.
"""

import sys
from importlib.metadata import version

from nnfoundations import _moved

__version__ = version("nnfoundations")

__all__ = ["__version__"]

sys.meta_path.insert(0, _moved.Renamer())
sys.meta_path.append(_moved.Finder())
