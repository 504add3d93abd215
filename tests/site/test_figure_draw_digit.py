"""Draw a digit, on the built site: by mouse, by finger, by keys; presets, buttons."""

import numpy as np
import pytest
from built_site import FRAMES, caption, state
from figure_page import notice, press, stroke

from nnfoundations.figures import digit_network, handwriting, javascript

NETWORK = digit_network.read_network(
    (javascript.FOLDER / digit_network.FILE).read_text("utf-8")
)
PARAMETERS = digit_network.read_parameters(NETWORK)
IMAGES, LABELS = digit_network.read_held_out(NETWORK)
#: A seven and a one, corner by corner, in points of the paper.
SEVEN = [(8, 8), (38, 8), (22, 42)]
ONE = [(24, 6), (24, 42)]


def answer(ink):
    """Return the probabilities that the package gives for ink."""
    X = handwriting.see(ink).reshape(1, 64) / 16
    return digit_network.softmax_rows(digit_network.forward_digits(PARAMETERS, X)[1])[0]


def drawn(figure):
    return handwriting.from_rows(state(figure)["ink"])


def shown(figure):
    """Return the probabilities in the table; what is below 0.001 as 0."""
    figure.page.evaluate(FRAMES)
    texts = figure.locator(".dd-scores tbody td:nth-of-type(2)").all_text_contents()
    parts = {"< 0.001": "0", "> 0.999": "1"}
    return np.array([float(parts.get(text, text)) for text in texts])


def places(figure, points):
    """Return points of the paper as places on the screen."""
    paper = figure.locator(".dd-paper canvas")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    scale = box["width"] / 48
    return [(box["x"] + scale * x, box["y"] + scale * y) for x, y in points]


def draw(page, figure, points):
    stroke(page, *places(figure, points), steps=8)


def test_a_digit_drawn_with_the_mouse_is_read_as_the_package_reads_it(open_figure):
    page, _, figure = open_figure("draw_digit")
    assert "The paper is empty" in caption(figure)
    draw(page, figure, SEVEN)
    expected = answer(drawn(figure))
    assert expected.argmax() == 7
    assert "It says 7" in caption(figure)
    assert np.allclose(shown(figure), expected, atol=6e-4)
    assert figure.locator(".dd-said th").text_content().endswith("7")


TOUCH = """([paper, places]) => {
  const send = (type, [x, y]) => {
    const options = { clientX: x, clientY: y, pointerId: 7, pointerType: "touch" };
    paper.dispatchEvent(new PointerEvent(type, { ...options, bubbles: true }));
  };
  paper.setPointerCapture = () => {}; // no finger is really there
  send("pointerdown", places[0]);
  places.slice(1).forEach((place) => send("pointermove", place));
  send("pointerup", places.at(-1));
  send("pointermove", [0, 0]);
}"""


def test_a_finger_draws_and_does_not_scroll_the_page(open_figure):
    page, _, figure = open_figure("draw_digit", width=390, has_touch=True)
    (x, y), *_ = places(figure, [(24, 24)])
    page.touchscreen.tap(x, y)
    page.evaluate(FRAMES)
    assert 9 <= drawn(figure)[20:28, 20:28].sum() == drawn(figure).sum() <= 21
    paper = figure.locator(".dd-paper")
    page.evaluate(TOUCH, [paper.element_handle(), places(figure, ONE)])
    page.evaluate(FRAMES)
    assert drawn(figure)[8:40, 24].all()
    assert not drawn(figure)[:, :18].any()
    assert paper.evaluate("(e) => getComputedStyle(e).touchAction") == "none"


def test_arrow_keys_and_space_draw(open_figure):
    page, _, figure = open_figure("draw_digit")
    figure.locator(".dd-paper").focus()
    for key in ["ArrowUp"] * 5 + [" "] + ["ArrowDown"] * 10:
        page.keyboard.press(key)
    page.evaluate(FRAMES)
    ink = drawn(figure)
    assert ink[9:39, 23:25].all()
    assert not ink[:7].any()
    assert not ink[:, :21].any()
    page.keyboard.press(" ")
    page.keyboard.press("ArrowLeft")
    assert (drawn(figure) == ink).all()
    assert f"It says {answer(ink).argmax()}" in caption(figure)
    voice = figure.locator(".lf-voice")
    voice.filter(has_text="Pen up at 21 across, 39 down.").wait_for(state="attached")
    page.keyboard.press("ArrowLeft")
    voice.filter(has_text="Pen up at 18 across, 39 down.").wait_for(state="attached")
    assert "It says" not in voice.text_content(), "the answer is the same as before"


