"""Input currents for the neurons of `nnfoundations.neurons.lif`: synapses and noise.

One value per step [nA], to be held for the whole step.
"""

import math
from typing import Any

import numpy as np

from nnfoundations import checks
from nnfoundations.neurons.lif import LIFParams, lif_params

_DEFAULT = LIFParams()


def arrival_times(arrivals: Any) -> np.ndarray:
    """Return times of arrival (k,) [ms] as float64; refuse what is none.

    Raises
    ------
    TypeError, ValueError
        If they are not finite numbers in one dimension, or one is negative.
    """
    times = checks.real_array("arrivals", arrivals, ndim=1)
    if times.min() < 0:
        wanted = "times of at least 0 ms"
        raise ValueError(checks.complaint("arrivals", wanted, f"{times.min():g} ms"))
    return times


def synaptic_current(
    arrivals: Any,
    weight: float,
    num_steps: int,
    dt: float = 0.1,
    tau_s: float = 2.0,
) -> np.ndarray:
    """Return the current of one synapse: each spike that arrives adds a pulse.

    A spike that arrives at time t0 adds weight x exp(-(t - t0) / tau_s) from t0 on.
    Each step carries the pulse's mean over that step, so no charge is lost.

    Parameters
    ----------
    arrivals : array_like of shape (k,)
        When spikes arrive [ms]; not negative. Use a weight of 0 for silence.
    weight : float
        Peak of one pulse [nA]: positive excites (EPSP), negative inhibits (IPSP).
    num_steps : int
        Number of steps n.
    dt : float
        Length of a step [ms].
    tau_s : float
        Time constant of the decay [ms].

    Returns
    -------
    current : ndarray of shape (num_steps,)
        Mean current in each step [nA].

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    arrivals = arrival_times(arrivals)
    weight = checks.number("weight", weight)
    num_steps = checks.integer("num_steps", num_steps)
    dt = checks.number("dt", dt, above=0)
    tau_s = checks.number("tau_s", tau_s, above=0)
    time = dt * np.arange(num_steps + 1)
    elapsed = np.maximum(time - arrivals[:, None], 0)  # (k, n + 1)
    charge = -weight * tau_s * np.expm1(-elapsed / tau_s)  # nA ms, delivered so far
    return np.diff(charge.sum(axis=0)) / dt


def noisy_current(
    mean: float,
    voltage_sd: float,
    num_steps: int,
    rng: np.random.Generator,
    params: LIFParams = _DEFAULT,
    dt: float = 0.1,
) -> np.ndarray:
    """Return a mean current plus white noise, scaled by what it does to the membrane.

    Parameters
    ----------
    mean : float
        Mean current [nA].
    voltage_sd : float
        Standard deviation that the noise would give the membrane potential if there
        were no threshold [mV]; the same for every `dt`.
    num_steps : int
        Number of steps n.
    rng : numpy.random.Generator
        Where the draws come from.
    params : LIFParams
        Membrane constants [mV, MOhm, ms].
    dt : float
        Length of a step [ms].

    Returns
    -------
    current : ndarray of shape (num_steps,)
        Independent normal values [nA].

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    p = lif_params(params)
    mean = checks.number("mean", mean)
    voltage_sd = checks.number("voltage_sd", voltage_sd, at_least=0)
    num_steps = checks.integer("num_steps", num_steps)
    dt = checks.number("dt", dt, above=0)
    checks.generator(rng)
    # v' = a v + (1 - a) R I with a = exp(-dt / tau): var(v) = R^2 var(I) (1-a) / (1+a)
    ratio = math.sqrt(math.tanh(dt / (2 * p.tau_m)))
    return mean + voltage_sd / (p.resistance * ratio) * rng.standard_normal(num_steps)
