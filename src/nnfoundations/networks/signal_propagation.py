"""How large signals are, layer by layer, in a deep network with random weights.

A batch of normal inputs goes forward through layers H[l] = f(H[l - 1] W[l]) of equal
width, without biases; a normal error G at the last layer goes back. Weights that are
too small let both vanish, too large ones let them explode.

References
----------
Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward
neural networks, AISTATS.
He, Zhang, Ren & Sun (2015), Delving deep into rectifiers, ICCV.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, polygamma
from scipy.stats import binom

from nnfoundations import checks
from nnfoundations.networks.activations import ACTIVATIONS

#: Examples in the batch.
BATCH = 16
#: Slopes below this share of the largest count as saturated.
FLAT = 0.1
#: Largest slope of the functions that saturate.
STEEPEST = {"sigmoid": 0.25, "tanh": 1.0}
#: E[f(z)^2] for standard normal z: what f lets through of a layer's mean square.
PASSED = {"identity": 1.0, "relu": 0.5}
DEVIATIONS = ("he", "xavier", "free")


class Draws(NamedTuple):
    """All random numbers of a network: standard normal.

    Attributes
    ----------
    X, G : ndarray of shape (n, width)
        The inputs; the loss's derivative at the last layer's activations.
    normals : list of ndarray of shape (width, width)
        Per layer; times sigma they are the weights (in, out).
    """

    X: np.ndarray
    G: np.ndarray
    normals: list[np.ndarray]


class Layer(NamedTuple):
    """What is measured at one layer.

    Attributes
    ----------
    forward : float
        Root mean square of the activations.
    spread : float
        Root mean square of what tells the examples apart: the activations less
        each unit's mean over the batch.
    backward : float
        Root mean square of the loss's derivatives at the activations.
    idle : float
        ReLU: share of units that are 0 for the whole batch (dead). Sigmoid and tanh:
        share of activations where the slope is below a tenth of the largest.
    """

    forward: float
    spread: float
    backward: float
    idle: float


class GrowthPrediction(NamedTuple):
    """By what factor the root mean square grows, over many networks.

    Attributes
    ----------
    mean : float
        Root of the expected mean square: exact.
    low, median, high : float
        For one example: about 9 of 10 networks lie between `low` and `high`, half of
        all below `median`.
    """

    mean: float
    low: float
    median: float
    high: float


def sigma_of(scheme: str, width: int, sigma: float) -> float:
    """Return the weights' standard deviation for layers of equal width.

    Parameters
    ----------
    scheme : {"he", "xavier", "free"}
        sqrt(2 / fan_in), sqrt(2 / (fan_in + fan_out)), or `sigma` itself.
    width : int
    sigma : float

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.
    """
    checks.choice("scheme", scheme, DEVIATIONS)
    width = checks.integer("width", width)
    sigma = checks.number("sigma", sigma, above=0)
    return {"he": math.sqrt(2 / width), "xavier": math.sqrt(1 / width)}.get(
        scheme, sigma
    )


def draw(width: int, depth: int, seed: int, batch: int = BATCH) -> Draws:
    """Draw a network; a deeper one with the same seed begins with the same layers.

    Parameters
    ----------
    width, depth : int
        Units per layer, layers.
    seed : int
        Of ``np.random.RandomState``, whose stream never changes.
    batch : int

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number or too small.
    """
    width, depth = checks.integer("width", width), checks.integer("depth", depth)
    random = np.random.RandomState(checks.seed("seed", seed))
    shape = (checks.integer("batch", batch), width)
    X, G = random.standard_normal(shape), random.standard_normal(shape)
    normals = [random.standard_normal((width, width)) for _ in range(depth)]
    return Draws(X, G, normals)


def rms(values: ArrayLike) -> float:
    """Return the root of the mean of the squares."""
    return float(np.sqrt(np.mean(np.square(checks.real_array("values", values)))))


def propagate(draws: Draws, sigma: float, activation: str) -> tuple[list, list]:
    """Send the batch forward.

    Parameters
    ----------
    draws : Draws
    sigma : float
        The weights' standard deviation.
    activation : str
        A name among `nnfoundations.networks.activations.ACTIVATIONS`.

    Returns
    -------
    Z : list of ndarray of shape (n, width)
        Pre-activations of the layers.
    H : list of ndarray of shape (n, width)
        Activations: the inputs, then those of the layers.

    Raises
    ------
    TypeError, ValueError
        If `sigma` is not positive or the activation is unknown.
    """
    checks.kind("draws", draws, Draws)
    checks.number("sigma", sigma, above=0)
    checks.choice("activation", activation, ACTIVATIONS)
    Z, H = [], [draws.X]
    for normals in draws.normals:
        Z.append(H[-1] @ (sigma * normals))  # (n, w) @ (w, w) -> (n, w)
        H.append(ACTIVATIONS[activation].value(Z[-1]))
    return Z, H


def carry_back(
    draws: Draws, sigma: float, activation: str, Z: list[np.ndarray]
) -> list[np.ndarray]:
    """Return the loss's derivatives at the activations, from the inputs to the last.

    Parameters
    ----------
    draws, sigma, activation
        As for `propagate`.
    Z : list of ndarray
        What it returned.
    """
    checks.kind("draws", draws, Draws)
    slope = ACTIVATIONS[activation].derivative
    gradients = [draws.G]
    for normals, z in zip(reversed(draws.normals), reversed(Z), strict=True):
        delta = gradients[-1] * slope(z)
        gradients.append(delta @ (sigma * normals).T)  # (n, w) @ (w, w) -> (n, w)
    return gradients[::-1]


def idle_share(activation: str, Z: np.ndarray) -> float:
    """Return the share of a layer that is dead or saturated; see `Layer`."""
    Z = checks.real_array("Z", Z)
    checks.kind("activation", activation, str)
    if activation == "relu":
        return float((Z <= 0).all(axis=0).mean())
    if activation not in STEEPEST:
        return 0.0
    flat = FLAT * STEEPEST[activation]
    return float((ACTIVATIONS[activation].derivative(Z) < flat).mean())


def measure(draws: Draws, sigma: float, activation: str) -> list[Layer]:
    """Return what is measured at the inputs and at every layer.

    Parameters
    ----------
    draws, sigma, activation
        As for `propagate`.

    Raises
    ------
    TypeError, ValueError
        If `sigma` is not positive or the activation is unknown.
    """
    Z, H = propagate(draws, sigma, activation)
    gradients = carry_back(draws, sigma, activation, Z)
    idle = [0.0, *(idle_share(activation, z) for z in Z)]
    return [
        Layer(rms(h), rms(h - h.mean(axis=0)), rms(g), share)
        for h, g, share in zip(H, gradients, idle, strict=True)
    ]


def predict(activation: str, width: int, sigma: float, layers: int) -> GrowthPrediction:
    """Predict the growth of the root mean square, forward or backward.

    Over random weights the mean square grows by width sigma^2 per layer, for ReLU by
    half of that. Its logarithm is a sum over the layers, so about normal, with
    `log_moments` per layer; the typical network falls short of the mean, and the
    more so the deeper it is.

    Parameters
    ----------
    activation : {"identity", "relu"}
    width : int
    sigma : float
    layers : int
        How many layers the signal passes.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or there is no closed form.
    """
    checks.choice("activation", activation, PASSED)
    width = checks.integer("width", width)
    layers = checks.integer("layers", layers, at_least=0)
    sigma = checks.number("sigma", sigma, above=0)
    mean = (PASSED[activation] * width * sigma**2) ** (layers / 2)
    log_mean, log_variance = log_moments(activation, width)
    middle = layers * (log_mean + 2 * math.log(sigma))
    # 9 of 10 normal numbers lie within 1.645 standard deviations
    logs = (middle + z * math.sqrt(layers * log_variance) for z in (-1.645, 0, 1.645))
    return GrowthPrediction(mean, *(math.exp(log / 2) for log in logs))


def log_moments(activation: str, width: int) -> tuple[float, float]:
    """Return mean and variance of log(|H[l]|^2 / |H[l - 1]|^2) for sigma = 1.

    Of the sum of squares k normal terms remain, a chi-square with k degrees of freedom:
    all `width` for the identity, a binomial number for ReLU, where each unit is on
    with probability 1/2 (no unit on: the signal is dead, and left out here). An error
    on its way back has the same moments. For wide ReLU layers of He's sigma they are
    about -2.5 / width and 5 / width.

    Parameters
    ----------
    activation : {"identity", "relu"}
    width : int
    """
    checks.choice("activation", activation, PASSED)
    width = checks.integer("width", width, at_most=10**6)
    k = np.arange(1, width + 1)
    means = digamma(k / 2) + math.log(2)
    if activation == "identity":
        return float(means[-1]), float(polygamma(1, width / 2))
    share = binom.pmf(k, width, 0.5)
    share /= share.sum()
    mean = float(share @ means)
    return mean, float(share @ (polygamma(1, k / 2) + (means - mean) ** 2))
