import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnfoundations.plotting.traces import SPIKE_TOP, voltage

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_the_line_is_the_voltage():
    ax = voltage([0, 1, 2], [-70, -60, -65])
    np.testing.assert_array_equal(ax.lines[0].get_xydata()[:, 1], [-70, -60, -65])
    assert ax.get_xlim() == (0, 2)
    assert ax.get_xlabel() == "time [ms]"
    assert ax.get_ylabel() == "potential [mV]"


def test_each_spike_is_a_stroke_from_the_threshold():
    ax = voltage([0, 1, 2], [-70, -60, -65], [0.5, 1.5], threshold=-50)
    strokes = [path.vertices.tolist() for path in ax.collections[0].get_paths()]
    assert strokes == [[[t, -50], [t, SPIKE_TOP]] for t in (0.5, 1.5)]
    assert ax.lines[1].get_ydata()[0] == -50


def test_it_draws_on_the_axes_it_is_given():
    _, ax = plt.subplots()
    assert voltage([0, 1], [-70, -60], ax=ax) is ax


def test_strokes_without_a_threshold_are_refused():
    with pytest.raises(ValueError, match="threshold"):
        voltage([0, 1], [-70, -60], [0.5])


def test_different_lengths_are_refused():
    with pytest.raises(ValueError, match="same length"):
        voltage([0, 1], [-70])
