"""Stacked layers against PyTorch, by hand, and their collapse without activation."""

import numpy as np
import pytest
import torch
from torch import nn

from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.networks.stacks import (
    Stack,
    classifier,
    collapse,
    forward_stack,
    random_stack,
)

MODULES = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


def as_torch(stack):
    layers = []
    for W, b in zip(stack.weights, stack.biases, strict=True):
        linear = nn.Linear(*W.shape, dtype=torch.float64)
        linear.weight.data = torch.from_numpy(W.T.copy())
        linear.bias.data = torch.from_numpy(b.copy())
        layers += [linear, MODULES[stack.activation.name]()]
    return nn.Sequential(*layers[:-1])


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("widths", [(3, 2), (5, 7, 3), (4, 6, 6, 5, 1)])
def test_forward_equals_nn_sequential(name, widths):
    rng = np.random.default_rng(0)
    stack = random_stack(widths, 1.0, rng, ACTIVATIONS[name], bias_sigma=1.0)
    X = rng.standard_normal((11, widths[0]))
    with torch.no_grad():
        expected = as_torch(stack)(torch.from_numpy(X)).numpy()
    np.testing.assert_allclose(stack(X), expected, rtol=1e-12, atol=1e-12)
    assert [H.shape for H in forward_stack(stack, X)] == [(11, w) for w in widths]


def test_forward_by_hand():
    W1, b1 = np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([0.5, -1.0])
    stack = Stack((W1, np.array([[1.0], [3.0]])), (b1, np.array([0.25])))
    _, H1, out = forward_stack(stack, [[1.0, 1.0], [-1.0, 3.0]])
    assert H1.tolist() == [[3.5, 0.0], [5.5, 3.0]]  # relu of 3.5, -1 and of 5.5, 3
    assert out.tolist() == [[3.75], [14.75]]


def test_affine_layers_collapse_and_others_refuse_to():
    rng = np.random.default_rng(1)
    stack = random_stack((6, 9, 8, 4), 1.0, rng, ACTIVATIONS["identity"], 1.0)
    X = rng.standard_normal((50, 6))
    W, b = collapse(stack)
    assert W.shape == (6, 4)
    np.testing.assert_allclose(X @ W + b, stack(X), rtol=1e-12, atol=1e-11)
    with pytest.raises(ValueError, match="activation: expected 'identity', got 'relu'"):
        collapse(Stack(stack.weights, stack.biases))


def test_classifier_is_one_from_the_level_on():
    stack = Stack((np.array([[1.0, 9.0]]),), (np.array([-2.0, 0.0]),))
    X = [[1.0], [2.0], [3.0]]
    assert classifier(stack)(X).tolist() == [0, 1, 1]
    assert classifier(stack, level=0.5)(X).tolist() == [0, 0, 1]
    assert classifier(stack)(X).dtype == np.int64


def test_counts_of_the_book_model():
    stack = random_stack((784, 256, 10), 0.01, np.random.default_rng(0))
    assert stack.widths == (784, 256, 10)
    assert stack.num_parameters == 784 * 256 + 256 + 256 * 10 + 10 == 203_530


def test_random_stack_has_the_asked_spread_and_repeats():
    one, two = (
        random_stack((300, 200, 5), 0.2, np.random.default_rng(3)) for _ in "ab"
    )
    assert np.std(one.weights[0]) == pytest.approx(0.2, rel=0.01)
    assert all((a == b).all() for a, b in zip(one.weights, two.weights, strict=True))
    assert all((b == 0).all() for b in one.biases)
    shifted = random_stack((3, 5000, 2), 0.2, np.random.default_rng(3), bias_sigma=0.7)
    assert np.std(shifted.biases[0]) == pytest.approx(0.7, rel=0.03)


@pytest.mark.parametrize(
    ("weights", "biases", "words"),
    [
        ((), (), "weights: expected at least one layer"),
        ((np.ones((2, 3)),), (), "same length"),
        ((np.ones((2, 3)),), (np.ones(2),), r"biases\[0\]: expected shape \(3,\)"),
        (
            (np.ones((2, 3)), np.ones((2, 1))),
            (np.ones(3), np.ones(1)),
            r"weights\[1\]: expected shape \(3, 1\), got shape \(2, 1\)",
        ),
        ((np.full((2, 3), np.nan),), (np.ones(3),), r"weights\[0\]: expected finite"),
    ],
)
def test_a_stack_that_does_not_fit_is_refused(weights, biases, words):
    with pytest.raises(ValueError, match=words):
        Stack(weights, biases)


def test_wrong_inputs_and_widths_are_refused():
    stack = random_stack((3, 2), 1.0, np.random.default_rng(0))
    with pytest.raises(
        ValueError, match=r"X: expected shape \(4, 3\), got shape \(4, 2\)"
    ):
        stack(np.ones((4, 2)))
    with pytest.raises(ValueError, match="widths: expected inputs"):
        random_stack((3,), 1.0, np.random.default_rng(0))
    with pytest.raises(TypeError, match=r"widths\[1\]: expected a whole number"):
        random_stack((3, 2.5), 1.0, np.random.default_rng(0))
    with pytest.raises(ValueError, match="sigma"):
        random_stack((3, 2), -1.0, np.random.default_rng(0))
