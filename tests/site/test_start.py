"""The start page: for whom, how long, a figure that works, one way to begin."""

import re

import built_site
import pytest
from built_site import HTML, soup, state

from course import contents

INDEX = "chapters/index"
BOOK = contents.read()
SIZES = [(1280, 900), (390, 844)]


def test_the_start_page_is_called_as_the_course_and_others_say_both():
    start = soup(INDEX)
    name = start.h1.find(string=True).strip()
    assert start.title.get_text() == name
    other = soup("chapters/perceptron").title.get_text()
    assert "The perceptron" in other
    assert other.endswith(name)


def small(page):
    figure = page.locator(".live-small .lf")
    figure.wait_for(timeout=30_000)
    return figure


def drawn_by(page, figure):
    """Draw a 1 by the mouse; return how the hidden units look before and after."""
    figure.locator("[data-reset]").click()
    built_site.caption(figure)
    hidden = figure.locator(".dd-maps canvas").nth(1)
    before = hidden.screenshot()
    box = figure.locator(".dd-paper").bounding_box()
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + 0.15 * box["height"])
    page.mouse.down()
    page.mouse.move(x, box["y"] + 0.85 * box["height"], steps=12)
    page.mouse.up()
    built_site.caption(figure)
    return before, hidden.screenshot()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_in_the_first_screen_one_draws_and_the_network_lights_up(
    open_page, width, height
):
    page, visit = open_page(f"{INDEX}.html", width=width)
    page.set_viewport_size({"width": width, "height": height})
    figure = small(page)
    boxes = [figure.locator(x).first.bounding_box() for x in (".dd-paper", ".lf-words")]
    assert max(box["y"] + box["height"] for box in boxes) <= height
    assert page.locator("a.button-main").bounding_box()["y"] < height - 20
    before, after = drawn_by(page, figure)
    assert before != after
    assert built_site.caption(figure).startswith("It says 1 with probability")
    assert len(state(figure)["ink"]) == 48
    assert (visit.errors, visit.console, visit.failed) == ([], [], [])


def test_the_figure_is_one_request_and_none_where_no_script_runs(open_page):
    page, _ = open_page("genindex.html")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page.url.replace("genindex", INDEX))
    small(page)
    figures = [url for url in asked if "/_static/figures/" in url]
    assert [url.rpartition("/")[2] for url in figures] == ["draw_digit.script.js"]
    assert not [url for url in asked if url.endswith(".webp")]


def test_without_scripts_its_picture_and_its_words_are_there(open_page):
    page, _ = open_page(f"{INDEX}.html", java_script_enabled=False)
    picture = page.locator(".live-small img")
    assert picture.is_visible()
    assert "handwritten 3" in page.locator(".live-small").inner_text()


def test_what_follows_does_not_move_when_the_figure_comes(open_page):
    for width in (390, 1280):
        page, _ = open_page(f"{INDEX}.html", width=width)
        kept = page.evaluate(
            "() => { const e = document.querySelector('.live-small .live-figure');"
            " return parseFloat(getComputedStyle(e).minHeight); }"
        )
        height = small(page).bounding_box()["height"]
        assert height <= kept + 1, f"{width} px: {height} px high"
        assert height > kept - 40, f"{width} px: {height} px high"


def test_next_the_button_and_the_map_begin_at_the_same_page(open_page):
    page, _ = open_page(f"{INDEX}.html")
    first = BOOK.entries[0].page.removeprefix("chapters/") + ".html"
    for way in ("a.button-main", "a.right-next", ".progress-summary a"):
        address = page.locator(way).first.get_attribute("href")
        assert address.partition("#")[0] == first, way


def test_it_says_how_many_chapters_and_hours_as_the_map_does():
    page = soup(INDEX)
    facts = " ".join(page.select_one(".hero-facts").get_text().split())
    numbered = [entry for entry in BOOK.entries if entry.number is not None]
    assert f"{len(numbered)} chapters" in facts
    (told,) = re.findall(r"In all about (\d+) h(?: (\d+) min)?", page.get_text())
    hours = int(told[0]) + int(told[1] or 0) / 60
    (said,) = re.findall(r"about (\d+) hours", facts)
    assert int(said) == round(hours)


def test_three_statements_lead_to_the_programs_that_contradict_them():
    page = soup(INDEX)
    links = [a["href"] for a in page.select("a[href*='errata.html#erratum-']")]
    assert len(set(links)) == len(links) == 3
    there = soup("chapters/errata")
    for link in links:
        section = there.find(id=link.partition("#")[2]).find_parent("section")
        assert section.select_one("div.highlight"), link


def test_from_disk_it_works_too(context_like):
    page = context_like().new_page()
    page.goto((HTML / f"{INDEX}.html").as_uri())
    before, after = drawn_by(page, small(page))
    assert before != after
    page.close()
