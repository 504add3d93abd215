"""Many trainings at once against PyTorch's own modules, one run at a time."""

import numpy as np
import pytest
import torch
from torch import nn

from nnfoundations.data.points import points_arrays
from nnfoundations.labs.mlp_architecture.descent import Recipe, train_many
from nnfoundations.networks.xor import XOR_X, XOR_Y

MODULES = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


def reference(X, y, start, activation, lr, num_steps):
    """Train an nn.Sequential from the stack `start`; return losses and model."""
    model = nn.Sequential(
        nn.Linear(*start.weights[0].shape),
        MODULES[activation](),
        nn.Linear(len(start.biases[0]), 1),
    ).double()
    for layer, W, b in zip((0, 2), start.weights, start.biases, strict=True):
        model[layer].weight.data = torch.tensor(W.T.copy())
        model[layer].bias.data = torch.tensor(b.copy())
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(num_steps):
        logits = model(torch.from_numpy(X))[:, 0]
        loss = nn.functional.binary_cross_entropy_with_logits(
            logits, torch.tensor(y * 1.0)
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, model


@pytest.mark.parametrize("activation", MODULES)
def test_each_run_equals_pytorch_trained_alone(activation):
    X, y = points_arrays("moons", 40, 0.1, np.random.default_rng(0))
    lr, num_steps, seeds = 0.7, 30, (3, 11)
    start = train_many(X, y, Recipe(5, activation, lr, 0), seeds)
    runs = train_many(X, y, Recipe(5, activation, lr, num_steps), seeds)
    for run in range(len(seeds)):
        losses, model = reference(X, y, start.stack(run), activation, lr, num_steps)
        np.testing.assert_allclose(runs.losses[run], losses, rtol=1e-10)
        expected = model(torch.from_numpy(X)).detach().numpy()
        np.testing.assert_allclose(runs.stack(run)(X), expected, rtol=1e-9, atol=1e-10)
        right = ((expected[:, 0] > 0) == y).sum()
        assert runs.num_correct[run] == right


def test_a_run_depends_on_its_seed_alone():
    recipe = Recipe(3, "tanh", 0.5, 20)
    together = train_many(XOR_X, XOR_Y, recipe, [4, 7, 9])
    alone = train_many(XOR_X, XOR_Y, recipe, [7])
    np.testing.assert_allclose(alone.losses[0], together.losses[1], rtol=1e-12)
    assert not np.allclose(together.losses[0], together.losses[1])


def test_initial_weights_have_the_bounds_of_nn_linear():
    start = train_many(XOR_X, XOR_Y, Recipe(400, "relu", 0.5, 0), range(3))
    for p, fan_in in zip(start.parameters, (2, 2, 400, 400), strict=True):
        bound = 1 / np.sqrt(fan_in)
        assert np.abs(p).max() <= bound
        if p.size > 1000:
            assert p.std() == pytest.approx(bound / np.sqrt(3), rel=0.03)


def test_xor_is_learned_by_eight_tanh_units_but_not_always_by_two_relus():
    eight = train_many(XOR_X, XOR_Y, Recipe(8, "tanh"), range(10))
    two = train_many(XOR_X, XOR_Y, Recipe(2, "relu"), range(10))
    assert (eight.num_correct == 4).all()
    assert (eight.losses[:, -1] < 0.05).all()
    assert 0 < (two.num_correct == 4).sum() < 10
    stuck = two.losses[two.num_correct < 4, -1]
    assert (stuck > 0.3).all()


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((0, "relu"), ValueError, "num_hiddens"),
        ((2, "step"), ValueError, "activation: expected one of 'relu'"),
        ((2, "relu", 0.0), ValueError, "lr"),
        ((2, "relu", 0.1, 1.5), TypeError, "num_steps"),
    ],
)
def test_a_bad_recipe_is_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        Recipe(*arguments)


def test_bad_data_are_refused():
    recipe = Recipe(2, "relu", 0.5, 1)
    with pytest.raises(ValueError, match="y: expected labels from 0 to 1"):
        train_many(XOR_X, XOR_Y + 1, recipe, [0])
    with pytest.raises(ValueError, match="same length"):
        train_many(XOR_X[:3], XOR_Y, recipe, [0])
    with pytest.raises(ValueError, match="seeds: expected at least one"):
        train_many(XOR_X, XOR_Y, recipe, [])
