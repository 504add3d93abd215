import numpy as np
import pytest
import torch

from nnfoundations.labs.softmax_regression import adaline
from nnfoundations.units.linear_rules import num_wrong

RNG = np.random.default_rng(6)
X = RNG.normal(size=(40, 3)) * [1.0, 3.0, 0.5] + [0.5, 0.0, 2.0]
Y = np.where(X[:, 0] + 0.5 * RNG.normal(size=40) > 0.5, 1.0, -1.0)


def test_curvatures_are_those_of_autograds_hessian():
    inputs = torch.tensor(np.column_stack([X, np.ones(len(X))]))

    def loss(w):
        return ((inputs @ w - torch.tensor(Y)) ** 2).mean() / 2

    zero = torch.zeros(4, dtype=torch.float64)
    hessian = torch.autograd.functional.hessian(loss, zero)
    np.testing.assert_allclose(adaline.curvatures(X), torch.linalg.eigvalsh(hessian))


def test_one_input_by_hand():
    """Centred +1 and -1: both curvatures are 1, so the limit is 2."""
    assert adaline.rate_bound([[1.0], [-1.0]]) == pytest.approx(2)


def test_descent_arrives_at_the_least_squares():
    bound = adaline.rate_bound(X)
    losses = adaline.descend_from_zero(X, Y, bound / 2, 3000)
    w, b = adaline.find_lowest_point(X, Y)
    assert losses[-1] == pytest.approx(np.mean((Y - X @ w - b) ** 2) / 2)
    assert losses[0] == 0.5


def test_descent_is_autograds():
    inputs = torch.tensor(np.column_stack([X, np.ones(len(X))]))
    w = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([w], lr=0.05)
    expected = []
    for _ in range(6):
        loss = ((inputs @ w - torch.tensor(Y)) ** 2).mean() / 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        expected.append(loss.item())
    np.testing.assert_allclose(adaline.descend_from_zero(X, Y, 0.05, 5), expected)


def test_the_measured_limit_is_two_over_the_largest_curvature():
    measured = adaline.measure_largest_rate(X, Y, low=1e-3, high=3)
    bound = adaline.rate_bound(X)
    assert measured.stable == pytest.approx(bound, rel=2e-3)
    assert measured.unstable == pytest.approx(bound, rel=2e-3)
    assert measured.stable < measured.unstable


def test_a_descent_that_diverges_ends_early():
    losses = adaline.descend_from_zero(X, Y, 10 * adaline.rate_bound(X), 1000)
    assert len(losses) < 20
    assert losses[-1] > adaline.DIVERGED_LOSS
    assert not adaline.is_stable(X, Y, 10 * adaline.rate_bound(X))


def test_bounds_that_do_not_enclose_are_refused():
    bound = adaline.rate_bound(X)
    with pytest.raises(ValueError, match="low"):
        adaline.measure_largest_rate(X, Y, 1.2 * bound, 2 * bound)
    with pytest.raises(ValueError, match="high"):
        adaline.measure_largest_rate(X, Y, 0.1 * bound, 0.9 * bound)


def test_preparations():
    made = adaline.prepare_inputs([[0, 16], [8, 16]], 16)
    np.testing.assert_array_equal(made["raw"], [[0, 16], [8, 16]])
    np.testing.assert_array_equal(made["scaled"], [[0, 1], [0.5, 1]])
    np.testing.assert_array_equal(made["centred"], [[-0.25, 0], [0.25, 0]])


def test_far_points_on_the_right_side_spoil_the_least_squares():
    near, y = adaline.points_with_far_ones(3)
    assert num_wrong(near, y, *adaline.find_lowest_point(near, y)) == 0
    far, y = adaline.points_with_far_ones(28)
    assert num_wrong(far, y, *adaline.find_lowest_point(far, y)) == 2
