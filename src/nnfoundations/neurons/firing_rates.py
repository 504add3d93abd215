"""Firing rates of a leaky integrate-and-fire neuron in closed form: slope and noise.

The rate at a constant current is `nnfoundations.neurons.lif.firing_rate`. Here are its
derivative and the mean rate when white noise is added to the current (Siegert 1951).
"""

import math
from typing import Any

import numpy as np
from scipy.special import erfcx

from nnfoundations import checks
from nnfoundations.neurons.lif import LIFParams, firing_rate, lif_params

_DEFAULT = LIFParams()
#: With less noise the integral needs more points; without noise use `firing_rate`.
LEAST_NOISE = 0.1  # mV
_NODES, _SHARES = np.polynomial.legendre.leggauss(400)


def firing_rate_slope(current: Any, params: LIFParams = _DEFAULT) -> np.ndarray:
    """Slope of the f-I curve: by how much the rate rises per nanoampere.

    Parameters
    ----------
    current : array_like of any shape
        Constant input current I [nA].
    params : LIFParams
        Membrane constants [mV, MOhm, ms].

    Returns
    -------
    slope : ndarray of the same shape
        dr/dI [Hz/nA]; 0 up to the rheobase, and without limit just above it.

    Raises
    ------
    TypeError, ValueError
        As `nnfoundations.neurons.lif.firing_rate` does.

    References
    ----------
    Gerstner et al. (2014), Neuronal Dynamics, section 1.3 (its derivative).
    """
    p = lif_params(params)
    rate = firing_rate(current, p)
    drive = p.v_rest + p.resistance * np.asarray(current, float) - p.threshold
    way = p.threshold - p.v_reset  # mV
    fires = rate > 0
    fall = np.zeros_like(rate)  # by how much the interval shrinks [ms/nA]
    d = drive[fires]
    fall[fires] = p.tau_m * way * p.resistance / (d * (d + way))
    return rate**2 * fall / 1000


def siegert_rate(
    current: Any, voltage_sd: float, params: LIFParams = _DEFAULT
) -> np.ndarray:
    """Mean firing rate at a current with white noise (Siegert's formula).

    Parameters
    ----------
    current : array_like of any shape
        Mean input current I [nA].
    voltage_sd : float
        Standard deviation that the noise would give the membrane potential if there
        were no threshold [mV], at least 0.1; as in `stimuli.noisy_current`. Many
        texts write sigma for sqrt(2) times this.
    params : LIFParams
        Membrane constants [mV, MOhm, ms].

    Returns
    -------
    rate : ndarray of the same shape
        Mean firing rate [Hz].

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    References
    ----------
    Siegert (1951), Physical Review 81:617-623; Brunel & Hakim (1999), Neural
    Computation 11:1621-1671; Gerstner et al. (2014), Neuronal Dynamics, chapter 8.
    """
    p = lif_params(params)
    current = checks.real_array("current", current)
    sd = checks.number("voltage_sd", voltage_sd, at_least=LEAST_NOISE)
    sigma = math.sqrt(2) * sd
    mean = p.v_rest + p.resistance * current  # of the free membrane
    low, high = (p.v_reset - mean) / sigma, (p.threshold - mean) / sigma
    with np.errstate(over="ignore"):  # an endless interval is a rate of 0
        interval = p.t_ref + p.tau_m * math.sqrt(math.pi) * _integral(low, high)
    return 1000 / interval


def _integral(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Integrate exp(u^2) (1 + erf(u)) = erfcx(-u) from `low` to `high`."""
    half = (high - low) / 2
    u = low[..., np.newaxis] + half[..., np.newaxis] * (_NODES + 1)
    return half * np.sum(erfcx(-u) * _SHARES, axis=-1)
