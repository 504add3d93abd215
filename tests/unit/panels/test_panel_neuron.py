import matplotlib
import numpy as np
import pytest

from nnfoundations.neurons.lif import LIFParams, firing_rate, rheobase
from nnfoundations.panels import neuron
from nnfoundations.panels.neuron import neuron_panel

matplotlib.use("Agg")


@pytest.fixture
def panel():
    return neuron_panel()


def simulated_rate(result):
    return 1000 / np.diff(result.trace.spike_times).mean()


def test_it_opens_with_the_default_neuron_drawn(panel):
    assert panel.result.params == LIFParams()
    assert panel.result.current == 3.0
    assert panel.result.rate == firing_rate(3.0)
    assert panel.png.startswith(b"\x89PNG")


def test_more_current_fires_faster(panel):
    before, picture = panel.result, panel.png
    panel.controls["current"].value = 5.0
    assert panel.result.rate == pytest.approx(1000 / 5.24372, rel=1e-5)
    assert simulated_rate(panel.result) == pytest.approx(panel.result.rate)
    assert panel.result.trace.spike_times.size > before.trace.spike_times.size
    assert panel.png != picture


def test_current_up_to_rheobase_never_fires(panel):
    panel.controls["current"].value = 2.0
    assert panel.result.rate == 0
    assert panel.result.trace.spike_times.size == 0
    assert panel.result.trace.v[-1] == pytest.approx(-50, abs=1e-3)


def test_less_leak_lowers_the_rheobase_and_slows_the_membrane(panel):
    before, picture = panel.result, panel.png
    panel.controls["resistance"].value = 20.0
    after = panel.result
    assert rheobase(after.params) == 1.0
    assert after.params.tau_m == 2 * before.params.tau_m
    assert after.rate > before.rate
    assert simulated_rate(after) == pytest.approx(after.rate)
    assert panel.png != picture


def test_more_leak_silences_the_neuron(panel):
    panel.controls["resistance"].value = 6.0  # rheobase 20 / 6 = 3.33 nA
    assert panel.result.rate == 0
    assert panel.result.trace.spike_times.size == 0


def test_each_control_has_a_label_with_its_unit(panel):
    labels = [control.description for control in panel.controls.values()]
    assert labels == ["Current I [nA]", "Resistance R [MΩ]"]


def test_it_shows_a_widget_and_a_picture(panel):
    bundle = panel._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["image/png"] == panel.png


def test_the_picture_shows_the_result():
    figure, shown = neuron._draw(current=4.0, resistance=10.0)
    upper, lower = figure.axes
    np.testing.assert_array_equal(upper.lines[0].get_ydata(), shown.trace.v)
    (dot,) = [line for line in lower.lines if line.get_marker() == "o"]
    assert (dot.get_xdata()[0], dot.get_ydata()[0]) == (4.0, shown.rate)
    (line,) = [line for line in lower.lines if line.get_linestyle() == ":"]
    assert line.get_xdata()[0] == rheobase(shown.params)
    assert [text.get_text() for text in lower.texts] == ["rheobase 2.00 nA"]
    matplotlib.pyplot.close(figure)


def test_an_impossible_membrane_is_refused():
    with pytest.raises(ValueError, match="resistance"):
        neuron.result(3.0, 0.0)
