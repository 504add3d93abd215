"""The sets of points: their geometry without noise, their noise, their randomness."""

import numpy as np
import pytest
from sklearn.datasets import make_moons

from nnfoundations.data.points import POINT_MAKERS, RADII, points_arrays


def rng(seed=0):
    return np.random.default_rng(seed)


def test_xor_without_noise_is_the_truth_table():
    X, y = points_arrays("xor", 40, 0.0, rng())
    corners, counts = np.unique(X, axis=0, return_counts=True)
    assert corners.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert counts.tolist() == [10] * 4
    np.testing.assert_array_equal(y, X[:, 0] != X[:, 1])


def test_xor_of_four_points_has_every_corner():
    X, _ = points_arrays("xor", 4, 0.0, rng())
    assert len(np.unique(X, axis=0)) == 4


def test_clouds_are_told_apart_by_a_line():
    X, y = points_arrays("clouds", 200, 0.1, rng())
    np.testing.assert_array_equal(y, X.sum(axis=1) > 0)


def test_moons_lie_on_scikit_learns_half_circles():
    X, y = points_arrays("moons", 200, 0.0, rng())
    reference, labels = make_moons(20000, noise=None)
    for k in (0, 1):
        squares = (X[y == k, None] - reference[None, labels == k]) ** 2
        assert np.sqrt(squares.sum(-1)).min(1).max() < 1e-3


def test_circles_have_their_radii():
    X, y = points_arrays("circles", 50, 0.0, rng())
    np.testing.assert_allclose(np.hypot(*X.T), np.take(RADII, y), rtol=1e-12)


def test_one_spiral_arm_is_the_other_turned_by_half_a_turn():
    X, y = points_arrays("spiral", 60, 0.0, rng())
    one, other = (X[y == k][np.argsort(np.hypot(*X[y == k].T))] for k in (0, 1))
    np.testing.assert_allclose(one, -other, atol=1e-12)
    radius = np.hypot(*one.T)
    assert radius[0] == pytest.approx(0.1)
    assert (np.diff(radius) > 0).all()


@pytest.mark.parametrize("name", POINT_MAKERS)
def test_noise_is_normal_with_the_given_deviation(name):
    smooth, _ = points_arrays(name, 4000, 0.0, rng())
    noisy, _ = points_arrays(name, 4000, 0.3, rng())
    # same generator, same order: the difference is the noise alone
    assert (noisy - smooth).std() == pytest.approx(0.3, rel=0.03)
    assert abs((noisy - smooth).mean()) < 0.02


@pytest.mark.parametrize("name", POINT_MAKERS)
@pytest.mark.parametrize("num_points", [4, 7, 200])
def test_classes_are_balanced_and_types_are_fixed(name, num_points):
    X, y = points_arrays(name, num_points, 0.1, rng())
    assert (X.shape, X.dtype) == ((num_points, 2), np.float64)
    assert (y.dtype, y.sum()) == (np.int64, num_points // 2)


@pytest.mark.parametrize("name", POINT_MAKERS)
def test_the_generator_decides_everything(name):
    X, y = points_arrays(name, 50, 0.1, rng(3))
    again, labels = points_arrays(name, 50, 0.1, rng(3))
    other, _ = points_arrays(name, 50, 0.1, rng(4))
    np.testing.assert_array_equal(X, again)
    np.testing.assert_array_equal(y, labels)
    assert not np.allclose(X, other)


def test_labels_are_not_in_order():
    _, y = points_arrays("moons", 200, 0.1, rng())
    assert len(set(y[:20].tolist())) == 2
    assert (np.diff(y) == 0).any()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("ring", 10, 0.1, rng()), ValueError, "name: expected one of 'xor'"),
        (("xor", 3, 0.1, rng()), ValueError, "num_points: .*at least 4, got 3"),
        (("xor", 10.0, 0.1, rng()), TypeError, "num_points"),
        (("xor", 10, -0.1, rng()), ValueError, "noise"),
        (("xor", 10, float("nan"), rng()), ValueError, "noise"),
        (("xor", 10, 0.1, 0), TypeError, r"rng: .*got int.*default_rng\(seed\)"),
    ],
)
def test_bad_arguments_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        points_arrays(*arguments)


def test_a_random_state_gives_the_same_points_in_every_release_of_numpy():
    X, y = points_arrays("moons", 4, 0.1, np.random.RandomState(0))
    # by hand: noise first, (n, 2), then the order
    old = np.random.RandomState(0)
    noise, order = old.standard_normal((4, 2)), old.permutation(4)
    smooth = np.array([[1, 0], [0, 0.5], [0, 1], [1, -0.5]])
    np.testing.assert_allclose(X, (smooth + 0.1 * noise)[order], atol=1e-15)
    np.testing.assert_array_equal(y, (np.arange(4) % 2)[order])
    assert noise[0, 0] == pytest.approx(1.764052345967664, rel=1e-15)  # frozen


def test_the_rings_have_radius_1_and_one_half():
    X, y = points_arrays("circles", 40, 0.0, np.random.default_rng(0))
    radius = np.hypot(*X.T)
    np.testing.assert_allclose(radius[y == 0], 1.0)
    np.testing.assert_allclose(radius[y == 1], 0.5)


def test_the_spirals_arms_go_round_one_and_a_quarter_times():
    X, y = points_arrays("spiral", 60, 0.0, np.random.default_rng(0))
    way = (np.hypot(*X.T) - 0.1) / 0.9  # 0 at the beginning of an arm
    turns = np.arctan2(X[:, 1], X[:, 0]) / (2 * np.pi) - y / 2
    off = turns - 1.25 * way
    np.testing.assert_allclose(off, np.round(off), atol=1e-9)


def test_noise_has_the_standard_deviation_that_is_asked_for():
    rng = np.random.default_rng(0)
    X, _ = points_arrays("xor", 4000, 0.05, rng)
    assert float((X - np.round(X)).std()) == pytest.approx(0.05, rel=0.05)
