import re

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from nnfoundations.learning import backprop
from nnfoundations.learning.backprop import Gradients, Weights
from nnfoundations.networks import activations


def problem(widths=(6, 5, 3), n=7, sigma=0.5, dtype=np.float64):
    rng = np.random.default_rng(0)
    weights = backprop.initial_weights(widths, rng, sigma, dtype)
    weights = weights._replace(b1=rng.normal(0, 0.1, widths[1]).astype(dtype))
    X = rng.normal(size=(n, widths[0])).astype(dtype)
    return weights, X, rng.integers(0, widths[2], n)


def by_autograd(weights, X, y):
    W1, b1, W2, b2 = (torch.tensor(w, requires_grad=True) for w in weights)
    logits = torch.relu(torch.tensor(X) @ W1 + b1) @ W2 + b2
    loss = F.cross_entropy(logits, torch.tensor(y))
    loss.backward()
    grads = Gradients(*(w.grad.numpy() for w in (W1, b1, W2, b2)))
    return logits.detach().numpy(), loss.item(), grads


# Oracles -------------------------------------------------------------------


@pytest.mark.parametrize(("dtype", "rtol"), [(np.float64, 1e-12), (np.float32, 1e-5)])
def test_logits_loss_and_gradients_equal_autograd(dtype, rtol):
    weights, X, y = problem(dtype=dtype)
    logits, loss, gradients = by_autograd(weights, X, y)
    cache = backprop.forward(weights, X)
    np.testing.assert_allclose(cache.logits, logits, rtol, rtol)
    assert backprop.cross_entropy(cache.logits, y) == pytest.approx(loss, rel=rtol)
    for ours, theirs in zip(
        backprop.backward(weights, cache, y), gradients, strict=True
    ):
        assert ours.dtype == dtype
        np.testing.assert_allclose(ours, theirs, rtol, rtol)


@pytest.mark.parametrize("name", Weights._fields)
def test_every_gradient_equals_a_central_difference(name):
    weights, X, y = problem()
    gradient = getattr(
        backprop.backward(weights, backprop.forward(weights, X), y), f"d{name}"
    )
    for index in np.ndindex(gradient.shape):
        losses = []
        for h in (1e-5, -1e-5):
            moved = getattr(weights, name).copy()
            moved[index] += h
            cache = backprop.forward(weights._replace(**{name: moved}), X)
            losses.append(backprop.cross_entropy(cache.logits, y))
        assert gradient[index] == pytest.approx(
            (losses[0] - losses[1]) / 2e-5, abs=1e-9
        )


def test_softmax_and_cross_entropy_equal_torch_far_out_too():
    logits = np.array([[1000.0, 0.0, -1000.0], [3.0, 3.0, 3.0]])
    y = np.array([1, 2])
    theirs = torch.softmax(torch.tensor(logits), dim=1).numpy()
    np.testing.assert_allclose(activations.softmax(logits), theirs, rtol=1e-14)
    expected = F.cross_entropy(torch.tensor(logits), torch.tensor(y)).item()
    assert backprop.cross_entropy(logits, y) == pytest.approx(expected, rel=1e-14)


# By hand -------------------------------------------------------------------


def test_a_hand_worked_example():
    # One input 2, one hidden unit, two classes, right class 0:
    # Z1 = 2 * 1 - 1 = 1, H1 = 1, logits = (0, 0), probabilities (1/2, 1/2).
    # delta2 = (-1/2, 1/2), so dW2 = (-1/2, 1/2) and
    # delta1 = -1/2 * 3 + 1/2 * (-1) = -2 (for W2 = (3, -1)), dW1 = 2 * -2 = -4.
    weights = Weights(
        np.array([[1.0]]),
        np.array([-1.0]),
        np.array([[3.0, -1.0]]),
        np.array([-3.0, 1.0]),
    )
    cache = backprop.forward(weights, [[2.0]])
    gradients = backprop.backward(weights, cache, [0])
    assert cache.logits.tolist() == [[0.0, 0.0]]
    assert backprop.cross_entropy(cache.logits, [0]) == pytest.approx(np.log(2))
    assert gradients.dW2.tolist() == [[-0.5, 0.5]]
    assert gradients.db2.tolist() == [-0.5, 0.5]
    assert gradients.dW1.tolist() == [[-4.0]]
    assert gradients.db1.tolist() == [-2.0]


def test_whole_numbers_as_weights_become_float64():
    W1, b1, W2, b2 = [[1, 0], [2, 1]], [0, 0], [[1, 0], [0, 1]], [0, 0]
    weights = Weights(*map(np.array, (W1, b1, W2, b2)))
    cache = backprop.forward(weights, [[0.5, 0.25]])
    assert cache.logits.dtype == np.float64
    assert cache.logits.tolist() == [[1.0, 0.25]]


# Properties ----------------------------------------------------------------


def test_a_unit_that_is_off_for_the_whole_batch_learns_nothing():
    weights, X, y = problem()
    weights.b1[2] = -100
    gradients = backprop.backward(weights, backprop.forward(weights, X), y)
    assert not gradients.dW1[:, 2].any()
    assert gradients.db1[2] == 0
    assert not gradients.dW2[2].any()


def test_the_loss_is_a_mean_so_a_doubled_batch_changes_nothing():
    weights, X, y = problem()
    once = backprop.backward(weights, backprop.forward(weights, X), y)
    cache = backprop.forward(weights, np.vstack([X, X]))
    for a, b in zip(
        once, backprop.backward(weights, cache, np.tile(y, 2)), strict=True
    ):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-15)


