"""What holds for every valid input, tried on inputs that nobody chose.

The examples are the same in every run, and few: the whole file takes seconds.
"""

import math

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnfoundations.data import points, samples
from nnfoundations.data.data_modules import TensorData
from nnfoundations.figures import handwriting
from nnfoundations.labs.generalization import twins
from nnfoundations.labs.neuron_to_unit.adaptation import Adaptation, adapted_rate
from nnfoundations.labs.scaling_out import all_reduce, sharding
from nnfoundations.learning import accuracy_intervals, backprop, numpy_training, paired
from nnfoundations.learning.finite_differences import central_difference
from nnfoundations.learning.optimisers import UPDATE_RULES
from nnfoundations.networks import activations, architecture, regions, stacks
from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.networks.mlp import MLP, MLPScratch
from nnfoundations.networks.xor import xor_by_relus
from nnfoundations.neurons.hodgkin_huxley import HHParams, simulate_hh
from nnfoundations.neurons.lif import LIFParams, firing_rate, rheobase, simulate_lif
from nnfoundations.neurons.mcculloch_pitts import (
    as_weights,
    list_corners,
)
from nnfoundations.neurons.mcculloch_pitts import (
    threshold_unit as threshold_unit,
)
from nnfoundations.neurons.stimuli import synaptic_current
from nnfoundations.units import output_losses, perceptron, separability, single_layer
from nnfoundations.units.perceptron import error_correction

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)
seeds = st.integers(0, 2**31 - 1)
small = st.floats(-50, 50, allow_subnormal=False)
sizes = st.integers(1, 6)


def tables(values=small, least=1):
    shapes = st.tuples(st.integers(least, 6), st.integers(least, 5))
    return shapes.flatmap(lambda shape: arrays(np.float64, shape, elements=values))


def rows(least, most, values=small):
    return st.integers(least, most).flatmap(
        lambda n: arrays(np.float64, n, elements=values)
    )


neurons = st.builds(
    LIFParams,
    v_rest=st.floats(-80, -66),
    v_reset=st.floats(-80, -60),
    threshold=st.floats(-59, -40),
    resistance=st.floats(1, 20),
    tau_m=st.floats(2, 40),
    t_ref=st.floats(0, 5),
)


# Outputs and losses ---------------------------------------------------------


