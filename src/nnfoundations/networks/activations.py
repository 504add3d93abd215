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

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.checks import table


def strip_check(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of this module without its check: what a loop uses.

    Parameters
    ----------
    function : callable
        One of this module's, such as `relu`.

    Returns
    -------
    callable
        It takes arrays of floating point and trusts them. A function from elsewhere
        comes back as it is.

    Examples
    --------
    >>> strip_check(relu)(np.array([-1.0, np.inf])).tolist()
    [0.0, inf]
    """
    return getattr(checks.function("function", function), "kernel", function)


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
    value_kernel, derivative_kernel : callable
        The same, `strip_check`.
    """

    name: str
    value: Callable[[ArrayLike], np.ndarray]
    derivative: Callable[[ArrayLike], np.ndarray]

    @functools.cached_property
    def value_kernel(self) -> Callable[[np.ndarray], np.ndarray]:
        """Return `value` without its check."""
        return strip_check(self.value)

    @functools.cached_property
    def derivative_kernel(self) -> Callable[[np.ndarray], np.ndarray]:
        """Return `derivative` without its check."""
        return strip_check(self.derivative)


def _floating(Z: ArrayLike) -> np.ndarray:
    """Return Z checked, as floating point of the type it came in."""
    raw = checks.plain_array("Z", Z, "an array of real numbers")
    if raw.dtype.kind == "f" and raw.size and np.isfinite(raw).all():
        return raw
    return checks.real_array("Z", raw)  # converts, or says why not


def _check_argument(
    kernel: Callable[[np.ndarray], np.ndarray],
) -> Callable[..., np.ndarray]:
    """Let the function check its argument; `strip_check` takes that back."""

    @functools.wraps(kernel)
    def function(Z: ArrayLike) -> np.ndarray:
        return kernel(_floating(Z))

    function.kernel = kernel  # type: ignore[attr-defined]
    return function


@_check_argument
def heaviside(Z: np.ndarray) -> np.ndarray:
    """Return 1 where Z >= 0, else 0: the unit fires or it does not.

    Examples
    --------
    >>> heaviside([-0.1, 0.0, 2.0]).tolist()
    [0.0, 1.0, 1.0]
    """
    return (Z >= 0).astype(Z.dtype)


@_check_argument
def heaviside_derivative(Z: np.ndarray) -> np.ndarray:
    """Return 0 everywhere; at the jump by convention.

    Examples
    --------
    >>> heaviside_derivative([-0.1, 0.0, 2.0]).tolist()
    [0.0, 0.0, 0.0]
    """
    return np.zeros_like(Z)


@_check_argument
def identity(Z: np.ndarray) -> np.ndarray:
    """Return a copy of Z.

    Examples
    --------
    >>> identity([-1.0, 2.0]).tolist()
    [-1.0, 2.0]
    """
    return Z.copy()


@_check_argument
def identity_derivative(Z: np.ndarray) -> np.ndarray:
    """Return 1 everywhere.

    Examples
    --------
    >>> identity_derivative([-1.0, 2.0]).tolist()
    [1.0, 1.0]
    """
    return np.ones_like(Z)


@_check_argument
def sigmoid(Z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-Z)) without overflow, in (0, 1).

    Examples
    --------
    >>> sigmoid([-1000.0, 0.0, 1000.0]).tolist()
    [0.0, 0.5, 1.0]
    """
    small = np.exp(-np.abs(Z))  # at most 1, so it never overflows
    return np.where(Z >= 0, 1, small) / (1 + small)


@_check_argument
def sigmoid_derivative(Z: np.ndarray) -> np.ndarray:
    """Return sigmoid(Z) sigmoid(-Z): at most 1/4, at Z = 0.

    Examples
    --------
    >>> sigmoid_derivative([0.0, 10.0]).round(5).tolist()
    [0.25, 5e-05]
    """
    value = strip_check(sigmoid)
    return value(Z) * value(-Z)  # 1 - sigmoid(Z) would round to 0 for large Z


@_check_argument
def tanh(Z: np.ndarray) -> np.ndarray:
    """Return the hyperbolic tangent 2 sigmoid(2 Z) - 1, in (-1, 1).

    Examples
    --------
    >>> tanh([0.0, 20.0]).tolist()
    [0.0, 1.0]
    """
    return np.tanh(Z)


@_check_argument
def tanh_derivative(Z: np.ndarray) -> np.ndarray:
    """Return 1 - tanh(Z)^2: at most 1, at Z = 0.

    Examples
    --------
    >>> tanh_derivative([0.0, 20.0]).tolist()
    [1.0, 0.0]
    """
    return 1 - np.tanh(Z) ** 2


@_check_argument
def relu(Z: np.ndarray) -> np.ndarray:
    """Return max(Z, 0): the rectified linear unit.

    Examples
    --------
    >>> relu([-2.0, 0.0, 3.0]).tolist()
    [0.0, 0.0, 3.0]
    """
    return np.maximum(Z, 0)


@_check_argument
def relu_derivative(Z: np.ndarray) -> np.ndarray:
    """Return 1 where Z > 0, else 0; at the kink 0 by convention.

    Examples
    --------
    >>> relu_derivative([-2.0, 0.0, 3.0]).tolist()
    [0.0, 0.0, 1.0]
    """
    return (Z > 0).astype(Z.dtype)


@_check_argument
def softplus(Z: np.ndarray) -> np.ndarray:
    """Return log(1 + exp(Z)) without overflow: a ReLU with a round corner.

    Examples
    --------
    >>> softplus([0.0, 1000.0]).round(4).tolist()
    [0.6931, 1000.0]
    """
    return np.logaddexp(Z, 0)


@_check_argument
def softplus_derivative(Z: np.ndarray) -> np.ndarray:
    """Return sigmoid(Z).

    Examples
    --------
    >>> softplus_derivative([0.0, 1000.0]).tolist()
    [0.5, 1.0]
    """
    return strip_check(sigmoid)(Z)


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


def _check_rows(
    kernel: Callable[[np.ndarray], np.ndarray],
) -> Callable[..., np.ndarray]:
    """Let the function check its rows of scores; `strip_check` takes that back."""

    @functools.wraps(kernel)
    def function(logits: ArrayLike) -> np.ndarray:
        return kernel(table("logits", logits))

    function.kernel = kernel  # type: ignore[attr-defined]
    return function


@_check_rows
def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn each row of scores (n, k) into probabilities.

    Examples
    --------
    >>> softmax([[0.0, 0.0], [1000.0, 0.0]]).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    # The largest score of a row becomes exp(0) = 1: nothing overflows.
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
