"""Runs side by side equal single runs, written with nn.Linear and torch's SGD."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nnfoundations.data.digits import digits_arrays
from nnfoundations.labs.initialization import deep_runs
from nnfoundations.labs.initialization.deep_runs import DeepRecipe, train_deep

RECIPE = DeepRecipe(depth=2, width=8, lr=0.2, num_steps=60, batch_size=16)


@pytest.fixture(scope="module")
def digits():
    X, y = digits_arrays()
    return X[:300], y[:300]


def alone(X, y, recipe, gain, seed):
    """Train one network, an nn.Sequential."""
    generator = torch.Generator().manual_seed(seed)
    sizes, layers = [64, *[recipe.width] * recipe.depth, 10], []
    for fan_in, fan_out in pairwise(sizes):
        layer = nn.Linear(fan_in, fan_out).double()
        normals = torch.randn(fan_in, fan_out, generator=generator, dtype=torch.float64)
        with torch.no_grad():
            layer.weight.copy_(gain * (2 / fan_in) ** 0.5 * normals.T)
            layer.bias.zero_()
        layers += [layer, nn.ReLU()]
    net = nn.Sequential(*layers[:-1])
    optimiser = torch.optim.SGD(net.parameters(), recipe.lr)
    order, X, y = torch.Generator().manual_seed(0), torch.tensor(X), torch.tensor(y)
    for _ in range(recipe.num_steps):
        batch = torch.randint(len(y), (recipe.batch_size,), generator=order)
        optimiser.zero_grad()
        F.cross_entropy(net(X[batch]), y[batch]).backward()
        optimiser.step()
    return (net(X).argmax(1) == y).double().mean().item()


def test_each_run_is_the_run_alone(digits):
    gains, seeds = [0.7, 1.3], [0, 1]
    together = train_deep(*digits, RECIPE, gains, seeds).right
    expected = [[alone(*digits, RECIPE, g, s) for s in seeds] for g in gains]
    np.testing.assert_allclose(together, expected, atol=0.004)  # one image
    assert (together > 0.2).all()


def test_a_run_that_explodes_does_not_touch_the_others(digits):
    fine = train_deep(*digits, RECIPE, [1.0], [3])
    both = train_deep(*digits, RECIPE, [1.0, 1e80], [3])
    assert both.right[0, 0] == pytest.approx(fine.right[0, 0], abs=0.004)
    assert both.right[1, 0] == 0
    assert both.finite.tolist() == [[True], [False]]


def test_tiny_weights_do_not_train_and_no_steps_learn_nothing(digits):
    assert train_deep(*digits, RECIPE, [1e-3], [0]).right[0, 0] < 0.2
    untrained = DeepRecipe(depth=2, width=8, num_steps=0)
    assert train_deep(*digits, untrained, [1.0], [0]).right[0, 0] < 0.3


def test_weights_have_hes_deviation_times_the_gain():
    weights = deep_runs._draw_weights([50, 200, 10], [1.0, 3.0], [0, 1])
    assert [tuple(W.shape) for W in weights] == [(4, 50, 200), (4, 200, 10)]
    deviations = weights[0].detach().std(dim=(1, 2)).numpy()
    he = (2 / 50) ** 0.5
    np.testing.assert_allclose(deviations, [he, he, 3 * he, 3 * he], rtol=0.03)
    assert torch.equal(3 * weights[0][1], weights[0][3])


def test_the_probes_are_those_of_the_first_step(digits):
    X, y = digits
    recipe = DeepRecipe(depth=2, width=8, lr=0.2, num_steps=1, batch_size=16)
    found = train_deep(X, y, recipe, [1.0, 2.0], [4])
    W1, W2, W3 = (
        W[0].detach() for W in deep_runs._draw_weights([64, 8, 8, 10], [1.0], [4])
    )
    tensors = [W.clone().requires_grad_() for W in (W1, W2, W3)]
    rows = torch.randint(len(y), (16,), generator=torch.Generator().manual_seed(0))

    def loss(X, y):
        H = torch.relu(torch.relu(torch.tensor(X) @ tensors[0]) @ tensors[1])
        return F.cross_entropy(H @ tensors[2], torch.tensor(y))

    assert found.loss[0, 0] == pytest.approx(loss(X, y).item())
    gradients = torch.autograd.grad(loss(X[rows], y[rows]), tensors)
    ratios = [
        0.2 * (g.norm() / W.norm()).item()
        for g, W in zip(gradients, tensors, strict=True)
    ]
    np.testing.assert_allclose(found.ratios[:, 0, 0], ratios, rtol=1e-9)
    assert found.ratios.shape == (3, 2, 1)


def test_dead_units_are_0_for_every_training_example(digits):
    X, y = digits
    found = train_deep(X, y, DeepRecipe(2, 8, num_steps=0), [1.0, 2.0], [0, 1])
    assert found.before.shape == found.after.shape == (2, 2, 2, 8)
    np.testing.assert_array_equal(found.before, found.after)
    W1 = deep_runs._draw_weights([64, 8, 8, 10], [1.0, 2.0], [0, 1])[0].detach().numpy()
    for run, W in enumerate(W1):  # gains are the outer loop
        expected = (X @ W <= 0).all(axis=0)
        np.testing.assert_array_equal(found.before[0].reshape(4, 8)[run], expected)


def test_right_answers_are_counted_on_the_examples_held_out(digits):
    X, y = digits
    seen = train_deep(X[:200], y[:200], RECIPE, [1.0], [0])
    held_out = train_deep(X[:200], y[:200], RECIPE, [1.0], [0], (X[200:], y[200:]))
    assert held_out.right[0, 0] != seen.right[0, 0]
    for name in ("loss", "ratios", "before", "after"):  # those of the training
        np.testing.assert_array_equal(getattr(held_out, name), getattr(seen, name))
    again = train_deep(X[:200], y[:200], RECIPE, [1.0], [0], (X[:200], y[:200]))
    assert again.right[0, 0] == seen.right[0, 0]


def test_other_schemes_have_their_own_deviation():
    tiny = deep_runs._draw_weights([50, 200, 10], [0.01], [0], "sigma")
    xavier = deep_runs._draw_weights([50, 200, 10], [1.0], [0], "xavier")
    assert tiny[0].std().item() == pytest.approx(0.01, rel=0.03)
    assert xavier[0].std().item() == pytest.approx((2 / 250) ** 0.5, rel=0.03)


def test_bad_arguments_are_named(digits):
    with pytest.raises(ValueError, match="depth"):
        DeepRecipe(0)
    with pytest.raises(ValueError, match="lr"):
        DeepRecipe(1, lr=0)
    with pytest.raises(ValueError, match="scheme"):
        DeepRecipe(1, scheme="hers")
    with pytest.raises(ValueError, match=r"gains\[1\]: expected a finite number above"):
        train_deep(*digits, RECIPE, [1.0, -1.0], [0])
    with pytest.raises(ValueError, match="seeds: expected at least one value"):
        train_deep(*digits, RECIPE, [1.0], [])
