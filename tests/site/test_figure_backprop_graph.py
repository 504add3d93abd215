"""The backpropagation graph on the built site: steps, changes, the gradient step."""

import functools

import figure_page
import numpy as np
import pytest
from built_site import FRAMES, caption, state, wait_for
from figure_page import field, middle, notice, stroke

from nnfoundations.figures import BackpropGraph
from nnfoundations.learning import backprop
from nnfoundations.learning.backprop import Weights

NAMES = ("W1", "b1", "W2", "b2")

# forced: a button that does nothing at present is pressed as well
press = functools.partial(figure_page.press, force=True)


def part(figure, name):
    return figure.locator(f'[data-part="{name}"]')


def compared(figure):
    figure.page.evaluate(FRAMES)
    return figure.locator(".lf-bg-compared").inner_text()


def computed(at):
    """Return loss and gradients of a state, by the package, with its change made."""
    weights = {name: np.array(at[name], dtype=float) for name in NAMES}
    name, index = at["part"][:-1].split("[")
    weights[name][tuple(int(i) for i in index.split(","))] += at["nudge"]
    cache = backprop.forward(Weights(**weights), [at["x"]])
    gradients = backprop.backward(Weights(**weights), cache, [at["y"]])
    return backprop.cross_entropy(cache.logits, [at["y"]]), gradients


def shown(value):
    """Return a number as the figure writes it: three digits, a true minus sign."""
    return f"{value:.3g}".replace("-", "−")


@pytest.mark.parametrize("name", ["All", "Play all"])
def test_the_way_to_the_end_is_announced(name, open_figure):
    _, _, figure = open_figure("backprop_graph", media={"reduced_motion": "reduce"})
    press(figure, "Restart")
    assert notice(figure) != "All gradients are known."
    press(figure, name)
    assert state(figure)["step"] == 26
    assert notice(figure) == "All gradients are known."
    press(figure, "Restart")
    assert notice(figure) == ""  # it would no longer be true


def test_forward_then_backward_one_step_at_a_time(open_figure):
    _, _, figure = open_figure("backprop_graph")
    assert state(figure)["step"] == 26
    press(figure, "Restart")
    words = [caption(figure)]
    for name, count in (("Forward step", 14), ("Backward step", 12)):
        for _ in range(count):
            press(figure, name)
            words.append(caption(figure))
    assert state(figure)["step"] == 26
    assert len(set(words)) == 27
    assert words[1].endswith("X[0] · W1[0,0] = 1 · 0.5 = 0.5 to Z1[0].")
    loss, gradients = computed(state(figure))
    assert f"= {shown(loss)}." in words[14]
    product = f"dL/dW1[1,1] = X[1] · delta1[1] = 2 · ({shown(gradients.db1[1])})"
    assert f"{product} = {shown(gradients.dW1[1, 1])}" in words[26]


def test_backward_waits_for_the_loss_and_the_step_for_all_gradients(open_figure):
    _, _, figure = open_figure("backprop_graph", query="step=13")
    press(figure, "Backward step")
    assert state(figure)["step"] == 13
    assert "First go forward" in notice(figure)
    press(figure, "Gradient step")
    assert state(figure)["W1"] == BackpropGraph().W1
    press(figure, "All")
    press(figure, "Forward step")
    assert state(figure)["step"] == 26
    press(figure, "Restart")
    assert state(figure)["step"] == 0


def test_a_gradient_appears_with_its_step_and_is_the_package_s(open_figure):
    _, _, figure = open_figure("backprop_graph", query="step=22")
    label = part(figure, "W1[0,1]").get_attribute("aria-label")
    assert label == "W1[0,1] = −0.4, gradient not known yet"
    press(figure, "All")
    _, gradients = computed(state(figure))
    for name in ("W1", "W2"):
        for i, j in np.ndindex(2, 2):
            label = part(figure, f"{name}[{i},{j}]").get_attribute("aria-label")
            gradient = getattr(gradients, f"d{name}")[i, j]
            assert label.endswith(f"gradient {shown(gradient)}")


@pytest.mark.parametrize(
    ("name", "least", "most"), [("Small change", 0, 0.01), ("Large change", 0.2, 0.5)]
)
def test_the_prediction_is_good_for_small_changes(name, least, most, open_figure):
    _, _, figure = open_figure("backprop_graph")
    press(figure, name)
    at = state(figure)
    before, gradients = computed(at | {"nudge": 0.0})
    predicted = gradients.dW1[0, 1] * at["nudge"]
    real = computed(at)[0] - before
    text = compared(figure)
    assert f"= {shown(predicted)}; real (solid): {shown(real)}." in text
    share = abs((predicted - real) / real)
    assert f"off by {shown(100 * share)}\u00a0%" in text
    assert least < share < most


def test_across_the_kink_the_unit_goes_dead_and_the_line_fails(open_figure):
    _, _, figure = open_figure("backprop_graph")
    press(figure, "Across the kink")
    assert computed(state(figure))[1].db1[1] == 0
    label = part(figure, "b1[1]").get_attribute("aria-label")
    assert label.endswith("H1[1] = 0, delta1[1] = 0")
    assert "off by" in compared(figure)


def test_the_dead_unit_stops_the_gradient(open_figure):
    _, _, figure = open_figure("backprop_graph")
    press(figure, "Dead unit")
    assert "The unit is off: the gradient stops here." in caption(figure)
    press(figure, "All")
    for name in ("W1[0,0]", "W1[1,0]"):
        assert part(figure, name).get_attribute("aria-label").endswith("gradient 0")
    field(figure, "nudge").press("ArrowRight")
    assert "Both agree." in compared(figure)


