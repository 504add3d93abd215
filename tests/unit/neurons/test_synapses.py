import numpy as np
import pytest

from nnfoundations.neurons.lif import LIFParams, simulate_lif
from nnfoundations.neurons.synapses import kick_response, potential_at, release_quanta

P = LIFParams()
FREE = LIFParams(threshold=1e3)  # out of reach


def test_below_threshold_kicks_superpose():
    rng = np.random.default_rng(0)
    arrivals, sizes = rng.uniform(0, 40, 12), rng.uniform(-4, 4, 12)
    samples = np.linspace(0, 60, 301)
    v = potential_at(samples, kick_response(arrivals, sizes, FREE), FREE)
    elapsed = samples[:, None] - arrivals  # (301, 12)
    each = np.where(elapsed >= 0, sizes * np.exp(-elapsed / FREE.tau_m), 0)
    np.testing.assert_allclose(v, FREE.v_rest + each.sum(axis=1), rtol=1e-13)


def test_a_kick_is_the_limit_of_a_short_strong_current():
    """A charge q moves the membrane by q / C = q R / tau_m."""
    dt, arrivals, sizes = 0.001, np.array([5.0, 9.0, 12.0, 14.5]), [8.0, 9.0, -3.0, 18]
    current = np.zeros(30_000)
    current[np.round(arrivals / dt).astype(int)] = (
        np.array(sizes) * P.tau_m / (P.resistance * dt)
    )
    trace = simulate_lif(current, P, dt)
    response = kick_response(arrivals, sizes, P)
    assert len(trace.spike_times) == 1
    np.testing.assert_allclose(trace.spike_times, response.spike_times, atol=2 * dt)
    clear = np.abs(trace.time[:, None] - arrivals).min(axis=1) > 2 * dt
    v = potential_at(trace.time, response, P)
    np.testing.assert_allclose(trace.v[clear], v[clear], atol=0.02)


@pytest.mark.parametrize(
    ("arrivals", "sizes", "spikes"),
    [
        ([5.0], [8.0], []),
        ([5.0, 5.0, 5.0], [8.0, 8.0, 8.0], [5.0]),
        ([5.0, 10.0, 15.0], [8.0, 8.0, 8.0], []),
        ([5.0, 5.0, 5.0, 5.0], [8.0, 8.0, 8.0, -8.0], []),
        ([5.0, 5.0, 5.0], [8.0, 12.0, 0.0], [5.0]),  # exactly at the threshold
        ([5.0], [500.0], [5.0]),  # all-or-none: no larger spike, nor a second one
    ],
)
def test_space_and_time_decide(arrivals, sizes, spikes):
    assert kick_response(arrivals, sizes, P).spike_times.tolist() == spikes


def test_by_hand():
    """8 mV decay for 4 ms, half a time constant; then 8 mV come on top."""
    response = kick_response([9.0, 5.0], [8.0, 8.0], P)
    expected = [-62.0, -70 + 8 * np.exp(-0.5) + 8]
    np.testing.assert_allclose(response.reached, expected, rtol=1e-14)


def test_what_arrives_while_refractory_is_lost():
    response = kick_response([5.0, 6.0, 7.0], [30.0, 30.0, 1.0], P)
    assert response.spike_times.tolist() == [5.0]
    np.testing.assert_allclose(response.reached, [-40.0, -65.0, -64.0])
    v = potential_at([4.9, 5.0, 6.9], response, P)
    np.testing.assert_allclose(v, [-70.0, -65.0, -65.0])


def test_the_order_of_the_arrivals_does_not_matter():
    rng = np.random.default_rng(1)
    arrivals, sizes = np.round(rng.uniform(0, 30, 40)), rng.uniform(-5, 9, 40)
    order = rng.permutation(40)
    one = kick_response(arrivals, sizes, P)
    two = kick_response(arrivals[order], sizes[order], P)
    assert len(one.spike_times) > 1
    np.testing.assert_allclose(one.left, two.left)


def test_release_is_binomial():
    quanta = release_quanta(20_000, 0.3, np.random.default_rng(0))
    assert quanta.shape == (20_000, 3)
    for number, chance in enumerate([0.343, 0.441, 0.189, 0.027]):
        assert (quanta == number).mean() == pytest.approx(chance, abs=0.006)


def test_release_never_and_always():
    rng = np.random.RandomState(0)
    assert not release_quanta(50, 0.0, rng).any()
    assert (release_quanta(50, 1.0, rng, terminals=2, vesicles=5) == 5).all()
    assert release_quanta(0, 0.5, rng).shape == (0, 3)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: kick_response([-1.0], [8.0]), "arrivals: expected times of at least"),
        (lambda: kick_response([1.0, 2.0], [8.0]), "sizes: "),
        (lambda: kick_response([1.0], [8.0], "P"), "params: expected LIFParams"),
        (lambda: release_quanta(1, 1.5, np.random.default_rng(0)), "probability: "),
        (lambda: release_quanta(1, 0.5, 7), "rng: expected a NumPy Generator"),
    ],
)
def test_mistakes_are_named(act, message):
    with pytest.raises((TypeError, ValueError), match=message):
        act()
