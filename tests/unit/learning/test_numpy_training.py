"""Stacks trained in NumPy against PyTorch: gradients, penalties, momentum, steps."""

import numpy as np
import pytest
import torch
from torch import nn

from nnfoundations.data.points import task_arrays
from nnfoundations.learning.numpy_training import (
    LOSSES,
    PENALTIES,
    SGD,
    Training,
    binary_accuracy,
    mean_loss,
    stack_gradients,
)
from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.networks.stacks import initial_stack

TORCH = {
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "identity": nn.Identity,
}


def rng(seed=0):
    return np.random.RandomState(seed)


def task(kind):
    name = "moons" if kind == "cross_entropy" else "hills"
    return task_arrays(name, 30, 0.2, rng(5))


def drawn(widths, activation, seed=1):
    stack = initial_stack(widths, "xavier", rng(seed), ACTIVATIONS[activation])
    for b in stack.biases:
        b += rng(seed + 1).standard_normal(b.shape)
    return stack


def module(stack):
    """Return the same network in PyTorch."""
    layers = []
    for W, b in zip(stack.weights, stack.biases, strict=True):
        layer = nn.Linear(*W.shape).double()
        layer.weight.data = torch.tensor(W.T.copy())
        layer.bias.data = torch.tensor(b.copy())
        layers += [layer, TORCH[stack.activation.name]()]
    return nn.Sequential(*layers[:-1])


def torch_loss(model, X, y, kind):
    z, y = model(torch.tensor(X))[:, 0], torch.tensor(y)
    if kind == "cross_entropy":
        return nn.functional.binary_cross_entropy_with_logits(z, y)
    return nn.functional.mse_loss(z, y)


def linear_layers(model):
    return [layer for layer in model if isinstance(layer, nn.Linear)]


@pytest.mark.parametrize("kind", LOSSES)
@pytest.mark.parametrize("activation", TORCH)
@pytest.mark.parametrize("widths", [(2, 1), (2, 5, 1), (2, 8, 3, 6, 1)], ids=str)
def test_loss_and_gradients_equal_autograds(widths, activation, kind):
    X, y = task(kind)
    stack = drawn(widths, activation)
    model = module(stack)
    loss = torch_loss(model, X, y, kind)
    loss.backward()
    assert mean_loss(kind, stack(X)[:, 0], y) == pytest.approx(loss.item(), rel=1e-12)
    ours = stack_gradients(stack, X, y, kind)
    for layer, dW, db in zip(
        linear_layers(model), ours.weights, ours.biases, strict=True
    ):
        np.testing.assert_allclose(dW, layer.weight.grad.T, rtol=1e-10, atol=1e-13)
        np.testing.assert_allclose(db, layer.bias.grad, rtol=1e-10, atol=1e-13)
    lengths = [p.grad.norm().item() for p in model.parameters()]
    assert ours.size == pytest.approx(np.linalg.norm(lengths), rel=1e-12)


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("kind", LOSSES)
def test_steps_equal_those_of_torchs_sgd(kind, momentum, penalty):
    X, y = task(kind)
    stack = drawn((2, 4, 3, 1), "tanh")
    sgd = SGD(0.05, 7, momentum, penalty, 0.02)
    training = Training(stack, X, y, kind, sgd, rng(9))
    model, order = module(stack), rng(9)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.05, momentum=momentum)
    for _ in range(3):
        for batch in np.split(order.permutation(30), [7, 14, 21, 28]):
            optimiser.zero_grad()
            loss = torch_loss(model, X[batch], y[batch], kind)
            for layer in linear_layers(model):
                w = layer.weight
                terms = {"none": 0 * w.sum(), "l1": w.abs().sum(), "l2": (w**2).sum()}
                loss = loss + 0.02 * terms[penalty] / (2 if penalty == "l2" else 1)
            loss.backward()
            optimiser.step()
            training.step()
    assert training.epoch == 3
    for layer, W in zip(linear_layers(model), training.stack.weights, strict=True):
        np.testing.assert_allclose(W, layer.weight.detach().T, rtol=1e-10, atol=1e-12)
    lengths = [p.grad.norm().item() for p in model.parameters()]
    assert training.gradient_size == pytest.approx(np.linalg.norm(lengths), rel=1e-9)
    expected = torch_loss(model, X, y, kind).item()
    assert training.evaluate(X, y) == pytest.approx(expected, rel=1e-10)


