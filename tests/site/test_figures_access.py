"""Every live figure for everybody: keys, names, colours, small screens, less motion."""

import os

import numpy as np
import pytest
from figure_page import axe_violations

#: In what axe looks at each figure: each scheme once, in CI in both widths.
LOOKS = [("light", 1280), ("dark", 390)]
if os.environ.get("CI"):
    LOOKS += [("light", 390), ("dark", 1280)]

#: What the Tab key should stop at.
STOPS = """
const all = root.querySelectorAll("button, select, input, a[href], [tabindex]");
const stops = [...all].filter((e) => e.tabIndex >= 0 && e.checkVisibility());
"""
#: How an element and all in it look, as far as a ring of focus may change it.
LOOK = """
const look = (element) => [element, ...element.querySelectorAll("*")].map((e) => {
  const { outline, stroke, strokeWidth, strokeDasharray, fill } = getComputedStyle(e);
  return [outline, stroke, strokeWidth, strokeDasharray, fill].join();
}).join("\\n");
"""


def walk(live):
    """Press Tab from the figure's first control on; note order and looks."""
    count = live.run(
        f"{STOPS} {LOOK} window.stops = stops; window.looks = []; window.order = [];"
        " window.look = look; stops[0].focus(); return stops.length;"
    )
    live.page.keyboard.press("Shift+Tab")
    for _ in range(count):
        live.page.keyboard.press("Tab")
        live.page.evaluate(
            "() => { const at = document.activeElement; looks.push(look(at));"
            " order.push(stops.indexOf(at)); }"
        )
    return count


def test_the_tab_key_reaches_every_control_in_order(live):
    count = walk(live)
    assert live.page.evaluate("order") == list(range(count))


def test_the_focus_can_be_seen(live):
    walk(live)
    unseen = live.page.evaluate(
        "() => { document.activeElement.blur(); return stops.filter((stop, i) =>"
        " looks[i] === look(stop)).map((stop) => stop.outerHTML.slice(0, 120)); }"
    )
    assert unseen == []


def test_arrow_keys_move_every_slider_and_go_no_further(live):
    live.page.evaluate(
        "() => { window.heard = 0; document.addEventListener('keydown',"
        " () => { heard += 1; }); }"
    )
    for slider in live.root.locator("input[type=range]:visible").all():
        at_end = slider.evaluate("(e) => e.valueAsNumber >= Number(e.max)")
        before = slider.input_value()
        slider.press("ArrowLeft" if at_end else "ArrowRight")
        assert slider.input_value() != before, slider.get_attribute("data-field")
    for handle in live.root.locator(".lf-handle:visible").all()[:3]:
        handle.press("ArrowUp")
    live.root.locator("button:visible").first.press("a")
    assert live.page.evaluate("heard") == 0
    live.drawn()


NAMELESS = """
const inputs = [...root.querySelectorAll("input, select, textarea, .lf-handle")];
const name = (e) => e.getAttribute("aria-label")
  ?? [...(e.labels ?? [])].map((l) => l.textContent).join("");
return inputs.filter((e) => !name(e).trim()).map((e) => e.outerHTML.slice(0, 120));
"""
SMALL = """
return stops.filter((e) => {
  const { width, height } = (e.labels?.[0]?.contains(e) ? e.labels[0] : e)
    .getBoundingClientRect();
  return Math.min(width, height) < 23.9;
}).map((e) => e.outerHTML.slice(0, 120));
"""


def test_every_control_has_a_name(live):
    assert live.run(NAMELESS) == []
    assert live.root.get_attribute("aria-label")


def test_a_slider_says_its_value_once(live):
    loud = """return [...root.querySelectorAll(".lf-control:has([type=range]) output")]
      .filter((e) => e.getAttribute("aria-live") !== "off").length;"""
    assert live.run(loud) == 0


@pytest.mark.parametrize("width", [1280, 320])
def test_every_control_is_large_enough_for_a_finger(live, width):
    live.resize(width)
    assert live.run(STOPS + SMALL) == []


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_axe_finds_nothing(live, scheme, width):
    live.resize(width)
    live.dress(color_scheme=scheme)
    place = f'[data-figure="{live.name}"]'
    assert axe_violations(live.page, place) == []


#: What is wider than the window; words of a drawing that its edge cuts off.
OUTSIDE = """
const width = document.documentElement.clientWidth;
const box = (e) => e.getBoundingClientRect();
const wide = [...root.querySelectorAll("*")].filter((e) =>
  !e.closest("svg, .lf-voice") && (box(e).right > width + 1 || box(e).left < -1));
const cut = [...root.querySelectorAll("svg text")].filter((e) => {
  const inner = box(e), outer = box(e.ownerSVGElement);
  return inner.width && (inner.right > outer.right + 2 || inner.left < outer.left - 2
    || inner.top < outer.top - 2 || inner.bottom > outer.bottom + 2);
});
const page = document.documentElement.scrollWidth > width + 1 ? ["the page"] : [];
return [...page, ...wide.map((e) => e.outerHTML.slice(0, 90)),
  ...cut.map((e) => `cut off: ${e.textContent}`)];
"""


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_sticks_out(live, width):
    live.resize(width)
    assert live.run(OUTSIDE) == []


def test_text_is_at_least_14_pixels_high_on_a_phone(live):
    live.resize(320)
    small = live.run(
        "return [...root.querySelectorAll('*')].filter((e) => e.checkVisibility()"
        " && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())"
        " && parseFloat(getComputedStyle(e).fontSize) < 13.9"
        " ).map((e) => e.outerHTML.slice(0, 120));"
    )
    assert small == []


#: The pictures on the canvases that are drawn on.
CANVASES = """
const blank = (c) => Object.assign(document.createElement("canvas"),
  { width: c.width, height: c.height });
return [...root.querySelectorAll("canvas")]
  .map((c) => [c.toDataURL(), blank(c).toDataURL()])
  .filter(([drawn, empty]) => drawn !== empty).map(([drawn]) => drawn);
"""


def test_the_dark_changes_ground_and_canvases(live):
    light, canvases = live.picture(), live.run(CANVASES)
    live.dress(color_scheme="dark")
    dark, other = live.picture(), live.run(CANVASES)
    assert np.median(light) > 0.7
    assert np.median(dark) < 0.4
    assert all(a != b for a, b in zip(canvases, other, strict=True))


def test_nothing_moves_by_itself(live):
    assert np.array_equal(*live.untouched)
    live.dress(reduced_motion="reduce")
    live.page.wait_for_timeout(100)  # a ring of focus may fade
    assert np.array_equal(*live.watch())


def test_on_paper_stands_the_still_picture(live):
    holder = live.page.locator(f'[data-figure="{live.name}"]')
    assert live.root.is_visible()
    assert not holder.locator("> img").is_visible()
    live.dress(media="print")
    assert not live.root.is_visible()
    assert holder.locator("> img").is_visible()
    assert holder.locator("> p").is_visible()


def test_without_scripts_pictures_and_descriptions_stand_there(open_page):
    page, visit = open_page("chapters/figures.html", java_script_enabled=False)
    for place in page.locator("[data-figure]").all():
        place.scroll_into_view_if_needed()
        picture = place.locator("img")
        assert picture.is_visible(), place.get_attribute("data-figure")
        assert picture.bounding_box()["height"] > 100
        assert len(place.locator("p").inner_text()) > 100
    assert (visit.console, visit.foreign) == ([], [])


def test_the_printed_gallery_shows_every_picture(open_page):
    page, _ = open_page("chapters/figures.html")
    count = page.locator("[data-figure]").count()
    assert page.pdf().count(b"/Subtype /Image") >= count
