import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from torch.nn import functional

from nnfoundations.learning import numpy_training
from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.networks.stacks import Stack
from nnfoundations.units.output_losses import OUTPUT_LOSSES, one_hot
from nnfoundations.units.single_layer import (
    SingleLayer,
    layer_gradients,
    minibatches,
    sgd,
    step,
    zero_layer,
)

RNG = np.random.default_rng(3)
X = RNG.normal(size=(20, 5))
LABELS = RNG.integers(0, 3, size=20)
Y = one_hot(LABELS, 3)
W, B = RNG.normal(size=(5, 3)), RNG.normal(size=3)


def test_softmax_gradients_are_autograds():
    layer = SingleLayer(W, B, OUTPUT_LOSSES["softmax"])
    weights, biases = (torch.tensor(p, requires_grad=True) for p in (W, B))
    scores = torch.tensor(X) @ weights + biases
    loss = functional.cross_entropy(scores, torch.tensor(LABELS))
    loss.backward()
    dW, db = layer_gradients(layer, X, Y)
    np.testing.assert_allclose(dW, weights.grad.numpy(), rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(db, biases.grad.numpy(), rtol=1e-10, atol=1e-14)
    assert layer.loss(X, Y) == pytest.approx(loss.item(), rel=1e-12)


@pytest.mark.parametrize(
    ("output", "kind", "factor"),
    [("sigmoid", "cross_entropy", 1), ("identity", "squared_error", 2)],
)
def test_with_one_output_it_is_a_stack_without_hidden_layers(output, kind, factor):
    y = (LABELS > 0).astype(float)
    layer = SingleLayer(W[:, :1], B[:1], OUTPUT_LOSSES[output])
    stack = Stack((W[:, :1],), (B[:1],), ACTIVATIONS["tanh"])
    expected = numpy_training.stack_gradients(stack, X, y, kind)
    dW, db = layer_gradients(layer, X, y[:, None])
    np.testing.assert_allclose(factor * dW, expected.weights[0])
    np.testing.assert_allclose(factor * db, expected.biases[0])


def test_training_finds_what_scikit_learn_finds():
    layers = sgd(zero_layer(5, 3, "softmax"), X, Y, 0.5, 20, np.random.default_rng(0))
    for _ in range(5000):
        layer = next(layers)
    oracle = LogisticRegression(C=1e9, tol=1e-10, max_iter=10000).fit(X, LABELS)
    probabilities = layer.pair.output(layer.scores(X))
    np.testing.assert_allclose(probabilities, oracle.predict_proba(X), atol=1e-3)


def test_one_step_by_hand():
    """x = 2, y = 1, softmax over two classes from zero: p = 1/2, error = -1/2, 1/2."""
    layer = step(zero_layer(1, 2, "softmax"), [[2.0]], [[1, 0]], lr=0.1)
    np.testing.assert_allclose(layer.W, [[0.1, -0.1]])
    np.testing.assert_allclose(layer.b, [0.05, -0.05])


def test_a_step_leaves_the_layer_as_it_was():
    layer = zero_layer(5, 3, "softmax")
    step(layer, X, Y, 0.5)
    assert not layer.W.any()
    assert not layer.b.any()


def test_an_epoch_takes_every_example_once():
    parts = list(minibatches(10, 4, np.random.default_rng(1)))
    assert [len(part) for part in parts] == [4, 4, 2]
    assert sorted(np.concatenate(parts)) == list(range(10))


def test_minibatch_gradients_average_to_the_full_one():
    layer = SingleLayer(W, B, OUTPUT_LOSSES["softmax"])
    parts = minibatches(20, 5, np.random.default_rng(1))
    mean = np.mean([layer_gradients(layer, X[p], Y[p])[0] for p in parts], axis=0)
    np.testing.assert_allclose(mean, layer_gradients(layer, X, Y)[0])


def test_an_untrained_softmax_layer_has_the_loss_log_k():
    assert zero_layer(5, 3, "softmax").loss(X, Y) == pytest.approx(np.log(3))


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="b"):
        SingleLayer(W, B[:2], OUTPUT_LOSSES["softmax"])
    with pytest.raises(ValueError, match="5 inputs"):
        zero_layer(5, 3, "softmax").scores(X[:, :4])
    with pytest.raises(ValueError, match="output"):
        zero_layer(5, 3, "relu")
    with pytest.raises(ValueError, match="lr"):
        step(zero_layer(5, 3, "softmax"), X, Y, 0)
