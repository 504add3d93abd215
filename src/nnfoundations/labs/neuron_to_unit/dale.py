"""Dale's law in a network: no sender both excites and inhibits.

Rows of our weight matrices belong to senders. A row with both signs is what the law
forbids. Any ReLU network can be rewritten to obey it, with twice the senders.

References
----------
Eccles, Fatt & Koketsu (1954), The Journal of Physiology 126:524-562; Strata & Harvey
(1999), Brain Research Bulletin 50:349-350.
"""

from typing import Any

import numpy as np

from nnfoundations import checks
from nnfoundations.networks.stacks import Stack


def find_mixed_senders(W: Any) -> np.ndarray:
    """Return which senders have both positive and negative weights.

    Parameters
    ----------
    W : array_like of shape (in, out)
        Weights, one row for each sender.

    Returns
    -------
    ndarray of bool, shape (in,)

    Raises
    ------
    TypeError, ValueError
        If `W` is not a real matrix.
    """
    W = checks.real_array("W", W, ndim=2)
    return (W > 0).any(axis=1) & (W < 0).any(axis=1)


def obey(stack: Stack) -> Stack:
    """Return a network of the same outputs in which every sender has one sign.

    Each sender, inputs included, becomes two that say the same: the first of them
    sends all the positive weights, the second all the negative ones.

    Parameters
    ----------
    stack : Stack
        Any stack with non-negative signals (ReLUs, sigmoids; inputs such as pixels).

    Returns
    -------
    twice : Stack
        It takes each input twice, as ``np.hstack([X, X])``.

    Raises
    ------
    TypeError
        If `stack` is no Stack.
    """
    checks.kind("stack", stack, Stack)
    signed = [np.vstack([np.maximum(W, 0), np.minimum(W, 0)]) for W in stack.weights]
    last = len(signed) - 1
    weights = tuple(W if i == last else np.hstack([W, W]) for i, W in enumerate(signed))
    biases = tuple(
        b if i == last else np.concatenate([b, b]) for i, b in enumerate(stack.biases)
    )
    return Stack(weights, biases, stack.activation)
