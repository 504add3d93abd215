"""What a press, a key or a stroke does in a figure, without a browser.

Each case opens a figure in a state, does there what a reader does, and looks at what
the figure then holds, says or draws. What needs a layout, a real pointer or the page
around the figure stands in `tests/site`.
"""

import re

import numpy as np
import pytest

from nnfoundations.figures import Playground, handwriting
from nnfoundations.neurons.synapses import release_quanta

STEP = {"kind": "identity", "z": -5, "target": 2, "lr": 10}
SHIFT = {"shiftKey": True}
POINT = [1, 1, 1]
FULL = [[0] * 20, [], [], [], []]


@pytest.mark.parametrize(
    ("name", "state", "deeds", "held"),
    [
        ("activation_curves", STEP, [["press", "One gradient step"]], {"z": 6}),
        (
            "integrate_fire",
            {"threshold": -59},
            [["key", '[aria-label^="threshold"]', "ArrowDown"]],
            {"threshold": -59.5},
        ),
        (
            "loss_surface",
            {"steps": 98},
            [["press", "Run"], ["wait", 1, 40], ["wait", 1, 100]],  # time for two steps
            {"steps": 100},
        ),
        (
            "loss_surface",
            {"start": [2.95, 0]},
            [["key", ".lf-handle", "ArrowRight"]],
            {"start": [3, 0]},
        ),
        (
            "neuron_anatomy",
            {"part": "soma"},
            [["key", '[aria-checked="true"]', "ArrowUp"]],
            {"part": "inputs"},
        ),
        (
            "perceptron_rule",
            {"w": [1, 2], "b": 1},
            [["press", "New clouds"]],
            {"w": [0, 0], "b": 0},
        ),
        (
            "xor_fold",
            {"first": [-0.75, 0, 3.9, 0]},
            [["key", '[aria-label^="Arrow of hidden unit 1"]', "ArrowRight", SHIFT]],
            {"first": [-0.75, 0, 4, 0]},
        ),
        (
            "draw_digit",
            {},
            [*[["key", ".dd-paper", " "]] * 3, ["press", "Reset"], ["press", "Undo"]],
            {"ink": []},
        ),
    ],
)
def test_what_is_done_ends_where_it_may(name, state, deeds, held, act):
    found = act(name, state, *deeds)["state"]
    assert {field: found[field] for field in held} == held


@pytest.mark.parametrize(
    ("name", "state", "deeds", "said"),
    [
        (
            "integrate_fire",
            {},
            [["press", "Count for all currents"], ["wait", 60]],
            "Counted at 49 currents.",
        ),
        ("neuron_anatomy", {"pulses": FULL}, [["press", "+A"]], "No more pulses here"),
        (
            "neuron_anatomy",
            {"pulses": [[0], [], [], [], []]},
            [["press", "Advance 1 ms"], ["press", "Clear pulses"], ["press", "+A"]],
            "Pulse 1 through +A, at 0.0 ms.",
        ),
        (
            "perceptron_rule",
            {"points": [POINT]},
            [["key", '.lf-handle[aria-label^="Point"]', "Delete"]],
            "The last point stays.",
        ),
        (
            "perceptron_rule",
            {"points": [POINT] * 40},
            [["press", "Add a point"]],
            "There is no more room.",
        ),
        ("xor_fold", {}, [["press", "Share"]], "Copy the link to this state"),
    ],
)
def test_what_is_said_of_it(name, state, deeds, said, act):
    assert act(name, state, *deeds)["notice"].startswith(said)


@pytest.mark.parametrize(
    ("name", "deeds", "focus"),
    [
        (
            "architecture",
            [["key", ".ar-keys", "ArrowDown"]]
            + [["key", "", key] for key in ("ArrowDown", "ArrowUp")],
            "Input 2 → unit 1 of hidden",
        ),
        ("playground", [["key", ".pg-unit", "ArrowDown"]], "Input x₂"),
    ],
)
def test_arrow_keys_lead_up_and_down(name, deeds, focus, act):
    assert act(name, {}, *deeds)["focus"].startswith(focus)


@pytest.mark.parametrize(
    ("name", "state", "label", "held"),
    [
        ("draw_digit", {"image": 359}, "Next held-out digit", {"image": 0}),
        ("loss_surface", {"seed": 999, "batch_size": 2}, "Other batches", {"seed": 0}),
        ("neuron_anatomy", {"seed": 999}, "Other draws (seed 999)", {"seed": 0}),
        ("perceptron_rule", {"seed": 9999}, "New clouds", {"seed": 0}),
        ("playground", {"data_seed": 9999}, "New points", {"data_seed": 0}),
        ("playground", {"seed": 9999}, "New weights", {"seed": 0}),
        ("signal_depth", {"seed": 9999}, "Another network (seed 9999)", {"seed": 0}),
    ],
)
def test_after_the_last_comes_the_first(name, state, label, held, act):
    found = act(name, state, ["press", label])["state"]
    assert {field: found[field] for field in held} == held


