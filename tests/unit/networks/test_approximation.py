"""Approximation by construction: error bounds, rates, and folding."""

import numpy as np
import pytest

from nnfoundations.networks.approximation import (
    Interval,
    bump_network,
    curve,
    max_error,
    relu_interpolant,
    sawtooth,
)
from nnfoundations.networks.regions import find_breakpoints

UNIT = Interval(0, 1)


def wave(x):
    return np.sin(2 * np.pi * x) + x


def rate(errors):
    """Return by which power of the width the error falls from doubling to doubling."""
    return np.log2(np.array(errors[:-1]) / np.array(errors[1:]))


def test_relu_interpolant_is_numpys_polygon():
    interval = Interval(-1, 2)
    t = np.linspace(-1, 2, 8)
    x = np.linspace(-1, 2, 500)
    stack = relu_interpolant(wave, interval, 7)
    assert stack.widths == (1, 7, 1)
    expected = np.interp(x, t, wave(t))
    np.testing.assert_allclose(curve(stack)(x), expected, atol=1e-12)


@pytest.mark.parametrize("num_pieces", [3, 10, 50])
def test_relu_error_keeps_within_the_second_derivatives_bound(num_pieces):
    bound = (2 * np.pi) ** 2 / (8 * num_pieces**2)
    error = max_error(wave, relu_interpolant(wave, UNIT, num_pieces), UNIT)
    assert 0.5 * bound < error <= bound


def test_relu_error_falls_with_the_square_of_the_width_and_bumps_with_the_width():
    counts = (16, 32, 64, 128)
    relus = [max_error(wave, relu_interpolant(wave, UNIT, n), UNIT) for n in counts]
    bumps = [max_error(wave, bump_network(wave, UNIT, n), UNIT) for n in counts]
    np.testing.assert_allclose(rate(relus), 2, atol=0.05)
    np.testing.assert_allclose(rate(bumps), 1, atol=0.1)


def test_steep_bumps_are_a_staircase_at_the_heights_of_f():
    stack = bump_network(wave, UNIT, 5, steepness=500.0)
    middles = (np.arange(5) + 0.5) / 5
    x = (middles[:, None] + np.array([-0.08, 0, 0.08])).reshape(-1, 1)
    heights = np.repeat(wave(middles), 3)
    assert stack.widths == (1, 10, 1)
    np.testing.assert_allclose(stack(x)[:, 0], heights, atol=1e-9)
    ends = stack([[0.0], [1.0]])[:, 0]
    np.testing.assert_allclose(ends, wave(middles[[0, -1]]), atol=1e-9)


def test_a_step_is_never_met_by_relus_but_only_beside_it():
    def step(x):
        return (x > 1 / 3).astype(float)

    errors = [max_error(step, relu_interpolant(step, UNIT, n), UNIT) for n in (8, 64)]
    assert min(errors) > 0.5


@pytest.mark.parametrize("num_folds", [1, 2, 3, 8])
def test_each_fold_doubles_the_pieces(num_folds):
    stack = sawtooth(num_folds)
    assert stack.widths == (1, *[2] * num_folds, 1)
    x = find_breakpoints(stack, 0, 1)
    assert len(x) - 1 == 2**num_folds
    y = curve(stack)(x)
    assert y.tolist() == [i % 2 for i in range(len(x))]  # dyadic numbers: exact


def test_sawtooth_equals_folding_by_hand():
    x = np.random.default_rng(0).uniform(0, 1, 200)
    folded = x
    for _ in range(4):
        folded = np.where(folded <= 0.5, 2 * folded, 2 - 2 * folded)
    np.testing.assert_allclose(sawtooth(4)(x[:, None])[:, 0], folded, atol=1e-12)


def test_max_error_looks_at_the_ends_too():
    def bent(x):
        return np.where(x == 1, 5.0, 0.0)

    assert max_error(bent, relu_interpolant(np.zeros_like, UNIT, 1), UNIT, 10) == 5


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: relu_interpolant(wave, (1, 0), 3), ValueError, "high"),
        (lambda: relu_interpolant(wave, UNIT, 0), ValueError, "num"),
        (lambda: relu_interpolant(lambda x: x[:1], UNIT, 3), ValueError, "same length"),
        (lambda: bump_network(wave, UNIT, 3, steepness=0), ValueError, "steepness"),
        (lambda: bump_network(wave, UNIT, 2.5), TypeError, "num"),
        (lambda: sawtooth(0), ValueError, "num_folds"),
    ],
)
def test_bad_input_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