@quick
@given(tables(), small)
def test_softmax_sums_to_1_and_ignores_a_common_shift(logits, shift):
    y_hat = activations.softmax(logits)
    assert (y_hat >= 0).all()
    np.testing.assert_allclose(y_hat.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(activations.softmax(logits + shift), y_hat, 1e-9, 1e-12)


@quick
@given(tables(), seeds)
def test_cross_entropy_is_not_negative_and_log_k_for_equal_scores(logits, seed):
    n, k = logits.shape
    y = np.random.default_rng(seed).integers(0, k, n)
    assert backprop.cross_entropy(logits, y) >= -1e-12
    equal = np.repeat(logits[:, :1], k, axis=1)
    assert backprop.cross_entropy(equal, y) == pytest.approx(math.log(k), abs=1e-12)


@quick
@given(tables())
def test_log_sum_exp_lies_between_the_largest_and_log_k_more(Z):
    found, largest = output_losses.log_sum_exp(Z), Z.max(axis=1)
    assert (found >= largest - 1e-12).all()
    assert (found <= largest + math.log(Z.shape[1]) + 1e-12).all()


@quick
@given(tables(), st.sampled_from(sorted(output_losses.OUTPUT_LOSSES)), seeds)
def test_the_error_of_a_pair_is_the_slope_of_its_loss(Z, output, seed):
    pair = output_losses.OUTPUT_LOSSES[output]
    n, k = Z.shape
    Y = output_losses.one_hot(np.random.default_rng(seed).integers(0, k, n), k)
    slope = central_difference(lambda z: pair.loss(z, Y), Z, 1e-5)
    np.testing.assert_allclose(pair.error(Z, Y) / n, slope, rtol=1e-5, atol=1e-6)


@quick
@given(st.sampled_from(sorted(ACTIVATIONS)), rows(2, 30))
def test_activations_rise_and_their_derivatives_are_not_negative(name, Z):
    pair = ACTIVATIONS[name]
    assert (np.diff(pair.value(np.sort(Z))) >= 0).all()
    assert (pair.derivative(Z) >= 0).all()


@quick
@given(rows(1, 20))
def test_sigmoids_of_opposite_numbers_sum_to_1_and_softplus_exceeds_relu(Z):
    sigmoid, softplus = ACTIVATIONS["sigmoid"].value, ACTIVATIONS["softplus"].value
    np.testing.assert_allclose(sigmoid(Z) + sigmoid(-Z), 1, rtol=1e-14)
    np.testing.assert_allclose(softplus(Z) - softplus(-Z), Z, rtol=1e-12, atol=1e-12)
    assert (softplus(Z) >= ACTIVATIONS["relu"].value(Z)).all()


# Networks and their gradients -----------------------------------------------


@quick
@given(sizes, sizes, st.integers(2, 4), sizes, seeds)
def test_backpropagation_is_the_central_difference(d, h, k, n, seed):
    rng = np.random.default_rng(seed)
    weights = backprop.initial_weights((d, h, k), rng, 0.7)
    X, y = rng.normal(size=(n, d)), rng.integers(0, k, n)
    cache = backprop.forward(weights, X)
    assume(np.abs(cache.Z1).min() > 1e-3)  # away from every kink
    exact = backprop.backward(weights, cache, y)

    for name, gradient in zip(weights._fields, exact, strict=True):

        def loss(values, name=name):
            moved = weights._replace(**{name: values})
            return backprop.cross_entropy(backprop.forward(moved, X).logits, y)

        found = central_difference(loss, getattr(weights, name), 1e-5)
        np.testing.assert_allclose(gradient, found, rtol=1e-6, atol=1e-9)


@quick
@given(st.lists(sizes, min_size=2, max_size=4), sizes, seeds)
def test_stacks_gradients_are_central_differences(widths, n, seed):
    rng = np.random.default_rng(seed)
    stack = stacks.random_stack([*widths, 1], 0.5, rng, ACTIVATIONS["tanh"], 0.3)
    X, y = rng.normal(size=(n, widths[0])), rng.integers(0, 2, n).astype(float)
    for kind in numpy_training.LOSSES:
        exact = numpy_training.stack_gradients(stack, X, y, kind)
        for i, gradient in enumerate(exact.weights):

            def loss(W, i=i, kind=kind):
                weights = (*stack.weights[:i], W, *stack.weights[i + 1 :])
                moved = stacks.Stack(weights, stack.biases, stack.activation)
                return numpy_training.mean_loss(kind, moved(X)[:, 0], y)

            found = central_difference(loss, stack.weights[i], 1e-5)
            np.testing.assert_allclose(gradient, found, rtol=1e-5, atol=1e-8)


@quick
@given(st.lists(sizes, min_size=2, max_size=5), seeds)
def test_layers_of_identities_collapse_into_one(widths, seed):
    rng = np.random.default_rng(seed)
    stack = stacks.random_stack(widths, 1.0, rng, ACTIVATIONS["identity"], 1.0)
    X = rng.normal(size=(4, widths[0]))
    W, b = stacks.collapse(stack)
    np.testing.assert_allclose(X @ W + b, stack(X), rtol=1e-9, atol=1e-9)


@quick
@given(sizes, st.integers(1, 4), sizes, seeds)
def test_an_mlp_has_the_parameters_that_are_counted(d, k, h, seed):
    generator = torch.Generator().manual_seed(seed)
    count = architecture.count_parameters([d, h, k])
    for model in (
        MLPScratch(d, k, h, 0.1, generator=generator),
        MLP(k, h, 0.1, d, generator),
    ):
        assert sum(p.numel() for p in model.parameters()) == count
    stack = stacks.random_stack([d, h, k], 1.0, np.random.default_rng(seed))
    assert stack.num_parameters == count


@quick
@given(sizes, st.integers(2, 4), sizes, seeds)
def test_default_weights_lie_within_one_over_the_root_of_fan_in(d, k, h, seed):
    model = MLP(k, h, 0.1, d, torch.Generator().manual_seed(seed))
    for layer, fan_in in ((model.net[1], d), (model.net[3], h)):
        for parameter in layer.parameters():
            assert float(parameter.detach().abs().max()) <= 1 / math.sqrt(fan_in) + 1e-7


@quick
@given(sizes, st.integers(1, 4), seeds, st.floats(0.01, 0.3))
def test_a_small_step_against_the_gradient_lowers_a_convex_loss(d, k, seed, lr):
    rng = np.random.default_rng(seed)
    X, Y = rng.uniform(-1, 1, (8, d)), rng.uniform(-1, 1, (8, k))
    layer = single_layer.zero_layer(d, k, "identity")
    for _ in range(3):
        after = single_layer.step(layer, X, Y, lr / (d + 1))
        assert after.loss(X, Y) <= layer.loss(X, Y) + 1e-12
        layer = after


@quick
@given(st.sampled_from(sorted(UPDATE_RULES)), rows(1, 5), st.floats(1e-4, 0.5))
def test_the_first_step_of_every_rule_goes_against_the_gradient(name, gradient, lr):
    rule, start = UPDATE_RULES[name], np.zeros_like(gradient)
    moved, memories = rule.step(start, rule.start(start), gradient, 1, lr)
    assert (moved * gradient <= 0).all()
    assert len(memories) == rule.num_memories
    if name == "adam":
        assert (np.abs(moved) <= lr * (1 + 1e-9)).all()


# The perceptron -------------------------------------------------------------


@quick
@given(st.integers(2, 12), st.integers(1, 3), seeds)
def test_rosenblatts_updates_stay_below_novikoffs_bound(n, d, seed):
    rng = np.random.default_rng(seed)
    X, w, b = rng.normal(size=(n, d)), rng.normal(size=d), float(rng.normal())
    y = np.where(X @ w + b > 0, 1.0, -1.0)
    assume(perceptron.margin(X, y, w, b) > 0.02)
    run = error_correction(X, y, 5000, rng)
    assert run.converged
    assert run.n_updates <= perceptron.mistake_bound(X, y, w, b)
    assert len(run.updates) == run.n_updates
    assert (y * (X @ run.w + run.b) > 0).all()
    assert separability.is_separable(X, y)


@quick
@given(st.integers(2, 10), seeds)
def test_the_widest_boundary_has_the_largest_margin(n, seed):
    rng = np.random.default_rng(seed)
    X, w = rng.normal(size=(n, 2)), rng.normal(size=2)
    y = np.where(X @ w > 0, 1.0, -1.0)
    assume(perceptron.margin(X, y, w, 0.0) > 0.02)
    widest = separability.find_widest_boundary(X, y)
    assert perceptron.margin(X, y, *widest) >= perceptron.margin(X, y, w, 0) - 1e-9


@quick
@given(st.integers(1, 4), st.integers(0, 4), st.data())
def test_a_threshold_unit_is_a_unit_with_weights(num_inputs, threshold, data):
    inhibitory = data.draw(st.sets(st.integers(0, num_inputs - 1)))
    X = list_corners(num_inputs)
    w, b = as_weights(num_inputs, threshold, inhibitory)
    expected = threshold_unit(X, threshold, inhibitory)
    np.testing.assert_array_equal(X @ w + b > 0, expected)


# Neurons --------------------------------------------------------------------


@quick
@given(neurons, rows(2, 20, st.floats(0, 10)))
def test_the_rate_rises_with_the_current_and_stays_below_one_per_refractory_time(
    neuron, currents
):
    currents = np.sort(currents)
    rates = firing_rate(currents, neuron)
    assert (np.diff(rates) >= -1e-9).all()
    assert (rates[currents <= rheobase(neuron)] == 0).all()
    if neuron.t_ref > 0:
        assert (rates <= 1000 / neuron.t_ref).all()


@quick
@given(neurons, st.floats(0, 8))
def test_counted_spikes_are_those_of_the_closed_form(neuron, current):
    trace = simulate_lif(np.full(400, current), neuron, 0.5)  # 200 ms
    expected = float(firing_rate(current, neuron)) * 0.2
    first = LIFParams(**{**vars(neuron), "v_reset": neuron.v_rest, "t_ref": 0.0})
    late = 0.2 * float(firing_rate(current, first))  # the first spike starts at rest
    assert len(trace.spike_times) <= max(expected, late) + 2
    assert (np.diff(trace.spike_times) >= neuron.t_ref).all()
    assert (trace.v <= max(neuron.threshold, neuron.v_rest) + 1e-9).all()
    if len(trace.spike_times) > 1:
        interval = np.diff(trace.spike_times)
        np.testing.assert_allclose(1000 / interval, expected / 0.2, rtol=1e-6)


@quick
@given(neurons, st.floats(0, 8), st.floats(0, 0.5), st.floats(5, 300))
def test_adaptation_never_raises_a_rate(neuron, current, jump, tau):
    adapted = float(adapted_rate(current, Adaptation(jump, tau), neuron))
    assert 0 <= adapted <= float(firing_rate(current, neuron)) + 1e-6


@quick
@given(rows(1, 6, st.floats(0, 15)), st.floats(-2, 2), st.floats(0.5, 5))
def test_a_synapse_delivers_the_charge_of_its_weight(arrivals, weight, tau_s):
    current = synaptic_current(arrivals, weight, 1000, 0.1, tau_s)  # 100 ms
    charge = float(current.sum()) * 0.1
    assert charge == pytest.approx(len(arrivals) * weight * tau_s, rel=1e-6, abs=1e-9)


@settings(quick, max_examples=5)
@given(rows(40, 40, st.floats(-3, 12)))
def test_gates_are_shares_and_the_potential_stays_between_the_reversals(density):
    trace, p = simulate_hh(density), HHParams()
    for gate in (trace.m, trace.h, trace.n):
        assert ((gate >= 0) & (gate <= 1)).all()
    assert (trace.v > p.e_k - 10).all()
    assert (trace.v < p.e_na + 40).all()


# Counting -------------------------------------------------------------------


@quick
@given(st.integers(1, 400), st.data(), st.floats(0.1, 5))
def test_wilsons_interval_lies_in_0_to_1_around_the_share(n, data, z):
    k = data.draw(st.integers(0, n))
    low, high = accuracy_intervals.wilson_interval(k, n, z)
    assert 0 <= low <= k / n + 1e-12
    assert k / n - 1e-12 <= high <= 1
    mirrored = accuracy_intervals.wilson_interval(n - k, n, z)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


@quick
@given(st.integers(1, 60), st.floats(0, 1))
def test_the_counts_probabilities_sum_to_1_with_the_mean_n_p(n, p):
    found = accuracy_intervals.count_distribution(p, n)
    assert found.sum() == pytest.approx(1)
    assert found @ np.arange(n + 1) == pytest.approx(n * p, abs=1e-9)


@quick
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_a_paired_comparison_counts_all_and_does_not_care_which_is_a(pairs):
    a, b = map(np.array, zip(*pairs, strict=True))
    one, other = paired.compare_answers(a, b), paired.compare_answers(b, a)
    assert one.both + one.only_a + one.only_b + one.neither == len(pairs)
    assert (one.only_a, one.only_b) == (other.only_b, other.only_a)
    assert one.p_value == other.p_value
    assert 0 < one.p_value <= 1


@quick
@given(st.integers(1, 6), seeds)
def test_lines_cut_the_plane_into_no_more_regions_than_the_bound(h, seed):
    rng = np.random.default_rng(seed)
    W, b = rng.normal(size=(2, h)), rng.normal(size=h)
    near, far = regions.Window(-1, 1, -1, 1), regions.Window(-1e4, 1e4, -1e4, 1e4)
    most = regions.max_regions(h, 2)
    assert 1 <= regions.count_regions(W, b, near) <= most
    assert regions.count_regions(W, b, far) == most  # lines in general position


@quick
@given(st.lists(sizes, min_size=2, max_size=4))
def test_a_layered_map_has_a_weight_of_its_own_for_each_connection(widths):
    spent = architecture.cost(architecture.layered(widths))
    count = architecture.count_parameters(widths, bias=False)
    assert spent.connections == spent.weights == count


@quick
@given(st.integers(1, 8), st.integers(1, 7), st.integers(1, 12), seeds)
def test_an_all_reduce_gives_everyone_the_sum(p, dims, scale, seed):
    rng = np.random.default_rng(seed)
    vectors = [scale * rng.normal(size=dims) for _ in range(p)]
    reduced, sent, rounds = all_reduce.ring_all_reduce(vectors)
    for own in reduced:
        np.testing.assert_allclose(own, np.sum(vectors, axis=0), rtol=1e-9, atol=1e-12)
    assert rounds == 2 * (p - 1)
    assert sent <= 2 * (p - 1) * math.ceil(dims / p)


@quick
@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 6), seeds)
def test_every_way_of_dealing_gives_out_every_example(ranks, local, steps, seed):
    order = np.random.default_rng(seed).permutation(ranks * local * steps)
    for deal in (sharding.cut_blocks, sharding.deal_cards, sharding.cut_parts):
        hands = deal(order, ranks * local, ranks)
        dealt = np.concatenate([hand for step in hands for hand in step])
        assert sorted(dealt) == sorted(order)
        assert {len(step) for step in hands} == {ranks}


