import numpy as np
import pytest
import torch
from scipy.optimize import approx_fprime

from nnfoundations.learning.finite_differences import (
    central_difference,
    forward_difference,
)


def f(x):
    return np.sum(np.sin(x) * x[::-1])


X = np.array([0.3, -1.2, 2.0, 0.7])


def exact():
    x = torch.tensor(X, requires_grad=True)
    (torch.sin(x) * x.flip(0)).sum().backward()
    return x.grad.numpy()


# Oracles -------------------------------------------------------------------


def test_both_equal_autograd():
    np.testing.assert_allclose(central_difference(f, X, 1e-5), exact(), atol=1e-9)
    np.testing.assert_allclose(forward_difference(f, X, 1e-8), exact(), atol=1e-7)


def test_the_one_sided_difference_is_scipys():
    np.testing.assert_allclose(
        forward_difference(f, X, 1e-4), approx_fprime(X, f, 1e-4), rtol=1e-9
    )


def test_the_errors_are_those_of_taylors_formula():
    x = np.array([2.0])  # x^3: f'' = 12, f''' = 6
    cube = lambda x: x[0] ** 3  # noqa: E731
    for h in (0.5, 0.25):
        assert central_difference(cube, x, h)[0] == pytest.approx(12 + 6 * h**2 / 6)
        one_sided = 12 + 12 * h / 2 + 6 * h**2 / 6
        assert forward_difference(cube, x, h)[0] == pytest.approx(one_sided)


def test_a_smaller_step_helps_first_and_hurts_later():
    errors = [
        np.abs(central_difference(f, X, h) - exact()).max() for h in (1e-2, 1e-5, 1e-11)
    ]
    assert errors[1] < errors[0] / 1e4
    assert errors[1] < errors[2] / 1e4


# By hand -------------------------------------------------------------------


def test_at_a_kink_the_two_slopes_are_averaged_however_small_the_step():
    relu = lambda x: max(x[0], 0.0)  # noqa: E731
    for h in (1.0, 1e-3, 1e-9):
        assert central_difference(relu, [0.0], h)[0] == 0.5
        assert forward_difference(relu, [0.0], h)[0] == 1
        assert forward_difference(relu, [0.0], -h)[0] == 0


# Properties ----------------------------------------------------------------


def test_the_shape_is_that_of_x_and_x_is_left_alone():
    x = np.arange(6.0).reshape(2, 3)
    before = x.copy()
    slopes = central_difference(lambda x: (x**2).sum(), x, 0.5)
    np.testing.assert_allclose(slopes, 2 * x, atol=1e-12)
    assert np.array_equal(x, before)


def test_only_the_entries_asked_for_are_moved():
    seen = []

    def watched(x):
        seen.append(x.copy())
        return f(x)

    some = central_difference(watched, X, 1e-5, entries=[2, 0])
    np.testing.assert_allclose(some, exact()[[2, 0]], atol=1e-9)
    assert len(seen) == 4
    assert all(x[1] == X[1] and x[3] == X[3] for x in seen)


def test_the_type_stays_and_the_quotient_divides_by_what_rounding_left():
    types = set()

    def line(x):
        types.add(x.dtype)
        return 3 * np.float64(x[0])

    x = np.array([100.0], dtype=np.float32)  # neighbours are 7.6e-6 apart
    slope = central_difference(line, x, 1e-5)[0]
    assert types == {np.dtype(np.float32)}
    assert slope == pytest.approx(3, rel=1e-12)
    assert central_difference(lambda x: 3 * x[0], [100], 1e-5)[0] == pytest.approx(3)


# Bad input -----------------------------------------------------------------


def test_a_step_that_changes_nothing_is_refused():
    with pytest.raises(ValueError, match="moves"):
        central_difference(f, np.float32([100.0]), 1e-6)
    with pytest.raises(ValueError, match="moves"):
        forward_difference(f, [1.0], 0.0)


@pytest.mark.parametrize(
    ("x", "step", "entries", "error"),
    [
        (X, 0.0, None, ValueError),
        (X, -0.1, None, ValueError),
        (X, "small", None, TypeError),
        ([np.nan], 0.1, None, ValueError),
        (["a"], 0.1, None, TypeError),
        (X, 0.1, [4], ValueError),
        (X, 0.1, [-1], ValueError),
        (X, 0.1, [], ValueError),
    ],
)
def test_bad_settings_are_refused(x, step, entries, error):
    with pytest.raises(error, match="expected"):
        central_difference(f, x, step, entries)


def test_a_function_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match=r"f\(x\): expected a finite number"):
        central_difference(lambda x: np.inf if x[0] > 0 else 0.0, [0.0], 1e-3)
