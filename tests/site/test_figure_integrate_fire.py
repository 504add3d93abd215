"""Integrate and fire on the built site: running, counting, dragging in both plots."""

import re

import pytest
from built_site import caption, state, wait_for
from figure_page import drag, middle, notice, press, touch

from nnfoundations.neurons.lif import LIFParams, firing_rate, rheobase


def params(at):
    resistance = at["resistance"]
    return LIFParams(
        threshold=at["threshold"],
        resistance=resistance,
        tau_m=0.8 * resistance,
        t_ref=at["t_ref"],
    )


def counted(figure):
    """Return how many spikes were counted in how many ms, as the sentence says."""
    found = re.search(r"(\d+) spikes? in (\d+) ms", caption(figure))
    return [int(n) for n in found.groups()]


def dots(figure):
    path = figure.get_by_label("Firing rate against current").locator(".lf-orange")
    return (path.get_attribute("d") or "").count("M")


def drag_by(handle, dx, dy):
    drag(handle, lambda x, y: (x + dx, y + dy))


@pytest.mark.parametrize(
    "name", ["Fires slowly", "Fires fast", "Long refractory period"]
)
def test_a_preset_fires_at_the_rate_of_the_package(name, open_figure):
    _, _, figure = open_figure("integrate_fire")
    press(figure, name)
    words, at = caption(figure), state(figure)
    shown = float(re.search(r"([\d.]+) Hz", words)[1])
    assert shown == pytest.approx(
        float(firing_rate(at["current"], params(at))), abs=0.06
    )
    spikes, ms = counted(figure)
    assert ms == 100
    assert abs(spikes - shown * ms / 1000) < 1


@pytest.mark.parametrize("name", ["Never fires", "Leaky"])
def test_a_preset_stays_silent_and_says_what_is_needed(name, open_figure):
    _, _, figure = open_figure("integrate_fire")
    press(figure, name)
    needed = float(re.search(r"more than ([\d.]+) nA", caption(figure))[1])
    at = state(figure)
    assert needed == pytest.approx(rheobase(params(at)), abs=0.006)
    assert needed > at["current"]
    assert counted(figure) == [0, 100]


def test_the_trace_runs_and_the_count_builds_up(open_figure):
    page, _, figure = open_figure("integrate_fire")
    assert counted(figure) == [10, 100]
    press(figure, "Run")
    wait_for(
        page,
        "root => / in (1[3-9]\\d|[2-9]\\d\\d) ms/.test(root.textContent)",
        arg=figure.element_handle(),
    )
    press(figure, "Pause")
    spikes, ms = counted(figure)
    assert abs(spikes - ms * 0.1072) < 1
    paused = caption(figure)
    page.wait_for_timeout(200)
    assert caption(figure) == paused
    press(figure, "Reset")
    assert counted(figure) == [10, 100]


def test_each_current_leaves_a_dot_and_another_membrane_clears_them(open_figure):
    page, _, figure = open_figure("integrate_fire")
    figure.get_by_label("Input current I").focus()
    for number in (1, 2, 3):
        assert caption(figure)
        assert dots(figure) == number
        page.keyboard.press("ArrowRight")
    figure.get_by_label("Refractory period").focus()
    page.keyboard.press("ArrowRight")
    caption(figure)
    assert dots(figure) == 1


def test_all_currents_are_counted(open_figure):
    page, _, figure = open_figure("integrate_fire")
    press(figure, "Count for all currents")
    root = figure.element_handle()
    enough = (
        "root => root.querySelector('.lf-orange').getAttribute('d').split('M').length"
    )
    wait_for(page, f"{enough} == 50", arg=root)
    assert dots(figure) == 49


def test_less_motion_gives_the_results_at_once(open_figure):
    _, _, figure = open_figure("integrate_fire", media={"reduced_motion": "reduce"})
    press(figure, "Count for all currents")
    caption(figure)
    assert dots(figure) == 49
    press(figure, "Advance 100 ms")
    assert counted(figure) == [21, 200]


def test_the_threshold_is_dragged_in_the_trace(open_figure):
    _, _, figure = open_figure("integrate_fire")
    handle = figure.get_by_role("button", name="threshold:")
    drag_by(handle, 30, -9)  # 202 px for 110 mV
    caption(figure)
    assert state(figure)["threshold"] == pytest.approx(-45, abs=0.5)
    drag_by(handle, 0, -90)
    caption(figure)
    assert state(figure)["threshold"] == -40  # no further
    assert "not beyond the threshold of −40.0 mV" in caption(figure)


def test_the_current_is_dragged_on_the_curve(open_figure):
    _, _, figure = open_figure("integrate_fire")
    handle = figure.get_by_role("button", name="input current:")
    handle.scroll_into_view_if_needed()
    plot = figure.get_by_label("Firing rate against current").bounding_box()
    drag_by(handle, (plot["width"] - 72) / 6, 40)
    caption(figure)
    assert state(figure)["current"] == pytest.approx(4, abs=0.05)


def test_arrow_keys_move_both_handles(open_figure):
    page, _, figure = open_figure("integrate_fire")
    figure.get_by_role("button", name="input current:").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    figure.get_by_role("button", name="threshold:").focus()
    page.keyboard.press("ArrowDown")
    caption(figure)
    at = state(figure)
    assert (at["current"], at["threshold"]) == (2.7, -50.5)


def test_a_finger_drags_the_current(open_figure):
    page, _, figure = open_figure("integrate_fire", width=390, has_touch=True)
    handle = figure.get_by_role("button", name="input current:")
    handle.scroll_into_view_if_needed()
    x, y = middle(handle.locator(".lf-dot"))
    touch(page, (x, y), (x + 30, y), (x + 60, y))
    caption(figure)
    assert state(figure)["current"] > 3.9


def test_a_change_on_the_way_acts_from_then_on(open_figure):
    """It does not start anew: time goes on, only the count begins again."""
    page, _, figure = open_figure("integrate_fire")
    press(figure, "Run")
    figure.get_by_label("Input current I").fill("5")
    page.wait_for_timeout(300)
    press(figure, "Pause")
    spikes, ms = counted(figure)
    assert 0 < ms < 100
    assert abs(spikes - ms * 0.1907) < 1.01


#: Whether each label of the trace's plot stands clear of the trace and its spikes.
CLEAR = """(svg) => {
  const box = (e) => e.getBoundingClientRect();
  const end = Math.max(...[...svg.querySelectorAll(".lf-vermilion, path.lf-blue")]
    .map((e) => box(e).right));
  const labels = [...svg.querySelectorAll(".lf-halo")].filter((e) => e.textContent);
  return labels.map((e) => [e.textContent, box(e).left > end]);
}"""


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_no_label_touches_a_spike(width, open_figure):
    _, _, figure = open_figure("integrate_fire", width=width)
    press(figure, "Fires fast")
    caption(figure)
    plot = figure.locator("svg", has_text="potential [mV]")
    assert plot.evaluate(CLEAR) == [["threshold", True], ["target", True]]


def test_what_a_button_has_done_is_read_aloud(open_figure):
    still = {"reduced_motion": "reduce"}
    page, _, figure = open_figure("integrate_fire", media=still)
    before, _ = counted(figure)
    press(figure, "Advance 100 ms")
    now, ms = counted(figure)
    assert now > before
    page.wait_for_timeout(600)
    assert f"{now} spikes in {ms} ms" in figure.locator(".lf-voice").inner_text()
    press(figure, "Count for all currents")
    assert re.match(r"Counted at \d+ currents", notice(figure))
