"""Spiking neurons: leaky integrate-and-fire, its f-I curve, Hodgkin-Huxley.

Units close without factors: MOhm x nA = mV, and times are in ms throughout.
Input is piecewise constant (one value per step), so within a step the leaky
integrate-and-fire equation has an exact solution, threshold crossings included.
Stimulus, model and picture are three things: see `nnfoundations.neurons.stimuli` for
inputs.

The default constants are those of the exercises to *Neuronal Dynamics*
(Gerstner, Kistler, Naud & Paninski 2014, chapter 1).
"""

import math
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from nnfoundations import checks

#: Beyond these the units are wrong, or it is not a neuron.
_MAX_DRIVE = 1e6  # mV
_MAX_SPIKES_PER_STEP = 1000


@dataclass(frozen=True)
class LIFParams:
    """Constants of a leaky integrate-and-fire neuron.

    Parameters
    ----------
    v_rest, v_reset, threshold : float
        Resting potential, potential after a spike, firing threshold [mV].
    resistance : float
        Membrane resistance R [MOhm].
    tau_m : float
        Membrane time constant R C [ms].
    t_ref : float
        Absolute refractory period [ms].

    Raises
    ------
    TypeError, ValueError
        If a value is not a finite number, `resistance` or `tau_m` is not positive,
        `t_ref` is negative, or `threshold` is not above `v_rest` and `v_reset`.
    """

    v_rest: float = -70.0
    v_reset: float = -65.0
    threshold: float = -50.0
    resistance: float = 10.0
    tau_m: float = 8.0
    t_ref: float = 2.0

    def __post_init__(self) -> None:
        for field in fields(self):
            checks.number(field.name, getattr(self, field.name))
        checks.number("resistance", self.resistance, above=0)
        checks.number("tau_m", self.tau_m, above=0)
        checks.number("t_ref", self.t_ref, at_least=0)
        highest = max(self.v_rest, self.v_reset)
        checks.number("threshold", self.threshold, above=highest)


@dataclass(frozen=True)
class LIFTrace:
    """What `simulate_lif` returns.

    Attributes
    ----------
    time : ndarray of shape (n + 1,)
        Where the voltage is sampled: 0, dt, ..., n dt [ms].
    v : ndarray of shape (n + 1,)
        Membrane potential [mV]; `v_reset` while refractory.
    spike_times : ndarray of shape (num_spikes,)
        Times of the threshold crossings [ms], exact, not rounded to a step.
    """

    time: np.ndarray
    v: np.ndarray
    spike_times: np.ndarray


def lif_params(params: Any) -> LIFParams:
    """Return `params`; raise TypeError if it is not LIFParams."""
    cure = "Make one, for example LIFParams(tau_m=10.0)."
    checked: LIFParams = checks.kind("params", params, LIFParams, cure=cure)
    return checked


def _current(name: str, values: Any, p: LIFParams, ndim: int | None = None) -> Any:
    current = checks.real_array(name, values, ndim=ndim)
    strongest = float(np.abs(current).max())
    if strongest > _MAX_DRIVE / p.resistance:
        wanted = f"resistance x current of at most {_MAX_DRIVE:g} mV"
        cure = "Check the units: nA and MOhm."
        raise ValueError(checks.complaint(name, wanted, f"{strongest:g} nA", cure))
    return current


def rheobase(params: LIFParams = LIFParams()) -> float:
    """Return the current [nA] above which a constant input makes the neuron fire.

    Parameters
    ----------
    params : LIFParams
        Membrane constants [mV, MOhm, ms].

    Raises
    ------
    TypeError
        If `params` is not LIFParams.
    """
    p = lif_params(params)
    return (p.threshold - p.v_rest) / p.resistance


