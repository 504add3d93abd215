"""The loss surface on the built site: start, rates, steps, the bound."""

import re

import numpy as np
import pytest
from built_site import caption, resting, settle, state, wait_for
from figure_page import press, spot, stroke, touch

from nnfoundations.labs.hyperparameters import descent_paths
from nnfoundations.labs.hyperparameters.descent_paths import Descent
from nnfoundations.learning import optimisers

#: Press "Pause" as soon as more than three steps are taken.
PAUSE_AFTER_3 = """root => {
  window.paused = false;
  const look = () => {
    const button = [...root.querySelectorAll("button")].find((b) =>
      b.textContent.trim() === "Pause");
    if (root.parentElement.liveFigure.state.steps > 3 && button) {
      button.click();
      window.paused = true;
    } else requestAnimationFrame(look);
  };
  look();
}"""


def shown(figure):
    """Return the losses of A, B and C as the sentence gives them."""
    found = re.findall(
        r"[ABC] \(η = [^)]*\): loss ([\d.]*\d(?:e\d+)?)", caption(figure)
    )
    return [float(loss) for loss in found]  # three digits, one for huge ones


def path(at, name):
    recipe = Descent(
        at[f"lr_{name}"], at["momentum"], at["batch_size"], at["steps"], at["seed"]
    )
    return descent_paths.trace_descent(at["model"], at["start"], recipe)


def place(figure, p, q):
    """Return where a point of the plane lies on the screen."""
    box = resting(figure.get_by_label("Loss over the parameters p and q"))
    return spot(box, p, q, [(-3, 3)] * 2)


@pytest.mark.parametrize(
    "name", ["Bowl", "Small batches", "One hidden unit", "Slice of a network"]
)
def test_the_losses_shown_are_those_of_the_package(name, open_figure):
    page, _, figure = open_figure("loss_surface")
    press(figure, name)
    settle(page, "loss_surface")
    at = state(figure)
    expected = [path(at, each).losses[-1] for each in "abc"]
    assert at["steps"] > 0
    for ours, theirs in zip(shown(figure), expected, strict=True):
        assert ours == pytest.approx(theirs, rel=0.006 if theirs < 1e5 else 0.5)


def test_one_start_and_three_rates_end_in_two_minima_of_the_slice(open_figure):
    page, _, figure = open_figure("loss_surface")
    press(figure, "Slice of a network")
    settle(page, "loss_surface")
    ends = [path(state(figure), each).points[-1] for each in "abc"]
    assert np.abs(ends[1] - ends[2]).max() < 0.1
    assert np.abs(ends[0] - ends[1]).max() > 2
    assert shown(figure)[0] < 0.1 * shown(figure)[1]
    assert "other 11 parameters stay fixed" in caption(figure)


def test_a_rate_above_the_bound_is_said_to_diverge_and_does(open_figure):
    page, _, figure = open_figure("loss_surface", query="steps=50")
    _, large = descent_paths.bowl_curvatures()
    bound = optimisers.largest_stable_rate(large)
    assert f"= {bound:.2f} converge; C lies above and diverges" in caption(figure)
    first = path(state(figure), "c").losses[0]
    assert shown(figure)[2] > 3 * first > shown(figure)[1]
    assert "climbing" in caption(figure)
    momentum = figure.get_by_label("Momentum β")
    momentum.focus()
    for _ in range(18):
        page.keyboard.press("ArrowRight")
    settle(page, "loss_surface")
    assert state(figure)["momentum"] == pytest.approx(0.9)
    assert f"= {1.9 * bound:.2f} converge." in caption(figure)


def test_a_path_that_leaves_is_said_to_have_diverged(open_figure):
    page, _, figure = open_figure("loss_surface")
    press(figure, "Momentum")
    settle(page, "loss_surface")
    left = path(state(figure), "c")
    assert left.diverged
    assert f"diverged at step {len(left.losses) - 1}" in caption(figure)


def test_the_mouse_drags_the_start(open_figure):
    page, _, figure = open_figure("loss_surface")
    stroke(page, place(figure, -2, 2), place(figure, 1, -2), steps=4)
    settle(page, "loss_surface")
    assert state(figure)["start"] == pytest.approx([1, -2], abs=0.05)


