"""On a phone, the picture that a control changes is in view while it is used."""

from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError

from nnfoundations.figures import FIGURES

PHONE = {"width": 390, "height": 844}
#: The picture that the figure keeps in view, or, where it keeps none, all; how much of
#: the best of them is seen, whatever covers the rest. A reader moves the page until a
#: control is at its lower end, or right below the bar.
SEEN = """
const kept = [...root.querySelectorAll(".lf-kept")];
const pictures = kept.length ? kept : [...root.querySelectorAll(".lf-stage svg")];
const [COLUMNS, ROWS] = [8, 40];
const shown = (picture) => {
  const { left, top, width, height } = picture.getBoundingClientRect();
  let found = 0;
  for (let i = 0; i < COLUMNS * ROWS; i++) {
    const x = left + (width * ((i % COLUMNS) + 0.5)) / COLUMNS;
    const y = top + (height * (Math.floor(i / COLUMNS) + 0.5)) / ROWS;
    found += picture.contains(document.elementFromPoint(x, y));
  }
  return found / (COLUMNS * ROWS);
};
const free = (control) => {
  const { left, top, width, height } = control.getBoundingClientRect();
  const found = document.elementFromPoint(left + width / 2, top + height / 2);
  return control.contains(found);
};
const bar = document.querySelector(".bd-header-article").offsetHeight;
const seen = (control, place) => {
  const { top, bottom } = control.getBoundingClientRect();
  const by = place === "low" ? bottom - innerHeight + 4 : top - bar - 4;
  scrollBy({ top: by, behavior: "instant" });
  return free(control) ? Math.max(...pictures.map(shown)) : 0;
};
root.querySelectorAll("details").forEach((group) => (group.open = true));
const controls = [...root.querySelectorAll("button, select, input")]
  .filter((e) => e.checkVisibility() && !e.closest(".lf-bar"));
return controls.map((e) => {
  const label = e.labels?.[0]?.textContent || e.ariaLabel || e.textContent;
  return [label, Math.max(seen(e, "low"), seen(e, "high"))];
});
"""
#: All pictures are drawn to the phone's width.
NARROW = """(root) => [...root.querySelectorAll("svg, canvas")].every(
  (e) => e.getBoundingClientRect().right <= innerWidth + 1)"""


@pytest.fixture
def phone(live):
    """Return a live figure on a phone held upright."""
    live.page.set_viewport_size(PHONE)
    live.page.wait_for_function(NARROW, arg=live.root.element_handle())
    live.drawn()
    return live


def test_the_picture_that_a_control_changes_is_in_view(phone):
    for _ in range(10):  # what was moved at first sight may still come to rest
        shares = phone.run(SEEN)
        hidden = {label: share for label, share in shares if share < 0.6}
        if not hidden:
            break
        phone.page.wait_for_timeout(500)
    assert shares, "no control was found below the picture"
    assert hidden == {}


#: What has the focus, where the picture that stays, or the page's bar, covers it.
COVERED = """() => {
  const at = document.activeElement;
  const { left, top, width, height } = at.getBoundingClientRect();
  const found = document.elementFromPoint(left + width / 2, top + height / 2);
  const above = found?.closest(".lf-kept, .bd-header-article");
  return above && !above.contains(at) ? at.outerHTML.slice(0, 120) : "";
}"""


def find_covered(page):
    """Return what has the focus and stays covered once the page has come to rest."""
    with suppress(TimeoutError):
        page.wait_for_function(f"({COVERED})() === ''", timeout=2000)
        return ""
    return page.evaluate(COVERED)


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_tab_key_leads_to_nothing_that_the_picture_covers(phone, key):
    controls = phone.root.locator("button, select, input").locator("visible=true")
    (controls.first if key == "Tab" else controls.last).focus()
    covered = []
    for _ in range(2 * controls.count()):
        covered.append(find_covered(phone.page))
        phone.page.keyboard.press(key)
    assert [each for each in covered if each] == []


@pytest.mark.parametrize("name", FIGURES)
def test_a_phone_on_its_side_has_no_room_for_a_picture_that_stays(name, open_figure):
    page, _, root = open_figure(name)
    page.set_viewport_size({"width": PHONE["height"], "height": PHONE["width"]})
    kept = root.locator(".lf-kept")
    places = kept.evaluate_all("all => all.map((e) => getComputedStyle(e).position)")
    assert "sticky" not in places