def test_undo_takes_back_one_stroke_at_a_time(open_figure):
    page, _, figure = open_figure("draw_digit")
    draw(page, figure, SEVEN)
    seven = state(figure)["ink"]
    draw(page, figure, ONE)
    press(figure, "Clear")
    assert state(figure)["ink"] == []
    press(figure, "Undo")
    press(figure, "Undo")
    assert state(figure)["ink"] == seven
    press(figure, "Undo")
    assert state(figure)["ink"] == []
    undo = figure.get_by_role("button", name="Undo")
    assert undo.get_attribute("aria-disabled") == "true"


def test_the_eraser_takes_ink_away_and_the_pen_has_its_width(open_figure):
    page, _, figure = open_figure("draw_digit")
    draw(page, figure, ONE)
    thin = drawn(figure)[24].sum()
    figure.get_by_label("Pen width").fill("8")
    draw(page, figure, ONE)
    assert (thin, drawn(figure)[24].sum()) == (4, 8)
    figure.get_by_label("Eraser").check()
    draw(page, figure, [(4, 24), (44, 24)])
    assert not drawn(figure)[22:26].any()
    assert drawn(figure)[10].sum() == 8


PRESETS = [
    ("A held-out 3", "labelled 3. It says 3 with probability above 0.999", "right"),
    ("One it gets wrong", "labelled 5. It says 9", "wrong"),
    ("A 1 with a foot", "It says 2 with probability 0.99", ""),
    ("The letter W", "It says 4 with probability above 0.999", ""),
]


@pytest.mark.parametrize(("name", "said", "judged"), PRESETS)
def test_a_preset_shows_what_it_promises(open_figure, name, said, judged):
    _, _, figure = open_figure("draw_digit")
    press(figure, name)
    assert said in caption(figure)
    assert (f"That is {judged}." if judged else "It says") in caption(figure)


def test_held_out_digits_come_one_after_the_other(open_figure):
    _, _, figure = open_figure("draw_digit")
    for image in (0, 1):
        press(figure, "Next held-out digit")
        assert state(figure)["image"] == image
        ink = handwriting.lay(IMAGES[image].reshape(8, 8))
        assert np.allclose(shown(figure), answer(ink), atol=6e-4)
        assert f"labelled {LABELS[image]}." in caption(figure)


def test_the_next_error_is_the_next_that_the_package_finds(open_figure):
    _, _, figure = open_figure("draw_digit")
    right = digit_network.answer_laid(PARAMETERS, IMAGES) == LABELS
    for image in np.flatnonzero(~right)[:3]:
        press(figure, "Next one it gets wrong")
        assert state(figure)["image"] == image
        assert "That is wrong." in caption(figure)
    said = figure.locator(".lf-panel .dd-small").text_content()
    assert f"{right.sum()} when they are laid on this paper" in said
    assert f"{NETWORK['correct']} rightly" in said


def test_drawing_on_a_held_out_digit_makes_it_the_readers(open_figure):
    page, _, figure = open_figure("draw_digit", query="image=18")
    draw(page, figure, [(4, 44), (44, 44)])
    assert state(figure)["image"] == -1
    laid = handwriting.lay(IMAGES[18].reshape(8, 8))
    assert (drawn(figure)[:40] == laid[:40]).all()
    assert drawn(figure)[44, 4:44].all()


def test_a_hidden_unit_is_chosen_by_keys_and_by_mouse(open_figure):
    page, _, figure = open_figure("draw_digit", query="image=18")
    units = figure.get_by_role("slider", name="Hidden unit")
    X = handwriting.see(handwriting.lay(IMAGES[18].reshape(8, 8))).reshape(1, 64)
    hidden = digit_network.forward_digits(PARAMETERS, X / 16)[0][0]
    strongest = int((hidden * PARAMETERS[2][:, 3]).argmax())
    assert units.get_attribute("aria-valuenow") == str(strongest)
    units.focus()
    page.keyboard.press("ArrowUp")
    page.evaluate(FRAMES)
    unit = state(figure)["unit"]
    assert unit == strongest - 16
    push = f"{hidden[unit] * PARAMETERS[2][unit, 3]:.2f}".replace("-", "−")
    assert f"it adds {push} to the logit of 3" in figure.text_content()
    assert units.get_attribute("aria-valuetext").endswith(
        f"adds {push} to the logit of 3"
    )
    box = units.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.53, box["y"] + 3)
    assert state(figure)["unit"] == 8
    press(figure, "Follow the strongest unit")
    assert "does most for the answer" in notice(figure)
    assert units.get_attribute("aria-valuenow") == str(strongest)
