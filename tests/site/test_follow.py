"""Following: arrow keys from page to page, the place kept, links to headings."""

import json

import pytest

INDEX = "chapters/index.html"
CHAPTER = "chapters/perceptron.html"


def stays(page):
    """Return whether a page is still the same after a while."""
    address = page.url
    page.wait_for_timeout(400)
    return page.url == address


def test_the_arrow_keys_lead_on_and_back(open_page):
    page, visit = open_page(CHAPTER)
    on = page.locator("a.right-next").evaluate("(e) => e.href")
    here = page.url
    page.keyboard.press("ArrowRight")
    page.wait_for_url(on)
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(here)
    keys = page.locator("a.right-next").get_attribute("aria-keyshortcuts")
    assert keys == "ArrowRight"
    assert visit.errors == []


@pytest.mark.parametrize(
    "focus",
    [
        "textarea",
        ".quiz input",
        ".lf button",
        "div.highlight pre",
        "button.search-button__button",
    ],
)
def test_they_do_not_where_something_else_has_the_focus(open_page, focus):
    code = focus.endswith("pre")
    page, _ = open_page(CHAPTER, width=390 if code else 1280)
    page.locator("[data-figure]").first.scroll_into_view_if_needed()
    page.wait_for_selector(".lf")
    # code is a stop for the Tab key where it is cut off
    place = page.locator(f"{focus}[tabindex='0']" if code else focus).first
    place.evaluate("(e) => e.focus()")
    assert place.evaluate("(e) => e === document.activeElement"), focus
    page.keyboard.press("ArrowRight")
    assert stays(page), focus


@pytest.mark.parametrize("key", ["Alt+ArrowLeft", "Shift+ArrowRight"])
def test_they_do_not_with_another_key(open_page, key):
    page, _ = open_page("chapters/prerequisites.html")
    page.evaluate("history.replaceState(null, '', location.href)")
    if key.startswith("Shift"):
        page.keyboard.press(key)
        assert stays(page)
    else:  # the browser's own: a page that asks for nothing else goes nowhere
        page.evaluate(
            "document.dispatchEvent(new KeyboardEvent('keydown',"
            " { key: 'ArrowLeft', altKey: true, bubbles: true }))"
        )
        assert stays(page)


def test_they_do_not_while_the_search_is_open(open_page):
    page, _ = open_page(CHAPTER)
    page.keyboard.press("Control+k")
    page.locator("#pst-search-dialog input[type=search]").fill("margin")
    page.keyboard.press("ArrowLeft")
    assert stays(page)


def test_the_start_page_leads_back_to_the_heading_that_was_passed_last(open_page):
    page, visit = open_page(CHAPTER)
    home = page.url.replace(CHAPTER, INDEX)
    page.goto(home)
    assert page.locator(".progress-place").inner_text() == ""
    for name in (CHAPTER, "notebooks/perceptron.html"):
        page.goto(home.replace(INDEX, name))
        heading = page.locator("article section[id] > h2").nth(1)
        wanted = heading.evaluate("(e) => e.parentElement.id")
        heading.evaluate("(e) => e.scrollIntoView()")
        page.wait_for_timeout(700)
        page.goto(home)
        link = page.locator(".progress-place a")
        words = link.inner_text()
        title = page.evaluate("JSON.parse(localStorage['course.place']).label")
        assert words == title
        assert "#" not in words
        link.click()
        page.wait_for_url(f"**/{name}#{wanted}")
    assert visit.errors == []


def test_looking_something_up_is_no_place(open_page):
    page, _ = open_page("chapters/glossary.html")
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(800)
    assert page.evaluate("localStorage.getItem('course.place')") is None


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "null",
        {"version": 1, "address": "javascript:alert(1)", "label": "x"},
        {"version": 1, "address": "https://example.org/", "label": "x"},
        {"version": 1, "address": "chapters/a.html", "label": 5},
        {"version": 2, "address": "chapters/perceptron.html", "label": "x"},
    ],
)
def test_what_is_no_place_of_ours_is_not_offered(open_page, kept):
    page, visit = open_page(INDEX)
    text = kept if isinstance(kept, str) else json.dumps(kept)
    page.evaluate("(text) => localStorage.setItem('course.place', text)", text)
    page.reload()
    assert page.locator(".progress-place").inner_text() == ""
    assert visit.errors == []


def test_on_touch_the_links_to_headings_are_shown(open_page):
    page, _ = open_page(CHAPTER, width=390, has_touch=True, is_mobile=True)
    link = page.locator("article h2 a.headerlink").first
    assert link.is_visible()
    page, _ = open_page(CHAPTER)
    page.mouse.move(5, 5)
    assert not page.locator("article h2 a.headerlink").nth(1).is_visible()
