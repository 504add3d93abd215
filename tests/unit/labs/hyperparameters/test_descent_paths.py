"""Descent in a plane: against autograd, torch.optim.SGD and the theory of the bowl."""

import numpy as np
import pytest
import torch

from nnfoundations.labs.hyperparameters import descent_paths
from nnfoundations.labs.hyperparameters.descent_paths import MODELS, Descent
from nnfoundations.learning import optimisers

POINTS = [(-2.0, 1.5), (0.1, -0.2), (1.0, 2.5)]


def torch_outputs(model, point, x):
    """The same model from torch's own parts; the slice as a whole network."""
    p, q = point
    if model == "line":
        return torch.nn.functional.linear(x[:, None], p[None, None], q[None])[:, 0]
    if model == "unit":
        return q * torch.tanh(p * x)
    fixed = torch.tensor(descent_paths.W1)
    W1 = torch.stack([fixed[0], p, q, fixed[3]])[:, None]
    H1 = torch.nn.functional.linear(x[:, None], W1, torch.tensor(descent_paths.B1))
    W2, b2 = (
        torch.tensor(descent_paths.W2)[None],
        torch.tensor([descent_paths.B2], dtype=torch.float64),
    )
    return torch.nn.functional.linear(torch.tanh(H1), W2, b2)[:, 0]


def torch_loss(model, point, batch):
    x, y = (
        torch.tensor(a)[torch.tensor(batch)] for a in descent_paths.model_data(model)
    )
    return torch.nn.functional.mse_loss(torch_outputs(model, point, x), y) / 2


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("point", POINTS)
def test_loss_and_gradient_are_autograds(model, point):
    at = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in point]
    expected = torch_loss(model, at, np.arange(24))
    grads = torch.autograd.grad(expected, at)
    assert descent_paths.loss(model, point) == pytest.approx(expected.item(), rel=1e-12)
    ours = descent_paths.model_gradient(model, point)
    np.testing.assert_allclose(ours, [g.item() for g in grads], rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("momentum", "size"), [(0.0, 24), (0.9, 24), (0.5, 5)])
def test_a_path_is_that_of_torchs_sgd(model, momentum, size):
    recipe = Descent(0.2, momentum, size, num_steps=30, seed=3)
    at = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (-1.0, 2.0)]
    optimiser = torch.optim.SGD(at, lr=0.2, momentum=momentum)
    expected = [[v.item() for v in at]]
    for batch in descent_paths.index_batches(size, 30, 3):
        optimiser.zero_grad()
        torch_loss(model, at, batch).backward()
        optimiser.step()
        expected.append([v.item() for v in at])
    path = descent_paths.trace_descent(model, (-1.0, 2.0), recipe)
    np.testing.assert_allclose(path.points, expected, rtol=1e-8, atol=1e-10)
    assert path.losses[7] == descent_paths.loss(model, path.points[7])
    assert not path.diverged


def test_every_epoch_takes_each_point_once_in_a_new_order():
    taken = list(descent_paths.index_batches(10, 6, seed=1))
    assert [len(batch) for batch in taken] == [10, 10, 4] * 2
    first, second = np.concatenate(taken[:3]), np.concatenate(taken[3:])
    assert sorted(first) == sorted(second) == list(range(24))
    assert first.tolist() != second.tolist()


def test_the_bowls_curvatures_are_autograds():
    def at(point):
        return torch_loss("line", point, np.arange(24))

    point = torch.tensor([0.3, -1.0], dtype=torch.float64)
    hessian = torch.autograd.functional.hessian(at, point)
    expected = torch.linalg.eigvalsh(hessian).tolist()
    assert descent_paths.bowl_curvatures() == pytest.approx(expected)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_descent_in_the_bowl_converges_below_the_bound_and_diverges_above(momentum):
    _, large = descent_paths.bowl_curvatures()
    bound = optimisers.largest_stable_rate(large, momentum)
    best = np.polyfit(*descent_paths.model_data("line"), 1)
    for factor, stable in ((0.97, True), (1.03, False)):
        recipe = Descent(factor * bound, momentum, num_steps=3000)
        path = descent_paths.trace_descent("line", (-2, 2), recipe)
        assert path.diverged != stable
        if stable:
            np.testing.assert_allclose(path.points[-1], best, atol=1e-6)


def test_one_hidden_unit_has_two_equal_minima_and_a_flat_saddle_between():
    for point in POINTS:
        mirrored = [-v for v in point]
        loss = descent_paths.loss("unit", point)
        assert loss == pytest.approx(descent_paths.loss("unit", mirrored), rel=1e-12)
    assert descent_paths.model_gradient("unit", (0, 0)).tolist() == [0, 0]
    along = [descent_paths.loss("unit", (t, t)) for t in (-0.3, 0, 0.3)]
    across = [descent_paths.loss("unit", (t, -t)) for t in (-0.3, 0, 0.3)]
    assert along[1] > max(along[0], along[2])
    assert across[1] < min(across[0], across[2])


def test_the_slice_goes_through_a_minimum_near_the_trained_values():
    trained = np.array([-1.14, -1.66])
    path = descent_paths.trace_descent(
        "slice", trained, Descent(0.1, 0.9, num_steps=500)
    )
    assert np.abs(path.points[-1] - trained).max() < 0.1
    assert descent_paths.loss("slice", trained) < 1.1 * path.losses[-1] < 0.01


def test_the_slice_has_a_good_minimum_and_a_worse_one():
    recipe = Descent(0.5, num_steps=400)
    good = descent_paths.trace_descent("slice", (2.0, -2.0), recipe)
    worse = descent_paths.trace_descent("slice", (0.5, -0.5), recipe)
    assert 10 * good.losses[-1] < worse.losses[-1]
    for path in (good, worse):
        end = torch.tensor(path.points[-1])
        assert np.abs(descent_paths.model_gradient("slice", end)).max() < 1e-6
        hessian = torch.autograd.functional.hessian(
            lambda at: torch_loss("slice", at, np.arange(24)), end
        )
        assert torch.linalg.eigvalsh(hessian).min() > 0


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: descent_paths.loss("cubic", (0, 0)), ValueError, "model"),
        (lambda: descent_paths.loss("line", (0, 0, 0)), ValueError, "two numbers"),
        (lambda: Descent(0), ValueError, "lr"),
        (lambda: Descent(0.1, momentum=1), ValueError, "momentum"),
        (lambda: Descent(0.1, batch_size=25), ValueError, "batch_size"),
        (lambda: Descent(0.1, num_steps=1.5), TypeError, "num_steps"),
        (lambda: optimisers.largest_stable_rate(0), ValueError, "curvature"),
    ],
)
def test_bad_input_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
