import math
from itertools import pairwise

import numpy as np
import pytest

from nnfoundations.learning import backprop, ladder
from nnfoundations.learning.backprop import Gradients, Weights
from nnfoundations.learning.ladder import (
    BOUNDS,
    RUNGS,
    Evaluation,
    Rung,
    compare_rungs,
    measure_discrepancy,
)
from nnfoundations.networks import activations

SMALL, FULL = ((64, 32, 10), 32), ((784, 256, 10), 256)
TORCH = ("MLPScratch", "nn.Sequential")


def shared(size, dtype="float64", sigma=0.1):
    """Return weights and ten batches that all rungs start from."""
    widths, n = size
    rng = np.random.default_rng(0)
    weights = backprop.initial_weights(widths, rng, sigma, dtype)
    batches = [
        (rng.random((n, widths[0])).astype(dtype), rng.integers(0, 10, n))
        for _ in range(10)
    ]
    return weights, batches


def neighbours(rungs):
    return [pytest.param(a, b, id=f"{a.name}, {b.name}") for a, b in pairwise(rungs)]


# Equality, rung by rung ----------------------------------------------------


@pytest.mark.parametrize("dtype", BOUNDS)
@pytest.mark.parametrize(("lower", "upper"), neighbours(RUNGS))
def test_neighbouring_rungs_agree_on_logits_gradients_and_ten_steps(
    lower, upper, dtype
):
    differences = compare_rungs(lower, upper, *shared(SMALL, dtype), lr=0.1)
    assert set(differences) == {"logits", *Gradients._fields, *Weights._fields}
    assert max(differences.values()) <= BOUNDS[dtype], differences


@pytest.mark.parametrize("dtype", BOUNDS)
@pytest.mark.parametrize(("lower", "upper"), neighbours(RUNGS[1:]))
def test_above_the_scalar_rung_they_agree_at_full_size(lower, upper, dtype):
    differences = compare_rungs(lower, upper, *shared(FULL, dtype), lr=0.1)
    assert max(differences.values()) <= BOUNDS[dtype], differences


def test_they_agree_at_the_books_own_initial_weights():
    weights, batches = shared(SMALL, sigma=0.01)
    for rung in RUNGS[1:]:
        differences = compare_rungs(RUNGS[0], rung, weights, batches, lr=0.5)
        assert max(differences.values()) <= BOUNDS["float64"], (rung.name, differences)


def test_the_rungs_are_the_five_of_the_chapter():
    assert [rung.name for rung in RUNGS] == [
        "scalar loops",
        "NumPy batch",
        "hand-written backward",
        *TORCH,
    ]


def test_every_rung_leaves_the_shared_weights_alone():
    weights, batches = shared(((5, 4, 10), 6))
    before = Weights(*(w.copy() for w in weights))
    for rung in RUNGS:
        rung.evaluate(weights, *batches[0])
        rung.train(weights, batches, 0.5)
    assert all(np.array_equal(a, b) for a, b in zip(weights, before, strict=True))


def test_a_linear_layer_holds_its_weight_transposed():
    weights, _ = shared(((5, 4, 10), 6))
    model = ladder.concise_model(weights)
    assert np.array_equal(model.net[1].weight.detach().numpy(), weights.W1.T)
    assert np.array_equal(ladder.scratch_model(weights).W1.detach().numpy(), weights.W1)


# Planted errors are caught -------------------------------------------------


def planted(change):
    """Return the hand-written rung with its evaluation changed."""

    def evaluate(weights, X, y):
        return change(weights, X, y, ladder.handwritten_evaluate(weights, X, y))

    return Rung("planted", evaluate, ladder.make_train(evaluate))


def gradients_times(factors):
    def change(weights, X, y, result):
        scaled = (g * f for g, f in zip(result.gradients, factors, strict=True))
        return Evaluation(result.logits, Gradients(*scaled))

    return change


def w1_transposed(weights, X, y, result):
    W1 = np.ascontiguousarray(weights.W1.T)
    return ladder.handwritten_evaluate(weights._replace(W1=W1), X, y)


def w1_gradient_transposed(weights, X, y, result):
    gradients = result.gradients
    return Evaluation(result.logits, gradients._replace(dW1=gradients.dW1.T))


def bias_left_out(weights, X, y, result):
    return Evaluation(result.logits - weights.b2, result.gradients)


def relu_left_out_backwards(weights, X, y, result):
    delta2 = activations.softmax(result.logits)
    delta2[np.arange(len(y)), y] -= 1
    dW1 = X.T @ (delta2 @ weights.W2.T) / len(y)
    return Evaluation(result.logits, result.gradients._replace(dW1=dW1))


PLANTED = {
    "sum in place of mean": (gradients_times([32] * 4), "dW1"),
    "sum in place of mean for one bias": (gradients_times([1, 1, 1, 32]), "db2"),
    "sign": (gradients_times([-1] * 4), "dW2"),
    "bias not trained": (gradients_times([1, 0, 1, 1]), "b1"),
    "one in a million": (gradients_times([1, 1, 1 + 1e-6, 1]), "dW2"),
    "W1 transposed": (w1_transposed, "logits"),
    "dW1 transposed": (w1_gradient_transposed, "dW1"),
    "output bias left out": (bias_left_out, "logits"),
    "relu left out on the way back": (relu_left_out_backwards, "dW1"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_error_is_caught_where_it_lies(name):
    change, where = PLANTED[name]
    # As many inputs as hidden units: a transposed W1 keeps its shape.
    weights, batches = shared(((10, 10, 10), 32), sigma=0.5)
    weights = weights._replace(b1=weights.b1 + 0.2, b2=weights.b2 + 0.1)
    for reference in RUNGS:
        differences = compare_rungs(
            planted(change), reference, weights, batches, lr=0.1
        )
        assert differences[where] > 1e3 * BOUNDS["float64"], reference.name


def test_the_planted_rung_without_an_error_passes():
    honest = planted(lambda weights, X, y, result: result)
    differences = compare_rungs(honest, RUNGS[3], *shared(((10, 10, 10), 32)), lr=0.1)
    assert max(differences.values()) <= BOUNDS["float64"]


# The measure itself --------------------------------------------------------


def test_discrepancy_is_relative_to_the_largest_entry():
    assert measure_discrepancy([1.0, 100.0], [2.0, 100.0]) == 0.01
    assert measure_discrepancy([0.0], [0.0]) == 0
    assert measure_discrepancy([1e-300], [0.0]) == math.inf


def test_discrepancy_refuses_other_shapes_and_nan():
    with pytest.raises(ValueError, match="the shape of b"):
        measure_discrepancy(np.zeros((2, 3)), np.zeros((3, 2)))
    with pytest.raises(ValueError, match="finite"):
        measure_discrepancy([float("nan")], [1.0])


def test_comparing_without_a_batch_is_refused():
    weights, _ = shared(((5, 4, 10), 6))
    with pytest.raises(ValueError, match="batches: expected at least one"):
        compare_rungs(RUNGS[1], RUNGS[2], weights, [], lr=0.1)
