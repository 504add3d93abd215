import matplotlib
import numpy as np
import pytest

from nnfoundations.neurons.firing_rates import siegert_rate
from nnfoundations.neurons.lif import LIFParams, firing_rate
from nnfoundations.panels import rate_fits
from nnfoundations.panels.rate_fits import rate_fits_panel

matplotlib.use("Agg")


@pytest.fixture
def panel():
    return rate_fits_panel()


def test_it_opens_with_the_default_neuron_where_the_sigmoid_wins(panel):
    shown = panel.result
    np.testing.assert_array_equal(shown.rate, firing_rate(shown.current))
    assert shown.current[-1] == 5.0
    assert shown.best == "sigmoid"
    assert panel.png.startswith(b"\x89PNG")


def test_without_refractoriness_the_relu_is_better_than_the_sigmoid(panel):
    before = panel.png
    panel.controls["t_ref"].value = 0.0
    fits = panel.result.fits
    assert fits["relu"].rms < fits["sigmoid"].rms
    assert panel.png != before


def test_noise_rounds_the_corner(panel):
    panel.controls["noise"].value = 3.5
    panel.controls["largest"].value = 3.0
    shown = panel.result
    expected = siegert_rate(shown.current, 3.5, LIFParams())
    np.testing.assert_array_equal(shown.rate, expected)
    assert shown.best == "softplus"
    panel.controls["t_ref"].value = 0.0
    expected = siegert_rate(shown.current, 3.5, LIFParams(t_ref=0.0))
    np.testing.assert_array_equal(panel.result.rate, expected)


def test_a_wider_range_gives_another_winner(panel):
    panel.controls["noise"].value = 3.5
    panel.controls["largest"].value = 10.0
    assert panel.result.best == "sigmoid"


def test_each_control_has_a_label_with_its_unit(panel):
    labels = [control.description for control in panel.controls.values()]
    assert labels == ["Currents up to [nA]", "Refractory period [ms]", "Noise [mV]"]


def test_the_picture_shows_the_result():
    figure, shown = rate_fits._draw(largest=4.0, t_ref=1.0, noise=0.0)
    (ax,) = figure.axes
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), shown.rate)
    assert len(ax.lines) == 4
    matplotlib.pyplot.close(figure)


def test_an_impossible_range_is_refused():
    with pytest.raises(ValueError, match="largest"):
        rate_fits.result(0.0, 2.0, 0.0)
