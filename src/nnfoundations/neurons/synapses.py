"""Postsynaptic potentials as kicks, and what a spike releases at the other end.

The smallest picture of the sum: one compartment. Each input that arrives moves the
membrane potential at once by its size [mV], and the membrane forgets it with tau_m.
Between arrivals the solution is an exponential, so nothing is rounded to a step.
(`nnfoundations.neurons.stimuli.synaptic_current` has inputs with a shape of their own.)

Release is binomial: each vesicle that is ready is released, or not, by a chance of
its own (del Castillo & Katz 1954, The Journal of Physiology 124:560-573).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnfoundations import checks
from nnfoundations.checks import Randomness
from nnfoundations.neurons.lif import LIFParams, lif_params
from nnfoundations.neurons.stimuli import arrival_times

_DEFAULT = LIFParams()


@dataclass(frozen=True)
class KickResponse:
    """What `kick_response` returns; k is the number of different arrival times.

    Attributes
    ----------
    times : ndarray of shape (k,)
        When kicks arrive [ms], each time once, in order.
    reached : ndarray of shape (k,)
        Potential right after the kicks, before a reset [mV].
    left : ndarray of shape (k,)
        Potential from which it goes on [mV]: `v_reset` after a spike.
    free : ndarray of shape (k,)
        When it goes on [ms]: later than `times` while refractory.
    spike_times : ndarray of shape (num_spikes,)
        Arrival times at which the threshold was reached [ms].
    """

    times: np.ndarray
    reached: np.ndarray
    left: np.ndarray
    free: np.ndarray
    spike_times: np.ndarray


def kick_response(
    arrivals: Any, sizes: Any, params: LIFParams = _DEFAULT
) -> KickResponse:
    """Add up kicks in a leaky membrane that fires at its threshold.

    Kicks that arrive at the same time act together. A kick that arrives during the
    refractory period is lost.

    Parameters
    ----------
    arrivals : array_like of shape (n,)
        When kicks arrive [ms]; not negative, in any order.
    sizes : array_like of shape (n,)
        By how much each moves the potential [mV]: positive excites (EPSP), negative
        inhibits (IPSP).
    params : LIFParams
        Membrane constants [mV, ms]; the resistance plays no part.

    Returns
    -------
    response : KickResponse
        What happened at each arrival time.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    p = lif_params(params)
    arrivals = arrival_times(arrivals)
    sizes = checks.real_array("sizes", sizes, ndim=1)
    if sizes.shape != arrivals.shape:
        wanted = f"as many as arrivals, {len(arrivals)}"
        raise ValueError(checks.complaint("sizes", wanted, len(sizes)))
    times, which = np.unique(arrivals, return_inverse=True)
    kicks = np.bincount(which, weights=sizes)  # (k,): same moment, one kick
    v, now, events, spikes = p.v_rest, 0.0, [], []
    for time, kick in zip(times.tolist(), kicks.tolist(), strict=True):
        if time >= now:  # not refractory
            v = _decay(v, time - now, p) + kick
        reached, now = v, max(time, now)
        if v >= p.threshold:
            spikes.append(time)
            v, now = p.v_reset, time + p.t_ref
        events.append((reached, v, now))
    reached_all, left, free = np.array(events).T
    spike_times = np.array(spikes, dtype=np.float64)
    return KickResponse(times, reached_all, left, free, spike_times)


def potential_at(
    samples: Any, response: KickResponse, params: LIFParams = _DEFAULT
) -> np.ndarray:
    """Return the membrane potential of a `kick_response` at any times.

    Parameters
    ----------
    samples : array_like of shape (m,)
        When to look [ms].
    response : KickResponse
        What `kick_response` gave.
    params : LIFParams
        The same as there.

    Returns
    -------
    v : ndarray of shape (m,)
        Membrane potential [mV]; `v_reset` while refractory.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    p = lif_params(params)
    samples = checks.real_array("samples", samples, ndim=1)
    last = np.searchsorted(response.times, samples, side="right") - 1
    start = np.where(last < 0, 0.0, response.free[last])
    left = np.where(last < 0, p.v_rest, response.left[last])
    return _decay(left, np.maximum(samples - start, 0), p)


def _decay(v: Any, elapsed: Any, p: LIFParams) -> Any:
    return p.v_rest + (v - p.v_rest) * np.exp(-elapsed / p.tau_m)


def release_quanta(
    num_spikes: int,
    probability: float,
    rng: Randomness,
    terminals: int = 3,
    vesicles: int = 3,
) -> np.ndarray:
    """Draw how many vesicles each terminal releases at each spike.

    Parameters
    ----------
    num_spikes : int
        Spikes that arrive, 0 or more.
    probability : float
        Chance that one ready vesicle is released at one spike, 0 to 1.
    rng : numpy.random.Generator or numpy.random.RandomState
        Where the draws come from: one per vesicle, terminal by terminal, spike by
        spike.
    terminals : int
        Terminals that each spike reaches.
    vesicles : int
        Vesicles that are ready in each; all are ready again at the next spike.

    Returns
    -------
    quanta : ndarray of int, shape (num_spikes, terminals)
        Released vesicles; 0 is a failure.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    num_spikes = checks.integer("num_spikes", num_spikes, at_least=0)
    probability = checks.number("probability", probability, at_least=0, at_most=1)
    terminals = checks.integer("terminals", terminals)
    vesicles = checks.integer("vesicles", vesicles)
    chances = checks.randomness(rng).random((num_spikes, terminals, vesicles))
    return (chances < probability).sum(axis=2)
