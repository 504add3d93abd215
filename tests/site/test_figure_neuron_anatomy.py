"""The neuron on the built site: its parts, pulses, spikes and what is released."""

import re

import numpy as np
import pytest
from built_site import caption, state, wait_for
from figure_page import notice, press

from nnfoundations.neurons.lif import LIFParams
from nnfoundations.neurons.synapses import kick_response, release_quanta


def response(at):
    """Return what the package makes of a state; pulses travel for 2 ms."""
    arrivals = np.concatenate(at["pulses"]) + 2
    sizes = [
        at["epsp"] if i < 4 else -at["ipsp"] for i in range(5) for _ in at["pulses"][i]
    ]
    return kick_response(arrivals, sizes, LIFParams(tau_m=at["tau_m"]))


@pytest.mark.parametrize(
    ("name", "spikes"),
    [
        ("One pulse", 0),
        ("Three at once", 1),
        ("Three spread out", 0),
        ("Three and a veto", 0),
        ("Release fails", 1),
    ],
)
def test_a_preset_comes_out_as_in_the_package(name, spikes, open_figure):
    _, _, figure = open_figure("neuron_anatomy", media={"reduced_motion": "reduce"})
    press(figure, name)
    assert "Predict, then run" in caption(figure)
    press(figure, "Run to the end")
    words, at = caption(figure), state(figure)
    expected = response(at)
    assert len(expected.spike_times) == spikes
    assert ("no spike" in words) == (spikes == 0)
    if spikes:
        assert f"spike at {expected.spike_times[0]:.1f} ms" in words
    else:
        peak = float(re.search(r"came to −([\d.]+) mV", words)[1])
        assert -peak == pytest.approx(expected.reached.max(), abs=0.051)


def test_three_terminals_release_what_the_package_draws(open_figure):
    _, _, figure = open_figure("neuron_anatomy", media={"reduced_motion": "reduce"})
    press(figure, "Three at once")
    press(figure, "Run to the end")
    seen = set()
    for seed in (4, 5, 6):
        a, b, c = release_quanta(1, 0.4, np.random.RandomState(seed))[0]
        assert state(figure)["seed"] == seed
        assert f"released {a}, {b} and {c} vesicles" in caption(figure)
        seen.add((a, b, c))
        press(figure, f"Other draws (seed {seed})")
    assert len(seen) > 1


def test_a_spike_can_reach_the_terminals_and_release_nothing(open_figure):
    _, _, figure = open_figure("neuron_anatomy", media={"reduced_motion": "reduce"})
    press(figure, "Release fails")
    press(figure, "Run to the end")
    assert 0 < state(figure)["release"] < 1
    assert "a spike at 5.0 ms" in caption(figure)
    assert "no vesicle was released" in caption(figure)


def test_one_millisecond_at_a_time(open_figure):
    _, _, figure = open_figure("neuron_anatomy", media={"reduced_motion": "reduce"})
    press(figure, "Three at once")
    press(figure, "Advance 1 ms", 4)
    assert "on its way through the dendrite" in caption(figure)
    press(figure, "Advance 1 ms")
    assert "a spike at 5.0 ms. It runs down the axon" in caption(figure)
    press(figure, "Advance 1 ms", 2)
    assert caption(figure).startswith("At 7.0 ms")
    assert "The terminals released" in caption(figure)


def test_pulses_by_button_add_up_in_space(open_figure):
    _, _, figure = open_figure("neuron_anatomy", media={"reduced_motion": "reduce"})
    for name in ("+A", "+B", "+C"):
        press(figure, name)
    assert state(figure)["pulses"] == [[0], [0], [0], [], []]
    press(figure, "Advance 1 ms", 2)
    assert "a spike at 2.0 ms" in caption(figure)
    press(figure, "Clear pulses")
    assert state(figure)["pulses"] == [[], [], [], [], []]
    assert "At rest: −70.0 mV" in caption(figure)


def test_a_tap_on_the_dendrites_sends_a_pulse_and_time_runs(open_figure):
    page, _, figure = open_figure("neuron_anatomy", width=390, has_touch=True)
    caption(figure)
    figure.locator(".na-input").nth(4).tap()
    caption(figure)
    assert [len(times) for times in state(figure)["pulses"]] == [0, 0, 0, 0, 1]
    wait_for(
        page,
        "root => /came to −7[0-9]/.test(root.querySelector('.lf-words').textContent)",
        arg=figure.element_handle(),
    )
    press(figure, "Pause")
    assert "no spike" in caption(figure)


