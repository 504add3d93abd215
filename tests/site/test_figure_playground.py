"""The playground on the built site: one test for each row of the gallery's table.

Most change one setting, train a few epochs in the page and compare the losses shown
with those that the package computes for the figure's state.
"""

import itertools
import re

import numpy as np
import pytest
from built_site import FRAMES, caption, state, wait_for
from figure_page import field, notice, press

import book
from nnfoundations.data import points
from nnfoundations.figures import Playground
from nnfoundations.learning.numpy_training import binary_accuracy, mean_loss

#: Rows of the table that have a test.
ROWS = []
#: Keep each text that an element comes to show, in the page's `shown`.
NOTE_EACH = """element => {
  window.shown = [];
  const note = () => window.shown.push(element.textContent);
  new MutationObserver(note).observe(element, { childList: true });
}"""


def row(name):
    """Note which row of the gallery's table a test is for."""

    def noted(test):
        ROWS.append(name)
        return test

    return noted


def group(figure, name):
    """Open a part of the panel."""
    figure.locator("summary", has_text=name).click()


def status(figure):
    caption(figure)  # all is drawn
    return figure.locator(".pg-status").inner_text()


def epoch(figure):
    return int(re.search(r"Epoch (\d+)", status(figure))[1])


def losses(figure):
    """Return the losses shown, on training and on validation points, as texts."""
    words = r"training points ([\d.]+), on validation points ([\d.]+)\. "
    return re.search(words, caption(figure)).groups()


def package(figure, epochs):
    """Return training, examples and losses of the figure's state after some epochs."""
    ours = Playground(**state(figure))
    training, examples = ours.training(), ours.examples()
    if epochs:
        training.run(epochs)
    return training, examples, tuple(f"{training.evaluate(*e):.3f}" for e in examples)


def trains_like_the_package(figure, epochs=4):
    for _ in range(epochs):
        press(figure, "One epoch")
    assert epoch(figure) == epochs
    shown = losses(figure)
    assert shown == package(figure, epochs)[2]
    return shown


def canvas(figure, name):
    """Return the pixels of a canvas, (rows, columns, 4): network or surface."""
    place = figure.locator(
        ".pg-left canvas" if name == "network" else ".pg-surface canvas"
    )
    data, height, width = place.first.evaluate(
        "c => [Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height)"
        ".data), c.height, c.width]"
    )
    return np.array(data).reshape(height, width, 4)


def sides(pixels):
    """Return 1 where a map is of the colour for high values, -1 for low ones."""
    return np.sign(pixels[..., 0].astype(int) - pixels[..., 2])


def head(figure):
    caption(figure)
    return figure.locator(".pg-surface .pg-head").inner_text()


def dots(figure, kind):
    """Return how many points are drawn filled ("lf-dot") or hollow ("pg-hollow")."""
    paths = figure.locator(f".pg-surface path.{kind}").all()
    return sum(path.get_attribute("d").count("M") for path in paths)


def test_the_table_of_the_gallery_has_a_test_for_each_row():
    text = (book.ROOT / "chapters" / "figures.md").read_text("utf-8")
    table = text.split("| Feature | Here |\n|---|---|\n")[1].split("\n\n")[0]
    assert [line.split(" | ")[0][2:] for line in table.splitlines()] == ROWS


@pytest.mark.parametrize("seed", [0, 3])
def test_after_20_epochs_the_page_shows_the_losses_of_the_package(seed, open_figure):
    _, _, figure = open_figure("playground", query=f"seed={seed}")
    assert state(figure)["seed"] == seed
    trains_like_the_package(figure, 20)


@row("Run and pause")
def test_it_runs_and_pauses_and_does_not_start_by_itself(open_figure):
    page, _, figure = open_figure("playground")
    page.wait_for_timeout(300)
    assert epoch(figure) == 0
    press(figure, "Train")
    wait_for(page, "/Epoch [1-9]/.test(document.body.innerText)")
    press(figure, "Pause")
    paused = epoch(figure)
    page.wait_for_timeout(300)
    assert epoch(figure) == paused > 0
    assert losses(figure) == package(figure, paused)[2]


