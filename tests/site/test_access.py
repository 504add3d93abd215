"""Whole pages for everybody: keys reach all, names tell where they lead."""

import re

import pytest
from built_site import wait_for

import instructor


def test_the_arrows_of_the_contents_are_called_after_their_pages(open_page):
    page, _ = open_page("chapters/perceptron.html")
    arrow = page.get_by_label(re.compile(r"^Pages below \d+\. The perceptron$"))
    box = arrow.bounding_box()  # what the focus goes around
    assert min(box["width"], box["height"]) >= 24
    opened = arrow.locator("xpath=..")
    assert opened.get_attribute("open") is not None
    arrow.press("Enter")
    assert opened.get_attribute("open") is None


def test_only_formulas_that_are_cut_off_are_stops_for_the_tab_key(open_page):
    page, _ = open_page("chapters/perceptron.html", width=390)
    page.evaluate("document.fonts.ready")
    wide = "document.querySelectorAll('div.math[tabindex=\"0\"]').length"
    assert page.evaluate(wide) == 0  # nothing is measured before a key asks for it
    page.keyboard.press("Tab")
    assert page.evaluate(wide) > 0
    page.set_viewport_size({"width": 1280, "height": 900})
    wait_for(page, f"{wide} === 0")


#: How wide each icon is [px].
ICONS = """[...document.querySelectorAll("i[class*=fa-]")]
  .filter((icon) => icon.offsetParent)
  .map((icon) => [icon.className, Math.round(icon.getBoundingClientRect().width)])"""


def test_nothing_moves_when_the_icons_come(browser, site):
    widths = []
    for pattern in ("**/fa-*.woff2", "**/no-such-file"):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.route(pattern, lambda route: route.abort())
        page.goto(f"{site}chapters/perceptron.html")
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(300)
        widths.append(page.evaluate(ICONS))
        page.close()
    without, with_icons = widths
    assert without == with_icons
    assert len(without) > 5


def test_the_instructor_s_page_is_no_wider_than_a_phone(browser):
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.set_content(instructor.html(instructor.page()))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_code_that_is_cut_off_takes_the_arrow_keys_from_a_click(open_page):
    page, _ = open_page("chapters/perceptron.html", width=390)
    code = page.locator("pre:visible").first
    code.evaluate("(x) => { x.textContent = 'wide '.repeat(100); }")
    code.click()
    assert code.evaluate("(x) => document.activeElement === x")


@pytest.mark.parametrize("width", [412, 1280])
def test_links_into_sections_that_wait_arrive(open_page, width):
    page, _ = open_page("chapters/perceptron.html", width=width)
    parts = ".bd-article > section > section"
    waiting = f"""[...document.querySelectorAll("{parts}")].filter((section) =>
      !section.firstElementChild.checkVisibility({{ contentVisibilityAuto: true }})
    ).map((section) => section.id)"""
    names = page.evaluate(waiting)
    assert len(names) > 5  # else nothing is saved
    for name in names[1:-2:3]:  # the last ones cannot come to the top
        page, _ = open_page(f"chapters/perceptron.html#{name}", width=width)
        top = "(x) => document.getElementById(x).getBoundingClientRect().top"
        page.wait_for_timeout(200)
        assert -2 < page.evaluate(top, name) < 140, name


def test_sections_that_wait_are_found_and_printed(open_page):
    page, _ = open_page("chapters/perceptron.html")
    assert page.evaluate("window.find('Where to go next') || window.find('Sources')")
    assert page.evaluate("scrollY") > 5000
    page.emulate_media(media="print")
    shown = """[...document.querySelectorAll(".bd-article section")].every((section) =>
      getComputedStyle(section).contentVisibility === "visible")"""
    assert page.evaluate(shown)


def test_a_reload_finds_the_place_again(open_page):
    page, _ = open_page("chapters/perceptron.html", width=412)
    page.evaluate("document.fonts.ready")
    there = "document.getElementById('a-wrong-bound')"
    page.evaluate(f"{there}.scrollIntoView({{ behavior: 'instant' }})")
    page.wait_for_timeout(300)
    page.reload(wait_until="load")
    wait_for(page, "() => scrollY > 0")
    page.wait_for_timeout(300)
    assert abs(page.evaluate(f"{there}.getBoundingClientRect().top")) < 140
