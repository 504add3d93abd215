"""Panels: controls redraw the picture, and failures are not swallowed."""

import ipywidgets as widgets
import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from nnfoundations.panels.base import Panel

mpl.use("agg")
PNG = b"\x89PNG"


def draw(slope):
    figure, ax = plt.subplots(figsize=(2, 2))
    ax.plot([0, 1], [0, slope])
    return figure, {"end": slope}


def slider():
    return widgets.FloatSlider(value=1.0, min=0, max=2, description="slope")


def test_a_panel_opens_with_its_default_result_drawn():
    panel = Panel({"slope": slider()}, draw)
    assert panel.result == {"end": 1.0}
    assert panel.png.startswith(PNG)


def test_a_control_redraws():
    panel = Panel({"slope": slider()}, draw)
    before = panel.png
    panel.controls["slope"].value = 2.0
    assert panel.result == {"end": 2.0}
    assert panel.png != before


def test_figures_are_closed():
    before = len(plt.get_fignums())
    Panel({"slope": slider()}, draw).controls["slope"].value = 0.5
    assert len(plt.get_fignums()) == before


def test_with_a_button_only_the_button_redraws():
    panel = Panel({"slope": slider()}, draw, button="Draw")
    assert panel.button in panel.widget.children[0].children
    panel.controls["slope"].value = 2.0
    assert panel.result == {"end": 1.0}
    panel.button.click()
    assert panel.result == {"end": 2.0}


def broken(slope):
    if slope > 1.5:
        raise ZeroDivisionError("broken")
    return draw(slope)


def test_a_broken_callback_is_an_error():
    panel = Panel({"slope": slider()}, broken)
    with pytest.raises(ZeroDivisionError):
        panel.controls["slope"].value = 2.0


def test_a_broken_button_leaves_no_result():
    panel = Panel({"slope": slider()}, broken, "Draw")
    panel.controls["slope"].value = 2.0
    panel.button.click()  # ipywidgets logs the error and goes on
    assert panel.result is None


def test_a_control_without_a_description_is_refused():
    with pytest.raises(ValueError, match="control 'slope': expected a description"):
        Panel({"slope": widgets.FloatSlider()}, draw)


def test_the_mime_bundle_carries_the_widget_and_its_picture():
    panel = Panel({"slope": slider()}, draw)
    bundle = panel._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["image/png"] == panel.png
