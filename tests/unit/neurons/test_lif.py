import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from nnfoundations.neurons.lif import LIFParams, firing_rate, rheobase, simulate_lif

# By hand, with the default constants: v_inf = -70 + 10 I, so at 5 nA the climb from
# -65 to -50 lasts 8 ln(45 / 30) ms, and 2 ms of refractoriness come on top.
INTERVAL_AT_5_NA = 2 + 8 * math.log(45 / 30)


def steady(current, duration=1000.0, dt=0.1):
    return np.full(round(duration / dt), current)


def test_rheobase_is_two_nanoampere():
    assert rheobase(LIFParams()) == 2.0


def test_interval_at_5_nanoampere_is_5_244_ms():
    intervals = np.diff(simulate_lif(steady(5.0)).spike_times)
    np.testing.assert_allclose(intervals, INTERVAL_AT_5_NA, rtol=1e-12)
    assert f"{INTERVAL_AT_5_NA:.3f}" == "5.244"
    assert f"{firing_rate(5.0):.1f}" == "190.7"


@pytest.mark.parametrize("current", [-3.0, 0.0, 1.999, 2.0])
def test_no_spike_up_to_rheobase(current):
    assert simulate_lif(steady(current)).spike_times.size == 0
    assert firing_rate(current) == 0


def test_just_above_rheobase_the_neuron_fires():
    assert simulate_lif(steady(2.001)).spike_times.size > 0
    assert firing_rate(2.001) > 0


@pytest.mark.parametrize("current", [2.01, 2.5, 4.0, 8.0])
@pytest.mark.parametrize("t_ref", [0.0, 3.0])
def test_simulated_rate_equals_the_closed_form(current, t_ref):
    p = LIFParams(t_ref=t_ref, tau_m=12.0, resistance=11.0)
    intervals = np.diff(simulate_lif(steady(current, 300.0), p).spike_times)
    np.testing.assert_allclose(1000 / intervals, firing_rate(current, p), rtol=1e-9)


def test_voltage_below_threshold_equals_an_ode_solver():
    p = LIFParams()
    rng = np.random.default_rng(0)
    current = rng.uniform(-2, 1.9, 40)
    trace = simulate_lif(current, p, dt=0.5, v_start=-61.0)
    v = -61.0
    for k, input_now in enumerate(current):
        solution = solve_ivp(
            lambda _, v, i=input_now: (p.v_rest - v + p.resistance * i) / p.tau_m,
            (0, 0.5),
            [v],
            rtol=1e-10,
            atol=1e-10,
        )
        v = solution.y[0, -1]
        assert trace.v[k + 1] == pytest.approx(v, abs=1e-7)


def test_spike_times_do_not_depend_on_the_step():
    """The same input in steps of 2 ms, 0.1 ms and 0.01 ms."""
    levels = np.random.default_rng(1).uniform(-1, 8, 60)
    spikes = [
        simulate_lif(np.repeat(levels, factor), dt=2.0 / factor).spike_times
        for factor in (1, 20, 200)
    ]
    assert len(spikes[0]) > 5
    np.testing.assert_allclose(spikes[1], spikes[0], rtol=0, atol=1e-8)
    np.testing.assert_allclose(spikes[2], spikes[0], rtol=0, atol=1e-8)


def test_several_spikes_fit_in_one_step():
    trace = simulate_lif([5.0], dt=20.0)
    first = 8 * math.log(50 / 30)
    expected = first + INTERVAL_AT_5_NA * np.arange(4)
    np.testing.assert_allclose(trace.spike_times, expected[expected <= 20])


def test_a_crossing_at_the_very_end_is_a_spike():
    dt = 8 * math.log1p(20 / 30)  # from rest to the threshold at 5 nA
    trace = simulate_lif([5.0], dt=dt)
    assert trace.spike_times.tolist() == [dt]
    assert trace.v[-1] == -65.0


def test_voltage_waits_at_reset_while_refractory():
    p = LIFParams(t_ref=5.0)
    trace = simulate_lif(steady(6.0, 60.0), p)
    for spike in trace.spike_times:
        waiting = (trace.time > spike) & (trace.time <= spike + p.t_ref)
        assert np.all(trace.v[waiting] == p.v_reset)


def test_voltage_never_exceeds_threshold():
    current = np.random.default_rng(2).normal(3, 20, 3000)
    trace = simulate_lif(current)
    assert trace.spike_times.size > 30
    assert trace.v.max() <= LIFParams().threshold


def test_no_input_decays_to_rest_with_the_time_constant():
    p = LIFParams(tau_m=10.0)
    trace = simulate_lif(np.zeros(100), p, v_start=-55.0)
    np.testing.assert_allclose(trace.v, -70 + 15 * np.exp(-trace.time / 10), rtol=1e-12)


def test_trace_has_one_more_sample_than_there_are_steps():
    trace = simulate_lif(np.zeros(30), dt=0.5)
    assert trace.time.shape == trace.v.shape == (31,)
    assert trace.time[-1] == 15.0
    by_default = simulate_lif(np.zeros(30))
    assert by_default.time[-1] == pytest.approx(3.0)