def test_at_its_end_a_descent_begins_anew(act):
    found = act("loss_surface", {"steps": 100}, ["press", "Run"], ["wait", 9])
    assert 0 < found["state"]["steps"] < 20


def test_after_reset_the_arrow_has_its_own_length(act):
    assert "w / 4" in act("perceptron_rule", {"w": [8, 4]})["texts"]
    texts = act("perceptron_rule", {"w": [8, 4]}, ["press", "Reset"])["texts"]
    assert [text for text in texts if text.startswith("w /")] == []


def test_the_pen_goes_where_the_key_points(act):
    deeds = [["key", ".dd-paper", key] for key in (" ", "ArrowRight", "ArrowRight")]
    ink = handwriting.from_rows(act("draw_digit", {}, *deeds)["state"]["ink"])
    assert ink[24, 24:30].all()
    assert not ink[:, :21].any()


def test_a_stroke_may_go_to_the_left(act):
    before, after = (
        np.array(act("approximator", {}, *deeds)["state"]["target"])
        for deeds in ([], [["stroke", ".lf-ap-paper", [500, 100], [200, 100]]])
    )
    assert len(set(after[(before != after)])) == 1
    assert (before != after).sum() > 50


def milliseconds(found):
    return int(re.search(r" in (\d+) ms", found["caption"])[1])


def test_a_figure_rests_while_nobody_sees_it_and_no_time_has_passed_then(act):
    run = [["press", "Run"], ["wait", 20]]
    before = milliseconds(act("integrate_fire", {}, *run))
    rest = [*run, ["see", False], ["wait", 100]]
    assert milliseconds(act("integrate_fire", {}, *rest)) <= before + 20
    after = milliseconds(act("integrate_fire", {}, *rest, ["see", True]))
    assert before < after <= before + 50


def test_the_curves_of_a_long_training_keep_their_beginning(act):
    state = {"num_points": 20, "batch_size": 400}
    epochs = ["press", "One epoch", 450]
    found = act("playground", state, epochs, marks=".pg-chart .lf-curve")
    assert [d.split()[0] for d in found["drawn"]] == ["M58.0", "M58.0"]


def test_the_epoch_named_as_best_is_that_of_the_lowest_validation_loss(act):
    state = {"data": "moons", "num_points": 100, "share": 0.3, "noise": 0.35}
    state |= {"hidden": [8, 8], "lr": 0.1, "momentum": 0.9}
    figure = Playground(**state)
    training, (_, held) = figure.training(), figure.examples()
    losses = [training.evaluate(*held)]
    for _ in range(60):
        training.run(1)
        losses.append(training.evaluate(*held))
    best = int(np.argmin(losses))
    said = act("playground", state, ["press", "One epoch", 60])["caption"]
    told = f"Overfitting: validation was best, {losses[best]:.3f}, after {best} epochs;"
    assert told in said


def test_a_threshold_below_the_potential_makes_a_spike_and_resets(act):
    """The potential goes on from -65 mV, which is above where it would rest."""
    deeds = [["press", "Run"], ["wait", 60], ["set", {"threshold": -60}], ["wait", 5]]
    found = act(
        "integrate_fire", {"current": 1.9}, *deeds, marks="path.lf-curve.lf-blue"
    )
    heights = [float(y) for y in re.findall(r" ([\d.]+)", found["drawn"][0])]
    reset, rest = (214 - 202 * (v + 80) / 110 for v in (-65, -70))
    assert reset - 1 < max(heights) < (reset + rest) / 2


@pytest.mark.parametrize("seed", range(4, 8))
def test_terminals_that_released_nothing_are_counted(seed, act):
    state = {"pulses": [[0], [0], [0], [], []], "seed": seed}
    found = act("neuron_anatomy", state, ["press", "Advance 1 ms", 5])
    counts = release_quanta(1, 0.4, np.random.RandomState(seed))[0]
    failed = sum(count == 0 for count in counts)
    assert ("failed" in found["caption"]) == bool(failed)
    assert not failed or f"; {failed} of 3 failed." in found["caption"]


def test_a_pulse_that_comes_too_soon_is_told_when_it_has_come(act):
    state = {"pulses": [[0], [0], [0], [1], []]}
    for steps, told in ((2, False), (3, True)):
        found = act("neuron_anatomy", state, ["press", "Advance 1 ms", steps])
        lost = "1 pulse came too soon after a spike." in found["caption"]
        assert lost == told
