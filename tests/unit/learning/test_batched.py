"""Runs side by side against networks of PyTorch, one at a time."""

import pytest
import torch
from torch import nn

from nnfoundations.learning import batched

WIDTHS = (5, 7, 3, 2)


def start(seeds=(0, 1, 2), widths=WIDTHS):
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    return batched.uniform_start(widths, generators)


def network(parameters, run, activation):
    """Return PyTorch's network with the weights of one run."""
    layers = []
    for W, b in zip(parameters[::2], parameters[1::2], strict=True):
        layer = nn.Linear(*W.shape[1:], dtype=torch.float64)
        layer.weight.data = W[run].detach().T.clone()  # memory of its own
        layer.bias.data = b[run, 0].detach().clone()
        layers += [layer, activation()]
    return nn.Sequential(*layers[:-1])


def inputs():
    return torch.rand(3, 11, 5, generator=torch.Generator().manual_seed(9)).double()


def test_weights_and_biases_lie_evenly_within_the_bound_of_linear():
    wide = start(widths=(400, 300, 10))
    assert [p.shape for p in wide[:2]] == [(3, 400, 300), (3, 1, 300)]
    for p, fan_in in zip(wide, (400, 400, 300, 300), strict=True):
        assert p.abs().max() <= fan_in**-0.5
        assert p.dtype == torch.float64
        assert p.requires_grad
    assert abs(400 * wide[0].var().item() - 1 / 3) < 0.003
    assert abs(wide[0].mean().item()) < 1e-3


def test_a_run_does_not_depend_on_the_others():
    alone, together = start([1]), start([0, 1, 2])
    for one, many in zip(alone, together, strict=True):
        torch.testing.assert_close(one[0], many[1], rtol=0, atol=0)
        assert not torch.equal(many[0], many[1])


@pytest.mark.parametrize("activation", [nn.ReLU, nn.Tanh])
@pytest.mark.parametrize("widths", [(5, 2), WIDTHS])
def test_scores_are_those_of_each_network(activation, widths):
    parameters, X = start(widths=widths), inputs()
    scores = batched.scores(parameters, X, activation())
    for run in range(3):
        expected = network(parameters, run, activation)(X[run])
        torch.testing.assert_close(scores[run], expected, rtol=1e-12, atol=1e-14)


def test_layers_end_in_the_scores_and_hold_what_each_network_hands_on():
    parameters, X = start(), inputs()
    *hidden, scores = batched.layers(parameters, X)
    assert torch.equal(scores, batched.scores(parameters, X))
    assert [H.shape for H in hidden] == [(3, 11, 7), (3, 11, 3)]
    for run in range(3):
        H = X[run]
        for found, i in zip(hidden, (0, 2), strict=True):
            H = torch.relu(H @ parameters[i][run] + parameters[i + 1][run])
            torch.testing.assert_close(found[run], H, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("own", [True, False])
def test_losses_are_each_run_s_mean_cross_entropy(own):
    scores = batched.scores(start(), inputs())
    y = torch.arange(33).reshape(3, 11) % 2 if own else torch.arange(11) % 2
    for run, loss in enumerate(batched.mean_losses(scores, y)):
        labels = y[run] if own else y
        expected = nn.functional.cross_entropy(scores[run], labels)
        torch.testing.assert_close(loss, expected, rtol=1e-12, atol=0)


def test_a_step_takes_every_run_where_its_own_step_does():
    parameters, X = start(), inputs()
    singles = [network(parameters, run, nn.ReLU) for run in range(3)]
    for run, model in enumerate(singles):
        model(X[run]).square().mean().backward()
        torch.optim.SGD(model.parameters(), lr=0.5).step()
    losses = batched.scores(parameters, X).square().mean((1, 2))
    batched.step_all(parameters, losses.sum(), lr=0.5)
    for run, model in enumerate(singles):
        for i, layer in enumerate(model[::2]):
            W, b = parameters[2 * i][run], parameters[2 * i + 1][run, 0]
            torch.testing.assert_close(W, layer.weight.T, rtol=1e-12, atol=1e-14)
            torch.testing.assert_close(b, layer.bias, rtol=1e-12, atol=1e-14)
