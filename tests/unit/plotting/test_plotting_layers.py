"""Pictures of regions and activations: what they draw equals what was computed."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnfoundations.networks.regions import Window, count_regions
from nnfoundations.networks.stacks import Stack
from nnfoundations.networks.xor import xor_by_relus, xor_by_steps
from nnfoundations.plotting.layers import activation_spread, region_map

SQUARE = Window(-1, 1, -1, 1)
# three lines: x1 = 0, x2 = 0, x1 + x2 = 0.5
THREE = Stack(
    (np.array([[1.0, 0, 1], [0, 1, 1]]), np.array([[1.0], [1], [1]])),
    (np.array([0, 0, -0.5]), np.array([-0.7])),
)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_region_map_shows_one_colour_per_region_and_dark_edges():
    ax = region_map(THREE, SQUARE)
    image = ax.images[0].get_array()
    colours = np.unique(image.reshape(-1, 3), axis=0)
    count = count_regions(THREE.weights[0], THREE.biases[0], SQUARE)
    assert count == 7
    assert len(colours) == count + 1  # the edges' colour


def test_region_map_stands_upright():
    image = region_map(THREE, SQUARE).images[0].get_array()
    at = {
        name: tuple(image[i, j])
        for name, (i, j) in {
            "low left": (10, 10),
            "low right": (10, 390),
            "up left": (390, 10),
        }.items()
    }
    assert len(set(at.values())) == 3
    assert tuple(image[100, 100]) == at["low left"]
    assert tuple(image[150, 250]) == at["low right"]


def test_region_map_draws_where_the_output_is_zero():
    ax = region_map(THREE, SQUARE)
    (contour,) = [c for c in ax.collections if len(c.get_paths())]
    line = contour.get_paths()[0].vertices
    np.testing.assert_allclose(THREE(line)[:, 0], 0, atol=0.01)
    flat = Stack(THREE.weights, (THREE.biases[0], np.array([1.0])))
    assert not region_map(flat, SQUARE).collections


def test_region_map_draws_on_the_axes_it_is_given():
    ax = plt.subplots()[1]
    assert region_map(xor_by_relus(), SQUARE, ax=ax) is ax


def test_region_map_gives_each_class_its_marker():
    X, y = np.array([[0.5, 0.5], [-0.5, 0.2], [0.1, 0.9]]), np.array([1, 0, 1])
    lines = region_map(THREE, SQUARE, X, y).get_lines()
    assert [line.get_marker() for line in lines] == ["o", "^"]
    assert lines[1].get_xydata().tolist() == X[[0, 2]].tolist()
    with pytest.raises(ValueError, match="same length"):
        region_map(THREE, SQUARE, X, y[:2])


def test_region_map_fills_its_window():
    window = Window(-1, 2, -0.5, 0.5)
    ax = region_map(THREE, window)
    assert ax.images[0].get_extent() == list(window)
    assert (*ax.get_xlim(), *ax.get_ylim()) == window


def test_region_map_refuses_networks_without_relus():
    with pytest.raises(ValueError, match="hidden layers of ReLUs"):
        region_map(xor_by_steps(), SQUARE)


def test_activation_spread_marks_mean_and_standard_deviation():
    rng = np.random.default_rng(0)
    layers = [rng.normal(3, 2, (50, 4)), rng.normal(0, 0.1, (50, 100))]
    ax = activation_spread(layers, ["a", "b"])
    assert [t.get_text() for t in ax.get_xticklabels()] == ["a", "b"]
    for i, values in enumerate(layers):
        (x, low), (_, high) = ax.containers[i].lines[2][0].get_segments()[0]
        assert x == i
        assert [low, high] == pytest.approx(
            [values.mean() - values.std(), values.mean() + values.std()]
        )
    with pytest.raises(ValueError, match="same length"):
        activation_spread(layers, ["a"])


def test_activation_spread_draws_some_values_of_all_of_a_large_layer():
    dots = activation_spread([np.arange(5000.0)], ["a"]).get_lines()[0]
    heights = dots.get_ydata()
    assert 1000 < len(heights) <= 2000
    assert np.ptp(heights) > 4990