def test_nothing_runs_before_it_is_asked_to(open_figure):
    page, _, figure = open_figure("neuron_anatomy", query="pulses=[[1],[1],[1],[],[]]")
    before = caption(figure)
    page.wait_for_timeout(300)
    assert caption(figure) == before
    assert "3 pulses will be sent" in before


def test_running_ends_by_itself_and_can_be_repeated(open_figure):
    page, _, figure = open_figure("neuron_anatomy", query="pulses=[[0],[0],[0],[],[]]")
    press(figure, "Run")
    wait_for(
        page,
        "root => root.textContent.includes('Run again')",
        arg=figure.element_handle(),
        timeout=15_000,
    )
    ended = caption(figure)
    assert ended.startswith("At 26.0 ms")
    press(figure, "Run again")
    press(figure, "Pause")
    assert caption(figure) != ended


def test_a_touched_part_is_explained(open_figure):
    _, _, figure = open_figure("neuron_anatomy")
    figure.locator(".na-myelin").first.click()
    caption(figure)
    assert state(figure)["part"] == "myelin"
    assert figure.locator(".na-about").inner_text().startswith("Myelin.")
    assert (
        figure.get_by_role("radio", checked=True).get_attribute("aria-label")
        == "Myelin"
    )


def test_arrow_keys_go_from_part_to_part(open_figure):
    page, _, figure = open_figure("neuron_anatomy")
    figure.get_by_role("radio", checked=True).focus()
    read = []
    for _ in range(10):
        page.keyboard.press("ArrowDown")
        caption(figure)
        focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
        read.append(focused)
        assert figure.locator(".na-about").inner_text().startswith(f"{focused}.")
    assert len(set(read)) == 10
    assert read[-1] == "Initial segment"


def test_the_text_of_a_part_is_read_aloud(open_figure):
    page, _, figure = open_figure("neuron_anatomy")
    figure.get_by_role("radio", checked=True).focus()
    page.keyboard.press("ArrowDown")
    voice = figure.locator(".lf-voice")
    voice.filter(has_text="The output line.").wait_for(state="attached")
    assert voice.text_content().startswith("The output"), "the label said its name"
    figure.locator(".na-myelin").first.click()
    figure.locator(".lf-voice", has_text="Myelin. Membrane").wait_for(state="attached")


def test_a_preset_says_what_will_happen_and_which_part_it_shows(open_figure):
    _, _, figure = open_figure("neuron_anatomy")
    press(figure, "One pulse")
    voice = figure.locator(".lf-voice")
    voice.filter(has_text="Dendrites. Branches").wait_for(state="attached")
    assert "1 pulse will be sent" in voice.text_content()


def test_a_pulse_that_is_sent_is_told_while_time_is_held(open_figure):
    _, _, figure = open_figure("neuron_anatomy")
    press(figure, "Advance 1 ms")
    press(figure, "+A", 2)
    assert notice(figure) == "Pulse 2 through +A, at 1.0 ms."


def test_a_stronger_input_makes_no_larger_spike(open_figure):
    _, _, figure = open_figure(
        "neuron_anatomy",
        query="pulses=[[0],[0],[0],[],[]]",
        media={"reduced_motion": "reduce"},
    )
    press(figure, "Run to the end")
    spikes = figure.locator(".lf-curve.lf-vermilion")
    caption(figure)
    before = spikes.get_attribute("d")
    figure.get_by_label("One + pulse lifts by").fill("12")
    caption(figure)
    assert before
    assert spikes.get_attribute("d") == before


def test_a_long_memory_lets_spread_pulses_add(open_figure):
    _, _, figure = open_figure("neuron_anatomy", media={"reduced_motion": "reduce"})
    press(figure, "Three spread out")
    figure.get_by_label("Time constant").fill("30")
    press(figure, "Run to the end")
    assert len(response(state(figure)).spike_times) == 1
    assert "a spike at 15.0 ms" in caption(figure)
