"""The Hodgkin-Huxley model of the squid axon, in today's sign convention.

Voltages in mV (rest near -65), times in ms, currents and conductances per area:
uA/cm2, mS/cm2, uF/cm2 (mS x mV = uA and uA / uF = mV/ms: no factors). The rates
of 1952 are written in u = v + 65, the depolarisation from rest, at 6.3 degrees C.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks

#: u = v + SHIFT turns a membrane potential into a depolarisation [mV].
SHIFT = 65.0
#: A current that would move the leak further than this has the wrong unit [mV].
_MAX_DRIVE = 5000.0
#: The rates of larger potentials are beyond the range of a float [mV].
_MAX_POTENTIAL = 10_000.0


@dataclass(frozen=True)
class HHParams:
    """Constants of the Hodgkin-Huxley model.

    Parameters
    ----------
    capacitance : float
        Membrane capacitance [uF/cm2].
    g_na, g_k, g_l : float
        Largest sodium, largest potassium and leak conductance [mS/cm2].
    e_na, e_k, e_l : float
        Reversal potentials of the three [mV].

    Raises
    ------
    TypeError, ValueError
        If a value is not a finite number, `capacitance` or `g_l` is not positive,
        `g_na` or `g_k` is negative, or a potential is over 500 mV either way.

    Notes
    -----
    The paper of 1952 measures from rest (115, -12 and 10.6 mV, with the opposite
    sign). Its rates read at v instead of u would rest at -54.4 mV, not at -65.
    """

    capacitance: float = 1.0
    g_na: float = 120.0
    g_k: float = 36.0
    g_l: float = 0.3
    e_na: float = 50.0
    e_k: float = -77.0
    e_l: float = -54.4

    def __post_init__(self) -> None:
        for name in ("e_na", "e_k", "e_l"):
            checks.number(name, getattr(self, name), at_least=-500, at_most=500)
        checks.number("capacitance", self.capacitance, above=0)
        checks.number("g_l", self.g_l, above=0)
        checks.number("g_na", self.g_na, at_least=0)
        checks.number("g_k", self.g_k, at_least=0)


@dataclass(frozen=True)
class HHTrace:
    """What `simulate_hh` returns; ``...`` is () for one neuron, (k,) for k of them.

    Attributes
    ----------
    time : ndarray of shape (n + 1,)
        0, dt, ..., n dt [ms].
    v : ndarray of shape (n + 1, ...)
        Membrane potential [mV].
    m, h, n : ndarray of shape (n + 1, ...)
        Sodium activation, sodium inactivation, potassium activation, each 0 to 1.
    """

    time: np.ndarray
    v: np.ndarray
    m: np.ndarray
    h: np.ndarray
    n: np.ndarray


def _model(params: Any) -> HHParams:
    cure = "Make one, for example HHParams(g_na=168.0)."
    checked: HHParams = checks.kind("params", params, HHParams, cure=cure)
    return checked


def _x_over_expm1(x: np.ndarray) -> np.ndarray:
    """Return x / (exp(x) - 1), continued through 0, where it is 1."""
    near = np.abs(x) < 1e-6
    safe = np.where(near, 1.0, x)
    return np.where(near, 1 - x / 2, safe / np.expm1(safe))


def gate_rates(v: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the opening and closing rates of the gates m, h, n.

    Parameters
    ----------
    v : array_like of shape (...)
        Membrane potential [mV], at most 10,000 either way: beyond, its unit is wrong.

    Returns
    -------
    alpha, beta : ndarray of shape (3, ...)
        Opening and closing rates [1/ms], in the order m, h, n.

    Raises
    ------
    TypeError, ValueError
        If `v` is not an array of such numbers.

    References
    ----------
    Hodgkin & Huxley (1952), J. Physiol. 117, 500-544, equations 12 to 24.
    """
    potential = checks.real_array("v", v)
    strongest = float(np.abs(potential).max())
    if strongest > _MAX_POTENTIAL:
        wanted = f"at most {_MAX_POTENTIAL:g} mV either way"
        came = f"{strongest:g}"
        raise ValueError(checks.complaint("v", wanted, came, "Check the unit: mV."))
    return _rates(potential)


