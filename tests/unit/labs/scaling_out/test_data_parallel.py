"""Real processes: two ranks are started once, and follow all plans in turn."""

import numpy as np
import pytest

from nnfoundations.labs.scaling_out import data_parallel, sharding
from nnfoundations.labs.scaling_out.data_parallel import (
    ParallelPlan,
    cut_shards,
    measure_gap,
    train_alone,
)
from nnfoundations.learning import backprop, ladder
from nnfoundations.learning.backprop import Weights

pytestmark = pytest.mark.processes

SIZE, STEPS, LR = 16, 6, 0.5


def problem(dtype="float64"):
    """Return weights, examples and an order of steps x batch indices."""
    rng = np.random.default_rng(0)
    weights = backprop.initial_weights((12, 8, 5), rng, 0.3, dtype)
    X, y = rng.normal(size=(200, 12)), rng.integers(0, 5, 200)
    return weights, X, y, rng.permutation(200)[: SIZE * STEPS]


def alone(dtype="float64", rung=ladder.RUNGS[-1]):
    weights, X, y, order = problem(dtype)
    batches = [(X[b], y[b]) for b in sharding.global_batches(order, SIZE)]
    return train_alone(weights, batches, LR, rung)


def uneven(order):
    return [np.split(batch, [11]) for batch in sharding.global_batches(order, SIZE)]


@pytest.fixture(scope="module")
def together():
    weights, X, y, order = problem()
    float32 = Weights(*(tensor.astype("float32") for tensor in weights))
    blocks = cut_shards(X, y, sharding.cut_blocks(order, SIZE, 2))
    unequal = cut_shards(X, y, uneven(order))
    plans = {
        "blocks": ParallelPlan(weights, blocks, LR),
        "single": ParallelPlan(float32, blocks, LR),
        "cards": ParallelPlan(
            weights, cut_shards(X, y, sharding.deal_cards(order, 16, 2)), LR
        ),
        "parts": ParallelPlan(
            weights, cut_shards(X, y, sharding.cut_parts(order, 16, 2)), LR
        ),
        "uneven": ParallelPlan(weights, unequal, LR),
        "weighted": ParallelPlan(weights, unequal, LR, "weighted"),
        "total": ParallelPlan(weights, blocks, LR, "sum"),
    }
    return data_parallel.train_together(plans)


@pytest.mark.parametrize("name", ["blocks", "cards", "weighted"])
def test_two_processes_equal_one_in_float64(together, name):
    assert measure_gap(together[name][0], alone()).max() <= 1e-14


def test_two_processes_equal_one_in_float32(together):
    weights = together["single"][0][-1]
    assert weights.W1.dtype == np.float32
    difference = measure_gap(together["single"][0], alone("float32"))
    assert 1e-9 < difference.max() <= 1e-5


def test_they_equal_the_hand_written_steps_as_well(together):
    by_hand = alone(rung=ladder.RUNGS[2])
    assert measure_gap(together["blocks"][0], by_hand).max() <= 1e-14


@pytest.mark.parametrize("name", ["uneven", "parts", "total"])
def test_what_is_another_training_is_seen_at_the_first_step(together, name):
    assert measure_gap(together[name][0], alone())[0] > 1e-2


def test_all_ranks_hold_the_same_weights_bit_by_bit(together):
    for first, second in together.values():
        assert all(
            np.array_equal(a, b)
            for one, other in zip(first, second, strict=True)
            for a, b in zip(one, other, strict=True)
        )