# Data -----------------------------------------------------------------------


@quick
@given(st.sampled_from(sorted(points.POINT_MAKERS)), st.integers(4, 60), seeds)
def test_points_come_in_two_halves_and_one_seed_gives_one_set(name, num, seed):
    X, y = points.points_arrays(name, num, 0.1, np.random.default_rng(seed))
    again = points.points_arrays(name, num, 0.1, np.random.default_rng(seed))
    assert X.shape == (num, 2)
    assert y.sum() == num // 2
    np.testing.assert_array_equal(again[0], X)
    np.testing.assert_array_equal(again[1], y)


@quick
@given(st.integers(2, 400), st.floats(0.01, 0.99))
def test_a_share_leaves_examples_on_both_sides(num, share):
    taught = points.num_training(num, share)
    assert 1 <= taught <= num - 1
    assert abs(taught - share * num) <= 1


@quick
@given(st.integers(1, 6), st.integers(1, 40), st.floats(0, 1), seeds)
def test_as_many_labels_are_wrong_as_were_asked(members, n, share, seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 10, (members, n))
    wrong = samples.wrong_labels(y, share, rng)
    assert ((wrong != y).sum(axis=1) == round(share * n)).all()
    assert ((wrong >= 0) & (wrong < 10)).all()


@quick
@given(st.integers(2, 30), seeds)
def test_shuffled_places_are_a_permutation_within_each_class(n, seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    places = twins.shuffle_places(y, rng)
    assert sorted(places) == list(range(n))
    np.testing.assert_array_equal(y[places], y)


@quick
@given(st.integers(1, 40), st.integers(1, 12), seeds)
def test_an_epoch_shows_every_example_once_in_an_order_of_the_seed(n, size, seed):
    def epoch(seed):
        X, y = torch.arange(float(n))[:, None], torch.zeros(n, dtype=torch.int64)
        data = TensorData((X, y), None, (X, y), ("0",), size, seed)
        return torch.cat([X[:, 0] for X, _ in data.train_dataloader()]).tolist()

    seen = epoch(seed)
    assert sorted(seen) == list(range(n))
    assert seen == epoch(seed)
    assert n < 8 or seen != epoch(seed + 1)


@quick
@given(tables(st.floats(-1e3, 1e3), least=2), st.floats(1, 100))
def test_centred_inputs_have_the_mean_0(X, largest):
    from nnfoundations.labs.softmax_regression.adaline import prepare_inputs

    centred = prepare_inputs(X, largest)["centred"]
    np.testing.assert_allclose(centred.mean(axis=0), 0, atol=1e-9)


@quick
@given(arrays(np.int64, (48, 48), elements=st.integers(0, 1), fill=st.just(0)))
def test_ink_becomes_counts_of_4_by_4_points_wherever_it_lies(ink):
    counts = handwriting.see(ink)
    assert counts.shape == (8, 8)
    assert ((counts >= 0) & (counts <= 16)).all()
    assert ink.any() or not counts.any()
    assert (handwriting.from_rows(handwriting.to_rows(ink)) == ink).all()


@quick
@given(arrays(np.int64, (8, 8), elements=st.integers(0, 16)))
def test_a_bitmap_of_a_digit_has_the_ink_that_its_pixels_count(image):
    bitmap = handwriting.draw_bitmap(image)
    np.testing.assert_array_equal(handwriting.count_blocks(bitmap), image)


def test_xor_is_right_on_all_corners():
    X = list_corners(2)
    np.testing.assert_array_equal(xor_by_relus()(X)[:, 0], X[:, 0] ^ X[:, 1])
