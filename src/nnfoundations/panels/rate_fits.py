"""A panel: which unit fits the f-I curve of a neuron best?"""

from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations import checks
from nnfoundations.labs.neuron_to_unit.rate_fits import Fit, fit_units
from nnfoundations.neurons.firing_rates import siegert_rate
from nnfoundations.neurons.lif import LIFParams, firing_rate
from nnfoundations.panels.base import Panel, slider
from nnfoundations.plotting.units import fitted_rates

NUM_CURRENTS = 201


@dataclass(frozen=True)
class FitsResult:
    """What the panel shows.

    Attributes
    ----------
    current, rate : ndarray of shape (201,)
        Currents from 0 to the largest [nA], and the neuron's rates [Hz].
    fits : dict of str to Fit
        A ReLU, a softplus and a sigmoid, fitted to them.
    best : str
        The one with the smallest residual.
    """

    current: np.ndarray
    rate: np.ndarray
    fits: dict[str, Fit]
    best: str


def result(largest: float, t_ref: float, noise: float) -> FitsResult:
    """Fit three units to a neuron's f-I curve.

    Parameters
    ----------
    largest : float
        Largest current [nA], above 0.
    t_ref : float
        Refractory period [ms].
    noise : float
        What the noise does to the free membrane, as a standard deviation [mV]; 0 for
        none, else at least 0.1.

    Raises
    ------
    TypeError, ValueError
        If a value is not as described.
    """
    largest = checks.number("largest", largest, above=0)
    current, params = np.linspace(0, largest, NUM_CURRENTS), LIFParams(t_ref=t_ref)
    if noise == 0:
        rate = firing_rate(current, params)
    else:
        rate = siegert_rate(current, noise, params)
    fits = fit_units(current, rate, ("relu", "softplus", "sigmoid"))
    best = min(fits, key=lambda name: fits[name].rms)
    return FitsResult(current, rate, fits, best)


def _draw(**values: Any) -> tuple[Figure, FitsResult]:
    shown = result(**values)
    figure, ax = plt.subplots(figsize=(6, 3.8), layout="constrained", facecolor="white")
    fitted_rates(shown.current, shown.rate, shown.fits, ax)
    top, t_ref, noise = values["largest"], values["t_ref"], values["noise"]
    ax.set_title(f"0 to {top:g} nA, refractory {t_ref:g} ms, noise {noise:g} mV")
    return figure, shown


def rate_fits_panel() -> Panel:
    """Return a panel that fits three units to a leaky integrate-and-fire neuron.

    Its controls are the largest current [nA], the refractory period [ms] and the
    noise [mV]; its result is a `FitsResult`.
    """
    controls = {
        "largest": slider("Currents up to [nA]", 5.0, 3.0, 20.0, 0.5),
        "t_ref": slider("Refractory period [ms]", 2.0, 0.0, 5.0, 0.5),
        "noise": slider("Noise [mV]", 0.0, 0.0, 8.0, 0.5),
    }
    return Panel(controls, _draw)