def test_the_sum_in_place_of_the_mean_is_a_larger_learning_rate(together):
    weights, X, y, order = problem()
    batches = [(X[b], y[b]) for b in sharding.global_batches(order, SIZE)]
    faster = train_alone(weights, batches, LR * SIZE // 2)
    assert measure_gap(together["total"][0], faster).max() <= 1e-12


def test_uneven_processes_follow_the_average_worked_out_in_one(together):
    weights, X, y, order = problem()
    for step, shards in enumerate(cut_shards(X, y, uneven(order))):
        gradients = data_parallel.average_gradients(weights, shards)
        weights = backprop.sgd_step(weights, gradients, LR)
        assert measure_gap([together["uneven"][0][step]], [weights])[0] <= 1e-13


def test_the_gap_is_that_of_the_tensor_that_differs_most():
    weights = problem()[0]
    moved = weights._replace(W1=1.25 * weights.W1, b2=weights.b2 + 1)
    assert measure_gap([weights, weights], [weights, moved]).tolist() == [0, 1]


def test_the_error_of_uneven_shards_is_what_the_formula_says():
    weights, X, y, _ = problem()
    parts = [(X[:12], y[:12]), (X[12:16], y[12:16])]

    def gradient(X, y):
        found = ladder.handwritten_evaluate(weights, X, y).gradients
        return np.concatenate([tensor.ravel() for tensor in found])

    a, b = (gradient(*part) for part in parts)
    whole = gradient(X[:16], y[:16])
    # (a + b) / 2 - (12 a + 4 b) / 16
    expected = np.linalg.norm((1 / 2 - 12 / 16) * (a - b)) / np.linalg.norm(whole)
    found = data_parallel.gradient_error(weights, parts, (X[:16], y[:16]))
    assert found == pytest.approx(expected)
    assert found > 0.05


def test_equal_shards_have_no_error_and_a_repeated_example_has():
    weights, X, y, _ = problem()
    batch = X[:15], y[:15]
    even = [(X[i : i + 5], y[i : i + 5]) for i in (0, 5, 10)]
    assert data_parallel.gradient_error(weights, even, batch) < 1e-14
    padded = cut_shards(X, y, sharding.deal_cards(range(15), 16, 2))[0]
    assert data_parallel.gradient_error(weights, padded, batch) > 1e-3


def test_plans_that_no_ranks_could_follow_are_refused():
    weights, X, y, order = problem()
    shards = cut_shards(X, y, sharding.cut_blocks(order, SIZE, 2))
    with pytest.raises(ValueError, match="at least one step"):
        ParallelPlan(weights, [], LR)
    with pytest.raises(ValueError, match="each for the same ranks"):
        ParallelPlan(weights, [shards[0], shards[1][:1]], LR)
    with pytest.raises(ValueError, match="share: expected one of 'mean'"):
        ParallelPlan(weights, shards, LR, "median")
    single = ParallelPlan(weights, [step[:1] for step in shards], LR)
    plans = {"one": single, "two": ParallelPlan(weights, shards, LR)}
    with pytest.raises(ValueError, match="plans: expected named plans"):
        data_parallel.train_together(plans)
    with pytest.raises(ValueError, match="plans: expected named plans"):
        data_parallel.train_together({"../x": single})
    with pytest.raises(ValueError, match="same length"):
        measure_gap(alone(), alone()[:2])


def test_plans_that_do_not_fit_their_weights_are_refused():
    weights, X, y, _ = problem()
    bad = X.copy()
    bad[3, 3] = np.nan
    with pytest.raises(ValueError, match=r"shards\[0\]\[0\] X: expected finite"):
        ParallelPlan(weights, [[(bad, y)]], LR)
    with pytest.raises(ValueError, match="W1: expected finite"):
        ParallelPlan(weights._replace(W1=weights.W1 * np.nan), [[(X, y)]], LR)
    with pytest.raises(ValueError, match=r"shards\[0\]\[0\] y: expected labels"):
        ParallelPlan(weights, [[(X, y + 9)]], LR)
    with pytest.raises(ValueError, match="expected 12 inputs per example, got 11"):
        ParallelPlan(weights, [[(X[:, 1:], y)]], LR)
    with pytest.raises(ValueError, match="lr: expected a finite number"):
        ParallelPlan(weights, [[(X, y)]], float("nan"))