def test_with_less_motion_a_hundred_epochs_are_trained_at_once(open_figure):
    page, _, figure = open_figure("playground", media={"reduced_motion": "reduce"})
    figure.locator(".pg-status").evaluate(NOTE_EACH)
    press(figure, "Train 100 epochs")
    wait_for(page, "/Epoch [1-9]/.test(document.body.innerText)")
    assert [words.split(".")[0] for words in page.evaluate("shown")] == ["Epoch 100"]
    assert epoch(figure) == 100
    assert losses(figure) == package(figure, 100)[2]


@row("Step by one epoch")
def test_one_epoch(open_figure):
    _, _, figure = open_figure("playground")
    trains_like_the_package(figure, 1)


def test_what_has_not_changed_is_not_said_again(open_figure):
    page, _, figure = open_figure("playground")
    voice = figure.locator(".lf-voice")
    voice.filter(has_text="Epoch 0.").wait_for(state="attached")
    voice.evaluate(NOTE_EACH)
    for step in range(4):
        press(figure, "One epoch")
        wait_for(page, f"shown.length > {step}")
    said = page.evaluate("shown")
    sentences = [re.split(r"(?<=\.) (?=[A-Z])", text) for text in said]
    for before, after in itertools.pairwise(sentences):
        assert not set(before) & set(after)
    for step, text in enumerate(said, start=1):
        assert text.startswith(f"Epoch {step}. Loss on training points ")
    assert sum("constant answer" in text for text in said) == 1
    assert losses(figure)[0] in said[-1]


@row("Start again")
def test_start_again_keeps_the_settings(open_figure):
    _, _, figure = open_figure("playground", query="seed=5&hidden=[3]")
    before = losses(figure)
    first = trains_like_the_package(figure)
    press(figure, "Start again")
    assert (epoch(figure), losses(figure)) == (0, before)
    assert state(figure)["hidden"] == [3]
    assert trains_like_the_package(figure) == first


@row("Epoch counter")
def test_the_counter_names_epochs_and_examples(open_figure):
    _, _, figure = open_figure("playground")
    assert status(figure) == "Epoch 0."
    press(figure, "One batch")
    assert status(figure).startswith("Epoch 0 and 10 of 100 examples.")
    press(figure, "One epoch")
    assert status(figure).startswith("Epoch 1.")


@row("Learning rate")
def test_the_learning_rate_is_changed_by_key_also_during_training(open_figure):
    page, _, figure = open_figure("playground")
    press(figure, "One epoch")
    field(figure, "lr").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert state(figure)["lr"] == pytest.approx(0.3 * 10**0.3, rel=0.1)
    assert epoch(figure) == 1  # it goes on
    press(figure, "Start again")
    trains_like_the_package(figure)


@row("Activation")
def test_every_activation(open_figure):
    _, _, figure = open_figure("playground")
    shown = set()
    for name in ("tanh", "relu", "sigmoid", "identity"):
        field(figure, "activation").select_option(name)
        shown.add(trains_like_the_package(figure))
    assert len(shown) == 4


@row("L1 and L2 penalty with rate")
def test_the_penalties_and_their_rate(open_figure):
    _, _, figure = open_figure("playground")
    group(figure, "Training")
    assert not field(figure, "rate").is_visible()
    free = trains_like_the_package(figure)
    for name in ("l1", "l2"):
        field(figure, "penalty").select_option(name)
        field(figure, "rate").fill("17")
        assert state(figure)["rate"] > 0.05
        press(figure, "Start again")
        assert trains_like_the_package(figure) != free


@row("Classification and regression")
def test_a_task_asks_for_a_class_or_for_a_number(open_figure):
    _, _, figure = open_figure("playground")
    axis = figure.locator(".pg-chart")
    assert "cross-entropy [nats]" in axis.inner_text()
    assert "% of the validation points" in caption(figure)
    field(figure, "data").select_option("plane")
    assert "Root mean square errors" in caption(figure)
    assert "mean squared error" in axis.inner_text()
    field(figure, "lr").fill("25")
    trains_like_the_package(figure)


