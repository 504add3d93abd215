"""Curves given by samples: the polygon, its steepness and bend, smoothing."""

import numpy as np
import pytest
from scipy.ndimage import convolve1d

from nnfoundations.labs.mlp_architecture.curves import polygon, slope_and_bend, smooth
from nnfoundations.networks.approximation import Interval, largest_gap, relu_interpolant

UNIT = Interval(0, 1)
T = np.linspace(0, 1, 129)


def test_polygon_meets_the_samples_and_is_straight_between_them():
    f = polygon([1.0, 3.0, 0.0], Interval(-1, 1))
    x = np.array([-1, -0.5, 0, 0.5, 1])
    np.testing.assert_allclose(f(x), [1, 2, 3, 1.5, 0])


def test_as_many_relus_as_a_polygon_has_pieces_draw_it_exactly():
    samples = np.random.default_rng(3).uniform(-1, 1, 9)
    f = polygon(samples, UNIT)
    stack = relu_interpolant(f, UNIT, 8)
    assert largest_gap(f, stack, np.linspace(0, 1, 500)) < 1e-12


def test_the_largest_gap_of_two_polygons_lies_at_a_corner():
    rng = np.random.default_rng(4)
    f = polygon(rng.uniform(-1, 1, 33), UNIT)
    for num in (3, 7, 12):
        stack = relu_interpolant(f, UNIT, num)
        corners = np.concatenate([np.linspace(0, 1, 33), np.linspace(0, 1, num + 1)])
        exact = largest_gap(f, stack, corners)
        seen = largest_gap(f, stack, np.linspace(0, 1, 20_001))
        assert seen <= exact + 1e-12
        assert seen > 0.999 * exact


def test_slope_and_bend_of_a_parabola_are_known():
    slope, bend = slope_and_bend(3 * T**2, UNIT, lag=4)
    assert bend == pytest.approx(6)
    assert slope == pytest.approx(6 - 3 * 4 / 128)  # over the last four steps


def test_slope_and_bend_are_per_unit_of_the_interval():
    x = np.linspace(-1, 3, 129)
    slope, bend = slope_and_bend(3 * x**2, Interval(-1, 3), lag=4)
    assert bend == pytest.approx(6)
    assert slope == pytest.approx(18 - 3 * 4 / 32)


@pytest.mark.parametrize(
    ("f", "slope_grows", "bend_grows"),
    [
        (lambda t: np.sin(2 * np.pi * t), 1, 1),
        (lambda t: np.abs(t - 0.5), 1, 2),
        (lambda t: (t > 0.3).astype(float), 2, 4),
    ],
    ids=["smooth", "corner", "jump"],
)
def test_half_the_lag_tells_corners_and_jumps_from_smooth(f, slope_grows, bend_grows):
    coarse = slope_and_bend(f(T), UNIT, 8)
    fine = slope_and_bend(f(T), UNIT, 4)
    assert fine.slope / coarse.slope == pytest.approx(slope_grows, rel=0.03)
    assert fine.bend / coarse.bend == pytest.approx(bend_grows, rel=0.03)


def test_smoothing_is_a_convolution_that_keeps_the_ends():
    samples = np.random.default_rng(5).normal(size=20)
    once = convolve1d(samples, [0.25, 0.5, 0.25])
    once[[0, -1]] = samples[[0, -1]]
    np.testing.assert_allclose(smooth(samples), once)
    np.testing.assert_allclose(smooth(samples, 2), smooth(once))
    np.testing.assert_array_equal(smooth(samples, 0), samples)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: polygon([1.0], UNIT), ValueError, "at least 2"),
        (lambda: polygon([1.0, 2.0], Interval(1, 0)), ValueError, "high"),
        (lambda: slope_and_bend([1, 2, 3], UNIT, 2), ValueError, "at least 5"),
        (lambda: slope_and_bend([1, 2, 3], UNIT, 0.5), TypeError, "lag"),
        (lambda: smooth([1, 2, 3], -1), ValueError, "times"),
    ],
)
def test_bad_input_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