def test_rate_rises_with_current_and_stays_below_the_refractory_limit():
    rate = firing_rate(np.linspace(2.1, 1000, 500))
    assert np.all(np.diff(rate) > 0)
    assert rate[-1] < 500


def test_rate_without_refractoriness_grows_by_83_hz_per_nanoampere():
    slope = np.diff(firing_rate([1000.0, 1001.0], LIFParams(t_ref=0.0)))
    assert slope == pytest.approx(1000 * 10 / (8 * 15), rel=1e-4)


def test_rate_keeps_the_shape_of_the_current():
    assert firing_rate(np.zeros((2, 3))).shape == (2, 3)


@pytest.mark.parametrize(
    ("constant", "value", "words"),
    [
        ("tau_m", 0.0, "tau_m: expected a finite number above 0"),
        ("tau_m", -8.0, "tau_m: expected a finite number above 0"),
        ("resistance", 0.0, "resistance: expected a finite number above 0"),
        ("t_ref", -1.0, "t_ref: expected a finite number of at least 0"),
        ("threshold", -70.0, "threshold: expected a finite number above -65"),
        ("threshold", -65.0, "threshold: expected a finite number above -65"),
        ("v_reset", -50.0, "threshold: expected a finite number above -50"),
        ("v_rest", math.nan, "v_rest: expected a finite number, got nan"),
        ("v_rest", math.inf, "v_rest: expected a finite number, got inf"),
    ],
)
def test_impossible_constants_are_refused(constant, value, words):
    with pytest.raises(ValueError, match=f"^{words}"):
        LIFParams(**{constant: value})


def test_constants_may_be_small():
    LIFParams(resistance=0.001, tau_m=0.001, t_ref=0.0)


def test_constants_of_the_wrong_kind_are_refused():
    with pytest.raises(
        TypeError, match=r"^tau_m: expected a finite number, got '8 ms'"
    ):
        LIFParams(tau_m="8 ms")


def test_constants_cannot_be_changed():
    with pytest.raises(AttributeError):
        LIFParams().tau_m = 3.0


@pytest.mark.parametrize("call", [simulate_lif, firing_rate])
@pytest.mark.parametrize("current", [[], [1.0, math.nan], [math.inf], [1e300]])
def test_impossible_currents_are_refused(call, current):
    with pytest.raises(ValueError, match=r"^current: expected"):
        call(current)


@pytest.mark.parametrize("call", [simulate_lif, firing_rate])
def test_currents_of_the_wrong_kind_are_refused(call):
    with pytest.raises(TypeError, match=r"^current: expected"):
        call(["2 nA"])


def test_a_single_number_is_no_input_over_time():
    with pytest.raises(ValueError, match="1 dimension"):
        simulate_lif(5.0)


def test_a_current_in_the_wrong_unit_is_refused():
    with pytest.raises(ValueError, match="check the units"):
        simulate_lif([5000.0], LIFParams(t_ref=0.0), dt=10.0)  # 5000 pA as nA


@pytest.mark.parametrize("call", [simulate_lif, firing_rate])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_drive_over_a_thousand_volts_is_refused(call, sign):
    call([sign * 100_000.0])
    told = (
        r"^current: expected resistance x current of at most 1e\+06 mV, got 100100 nA"
    )
    with pytest.raises(ValueError, match=rf"{told}\. Check the units"):
        call([sign * 100_100.0])


def test_a_step_holds_a_thousand_spikes_and_not_more():
    dt = 1000 * INTERVAL_AT_5_NA
    assert len(simulate_lif([5.0], dt=0.99 * dt).spike_times) > 980
    told = "^current: expected at most 1000 spikes in a step of .* ms, got one every"
    with pytest.raises(ValueError, match=rf"{told} 5\.24 ms at 5 nA\. Use a smaller"):
        simulate_lif([5.0], dt=1.01 * dt)


@pytest.mark.parametrize("dt", [0.0, -0.1, math.nan])
def test_steps_that_do_not_advance_are_refused(dt):
    with pytest.raises(ValueError, match=r"^dt: expected a finite number above 0"):
        simulate_lif([1.0], dt=dt)


@pytest.mark.parametrize(
    ("v_start", "words"),
    [
        (-50.0, r"less than -50 mV, got -50\.0"),
        (0.0, r"less than -50 mV, got 0\.0"),
        (math.nan, "a finite number"),
    ],
)
def test_a_start_at_threshold_is_refused(v_start, words):
    with pytest.raises(ValueError, match=f"^v_start: expected {words}"):
        simulate_lif([1.0], v_start=v_start)


@pytest.mark.parametrize("params", [None, {"tau_m": 8.0}, 8.0])
def test_only_lif_params_are_taken(params):
    for call in (
        lambda: simulate_lif([1.0], params),
        lambda: firing_rate([1.0], params),
        lambda: rheobase(params),
    ):
        with pytest.raises(
            TypeError, match=r"^params: expected LIFParams, got .*\. Make one"
        ):
            call()
