import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnfoundations.labs.initialization.signal_growth import Bands
from nnfoundations.plotting.depth import growth_bands, layer_lines, phase_map

mpl.use("agg")


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_bands_draw_the_medians_and_the_mean():
    ratios = np.array([[1, 0.5, 0.2], [1, 2.0, 3.0], [1, 1.0, 0.9]])
    one = np.ones(3)
    predicted = Bands(one, one / 2, 0.9 * one, 2 * one)
    lines = {x.get_label(): x for x in growth_bands(ratios, predicted).get_lines()}
    assert lines["median, measured"].get_ydata().tolist() == [1, 1, 0.9]
    assert lines["median, predicted"].get_ydata().tolist() == [0.9] * 3
    assert lines["mean, predicted"].get_ydata().tolist() == [1] * 3
    styles = {lines[name].get_linestyle() for name in lines if "," in name}
    assert len(styles) == 3


def test_the_map_shows_every_number_and_equal_growth():
    table = [[0.1, 0.9, 0.8], [0.1, 0.5, 0.0]]
    ax = phase_map(table, depths=[2, 4], gains=[0.5, 1, 2])
    assert [t.get_text() for t in ax.texts] == [f"{v:.2f}" for v in np.ravel(table)]
    for line, level in zip(ax.get_lines(), (0.1, 1, 100), strict=True):
        x, y = line.get_data()
        np.testing.assert_allclose((2**x) ** (2**y), level)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["2", "4"]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["0.5", "1", "2"]
    places = [text.get_position() for text in ax.texts]
    assert places == [(x, y) for y in (1, 2) for x in (-1, 0, 1)]


def test_lines_leave_out_what_a_logarithm_cannot_show():
    ax = layer_lines({"a": [1, 0, np.inf, 2]}, "size")
    np.testing.assert_array_equal(ax.get_lines()[0].get_ydata(), [1, np.nan, np.nan, 2])
    assert ax.get_lines()[0].get_xdata().tolist() == [1, 2, 3, 4]  # from the first
    assert ax.get_yscale() == "log"


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="same length"):
        growth_bands(np.ones((2, 3)), Bands(*np.ones((4, 4))))
    with pytest.raises(ValueError, match=r"accuracies: expected shape \(1, 2\)"):
        phase_map([[1.0]], [1], [1, 2])
