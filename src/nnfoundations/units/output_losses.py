"""Output units and their losses, as pairs for which the error is ŷ - y.

Each pair is a way to read the scores Z of the last layer, shape (n, k), and the loss
that belongs to it: minus the log-probability of the targets Y, shape (n, k), under
the distribution that the output names.

============  ========================  ========================================
output        targets                   loss, summed over the outputs
============  ========================  ========================================
``identity``  real numbers              half the squared error: a normal
                                        distribution with mean z and variance 1,
                                        but for a constant
``sigmoid``   0 and 1, each by itself   binary cross-entropy: Bernoulli
``softmax``   one-hot rows, k >= 2      cross-entropy: one of k classes
============  ========================  ========================================

All losses are means over the n examples [nats]; all are computed from the scores,
not from the outputs, so that nothing overflows and no logarithm meets a zero.

References
----------
Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.6.
Blanchard, Higham & Higham (2021), Accurately computing the log-sum-exp and softmax
functions.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.networks.activations import (
    identity,
    sigmoid,
    sigmoid_derivative,
    softmax,
    softplus,
    strip_check,
)


def log_sum_exp(Z: ArrayLike) -> np.ndarray:
    """Return log(sum of exp(z)) of each row of Z, without overflow.

    Parameters
    ----------
    Z : array_like of shape (n, k)

    Returns
    -------
    ndarray of shape (n,)
        Between the row's largest score and that plus log k.

    Raises
    ------
    TypeError, ValueError
        If Z is not a finite table of numbers.

    Examples
    --------
    The naive sum would overflow:

    >>> log_sum_exp([[1000.0, 1000.0]]).round(3).tolist()
    [1000.693]
    """
    Z = checks.real_array("Z", Z, 2)
    largest = Z.max(axis=1)  # (n,)
    rest = np.exp(Z - largest[:, np.newaxis])  # at most 1, and one of them is 1
    return largest + np.log(rest.sum(axis=1))


def one_hot(y: ArrayLike, num_classes: int) -> np.ndarray:
    """Return labels (n,) as rows (n, num_classes) with a single 1 in each.

    Raises
    ------
    TypeError, ValueError
        If a label is not a whole number from 0 to `num_classes` - 1.

    Examples
    --------
    >>> one_hot([2, 0], num_classes=3).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    num_classes = checks.integer("num_classes", num_classes)
    return np.eye(num_classes)[checks.labels("y", y, num_classes)]


@dataclass(frozen=True)
class OutputLoss:
    """An output function with the loss that belongs to it.

    Attributes
    ----------
    name : str
        The name under which `OUTPUT_LOSSES` lists it.
    output : callable
        From scores (n, k) to predictions of the same shape; it trusts the scores.
    each : callable
        From scores and targets, both (n, k), to the losses (n,).
    """

    name: str
    output: Callable[[np.ndarray], np.ndarray]
    each: Callable[[np.ndarray, np.ndarray], np.ndarray]

    def loss(self, Z: ArrayLike, Y: ArrayLike) -> float:
        """Return the mean loss of scores and targets, both of shape (n, k).

        Raises
        ------
        TypeError, ValueError
            If one is not a finite table of numbers, or the shapes differ.
        """
        return float(self.each(*_tables(Z, Y)).mean())

    def error(self, Z: ArrayLike, Y: ArrayLike) -> np.ndarray:
        """Return ŷ - y (n, k): each example's loss differentiated by its scores.

        Raises
        ------
        TypeError, ValueError
            If one is not a finite table of numbers, or the shapes differ.
        """
        Z, Y = _tables(Z, Y)
        return self.output(Z) - Y


def _tables(Z: ArrayLike, Y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    Z, Y = checks.real_array("Z", Z, 2), checks.real_array("Y", Y, 2)
    if Z.shape != Y.shape:
        cure = "Labels become rows with one_hot(y, num_classes)."
        raise ValueError(
            checks.complaint("Y", f"the shape of Z, {Z.shape}", f"{Y.shape}", cure)
        )
    return Z, Y


def _half_squared_error(Z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    return ((Z - Y) ** 2).sum(axis=1) / 2


def _binary_cross_entropy(Z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    return (softplus(Z) - Y * Z).sum(axis=1)


def _cross_entropy(Z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    return log_sum_exp(Z) - (Y * Z).sum(axis=1)


#: The three pairs of the course by the name of the output.
OUTPUT_LOSSES: dict[str, OutputLoss] = {
    pair.name: pair
    for pair in (
        OutputLoss("identity", strip_check(identity), _half_squared_error),
        OutputLoss("sigmoid", strip_check(sigmoid), _binary_cross_entropy),
        OutputLoss("softmax", strip_check(softmax), _cross_entropy),
    )
}


def mismatched_error(Z: ArrayLike, Y: ArrayLike) -> np.ndarray:
    """Return (ŷ - y) sigmoid'(z) (n, k): half the squared error behind a sigmoid.

    The wrong pair: where the sigmoid is flat, its derivative keeps the error from
    the weights, however wrong the output is.

    Raises
    ------
    TypeError, ValueError
        If one is not a finite table of numbers, or the shapes differ.

    Examples
    --------
    A unit that is wrong, and sure of it, hardly hears of it:

    >>> OUTPUT_LOSSES["sigmoid"].error([[-6.0]], [[1.0]]).round(4).tolist()
    [[-0.9975]]
    >>> mismatched_error([[-6.0]], [[1.0]]).round(4).tolist()
    [[-0.0025]]
    """
    Z, Y = _tables(Z, Y)
    return (sigmoid(Z) - Y) * sigmoid_derivative(Z)
