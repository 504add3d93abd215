import math

import numpy as np
import pytest

from nnfoundations.neurons.lif import LIFParams, simulate_lif
from nnfoundations.neurons.stimuli import noisy_current, synaptic_current

P = LIFParams()


def potential(arrivals, weight, dt=0.05, num_steps=1600):
    """Depolarisation by one synapse [mV], shape (num_steps + 1,)."""
    current = synaptic_current(arrivals, weight, num_steps, dt)
    return simulate_lif(current, P, dt).v - P.v_rest


def test_postsynaptic_potential_equals_the_closed_form():
    dt, weight, tau_s = 0.01, 1.0, 2.0
    v = potential([10.0], weight, dt, 8000)
    t = np.maximum(dt * np.arange(8001) - 10.0, 0)
    gain = P.resistance * weight * tau_s / (P.tau_m - tau_s)
    expected = gain * (np.exp(-t / P.tau_m) - np.exp(-t / tau_s))
    np.testing.assert_allclose(v, expected, atol=1e-3)
    assert expected.max() > 1


@pytest.mark.parametrize("dt", [0.1, 0.7, 5.0])
def test_the_charge_does_not_depend_on_the_step(dt):
    """A pulse carries weight x tau_s, whenever it starts within a step."""
    current = synaptic_current([3.3], 1.5, round(100 / dt), dt, tau_s=2.0)
    assert current.sum() * dt == pytest.approx(1.5 * 2.0)


def test_nothing_flows_before_the_arrival():
    current = synaptic_current([5.0], 1.0, 100, dt=0.1)
    assert np.all(current[:50] == 0)
    assert np.all(current[50:] > 0)


def test_potentials_below_threshold_add():
    both = potential([10.0, 14.0], 0.8)
    np.testing.assert_allclose(both, potential([10.0], 0.8) + potential([14.0], 0.8))


def test_inhibition_mirrors_excitation():
    np.testing.assert_allclose(potential([10.0], -0.5), -potential([10.0], 0.5))


@pytest.mark.parametrize("dt", [0.02, 0.1, 2.0])
def test_noise_moves_the_membrane_by_the_given_amount(dt):
    """The standard deviation of the voltage is the one asked for, at every step."""
    p = LIFParams(threshold=1e3)  # out of reach
    rng = np.random.default_rng(0)
    v = simulate_lif(noisy_current(1.0, 5.0, 200_000, rng, p, dt), p, dt).v
    settled = v[round(80 / dt) :]
    # Correlated over tau_m: the error of the standard deviation shrinks with time.
    tolerance = 4 * math.sqrt(p.tau_m / (len(settled) * dt))
    assert settled.std() == pytest.approx(5.0, rel=tolerance)
    assert settled.mean() == pytest.approx(-60.0, abs=5 * tolerance)


def test_no_noise_leaves_the_mean():
    assert np.all(noisy_current(1.5, 0.0, 10, np.random.default_rng(0)) == 1.5)


def test_one_seed_gives_one_current():
    one, same, other = (
        noisy_current(1.0, 3.0, 20, np.random.default_rng(s)) for s in (0, 0, 1)
    )
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"arrivals": []}, ValueError),
        ({"arrivals": [-1.0]}, ValueError),
        ({"arrivals": [[1.0]]}, ValueError),
        ({"arrivals": [math.nan]}, ValueError),
        ({"arrivals": ["soon"]}, TypeError),
        ({"weight": math.inf}, ValueError),
        ({"num_steps": 0}, ValueError),
        ({"num_steps": 10.0}, TypeError),
        ({"dt": 0.0}, ValueError),
        ({"tau_s": -2.0}, ValueError),
    ],
)
def test_impossible_synapses_are_refused(change, error):
    good = {"arrivals": [1.0], "weight": 1.0, "num_steps": 10}
    (name,) = change
    with pytest.raises(error, match=name):
        synaptic_current(**(good | change))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"mean": math.nan}, ValueError),
        ({"voltage_sd": -1.0}, ValueError),
        ({"num_steps": 0}, ValueError),
        ({"rng": 0}, TypeError),
        ({"params": None}, TypeError),
        ({"dt": -0.1}, ValueError),
    ],
)
def test_impossible_noise_is_refused(change, error):
    good = {
        "mean": 1.0,
        "voltage_sd": 2.0,
        "num_steps": 10,
        "rng": np.random.default_rng(0),
    }
    (name,) = change
    with pytest.raises(error, match=name):
        noisy_current(**(good | change))
