"""Each page, loaded once: nothing fails or sticks out, nobody else is asked; axe.

axe-core (WCAG 2.2 AA) takes seconds a page: it looks at one page of each kind in the
light and in the dark, in CI (environment variable CI set) at every page.
"""

import os

import pytest
from built_site import PAGES
from figure_page import axe_violations

SIZES = [("light", 1280), ("dark", 390), ("light", 390), ("dark", 1280)]
#: One page of each kind: the start page, figures, text, tables, entries, a reference.
KINDS = [
    "chapters/index",
    "chapters/figures",
    "chapters/perceptron",
    "chapters/notation",
    "chapters/glossary",
    "chapters/errata",
    "chapters/api-neurons",
    "chapters/setup",
    "chapters/bibliography",
    "notebooks/perceptron",
]
#: These two in all four looks.
ALL_LOOKS = ("chapters/figures", "chapters/perceptron")

#: What is wider than the window and does not scroll inside a box of its own.
STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const kept = ["auto", "scroll", "hidden"];
  const scrolls = (e) => kept.includes(getComputedStyle(e).overflowX);
  const inside = (e) => {
    for (let p = e.parentElement; p && p.tagName !== "ARTICLE"; p = p.parentElement)
      if (scrolls(p)) return true;
    return false;
  };
  const wide = [...document.querySelectorAll("article *")].filter(
    (e) => e.getBoundingClientRect().right > width + 1 && !inside(e)
      && e.checkVisibility() && !e.closest(".katex-mathml"));
  const page = document.documentElement.scrollWidth > width + 1 ? ["the page"] : [];
  return page.concat(wide.slice(0, 5).map((e) => e.outerHTML.slice(0, 120)));
}"""

BROKEN_IMAGES = """async () => {
  const images = [...document.querySelectorAll("article img")];
  images.forEach((image) => { image.loading = "eager"; });
  await Promise.all(images.map((image) => image.decode().catch(() => null)));
  return images.filter((image) => !image.naturalWidth || !image.alt.trim())
    .map((image) => image.src);
}"""


def settled(page, found, patience=3000):
    """Return what `found` lists once figures have followed a change of width [ms]."""
    for _ in range(patience // 100):
        if not page.evaluate(found):
            return []
        page.wait_for_timeout(100)
    return page.evaluate(found)


@pytest.mark.parametrize("seen", PAGES, indirect=True)
def test_page_loads_clean_and_fits_small_screens(seen):
    _, page, visit = seen
    page.wait_for_timeout(150)
    assert page.evaluate(BROKEN_IMAGES) == [], "pictures that fail or lack a text"
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert settled(page, STICKS_OUT) == [], f"wider than {width} px"
    assert visit.status == 200
    assert visit.foreign == [], "requests to other hosts"
    assert visit.failed == []
    assert visit.errors == []
    assert visit.console == []


def looks(name, every):
    """Return pairs of scheme and width in which axe looks at a page."""
    if name in ALL_LOOKS:
        return SIZES
    if name in KINDS:
        return SIZES[:2]
    return [SIZES[PAGES.index(name) % 2]] if every else []


EXAMINED = [name for name in PAGES if looks(name, bool(os.environ.get("CI")))]


#: Until the theme has taken on a scheme, and has let go what it put off for a resize.
DRESSED = """async (scheme) => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  while (document.documentElement.dataset.theme !== scheme) await wait(20);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await wait(600);
}"""


@pytest.mark.parametrize("seen", EXAMINED, indirect=True)
def test_axe_finds_nothing_on_the_page(seen):
    name, page, _ = seen
    for scheme, width in looks(name, every=True):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(DRESSED, scheme)
        assert axe_violations(page) == [], f"{scheme}, {width} px"
