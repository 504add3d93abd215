"""PyTorch's default and the schemes, against PyTorch itself."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from nnfoundations.learning.diagnosis import hidden_activations
from nnfoundations.networks import initial_weights
from nnfoundations.networks.mlp import MLP


@pytest.mark.parametrize("a", [0.0, 0.2, math.sqrt(5)])
def test_the_bound_is_pytorchs(a):
    weight = torch.empty(2000, 300)
    nn.init.kaiming_uniform_(weight, a, generator=torch.Generator().manual_seed(0))
    bound = initial_weights.kaiming_bound(300, a)
    assert weight.abs().max().item() == pytest.approx(bound, rel=1e-4)
    assert weight.abs().max().item() <= bound * (1 + 1e-6)


@pytest.mark.parametrize("fan_in", [1, 7, 64, 1000])
def test_the_default_slope_gives_one_over_root_fan_in(fan_in):
    bound = initial_weights.kaiming_bound(fan_in, math.sqrt(5))
    assert bound == pytest.approx(1 / math.sqrt(fan_in))


def test_nn_linear_really_starts_so():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layer = nn.Linear(256, 4000)
    bound = initial_weights.kaiming_bound(256, math.sqrt(5))
    for tensor in (layer.weight, layer.bias):
        assert tensor.abs().max().item() <= bound
        assert tensor.var().item() == pytest.approx(1 / (3 * 256), rel=0.03)


def test_mean_squares_of_the_default_hold_over_many_networks():
    X = torch.rand(16, 12, generator=torch.Generator().manual_seed(1))
    found = []
    for seed in range(400):
        generator = torch.Generator().manual_seed(seed)
        H = hidden_activations(MLP(10, [20] * 4, 0.1, 12, generator), X)
        found.append([h.double().square().mean().item() for h in H])
    start = X.double().square().mean().item()
    expected = initial_weights.default_mean_squares(start, 12, 20, 4)
    assert expected[0] == start
    np.testing.assert_allclose(np.mean(found, axis=0), expected[1:], rtol=0.06)


def test_the_biases_set_the_floor():
    # q = (q + 1 / n) / 6 has the solution q = 1 / (5 n)
    assert initial_weights.default_mean_squares(9.0, 3, 50, 60)[-1] == pytest.approx(
        1 / 250
    )


@pytest.mark.parametrize(
    ("scheme", "gain", "variance"),
    [
        ("he", 1.0, 2 / 400),
        ("he", 0.5, 0.5 / 400),
        ("xavier", 1.0, 2 / 700),
        ("sigma", 0.01, 1e-4),
    ],
)
def test_a_scheme_has_its_variance_and_no_biases(scheme, gain, variance):
    model = nn.Sequential(nn.Linear(400, 300), nn.ReLU())
    generator = torch.Generator().manual_seed(0)
    initial_weights.initialise(model, scheme, generator, gain)
    assert model[0].weight.var().item() == pytest.approx(variance, rel=0.03)
    assert not model[0].bias.any()


def test_the_generator_decides():
    model, twin = (nn.Linear(3, 2) for _ in range(2))
    for net in (model, twin):
        initial_weights.initialise(net, "he", torch.Generator().manual_seed(5))
    assert torch.equal(model.weight, twin.weight)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((nn.ReLU(), "he"), "model: expected an nn.Linear layer, got ReLU"),
        ((nn.Linear(2, 2), "hee"), "scheme: expected one of"),
        ((nn.Linear(2, 2), "he", 0.0), "gain: expected a finite number above 0"),
    ],
)
def test_bad_arguments_are_named(arguments, said):
    with pytest.raises(ValueError, match=said):
        initial_weights.initialise(*arguments[:2], torch.Generator(), *arguments[2:])
    with pytest.raises(ValueError, match="fan_in"):
        initial_weights.kaiming_bound(0, 1)
    with pytest.raises(ValueError, match="mean_square"):
        initial_weights.default_mean_squares(-1, 2, 2, 2)