def test_steps_lower_the_loss_and_leave_the_old_weights_alone():
    weights, X, y = problem()
    before = Weights(*(w.copy() for w in weights))
    first = backprop.cross_entropy(backprop.forward(weights, X).logits, y)
    new = weights
    for _ in range(20):
        gradients = backprop.backward(new, backprop.forward(new, X), y)
        new = backprop.sgd_step(new, gradients, 0.1)
    assert backprop.cross_entropy(backprop.forward(new, X).logits, y) < 0.8 * first
    assert all(np.array_equal(a, b) for a, b in zip(weights, before, strict=True))


def test_untrained_small_weights_give_the_loss_log_k():
    weights, X, y = problem((6, 5, 3), sigma=1e-4)
    weights = weights._replace(b1=np.zeros(5))
    loss = backprop.cross_entropy(backprop.forward(weights, X).logits, y)
    assert loss == pytest.approx(np.log(3), abs=1e-5)


@pytest.mark.parametrize(("given", "sigma"), [((), 0.01), ((0.5,), 0.5)])
def test_initial_weights_are_normal_times_sigma_and_biases_zero(given, sigma):
    rng = np.random.default_rng(0)
    weights = backprop.initial_weights((400, 256, 10), rng, *given)
    for W in (weights.W1, weights.W2):
        assert abs(W.mean()) < 4 * sigma / np.sqrt(W.size)
        assert W.std() == pytest.approx(sigma, rel=3 / np.sqrt(W.size))
    assert not weights.b1.any()
    assert not weights.b2.any()


# Bad input -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("X", "error", "words"),
    [
        (np.zeros((2, 5)), ValueError, r"shape \(n, 6\), got shape \(2, 5\)"),
        (np.zeros(6), ValueError, "2 dimension"),
        (np.zeros((0, 6)), ValueError, "at least one value"),
        (np.full((2, 6), np.nan), ValueError, "finite"),
        ([["a"] * 6], TypeError, "an array of real numbers"),
    ],
)
def test_a_bad_batch_is_refused(X, error, words):
    weights, _, _ = problem()
    with pytest.raises(error, match=f"^X: expected {words}"):
        backprop.forward(weights, X)


@pytest.mark.parametrize(
    ("name", "shape"), [("W1", (6, 4)), ("W2", (4, 3)), ("b2", (4,))]
)
def test_weights_that_do_not_belong_together_are_refused(name, shape):
    weights, X, _ = problem()
    wrong = weights._replace(**{name: np.zeros(shape)})
    wanted = "weights: expected shapes (d, h), (h,), (h, k), (k,), got "
    came = ", ".join(str(tensor.shape) for tensor in wrong)
    with pytest.raises(ValueError, match=r"^" + re.escape(wanted + came)):
        backprop.forward(wrong, X)


def test_weights_that_are_no_numbers_are_refused_by_name():
    weights, X, _ = problem()
    with pytest.raises(ValueError, match=r"^W1: expected finite values"):
        backprop.forward(weights._replace(W1=weights.W1 * np.nan), X)
    with pytest.raises(ValueError, match=r"^W2: .*got ragged values"):
        backprop.forward(weights._replace(W2=[[1.0], [2.0, 3.0]]), X)


def test_an_argument_of_another_kind_is_refused_by_name():
    weights, X, y = problem()
    cache = backprop.forward(weights, X)
    for name, call in (
        ("weights", lambda: backprop.forward(X, X)),
        ("weights", lambda: backprop.backward(cache, cache, y)),
        ("cache", lambda: backprop.backward(weights, X, y)),
        ("weights", lambda: backprop.sgd_step(cache, weights, 0.1)),
        ("gradients", lambda: backprop.sgd_step(weights, cache, 0.1)),
    ):
        with pytest.raises(TypeError, match=f"^{name}: expected {name.title()}"):
            call()


def test_bad_labels_are_refused():
    weights, X, y = problem()
    cache = backprop.forward(weights, X)
    for bad, error, words in (
        (y + 3, ValueError, "y: expected labels from 0 to 2"),
        (y[:-1], ValueError, "logits and y: .* got 7 of logits, 6 of y"),
        (y / 2, TypeError, "y: expected whole-number labels"),
    ):
        with pytest.raises(error, match=f"^{words}"):
            backprop.backward(weights, cache, bad)
        with pytest.raises(error, match=f"^{words}"):
            backprop.cross_entropy(cache.logits, bad)
    with pytest.raises(ValueError, match=r"^logits: expected 2 dimension"):
        backprop.cross_entropy(cache.logits[0], y[:1])


def test_a_gradient_of_another_shape_is_refused():
    weights, X, y = problem()
    gradients = backprop.backward(weights, backprop.forward(weights, X), y)
    wrong = gradients._replace(dW1=gradients.dW1.T)
    told = r"^dW1: expected shape \(6, 5\), got shape \(5, 6\)"
    with pytest.raises(ValueError, match=told):
        backprop.sgd_step(weights, wrong, 0.1)
    with pytest.raises(ValueError, match=r"^lr: expected a finite number above 0"):
        backprop.sgd_step(weights, gradients, 0)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"widths": (6, 3)}, r"widths: expected three sizes, got \(6, 3\)"),
        ({"widths": (6, 0, 3)}, r"widths\[1\]: expected a whole number"),
        ({"sigma": -1}, "sigma: expected a finite number of at least 0"),
        ({"dtype": np.int64}, "dtype: expected one of 'float64', 'float32', got 'int"),
        ({"dtype": "small"}, "dtype: expected one of .*, got 'small'"),
    ],
)
def test_bad_settings_are_refused(settings, words):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=f"^{words}"):
        backprop.initial_weights(**({"widths": (6, 5, 3), "rng": rng} | settings))
