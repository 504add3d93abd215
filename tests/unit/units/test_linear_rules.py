import numpy as np
import pytest
import torch
from torch.nn import functional

from nnfoundations.units.linear_rules import LEARNING_RULES, learn, num_wrong, try_rule
from nnfoundations.units.perceptron import error_correction

RNG = np.random.default_rng(4)
X = RNG.normal(size=(30, 3))
Y = np.where(X @ [1.0, -2.0, 0.5] + 0.3 > 0, 1.0, -1.0)
Z = RNG.normal(scale=2, size=30)


def test_the_perceptron_is_rosenblatts():
    run = error_correction(X, Y, rng=np.random.default_rng(8))
    lesson = learn("perceptron", X, Y, run.n_epochs, rng=np.random.default_rng(8))
    np.testing.assert_array_equal(lesson.w, run.w)
    assert lesson.b == run.b
    assert lesson.num_wrong[-1] == 0


def test_the_learning_rate_only_scales_a_perceptron():
    first, second = (learn("perceptron", X, Y, 3, lr) for lr in (1.0, 0.25))
    np.testing.assert_allclose(second.w, 0.25 * first.w)


@pytest.mark.parametrize(
    ("rule", "loss"),
    [
        ("perceptron", lambda z, y: torch.relu(-y * z)),
        ("adaline", lambda z, y: (z - y) ** 2 / 2),
        ("logistic", lambda z, y: functional.softplus(-y * z)),
    ],
)
def test_the_error_is_minus_the_derivative_of_the_loss(rule, loss):
    z = torch.tensor(Z, requires_grad=True)
    each = loss(z, torch.tensor(Y))
    each.sum().backward()
    np.testing.assert_allclose(
        LEARNING_RULES[rule].loss(Z, Y), each.detach(), rtol=1e-9
    )
    np.testing.assert_allclose(LEARNING_RULES[rule].error(Z, Y), -z.grad, rtol=1e-9)


def test_adaline_by_hand():
    """From 0 the error is 1: w = 0.1 * (1, 2), b = 0.1. Then z = 0.6, error 0.4."""
    lesson = learn("adaline", [[1.0, 2.0]], [1], 2, lr=0.1)
    np.testing.assert_allclose(lesson.w, [0.14, 0.28])
    assert lesson.b == pytest.approx(0.14)


def test_the_boundary_counts_as_wrong():
    assert num_wrong(X, Y, np.zeros(3), 0.0) == 30


def test_all_three_separate_what_can_be_separated():
    rates = {"perceptron": 1.0, "adaline": 0.02, "logistic": 1.0}
    for rule, lr in rates.items():
        assert learn(rule, X, Y, 300, lr).num_wrong[-1] <= 1, rule


def test_too_large_a_rate_is_reported():
    with pytest.raises(FloatingPointError):
        learn("adaline", 100 * X, Y, 200, lr=1.0)


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="'adaline'"):
        learn("hebb", X, Y, 1)


def test_a_trial_holds_a_quarter_of_the_examples_back():
    """Labels by chance: with more inputs than examples they are learned, in vain."""
    inputs, labels = RNG.normal(size=(200, 300)), RNG.choice([-1.0, 1.0], size=200)
    shown = try_rule("perceptron", inputs, labels, 40, 1.0, seed=0)
    assert shown.swing == 0
    assert 0.25 < shown.accuracy < 0.75
    assert shown.accuracy * 50 == pytest.approx(round(shown.accuracy * 50))


def test_a_perceptron_never_settles_on_xor():
    corners = np.tile([[0.0, 0], [0, 1], [1, 0], [1, 1]], (10, 1))
    labels = np.tile([-1.0, 1, 1, -1], 10)
    assert try_rule("perceptron", corners, labels, 20, 1.0, seed=0).swing > 5
    again = try_rule("perceptron", corners, labels, 20, 1.0, seed=0)
    assert again == try_rule("perceptron", corners, labels, 20, 1.0, seed=0)
