"""Pictures that do not move open at their full size on a tap, and close again."""

import re
from xml.etree import ElementTree

import pytest
from _ext.lean_pictures import size

import book

PICTURES = sorted((book.ROOT / "assets" / "figures").glob("*.svg"))
LEAST = 9  # px high
LARGE = 1.25  # as in assets/site/controls.js
#: Matplotlib writes letters as outlines of 100 units an em, and scales them.
_SCALE = re.compile(r"scale\((0?\.\d+) -")


def smallest_letters(path):
    """Return the size of a picture's smallest letters [px], at its full size."""
    text = path.read_text("utf-8")
    root = ElementTree.fromstring(text)
    width = float(root.get("viewBox").split()[2])
    index = 0.7 if "scale(0.7)" in text else 1.0
    outlines = [100 * index * float(scale) for scale in _SCALE.findall(text)]
    typed = re.findall(r"font-size[:=]\"? ?([\d.]+)", text)
    letters = outlines or [float(each) for each in typed]
    return LARGE * size(path)[0] / width * min(letters)


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_at_full_size_no_letter_is_too_small(path):
    assert smallest_letters(path) >= LEAST


@pytest.mark.parametrize("name", ["chapters/generalization", "notebooks/perceptron"])
def test_a_tap_opens_the_picture_at_full_size_and_escape_closes_it(name, open_page):
    page, visit = open_page(f"{name}.html", width=390)
    picture = page.locator("figure img:not(.live-figure img, .hero-picture)").first
    if name.startswith("notebooks"):
        picture = page.locator(".cell_output img:not(.live-figure img)").first
    picture.scroll_into_view_if_needed()
    at = page.evaluate("scrollY")
    picture.click()
    dialog = page.locator("dialog.picture-large")
    large = dialog.locator("img")
    natural = picture.evaluate("(e) => e.naturalWidth")
    assert large.bounding_box()["width"] >= LARGE * natural - 1
    assert large.get_attribute("alt") == picture.get_attribute("alt")
    assert page.evaluate("document.documentElement.scrollWidth") <= 391
    page.keyboard.press("Escape")
    assert dialog.count() == 0
    assert abs(page.evaluate("scrollY") - at) < 2
    assert (visit.console, visit.errors, visit.failed) == ([], [], [])


def test_the_keyboard_opens_it_and_gets_its_place_back(open_page):
    page, _ = open_page("chapters/generalization.html", width=390)
    opener = page.locator(".picture-opener, figure a.image-reference").first
    said = f"{opener.inner_text()} {opener.get_attribute('title')}"
    assert "Enlarge the picture" in said
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.picture-large")
    assert dialog.evaluate("(e) => e.contains(document.activeElement)")
    dialog.get_by_role("button", name="Close").press("Enter")
    assert dialog.count() == 0
    assert opener.evaluate("(e) => e === document.activeElement")
