"""Activation functions with their derivatives, as pairs.

Each pair works on arrays of any shape and keeps the type of floating-point
input (whole numbers become float64). Three functions have a point where the
derivative does not exist or says nothing; the conventions there are

=========  ==================================================================
heaviside  H(0) = 1; the derivative is 0 everywhere, at the jump too, so that
           no gradient passes
relu       the derivative at 0 is 0, as in PyTorch (any value in [0, 1] is a
           subgradient)
identity   no such point; nor have sigmoid, tanh and softplus
=========  ==================================================================

References
----------
Goodfellow, Bengio & Courville (2016), Deep Learning, section 6.3.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.checks import table


@dataclass(frozen=True)
class Activation:
    """An activation function and its derivative with respect to the input.

    Attributes
    ----------
    name : str
        The name under which `ACTIVATIONS` lists it.
    value, derivative : callable
        From pre-activations Z of any shape to an array of the same shape.
        TypeError if Z is not real, ValueError if it is empty or not finite.
    """

    name: str
    value: Callable[[ArrayLike], np.ndarray]
    derivative: Callable[[ArrayLike], np.ndarray]


def _floating(Z: ArrayLike) -> np.ndarray:
    """Return Z checked, as floating point of the type it came in."""
    raw = checks.plain_array("Z", Z, "an array of real numbers")
    checked = checks.real_array("Z", raw)
    return checked.astype(raw.dtype) if raw.dtype.kind == "f" else checked


def heaviside(Z: ArrayLike) -> np.ndarray:
    """Return 1 where Z >= 0, else 0: the unit fires or it does not."""
    Z = _floating(Z)
    return (Z >= 0).astype(Z.dtype)


def heaviside_derivative(Z: ArrayLike) -> np.ndarray:
    """Return 0 everywhere; at the jump by convention."""
    return np.zeros_like(_floating(Z))


def identity(Z: ArrayLike) -> np.ndarray:
    """Return a copy of Z."""
    return _floating(Z).copy()


def identity_derivative(Z: ArrayLike) -> np.ndarray:
    """Return 1 everywhere."""
    return np.ones_like(_floating(Z))


def sigmoid(Z: ArrayLike) -> np.ndarray:
    """Return 1 / (1 + exp(-Z)) without overflow, in (0, 1)."""
    Z = _floating(Z)
    small = np.exp(-np.abs(Z))  # at most 1, so it never overflows
    return np.where(Z >= 0, 1, small) / (1 + small)


def sigmoid_derivative(Z: ArrayLike) -> np.ndarray:
    """Return sigmoid(Z) sigmoid(-Z): at most 1/4, at Z = 0."""
    Z = _floating(Z)
    return sigmoid(Z) * sigmoid(-Z)  # 1 - sigmoid(Z) would round to 0 for large Z


def tanh(Z: ArrayLike) -> np.ndarray:
    """Return the hyperbolic tangent 2 sigmoid(2 Z) - 1, in (-1, 1)."""
    return np.tanh(_floating(Z))


def tanh_derivative(Z: ArrayLike) -> np.ndarray:
    """Return 1 - tanh(Z)^2: at most 1, at Z = 0."""
    return 1 - np.tanh(_floating(Z)) ** 2


def relu(Z: ArrayLike) -> np.ndarray:
    """Return max(Z, 0): the rectified linear unit."""
    return np.maximum(_floating(Z), 0)


def relu_derivative(Z: ArrayLike) -> np.ndarray:
    """Return 1 where Z > 0, else 0; at the kink 0 by convention."""
    Z = _floating(Z)
    return (Z > 0).astype(Z.dtype)


def softplus(Z: ArrayLike) -> np.ndarray:
    """Return log(1 + exp(Z)) without overflow: a ReLU with a round corner."""
    return np.logaddexp(_floating(Z), 0)


def softplus_derivative(Z: ArrayLike) -> np.ndarray:
    """Return sigmoid(Z)."""
    return sigmoid(Z)


#: Every activation function of the course by its name.
ACTIVATIONS: dict[str, Activation] = {
    pair.name: pair
    for pair in (
        Activation("heaviside", heaviside, heaviside_derivative),
        Activation("identity", identity, identity_derivative),
        Activation("sigmoid", sigmoid, sigmoid_derivative),
        Activation("tanh", tanh, tanh_derivative),
        Activation("relu", relu, relu_derivative),
        Activation("softplus", softplus, softplus_derivative),
    )
}


def softmax(logits: ArrayLike) -> np.ndarray:
    """Turn each row of scores (n, k) into probabilities.

    Raises
    ------
    TypeError, ValueError
        If the logits are not a finite table of numbers.
    """
    scores = table("logits", logits)
    # The largest score of a row becomes exp(0) = 1: nothing overflows.
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
