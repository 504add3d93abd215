"""Signals through depth, against autograd, closed forms and many random networks."""

import math

import numpy as np
import pytest
import torch

from nnfoundations.networks import signal_propagation as signal
from nnfoundations.networks.activations import ACTIVATIONS

IN_TORCH = {
    "identity": lambda z: z,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}


# Oracle --------------------------------------------------------------------


@pytest.mark.parametrize("activation", IN_TORCH)
def test_activations_and_gradients_equal_autograd(activation):
    draws = signal.draw(width=9, depth=6, seed=1)
    H = [torch.tensor(draws.X, requires_grad=True)]
    for normals in draws.normals:
        H.append(IN_TORCH[activation](H[-1] @ torch.tensor(0.4 * normals)))
        H[-1].retain_grad()
    (H[-1] * torch.tensor(draws.G)).sum().backward()
    Z, ours = signal.propagate(draws, 0.4, activation)
    gradients = signal.carry_back(draws, 0.4, activation, Z)
    for h, g, theirs in zip(ours, gradients, H, strict=True):
        np.testing.assert_allclose(h, theirs.detach(), 1e-12, 1e-15)
        np.testing.assert_allclose(g, theirs.grad, 1e-12, 1e-15)
    layers = signal.measure(draws, 0.4, activation)
    for layer, theirs in zip(layers, H, strict=True):
        values, slopes = theirs.detach(), theirs.grad
        assert layer.forward == pytest.approx(values.square().mean().sqrt().item())
        assert layer.backward == pytest.approx(slopes.square().mean().sqrt().item())
        spread = values.std(dim=0, correction=0)
        assert layer.spread == pytest.approx(spread.square().mean().sqrt().item())


# Closed forms --------------------------------------------------------------


@pytest.mark.parametrize(
    ("activation", "width", "passed"),
    [("relu", 64, 0.5), ("relu", 16, 0.5), ("identity", 16, 1.0)],
)
def test_predictions_hold_over_many_networks(activation, width, passed):
    depth, sigma = 16, math.sqrt(1 / (passed * width))
    forward, backward = [], []
    for seed in range(400):
        layers = signal.measure(signal.draw(width, depth, seed, 1), sigma, activation)
        forward.append(layers[-1].forward / layers[0].forward)
        backward.append(layers[0].backward / layers[-1].backward)
    expected = signal.predict(activation, width, sigma, depth)
    for ratios in map(np.array, (forward, backward)):
        if width == 64:  # in narrow networks a few rare ones make the mean
            found = np.sqrt(np.mean(ratios**2))
            assert found == pytest.approx(expected.mean, rel=0.15)
        assert np.median(ratios) == pytest.approx(expected.median, rel=0.15)
        inside = (expected.low < ratios) & (ratios < expected.high)
        assert 0.85 < inside.mean() < 0.95


def test_a_deep_typical_relu_network_falls_short_of_the_mean():
    # depth 50, width 100: log of the mean square about N(-1.25, 2.5)
    he = signal.predict("relu", 100, signal.sigma_of("he", 100, 1.0), 50)
    assert he.mean == pytest.approx(1)
    assert he.median**2 == pytest.approx(math.exp(-1.25), rel=0.03)
    spread = (math.log(he.high**2) - math.log(he.low**2)) / (2 * 1.645)
    assert spread**2 == pytest.approx(2.5, rel=0.05)


def test_a_layer_without_a_unit_on_is_left_out_of_the_moments():
    """Of one unit that is on, the signal is that of the identity."""
    alone = signal.log_moments("relu", 1)
    assert alone == pytest.approx(signal.log_moments("identity", 1), rel=1e-12)


def test_schemes_keep_the_mean_square_that_they_are_made_for():
    he, xavier = (signal.sigma_of(scheme, 40, 9.0) for scheme in ("he", "xavier"))
    assert signal.predict("relu", 40, he, 30).mean == pytest.approx(1)
    assert signal.predict("identity", 40, xavier, 30).mean == pytest.approx(1)
    assert signal.predict("relu", 40, xavier, 30).mean == pytest.approx(2**-15)
    assert signal.sigma_of("free", 40, 0.3) == 0.3


# By hand -------------------------------------------------------------------


def test_dead_and_saturated_units_are_counted():
    Z = np.array([[-1.0, 2.0, 0.0, -3.0], [-2.0, -1.0, 0.0, 4.0]])
    assert signal.idle_share("relu", Z) == 0.5  # the first and the third unit
    # 1 - tanh(z)^2 < 0.1 for |z| > 1.82, sigmoid: 4 s (1 - s) < 0.1 for |z| > 3.64
    assert signal.idle_share("tanh", Z) == 4 / 8
    assert signal.idle_share("sigmoid", Z) == 1 / 8
    assert signal.idle_share("identity", Z) == 0


def test_a_signal_that_died_is_exactly_zero():
    draws = signal.Draws(np.ones((2, 1)), np.ones((2, 1)), [-np.ones((1, 1))] * 3)
    layers = signal.measure(draws, 1.0, "relu")
    assert [layer.forward for layer in layers] == [1, 0, 0, 0]
    assert [layer.backward for layer in layers] == [0, 0, 0, 1]
    assert [layer.idle for layer in layers] == [0, 1, 1, 1]


def test_a_deeper_network_begins_with_the_same_layers():
    shallow, deep = signal.draw(5, 2, 3), signal.draw(5, 4, 3)
    np.testing.assert_array_equal(shallow.G, deep.G)
    np.testing.assert_array_equal(shallow.normals, deep.normals[:2])


# Refusals ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: signal.sigma_of("hee", 4, 1.0), "scheme: expected one of"),
        (lambda: signal.sigma_of("free", 4, 0), "sigma: expected a finite number"),
        (lambda: signal.draw(0, 1, 0), "width: expected a whole number"),
        (lambda: signal.draw(1, 1, -1), "seed: expected a whole number"),
        (lambda: signal.measure(signal.draw(2, 1, 0), 1, "sin"), "activation: expec"),
        (lambda: signal.measure(signal.draw(2, 1, 0), 0, "relu"), "sigma: expected"),
        (lambda: signal.predict("tanh", 4, 1.0, 3), "activation: expected one of"),
    ],
)
def test_bad_arguments_are_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_all_activations_of_the_figure_are_known():
    assert set(IN_TORCH) <= set(ACTIVATIONS)
