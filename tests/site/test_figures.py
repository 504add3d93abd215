"""What every live figure does, whatever it shows: its state, links, presets."""

import json

import built_site
import hostile_links
import pytest
from figure_page import OTHER

from nnfoundations.figures.base import check_state


def test_it_stands_in_the_gallery_with_a_caption(live):
    places = built_site.soup("chapters/figures").select(f"[data-figure={live.name}]")
    assert len(places) == 1
    assert places[0].find_parent("figure").select(".caption-number")


def test_it_comes_alive_in_the_state_that_python_knows(live):
    assert live.state == live.figure().state()
    assert built_site.caption(live.root)


def test_reset_restores_the_defaults(live):
    other = live.run(OTHER)
    live.set(other)
    assert live.state == other != live.figure().state()
    live.root.locator("[data-reset]").click()
    live.drawn()
    assert live.state == live.figure().state()


def test_a_shared_link_restores_the_state(live):
    other = live.run(OTHER)
    live.set(other)
    live.root.locator("[data-share]").click()
    link = live.root.locator(".lf-link").input_value()
    live.run("view.reset();")
    live.open(link.partition("?")[2])
    assert live.state == other
    assert "link" in live.notice


SHARED = """
view.set(argument);
view.bar.querySelector("[data-share]").click();
return view.bar.querySelector(".lf-link").value;
"""


def test_a_shared_link_opens_on_a_fresh_page(live, open_figure):
    other = live.run(OTHER)
    link, _, query = live.run(SHARED, other).partition("?")
    assert link == f"{live.page.url.partition('#')[0]}#figure-{live.name}"
    _, visit, root = open_figure(live.name, query=query)
    assert built_site.state(root) == other
    assert root.locator(".lf-title").is_visible()
    assert (visit.console, visit.errors) == ([], [])


BROKEN = ["NaN", "nonsense", "1e999", "-1e999", "null", "{}", "[null]", "[[1e999]]", ""]
#: Follows links on the page; returns those that lead to another state or say nothing.
FOLLOWED = """
const default_ = JSON.stringify(view.state);
const wrong = [];
for (const query of argument[1]) {
  const heard = new Promise((r) => addEventListener("hashchange", r, { once: true }));
  location.hash = `#figure-${argument[0]}?${query}`;
  await heard;
  const told = view.notice.textContent.includes("Set to the default");
  if (!told || JSON.stringify(view.state) !== default_) wrong.push(query);
  view.tell("");
}
return wrong;
"""


def test_broken_links_fall_back_to_the_default_and_say_so(live):
    fields = live.figure().state()
    links = [f"{field}={value}" for field in fields for value in BROKEN]
    assert live.run(FOLLOWED, [live.name, ["nosuchfield=1", *links]]) == []
    live.drawn()
    assert live.state == live.figure().state()


#: Opens links as the page does when its address changes (a browser slows down many
#: such changes); returns those that say nothing, too much, or run.
OPENED = """
const before = Object.keys(Object.prototype).length;
const usual = JSON.stringify(view.state);
const wrong = [];
for (const query of argument) {
  view.tell("");
  view.model.open(query);
  if (JSON.stringify(view.state) !== usual) await new Promise(requestAnimationFrame);
  const { textContent, offsetHeight } = view.notice;
  const ran = window.hacked || Object.keys(Object.prototype).length > before;
  if (!textContent || offsetHeight > 150 || ran || !root.isConnected)
    wrong.push([query.slice(0, 80), textContent, offsetHeight, ran]);
}
return wrong;
"""


def test_hostile_links_are_data(live):
    state = live.figure().state()
    links = [*hostile_links.of_names(), *hostile_links.of_settings(state)]
    assert live.run(OPENED, links) == []
    live.root.locator("[data-reset]").click()
    live.drawn()
    assert live.state == state
    assert built_site.caption(live.root)
    assert live.root.locator("img").count() == 0


@pytest.mark.parametrize("link", ["constructor=1", "__proto__={}", "toString"])
def test_an_inherited_name_in_the_address_is_told_of(live, link):
    live.open(link)
    assert "is not a setting of this figure" in live.notice
    assert live.state == live.figure().state()


def variants(value):
    """Return values like a field's default, some of which it may not hold."""
    if isinstance(value, list):
        near = [value[:-1], value + value[-1:], value * 50, [None], [["x"]], []]
        inner = [[part, *value[1:]] for part in variants(value[0])] if value else []
        return near + inner
    numbers = [-1, 0, 0.5, 3, 1e6, -1e6] if type(value) in (int, float) else []
    return [*numbers, "nonsense", None]


def accepted(figure, field, value):
    try:
        check_state(figure, {field: value})
    except ValueError:
        return False
    return True


def test_page_and_python_accept_the_same_values(live):
    fields = live.figure().state().items()
    asked = [(field, value) for field, default in fields for value in variants(default)]
    page = live.run(
        "return argument.map(([f, v]) => view.spec.fields[f].fits(v));", asked
    )
    python = [accepted(live.figure, *each) for each in asked]
    judged = zip(asked, page, python, strict=True)
    assert [json.dumps(each)[:90] for each, a, b in judged if a != b] == []


def test_every_preset_leads_to_a_state_of_its_own(live):
    presets = live.run("return Object.values(view.spec.presets);")
    buttons = live.root.locator("[data-preset]")
    assert buttons.all_inner_texts() == [preset["label"] for preset in presets]
    for preset, button in zip(presets, buttons.all(), strict=True):
        live.set(live.run(OTHER))
        button.click()
        live.drawn()
        assert live.state == live.figure().state() | preset["state"], preset["label"]
        assert check_state(live.figure, preset["state"])
        assert preset["label"] in live.notice


EXTREME = """
const fields = Object.entries(view.spec.fields);
const given = fields.filter(([, f]) => argument in f);
return Object.fromEntries(given.map(([name, f]) => [name, f[argument]]));
"""


@pytest.mark.parametrize("end", ["min", "max"])
def test_it_draws_at_the_ends_of_all_ranges(live, end):
    live.set(live.run(EXTREME, end))
    words = built_site.caption(live.root)
    assert words
    assert "NaN" not in words
    assert "undefined" not in words