def test_a_finger_drags_the_start(open_figure):
    page, _, figure = open_figure("loss_surface", width=390, has_touch=True)
    map_ = figure.get_by_label("Loss over the parameters p and q")
    map_.scroll_into_view_if_needed()
    touch(page, *[place(figure, *p) for p in ((-2, 2), (-1, 0), (0, -1))])
    settle(page, "loss_surface")
    assert state(figure)["start"] == pytest.approx([0, -1], abs=0.05)


def test_arrow_keys_move_the_start(open_figure):
    page, _, figure = open_figure("loss_surface")
    handle = figure.get_by_role("button", name="start:")
    resting(figure)
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    settle(page, "loss_surface")
    assert state(figure)["start"] == [-1.9, 1.5]
    assert handle.get_attribute("aria-label") == "start: p = −1.90, q = 1.50"


def test_steps_go_one_by_one_and_back(open_figure):
    page, _, figure = open_figure("loss_surface")
    step = figure.get_by_role("button", name="One step")
    step.click()
    step.click()
    settle(page, "loss_surface")
    assert state(figure)["steps"] == 2
    expected = path(state(figure), "b").losses[2]
    assert shown(figure)[1] == pytest.approx(expected, rel=0.006)
    figure.get_by_role("button", name="Back to the start").click()
    settle(page, "loss_surface")
    assert state(figure)["steps"] == 0


def test_it_runs_until_it_is_paused(open_figure):
    page, _, figure = open_figure("loss_surface")
    figure.evaluate(PAUSE_AFTER_3)  # in the page: a slow test would come too late
    figure.get_by_role("button", name="Run").click()
    wait_for(page, "window.paused")
    settle(page, "loss_surface")
    paused = state(figure)["steps"]
    page.wait_for_timeout(500)
    assert 3 < paused == state(figure)["steps"] < 100


def test_with_reduced_motion_the_end_is_shown_at_once(open_figure):
    page, _, figure = open_figure("loss_surface", media={"reduced_motion": "reduce"})
    figure.get_by_role("button", name="Run").click()
    settle(page, "loss_surface")
    assert state(figure)["steps"] == 100


def test_other_batches_make_other_paths_only_if_there_is_noise(open_figure):
    page, _, figure = open_figure("loss_surface", query="steps=30")
    other = figure.get_by_role("button", name="Other batches")
    assert other.get_attribute("aria-disabled") == "true"
    press(figure, "Small batches")
    settle(page, "loss_surface")
    before = shown(figure)
    other.click()
    settle(page, "loss_surface")
    assert state(figure)["seed"] == 1
    assert shown(figure) != before
    assert "noisy batches may need less" in caption(figure)


#: Words of the drawings that lie on others, or beside their drawing, at each step.
CLASHES = """async (root) => {
  const view = root.parentElement.liveFigure;
  const drawn = () => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(done)));
  const found = new Set();
  for (let steps = 0; steps <= 100; steps += 2) {
    view.set({ steps });
    await drawn();
    for (const drawing of root.querySelectorAll(".lf-plot > svg")) {
      const outer = drawing.getBoundingClientRect();
      const words = [...drawing.querySelectorAll("text")].map((e) =>
        [e.textContent, e.getBoundingClientRect()]).filter(([, box]) => box.width);
      words.forEach(([word, a], i) => {
        if (a.right > outer.right + 1 || a.bottom > outer.bottom + 1)
          found.add(`${word} sticks out`);
        for (const [other, b] of words.slice(0, i))
          if (a.left < b.right && b.left < a.right && a.top < b.bottom
            && b.top < a.bottom) found.add(`${word} on ${other}`);
      });
    }
  }
  return [...found];
}"""


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("name", ["Bowl", "Momentum", "Slice of a network"])
def test_no_name_lies_on_another_in_a_whole_training(name, width, open_figure):
    page, _, figure = open_figure("loss_surface", width=width)
    press(figure, name)
    assert figure.evaluate(CLASHES) == []
    handle = figure.get_by_role("button", name="start:")
    handle.focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    assert figure.evaluate(CLASHES) == []


def test_each_drawing_tells_which_shape_is_whose(open_figure):
    _, _, figure = open_figure("loss_surface", query="steps=12")
    for drawing in figure.locator(".lf-plot > svg").all():
        names = drawing.locator("text.lf-strong")
        assert names.all_text_contents() == ["A", "B", "C"]
        shapes = [
            name.evaluate("e => e.previousSibling.getAttribute('d').match(/[ahl]/)[0]")
            for name in names.all()
        ]
        assert shapes == ["a", "h", "l"]  # a circle, a square, a triangle