@row("Data sets")
def test_every_data_set(open_figure):
    _, _, figure = open_figure("playground", query="lr=0.03")
    shown = set()
    for name in points.TASKS:
        field(figure, "data").select_option(name)
        trains_like_the_package(figure, 1)
        assert dots(figure, "lf-dot") == dots(figure, "pg-hollow") == 100
        shown.add(figure.locator(".pg-surface path.lf-dot").first.get_attribute("d"))
    assert len(shown) == len(points.TASKS)


@row("Share for training")
def test_the_share_for_training(open_figure):
    _, _, figure = open_figure("playground")
    group(figure, "Data")
    field(figure, "share").fill("0.8")
    trains_like_the_package(figure)
    assert (dots(figure, "lf-dot"), dots(figure, "pg-hollow")) == (160, 40)


@row("Noise")
def test_the_noise(open_figure):
    _, _, figure = open_figure("playground")
    group(figure, "Data")
    before = losses(figure)
    field(figure, "noise").fill("0.4")
    assert losses(figure) != before
    trains_like_the_package(figure)


@row("Batch size")
def test_the_batch_size_and_what_it_may_not_be(open_figure):
    _, _, figure = open_figure("playground")
    group(figure, "Training")
    size = field(figure, "batch_size")
    size.fill("64")
    size.press("Enter")
    assert state(figure)["batch_size"] == 64
    trains_like_the_package(figure)
    size.fill("0")
    size.press("Enter")
    assert "from 1 to 400" in notice(figure)
    assert size.input_value() == "64"


@row("New points")
def test_new_points_have_the_next_seed(open_figure):
    _, _, figure = open_figure("playground")
    group(figure, "Data")
    before = losses(figure)
    press(figure, "New points")
    assert state(figure)["data_seed"] == 1
    assert losses(figure) != before
    trains_like_the_package(figure)


@row("Input features")
def test_every_input_feature_but_never_none(open_figure):
    _, _, figure = open_figure("playground")
    group(figure, "Inputs and layers")
    boxes = figure.locator("[data-feature]")
    assert boxes.count() == len(points.FEATURES)
    for box in boxes.all():
        box.check()
    assert state(figure)["features"] == list(points.FEATURES)
    trains_like_the_package(figure)
    for box in boxes.all()[:6]:
        box.uncheck()
    boxes.last.click()
    assert state(figure)["features"] == ["sin x2"]
    assert boxes.last.is_checked()
    assert "at least one" in notice(figure)


@row("Layers")
def test_layers_from_none_to_six(open_figure):
    _, _, figure = open_figure("playground")
    group(figure, "Inputs and layers")
    press(figure, "Remove a layer")
    assert state(figure)["hidden"] == []
    trains_like_the_package(figure)
    for _ in range(6):
        press(figure, "Add a layer")
    full = figure.get_by_role("button", name="Add a layer", disabled=True)
    full.click(force=True)
    assert state(figure)["hidden"] == [4] * 6
    assert figure.locator(".pg-unit").count() == 2 + 6 * 4 + 1
    trains_like_the_package(figure)


@row("Units")
def test_units_from_one_to_eight(open_figure):
    _, _, figure = open_figure("playground")
    group(figure, "Inputs and layers")
    for button, clicks, width in (("One unit more", 4, 8), ("One unit less", 7, 1)):
        for _ in range(clicks):
            press(figure, f"{button} in hidden layer 1")
        figure.get_by_role("button", name=button, disabled=True).click(force=True)
        assert state(figure)["hidden"] == [width]
        assert figure.locator(".pg-unit").count() == 2 + width + 1
        trains_like_the_package(figure)


