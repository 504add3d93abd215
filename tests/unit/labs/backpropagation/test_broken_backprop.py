import numpy as np
import pytest

from nnfoundations.data.data_modules import Digits
from nnfoundations.labs.backpropagation.broken_backprop import (
    PASSES,
    digit_batches,
    measure_accuracy,
)
from nnfoundations.learning import backprop
from nnfoundations.learning.backprop import Weights

#: Which gradients each fault spoils.
SPOILED = {
    "right": set(),
    "no b1": {"db1"},
    "no ReLU factor": {"dW1", "db1"},
    "H1 for its slope": {"dW1", "db1"},
}


def problem():
    rng = np.random.default_rng(0)
    weights = backprop.initial_weights((6, 5, 3), rng, 0.5)
    X, y = rng.normal(size=(7, 6)), rng.integers(0, 3, 7)
    return weights, backprop.forward(weights, X), y


@pytest.mark.parametrize("name", PASSES)
def test_each_fault_spoils_just_its_own_gradients(name):
    weights, cache, y = problem()
    right = backprop.backward(weights, cache, y)
    found = PASSES[name](weights, cache, y)
    spoiled = {
        field
        for field, a, b in zip(right._fields, found, right, strict=True)
        if not np.allclose(a, b, rtol=1e-12)
    }
    assert spoiled == SPOILED[name]
    assert [g.shape for g in found] == [w.shape for w in weights]


def test_hand_worked_faults():
    # As in test_backprop, with a second hidden unit that is off: delta2 is
    # (-1/2, 1/2), W2's rows are (3, -1) and (1, 5), so dH1 = (-2, 2).
    weights = Weights(
        np.array([[1.0, -1.0]]),
        np.array([0.0, 0.0]),
        np.array([[3.0, -1.0], [1.0, 5.0]]),
        np.array([-6.0, 2.0]),
    )
    cache = backprop.forward(weights, [[2.0]])
    assert cache.H1.tolist() == [[2.0, 0.0]]
    found = {name: PASSES[name](weights, cache, [0]) for name in PASSES}
    assert found["right"].db1.tolist() == [-2, 0]
    assert found["no b1"].db1.tolist() == [0, 0]
    assert found["no b1"].dW1.tolist() == [[-4, 0]]
    assert found["no ReLU factor"].db1.tolist() == [-2, 2]
    assert found["H1 for its slope"].dW1.tolist() == [[-8, 0]]


def test_the_batches_are_the_loaders_epoch_after_epoch():
    data = Digits(batch_size=100)
    batches = digit_batches(data, 2)
    assert [len(y) for _, y in batches] == 2 * ([100] * 10 + [77])
    loader = data.train_dataloader()
    theirs = [y for _ in range(2) for _, y in loader]
    assert all(np.array_equal(a, b) for (_, a), b in zip(batches, theirs, strict=True))
    assert not np.array_equal(batches[0][1], batches[11][1])
    assert batches[0][0].shape == (100, 64)
    assert batches[0][0].dtype == np.float64


def test_the_right_pass_learns_and_so_do_the_broken_ones():
    accuracies = {
        name: measure_accuracy(PASSES[name], 0, num_epochs=5) for name in PASSES
    }
    assert accuracies["right"] > 0.9
    assert abs(accuracies["no b1"] - accuracies["right"]) < 0.02
    assert min(accuracies.values()) > 0.5
    assert len(set(accuracies.values())) > 2


def test_a_bad_number_of_epochs_is_refused():
    with pytest.raises(ValueError, match="num_epochs"):
        measure_accuracy(PASSES["right"], 0, num_epochs=0)
