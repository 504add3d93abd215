"""Rosenblatt's rule on the built site: corrections, drags, keys, touch, presets."""

import re

import numpy as np
import pytest
from built_site import FRAMES, caption, state, wait_for
from figure_page import drag, handle, middle, notice, press, spot

from nnfoundations.figures import PerceptronRule, perceptron_rule
from nnfoundations.units import perceptron, separability

SPANS = [(-2.7, 2.7)] * 2  # of the plane
GATES = {
    "AND": [-1, -1, -1, 1],
    "OR": [-1, 1, 1, 1],
    "NAND": [1, 1, 1, -1],
    "XOR": [-1, 1, 1, -1],
}


def place(figure, x, y):
    """Return the place on the screen of a point of the plane."""
    plot = figure.locator(".lf-plot-marks").first
    return spot(plot.bounding_box(), x, y, SPANS)


def drag_to(figure, name, x, y):
    """Drag a handle to a point of the plane with the mouse."""
    drag(handle(figure, name), lambda *_: place(figure, x, y))


def split(figure):
    points = np.array(state(figure)["points"])
    return points[:, :2], points[:, 2]


def line(figure):
    now = state(figure)
    return [*now["w"], now["b"]]


def bound(figure):
    """Return the bound that the sentence names."""
    return float(re.search(r"bound is ([\d.]+): at most", caption(figure))[1])


@pytest.mark.parametrize("name", ["AND", "OR", "NAND"])
def test_each_press_is_the_next_update_of_the_package(name, open_figure):
    _, _, figure = open_figure("perceptron_rule")
    press(figure, name)
    X, y = split(figure)
    assert y.tolist() == GATES[name]
    run = perceptron.error_correction(X, y)
    best = separability.find_widest_boundary(X, y)
    assert bound(figure) == pytest.approx(perceptron.mistake_bound(X, y, *best), 1e-3)
    for k, update in enumerate(run.updates, start=1):
        press(figure, "Next mistake")
        assert line(figure) == [*update.w_after, update.b_after]
        assert f"Correction {k}: point {update.index + 1} " in caption(figure)
    assert "The rule stops." in caption(figure)
    press(figure, "Next mistake", force=True)
    assert line(figure) == [*run.w, run.b]
    assert "No mistake is left" in notice(figure)


def test_run_to_the_end_ends_where_the_package_does(open_figure):
    page, _, figure = open_figure("perceptron_rule")
    X, y = split(figure)
    press(figure, "Run to the end")
    figure.get_by_role("button", name="Pause").wait_for()
    wait_for(page, "document.body.innerText.includes('The rule stops.')")
    run = perceptron.error_correction(X, y)
    np.testing.assert_allclose(line(figure), [*run.w, run.b], rtol=1e-12)
    assert f"Correction {run.n_updates}:" in caption(figure)
    assert figure.get_by_role("button", name="Run to the end").is_visible()


def test_with_reduced_motion_the_run_is_one_jump(open_figure):
    _, _, figure = open_figure("perceptron_rule", media={"reduced_motion": "reduce"})
    press(figure, "AND")
    press(figure, "Run to the end")
    assert "Correction 18:" in caption(figure)
    assert "The rule stops." in caption(figure)


def test_on_xor_the_weights_come_back_and_there_is_no_bound(open_figure):
    page, _, figure = open_figure("perceptron_rule")
    press(figure, "XOR")
    assert "no bound" in caption(figure)
    press(figure, "Next mistake", 3)
    assert "round for ever" not in caption(figure)
    press(figure, "Next mistake")
    assert line(figure) == [0, 0, 0]
    assert "4 corrections ago: the rule goes round for ever" in caption(figure)
    press(figure, "Run to the end")
    wait_for(page, "document.body.innerText.includes('Correction 8:')")
    page.wait_for_timeout(1000)  # it has stopped of itself
    assert "Correction 8:" in caption(figure)
    press(figure, "Start at 0")
    assert "z = 0 everywhere" in caption(figure)


def test_the_cross_of_xor_stands_in_the_middle_of_the_square(open_figure):
    _, _, figure = open_figure("perceptron_rule")
    cross = figure.locator(".pr-cross")
    assert not cross.get_attribute("d")
    press(figure, "XOR")
    assert middle(cross) == pytest.approx(place(figure, 0.5, 0.5), abs=1)


