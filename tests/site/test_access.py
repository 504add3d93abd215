"""Whole pages for everybody: axe-core (WCAG 2.2 AA) finds nothing, keys reach all."""

import re

import built_site
import pytest
from figure_page import axe_violations

SIZES = [("light", 1280), ("dark", 390), ("light", 390), ("dark", 1280)]
#: Two pages in all four looks, each other page in one of the first two.
KINDS = ["chapters/figures", "chapters/perceptron"]
LOOKS = [(page, *size) for page in KINDS for size in SIZES]
OTHERS = [page for page in built_site.pages() if page not in KINDS]
LOOKS += [(page, *SIZES[i % 2]) for i, page in enumerate(OTHERS)]


@pytest.mark.parametrize(("name", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_on_the_page(name, scheme, width, open_page):
    page, _ = open_page(f"{name}.html", width, media={"color_scheme": scheme})
    page.wait_for_timeout(200)
    assert axe_violations(page) == []


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
    page.wait_for_function(f"{wide} === 0")
