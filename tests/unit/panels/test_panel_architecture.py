"""The architecture panel: every control changes the result as it should."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnfoundations.data.digits import digits_arrays
from nnfoundations.panels import architecture
from nnfoundations.panels.architecture import architecture_panel, look


@pytest.fixture
def panel():
    return architecture_panel()


def test_the_panel_opens_with_its_default_result_drawn(panel):
    seen = panel.result
    assert seen.shapes == [(64, 64), (64, 64), (64, 10)]
    assert seen.num_parameters == 2 * (64 * 64 + 64) + 64 * 10 + 10
    assert panel.png.startswith(b"\x89PNG")
    assert (seen.layers[0] == digits_arrays()[0][:200]).all()
    assert plt.get_fignums() == []


def test_depth_changes_the_number_of_matrices_and_layers(panel):
    before = panel.png
    panel.controls["depth"].value = 4
    assert panel.result.widths == (64, 64, 64, 64, 64, 10)
    assert len(panel.result.shapes) == 5
    assert [H.shape for H in panel.result.layers] == [(200, 64)] * 5 + [(200, 10)]
    assert panel.png != before


def test_width_changes_the_shapes_and_the_number_of_parameters(panel):
    before = panel.png
    panel.controls["width"].value = 256
    assert panel.result.shapes == [(64, 256), (256, 256), (256, 10)]
    assert panel.result.num_parameters == 64 * 256 + 256 * 256 + 256 * 10 + 522
    assert panel.png != before


def test_sigma_scales_each_layer_by_its_power(panel):
    before, picture = panel.result, panel.png
    panel.controls["sigma"].value = 1.0  # ten times the default, and ReLU scales along
    ratio = panel.result.spreads / before.spreads
    np.testing.assert_allclose(ratio, [1, 10, 100, 1000], rtol=1e-9)
    assert panel.result.shapes == before.shapes
    assert panel.png != picture


def test_hidden_activations_are_never_negative_and_half_are_off():
    seen = look(3, 128, 0.125, np.random.default_rng(1))
    for H in seen.layers[1:-1]:
        assert (H >= 0).all()
        assert 0.2 < (H == 0).mean() < 0.8
    assert (seen.layers[-1] < 0).any()


def test_spreads_are_the_standard_deviations_of_the_layers():
    seen = look(1, 8, 0.5, np.random.default_rng(2))
    by_hand = [np.sqrt(((H - H.mean()) ** 2).mean()) for H in seen.layers]
    np.testing.assert_allclose(seen.spreads, by_hand)


def test_the_picture_says_what_is_in_the_network():
    figure, _ = architecture._draw(2, 8, 0.1)
    net, _, spreads = figure.axes
    shapes, count = net.get_title().splitlines()
    assert shapes == "W1: 64 x 8  W2: 8 x 8  W3: 8 x 10"
    assert count == "682 parameters"  # 65 * 8 + 9 * 8 + 9 * 10
    names = [text.get_text() for text in spreads.get_xticklabels()]
    assert names == ["X", "H1", "H2", "logits"]
    plt.close(figure)


def test_a_layer_that_died_is_drawn_too(panel):
    panel.controls["width"].value = 2
    panel.controls["depth"].value = 5
    assert panel.result.spreads[-1] == 0  # no unit of some layer is on
    assert panel.result.widths == (64, 2, 2, 2, 2, 2, 10)


@pytest.mark.parametrize("end", ["min", "max"])
def test_the_ends_of_the_controls_can_be_drawn(panel, end):
    panel.controls["sigma"].value = 10 ** getattr(panel.controls["sigma"], end)
    panel.controls["depth"].value = getattr(panel.controls["depth"], end)
    spreads = panel.result.spreads
    assert np.isfinite(spreads).all()
    assert (spreads[-1] < 1e-4) if end == "min" else (spreads[-1] > 1e4)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [((0, 4, 0.1), "depth"), ((1, 0, 0.1), "width"), ((1, 4, 0.0), "sigma")],
)
def test_bad_settings_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        look(*arguments, np.random.default_rng(0))
