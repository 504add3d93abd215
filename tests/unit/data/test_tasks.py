"""The plane's tasks: where they lie, what they ask for, what a network sees of them."""

import numpy as np
import pytest

from nnfoundations.data.points import (
    CLASSES,
    FEATURES,
    HILL_WIDTH,
    TASKS,
    features,
    num_training,
    points_arrays,
    task_arrays,
)


def rng(seed=0):
    return np.random.RandomState(seed)


@pytest.mark.parametrize("name", CLASSES)
def test_a_task_with_classes_is_the_set_of_points_moved_to_the_origin(name):
    X, y = task_arrays(name, 400, 0.0, rng())
    points, labels = points_arrays(name, 400, 0.0, rng())
    np.testing.assert_array_equal(y, labels)
    shift = points - X
    np.testing.assert_allclose(shift, shift[:1].repeat(400, 0), atol=1e-12)
    middle = (X.min(0) + X.max(0)) / 2
    assert np.abs(middle).max() < 0.12  # the spiral's ends are not opposite


def test_the_plane_is_the_mean_of_the_coordinates():
    X, y = task_arrays("plane", 50, 0.0, rng())
    assert np.abs(X).max() <= 1
    np.testing.assert_allclose(y, X.mean(axis=1))


def test_a_hill_is_1_high_and_falls_to_exp_of_minus_a_half_one_width_away():
    from nnfoundations.data.points import SURFACES

    top = np.array([[-0.6, 0.5]])
    others = SURFACES["hills"](top) - 1
    assert abs(others[0]) < 0.05
    heights = SURFACES["hills"](np.array([[0.5, 0.7], [0.5, 0.7 + HILL_WIDTH]]))
    assert heights[0] == pytest.approx(-1, abs=0.05)
    assert heights[1] == pytest.approx(-np.exp(-0.5), abs=0.05)


@pytest.mark.parametrize("name", ["plane", "hills"])
def test_noise_is_added_to_the_value(name):
    X, y = task_arrays(name, 4000, 0.0, rng())
    same, noisy = task_arrays(name, 4000, 0.25, rng())
    np.testing.assert_array_equal(X, same)
    assert (noisy - y).std() == pytest.approx(0.25, rel=0.04)


def test_every_feature_is_what_its_name_says():
    a, b = 0.5, -0.25
    expected = [a, b, a * a, b * b, a * b, np.sin(np.pi * a), np.sin(np.pi * b)]
    np.testing.assert_allclose(features([[a, b]], list(FEATURES)), [expected])
    assert features([[a, b], [1, 2]], ["x2"]).tolist() == [[b], [2]]


@pytest.mark.parametrize(
    ("num_points", "share", "expected"),
    [(200, 0.5, 100), (5, 0.5, 3), (4, 0.01, 1), (4, 0.99, 3), (10, 0.25, 3)],
)
def test_the_share_for_training_is_rounded_and_leaves_some_for_both(
    num_points, share, expected
):
    assert num_training(num_points, share) == expected


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: task_arrays("ring", 10, 0.1, rng()), ValueError, "name.*'hills'"),
        (lambda: task_arrays("plane", 3, 0.1, rng()), ValueError, "num_points"),
        (lambda: task_arrays("plane", 9, -0.1, rng()), ValueError, "noise"),
        (lambda: task_arrays("hills", 9, 0.1, 7), TypeError, "rng.*got int"),
        (lambda: features([[1, 2, 3]], ["x1"]), ValueError, r"X.*\(1, 3\)"),
        (lambda: features([[1, 2]], []), ValueError, "names"),
        (lambda: features([[1, 2]], ["x3"]), ValueError, "names.*'x3'"),
    ],
)
def test_a_mistake_is_explained(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_every_task_can_be_drawn():
    for name in TASKS:
        X, y = task_arrays(name, 11, 0.1, np.random.default_rng(1))
        assert (X.shape, y.shape) == ((11, 2), (11,))
