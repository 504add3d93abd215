"""XOR, the smallest task that one perceptron cannot do, solved by hand.

Two perceptrons draw two parallel lines; a third keeps the strip between them.
"""

import numpy as np

from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.networks.stacks import Stack

#: The four inputs, shape (4, 2).
XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
#: Their labels, shape (4,): 1 where exactly one input is 1.
XOR_Y = np.array([0, 1, 1, 0])


def xor_by_steps() -> Stack:
    """Return two Heaviside units, OR and AND, and an output that is OR without AND.

    The output is at least 0 exactly where OR fires and AND does not; a third
    Heaviside unit turns it into the label.
    """
    W1 = np.ones((2, 2))
    b1 = np.array([-0.5, -1.5])  # OR: x1 + x2 >= 0.5; AND: x1 + x2 >= 1.5
    W2 = np.array([[1.0], [-1.0]])
    return Stack((W1, W2), (b1, np.array([-0.5])), ACTIVATIONS["heaviside"])


def xor_by_relus() -> Stack:
    """Return two ReLUs on the sum of the inputs that give 0, 1, 1, 0 exactly.

    relu(x1 + x2) - 2 relu(x1 + x2 - 1) rises to 1 and falls back to 0.
    """
    W1, b1 = np.ones((2, 2)), np.array([0.0, -1.0])
    W2, b2 = np.array([[1.0], [-2.0]]), np.zeros(1)
    return Stack((W1, W2), (b1, b2), ACTIVATIONS["relu"])
