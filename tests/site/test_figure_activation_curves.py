"""Activations on the built site: drags, keys, presets, gradient steps."""

import re

import numpy as np
import pytest
from built_site import FRAMES, caption, state
from figure_page import drag, handle, middle, press, spot, touch

from nnfoundations.networks.activations import ACTIVATIONS

SPANS = [(-6.2, 6.2), (0, 1)]  # of the plots; the second does not matter here


def point(figure, name):
    return handle(figure, f"Pre-activation on the {name}")


def drag_to(figure, name, z):
    """Drag a handle to a place z of its plot with the mouse."""
    number = ["function", "derivative", "loss"].index(name)
    plot = figure.locator(".lf-plot-marks").nth(number)

    def below(_, y):
        return spot(plot.bounding_box(), z, 0, SPANS)[0], y + 30

    drag(point(figure, name), below)


def number(text):
    """Read a number as the figure writes it: 2.9 × 10⁻⁴."""
    digits, _, power = text.partition(" × 10")
    power = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(digits.replace("−", "-")) * 10.0 ** int(power or 0)


NUMBER = r"(−?[\d.]+(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)"


def said(figure, before):
    """Return the number that follows some words of the sentence."""
    return number(re.search(before + NUMBER, caption(figure))[1].rstrip("."))


def slope(figure):
    now = state(figure)
    return float(ACTIVATIONS[now["kind"]].derivative(now["z"]))


@pytest.mark.parametrize("name", ["function", "derivative", "loss"])
def test_the_point_is_dragged_in_each_plot_and_keeps_to_the_curve(name, open_figure):
    _, _, figure = open_figure("activation_curves")
    drag_to(figure, name, 2.0)
    assert state(figure)["z"] == pytest.approx(2.0, abs=0.06)
    assert said(figure, "f′ = ") == pytest.approx(slope(figure), rel=0.01)


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_value_slope_and_chain_are_those_of_the_package(kind, open_figure):
    page, _, figure = open_figure("activation_curves", query="z=1.5&depth=3")
    figure.get_by_label("Function", exact=True).select_option(kind)
    page.evaluate(FRAMES)
    pair = ACTIVATIONS[kind]
    assert said(figure, ": f = ") == pytest.approx(float(pair.value(1.5)), rel=0.01)
    assert said(figure, "f′ = ") == pytest.approx(slope(figure), rel=0.01)
    left = said(figure, "multiply a gradient by ")
    assert left == pytest.approx(slope(figure) ** 3, rel=0.06)  # two digits


def test_arrow_keys_move_the_point(open_figure):
    page, _, figure = open_figure("activation_curves")
    point(figure, "function").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.evaluate(FRAMES)
    assert state(figure)["z"] == pytest.approx(-0.4)
    page.keyboard.press("ArrowUp")  # it moves along z only
    page.evaluate(FRAMES)
    assert state(figure)["z"] == pytest.approx(-0.4)


def test_a_finger_moves_the_point(open_figure):
    page, _, figure = open_figure("activation_curves", width=390, has_touch=True)
    point(figure, "function").scroll_into_view_if_needed()
    page.evaluate(FRAMES)
    x, y = middle(point(figure, "function").locator(".lf-dot"))
    touch(page, (x, y), (x + 60, y))
    assert state(figure)["z"] > 0.5


@pytest.mark.parametrize("name", ["Dead side of ReLU", "Step"])
def test_where_the_slope_is_zero_no_step_moves_the_point(name, open_figure):
    _, _, figure = open_figure("activation_curves")
    press(figure, name)
    press(figure, "One gradient step")
    press(figure, "10 steps")
    assert state(figure)["z"] == -2
    assert "After 11 steps the loss is 0.5, its gradient 0: no step" in caption(figure)


def test_a_step_goes_where_the_package_says(open_figure):
    _, _, figure = open_figure("activation_curves", query="lr=2&target=0.5")
    sigmoid = ACTIVATIONS["sigmoid"]
    z = -1.0
    for _ in range(3):
        press(figure, "One gradient step")
        z -= 2 * float((sigmoid.value(z) - 0.5) * sigmoid.derivative(z))
        assert state(figure)["z"] == pytest.approx(z, rel=1e-12)
    assert "After 3 steps" in caption(figure)


def test_a_saturated_sigmoid_crawls_and_tanh_at_zero_does_not(open_figure):
    _, _, figure = open_figure("activation_curves")
    press(figure, "Saturated sigmoid")
    assert "saturated" in caption(figure)
    press(figure, "10 steps")
    assert 0 < state(figure)["z"] + 5 < 0.1
    press(figure, "tanh at 0")
    assert said(figure, "f′ = ") == 1
    press(figure, "10 steps")
    assert np.tanh(state(figure)["z"]) == pytest.approx(0.8, abs=0.03)


def test_the_count_of_steps_ends_when_something_else_changes(open_figure):
    page, _, figure = open_figure("activation_curves")
    press(figure, "10 steps")
    assert "After 10 steps" in caption(figure)
    point(figure, "function").focus()
    page.keyboard.press("ArrowRight")
    page.evaluate(FRAMES)
    assert "After" not in caption(figure)


def test_a_step_beyond_the_edge_is_announced_and_stops_there(open_figure):
    query = 'kind="identity"&z=5&target=-1&lr=10'
    _, _, figure = open_figure("activation_curves", query=query)
    assert "ends at the edge" in caption(figure)
    press(figure, "One gradient step")
    assert state(figure)["z"] == -6


def test_the_hatched_zones_follow_the_limit(open_figure):
    page, _, figure = open_figure("activation_curves")
    zone = figure.locator(".ac-zone").first
    before = zone.bounding_box()["width"]
    slider = figure.get_by_label("Saturated where")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.evaluate(FRAMES)
    assert state(figure)["limit"] == pytest.approx(0.1)
    assert zone.bounding_box()["width"] > before + 10


def test_a_second_function_is_dashed_and_named(open_figure):
    page, _, figure = open_figure("activation_curves")
    dashed = figure.locator(".lf-vermilion.lf-dashed").first
    assert not dashed.get_attribute("d")
    figure.get_by_label("Compare with").select_option("tanh")
    page.evaluate(FRAMES)
    assert dashed.get_attribute("d")
    tanh = float(ACTIVATIONS["tanh"].derivative(-1.0))
    assert said(figure, "tanh: f′ = ") == pytest.approx(tanh, rel=0.01)
    assert "Dashed, ▲: tanh." in figure.locator(".ac-note").inner_text()
