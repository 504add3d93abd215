"""Fit a firing rate with one unit, and say how far off it is.

A unit with one input computes scale x f(weight x I + bias). It is described here by
its midpoint and width on the axis of the current: weight = 1 / width and bias =
-midpoint / width. The scale is always the best one for its shape (linear least
squares), so only the shape is searched for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from nnfoundations import checks
from nnfoundations.networks.activations import ACTIVATIONS

#: A change of width is a change of scale for these, so theirs stays 1 nA.
SCALE_FREE = ("heaviside", "relu")
FITTED = ("heaviside", "relu", "softplus", "sigmoid")
_GRID = 121  # midpoints that are tried, over the range of the currents and beyond
_WIDTHS = np.geomspace(0.003, 3.0, 25)  # as shares of that range


@dataclass(frozen=True)
class Fit:
    """One unit, fitted to a firing rate.

    Attributes
    ----------
    name : str
        Of its activation function.
    scale : float
        Factor of the output [Hz].
    midpoint, width : float
        Where the activation has its 0, and what moves its argument by 1 [nA].
    rms : float
        Root of the mean squared residual [Hz].
    """

    name: str
    scale: float
    midpoint: float
    width: float
    rms: float

    def __call__(self, current: Any) -> np.ndarray:
        """Return the fitted rate [Hz] at currents [nA] of any shape."""
        current = checks.real_array("current", current)
        z = (current - self.midpoint) / self.width
        return self.scale * ACTIVATIONS[self.name].value(z)


def fit_unit(current: Any, rate: Any, name: str) -> Fit:
    """Fit one unit to rates by least squares, every current counting the same.

    Parameters
    ----------
    current : array_like of shape (n,)
        Input currents [nA], not all the same.
    rate : array_like of shape (n,)
        Firing rates [Hz].
    name : str
        Activation function: one of `FITTED`.

    Returns
    -------
    fit : Fit
        The best unit, with its residual. The width is at least 0.3 % of the range
        of the currents: a softplus that wants to be a ReLU stops there.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    current = checks.real_array("current", current, ndim=1)
    rate = checks.real_array("rate", rate, ndim=1)
    checks.same_length(current=current, rate=rate)
    name = checks.choice("name", name, FITTED)
    span = float(np.ptp(current))
    if span == 0:
        cure = "Measure the rate at several currents."
        raise ValueError(checks.complaint("current", "a range", f"{current[0]}", cure))
    widths = np.ones(1) if name in SCALE_FREE else span * _WIDTHS
    start = _best_on_grid(current, rate, name, widths)
    return _refine(current, rate, name, start, widths)


def fit_units(current: Any, rate: Any, names: Iterable[str] = FITTED) -> dict[str, Fit]:
    """Return a `Fit` for each name; see `fit_unit`."""
    names = checks.items("names", names, "a sequence of names")
    return {name: fit_unit(current, rate, name) for name in names}


def _scale(
    shape: np.ndarray, current: np.ndarray, rate: np.ndarray, name: str
) -> tuple[float, float]:
    """Return the best scale for a shape (midpoint, log width), and its rms."""
    midpoint, width = shape[0], np.exp(shape[1])
    h = ACTIVATIONS[name].value((current - midpoint) / width)
    scale = float(h @ rate / max(h @ h, 1e-300))  # where h is 0 throughout: 0
    rms = np.sqrt(np.mean((scale * h - rate) ** 2))
    return scale, float(rms)


def _best_on_grid(
    current: np.ndarray, rate: np.ndarray, name: str, widths: np.ndarray
) -> np.ndarray:
    low, high = float(current.min()), float(current.max())
    middles = np.linspace(low - (high - low) / 4, high, _GRID)
    tried = [np.array([m, np.log(w)]) for m in middles for w in widths]
    return min(tried, key=lambda shape: _scale(shape, current, rate, name)[1])


def _refine(
    current: np.ndarray,
    rate: np.ndarray,
    name: str,
    start: np.ndarray,
    widths: np.ndarray,
) -> Fit:
    least, most = np.log(widths[[0, -1]])

    def shape(x: np.ndarray) -> np.ndarray:
        return np.array([x[0], np.clip(x[1] if len(x) > 1 else 0.0, least, most)])

    found = minimize(
        lambda x: _scale(shape(x), current, rate, name)[1],
        start if len(widths) > 1 else start[:1],
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 2000},
    )
    best = shape(found.x)
    scale, rms = _scale(best, current, rate, name)
    return Fit(name, scale, float(best[0]), float(np.exp(best[1])), rms)
