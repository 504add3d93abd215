import numpy as np
import pytest

from nnfoundations.learning import backprop
from nnfoundations.learning.backprop import Weights
from nnfoundations.learning.finite_differences import forward_difference
from nnfoundations.learning.gradient_check import (
    best_step,
    compare_gradients,
    errors_by_step,
    find_crossings,
)
from nnfoundations.networks.activations import relu_derivative

STEPS = 10.0 ** np.arange(-9, 0)


def problem(dtype=np.float64):
    rng = np.random.default_rng(0)
    weights = backprop.initial_weights((6, 5, 3), rng, 0.5, dtype)
    weights = weights._replace(b1=rng.normal(0, 0.1, 5).astype(dtype))
    return weights, (rng.normal(size=(7, 6)), rng.integers(0, 3, 7))


# Oracles -------------------------------------------------------------------


@pytest.mark.parametrize("name", Weights._fields)
def test_the_gradients_are_right_away_from_the_kinks(name):
    found = compare_gradients(*problem(), name, 1e-5)
    assert found.errors[~found.crosses].max() < 1e-9
    assert found.difference.shape == (getattr(problem()[0], name).size,)


@pytest.mark.parametrize("name", ["W1", "b1"])
@pytest.mark.parametrize("step", [0.01, 0.1, 0.5])
def test_a_crossing_is_a_unit_that_switches_on_the_way(name, step):
    weights, (X, _) = problem()
    found = find_crossings(weights, X, name, step)
    for index in np.ndindex(found.shape):
        sides = []
        for h in np.linspace(-step, step, 5):
            moved = getattr(weights, name).copy()
            moved[index] += h
            cache = backprop.forward(weights._replace(**{name: moved}), X)
            sides.append(relu_derivative(cache.Z1))
        switched = not all(np.array_equal(sides[0], side) for side in sides)
        assert found[index] == switched
    assert found.any() or step < 0.1
    assert not found.all() or step > 0.1


def test_float32_has_its_optimum_at_a_larger_step_and_a_larger_error():
    double = errors_by_step(*problem(), "W2", STEPS)
    single = errors_by_step(*problem(np.float32), "W2", STEPS[3:])
    assert STEPS[double.argmin()] < STEPS[3 + single.argmin()]
    assert 1e-12 < double.min() < 1e-8
    assert 1e-6 < single.min() < 1e-2
    assert double[0] > 100 * double.min() < double[-1]


def test_one_sided_differences_are_worse():
    central = errors_by_step(*problem(), "W2", STEPS)
    one_sided = errors_by_step(*problem(), "W2", STEPS, difference=forward_difference)
    assert one_sided.min() > 100 * central.min()


# By hand -------------------------------------------------------------------


def test_a_blank_input_with_no_bias_sits_on_the_kink():
    weights, (X, y) = problem()
    weights = weights._replace(b1=np.zeros(5))
    X[0] = 0
    assert find_crossings(weights, X, "b1", 1e-12).all()
    found = compare_gradients(weights, (X, y), "b1", 1e-6)
    assert found.errors.min() > 1e-4  # and no smaller step would help
    assert (
        find_crossings(weights, X[:1], "W1", 1.0).sum() == 0
    )  # a blank pixel moves nothing


def test_the_output_layer_has_no_kinks():
    weights, (X, _) = problem()
    assert not find_crossings(weights, X, "W2", 1e9).any()
    assert not find_crossings(weights, X, "b2", 1e9).any()


def test_only_the_entries_asked_for_are_compared():
    weights, batch = problem()
    some, every = (
        compare_gradients(weights, batch, "W1", 1e-4, e) for e in ([7, 2], None)
    )
    assert some.gradient.tolist() == every.gradient[[7, 2]].tolist()
    assert some.difference.tolist() == every.difference[[7, 2]].tolist()
    assert some.crosses.tolist() == every.crosses[[7, 2]].tolist()


def test_a_wrong_name_is_refused():
    with pytest.raises(ValueError, match="name: expected one of 'W1'"):
        compare_gradients(*problem(), "W3", 1e-4)


def test_the_best_step_is_where_the_two_sides_meet():
    steps = 10.0 ** np.arange(-10, 1)
    for order, expected in ((2, 1e-4), (1, 1e-6)):
        # a h^order + b / h is lowest where order a h^(order + 1) = b
        a, b = 2.0, 2.0 * order * expected ** (order + 1)
        found = best_step(steps, a * steps**order + b / steps, order)
        assert found.step == pytest.approx(expected, rel=0.02)
        exact = a * expected**order + b / expected
        assert found.error == pytest.approx(exact, rel=0.02)


def test_a_curve_without_one_of_its_sides_is_refused():
    with pytest.raises(ValueError, match="either side of the lowest error"):
        best_step([1e-3, 1e-2, 1e-1], [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="the same length"):
        best_step([1e-3, 1e-2], [1.0])


def test_rounding_is_that_of_the_loss_over_the_step():
    for dtype in (np.float64, np.float32):
        weights, (X, y) = problem(dtype)
        found = compare_gradients(weights, (X, y), "b2", 1e-3)
        loss = backprop.cross_entropy(backprop.forward(weights, X).logits, y)
        rounding = np.finfo(dtype).eps / 2 * loss / 1e-3
        assert found.rounding == pytest.approx(rounding, rel=1e-6)


def test_the_errors_of_a_step_are_their_root_mean_square():
    found = compare_gradients(*problem(), "W2", 0.1).errors
    [whole] = errors_by_step(*problem(), "W2", [0.1])
    assert whole == pytest.approx(np.sqrt(np.mean(found**2)))
    assert whole < found.max()
