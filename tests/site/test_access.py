"""Whole pages for everybody: keys reach all, names tell where they lead."""

import re

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
    wait_for(page, f"{wide} > 0")
    formula = page.locator('div.math[tabindex="0"]').first
    assert formula.get_attribute("aria-label") == "Formula"
    assert page.get_by_role("group", name="Formula").count() > 0
    assert page.get_by_role("group", name="Program").count() > 0
    page.set_viewport_size({"width": 1280, "height": 900})
    wait_for(page, f"{wide} === 0")
    assert page.get_by_role("group", name="Formula").count() == 0


def test_a_menu_opens_on_a_press_and_closes_on_escape(open_page):
    page, _ = open_page("chapters/perceptron.html")
    opener = page.get_by_label("Download this page")
    menu = page.locator(".dropdown-download-buttons .dropdown-menu")
    opener.press("Enter")
    assert menu.is_visible()
    assert opener.get_attribute("aria-expanded") == "true"
    menu.locator("a, button").first.press("Escape")
    assert not menu.is_visible()
    assert opener.get_attribute("aria-expanded") == "false"
    assert opener.evaluate("(e) => e === document.activeElement")


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
