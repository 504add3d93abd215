"""Mean and range of several runs: the drawn numbers are those given."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnfoundations.plotting.spreads import dot_rows, spread

matplotlib.use("Agg")
RUNS = np.array([[1.0, 2.0, 6.0], [3.0, 4.0, 2.0]])


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_the_line_is_the_mean_and_the_band_is_the_range():
    ax = spread([0, 1, 2], RUNS, "loss")
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [2, 3, 4])
    edge = ax.collections[0].get_paths()[0].vertices
    for x, low, high in ((0, 1, 3), (1, 2, 4), (2, 2, 6)):
        heights = edge[edge[:, 0] == x, 1]
        assert (heights.min(), heights.max()) == (low, high)
    assert ax.lines[0].get_label() == "loss"


def test_kinds_differ_in_more_than_colour():
    _, ax = plt.subplots()
    for kind in range(3):
        assert spread([0, 1, 2], RUNS, str(kind), ax, kind) is ax
    assert len({line.get_linestyle() for line in ax.lines}) == 3
    assert len({line.get_marker() for line in ax.lines}) == 3
    assert len({band.get_hatch() for band in ax.collections}) == 3


def test_rows_hold_their_numbers_from_the_top_down():
    ax = dot_rows({"first": [0.25, 0.25, 1.0], "second": [0.25]})
    dots = [line for line in ax.lines if line.get_linestyle() == "None"]
    assert [list(line.get_xdata()) for line in dots] == [[0.25, 0.25, 1.0], [0.25]]
    assert dots[0].get_ydata().min() > dots[1].get_ydata().max()
    assert [text.get_text() for text in ax.get_yticklabels()] == ["second", "first"]
    means = [line.get_xdata()[0] for line in ax.lines if line not in dots]
    assert means == [0.5, 0.25]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"values: expected shape \(runs, 2\)"):
        spread([0, 1], RUNS, "x")
    with pytest.raises(ValueError, match="rows"):
        dot_rows({})
    with pytest.raises(ValueError, match="first"):
        dot_rows({"first": []})