def test_the_mouse_turns_the_weights_and_shifts_the_boundary(open_figure):
    _, _, figure = open_figure("perceptron_rule")
    drag_to(figure, "Tip of w", 1.0, 2.0)
    assert state(figure)["w"] == pytest.approx([1.0, 2.0], abs=0.03)
    assert state(figure)["b"] == 0
    before = state(figure)["w"]
    drag_to(figure, "Boundary", 0.5, 1.0)
    assert state(figure)["w"] == before
    assert state(figure)["b"] == pytest.approx(-2.5, abs=0.07)
    assert "for a start at 0" in caption(figure)
    press(figure, "Start at 0")
    assert line(figure) == [0, 0, 0]


def test_the_count_of_mistakes_is_that_of_the_package(open_figure):
    _, _, figure = open_figure("perceptron_rule", query="w=[1,-0.5]&b=0.25")
    X, y = split(figure)
    wrong = int(np.sum(y * (X @ [1, -0.5] + 0.25) <= 0))
    assert 0 < wrong < len(y)
    assert f"mistakes left: {wrong} of 16" in caption(figure)
    assert figure.locator(".pr-wrong").count() == wrong


def test_a_dragged_point_changes_the_bound_as_in_the_package(open_figure):
    _, _, figure = open_figure("perceptron_rule")
    press(figure, "AND")
    before = bound(figure)
    drag_to(figure, "Point 4,", 2.0, 2.0)
    X, y = split(figure)
    assert X[3] == pytest.approx([2, 2], abs=0.03)
    best = separability.find_widest_boundary(X, y)
    assert bound(figure) == pytest.approx(perceptron.mistake_bound(X, y, *best), 1e-3)
    assert bound(figure) < before


def test_a_tap_flips_a_point_and_so_does_enter(open_figure):
    page, _, figure = open_figure("perceptron_rule", width=390, has_touch=True)
    press(figure, "AND")
    point = handle(figure, "Point 2,")
    point.scroll_into_view_if_needed()
    page.touchscreen.tap(*middle(point.locator(".lf-dot")))
    page.evaluate(FRAMES)
    assert split(figure)[1].tolist() == [-1, 1, -1, 1]
    handle(figure, "Point 3,").focus()
    page.keyboard.press("Enter")
    assert split(figure)[1].tolist() == GATES["OR"]


def test_a_tap_on_an_empty_place_adds_a_point_and_a_drag_does_not(open_figure):
    page, _, figure = open_figure("perceptron_rule")
    press(figure, "AND")
    drag_to(figure, "Point 1,", -1, -1)
    assert len(state(figure)["points"]) == 4
    page.mouse.click(*place(figure, -1.5, 1.5))
    page.evaluate(FRAMES)
    *_, last = state(figure)["points"]
    assert last == pytest.approx([-1.5, 1.5, 1], abs=0.03)
    assert len(state(figure)["points"]) == 5


def test_points_are_moved_added_and_removed_by_keys_alone(open_figure):
    page, _, figure = open_figure("perceptron_rule")
    press(figure, "AND")
    handle(figure, "Point 1,").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")
    page.evaluate(FRAMES)
    assert state(figure)["points"][0] == pytest.approx([-0.1, 0.5, -1])
    page.keyboard.press("Delete")
    page.evaluate(FRAMES)
    assert [p[:2] for p in state(figure)["points"]] == [[0, 1], [1, 0], [1, 1]]
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused).startswith("Point 1, class −1, wrong: (0, 1)")
    add = figure.get_by_role("button", name="Add a point")
    add.focus()
    page.keyboard.press("Enter")
    page.evaluate(FRAMES)
    assert len(state(figure)["points"]) == 4
    assert add.evaluate("b => b === document.activeElement")
    press(figure, "Remove point 4")
    assert len(state(figure)["points"]) == 3


