"""Regions counted exactly, against cutting polygons, Zaslavsky and patterns."""

import itertools

import numpy as np
import pytest

from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.networks.approximation import sawtooth
from nnfoundations.networks.regions import (
    Window,
    activation_patterns,
    count_patterns,
    count_regions,
    find_breakpoints,
    max_regions,
    window_grid,
)
from nnfoundations.networks.stacks import Stack, random_stack

SQUARE = Window(-1, 1, -1, 1)


def cut(polygon, line):
    """Cut a convex polygon (m, 2) by a line: one or two polygons."""
    z = polygon @ line[:2] + line[2]
    if z.min() >= -1e-12 or z.max() <= 1e-12:
        return [polygon]
    sides = ([], [])
    corners = list(zip(polygon, z, strict=True))
    for (p, zp), (q, zq) in itertools.pairwise([*corners, corners[0]]):
        sides[int(zp > 0)].append(p)
        if (zp > 0) != (zq > 0):
            crossing = p + (q - p) * zp / (zp - zq)
            sides[0].append(crossing)
            sides[1].append(crossing)
    return [np.array(side) for side in sides]


def pieces_by_cutting(W1, b1, window):
    left, right, bottom, top = window
    pieces = [np.array([[left, bottom], [right, bottom], [right, top], [left, top]])]
    for line in np.vstack([W1, b1]).T:
        pieces = [part for piece in pieces for part in cut(piece, line)]
    return len(pieces)


@pytest.mark.parametrize("seed", range(20))
def test_count_equals_cutting_polygons(seed):
    rng = np.random.default_rng(seed)
    W1 = rng.standard_normal((2, 12))
    b1 = rng.standard_normal(12)
    window = Window(-1.5, 0.5, -1, 2)
    assert count_regions(W1, b1, window) == pieces_by_cutting(W1, b1, window)


@pytest.mark.parametrize("h", [1, 2, 5, 10])
def test_a_window_round_all_crossings_reaches_zaslavskys_bound(h):
    angles = np.arange(h) * np.pi / (h + 0.5)
    W1 = np.stack([np.cos(angles), np.sin(angles)])
    b1 = np.random.default_rng(0).standard_normal(h)
    huge = Window(-1e4, 1e4, -1e4, 1e4)
    assert count_regions(W1, b1, huge) == max_regions(h, 2)


def test_bound_by_hand_and_from_the_literature():
    assert [max_regions(h, 1) for h in (1, 2, 9)] == [2, 3, 10]
    assert max_regions(3, 2) == 7
    assert max_regions(3, 3) == max_regions(3, 8) == 8  # every pattern of 3 units
    assert max_regions(50, 10) == 13_432_735_556


@pytest.mark.parametrize(
    ("lines", "regions"),
    [
        ([(1, 0, 0)], 2),
        ([(1, 0, 0), (2, 0, 0)], 2),  # the same line twice
        ([(1, 0, 0), (-1, 0, 0)], 2),  # and turned round
        ([(1, 0, 0), (1, 0, 0.5)], 3),  # parallel
        ([(1, 0, 0), (0, 1, 0)], 4),
        ([(1, 0, 0), (0, 1, 0), (1, 1, 0)], 6),  # three through one point, not 7
        ([(1, 0, 0), (0, 1, 0), (1, 1, 0), (1, -1, 0)], 8),
        ([(1, 0, 5)], 1),  # outside
        ([(1, 1, 2)], 1),  # touches a corner only
        ([(1, 1, 0)], 2),  # through two corners
        ([(1, 0, 1)], 1),  # along a side
        ([(0, 0, 1)], 1),  # a unit without weights draws no line
        ([(1, 0.1, 0), (1, -0.1, 0.5)], 3),  # they cross outside
    ],
)
def test_special_positions_by_hand(lines, regions):
    W1, b1 = np.array(lines, dtype=float).T[:2], np.array(lines, dtype=float).T[2]
    assert count_regions(W1, b1, SQUARE) == regions


def test_patterns_on_a_fine_grid_find_every_region_of_one_layer():
    stack = random_stack((2, 4, 1), 1.0, np.random.default_rng(2))
    stack = Stack(stack.weights, (np.array([0.3, -0.4, 0.2, 0.5]), np.zeros(1)))
    exact = count_regions(stack.weights[0], stack.biases[0], SQUARE)
    counts = [count_patterns(stack, window_grid(SQUARE, n)) for n in (2, 10, 400)]
    assert counts[0] < exact
    assert sorted(counts) == counts
    assert counts[-1] == exact


def test_patterns_by_hand_through_two_layers():
    W = (np.array([[1.0, -1.0]]), np.array([[1.0], [-1.0]]), np.ones((1, 1)))
    stack = Stack(W, (np.array([0.0, 0.0]), np.array([-1.0]), np.zeros(1)))
    patterns = activation_patterns(stack, [[-2.0], [0.5], [2.0]]).astype(int)
    assert patterns.tolist() == [[0, 1, 0], [1, 0, 0], [1, 0, 1]]


def test_the_grid_lies_inside_the_window_evenly():
    X = window_grid(Window(0, 2, 0, 1), 2)
    assert X.tolist() == [[0.5, 0.25], [1.5, 0.25], [0.5, 0.75], [1.5, 0.75]]


def test_breakpoints_of_random_deep_networks_leave_no_bend_inside_a_piece():
    rng = np.random.default_rng(4)
    stack = random_stack((1, 6, 5, 1), 1.0, rng, bias_sigma=1.0)
    x = find_breakpoints(stack, -3, 3)
    inside = x[:-1, None] + np.diff(x)[:, None] * np.array([0.01, 0.5, 0.99])
    y = stack(inside.reshape(-1, 1)).reshape(inside.shape)
    middle = y[:, 0] + (y[:, 2] - y[:, 0]) * (0.5 - 0.01) / 0.98
    np.testing.assert_allclose(y[:, 1], middle, atol=1e-12)
    grid = np.linspace(-3, 3, 200_001)[:, None]
    assert len(x) - 1 == count_patterns_in_a_row(stack, grid)


def count_patterns_in_a_row(stack, X):
    patterns = activation_patterns(stack, X)
    return 1 + int((patterns[1:] != patterns[:-1]).any(1).sum())


def test_breakpoints_of_one_layer_are_where_units_switch():
    stack = Stack((np.array([[1.0, 2.0]]), np.ones((2, 1))), ([-0.25, -1], [0]))
    assert find_breakpoints(stack, 0, 1).tolist() == [0, 0.25, 0.5, 1]


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match=r"W1: expected shape \(2, 3\)"):
        count_regions(np.ones((3, 2)), np.ones(3), SQUARE)
    with pytest.raises(ValueError, match="window: expected left < right"):
        count_regions(np.ones((2, 3)), np.ones(3), Window(1, 0, 0, 1))
    with pytest.raises(ValueError, match="num_hiddens"):
        max_regions(0, 2)
    with pytest.raises(ValueError, match="stack: expected one input, got 2"):
        find_breakpoints(random_stack((2, 2, 1), 1.0, np.random.default_rng(0)), 0, 1)
    with pytest.raises(ValueError, match="high"):
        find_breakpoints(sawtooth(1), 1, 0)
    tanh = random_stack((2, 2, 1), 1.0, np.random.default_rng(0), ACTIVATIONS["tanh"])
    with pytest.raises(ValueError, match="hidden layers of ReLUs, got 1 hidden layer"):
        activation_patterns(tanh, [[0, 0]])