def firing_rate(current: Any, params: LIFParams = LIFParams()) -> np.ndarray:
    """Steady firing rate of a leaky integrate-and-fire neuron (f-I curve).

    Parameters
    ----------
    current : array_like of any shape
        Constant input current I [nA].
    params : LIFParams
        Membrane constants [mV, MOhm, ms].

    Returns
    -------
    rate : ndarray of the same shape
        Firing rate [Hz]; 0 where I <= (threshold - v_rest) / resistance.

    Raises
    ------
    TypeError, ValueError
        If `current` is not an array of finite numbers, or so large that its unit
        cannot be nA, or `params` is not LIFParams.

    Examples
    --------
    Without a current no spikes; 3 nA is enough for them:

    >>> firing_rate([0.0, 3.0]).round() > 0
    array([False,  True])

    References
    ----------
    Gerstner et al. (2014), Neuronal Dynamics, section 1.3.
    """
    p = lif_params(params)
    current = _current("current", current, p)
    drive = p.v_rest + p.resistance * current - p.threshold  # mV above threshold
    rate = np.zeros_like(drive)
    fires = drive > 0
    climb = p.tau_m * np.log1p((p.threshold - p.v_reset) / drive[fires])  # ms
    rate[fires] = 1000 / (p.t_ref + climb)  # spikes per second
    return rate


def simulate_lif(
    current: Any,
    params: LIFParams = LIFParams(),
    dt: float = 0.1,
    v_start: float | None = None,
) -> LIFTrace:
    """Drive a leaky integrate-and-fire neuron with a piecewise constant current.

    Each step is exact, and so are the spike times: the moment of crossing is
    solved for in closed form, wherever in the step it falls.

    Parameters
    ----------
    current : array_like of shape (n,)
        Input current I [nA]; the k-th value holds from k dt to (k + 1) dt.
    params : LIFParams
        Membrane constants [mV, MOhm, ms].
    dt : float
        Length of a step [ms].
    v_start : float, optional
        Membrane potential at time 0 [mV], below threshold; `v_rest` by default.

    Returns
    -------
    trace : LIFTrace
        Times (n + 1,), voltages (n + 1,) and exact spike times.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or the current is so strong that its
        unit cannot be nA (over a thousand spikes in one step, say).

    References
    ----------
    Gerstner et al. (2014), Neuronal Dynamics, section 1.3.
    """
    p = lif_params(params)
    current = _current("current", current, p, ndim=1)
    dt = checks.number("dt", dt, above=0)
    v = p.v_rest if v_start is None else checks.number("v_start", v_start)
    if v >= p.threshold:
        raise ValueError(
            checks.complaint("v_start", f"less than {p.threshold:g} mV", repr(v))
        )
    _refuse_endless_firing(current, p, dt)
    time = dt * np.arange(len(current) + 1)
    voltages, spikes, free_at = [v], list[float](), 0.0
    for k, input_now in enumerate(current):
        v_inf = p.v_rest + p.resistance * float(input_now)
        start = max(time[k], free_at)  # refractory: v waits at v_reset
        v, free_at = _step(v, v_inf, start, time[k + 1], p, spikes)
        voltages.append(v)
    return LIFTrace(time, np.array(voltages), np.array(spikes, dtype=np.float64))


def _step(
    v: float, v_inf: float, now: float, end: float, p: LIFParams, spikes: list[float]
) -> tuple[float, float]:
    """Move v from `now` to `end` at constant input; return it and where it got to."""
    while now < end:
        crossing = now + _time_to_threshold(v, v_inf, p)
        if crossing > end:
            return v_inf + (v - v_inf) * math.exp((now - end) / p.tau_m), end
        spikes.append(crossing)
        v, now = p.v_reset, crossing + p.t_ref
    return v, now


def _time_to_threshold(v: float, v_inf: float, p: LIFParams) -> float:
    """Solve v_inf + (v - v_inf) exp(-t / tau_m) = threshold for t [ms]."""
    if v_inf <= p.threshold:
        return math.inf
    return p.tau_m * math.log1p((p.threshold - v) / (v_inf - p.threshold))


def _refuse_endless_firing(current: np.ndarray, p: LIFParams, dt: float) -> None:
    strongest = p.v_rest + p.resistance * float(current.max())
    interval = p.t_ref + _time_to_threshold(p.v_reset, strongest, p)
    if dt > _MAX_SPIKES_PER_STEP * interval:
        wanted = f"at most {_MAX_SPIKES_PER_STEP} spikes in a step of {dt:g} ms"
        came = f"one every {interval:.3g} ms at {current.max():g} nA"
        cure = "Use a smaller dt, or check the units (nA, MOhm, mV, ms)."
        raise ValueError(checks.complaint("current", wanted, came, cure))
