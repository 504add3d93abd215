"""Pictures of boundaries: what is drawn, and where."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.contour import ContourSet

from nnfoundations.plotting.corrections import boundary, corrections, signed_points
from nnfoundations.units.perceptron import error_correction

X, Y = [[4.0, 1.0], [-1.0, 4.0], [2.0, 4.0], [0.0, -1.0]], [1, -1, 1, -1]


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def lines(ax):
    """Return the drawn lines' points, one array per contour set with one level."""
    sets = [c for c in ax.collections if isinstance(c, ContourSet) and not c.filled]
    return [np.concatenate([p.vertices for p in c.get_paths()]) for c in sets]


def test_each_class_has_its_marker_and_colour():
    ax = signed_points(X, Y)
    circles, triangles = ax.collections
    assert circles.get_offsets().tolist() == [X[1], X[3]]
    assert triangles.get_offsets().tolist() == [X[0], X[2]]
    assert len(circles.get_paths()[0]) != len(triangles.get_paths()[0])
    assert (circles.get_facecolor() != triangles.get_facecolor()).any()


@pytest.mark.parametrize(("w", "b"), [([1.0, -2.0], 0.5), ([3.0, 0.0], -1.0)])
def test_the_boundary_is_where_the_pre_activation_is_zero(w, b):
    ax = boundary(w, b, signed_points(X, Y))
    (points,) = lines(ax)
    assert len(points) > 10
    np.testing.assert_allclose(points @ w + b, 0, atol=1e-9)


def test_the_side_that_fires_is_hatched():
    ax = boundary([1.0, 0.0], -1.0, signed_points(X, Y))
    filled = [c for c in ax.collections if isinstance(c, ContourSet) and c.filled]
    (region,) = filled
    assert region.hatches == ["///"]
    corners = region.get_paths()[0].vertices
    assert corners[:, 0].min() == pytest.approx(1.0)


@pytest.mark.parametrize(("b", "shaded"), [(0.0, 1), (1.0, 1), (-1.0, 0)])
def test_a_unit_without_weights_fires_everywhere_or_nowhere(b, shaded):
    ax = boundary([0.0, 0.0], b, signed_points(X, Y))
    regions = [c for c in ax.collections if isinstance(c, ContourSet) and c.filled]
    assert len(regions) == shaded
    for region in regions:
        corners = region.get_paths()[0].vertices
        assert (corners.min(axis=0) == [ax.get_xlim()[0], ax.get_ylim()[0]]).all()
        assert (corners.max(axis=0) == [ax.get_xlim()[1], ax.get_ylim()[1]]).all()


def test_no_boundary_is_drawn_for_zero_weights_or_outside_the_window():
    for w, b in [([0.0, 0.0], 0.0), ([0.0, 0.0], 1.0), ([1.0, 0.0], -100.0)]:
        ax = boundary(w, b, signed_points(X, Y))
        assert lines(ax) == []


def test_each_correction_has_a_panel_with_both_boundaries_and_a_ring():
    run = error_correction(X, Y)
    figure = corrections(X, Y, run.updates, num_cols=2)
    assert len(figure.axes) == run.n_updates > 2
    for ax, update in zip(figure.axes, run.updates, strict=True):
        drawn = lines(ax)
        np.testing.assert_allclose(
            drawn[-1] @ update.w_after + update.b_after, 0, atol=1e-9
        )
        if update.w_before.any():
            before = drawn[0] @ update.w_before + update.b_before
            np.testing.assert_allclose(before, 0, atol=1e-9)
        ring = ax.collections[-1]
        assert ring.get_offsets().tolist() == [X[update.index]]
        w1, w2, b = *update.w_after, update.b_after
        told = f"step {update.step}\nw = ({w1:g}, {w2:g}), b = {b:g}"
        assert ax.get_title() == told.replace("-", "\N{MINUS SIGN}")


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: signed_points([[1.0]], [1]), ValueError, "points of shape"),
        (lambda: signed_points(X, [0, 1, 0, 1]), ValueError, "labels -1"),
        (lambda: signed_points(X, Y, ax=plt.figure()), TypeError, "matplotlib Axes"),
        (lambda: boundary([1.0], 0, signed_points(X, Y)), ValueError, "two weights"),
        (lambda: boundary([1, 1], np.nan, signed_points(X, Y)), ValueError, "b: exp"),
        (lambda: corrections(X, Y, []), ValueError, "updates: expected at least one"),
        (lambda: corrections(X, Y, [1], num_cols=0), ValueError, "num_cols"),
    ],
)
def test_bad_input_is_refused(call, kind, words):
    with pytest.raises(kind, match=words):
        call()