def test_the_points_are_one_stop_of_the_tab_key(open_figure):
    page, _, figure = open_figure("perceptron_rule")
    points = figure.locator('.lf-handle[aria-label^="Point"]')
    stop = figure.locator('.lf-handle[aria-label^="Point"][tabindex="0"]')
    name = "document.activeElement.getAttribute('aria-label')"
    assert points.count() == 16
    assert stop.count() == 1
    stop.focus()
    for key, number in [("PageDown", 2), ("End", 16), ("PageDown", 1), ("PageUp", 16)]:
        page.keyboard.press(key)
        page.evaluate(FRAMES)
        assert page.evaluate(name).startswith(f"Point {number},")
        assert stop.get_attribute("aria-label").startswith(f"Point {number},")
    page.keyboard.press("Control+Home")  # leads to the top of the page, not to a point
    assert page.evaluate(name).startswith("Point 16,")
    page.keyboard.press("Tab")
    assert not (page.evaluate(name) or "").startswith("Point")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(name).startswith("Point 16,")


def test_a_point_that_a_key_has_moved_says_where_it_is(open_figure):
    page, _, figure = open_figure("perceptron_rule")
    voice = figure.locator(".lf-voice")
    voice.filter(has_text="z = 0 everywhere").wait_for(state="attached")
    X, y = split(figure)
    inner = int(np.argmin(np.linalg.norm(X - X[y < 0].mean(0), axis=1)))  # no bound's
    handle(figure, f"Point {inner + 1},").focus()
    page.keyboard.press("ArrowLeft")
    voice.filter(has_text=f"Point {inner + 1}, class −1").wait_for(state="attached")
    assert "Novikoff" not in voice.text_content()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_point_with_the_focus_shows_and_says_its_keys(width, open_figure):
    page, _, figure = open_figure("perceptron_rule", width=width)
    keys = figure.get_by_text("Page Up, Page Down: other points.")
    taps = figure.get_by_text("Tap a point to flip its class")
    legend = figure.get_by_text("hollow: a mistake")
    below = figure.locator(".lf-panel .lf-control").first
    caption(figure)
    top = below.bounding_box()["y"] - legend.bounding_box()["y"]
    assert (keys.is_visible(), taps.is_visible()) == (False, True)
    figure.get_by_role("button", name="Start at 0").focus()
    page.keyboard.press("Tab")
    assert (keys.is_visible(), taps.is_visible()) == (False, True)  # the tip of w
    page.keyboard.press("Tab")
    assert (keys.is_visible(), taps.is_visible()) == (True, False)
    assert legend.is_visible()
    shift = below.bounding_box()["y"] - legend.bounding_box()["y"] - top
    assert shift == pytest.approx(0, abs=0.01)
    point = handle(figure, "Point 1,")
    assert point.get_attribute("aria-describedby") == keys.get_attribute("id")
    assert point.evaluate("e => e === document.activeElement")
    page.keyboard.press("PageDown")
    assert keys.is_visible()
    drag_to(figure, "Tip of w", 1.0, 2.0)
    assert (keys.is_visible(), taps.is_visible()) == (False, True)


def test_the_arrow_of_long_weights_is_drawn_shorter_and_says_so(open_figure):
    page, _, figure = open_figure("perceptron_rule", query="w=[8,4]")
    assert figure.locator("text=w / 4").count() == 1
    handle(figure, "Tip of w").focus()
    page.keyboard.press("ArrowRight")
    page.evaluate(FRAMES)
    assert state(figure)["w"] == pytest.approx([8.4, 4])


def test_a_link_brings_the_count_back(open_figure):
    _, _, figure = open_figure("perceptron_rule")
    press(figure, "AND")
    press(figure, "Next mistake", 5)
    said = caption(figure)
    press(figure, "Share")
    link = figure.locator(".lf-link").input_value()
    _, _, again = open_figure("perceptron_rule", query=link.partition("?")[2])
    assert "Correction 5:" in said
    assert caption(again) == said


def test_new_clouds_are_those_of_python(open_figure):
    _, _, figure = open_figure("perceptron_rule")
    press(figure, "New clouds")
    seed = state(figure)["seed"]
    assert seed == PerceptronRule().seed + 1
    points = np.array(state(figure)["points"])
    np.testing.assert_allclose(points, perceptron_rule.clouds(seed), atol=1e-12)


def test_the_widest_boundary_is_drawn_on_demand(open_figure):
    page, _, figure = open_figure("perceptron_rule")
    dotted = figure.locator(".lf-green.lf-dotted")
    assert not dotted.get_attribute("d")
    figure.get_by_label("Show the boundary with the widest margin").check()
    page.evaluate(FRAMES)
    assert dotted.get_attribute("d")
    press(figure, "XOR")
    assert not dotted.get_attribute("d")
