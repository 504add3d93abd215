"""XOR by hand on the built site: dragging lines, keys, touch, presets, the table."""

import numpy as np
import pytest
from built_site import FRAMES, caption, state, wait_for
from figure_page import drag, handle, middle, press, spot, touch

from nnfoundations.figures import XorFold
from nnfoundations.networks import stacks
from nnfoundations.networks.xor import XOR_X, XOR_Y

SPANS = [(-0.75, 1.75)] * 2  # of the plots


def at(figure, number, x, y):
    """Return the place on the screen of a plot's point (x, y)."""
    plot = figure.locator(".lf-plot-marks").nth(number)
    return spot(plot.bounding_box(), x, y, SPANS)


def drag_to(figure, number, name, x, y):
    """Drag a handle to a point of its plot with the mouse."""
    drag(handle(figure, name), lambda *_: at(figure, number, x, y))


def rows(figure):
    """Return the numbers of the table: h1, h2, score, output for each point."""
    figure.page.evaluate(FRAMES)
    lines = figure.locator(".xf-table tbody tr").all()
    texts = [line.locator("td").all_inner_texts()[:4] for line in lines]
    return np.array([[float(t.replace("−", "-")) for t in line] for line in texts])


def computed(figure):
    """Return the same numbers as the package computes them from the state."""
    _, hidden, scores = stacks.forward_stack(XorFold(**state(figure)).stack(), XOR_X)
    return np.column_stack([hidden, scores, scores >= 0])


@pytest.mark.parametrize("name", ["Two steps", "Two ReLUs"])
def test_a_solution_of_the_package_is_right_at_all_points(name, open_figure):
    _, _, figure = open_figure("xor_fold")
    press(figure, name)
    assert np.allclose(rows(figure), computed(figure), atol=0.006)
    assert rows(figure)[:, 3].tolist() == XOR_Y.tolist()
    shown = caption(figure)
    assert shown.startswith("Solved, 4 of 4. (0, 1) and (1, 0) coincide at h = (1, 0).")


def test_the_start_is_not_solved_and_no_output_line_can_do_it(open_figure):
    _, _, figure = open_figure("xor_fold")
    shown = caption(figure)
    assert shown.startswith("3 of 4 right; wrong: (1, 1). No two points coincide.")
    assert "No output line can do it" in shown
    assert np.allclose(rows(figure)[:, :2], XOR_X)


def test_one_line_puts_unlike_points_together(open_figure):
    _, _, figure = open_figure("xor_fold")
    press(figure, "One line only")
    shown = caption(figure)
    assert "have different targets" in shown
    assert "One line is never enough" in shown
    assert figure.locator('.lf-handle:not([visibility="hidden"])').count() == 4


def test_dragging_three_lines_by_mouse_solves_it(open_figure):
    _, _, figure = open_figure("xor_fold")
    drag_to(figure, 0, "Arrow of hidden unit 1", 1.0, 0.8)  # weights 1, 1
    drag_to(figure, 0, "Point on the line of hidden unit 1", 0.2, 0.3)
    assert state(figure)["first"] == [0.2, 0.3, 1, 1]
    drag_to(figure, 0, "Arrow of hidden unit 2", 0.8, 1.0)
    drag_to(figure, 0, "Point on the line of hidden unit 2", 1.1, 0.4)
    assert state(figure)["second"] == [1.1, 0.4, 1, 1]
    assert "move the output line" in caption(figure)
    drag_to(figure, 1, "Arrow of output", 0.4, 0.1)  # weights 1, -1
    drag_to(figure, 1, "Point on the line of output", 0.75, 0.25)
    assert state(figure)["output"] == [0.75, 0.25, 1, -1]
    assert caption(figure).startswith("Solved, 4 of 4.")
    assert np.allclose(rows(figure), computed(figure), atol=0.006)


def test_arrow_keys_move_a_line(open_figure):
    page, _, figure = open_figure("xor_fold")
    square = handle(figure, "Point on the line of hidden unit 1")
    square.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    assert np.allclose(state(figure)["first"], [0.55, 0.55, 1, 0])
    tip = handle(figure, "Arrow of output")
    tip.focus()
    page.keyboard.press("ArrowDown")
    assert np.allclose(state(figure)["output"], [-0.1, 0.6, 1, 0.9])


def test_a_finger_moves_a_line(open_figure):
    page, _, figure = open_figure("xor_fold", width=390, has_touch=True)
    square = handle(figure, "Point on the line of hidden unit 2")
    square.scroll_into_view_if_needed()
    page.evaluate(FRAMES)
    start = middle(square.locator(".lf-dot"))
    touch(page, start, at(figure, 0, 0.5, 1.0), at(figure, 0, 0.5, 1.2))
    assert np.allclose(state(figure)["second"], [0.5, 1.2, 0, 1], atol=0.051)


def test_the_relu_changes_what_the_units_show(open_figure):
    _, _, figure = open_figure("xor_fold", query="first=[-0.3,0.3,1.5,0.5]")
    figure.get_by_label("Activation of the hidden units").select_option("relu")
    assert state(figure)["activation"] == "relu"
    assert np.allclose(rows(figure), computed(figure), atol=0.006)
    assert rows(figure)[:, 0].max() > 1


def test_the_fold_goes_there_and_back_by_button_and_by_slider(open_figure):
    page, _, figure = open_figure("xor_fold")
    press(figure, "Two ReLUs")
    solved = caption(figure)
    before = figure.locator(".xf-sheet").get_attribute("d")
    press(figure, "Unfold")
    wait_for(page, "e => e.liveFigure.kept.fold === 0", place(figure))
    assert caption(figure).startswith("Not folded yet")
    assert figure.locator(".lf-handle:not([visibility=hidden])").count() == 4
    slider = figure.get_by_label("From the inputs to the hidden units")
    slider.fill("0.5")
    assert caption(figure).startswith("50 % of the way from x to h.")
    press(figure, "Fold")
    wait_for(page, "e => e.liveFigure.kept.fold === 1", place(figure))
    assert caption(figure) == solved
    assert figure.locator(".xf-sheet").get_attribute("d") == before


def test_with_less_motion_the_fold_is_done_at_once(open_figure):
    page, _, figure = open_figure("xor_fold", media={"reduced_motion": "reduce"})
    press(figure, "Unfold")
    page.evaluate(FRAMES)
    assert state(figure)["fold"] == 0


def place(figure):
    return figure.locator("xpath=..").element_handle()


def test_labels_keep_off_the_line_of_the_output(open_figure):
    _, _, figure = open_figure("xor_fold")
    press(figure, "Two ReLUs")
    figure.page.evaluate(FRAMES)
    labels = figure.locator(".lf-plot").nth(1).locator(".xf-label")
    above = {
        label.text_content(): float(label.get_attribute("dy")) < 0
        for label in labels.all()
    }
    assert above["0,0"]
    assert above["1,1"]
    assert not above["0,1  1,0"]