def _rates(v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    u = v + SHIFT
    alpha = (
        _x_over_expm1((25 - u) / 10),
        0.07 * np.exp(-u / 20),
        0.1 * _x_over_expm1((10 - u) / 10),
    )
    beta = (
        4 * np.exp(-u / 18),
        1 / (1 + np.exp((30 - u) / 10)),
        0.125 * np.exp(-u / 80),
    )
    return np.stack(alpha), np.stack(beta)


def ionic_current(v: np.ndarray, gates: np.ndarray, p: HHParams) -> np.ndarray:
    """Return the outward current density [uA/cm2] at `v` for gates m, h, n.

    Parameters
    ----------
    v : ndarray of any shape
        Membrane potential [mV].
    gates : ndarray of shape (3, ...)
        m, h and n, each 0 to 1.
    p : HHParams
        Conductances [mS/cm2] and reversal potentials [mV].
    """
    m, h, n = gates
    sodium = p.g_na * m**3 * h * (v - p.e_na)
    potassium = p.g_k * n**4 * (v - p.e_k)
    leak = p.g_l * (v - p.e_l)
    return sodium + potassium + leak


def _steady_gates(v: np.ndarray) -> np.ndarray:
    alpha, beta = _rates(v)
    return alpha / (alpha + beta)


def resting_potential(params: HHParams = HHParams()) -> float:
    """Return the potential [mV] at which no net current flows (by bisection).

    Parameters
    ----------
    params : HHParams
        Membrane constants.

    Raises
    ------
    TypeError
        If `params` is not HHParams.
    """
    p = _model(params)
    low, high = (f(p.e_na, p.e_k, p.e_l) for f in (min, max))
    for _ in range(60):
        v = np.array((low + high) / 2)
        if ionic_current(v, _steady_gates(v), p) > 0:
            high = float(v)
        else:
            low = float(v)
    return (low + high) / 2


def simulate_hh(
    current_density: Any, params: HHParams = HHParams(), dt: float = 0.025
) -> HHTrace:
    """Drive the Hodgkin-Huxley model, from rest, with a piecewise constant current.

    The equations are linear in the gates for a fixed voltage, and linear in the
    voltage for fixed gates. So the two take turns, each with an exact step, half a
    step apart: second order in `dt`, and stable for every `dt`.

    Parameters
    ----------
    current_density : array_like of shape (n,) or (n, k)
        Injected current [uA/cm2] for one neuron or for k of them; row i holds from
        i dt to (i + 1) dt.
    params : HHParams
        Membrane constants.
    dt : float
        Length of a step [ms], at most 0.1 (the gates move as fast as that).

    Returns
    -------
    trace : HHTrace
        Times (n + 1,), voltages and gates (n + 1,) or (n + 1, k).

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or the current is so strong that its
        unit cannot be uA/cm2.

    References
    ----------
    Hodgkin & Huxley (1952), J. Physiol. 117, 500-544.
    """
    p = _model(params)
    density = _density(current_density, p)
    dt = checks.number("dt", dt, above=0, at_most=0.1)
    v = np.full(density.shape[1:], resting_potential(p))
    gates = _steady_gates(v)
    states = np.empty((len(density) + 1, 4, *v.shape))
    for i, row in enumerate(density):
        states[i, 0], states[i, 1:] = v, gates
        between = _gates_step(gates, v, dt / 2)  # half a step ahead of v
        v = _voltage_step(v, between, row, p, dt)
        gates = _gates_step(between, v, dt / 2)
    states[-1, 0], states[-1, 1:] = v, gates
    return HHTrace(dt * np.arange(len(states)), *np.moveaxis(states, 1, 0))


def _density(values: Any, p: HHParams) -> np.ndarray:
    density = checks.real_array("current_density", values)
    if density.ndim not in (1, 2):
        wanted = "shape (n,) or (n, k)"
        came = f"shape {density.shape}"
        raise ValueError(checks.complaint("current_density", wanted, came))
    strongest = float(np.abs(density).max())
    if strongest > _MAX_DRIVE * p.g_l:
        wanted = f"at most {_MAX_DRIVE * p.g_l:g} uA/cm2"
        cure = "Check the unit: uA/cm2."
        raise ValueError(
            checks.complaint("current_density", wanted, f"{strongest:g}", cure)
        )
    return density


def _gates_step(gates: np.ndarray, v: np.ndarray, dt: float) -> np.ndarray:
    """Let the gates relax for `dt` at a fixed voltage: exact."""
    alpha, beta = _rates(v)
    steady = alpha / (alpha + beta)
    return steady + (gates - steady) * np.exp(-dt * (alpha + beta))


def _voltage_step(
    v: np.ndarray, gates: np.ndarray, density: np.ndarray, p: HHParams, dt: float
) -> np.ndarray:
    """Let the voltage relax for `dt` at fixed gates: exact, as for a leaky membrane."""
    m, h, n = gates
    g_na, g_k = p.g_na * m**3 * h, p.g_k * n**4
    g = g_na + g_k + p.g_l
    v_inf = (g_na * p.e_na + g_k * p.e_k + p.g_l * p.e_l + density) / g
    return v_inf + (v - v_inf) * np.exp(-dt * g / p.capacitance)


def upward_crossings(time: Any, v: Any, level: float = 0.0) -> np.ndarray:
    """Return the times at which a sampled voltage rises through a level.

    Parameters
    ----------
    time, v : array_like of shape (n,)
        Sample times [ms] and voltages [mV].
    level : float
        The level [mV]; 0 finds the spikes of the Hodgkin-Huxley model.

    Returns
    -------
    times : ndarray of shape (num_crossings,)
        Crossing times [ms], interpolated linearly between samples.

    Raises
    ------
    TypeError, ValueError
        If the arrays are not one-dimensional, finite and of one length.
    """
    time = checks.real_array("time", time, ndim=1)
    v = checks.real_array("v", v, ndim=1)
    checks.same_length(time=time, v=v)
    level = checks.number("level", level)
    i = np.flatnonzero((v[:-1] < level) & (v[1:] >= level))
    share = (level - v[i]) / (v[i + 1] - v[i])
    return time[i] + share * (time[i + 1] - time[i])
