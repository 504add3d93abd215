"""The update rules against torch.optim, Polyak's own form, and numbers by hand."""

import numpy as np
import pytest
import torch

from nnfoundations.learning.optimisers import (
    MOMENTUM,
    UPDATE_RULES,
    adam_step,
    momentum_step,
)

ORACLES = {
    "plain": lambda p, lr: torch.optim.SGD([p], lr),
    "momentum": lambda p, lr: torch.optim.SGD([p], lr, momentum=0.9),
    "adam": lambda p, lr: torch.optim.Adam([p], lr),
}


@pytest.mark.parametrize("name", UPDATE_RULES)
def test_forty_steps_equal_those_of_pytorch(name):
    rng = np.random.default_rng(0)
    ours, rule = rng.standard_normal((3, 4)), UPDATE_RULES[name]
    theirs = torch.tensor(ours, requires_grad=True)
    optimiser, memories = ORACLES[name](theirs, 0.05), rule.start(ours)
    for step in range(1, 41):
        gradient = rng.standard_normal((3, 4)) * 10.0 ** rng.integers(-3, 3)
        ours, memories = rule.step(ours, memories, gradient, step, 0.05)
        theirs.grad = torch.tensor(gradient)
        optimiser.step()
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-11)


@pytest.mark.parametrize("name", UPDATE_RULES)
def test_tensors_and_a_rate_for_each_entry_serve_alike(name):
    rule, rates = UPDATE_RULES[name], torch.tensor([[0.1], [0.2]], dtype=torch.float64)
    start = torch.ones(2, 3, dtype=torch.float64)
    both, memories = start, rule.start(start)
    alone, kept = start[1], rule.start(start[1])
    for step in (1, 2, 3):
        both, memories = rule.step(both, memories, both**3, step, rates)
        alone, kept = rule.step(alone, kept, alone**3, step, 0.2)
    assert torch.allclose(both[1], alone, rtol=1e-14, atol=0)
    assert not torch.allclose(both[0], both[1])


def test_momentum_is_polyaks_heavy_ball():
    curvature, lr = np.array([1.0, 30.0]), 0.02
    w = before = np.array([2.0, -1.0])
    ours, memories = w, UPDATE_RULES["momentum"].start(w)
    for _ in range(50):
        w, before = w - lr * curvature * w + MOMENTUM * (w - before), w
        ours, memories = momentum_step(ours, memories, curvature * ours, 1, lr)
    np.testing.assert_allclose(ours, w, rtol=1e-10)


def test_under_a_constant_gradient_momentum_steps_ten_times_as_far():
    w, memories = 0.0, (0.0,)
    for step in range(1, 301):
        before = w
        w, memories = momentum_step(w, memories, 2.0, step, 0.01)
        if step == 1:
            assert w == pytest.approx(-0.02)
    assert before - w == pytest.approx(10 * 0.02, rel=1e-6)


@pytest.mark.parametrize("size", [1e-4, 1.0, 1e4])
def test_adams_first_step_has_the_length_of_the_rate_whatever_the_gradient(size):
    moved, _ = adam_step(np.zeros(2), (0.0, 0.0), np.array([size, -size]), 1, 0.01)
    np.testing.assert_allclose(moved, [-0.01, 0.01], rtol=1e-3)


def test_two_steps_of_adam_by_hand():
    w, memories = adam_step(1.0, (0.0, 0.0), 3.0, 1, 0.1)
    assert w == pytest.approx(0.9)
    w, memories = adam_step(w, memories, -1.0, 2, 0.1)
    mean = (0.9 * 0.3 - 0.1) / 0.19
    square = (0.999 * 0.009 + 0.001) / 0.001999
    assert memories == pytest.approx((0.17, 0.009991))
    assert w == pytest.approx(0.9 - 0.1 * mean / square**0.5)


@pytest.mark.parametrize("step", [0, -1, 1.5, None])
def test_adam_counts_its_steps_from_1(step):
    with pytest.raises((TypeError, ValueError), match="step: expected a whole number"):
        adam_step(np.ones(2), (0.0, 0.0), np.ones(2), step, 0.1)