def test_one_step_by_hand():
    # z = 0 for all: probability 1/2, error -1/2 for the only example of class 1
    stack = initial_stack((2, 1), "zeros", rng())
    training = Training(stack, [[2.0, 4.0]], [1.0], "cross_entropy", SGD(0.1), rng())
    assert training.evaluate([[2.0, 4.0]], [1.0]) == pytest.approx(np.log(2))
    training.step()
    np.testing.assert_allclose(training.stack.weights[0], [[0.1], [0.2]])
    np.testing.assert_allclose(training.stack.biases[0], [0.05])
    assert training.gradient_size == pytest.approx((1 + 4 + 0.25) ** 0.5)


def test_an_epoch_uses_every_example_once_and_a_last_smaller_batch():
    X, y = task("cross_entropy")
    training = Training(drawn((2, 1), "tanh"), X, y, "cross_entropy", SGD(), rng())
    seen, sizes = [], []
    for _ in range(3):
        batch = training._next_batch()
        seen += batch.tolist()
        sizes.append(len(batch))
    assert sizes == [10, 10, 10]
    assert sorted(seen) == list(range(30))
    assert training.epoch == 1
    training.sgd = SGD(batch_size=16)
    assert [len(training._next_batch()) for _ in range(2)] == [16, 14]


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("sigma", (0.3, 0.3)),
        ("xavier", ((2 / 500) ** 0.5, (2 / 700) ** 0.5)),
        ("he", ((2 / 200) ** 0.5, (2 / 300) ** 0.5)),
        ("zeros", (0, 0)),
    ],
)
def test_initial_weights_have_the_deviation_of_their_scheme(scheme, expected):
    stack = initial_stack((200, 300, 400), scheme, rng(), sigma=0.3)
    assert [W.std() for W in stack.weights] == pytest.approx(list(expected), rel=0.02)
    assert all((b == 0).all() for b in stack.biases)


def test_what_follows_the_initial_weights_does_not_depend_on_the_scheme():
    sources = [rng(4), rng(4)]
    for scheme, source in zip(("zeros", "he"), sources, strict=True):
        initial_stack((2, 3, 1), scheme, source)
    assert sources[0].random() == sources[1].random()


def test_zero_weights_leave_all_hidden_units_alike():
    X, y = task("cross_entropy")
    stack = initial_stack((2, 4, 1), "zeros", rng())
    training = Training(stack, X, y, "cross_entropy", SGD(1.0), rng())
    training.run(20)
    assert all((W == 0).all() for W in training.stack.weights)


def test_accuracy_counts_a_logit_of_0_as_class_1():
    assert binary_accuracy([0.0, -1.0, 2.0, -3.0], [1.0, 0.0, 0.0, 0.0]) == 0.75


def test_the_cross_entropy_of_large_logits_does_not_overflow():
    assert mean_loss("cross_entropy", [1000.0, -1000.0], [0.0, 0.0]) == 500.0


def test_a_training_that_diverges_says_so():
    X, y = task("squared_error")
    stack = drawn((2, 4, 1), "identity")
    training = Training(stack, X, y, "squared_error", SGD(50.0), rng())
    with (
        pytest.raises(ValueError, match="expected finite values"),
        np.errstate(all="ignore"),
    ):
        training.run(2000)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"lr": 0.0}, ValueError, "lr"),
        ({"batch_size": 2.5}, TypeError, "batch_size"),
        ({"momentum": 1.5}, ValueError, "momentum"),
        ({"penalty": "l3"}, ValueError, "penalty.*'l2'"),
        ({"rate": -1.0}, ValueError, "rate"),
    ],
)
def test_a_setting_out_of_range_is_explained(change, error, message):
    with pytest.raises(error, match=message):
        SGD(**change)


def test_other_mistakes_are_explained():
    X, y = task("cross_entropy")
    stack = drawn((2, 1), "tanh")
    with pytest.raises(ValueError, match=r"loss.*'squared_error'"):
        Training(stack, X, y, "absolute", SGD(), rng())
    with pytest.raises(TypeError, match="rng"):
        Training(stack, X, y, "cross_entropy", SGD(), 3)
    with pytest.raises(ValueError, match="X and y: expected the same length"):
        Training(stack, X, y[:-1], "cross_entropy", SGD(), rng())
    with pytest.raises(ValueError, match=r"scheme.*'xavier'"):
        initial_stack((2, 1), "normal", rng())
