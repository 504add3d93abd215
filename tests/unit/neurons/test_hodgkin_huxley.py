import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from nnfoundations.neurons import hodgkin_huxley
from nnfoundations.neurons.hodgkin_huxley import (
    HHParams,
    resting_potential,
    simulate_hh,
    upward_crossings,
)


def reference_slope(_, state, density):
    """The equations of 1952 once more, term by term, in u = v + 65."""
    v, m, h, n = state
    u = v + 65
    am = 0.1 * (25 - u) / (math.exp((25 - u) / 10) - 1)
    ah = 0.07 * math.exp(-u / 20)
    an = 0.01 * (10 - u) / (math.exp((10 - u) / 10) - 1)
    bm, bn = 4 * math.exp(-u / 18), 0.125 * math.exp(-u / 80)
    bh = 1 / (math.exp((30 - u) / 10) + 1)
    sodium = 120 * m**3 * h * (v - 50)
    potassium = 36 * n**4 * (v + 77)
    return [
        density - sodium - potassium - 0.3 * (v + 54.4),
        am * (1 - m) - bm * m,
        ah * (1 - h) - bh * h,
        an * (1 - n) - bn * n,
    ]


def spikes(densities, duration, dt=0.025):
    """Spike times [ms] for each of several constant current densities."""
    trace = simulate_hh(np.tile(densities, (round(duration / dt), 1)), dt=dt)
    return [upward_crossings(trace.time, v) for v in trace.v.T]


def test_spikes_fall_where_an_ode_solver_puts_them():
    """Second order: half the step, a quarter of the error."""
    worst = []
    for dt in (0.05, 0.025):
        trace = simulate_hh(np.full(round(60 / dt), 10.0), dt=dt)
        start = [x[0] for x in (trace.v, trace.m, trace.h, trace.n)]
        oracle = solve_ivp(
            reference_slope, (0, 60), start, args=(10.0,), rtol=1e-8, atol=1e-8,
            t_eval=trace.time,
        )  # fmt: skip
        theirs = upward_crossings(oracle.t, oracle.y[0])
        ours = upward_crossings(trace.time, trace.v)
        assert len(ours) == len(theirs) == 4
        worst.append(np.abs(ours - theirs).max())
    assert worst[1] < 0.02
    assert worst[0] / worst[1] == pytest.approx(4, rel=0.15)


def test_rest_is_near_minus_65_and_stays():
    rest = resting_potential()
    assert rest == pytest.approx(-65.0, abs=0.01)
    trace = simulate_hh(np.zeros(2000))
    np.testing.assert_allclose(trace.v, rest, rtol=0, atol=1e-6)


def test_rates_read_at_the_wrong_zero_move_the_rest(monkeypatch):
    """Rates of 1952 with v instead of u: only the leak is left open at rest."""
    monkeypatch.setattr(hodgkin_huxley, "SHIFT", 0.0)
    assert resting_potential() == pytest.approx(-54.4, abs=0.01)


def test_leak_alone_rests_at_its_reversal_potential():
    assert resting_potential(HHParams(g_na=0, g_k=0)) == pytest.approx(-54.4)


def test_rates_are_continuous_at_their_removable_poles():
    for v, gate, value in ((-40.0, 0, 1.0), (-55.0, 2, 0.1)):
        alpha, _ = hodgkin_huxley.gate_rates(np.array([v - 1e-5, v, v + 1e-5]))
        np.testing.assert_allclose(alpha[gate], value, rtol=1e-5)


def test_one_spike_from_2_3_and_none_at_2_2():
    none, one = spikes([2.2, 2.3], 200)
    assert (len(none), len(one)) == (0, 1)


def test_repetitive_firing_sets_in_at_6_3_at_52_hz():
    few, lasting = spikes([6.2, 6.3], 500)
    assert few[-1] < 100
    assert lasting[-1] > 480
    assert 1000 / np.diff(lasting[5:]).mean() == pytest.approx(52, abs=0.5)


def test_several_neurons_at_once_equal_one_by_one():
    together = simulate_hh(np.tile([0.0, 5.0, 12.0], (800, 1)))
    assert together.v.shape == together.n.shape == (801, 3)
    for k, density in enumerate((0.0, 5.0, 12.0)):
        alone = simulate_hh(np.full(800, density))
        np.testing.assert_allclose(together.v[:, k], alone.v, rtol=1e-12)


def test_release_from_inhibition_fires_without_reaching_it_from_above():
    density = np.where(np.arange(4000) < 2000, -5.0, 0.0)
    trace = simulate_hh(density)
    assert trace.v[2000] < -70
    assert len(upward_crossings(trace.time, trace.v)) == 1


def test_crossings_are_interpolated_and_only_upward():
    times = upward_crossings(np.arange(6.0), [-1.0, 3.0, -1.0, -1.0, 0.0, 1.0])
    np.testing.assert_allclose(times, [0.25, 4.0])
    np.testing.assert_allclose(upward_crossings([0, 1], [-70, -50], level=-55), [0.75])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("capacitance", 0.0),
        ("g_l", 0.0),
        ("g_na", -1.0),
        ("g_k", -1.0),
        ("e_k", math.nan),
    ],
)
def test_impossible_constants_are_refused(name, value):
    with pytest.raises(ValueError, match=name):
        HHParams(**{name: value})


@pytest.mark.parametrize("density", [[], [math.nan], np.zeros((2, 2, 2)), 3.0])
def test_impossible_currents_are_refused(density):
    with pytest.raises(ValueError, match="current_density"):
        simulate_hh(density)


def test_currents_of_the_wrong_kind_are_refused():
    with pytest.raises(TypeError, match="current_density"):
        simulate_hh(["10 uA"])


@pytest.mark.parametrize("dt", [0.0, -0.1, 0.2])
def test_steps_that_do_not_advance_or_are_too_long_are_refused(dt):
    with pytest.raises(ValueError, match="dt"):
        simulate_hh([1.0], dt=dt)


@pytest.mark.parametrize("density", [-1e4, 1e5])
def test_a_current_in_the_wrong_unit_is_refused(density):
    with pytest.raises(ValueError, match="Check the unit"):
        simulate_hh([density])


@pytest.mark.parametrize("density", [-1500.0, 1500.0])
@pytest.mark.parametrize("dt", [0.025, 0.1])
def test_the_strongest_currents_stay_finite(density, dt):
    trace = simulate_hh(np.full(500, density), dt=dt)
    assert np.isfinite(trace.v).all()
    for gate in (trace.m, trace.h, trace.n):
        assert gate.min() >= 0
        assert gate.max() <= 1


def test_only_hh_params_are_taken():
    for call in (lambda: simulate_hh([1.0], {}), lambda: resting_potential({})):
        with pytest.raises(TypeError, match="HHParams"):
            call()


def test_crossings_need_equal_lengths():
    with pytest.raises(ValueError, match="same length"):
        upward_crossings([0.0, 1.0], [0.0])


@pytest.mark.parametrize("v", [[np.nan], [1e5], "rest", [[1.0], [2.0, 3.0]], []])
def test_rates_of_what_is_no_potential_are_refused(v):
    with pytest.raises((TypeError, ValueError), match="v: expected"):
        hodgkin_huxley.gate_rates(v)
