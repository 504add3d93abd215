"""The page's mathematics of integrate_fire against the package's."""

import numpy as np
import pytest
from parity import Pair, cases

from nnfoundations.figures import javascript
from nnfoundations.neurons import lif

NAMES = ("v_rest", "v_reset", "threshold", "resistance", "tau_m", "t_ref")


def simulate(current, p, dt):
    trace = lif.simulate_lif(current, lif.LIFParams(**p), dt)
    return {"v": trace.v, "spikes": trace.spike_times}


def counted(current, p):
    trace = lif.simulate_lif([current] * 50, lif.LIFParams(**p), 20.0)
    return len(trace.spike_times)


def params(rng):
    low, high = np.array([[-75, -68, -58, 4, 3, 0], [-70, -64, -45, 20, 16, 5.0]])
    return dict(zip(NAMES, rng.uniform(low, high), strict=True))


def at_constant(rng):
    return {"current": rng.uniform(0, 6), "p": params(rng)}


def wavering(rng):
    return {"current": rng.uniform(-1, 8, 300), "p": params(rng), "dt": 0.25}


USUAL = dict(zip(NAMES, (-70.0, -65.0, -50.0, 10.0, 8.0, 2.0), strict=True))
PAIRS = {
    "rheobase": Pair(
        lambda p: lif.rheobase(lif.LIFParams(**p)),
        golden=[{"p": USUAL}],
        random=lambda rng: {"p": params(rng)},
    ),
    "firingRate": Pair(
        lambda current, p: lif.firing_rate(current, lif.LIFParams(**p)),
        golden=[{"current": i, "p": USUAL} for i in (0.0, 1.999, 2.0, 2.001, 5.0)],
        random=at_constant,
    ),
    "simulate": Pair(
        simulate,
        golden=[
            {"current": [1.9] * 40, "p": USUAL, "dt": 0.5},
            {"current": [5.0] * 100, "p": USUAL, "dt": 0.1},
            {"current": [0.0, 9.0, 9.0, 0.0] * 5, "p": USUAL | {"t_ref": 0.0}, "dt": 2},
        ],
        random=wavering,
    ),
    "countedRate": Pair(
        counted,
        golden=[{"current": i, "p": USUAL} for i in (0.0, 2.0, 2.001, 3.0, 6.0)],
        random=at_constant,
    ),
}


@pytest.mark.parametrize("case", cases("integrate_fire", PAIRS), ids=str)
def test_page_and_package_agree(case, node):
    case.check(node)


@pytest.mark.parametrize("resistance", [4.0, 10.0, 20.0])
def test_the_curve_is_drawn_without_a_gap_at_the_rheobase(node, resistance):
    p = USUAL | {"resistance": resistance, "tau_m": 0.8 * resistance}
    drawn = np.array(
        node.call(javascript.find_path("integrate_fire"), "drawnCurrents", p)
    )
    rates = lif.firing_rate(drawn, lif.LIFParams(**p))
    assert (drawn[0], drawn[-1]) == (0, pytest.approx(6))
    assert np.all(np.diff(drawn) > 0)
    assert rates[drawn <= lif.rheobase(lif.LIFParams(**p))].max() == 0
    assert 0 < rates[rates > 0][0] < 0.11 * rates.max()
    assert np.diff(rates).max() < 0.09 * rates.max()
