"""Definitions beside terms, entries beside citations: by mouse, keys and fingers."""

import pytest
from built_site import HTML, PAGES, soup
from figure_page import axe_violations

CHAPTER = "chapters/perceptron"
TERM = "article p a[href*='glossary.html#term-']"
SOURCE = "article .bibtex-citation a[href*='bibliography.html#']"
DATA = "definitions-data.js"


def box(page):
    return page.locator(".definition")


def opened(page, link):
    """Rest on a link; return its box once it is shown."""
    link.scroll_into_view_if_needed()
    link.hover()
    box(page).wait_for(state="visible")
    return box(page)


def entry_of(link):
    """Return the text of the entry to which a link leads, as its own page has it."""
    page, _, anchor = link.get_attribute("href").partition("#")
    place = soup(f"chapters/{page.removesuffix('.html')}").find(id=anchor)
    entry = place.find_next_sibling("dd") if place.name == "dt" else place.p
    return " ".join(entry.get_text().split())


@pytest.mark.parametrize("links", [TERM, SOURCE])
def test_the_mouse_rests_on_it_and_its_entry_is_shown(open_page, links):
    page, visit = open_page(f"{CHAPTER}.html")
    link = page.locator(links).first
    shown = opened(page, link)
    told = " ".join(shown.locator("#definition").text_content().split())
    assert entry_of(link) in told
    assert link.get_attribute("aria-describedby") == "definition"
    assert link.get_attribute("title") is None
    box_, at = shown.bounding_box(), link.bounding_box()
    assert box_["y"] >= at["y"] + at["height"] or box_["y"] + box_["height"] <= at["y"]
    shown.hover()  # the mouse may go into it
    page.wait_for_timeout(500)
    assert shown.is_visible()
    page.mouse.move(5, 5)
    shown.wait_for(state="hidden")
    assert link.get_attribute("aria-describedby") is None
    assert (visit.errors, visit.console, visit.failed) == ([], [], [])


def test_nothing_of_it_loads_before_and_it_loads_once(open_page):
    page, _ = open_page(f"{CHAPTER}.html")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(300)
    assert not [url for url in asked if DATA in url]
    for links in (TERM, SOURCE):
        opened(page, page.locator(links).first)
        page.keyboard.press("Escape")
        page.mouse.move(5, 5)
    assert len([url for url in asked if DATA in url]) == 1
    assert not [url for url in asked if url.endswith(".html")]


def test_the_keyboard_opens_it_goes_into_it_and_closes_it(open_page):
    page, _ = open_page(f"{CHAPTER}.html")
    link = page.locator(TERM).first
    link.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
    page.keyboard.press("Tab")  # from here on the keyboard is in use
    link.focus()
    box(page).wait_for(state="visible")
    page.keyboard.press("Tab")
    assert box(page).evaluate("(e) => e.contains(document.activeElement)")
    assert box(page).is_visible()
    page.keyboard.press("Tab")  # not to the same entry once more
    assert page.evaluate("!document.activeElement.closest('.definition')")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Escape")
    box(page).wait_for(state="hidden")
    assert link.evaluate("(e) => e === document.activeElement")


def test_the_first_tap_shows_it_and_its_link_leads_there(open_page):
    page, _ = open_page(f"{CHAPTER}.html", width=390, has_touch=True, is_mobile=True)
    link = page.locator(TERM).first
    address = link.evaluate("(e) => e.href")
    link.scroll_into_view_if_needed()
    link.tap()
    box(page).wait_for(state="visible")
    assert page.url.endswith(f"{CHAPTER}.html")
    shown = box(page).bounding_box()
    assert shown["x"] >= 0
    assert shown["x"] + shown["width"] <= 390
    page.locator("article h1").tap()
    box(page).wait_for(state="hidden")
    link.tap()
    box(page).wait_for(state="visible")
    box(page).get_by_text("In the glossary").tap()
    page.wait_for_url(address)


def test_at_the_right_edge_it_stays_within_the_window(open_page):
    page, _ = open_page(f"{CHAPTER}.html", width=390)
    last = max(page.locator(TERM).all(), key=lambda link: link.bounding_box()["x"])
    shown = opened(page, last).bounding_box()
    assert shown["x"] + shown["width"] <= 390


def test_its_own_links_lead_where_they_lead_in_the_glossary(open_page):
    page, _ = open_page(f"{CHAPTER}.html")
    shown = opened(page, page.locator(TERM).first)
    taught = shown.locator("#definition a").last
    address = taught.evaluate("(e) => e.href").partition("#")[0]
    assert address.startswith(page.url.partition("chapters/")[0] + "chapters/")
    page_name = address.partition("/course/")[2]
    assert (HTML / page_name).is_file()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_it_is_open(open_page, scheme):
    page, _ = open_page(f"{CHAPTER}.html", media={"color_scheme": scheme})
    opened(page, page.locator(TERM).first)
    page.wait_for_timeout(600)
    assert axe_violations(page, ".definition") == []


def test_from_disk_it_works_too(context_like):
    page = context_like().new_page()
    page.goto((HTML / f"{CHAPTER}.html").as_uri())
    assert opened(page, page.locator(SOURCE).first).inner_text()
    page.close()


def test_where_the_entries_do_not_come_the_link_still_leads(open_page):
    # what a service worker asks for passes by the route
    page, visit = open_page(f"{CHAPTER}.html", service_workers="block")
    page.route(f"**/{DATA}", lambda route: route.abort())
    link = page.locator(TERM).first
    link.hover()
    page.wait_for_timeout(500)
    assert not box(page).is_visible()
    address = link.evaluate("(e) => e.href")
    link.click()
    page.wait_for_url(address)
    assert visit.errors == []


@pytest.mark.parametrize("page", [p for p in PAGES if p.startswith("chapters/")])
def test_every_term_and_every_source_that_a_page_names_has_an_entry(page):
    data = (HTML / "_static" / DATA).read_text("utf-8")
    every = f"article a[href*='.html#term-'], {SOURCE}"
    links = [a["href"] for a in soup(page).select(every)]
    scripts = soup(page).select("script[src*='definitions.js']")
    assert bool(links) == bool(scripts)
    assert [link for link in links if f'"chapters/{link}":' not in data] == []
