import numpy as np
import pytest

from nnfoundations.learning import backprop, backprop_steps
from nnfoundations.learning.backprop import Weights
from nnfoundations.learning.backprop_steps import (
    NODES,
    by_autograd,
    by_differences,
    by_hand,
)


def problem(dtype=np.float64):
    rng = np.random.default_rng(0)
    weights = backprop.initial_weights((6, 5, 3), rng, 0.5, dtype)
    weights = weights._replace(b1=rng.normal(0, 0.1, 5).astype(dtype))
    return weights, rng.normal(size=(7, 6)), rng.integers(0, 3, 7)


# Oracles -------------------------------------------------------------------


@pytest.mark.parametrize("name", NODES)
def test_the_three_ways_agree_on_every_derivative(name):
    args = problem()
    hand, auto = by_hand(*args)[name], by_autograd(*args)[name]
    np.testing.assert_allclose(hand, auto, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(hand, by_differences(*args)[name], atol=1e-9)


def test_the_names_and_their_order_are_those_of_the_table():
    args = problem()
    for way in (by_hand, by_autograd, by_differences):
        assert list(way(*args)) == list(NODES)


def test_it_is_the_backward_pass_of_the_package():
    weights, X, y = problem()
    steps = by_hand(weights, X, y)
    gradients = backprop.backward(weights, backprop.forward(weights, X), y)
    for name, gradient in gradients._asdict().items():
        np.testing.assert_allclose(steps[name], gradient, rtol=1e-12, atol=1e-15)


def test_single_precision_stays_single():
    args = problem(np.float32)
    for way in (by_hand, by_autograd):
        assert {d.dtype for d in way(*args).values()} == {np.dtype(np.float32)}
    for name, hand in by_hand(*args).items():
        np.testing.assert_allclose(hand, by_autograd(*args)[name], atol=1e-6)


# By hand -------------------------------------------------------------------


def test_the_numbers_of_the_live_figure():
    weights = Weights(
        np.array([[0.5, -0.4], [0.3, 0.6]]),
        np.array([0.1, -0.2]),
        np.array([[0.7, -0.5], [-0.3, 0.8]]),
        np.array([0.0, 0.1]),
    )
    steps = by_hand(weights, [[1.0, 2.0]], [1])
    p = 1 / (1 + np.exp(-0.68))  # logits 0.66 and -0.02, class 1 is right
    np.testing.assert_allclose(steps["dy_hat"], [[0, -1 / (1 - p)]])
    np.testing.assert_allclose(steps["delta2"], [[p, -p]])
    np.testing.assert_allclose(steps["dW2"], [[1.2 * p, -1.2 * p], [0.6 * p, -0.6 * p]])
    np.testing.assert_allclose(steps["dH1"], [[1.2 * p, -1.1 * p]])
    np.testing.assert_allclose(steps["dW1"], [[1.2 * p, -1.1 * p], [2.4 * p, -2.2 * p]])


# Properties ----------------------------------------------------------------


def test_every_row_of_the_output_error_sums_to_zero():
    delta2 = by_hand(*problem())["delta2"]
    np.testing.assert_allclose(delta2.sum(axis=1), 0, atol=1e-15)


def test_shapes_are_those_of_the_nodes():
    weights, X, y = problem()
    steps = by_hand(weights, X, y)
    for name in ("W1", "b1", "W2", "b2"):
        assert steps[f"d{name}"].shape == getattr(weights, name).shape
    assert steps["delta1"].shape == steps["dH1"].shape == (7, 5)
    assert steps["delta2"].shape == steps["dy_hat"].shape == (7, 3)
    assert steps["dX"].shape == X.shape


def test_bad_labels_are_refused():
    weights, X, y = problem()
    for way in (by_hand, by_autograd, by_differences, backprop_steps.losses_from):
        with pytest.raises(ValueError, match="labels from 0 to 2"):
            way(weights, X, y + 3)
        with pytest.raises(ValueError, match="the same length"):
            way(weights, X, y[1:])
