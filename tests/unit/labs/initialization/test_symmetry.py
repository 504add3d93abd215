"""Equal hidden units: the gradients against autograd, the collapse to one unit."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from nnfoundations.data.digits import digits_arrays
from nnfoundations.labs.initialization import symmetry
from nnfoundations.learning import diagnosis
from nnfoundations.learning.backprop import Weights, backward, forward, sgd_step


@pytest.fixture(scope="module")
def batch():
    X, y = digits_arrays()
    return X[:64], y[:64]


def agreeing():
    return np.repeat(np.random.default_rng(0).normal(0, 0.1, (1, 10)), 6, axis=0)


def different():
    return np.random.default_rng(0).normal(0, 0.1, (6, 10))


def torch_dW1(weights, X, y):
    W1, b1, W2, b2 = (torch.tensor(t, requires_grad=True) for t in weights)
    logits = torch.relu(torch.tensor(X) @ W1 + b1) @ W2 + b2
    return torch.autograd.grad(F.cross_entropy(logits, torch.tensor(y)), W1)[0].numpy()


@pytest.mark.parametrize(("W2", "columns_agree"), [(agreeing, True), (different, 0)])
def test_columns_agree_exactly_while_the_rows_of_w2_do(W2, columns_agree, batch):
    start = symmetry.constant_start(64, 0.05, W2())
    dW1 = torch_dW1(start, *batch)
    assert (diagnosis.column_gap(dW1) < 1e-12) == columns_agree
    assert symmetry.row_gap(dW1) > 1e-3  # never "one value throughout"
    ours = backward(start, forward(start, batch[0]), batch[1]).dW1
    np.testing.assert_allclose(ours, dW1, atol=1e-14)


def test_rows_of_w2_that_differ_by_a_number_count_as_equal(batch):
    offsets = np.random.default_rng(2).normal(0, 0.1, (6, 1))
    start = symmetry.constant_start(64, 0.05, agreeing() + offsets)
    assert symmetry.row_gap(start.W2) > 0.1
    dW1 = torch_dW1(start, *batch)
    assert diagnosis.column_gap(dW1) < 1e-12 < 1e-3 < symmetry.row_gap(dW1)


def test_a_constant_w2_leaves_w1_without_gradient_at_first(batch):
    # the errors of a softmax sum to 0, so delta2 @ W2.T = c (sum of delta2) = 0
    start = symmetry.constant_start(64, 0.05, np.full((6, 10), 0.05))
    assert np.abs(torch_dW1(start, *batch)).max() < 1e-15


def test_equal_units_stay_equal_through_training_and_are_one_unit(batch):
    rng = np.random.default_rng(1)
    start = symmetry.constant_start(64, 0.05, agreeing())
    end = symmetry.descend(start, *batch, lr=0.5, num_epochs=5, rng=rng)
    assert diagnosis.column_gap(end.W1) < 1e-9
    assert symmetry.row_gap(end.W1) > 0.01
    assert symmetry.row_gap(end.W2) < 1e-9
    one = symmetry.one_unit(end)
    assert one.W1.shape == (64, 1)
    X = batch[0]
    np.testing.assert_allclose(forward(one, X).logits, forward(end, X).logits, 1e-9)


def test_different_rows_of_w2_part_the_units(batch):
    rng = np.random.default_rng(1)
    start = symmetry.constant_start(64, 0.05, different())
    end = symmetry.descend(start, *batch, lr=0.5, num_epochs=5, rng=rng)
    assert diagnosis.column_gap(end.W1) > 0.1
    for weights in (start, end):
        with pytest.raises(ValueError, match="hidden units that agree"):
            symmetry.one_unit(weights)


def test_an_epoch_takes_every_batch_of_a_new_order_once(batch):
    X, y = batch
    X, y = X[:50], y[:50]  # a batch of 32 and a smaller one
    weights = start = symmetry.constant_start(64, 0.05, different())
    end = symmetry.descend(start, X, y, 0.5, 1, np.random.default_rng(3))
    order = np.random.default_rng(3).permutation(50)
    for part in (order[:32], order[32:]):
        gradients = backward(weights, forward(weights, X[part]), y[part])
        weights = sgd_step(weights, gradients, 0.5)
    for a, b in zip(end, weights, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)


def test_h_equal_units_learn_as_one_with_other_rates(batch):
    """The sum of h rows moves h times as far: lr h for W2, lr / h for W1."""
    X, y = batch
    h, lr = 6, 0.3
    full = symmetry.constant_start(64, 0.05, agreeing())
    one = symmetry.one_unit(full)
    for _ in range(20):
        full = sgd_step(full, backward(full, forward(full, X), y), lr)
        g = backward(one, forward(one, X), y)
        rates = (lr / h, lr / h, lr * h, lr)
        one = Weights(*(w - r * d for w, r, d in zip(one, rates, g, strict=True)))
    for a, b in zip(symmetry.one_unit(full), one, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-9)


def test_gaps_by_hand():
    assert diagnosis.column_gap([[1, 4], [2, 2]]) == 3
    assert symmetry.row_gap([[1, 4], [2, 2]]) == 2


def test_accuracy_by_hand():
    weights = Weights(np.eye(2), np.zeros(2), np.eye(2), np.zeros(2))
    X = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]])
    assert symmetry.accuracy(weights, X, np.array([0, 1, 1])) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: symmetry.constant_start(0, 1, [[1]]), ValueError, "num_inputs"),
        (lambda: symmetry.constant_start(1, "c", [[1]]), TypeError, "value"),
        (lambda: symmetry.constant_start(1, 1, [1]), ValueError, "W2: expected 2 dim"),
        (lambda: diagnosis.column_gap([1, 2]), ValueError, "matrix: expected 2 dim"),
    ],
)
def test_bad_arguments_are_named(call, error, said):
    with pytest.raises(error, match=said):
        call()