def test_a_gradient_step_lowers_the_loss_as_the_package_s_does(open_figure):
    _, _, figure = open_figure("backprop_graph", query="step=26")
    at = state(figure)
    before, gradients = computed(at)
    weights = Weights(*(np.array(at[name]) for name in NAMES))
    stepped = backprop.sgd_step(weights, gradients, at["lr"])
    press(figure, "Gradient step")
    now = state(figure)
    for name in NAMES:
        np.testing.assert_allclose(now[name], getattr(stepped, name), 1e-12)
    after = computed(now)[0]
    assert f"goes down from {shown(before)} to {shown(after)}." in compared(figure)
    press(figure, "Reset")
    assert "Gradient step" not in compared(figure)


def test_a_drag_changes_the_weight_and_marks_what_moves(open_figure):
    page, _, figure = open_figure("backprop_graph", query="step=26")
    assert figure.locator(".lf-bg-moved").count() == 0
    grip = figure.locator(".lf-handle")
    grip.scroll_into_view_if_needed()
    x, y = middle(grip)
    stroke(page, (x, y), (x + 60, y + 30), steps=5)
    assert state(figure)["nudge"] > 0.1
    text = compared(figure)
    moved = figure.locator(".lf-bg-moved").count()
    assert f" {moved} of 33 numbers move" in text
    assert moved == 20  # W1[0,1] leads to unit 1: Z1[0], H1[0] and weights stay


def test_arrow_keys_move_the_change_and_the_tapped_unit_takes_its_place(open_figure):
    page, _, figure = open_figure("backprop_graph", 390, "step=26", has_touch=True)
    figure.locator(".lf-handle").press("ArrowLeft")
    assert state(figure)["nudge"] == -0.05
    unit = part(figure, "b2[0]")
    unit.scroll_into_view_if_needed()
    box = unit.bounding_box()
    page.touchscreen.tap(box["x"] + 40, box["y"] + 40)
    page.evaluate(FRAMES)
    assert (state(figure)["part"], state(figure)["nudge"]) == ("b2[0]", 0)
    assert unit.get_attribute("aria-pressed") == "true"
    assert "dL/db2[0]" in compared(figure)
    edge = part(figure, "W2[1,0]")
    edge.press("Enter")
    assert state(figure)["part"] == "W2[1,0]"


def test_a_change_is_kept_and_the_class_is_swapped(open_figure):
    _, _, figure = open_figure("backprop_graph", query="step=26&nudge=0.5")
    press(figure, "Keep the change")
    assert state(figure)["W1"][0][1] == pytest.approx(0.1)
    assert state(figure)["nudge"] == 0
    press(figure, "Right class: 1 (swap)")
    assert state(figure)["y"] == 0
    loss, _ = computed(state(figure))
    assert f"loss {shown(loss)}" in figure.locator(".lf-handle").get_attribute(
        "aria-label"
    )


def test_weights_stay_within_ten(open_figure):
    query = "step=26&W1=[[10,0],[0,0]]&part=%22W1[0,0]%22&nudge=0.5"
    _, _, figure = open_figure("backprop_graph", query=query)
    press(figure, "Keep the change")
    assert state(figure)["W1"][0][0] == 10
    assert "would leave ±10" in notice(figure)


#: Where what is on its way stands [px from the top], while it is.
SENT = """(root) => [...root.querySelectorAll(".lf-bg-sent circle")].map((dot) =>
  Number(dot.getAttribute("cy")))"""


#: Notes in each frame where the number is; ends when it has arrived.
WATCH = f"""(root) => {{
  const where = {SENT};
  const seen = (root.seen = []);
  const look = () => {{
    const [now] = where(root);
    if (now !== undefined) seen.push(now);
    root.arrived = now === undefined && seen.length > 0;
    if (!root.arrived) requestAnimationFrame(look);
  }};
  look();
}}"""


def test_a_step_sends_its_number_down_and_then_up(open_figure):
    page, _, figure = open_figure("backprop_graph", query="step=14")
    assert figure.evaluate(SENT) == []
    ways = []
    for query, name in (("step=0", "Forward step"), ("step=14", "Backward step")):
        page, _, figure = open_figure("backprop_graph", query=query)
        figure.evaluate(WATCH)
        press(figure, name)
        wait_for(page, "(root) => root.arrived", figure.element_handle())
        seen = figure.evaluate("(root) => root.seen")
        ways.append(seen[-1] - seen[0])
    assert ways[0] > 0 > ways[1]


def test_all_is_played_there_and_back_and_a_press_ends_it(open_figure):
    page, _, figure = open_figure("backprop_graph", query="step=3")
    press(figure, "Play all")
    wait_for(page, f"(root) => ({SENT})(root).length === 4", figure.element_handle())
    assert state(figure)["step"] == 3
    press(figure, "Restart")
    assert state(figure)["step"] == 0
    assert figure.evaluate(SENT) == []


def test_a_sign_is_seen_by_colour_and_by_text(open_figure):
    _, _, figure = open_figure("backprop_graph")
    _, gradients = computed(state(figure))
    for i, j in np.ndindex(2, 2):
        box = part(figure, f"W1[{i},{j}]").locator("xpath=..")
        text = box.locator("text", has_text="∂")
        positive = gradients.dW1[i, j] > 0
        assert text.text_content()[2] == ("+" if positive else "−")
        ink = "lf-blue" if positive else "lf-vermilion"
        assert ink in text.get_attribute("class")
