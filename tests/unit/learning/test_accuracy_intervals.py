"""Intervals of an accuracy against SciPy, by hand, and by how often they hold."""

import numpy as np
import pytest
from scipy.stats import binomtest

from nnfoundations.learning.accuracy_intervals import (
    count_distribution,
    coverage,
    plain_interval,
    wilson_interval,
)


def all_of(interval, n):
    return [interval(k, n) for k in range(n + 1)]


@pytest.mark.parametrize(("k", "n"), [(0, 5), (5, 5), (1, 3), (349, 360), (97, 1000)])
def test_wilson_is_scipys(k, n):
    low, high = binomtest(k, n).proportion_ci(0.95, method="wilson")
    assert wilson_interval(k, n) == pytest.approx((low, high), abs=1e-12)


def test_half_of_four_by_hand():
    # z = 1, n = 4: middle (1/2 + 1/8) / (5/4) = 1/2, half sqrt((1/4 + 1/16)/4) / (5/4)
    low, high = wilson_interval(2, 4, z=1)
    assert (low + high) / 2 == pytest.approx(0.5)
    assert high - low == pytest.approx(2 * np.sqrt(5 / 64) / 1.25)
    assert plain_interval(2, 4, z=1) == pytest.approx((0.25, 0.75))


def test_the_ends_of_wilson_are_as_far_off_as_they_themselves_allow():
    k, n, z = 90, 100, 1.5
    for p in wilson_interval(k, n, z):
        assert abs(k / n - p) == pytest.approx(z * np.sqrt(p * (1 - p) / n))


def test_all_right_does_not_mean_certain():
    assert plain_interval(100, 100) == (1, 1)
    low, high = wilson_interval(100, 100)
    assert high == 1
    assert low == pytest.approx(100 / (100 + 1.96**2), abs=1e-5)
    assert wilson_interval(11, 11)[1] == 1  # rounding would lead above it


def test_four_times_the_images_halve_the_width():
    narrow, wide = (np.diff(wilson_interval(9 * n, 10 * n))[0] for n in (160, 40))
    assert narrow == pytest.approx(wide / 2, rel=0.01)


def test_the_counts_are_binomial():
    p = count_distribution(0.3, 2)
    np.testing.assert_allclose(p, [0.49, 0.42, 0.09])


def test_coverage_is_that_of_a_simulation():
    n, p = 40, 0.9
    table = all_of(wilson_interval, n)
    k = np.random.default_rng(0).binomial(n, p, 20_000)
    low, high = np.array(table).T
    share = ((low[k] <= p) & (p <= high[k])).mean()
    assert coverage(table, p) == pytest.approx(share, abs=0.006)


def test_near_one_wilson_holds_and_the_plain_interval_does_not():
    assert coverage(all_of(wilson_interval, 100), 0.97) > 0.93
    assert coverage(all_of(plain_interval, 100), 0.97) < 0.83


@pytest.mark.parametrize("interval", [wilson_interval, plain_interval])
def test_impossible_counts_are_refused(interval):
    with pytest.raises(ValueError, match="num_correct: expected at most 4, got 5"):
        interval(5, 4)
    with pytest.raises(ValueError, match="num_images"):
        interval(0, 0)
    with pytest.raises(TypeError, match="num_correct"):
        interval(0.97, 100)
    with pytest.raises(ValueError, match="z:"):
        interval(1, 4, 0)


def test_an_interval_holds_its_ends():
    # n = 1, p = 0.25: no right answer in 3 of 4 cases, one in 1 of 4
    assert coverage([[0.25, 0.5], [0.5, 1]], 0.25) == 0.75
    assert coverage([[0, 0.25], [0.5, 1]], 0.25) == 0.75


@pytest.mark.parametrize("shape", [(2, 3), (3, 1), (1, 2)])
def test_tables_of_another_shape_are_refused(shape):
    wanted = (
        r"^intervals: expected shape \(n \+ 1, 2\), n at least 1, got shape \({}, {}\)"
    )
    with pytest.raises(ValueError, match=wanted.format(*shape)):
        coverage(np.full(shape, 0.5), 0.5)
    with pytest.raises(ValueError, match=r"^intervals: expected 2 dimension"):
        coverage([0.0, 1.0], 0.5)


@pytest.mark.parametrize("accuracy", [-0.1, 1.5])
def test_accuracies_that_are_no_share_are_refused(accuracy):
    with pytest.raises(ValueError, match=r"^accuracy: expected"):
        count_distribution(accuracy, 4)
    with pytest.raises(ValueError, match=r"^accuracy: expected"):
        coverage([[0, 1], [0, 1]], accuracy)
    with pytest.raises(TypeError, match=r"^num_images: expected"):
        count_distribution(0.5, 4.5)
