"""A leaky integrate-and-fire neuron that tires: spike-frequency adaptation.

Each spike adds a little to a current that works against the input and decays slowly.

References
----------
Benda & Herz (2003), A universal model for spike-frequency adaptation, Neural
Computation 15:2523-2564; Gerstner et al. (2014), Neuronal Dynamics, chapter 6.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq

from nnfoundations import checks
from nnfoundations.neurons.lif import (
    LIFParams,
    _current,
    _refuse_endless_firing,
    _step,
    firing_rate,
    lif_params,
)

_DEFAULT = LIFParams()


@dataclass(frozen=True)
class Adaptation:
    """How a neuron tires.

    Parameters
    ----------
    jump : float
        What each spike adds to the adaptation current [nA]; 0 for none.
    tau : float
        Time constant of its decay [ms].

    Raises
    ------
    TypeError, ValueError
        If `jump` is negative or `tau` is not positive.
    """

    jump: float = 0.1
    tau: float = 100.0

    def __post_init__(self) -> None:
        checks.number("jump", self.jump, at_least=0)
        checks.number("tau", self.tau, above=0)

    @property
    def per_hertz(self) -> float:
        """Mean adaptation current for each spike a second [nA/Hz]."""
        return self.jump * self.tau / 1000


def adapting_spikes(
    current: Any,
    adaptation: Adaptation = Adaptation(),
    params: LIFParams = _DEFAULT,
    dt: float = 0.1,
) -> np.ndarray:
    """Return when an adapting neuron spikes; it starts at rest.

    The adaptation current is held within a step; besides that, steps are exact.

    Parameters
    ----------
    current : array_like of shape (n,)
        Input current I [nA]; the k-th value holds from k dt to (k + 1) dt.
    adaptation : Adaptation
        Jump [nA] and time constant [ms].
    params : LIFParams
        Membrane constants [mV, MOhm, ms].
    dt : float
        Length of a step [ms].

    Returns
    -------
    spike_times : ndarray of shape (num_spikes,)
        Times of the threshold crossings [ms].

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or the current is so strong that its
        unit cannot be nA (over a thousand spikes in one step, say).
    """
    p = lif_params(params)
    current = _current("current", current, p, ndim=1)
    dt = checks.number("dt", dt, above=0)
    checks.kind("adaptation", adaptation, Adaptation)
    _refuse_endless_firing(current, p, dt)
    time, keeps = dt * np.arange(len(current) + 1), np.exp(-dt / adaptation.tau)
    v, free_at, against, spikes = p.v_rest, 0.0, 0.0, list[float]()
    for k, input_now in enumerate(current):
        before = len(spikes)
        v_inf = p.v_rest + p.resistance * (float(input_now) - against)
        v, free_at = _step(v, v_inf, max(time[k], free_at), time[k + 1], p, spikes)
        against = against * keeps + adaptation.jump * (len(spikes) - before)
    return np.array(spikes, dtype=np.float64)


def adapted_rate(
    current: Any,
    adaptation: Adaptation = Adaptation(),
    params: LIFParams = _DEFAULT,
) -> np.ndarray:
    """Rate to which an adapting neuron settles, if the adaptation is slow.

    The rate r solves r = firing_rate(I - per_hertz x r): what is left of the current
    when the adaptation has found its mean.

    Parameters
    ----------
    current : array_like of any shape
        Constant input current I [nA].
    adaptation : Adaptation
        Jump [nA] and time constant [ms].
    params : LIFParams
        Membrane constants [mV, MOhm, ms].

    Returns
    -------
    rate : ndarray of the same shape
        Steady firing rate [Hz].

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    p = lif_params(params)
    checks.kind("adaptation", adaptation, Adaptation)
    fresh = firing_rate(current, p)
    inputs = np.asarray(current, float)

    def settle(input_now: float, most: float) -> float:
        def excess(rate: float) -> float:
            return rate - float(firing_rate(input_now - adaptation.per_hertz * rate, p))

        return float(brentq(excess, 0.0, most)) if most > 0 else 0.0

    rates = [settle(*pair) for pair in zip(inputs.flat, fresh.flat, strict=True)]
    return np.reshape(rates, inputs.shape)
