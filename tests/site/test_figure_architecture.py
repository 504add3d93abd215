"""The architecture on the built site: buttons, links, cuts by mouse, touch and keys."""

import functools

import figure_page
import pytest
from built_site import FRAMES, caption, state
from figure_page import field, middle, notice

from nnfoundations.networks import architecture, wiring

# forced: a button that does nothing at present is pressed as well
press = functools.partial(figure_page.press, force=True)


def whole(at):
    """Return the index map of a figure's state, without what is cut."""
    names = ("widths", "links", "window", "skip", "recurrent")
    index_map = wiring.network(*(at[name] for name in names))
    for source, target in at["cuts"]:
        index_map = architecture.cut(index_map, source, target)
    return index_map


def expected(at):
    """Return what the caption must say of a state, counted by the package."""
    cost = architecture.cost(whole(at))
    counted = wiring.layer_biases(at["widths"], at["links"], at["window"])
    biases = sum(counted) if at["bias"] else 0
    total = cost.weights + biases
    return (
        f"{cost.weights} weights + {biases} bias{'' if biases == 1 else 'es'}"
        f" = {total} parameters; {cost.connections} connections."
    )


def signs(figure):
    """Return the signs of all connections in the mask, row by row."""
    figure.page.evaluate(FRAMES)
    return "".join(
        figure.locator(".lf-columns > :last-child .ar-sign").all_text_contents()
    )


def cell(figure, source, target):
    """Return the middle of a cell of the mask on the screen."""
    number = sum(
        1
        for pair in pairs(whole(state(figure) | {"cuts": []}))
        if pair < (source, target)
    )
    return middle(figure.locator(".ar-cell").nth(number))


def pairs(index_map):
    return [
        (i, j)
        for i, line in enumerate(index_map)
        for j in range(len(line))
        if line[j] >= 0
    ]


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("Perceptron", "111"),
        ("One hidden layer", "1" * 20),
        ("Convolution", "pqprqprqprqr" + "1" * 8),
        ("Skip", "1" * 26),
        ("Recurrent", "1" * 36),
    ],
)
def test_a_preset_shows_its_mask_and_the_package_s_count(name, mask, open_figure):
    _, _, figure = open_figure("architecture")
    press(figure, name)
    shown = caption(figure)
    assert expected(state(figure)) in shown
    assert signs(figure) == mask
    assert ("Recurrent:" in shown) == (name == "Recurrent")


def test_buttons_change_units_and_layers(open_figure):
    _, _, figure = open_figure("architecture")
    press(figure, "+ one unit in hidden")
    press(figure, "− one unit in outputs")
    assert state(figure)["widths"] == [3, 5, 1]
    press(figure, "Add a hidden layer")
    assert state(figure)["widths"] == [3, 5, 3, 1]
    assert expected(state(figure)) in caption(figure)
    press(figure, "Remove a hidden layer")
    press(figure, "Remove a hidden layer")
    assert state(figure)["widths"] == [3, 1]
    press(figure, "Remove a hidden layer")  # there is none left
    assert state(figure)["widths"] == [3, 1]


def test_a_layer_stops_at_eight_units_and_at_one(open_figure):
    _, _, figure = open_figure("architecture", query="widths=[8,4,1]")
    press(figure, "+ one unit in inputs")
    press(figure, "− one unit in outputs")
    assert state(figure)["widths"] == [8, 4, 1]
    assert "1 to 8" in notice(figure)


def test_the_width_behind_a_window_follows_the_window(open_figure):
    _, _, figure = open_figure("architecture")
    press(figure, "Convolution")
    window = field(figure, "window")
    window.press("ArrowRight")
    assert state(figure)["widths"] == [6, 3, 2]
    press(figure, "+ one unit in hidden")  # the inputs grow with it
    assert state(figure)["widths"] == [7, 4, 2]
    assert expected(state(figure)) in caption(figure)


def test_local_and_shared_differ_in_weights_only(open_figure):
    _, _, figure = open_figure("architecture")
    press(figure, "Convolution")
    figure.get_by_label("Inputs → hidden").select_option("local")
    assert state(figure)["links"] == ["local", "full"]
    shown = caption(figure)
    assert expected(state(figure)) in shown
    assert "Sharing saves" not in shown
    assert "4 × 3 = 12" in figure.locator(".ar-count").inner_text()