@row("Map of each unit, enlarged")
def test_a_unit_is_enlarged_under_the_mouse_and_kept_by_a_press(open_figure):
    page, _, figure = open_figure("playground")
    output = canvas(figure, "surface")
    units = figure.locator(".pg-unit")
    units.nth(3).hover()
    assert head(figure) == "Hidden layer 1, unit 2, over the plane"
    unit = canvas(figure, "surface")
    training, _, _ = package(figure, 0)
    w, b = training.stack.weights[0][:, 1], training.stack.biases[0][1]
    at = (np.arange(48) + 0.5) / 48 * 2 - 1
    x1, x2 = np.meshgrid(at, -at)
    answer = np.tanh(1.25 * (w[0] * x1 + w[1] * x2) + b)
    clear = np.abs(answer) > 0.1
    np.testing.assert_array_equal(sides(unit)[clear], np.sign(answer)[clear])
    page.mouse.move(5, 5)
    np.testing.assert_array_equal(canvas(figure, "surface"), output)
    units.nth(3).click()
    page.mouse.move(5, 5)
    assert units.nth(3).get_attribute("aria-pressed") == "true"
    np.testing.assert_array_equal(canvas(figure, "surface"), unit)


@row("Weights as lines")
def test_a_larger_weight_is_a_thicker_line_a_negative_one_is_broken(open_figure):
    _, _, figure = open_figure("playground", query='init="zeros"')

    def ink():
        caption(figure)
        return int((canvas(figure, "network")[..., 3] > 0).sum())

    bare = ink()
    group(figure, "One unit")
    figure.get_by_label("Its part").select_option("0")
    inked = {}
    for value in ("1", "6", "-6"):
        figure.get_by_label("Value").fill(value)
        inked[value] = ink() - bare
    assert inked["6"] > 1.5 * inked["1"] > 0
    assert 0 < inked["-6"] < 0.85 * inked["6"]


@row("Change a weight or bias")
def test_a_weight_is_changed_by_pressing_its_line(open_figure):
    page, _, figure = open_figure("playground")
    drawing = figure.get_by_role("group", name="Network: press a unit")
    # from the right side of input 2 to the left side of the last hidden unit
    ends = drawing.evaluate(
        """svg => [[1, "right"], [5, "left"]].map(([k, side]) => {
        const [outer, unit] = [svg, svg.querySelectorAll(".pg-unit")[k]]
          .map((element) => element.getBoundingClientRect());
        return [unit[side] - outer.left, unit.top + unit.height / 2 - outer.top];
        })"""
    )
    x, y = 0.2 * np.array(ends[0]) + 0.8 * np.array(ends[1])
    drawing.click(position={"x": x, "y": y})
    value = figure.get_by_label("Value")
    training, (_, held), _ = package(figure, 0)
    (W1, W2), (b1, b2) = training.stack.weights, training.stack.biases
    assert float(value.input_value()) == round(W1[1, 3], 3)
    assert head(figure) == "Hidden layer 1, unit 4, over the plane"
    page.keyboard.type("2.5")  # the field has the focus, its text is selected
    W1[1, 3] = 2.5
    figure.get_by_label("Its part").select_option("-1")
    value.fill("-0.75")
    b1[3] = -0.75
    z = np.tanh(held[0] @ W1 + b1) @ W2 + b2
    expected = mean_loss("cross_entropy", z[:, 0], held[1])
    assert losses(figure)[1] == f"{expected:.3f}"


@row("Output over the plane, with points")
def test_the_surface_shows_the_output_and_all_points(open_figure):
    _, _, figure = open_figure("playground", media={"reduced_motion": "reduce"})
    press(figure, "Train 100 epochs")
    wait_for(figure.page, "/Epoch 100/.test(document.body.innerText)")
    training, _, _ = package(figure, 100)
    X, _ = Playground(**state(figure)).points()
    extent = np.ceil(4 * np.abs(X).max() + 0.2) / 4
    at = ((np.arange(48) + 0.5) / 48 * 2 - 1) * extent
    x1, x2 = np.meshgrid(at, -at)
    z = training.stack(np.stack([x1.ravel(), x2.ravel()], 1))[:, 0].reshape(48, 48)
    clear = np.abs(z) > 0.3
    seen = sides(canvas(figure, "surface"))
    np.testing.assert_array_equal(seen[clear], np.sign(z)[clear])
    assert (dots(figure, "lf-dot"), dots(figure, "pg-hollow")) == (100, 100)


