"""Adaptation slows a neuron down, to where the closed form says."""

import math

import numpy as np
import pytest

from nnfoundations.labs.neuron_to_unit.adaptation import (
    Adaptation,
    adapted_rate,
    adapting_spikes,
)
from nnfoundations.neurons.lif import LIFParams, firing_rate, simulate_lif

NONE = Adaptation(jump=0.0)


def test_without_a_jump_it_is_the_plain_neuron():
    current = np.random.default_rng(0).uniform(0, 6, 3000)
    plain = simulate_lif(current).spike_times
    assert adapting_spikes(current, NONE).tolist() == plain.tolist()
    steps = np.linspace(0, 6, 20)
    np.testing.assert_allclose(adapted_rate(steps, NONE), firing_rate(steps))


def test_each_spike_adds_its_jump_and_the_current_decays():
    """One forced spike, then a current that would just fire a fresh neuron."""
    adaptation, p = Adaptation(jump=1.0, tau=50.0), LIFParams()
    current = np.concatenate([np.full(10, 40.0), np.full(2000, 2.5)])  # dt 0.1
    first, second = adapting_spikes(current, adaptation)[:2]
    v, against, t = p.v_reset, 1.0, math.ceil(first * 10) / 10
    free = first + p.t_ref
    against *= math.exp(-(free - t) / 50)
    k = 0
    while v < p.threshold:  # Euler, in tiny steps: another way to the same spike
        v += 0.001 / p.tau_m * (p.v_rest - v + p.resistance * (2.5 - against))
        against *= math.exp(-0.001 / 50)
        k += 1
    assert second == pytest.approx(free + 0.001 * k, abs=0.2)


def test_intervals_grow_until_they_settle():
    spikes = adapting_spikes(np.full(10_000, 3.0))
    gaps = np.diff(spikes)
    assert np.all(np.diff(gaps[:8]) > 0)
    assert gaps[-1] == pytest.approx(gaps[-2], rel=1e-3)
    assert gaps[0] < gaps[-1] / 1.3


@pytest.mark.parametrize("current", [2.5, 3.0, 5.0])
def test_slow_adaptation_settles_at_the_closed_form(current):
    slow = Adaptation(jump=0.01, tau=1000.0)
    spikes = adapting_spikes(np.full(60_000, current), slow)
    settled = 1000 / np.diff(spikes)[-5:].mean()
    assert settled == pytest.approx(adapted_rate(current, slow), rel=0.01)


def test_the_settled_rate_solves_its_equation():
    adaptation = Adaptation(jump=0.3, tau=80.0)
    current = np.array([[0.0, 2.0, 2.1], [3.0, 5.0, 9.0]])
    rate = adapted_rate(current, adaptation)
    left = firing_rate(current - adaptation.per_hertz * rate)
    np.testing.assert_allclose(rate, left, atol=0.01)  # steep near 2 nA
    assert rate.shape == (2, 3)
    assert np.all(rate[0, :2] == 0)


@pytest.mark.parametrize("values", [{"jump": -0.1}, {"tau": 0.0}])
def test_impossible_adaptation_is_refused(values):
    with pytest.raises(ValueError, match=next(iter(values))):
        Adaptation(**values)


def test_a_single_number_is_no_input_over_time():
    with pytest.raises(ValueError, match="1 dimension"):
        adapting_spikes(3.0)


def test_endless_firing_and_wrong_units_are_refused():
    with pytest.raises(ValueError, match="at most 1000 spikes in a step of 1e"):
        adapting_spikes([5.0], dt=1e12)
    with pytest.raises(ValueError, match="Check the units: nA and MOhm"):
        adapting_spikes([1e9])
    for run in (adapting_spikes, adapted_rate):
        with pytest.raises(TypeError, match="adaptation: expected Adaptation"):
            run([1.0], 0.1)
