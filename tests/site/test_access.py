"""Whole pages for everybody: keys reach all, names tell where they lead."""

import re

from built_site import wait_for

import instructor


def test_the_arrows_of_the_contents_are_called_after_their_pages(open_page):
    page, _ = open_page("chapters/perceptron.html")
    arrow = page.get_by_label(re.compile(r"^Pages below \d+\. The perceptron$"))
    opened = arrow.locator("xpath=..")
    assert opened.get_attribute("open") is not None
    arrow.press("Enter")
    assert opened.get_attribute("open") is None


def test_only_formulas_that_are_cut_off_are_stops_for_the_tab_key(open_page):
    page, _ = open_page("chapters/perceptron.html", width=390)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(200)
    wide = "document.querySelectorAll('div.math[tabindex=\"0\"]').length"
    assert page.evaluate(wide) > 0
    page.set_viewport_size({"width": 1280, "height": 900})
    wait_for(page, f"{wide} === 0")


def test_the_instructor_s_page_is_no_wider_than_a_phone(browser):
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.set_content(instructor.html(instructor.page()))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
