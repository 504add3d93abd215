"""The approximator on the built site: drawing, bending, widths, presets."""

import re

import numpy as np
import pytest
from built_site import caption, resting, settle, state
from figure_page import press, spot, stroke, touch

from nnfoundations.labs.mlp_architecture.curves import polygon, slope_and_bend
from nnfoundations.networks.approximation import (
    Interval,
    bump_network,
    largest_gap,
    relu_interpolant,
)

UNIT = Interval(0, 1)


def shown(figure):
    """Return the largest error that the sentence names."""
    return float(re.search(r"Largest error ([\d.]+)", caption(figure))[1])


def computed(at):
    f, num = polygon(at["target"], UNIT), at["num_pieces"]
    if at["basis"] == "relu":
        net, steps = relu_interpolant(f, UNIT, num), 128
    else:
        net, steps = bump_network(f, UNIT, num, at["steepness"]), 1024
    x = np.concatenate([np.linspace(0, 1, steps + 1), np.linspace(0, 1, num + 1)])
    return largest_gap(f, net, x)


def paper(figure):
    """Return a function from the left plot's x and y to a place on the screen."""
    box = resting(figure.locator(".lf-ap-paper"))
    return lambda x, y: spot(box, x, y, [(0, 1), (-1.3, 1.3)], left=40)


@pytest.mark.parametrize("basis", ["relu", "bumps"])
@pytest.mark.parametrize("name", ["Sine", "Steep step", "Sawtooth", "Noisy"])
def test_the_error_shown_is_that_of_the_package(name, basis, open_figure):
    page, _, figure = open_figure("approximator")
    press(figure, name)
    figure.get_by_label("Hidden units", exact=True).select_option(basis)
    settle(page, "approximator")
    assert state(figure)["basis"] == basis
    assert shown(figure) == pytest.approx(computed(state(figure)), rel=0.005)


def test_the_mouse_draws_the_target(open_figure):
    page, _, figure = open_figure("approximator")
    place = paper(figure)
    before = np.array(state(figure)["target"])
    stroke(page, place(0.3, -0.4), place(0.45, 0.6))
    page.mouse.move(*place(0.9, 0.9))  # no longer pressed: nothing is drawn
    settle(page, "approximator")
    after = np.array(state(figure)["target"])
    x = np.linspace(0, 1, 129)
    drawn = (x > 0.31) & (x < 0.44)
    line = -0.4 + (x - 0.3) / 0.15
    np.testing.assert_allclose(after[drawn], line[drawn], atol=0.06)
    away = (x < 0.28) | (x > 0.47)
    np.testing.assert_array_equal(after[away], before[away])


def test_a_finger_draws_and_the_page_does_not_scroll(open_figure):
    page, _, figure = open_figure("approximator", width=390, has_touch=True)
    figure.locator(".lf-ap-paper").scroll_into_view_if_needed()
    place, scrolled = paper(figure), page.evaluate("scrollY")
    touch(page, *[place(0.31, y) for y in (-0.6, -0.3, 0.0, 0.3)])
    settle(page, "approximator")
    assert state(figure)["target"][40] == pytest.approx(0.3, abs=0.05)
    assert page.evaluate("scrollY") == scrolled


def test_arrow_keys_bend_the_target_smoothly_around_a_square(open_figure):
    page, _, figure = open_figure("approximator")
    before = np.array(state(figure)["target"])
    handle = figure.get_by_role("button", name="target at x = 0.5:")
    handle.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    settle(page, "approximator")
    change = np.array(state(figure)["target"]) - before
    assert change[64] == pytest.approx(0.3)
    np.testing.assert_allclose(change[[56, 72]], 0.15, atol=1e-3)  # half way: half
    assert not change[:49].any()
    assert not change[80:].any()
    assert handle.get_attribute("aria-label") == "target at x = 0.5: 0.30"
    assert "a quarter" in caption(figure)


def test_a_square_is_dragged_up_and_down(open_figure):
    page, _, figure = open_figure("approximator")
    place = paper(figure)
    stroke(page, place(0.75, -0.9), place(0.8, 0.2))
    settle(page, "approximator")
    target = state(figure)["target"]
    assert target[96] == pytest.approx(0.2, abs=0.03)
    assert target[80] == -0.6364  # as before


def test_more_pieces_quarter_the_error_of_a_smooth_target(open_figure):
    page, _, figure = open_figure("approximator", query="num_pieces=16")
    coarse = shown(figure)
    slider = figure.get_by_label("Pieces or bumps")
    slider.focus()
    for _ in range(16):
        page.keyboard.press("ArrowRight")
    settle(page, "approximator")
    assert state(figure)["num_pieces"] == 32
    assert coarse / shown(figure) == pytest.approx(4, rel=0.03)


def test_a_sawtooth_is_met_exactly_where_the_corners_fit(open_figure):
    page, _, figure = open_figure("approximator")
    press(figure, "Sawtooth")
    slider = figure.get_by_label("Pieces or bumps")
    slider.focus()
    settle(page, "approximator")
    assert "no slope −2" in caption(figure)
    page.keyboard.press("ArrowRight")
    settle(page, "approximator")
    assert state(figure)["num_pieces"] == 8
    assert "error is 0" in caption(figure)


def test_slopes_are_promised_only_where_they_hold(open_figure):
    page, _, figure = open_figure("approximator")
    chart = figure.get_by_label("Largest error against hidden units")
    promised = {}
    for name in ("Sine", "Steep step", "Sawtooth", "Noisy"):
        press(figure, name)
        settle(page, "approximator")
        text = " ".join(chart.locator(".lf-text").all_text_contents())
        promised[name] = re.findall(r"slope −\d", text)
    assert promised == {
        "Sine": ["slope −1", "slope −2"],
        "Steep step": [],
        "Sawtooth": ["slope −1"],
        "Noisy": [],
    }


def test_smoothing_makes_the_noisy_target_less_bent(open_figure):
    page, _, figure = open_figure("approximator")
    press(figure, "Noisy")
    before = slope_and_bend(state(figure)["target"], UNIT, 1)
    press(figure, "Smooth the target", 3)
    settle(page, "approximator")
    after = slope_and_bend(state(figure)["target"], UNIT, 1)
    assert after.slope < before.slope / 2
    assert after.bend < before.bend / 4


def test_the_addends_can_be_hidden(open_figure):
    page, _, figure = open_figure("approximator")
    parts = figure.locator(".lf-ap-part")
    assert parts.get_attribute("d").count("M") == 8
    figure.get_by_label("Show what each ReLU or bump adds").uncheck()
    settle(page, "approximator")
    assert not parts.get_attribute("d")
