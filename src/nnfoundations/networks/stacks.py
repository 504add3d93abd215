"""A multilayer perceptron as stacked layers of NumPy arrays.

Layer l computes H = activation(X @ W + b) from the layer before it; the last
layer applies no activation. Nothing here learns: the weights are chosen by
hand, drawn at random or taken from a trained network, and then looked at.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.checks import Randomness
from nnfoundations.networks.activations import ACTIVATIONS, Activation

#: Standard deviation of initial weights by numbers of inputs and outputs of a layer.
SCHEMES: dict[str, Callable[[int, int, float], float]] = {
    "sigma": lambda fan_in, fan_out, sigma: sigma,
    "xavier": lambda fan_in, fan_out, sigma: (2 / (fan_in + fan_out)) ** 0.5,
    "he": lambda fan_in, fan_out, sigma: (2 / fan_in) ** 0.5,
    "zeros": lambda fan_in, fan_out, sigma: 0.0,
}


@dataclass(frozen=True)
class Stack:
    """Weights, biases and the hidden layers' activation function.

    Attributes
    ----------
    weights : tuple of ndarrays of shape (in, out)
        One per layer; each layer's `in` is the `out` of the layer before it.
    biases : tuple of ndarrays of shape (out,)
    activation : Activation
        What the hidden layers apply; the last layer applies none.

    Raises
    ------
    TypeError, ValueError
        If an array is not real and finite, or the shapes do not fit together.
    """

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    activation: Activation = ACTIVATIONS["relu"]

    def __post_init__(self) -> None:
        checks.same_length(weights=self.weights, biases=self.biases)
        checks.kind("activation", self.activation, Activation)
        W = tuple(
            checks.real_array(f"weights[{i}]", w, 2)
            for i, w in self._enumerate_layers()
        )
        b = tuple(
            checks.real_array(f"biases[{i}]", b, 1) for i, b in enumerate(self.biases)
        )
        for i, (w, bias) in enumerate(zip(W, b, strict=True)):
            _fits(f"biases[{i}]", bias.shape, (w.shape[1],))
            if i > 0:
                _fits(f"weights[{i}]", w.shape, (W[i - 1].shape[1], w.shape[1]))
        object.__setattr__(self, "weights", W)
        object.__setattr__(self, "biases", b)

    def _enumerate_layers(self) -> list[tuple[int, np.ndarray]]:
        if not self.weights:
            raise ValueError(checks.complaint("weights", "at least one layer", "none"))
        return list(enumerate(self.weights))

    @property
    def widths(self) -> tuple[int, ...]:
        """Numbers of inputs, of units per hidden layer, of outputs."""
        return (self.weights[0].shape[0], *(W.shape[1] for W in self.weights))

    @property
    def num_parameters(self) -> int:
        """How many numbers the weights and biases hold together."""
        return sum(a.size for a in (*self.weights, *self.biases))

    def replace(self, parameters: Sequence[np.ndarray]) -> "Stack":
        """Return the stack with other weights, then biases; they are not checked."""
        stack, depth = object.__new__(type(self)), len(self.weights)
        object.__setattr__(stack, "weights", tuple(parameters[:depth]))
        object.__setattr__(stack, "biases", tuple(parameters[depth:]))
        object.__setattr__(stack, "activation", self.activation)
        return stack

    def layers(self, X: np.ndarray) -> list[np.ndarray]:
        """Return what `forward_stack` does, for inputs that have been checked."""
        activation = self.activation.value_kernel
        layers = [X]
        for W, b in zip(self.weights[:-1], self.biases[:-1], strict=True):
            layers.append(activation(layers[-1] @ W + b))  # (n, in) -> (n, out)
        return [*layers, layers[-1] @ self.weights[-1] + self.biases[-1]]

    def __call__(self, X: ArrayLike) -> np.ndarray:
        """Return the outputs (n, num_outputs) for inputs X (n, num_inputs)."""
        return forward_stack(self, X)[-1]


def _fits(name: str, came: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if came != wanted:
        raise ValueError(checks.complaint(name, f"shape {wanted}", f"shape {came}"))


def _inputs(stack: Stack, X: ArrayLike) -> np.ndarray:
    X = checks.real_array("X", X, 2)
    _fits("X", X.shape, (len(X), stack.widths[0]))
    return X


def forward_stack(stack: Stack, X: ArrayLike) -> list[np.ndarray]:
    """Return what every layer hands on, from the inputs to the outputs.

    Parameters
    ----------
    stack : Stack
    X : array of shape (n, num_inputs)

    Returns
    -------
    layers : list of ndarrays of shape (n, width)
        The inputs, the activations of each hidden layer, the outputs.

    Raises
    ------
    TypeError, ValueError
        If `X` is not a real array of that shape.
    """
    checks.kind("stack", stack, Stack)
    return stack.layers(_inputs(stack, X))


def classifier(stack: Stack, level: float = 0.0) -> Callable[[ArrayLike], np.ndarray]:
    """Return the function that gives label 1 where the first output is >= level.

    It maps inputs of shape (n, num_inputs) to labels 0 and 1 of shape (n,).
    """
    level = checks.number("level", level)

    def predict(X: ArrayLike) -> np.ndarray:
        return (stack(X)[:, 0] >= level).astype(np.int64)

    return predict


def collapse(stack: Stack) -> tuple[np.ndarray, np.ndarray]:
    """Return the one affine map that equals a stack of affine maps.

    (X @ W1 + b1) @ W2 + b2 = X @ (W1 @ W2) + (b1 @ W2 + b2), layer after layer.

    Parameters
    ----------
    stack : Stack
        Its activation must be the identity.

    Returns
    -------
    W : ndarray of shape (num_inputs, num_outputs)
    b : ndarray of shape (num_outputs,)

    Raises
    ------
    ValueError
        If the stack has another activation: then it does not collapse.
    """
    checks.kind("stack", stack, Stack)
    if stack.activation.name != "identity":
        name = repr(stack.activation.name)
        raise ValueError(checks.complaint("activation", "'identity'", name))
    W, b = stack.weights[0], stack.biases[0]
    for next_W, next_b in zip(stack.weights[1:], stack.biases[1:], strict=True):
        W, b = W @ next_W, b @ next_W + next_b
    return W, b


def random_stack(
    widths: Sequence[int],
    sigma: float,
    rng: np.random.Generator,
    activation: Activation = ACTIVATIONS["relu"],
    bias_sigma: float = 0.0,
) -> Stack:
    """Return a stack with normal weights and biases (zeros unless asked for).

    Parameters
    ----------
    widths : sequence of int
        Numbers of inputs, of units per hidden layer, of outputs: at least two.
    sigma : float
        Standard deviation of every weight, 0 or more.
    rng : numpy.random.Generator
    activation : Activation
    bias_sigma : float
        Standard deviation of every bias, 0 or more.

    Raises
    ------
    TypeError, ValueError
        If a width is not a positive whole number or a deviation is negative.
    """
    checks.randomness(rng)
    sizes = checks.sizes("widths", widths)
    if len(sizes) < 2:
        wanted = "inputs, hidden widths if any, outputs"
        raise ValueError(checks.complaint("widths", wanted, repr(widths)))
    sigma = checks.number("sigma", sigma, at_least=0)
    weights = [sigma * rng.standard_normal(shape) for shape in pairwise(sizes)]
    bias_sigma = checks.number("bias_sigma", bias_sigma, at_least=0)
    biases = (bias_sigma * rng.standard_normal(width) for width in sizes[1:])
    return Stack(tuple(weights), tuple(biases), activation)


def initial_stack(
    widths: Sequence[int],
    scheme: str,
    rng: Randomness,
    activation: Activation = ACTIVATIONS["tanh"],
    sigma: float = 1.0,
) -> Stack:
    """Return a stack with normal weights of a scheme's deviation; the biases are 0.

    As many numbers are drawn for every scheme, so what follows from `rng` is the same.

    Parameters
    ----------
    widths : sequence of int
        Numbers of inputs, of units per hidden layer, of outputs.
    scheme : str
        ``"sigma"``: the given deviation; ``"xavier"``: sqrt(2 / (inputs + outputs))
        of each layer (Glorot & Bengio, 2010); ``"he"``: sqrt(2 / inputs) (He et al.,
        2015); ``"zeros"``: all weights are 0.
    rng : numpy.random.Generator or numpy.random.RandomState
    activation : Activation
    sigma : float
        Used by the first scheme alone, 0 or more.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, too small, or an unknown name.
    """
    deviation = SCHEMES[checks.choice("scheme", scheme, SCHEMES)]
    sizes = checks.sizes("widths", widths)
    sigma = checks.number("sigma", sigma, at_least=0)
    rng = checks.randomness(rng)
    weights = tuple(
        deviation(*shape, sigma) * rng.standard_normal(shape)
        for shape in pairwise(sizes)
    )
    return Stack(weights, tuple(np.zeros(w) for w in sizes[1:]), activation)
