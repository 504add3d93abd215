"""Slope and noise of the f-I curve against differences, quadrature, simulation."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import erfc

from nnfoundations.neurons.firing_rates import firing_rate_slope, siegert_rate
from nnfoundations.neurons.lif import LIFParams, firing_rate

P = LIFParams()
OTHER = LIFParams(t_ref=0.0, tau_m=12.0, resistance=11.0, v_reset=-60.0)


@pytest.mark.parametrize("params", [P, OTHER])
def test_the_slope_equals_central_differences(params):
    current = np.array([2.05, 2.5, 4.0, 9.0])
    h = 1e-5
    differences = firing_rate(current + h, params) - firing_rate(current - h, params)
    slope = firing_rate_slope(current, params)
    np.testing.assert_allclose(slope, differences / (2 * h), rtol=1e-6)


def test_the_slope_by_hand_at_5_nanoampere():
    # drive 30 mV, way 15 mV: dT/dI = -8 x 15 x 10 / (30 x 45) ms/nA
    rate = 1000 / (2 + 8 * math.log(45 / 30))
    assert firing_rate_slope(5.0) == pytest.approx(rate**2 * (8 / 9) / 1000)


def test_there_is_no_slope_below_rheobase_and_an_endless_one_above():
    assert np.all(firing_rate_slope([0.0, 1.999, 2.0]) == 0)
    assert firing_rate_slope(2 + 1e-9) > 1e6
    assert firing_rate_slope(np.ones((2, 3))).shape == (2, 3)


@pytest.mark.parametrize("current", [1.0, 1.8, 2.2, 4.0])
@pytest.mark.parametrize(("sd", "params"), [(3.5, P), (2.0, OTHER), (8.0, P)])
def test_siegert_equals_adaptive_quadrature_of_the_textbook_form(current, sd, params):
    p, sigma = params, math.sqrt(2) * sd
    mean = p.v_rest + p.resistance * current
    ends = (p.v_reset - mean) / sigma, (p.threshold - mean) / sigma
    area, _ = quad(lambda u: math.exp(u * u) * erfc(-u), *ends, epsabs=0)
    expected = 1000 / (p.t_ref + p.tau_m * math.sqrt(math.pi) * area)
    assert siegert_rate(current, sd, p) == pytest.approx(expected, rel=1e-8)


def test_little_noise_leaves_the_closed_form():
    current = np.array([2.5, 3.0, 5.0, 20.0])
    np.testing.assert_allclose(siegert_rate(current, 0.1), firing_rate(current), 1e-3)
    assert np.all(siegert_rate([-5.0, 0.0, 1.5], 0.1) == 0)


def simulated(current, sd, num=400, dt=0.01, skip=100.0, counted=400.0):
    """Return the rate of `num` membranes walked in tiny steps, and its error."""
    rng = np.random.default_rng(0)
    v, free, counts = np.full(num, P.v_rest), np.zeros(num), np.zeros(num)
    keeps = math.exp(-dt / P.tau_m)
    kick = sd * math.sqrt(1 - keeps**2)
    target = P.v_rest + P.resistance * current
    for k in range(round((skip + counted) / dt)):
        moved = target + (v - target) * keeps + kick * rng.standard_normal(num)
        v = np.where(free > k * dt, P.v_reset, moved)
        fires = v >= P.threshold
        counts += fires & (k * dt >= skip)
        v[fires], free[fires] = P.v_reset, k * dt + P.t_ref
    rates = 1000 * counts / counted
    return rates.mean(), rates.std() / math.sqrt(num)


@pytest.mark.parametrize("current", [2.0, 3.0])
def test_siegert_equals_simulated_membranes(current):
    """Membranes that look at the threshold in steps fire too rarely, by 1 to 3 %."""
    rate, error = simulated(current, 3.5)
    exact = float(siegert_rate(current, 3.5))
    assert -4 * error < exact - rate < 0.03 * exact + 4 * error


def test_noise_fires_below_the_rheobase_and_the_rate_keeps_rising():
    rate = siegert_rate(np.linspace(0, 10, 200), 3.5)
    assert rate[20] > 0
    assert np.all(np.diff(rate) > 0)
    assert rate[-1] < 500


def test_the_shape_of_the_current_is_kept():
    assert siegert_rate(np.ones((2, 3)), 3.0).shape == (2, 3)


@pytest.mark.parametrize("sd", [0.0, 0.05, -1.0, math.nan])
def test_noise_too_small_for_the_formula_is_refused(sd):
    with pytest.raises(ValueError, match="voltage_sd"):
        siegert_rate(1.0, sd)


@pytest.mark.parametrize("call", [firing_rate_slope, lambda i: siegert_rate(i, 3.0)])
def test_currents_that_are_no_numbers_are_refused(call):
    with pytest.raises(TypeError, match="current"):
        call("2 nA")
