import matplotlib as mpl
import numpy as np
import pytest

from nnfoundations.learning import ladder
from nnfoundations.plotting.gradients import (
    errors_over_steps,
    gradient_errors,
    rounding_bands,
)

mpl.use("Agg")


def test_points_stand_at_gradient_and_error_and_kinks_are_triangles():
    ax = gradient_errors([-0.1, 0.2, 0.3], [1e-9, 2e-3, 0.0], [False, True, False])
    smooth, kinked = ax.collections
    np.testing.assert_allclose(smooth.get_offsets(), [[0.1, 1e-9], [0.3, 1e-18]])
    np.testing.assert_allclose(kinked.get_offsets(), [[0.2, 2e-3]])
    assert [c.get_label() for c in (smooth, kinked)] == ["no kink", "kink"]
    corners = [len(c.get_paths()[0].vertices) for c in (smooth, kinked)]
    assert corners[0] > corners[1] == 4  # a circle, a closed triangle
    assert ax.get_xscale() == ax.get_yscale() == "log"


def test_a_kind_that_does_not_occur_is_left_out():
    ax = gradient_errors([0.1], [1e-9], [False])
    assert len(ax.collections) == 1


def test_a_line_for_each_name_with_a_style_of_its_own():
    steps = [1e-3, 1e-2, 1e-1]
    ax = errors_over_steps({"a": (steps, [3, 2, 1]), "b": (steps, [1, 2, 3])})
    first, second = ax.get_lines()
    assert first.get_xdata().tolist() == steps
    assert second.get_ydata().tolist() == [1, 2, 3]
    assert first.get_linestyle() != second.get_linestyle()
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["a", "b"]


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="the same length"):
        gradient_errors([0.1, 0.2], [1e-9], [False])
    with pytest.raises(ValueError, match="finite"):
        gradient_errors([0.1], [np.nan], [False])
    with pytest.raises(ValueError, match="curves"):
        errors_over_steps({})
    with pytest.raises(ValueError, match="the same length"):
        errors_over_steps({"a": ([1.0], [1.0, 2.0])})


def test_errors_below_the_floor_stand_on_it_and_it_is_marked():
    ax = gradient_errors([0.1, 0.2], [1e-9, 1e-15], [False, False], floor=1e-13)
    points = ax.collections[0].get_offsets()
    np.testing.assert_allclose(points[:, 1], [1e-9, 1e-13])
    assert [line.get_ydata()[0] for line in ax.get_lines()] == [1e-13]
    assert not gradient_errors([0.1], [1e-9], [False], floor=1e-13).get_lines()


def test_the_bands_of_rounding_are_those_of_the_lockstep_below_their_bounds():
    ax = rounding_bands(81)
    for drawn, dtype in zip(ax.collections, ("float32", "float64"), strict=True):
        assert drawn.get_label() == dtype
        heights = drawn.get_paths()[0].vertices[:, 1]
        low, high = ladder.find_band(dtype, 81)
        np.testing.assert_allclose([heights.min(), heights.max()], [low[0], high[-1]])
    bounds = [line.get_ydata()[0] for line in ax.get_lines()]
    assert bounds == [ladder.BOUNDS["float32"], ladder.BOUNDS["float64"]]
