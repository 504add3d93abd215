"""Diagrams and connection matrices: assert on the circles, lines and cells."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.patches import Rectangle

from nnfoundations import plotting

matplotlib.use("Agg")


@pytest.fixture
def ax():
    yield plt.subplots()[1]
    plt.close("all")


def circles(ax):
    return [c for c in ax.collections if isinstance(c, PatchCollection)]


def segments(ax):
    lines = [c for c in ax.collections if isinstance(c, LineCollection)]
    return [np.array(c.get_segments()) for c in lines]


def test_a_diagram_has_a_circle_per_unit_and_a_line_per_connection(ax):
    assert plotting.network_diagram([3, 4, 2], ax) is ax
    assert [len(c.get_paths()) for c in circles(ax)] == [3, 4, 2]
    assert [len(s) for s in segments(ax)] == [12, 8]
    assert [text.get_text() for text in ax.texts] == ["3", "4", "2"]


def test_a_cut_connection_is_the_line_that_is_missing(ax):
    mask = np.ones((2, 3))
    mask[0, 2] = 0  # from the upper unit to the lowest
    plotting.network_diagram([2, 3], ax, masks=[mask])
    (lines,) = segments(ax)
    ends = {(float(left[1]), float(right[1])) for left, right in lines}
    assert len(lines) == 5
    assert (0.5, -1.0) not in ends
    assert (-0.5, -1.0) in ends


def test_a_wide_layer_is_drawn_with_a_gap_and_its_true_number(ax):
    plotting.network_diagram([784, 10], ax)
    assert [len(c.get_paths()) for c in circles(ax)] == [10, 10]
    assert [text.get_text() for text in ax.texts] == ["⋮", "784", "10"]


@pytest.mark.parametrize(
    ("widths", "masks", "message"),
    [
        ([3], None, "at least two layers"),
        ([3, 0], None, r"widths\[1\]: expected a whole number of at least 1"),
        ([2, 2], [np.ones((2, 3))], r"masks\[0\]: expected shape \(2, 2\)"),
        ([2, 2], [], "expected 1 masks"),
        ([2, 2], [np.full((2, 2), 0.5)], "0 and 1 only"),
        ([30, 2], [np.ones((30, 2))], "at most 24 units"),
    ],
)
def test_network_diagram_refuses_what_does_not_fit(widths, masks, message):
    with pytest.raises(ValueError, match=message):
        plotting.network_diagram(widths, masks=masks)


def test_a_shared_weight_has_its_number_in_every_cell_that_uses_it(ax):
    plotting.connection_matrix([[0, -1], [1, 0], [-1, 1]], ax)
    cells = [p for p in ax.patches if isinstance(p, Rectangle)]
    at = {tuple(np.add(c.get_xy(), 0.5)) for c in cells}
    numbers = {(*t.get_position(), t.get_text()) for t in ax.texts}
    assert at == {(0, 0), (0, 1), (1, 1), (1, 2)}  # (column, row)
    assert numbers == {(0, 0, "0"), (0, 1, "1"), (1, 1, "0"), (1, 2, "1")}
    assert ax.yaxis_inverted()  # input 0 is the top row, as matrices are written


def test_connection_matrix_refuses_what_are_not_numbers_of_weights():
    with pytest.raises(ValueError, match="whole numbers from -1"):
        plotting.connection_matrix([[0.5, 1.0]])
    with pytest.raises(ValueError, match="whole numbers from -1"):
        plotting.connection_matrix([[-2, 1]])


def test_only_shared_weights_have_a_colour_of_their_own(ax):
    plotting.connection_matrix([[0, 1, 2], [2, 3, 0]], ax)
    colours = [p.get_facecolor() for p in ax.patches]
    grey = [len(set(colour[:3])) == 1 for colour in colours]
    assert grey == [False, True, False, False, True, False]
    assert colours[0] == colours[5] != colours[2] == colours[3]
