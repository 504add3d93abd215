import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnfoundations.plotting.scaling import (
    growth_lines,
    lap_bars,
    share_bars,
    speed_up_lines,
)

matplotlib.use("Agg")


def test_the_parts_lie_end_to_end():
    ax = share_bars({"a": {"x": 0.25, "y": 0.75}, "b": {"x": 0.5, "y": 0.5}})
    x, y = ax.containers
    assert [bar.get_width() for bar in x] == [0.25, 0.5]
    assert [bar.get_x() for bar in y] == [0.25, 0.5]
    assert x[0].get_hatch() != y[0].get_hatch()
    plt.close("all")


def test_parts_that_are_no_whole_are_refused():
    with pytest.raises(ValueError, match="adding up to 1"):
        share_bars({"a": {"x": 0.25, "y": 0.5}})
    with pytest.raises(ValueError, match="rows"):
        share_bars({"a": {"x": 1.0}, "b": {"y": 1.0}})


def test_the_lines_are_the_speed_ups_and_the_ideal():
    ax = speed_up_lines([1, 2, 4], {"slow": [1, 0.8, 0.7], "fast": [1, 1.9, 3.5]})
    ideal, slow, fast, _ = ax.get_lines()
    np.testing.assert_array_equal(ideal.get_ydata(), [1, 2, 4])
    np.testing.assert_array_equal(slow.get_ydata(), [1, 0.8, 0.7])
    assert slow.get_linestyle() != fast.get_linestyle()
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["ideal", "slow", "fast"]
    plt.close("all")


def test_a_line_of_another_length_is_refused():
    with pytest.raises(ValueError, match="same length"):
        speed_up_lines([1, 2, 4], {"slow": [1, 0.8]})


def test_growth_has_its_points_on_logarithmic_axes():
    ax = growth_lines([1, 10], [2.0, 30.0], [1.0, 10.0])
    measured, counted = ax.get_lines()
    np.testing.assert_array_equal(measured.get_xydata(), [[1, 2], [10, 30]])
    np.testing.assert_array_equal(counted.get_ydata(), [1, 10])
    assert measured.get_linestyle() != counted.get_linestyle()
    assert [x.get_label() for x in (measured, counted)] == ["measured", "counted"]
    assert ax.get_xscale() == ax.get_yscale() == "log"
    plt.close("all")


def test_growth_without_a_logarithm_is_refused():
    with pytest.raises(ValueError, match=r"smallest of measured: .* above 0"):
        growth_lines([1, 10], [0.0, 30.0], [1.0, 10.0])
    with pytest.raises(ValueError, match="same length"):
        growth_lines([1, 10], [1.0], [1.0, 10.0])


def test_the_bars_are_the_times_and_the_floor_a_line():
    ax = lap_bars({"slow": 3.0, "fast": 0.5}, 0.25)
    (bars,) = ax.containers
    assert [bar.get_width() for bar in bars] == [3.0, 0.5]
    assert [text.get_text() for text in ax.texts] == ["3.00", "0.50"]
    assert set(ax.get_lines()[0].get_xdata()) == {0.25}
    assert [x.get_text() for x in ax.get_yticklabels()] == ["slow", "fast"]
    with pytest.raises(ValueError, match=r"fast: .* above 0"):
        lap_bars({"fast": 0.0}, 1.0)
    with pytest.raises(ValueError, match="number of bars"):
        lap_bars({}, 1.0)
    plt.close("all")
