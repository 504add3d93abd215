"""Many random networks: how far their signals grow, against the prediction.

One network is one draw. What `nnfoundations.networks.signal_propagation.predict` says
is about all of them, and about a single example in each.

References
----------
Hanin & Rolnick (2018), How to start training: the effect of initialization and
architecture, NeurIPS.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nnfoundations import checks
from nnfoundations.networks import signal_propagation as signal


class Growth(NamedTuple):
    """Ratios of mean squares in many networks, one example each.

    Attributes
    ----------
    forward : ndarray of shape (networks, depth + 1)
        Mean square of the activations after 0, 1, ... layers, relative to the inputs.
    backward : ndarray of shape (networks, depth + 1)
        Mean square of the derivatives, 0, 1, ... layers before the end, relative to
        those at the last layer.
    """

    forward: np.ndarray
    backward: np.ndarray


def measure_growth(
    activation: str, width: int, sigma: float, depth: int, seeds: Sequence[int]
) -> Growth:
    """Measure the growth of the mean square in one network for each seed.

    Parameters
    ----------
    activation : str
        A name among `nnfoundations.networks.activations.ACTIVATIONS`.
    width, depth : int
    sigma : float
        Standard deviation of the weights.
    seeds : sequence of int
        As for `nnfoundations.networks.signal_propagation.draw`.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range, or there is no seed.
    """
    seeds = [checks.seed("seeds", seed) for seed in checks.items("seeds", seeds)]
    if not seeds:
        raise ValueError(checks.complaint("seeds", "at least one seed", "none"))
    forward, backward = [], []
    for seed in seeds:
        draws = signal.draw(width, depth, seed, batch=1)
        layers = signal.measure(draws, sigma, activation)
        forward.append([layer.forward for layer in layers])
        backward.append([layer.backward for layer in reversed(layers)])
    return Growth(_relative(forward), _relative(backward))


def _relative(rows: list[list[float]]) -> np.ndarray:
    squares = np.square(rows)
    return squares / squares[:, :1]


class Bands(NamedTuple):
    """Predictions for the ratios in `Growth`, each of shape (depth + 1,).

    Attributes
    ----------
    mean : ndarray
        Over many networks: exact.
    low, median, high : ndarray
        About 9 of 10 networks lie between `low` and `high`, half below `median`.
    """

    mean: np.ndarray
    low: np.ndarray
    median: np.ndarray
    high: np.ndarray


def predict_bands(activation: str, width: int, sigma: float, depth: int) -> Bands:
    """Predict the ratios of mean squares after 0, 1, ..., depth layers.

    Parameters
    ----------
    activation : {"identity", "relu"}
    width, depth : int
    sigma : float

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or there is no closed form.
    """
    depth = checks.integer("depth", depth)
    rows = [signal.predict(activation, width, sigma, i) for i in range(depth + 1)]
    return Bands(*np.square(np.array(rows)).T)  # of root mean squares


def share_inside(ratios: np.ndarray, predicted: Bands) -> np.ndarray:
    """Return the share of networks within the band at each depth, (depth + 1,).

    At depth 0 the band has no width and every ratio is 1, so the share is 1.

    Parameters
    ----------
    ratios : ndarray of shape (networks, depth + 1)
    predicted : Bands

    Raises
    ------
    ValueError
        If the depths differ.
    """
    ratios = checks.real_array("ratios", ratios, 2)
    checks.same_length(ratios=ratios.T, predicted=predicted.low)
    return ((predicted.low <= ratios) & (ratios <= predicted.high)).mean(axis=0)