@row("Show or hide the held-out points")
def test_validation_points_can_be_hidden(open_figure):
    _, _, figure = open_figure("playground")
    group(figure, "Show")
    assert dots(figure, "pg-hollow") == 100
    figure.get_by_label("Points for validation").uncheck()
    caption(figure)
    assert (dots(figure, "pg-hollow"), dots(figure, "lf-dot")) == (0, 100)


@row("Only the answer")
def test_the_output_can_be_shown_as_one_of_two_answers(open_figure):
    _, _, figure = open_figure("playground")
    colours = lambda: len(np.unique(canvas(figure, "surface").reshape(-1, 4), axis=0))  # noqa: E731
    assert colours() > 10
    group(figure, "Show")
    figure.get_by_label("Only the answer").check()
    caption(figure)
    assert colours() == 2


@row("Loss curves")
def test_the_chart_has_a_point_for_every_epoch(open_figure):
    _, _, figure = open_figure("playground")
    trains_like_the_package(figure, 6)
    for colour in ("lf-blue", "lf-vermilion.lf-dashed"):
        path = figure.locator(f".pg-chart path.lf-curve.{colour}")
        places = re.findall(r"[ML]([\d.]+) ([\d.]+)", path.get_attribute("d"))
        assert len({x for x, _ in places}) == 7
        heights = [float(y) for _, y in places]
        assert heights[-1] > heights[0]  # downwards: the loss falls
    assert "dashed: on validation points" in figure.locator(".pg-chart").inner_text()


@row("Link to the settings")
def test_a_link_brings_back_every_setting(open_figure):
    query = (
        'data="moons"&features=["x2","x1 x2"]&hidden=[2,3]&init="he"&seed=7&lr=0.05'
        '&batch_size=7&momentum=0.5&penalty="l2"&rate=0.01&noise=0.2&num_points=120'
    )
    _, _, figure = open_figure("playground", query=query)
    assert state(figure)["hidden"] == [2, 3]
    shown = trains_like_the_package(figure)
    press(figure, "Share")
    link = figure.locator(".lf-link").input_value()
    _, _, again = open_figure("playground", query=link.split("?")[1])
    assert state(again) == state(figure)
    assert trains_like_the_package(again) == shown


@row("All weights 0 at the start")
def test_from_zero_weights_nothing_but_a_constant_is_learnt(open_figure):
    _, _, figure = open_figure("playground")
    group(figure, "Initial weights")
    field(figure, "init").select_option("zeros")
    assert losses(figure) == ("0.693", "0.693")
    trains_like_the_package(figure, 6)
    assert "No better than a constant answer" in caption(figure)


@row("One minibatch (only here)")
def test_one_minibatch(open_figure):
    _, _, figure = open_figure("playground")
    ours = Playground()
    training = ours.training()
    for _ in range(3):
        press(figure, "One batch")
        training.step()
    assert losses(figure) == tuple(
        f"{training.evaluate(*each):.3f}" for each in ours.examples()
    )


@row("Seed (only here)")
def test_the_seed_is_typed_or_the_next(open_figure):
    _, _, figure = open_figure("playground")
    group(figure, "Initial weights")
    seed = field(figure, "seed")
    seed.fill("41")
    seed.press("Enter")
    first = trains_like_the_package(figure)
    press(figure, "New weights")
    assert state(figure)["seed"] == 42
    assert trains_like_the_package(figure) != first


@row("Scheme and size of initial weights (only here)")
def test_schemes_of_initial_weights(open_figure):
    _, _, figure = open_figure("playground", query='activation="relu"')
    group(figure, "Initial weights")
    assert not field(figure, "sigma").is_visible()
    shown = set()
    for name in ("xavier", "he", "sigma"):
        field(figure, "init").select_option(name)
        shown.add(trains_like_the_package(figure))
    field(figure, "sigma").fill("10")
    assert state(figure)["sigma"] == pytest.approx(0.01)
    shown.add(trains_like_the_package(figure))
    assert len(shown) == 4