def test_a_click_on_a_cell_cuts_and_the_next_mends(open_figure):
    page, _, figure = open_figure("architecture")
    page.mouse.click(*cell(figure, 1, 4))
    assert state(figure)["cuts"] == [[1, 4]]
    shown = caption(figure)
    assert expected(state(figure)) in shown
    assert "every output can still depend on the same inputs" in shown
    assert signs(figure).count("0") == 1
    page.mouse.click(*cell(figure, 1, 4))
    assert state(figure)["cuts"] == []


def test_a_tap_on_a_line_of_a_perceptron_costs_the_output_an_input(open_figure):
    page, _, figure = open_figure("architecture", width=390, has_touch=True)
    press(figure, "Perceptron")
    figure.page.evaluate(FRAMES)
    line = figure.locator(".ar-line").nth(1)  # input 2, which lies level
    page.touchscreen.tap(*middle(line))
    assert state(figure)["cuts"] == [[1, 3]]
    assert "output 1 no longer depends on input 2" in caption(figure)


def test_pointing_at_a_cell_shows_the_line_and_its_kin(open_figure):
    page, _, figure = open_figure("architecture")
    press(figure, "Convolution")
    page.evaluate(FRAMES)
    page.mouse.move(*cell(figure, 1, 7))  # weight p of the second window
    page.evaluate(FRAMES)
    assert figure.locator(".ar-line.ar-here").count() == 1
    assert figure.locator(".ar-line.ar-kin").count() == 3
    assert "weight p; 4 connections use it" in figure.locator(".ar-picked").inner_text()


#: Two presses of Enter within one frame.
PRESS_TWICE = """(element) => [0, 1].forEach(() => element.dispatchEvent(
  new KeyboardEvent("keydown", { key: "Enter", bubbles: true })))"""


def test_keys_walk_over_the_mask_and_cut(open_figure):
    page, _, figure = open_figure("architecture")
    keys = figure.locator(".ar-keys")
    keys.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    page.evaluate(FRAMES)
    label = keys.get_attribute("aria-label")
    assert label.startswith("Input 2 → unit 2 of hidden")
    page.keyboard.press("Enter")
    assert state(figure)["cuts"] == [[1, 4]]
    page.keyboard.press("Enter")
    assert state(figure)["cuts"] == []
    keys.evaluate(PRESS_TWICE)  # before the figure is drawn again
    assert state(figure)["cuts"] == []


def test_a_hidden_unit_without_inputs_is_named(open_figure):
    _, _, figure = open_figure("architecture", query="cuts=[[0,3],[1,3],[2,3]]")
    shown = caption(figure)
    assert "Unit 1 of hidden hears no input at all." in shown
    press(figure, "Mend all cuts")
    assert state(figure)["cuts"] == []


def test_the_large_network_is_counted_in_words(open_figure):
    _, _, figure = open_figure("architecture")
    count = architecture.count_parameters([64, 256, 10])
    assert f"= {count:,} parameters" in figure.locator(".lf-stage").inner_text()


def test_the_trained_network_counts_the_inputs_that_are_on(open_figure):
    page, _, figure = open_figure("architecture")
    figure.page.evaluate(FRAMES)
    stage = figure.locator(".lf-stage")
    assert "2 on, outputs 0.99, 0.01, which is 10, that is 2." in stage.inner_text()
    switches = figure.get_by_role("switch")
    switches.nth(2).click()
    page.evaluate(FRAMES)
    assert state(figure)["lit"] == [1, 1, 1]
    assert "3 on, outputs 1.00, 0.99, which is 11, that is 3." in stage.inner_text()
    assert state(figure)["cuts"] == []
    switches.first.press("Enter")
    switches.nth(1).press(" ")
    page.evaluate(FRAMES)
    assert "1 on" in stage.inner_text()
    assert switches.first.get_attribute("aria-checked") == "false"


def test_a_cut_shows_in_what_the_network_says(open_figure):
    _, _, figure = open_figure("architecture", query="cuts=[[3,7]]&lit=[0,0,0]")
    figure.page.evaluate(FRAMES)
    assert ": wrong." in figure.locator(".lf-stage").inner_text()
    press(figure, "Convolution")
    figure.page.evaluate(FRAMES)
    assert "drawn at random" in figure.locator(".lf-stage").inner_text()
