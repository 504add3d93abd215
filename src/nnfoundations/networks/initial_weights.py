"""How the weights of ``nn.Linear`` layers start: PyTorch's default, and others.

PyTorch calls ``kaiming_uniform_(weight, a=sqrt(5))``. The odd number makes the bound
1 / sqrt(fan_in), so the weights' variance is 1 / (3 fan_in): a sixth of He's. The
biases are drawn between the same bounds.

References
----------
Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward
neural networks, AISTATS.
He, Zhang, Ren & Sun (2015), Delving deep into rectifiers, ICCV.
Paszke et al. (2019), PyTorch, NeurIPS (``Linear.reset_parameters``).
"""

import math

import torch
from torch import nn

from nnfoundations import checks
from nnfoundations.networks.stacks import SCHEMES


def kaiming_bound(fan_in: int, a: float) -> float:
    """Return b such that U(-b, b) is ``kaiming_uniform_`` with slope `a`.

    It is made for a leaky ReLU, max(z, a z), which lets through (1 + a^2) / 2 of the
    mean square: the variance is 2 / ((1 + a^2) fan_in), that of U(-b, b) is b^2 / 3.

    Parameters
    ----------
    fan_in : int
        Inputs of the layer.
    a : float
        Slope of the leaky ReLU for negative z; 0 is the ReLU.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or `fan_in` is not positive.

    Examples
    --------
    PyTorch's default is 1 / sqrt(fan_in):

    >>> round(kaiming_bound(25, a=5**0.5), 9)
    0.2
    """
    fan_in, a = checks.integer("fan_in", fan_in), checks.number("a", a)
    variance = 2 / ((1 + a**2) * fan_in)
    return math.sqrt(3 * variance)


def default_mean_squares(
    mean_square: float, num_inputs: int, width: int, depth: int
) -> list[float]:
    """Predict the mean squares of ReLU layers that start as PyTorch's default.

    A layer with fan_in inputs of mean square q has pre-activations with mean square
    q / 3 + 1 / (3 fan_in), the second part from the biases; a ReLU keeps half of it.
    Exact for the mean over many networks, because the weights are symmetric about 0.

    Parameters
    ----------
    mean_square : float
        That of the inputs, 0 or more.
    num_inputs, width, depth : int
        Inputs, units per hidden layer, hidden layers.

    Returns
    -------
    list of float
        Of the inputs and the activations of every hidden layer: depth + 1 values.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Examples
    --------
    >>> [round(q, 3) for q in default_mean_squares(1.0, 100, width=100, depth=3)]
    [1.0, 0.168, 0.03, 0.007]
    """
    fan_in = checks.integer("num_inputs", num_inputs)
    width = checks.integer("width", width)
    found = [checks.number("mean_square", mean_square, at_least=0)]
    for _ in range(checks.integer("depth", depth)):
        found.append((found[-1] + 1 / fan_in) / 6)
        fan_in = width
    return found


def initialise(
    model: nn.Module, scheme: str, generator: torch.Generator, gain: float = 1.0
) -> None:
    """Draw the weights of every ``nn.Linear`` in a model anew; set the biases to 0.

    Parameters
    ----------
    model : nn.Module
        Changed in place.
    scheme : str
        A name among `nnfoundations.networks.stacks.SCHEMES`.
    generator : torch.Generator
    gain : float
        The scheme's standard deviation is multiplied by it; for ``"sigma"`` it is
        the standard deviation itself. Above 0.

    Raises
    ------
    TypeError, ValueError
        If the scheme is unknown, `gain` is not positive, or there is no such layer.

    Examples
    --------
    >>> layer = nn.Linear(100, 50)
    >>> initialise(layer, "he", torch.Generator().manual_seed(0))
    >>> round(layer.weight.std().item(), 2), layer.bias.abs().max().item()
    (0.14, 0.0)
    """
    deviation = SCHEMES[checks.choice("scheme", scheme, SCHEMES)]
    gain = checks.number("gain", gain, above=0)
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    if not layers:
        came = type(model).__name__
        raise ValueError(checks.complaint("model", "an nn.Linear layer", came))
    for layer in layers:
        sigma = gain * deviation(layer.in_features, layer.out_features, 1.0)
        nn.init.normal_(layer.weight, 0.0, sigma, generator=generator)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
