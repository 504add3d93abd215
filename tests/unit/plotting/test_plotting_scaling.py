import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnfoundations.plotting.scaling import share_bars, speed_up_lines

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
