"""The page's mathematics of neuron_anatomy against the package's."""

import numpy as np
import pytest
from parity import Pair, cases

from nnfoundations.neurons.lif import LIFParams
from nnfoundations.neurons.synapses import kick_response, potential_at, release_quanta

USUAL = {
    "v_rest": -70.0,
    "v_reset": -65.0,
    "threshold": -50.0,
    "tau_m": 8.0,
    "t_ref": 2.0,
}


def response(arrivals, sizes, p):
    found = kick_response(arrivals, sizes, LIFParams(**p))
    names = ("times", "reached", "left", "free")
    return {n: getattr(found, n) for n in names} | {"spikes": found.spike_times}


def potential(samples, response, p):
    """Take what happened as the page gives it, with its own name for the spikes."""
    arrivals, sizes = np.array(response["times"]), np.array(response["sizes"])
    found = kick_response(arrivals, sizes, LIFParams(**p))
    return potential_at(samples, found, LIFParams(**p))


def quanta(spikes, probability, seed):
    return release_quanta(spikes, probability, np.random.RandomState(seed))


def last_release(moment):
    """Take the draws of the last spike that has been on its way for 2 ms."""
    arrived = [s for s in moment["response"]["spikes"] if s + 2 <= moment["t"]]
    return moment["drawn"][len(arrived) - 1] if arrived else None


def at(t):
    drawn = [[[True, False]], [[False, False]], [[True, True]]]
    return {"moment": {"t": t, "response": {"spikes": [5.0, 9.0]}, "drawn": drawn}}


def kicks(rng):
    count = int(rng.integers(1, 40))
    arrivals = np.round(rng.uniform(0, 60, count), 1)  # some coincide
    return {"arrivals": arrivals, "sizes": rng.uniform(-6, 10, count)}


def course(rng):
    """Make a response as the page holds it; `sizes` is for the package alone."""
    given = kicks(rng) | {"p": USUAL | {"tau_m": rng.uniform(2, 30)}}
    found = response(**given)
    _, which = np.unique(given["arrivals"], return_inverse=True)
    found["sizes"] = np.bincount(which, weights=given["sizes"])
    samples = np.sort(rng.uniform(0, 80, 100))
    return {"samples": samples, "response": found, "p": given["p"]}


PAIRS = {
    "kickResponse": Pair(
        response,
        golden=[
            {"arrivals": [5.0], "sizes": [8.0], "p": USUAL},
            {"arrivals": [5.0] * 3, "sizes": [8.0] * 3, "p": USUAL},
            {"arrivals": [5.0, 10.0, 15.0], "sizes": [8.0] * 3, "p": USUAL},
            {"arrivals": [5.0] * 4, "sizes": [8.0] * 3 + [-8.0], "p": USUAL},
            {"arrivals": [9.0, 7.5, 5.0, 7.0], "sizes": [30.0] * 4, "p": USUAL},
            {"arrivals": [5.0] * 2, "sizes": [8.0, 12.0], "p": USUAL},  # just reaches
        ],
        random=lambda rng: kicks(rng) | {"p": USUAL | {"tau_m": rng.uniform(2, 30)}},
        count=40,
    ),
    "potentialAt": Pair(
        potential,
        golden=[course(np.random.default_rng(0))],
        random=course,
    ),
    "lastRelease": Pair(last_release, golden=[at(6.9), at(7.0), at(11.0)]),
    "releasedQuanta": Pair(
        quanta,
        golden=[
            {"spikes": 2, "probability": 0.4, "seed": 4},
            {"spikes": 1, "probability": 0.15, "seed": 5},
            {"spikes": 0, "probability": 0.5, "seed": 0},
        ],
        random=lambda rng: {
            "spikes": int(rng.integers(0, 9)),
            "probability": rng.random(),
            "seed": int(rng.integers(0, 1000)),
        },
    ),
}


@pytest.mark.parametrize("case", cases("neuron_anatomy", PAIRS), ids=str)
def test_page_and_package_agree(case, node):
    case.check(node)
