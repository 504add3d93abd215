import numpy as np
import pytest

from nnfoundations.labs.backpropagation import broken_backprop
from nnfoundations.learning import backprop, ladder
from nnfoundations.learning.ladder import RUNGS, Evaluation, Rung


def problem(dtype=np.float64, num_batches=6):
    rng = np.random.default_rng(0)
    weights = backprop.initial_weights((6, 5, 3), rng, 0.5, dtype)
    X = rng.normal(size=(num_batches, 7, 6))
    return weights, list(zip(X, rng.integers(0, 3, (num_batches, 7)), strict=True))


def broken(name):
    def evaluate(weights, X, y):
        cache = backprop.forward(weights, X)
        return Evaluation(cache.logits, broken_backprop.PASSES[name](weights, cache, y))

    return Rung(name, evaluate, ladder.make_train(evaluate))


@pytest.mark.parametrize(("dtype", "bound"), [(np.float64, 1e-13), (np.float32, 1e-5)])
def test_the_hand_written_pass_trains_as_autograd_does(dtype, bound):
    weights, batches = problem(dtype)
    found = ladder.run_lockstep(RUNGS[2], RUNGS[3], weights, batches, 0.5)
    assert found.apart.shape == (6,)
    assert 0 < found.apart.max() < bound
    np.testing.assert_allclose(*found.losses.T, rtol=bound)
    assert found.weights.W1.dtype == found.reference.W1.dtype == dtype


def test_each_goes_on_from_its_own_weights_and_ends_where_its_rung_does():
    weights, batches = problem()
    found = ladder.run_lockstep(broken("no b1"), RUNGS[2], weights, batches, 0.5)
    alone = broken("no b1").train(weights, batches, 0.5)
    assert all(np.array_equal(a, b) for a, b in zip(found.weights, alone, strict=True))
    right = RUNGS[2].train(weights, batches, 0.5)
    assert all(
        np.array_equal(a, b) for a, b in zip(found.reference, right, strict=True)
    )
    assert not found.weights.b1.any()
    assert found.apart[0] > 1e-3


def test_the_losses_are_those_before_each_step():
    weights, batches = problem()
    found = ladder.run_lockstep(RUNGS[2], RUNGS[2], weights, batches, 0.5)
    first = backprop.cross_entropy(
        backprop.forward(weights, batches[0][0]).logits, batches[0][1]
    )
    assert found.losses[0].tolist() == [first, first]
    assert found.losses[1, 0] != first
    assert not found.apart.any()


def test_no_batches_are_refused():
    weights, _ = problem()
    with pytest.raises(ValueError, match="batches: expected at least one"):
        ladder.run_lockstep(RUNGS[2], RUNGS[3], weights, [], 0.5)


def test_the_band_rises_with_the_fourth_root_and_holds_one_rounding():
    for dtype in ("float64", "float32"):
        low, high = ladder.find_band(dtype, 256)
        assert low[0] < np.finfo(dtype).eps < high[0] < ladder.BOUNDS[dtype]
        np.testing.assert_allclose(low[255] / low[0], 4)
        np.testing.assert_allclose(high / low, 32)
    with pytest.raises(ValueError, match="num_steps"):
        ladder.find_band("float64", 0)