@row("Momentum (only here)")
def test_momentum(open_figure):
    _, _, figure = open_figure("playground")
    group(figure, "Training")
    field(figure, "momentum").fill("0.9")
    assert state(figure)["momentum"] == 0.9
    trains_like_the_package(figure)


@row("Accuracy (only here)")
def test_the_accuracy_is_the_packages(open_figure):
    _, _, figure = open_figure("playground")
    trains_like_the_package(figure, 12)
    training, examples, _ = package(figure, 12)
    right = [100 * binary_accuracy(training.stack(X)[:, 0], y) for X, y in examples]
    words = "Right: {:.1f} % of the training and {:.1f} % of the validation points."
    assert words.format(*right) in caption(figure)


@row("Size of the gradient (only here)")
def test_the_gradient_size_is_the_packages(open_figure):
    _, _, figure = open_figure("playground")
    trains_like_the_package(figure, 2)
    expected = package(figure, 2)[0].gradient_size
    assert f"Gradient of the last batch: {expected:.4f}." in status(figure)


@row("What the curves mean (only here)")
@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ("XOR, no hidden layer", "No better than a constant answer"),
        ("XOR, hidden layer", "A constant answer would have"),
        ("Overfitting", "Overfitting: validation was best"),
        ("Tiny weights", "No better than a constant answer"),
        ("Spiral", "A constant answer would have"),
    ],
)
def test_each_preset_s_training_is_put_into_words(preset, said, open_figure):
    _, _, figure = open_figure("playground", media={"reduced_motion": "reduce"})
    press(figure, preset)
    assert "Not trained yet" in caption(figure)
    press(figure, "Train 100 epochs")
    pattern = "/Epoch 100/.test(document.querySelector('.pg-status').innerText)"
    wait_for(figure.page, pattern, timeout=60_000)
    if preset == "Spiral":
        press(figure, "Train 100 epochs")
        wait_for(figure.page, pattern.replace("100", "200"), timeout=60_000)
    assert said in caption(figure)


def test_a_training_that_diverges_stops_and_says_so(open_figure):
    _, visit, figure = open_figure("playground", query='data="plane"&lr=10')
    press(figure, "Train")
    figure.get_by_role("button", name="Train", exact=True).wait_for()
    assert "has diverged" in caption(figure)
    press(figure, "One batch")
    press(figure, "Start again")
    assert "Not trained yet" in caption(figure)
    assert (visit.console, visit.errors) == ([], [])


@row("Without a mouse (only here)")
@pytest.mark.parametrize("by", ["keyboard", "touch"])
def test_a_unit_is_chosen_without_a_mouse(by, open_figure):
    page, _, figure = open_figure("playground", width=390, has_touch=by == "touch")
    units = figure.locator(".pg-unit")
    if by == "touch":
        units.nth(2).tap()
    else:
        units.last.focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
    chosen = figure.locator('.pg-unit[aria-pressed="true"]')
    name = chosen.get_attribute("aria-label")
    assert re.fullmatch(r"Hidden layer 1, unit [12]", name)
    assert head(figure) == f"{name}, over the plane"
    chosen_option = figure.get_by_label("Unit shown large").evaluate(
        "list => list.selectedOptions[0].text"
    )
    assert chosen_option == name
    press(figure, "One epoch")
    assert losses(figure) == package(figure, 1)[2]


#: Trains so many epochs, one press each.
MANY = """(root) => {
  const buttons = [...root.querySelectorAll("button")];
  const one = buttons.find((button) => button.textContent === "One epoch");
  for (let epoch = 0; epoch < 1000; epoch++) one.click();
}"""


def test_the_number_at_the_end_of_the_axis_is_whole(open_figure):
    _, _, figure = open_figure("playground", query="num_points=10&lr=0.01")
    figure.evaluate(MANY)
    figure.page.evaluate(FRAMES)
    plot = figure.locator(".pg-chart .lf-plot-marks").bounding_box()
    last = figure.locator(".pg-chart text", has_text="1000").bounding_box()
    assert last["x"] + last["width"] <= plot["x"] + plot["width"] + 0.5
