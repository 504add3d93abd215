"""Separability: two linear programs and a least-squares problem that must agree."""

import numpy as np
import pytest
from sklearn.svm import SVC

from nnfoundations.units import separability
from nnfoundations.units.perceptron import margin
from nnfoundations.units.separability import (
    find_shared_average,
    find_widest_boundary,
    is_separable,
)

XOR_X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
XOR_Y = np.array([-1, 1, 1, -1])
AND_Y = np.array([-1, -1, -1, 1])


def random_labels(seed):
    """Few points with random labels: about half of these sets are separable."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(7, 2))
    y = rng.permutation([-1, -1, -1, 1, 1, 1, 1])
    return X, y


@pytest.mark.parametrize("seed", range(40))
def test_exactly_one_of_boundary_and_shared_average_exists(seed):
    X, y = random_labels(seed)
    a = find_shared_average(X, y)
    assert is_separable(X, y) == (a is None)
    if a is None:
        assert margin(X, y, *find_widest_boundary(X, y)) > 0
        return
    assert (a >= 0).all()
    assert a[y > 0].sum() == pytest.approx(1)
    assert a[y < 0].sum() == pytest.approx(1)
    np.testing.assert_allclose(a[y > 0] @ X[y > 0], a[y < 0] @ X[y < 0], atol=1e-9)
    with pytest.raises(ValueError, match="find_shared_average"):
        find_widest_boundary(X, y)


def test_the_random_sets_are_of_both_kinds():
    kinds = [is_separable(*random_labels(seed)) for seed in range(40)]
    assert 5 < sum(kinds) < 35


def test_xor_has_the_middle_of_the_square_as_shared_average():
    assert not is_separable(XOR_X, XOR_Y)
    assert find_shared_average(XOR_X, XOR_Y) == pytest.approx([0.5] * 4)


def test_and_is_separable():
    assert is_separable(XOR_X, AND_Y)
    assert find_shared_average(XOR_X, AND_Y) is None


def test_a_tie_is_not_a_separation():
    X, y = [[1.0], [1.0], [0.0]], [1, -1, -1]
    assert not is_separable(X, y)
    assert find_shared_average(X, y) == pytest.approx([1, 1, 0])


def test_the_widest_boundary_of_two_points_by_hand():
    # (0.1, 1) and -(0.2, 1): the segment between them passes the origin at 0.04945.
    X, y = [[0.1], [0.2]], [1, -1]
    w, b = find_widest_boundary(X, y)
    assert w == pytest.approx([-20.0])
    assert b == pytest.approx(3.0)
    assert margin(X, y, w, b) == pytest.approx(0.1 / np.sqrt(4.09))


@pytest.mark.parametrize("seed", range(10))
def test_the_widest_boundary_is_that_of_a_support_vector_machine(seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(50, 3))
    y = np.where(X @ [1.0, -2.0, 0.5] + 0.4 > 0, 1, -1)
    w, b = find_widest_boundary(X, y)
    # Mirrored copies of (x, 1) take the machine's own intercept out of the game.
    longer = np.column_stack([X, np.ones(50)])
    machine = SVC(kernel="linear", C=1e9, tol=1e-8)
    machine.fit(np.vstack([longer, -longer]), np.append(y, -y))
    np.testing.assert_allclose([*w, b], machine.coef_[0], rtol=1e-4, atol=1e-4)
    assert margin(X, y, w, b) == pytest.approx(1 / np.sqrt(w @ w + b * b))


def test_a_solver_that_gives_up_is_no_answer(monkeypatch):
    class GaveUp:
        status, message = 1, "iteration limit"

    monkeypatch.setattr(separability, "linprog", lambda *args, **kwargs: GaveUp())
    for function in (is_separable, find_shared_average):
        with pytest.raises(RuntimeError, match="iteration limit"):
            function(XOR_X, XOR_Y)


@pytest.mark.parametrize(
    "function", [is_separable, find_shared_average, find_widest_boundary]
)
@pytest.mark.parametrize(
    ("X", "y", "kind", "words"),
    [
        (XOR_X, [0, 1, 1, 0], ValueError, "labels -1 and"),
        (XOR_X, [1, -1], ValueError, "4 of X, 2 of y"),
        ([1.0, 2.0], [1, -1], ValueError, "2 dimension"),
        ([["a"]], [1], TypeError, "real numbers"),
    ],
)
def test_bad_input_is_refused(function, X, y, kind, words):
    with pytest.raises(kind, match=words):
        function(X, y)


def test_the_shared_average_does_not_depend_on_the_order():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(30, 2)), rng.choice([-1, 1], size=30)
    order = rng.permutation(30)
    first, second = find_shared_average(X, y), find_shared_average(X[order], y[order])
    np.testing.assert_allclose(first[order], second, atol=1e-9)


def test_the_shared_average_is_that_of_the_examples_nearest_to_their_middle():
    """It moves with the examples, wherever the origin is."""
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(20, 2)), np.tile([-1, 1], 10)
    a = find_shared_average(X, y)
    moved = find_shared_average(X + np.array([5.0, -3.0]), y)
    np.testing.assert_allclose(moved, a, atol=1e-9)
