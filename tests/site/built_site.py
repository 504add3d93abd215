"""What the tests of the built site share: its contents, its server, its visitor."""

import contextlib
import functools
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from bs4 import BeautifulSoup

import book
import browser
import serving
from course import contents

HTML = book.ROOT / "_build" / "html"
#: GitHub Pages serves a project below its name, never at the top.
BASE = "/course/"


BOOK = contents.read()
PAGES = BOOK.pages
NOTEBOOKS = [page for page in PAGES if page.startswith("notebooks/")]


@contextmanager
def chromium():
    """Start a browser; where there is none, skip the test, but never in CI."""
    try:
        browser.binary()
    except browser.NoBrowserError as error:
        if os.environ.get("CI"):
            pytest.fail(f"{error}: in CI these tests must run")
        pytest.skip(str(error))
    with browser.start() as started:
        yield started


@functools.cache
def soup(page):
    """Return a built page, parsed."""
    text = (HTML / f"{page}.html").read_text("utf-8")
    return BeautifulSoup(text, "html.parser")


class Handler(serving.Quiet):
    """Serves the site below `BASE` and nothing elsewhere."""

    def translate_path(self, path):
        inside = path.removeprefix(BASE) if path.startswith(BASE) else "nowhere"
        return super().translate_path("/" + inside)

    def copyfile(self, source, outputfile):
        with contextlib.suppress(ConnectionError):  # the page was closed meanwhile
            super().copyfile(source, outputfile)


@dataclass
class Visit:
    """What a browser saw on one page."""

    status: int = 0
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


def watch(context, site):
    """Return a page and the record that it fills; the browser finds no other host."""
    visit, page = Visit(), context.new_page()
    host = site.removesuffix(BASE)

    def asked(request):
        if not request.url.startswith((host, "data:", "blob:")):
            visit.foreign.append(request.url)

    def answer(response):
        if response.status >= 400:
            visit.failed.append(f"{response.status} {response.url}")

    page.on("request", asked)
    page.on("response", answer)
    page.on("requestfailed", lambda asked: visit.failed.append(asked.url))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on(
        "console",
        lambda message: (
            visit.console.append(message.text)
            if message.type in ("error", "warning")
            else None
        ),
    )
    return page, visit


#: Where all live figures stand.
GALLERY = "chapters/figures.html"
#: Two frames: what a change asked for is then drawn.
FRAMES = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done)))"""


def state(figure):
    """Return the state of a live figure, given the locator of its root."""
    return figure.evaluate("root => root.parentElement.liveFigure.kept")


#: What a figure measures bit by bit, a frame each, is done when it asks for no more.
SETTLED = """async (root) => {
  const view = root.parentElement.liveFigure;
  do await new Promise(requestAnimationFrame); while (view.asked);
}"""


def settle(page, name):
    """Wait until a live figure has drawn all that it has to draw."""
    page.locator(f'[data-figure="{name}"] .lf').evaluate(SETTLED)


def caption(figure):
    """Return the sentence below a live figure's stage, once all is drawn."""
    figure.page.evaluate(FRAMES)
    return figure.locator(".lf-words").inner_text()


def resting(locator):
    """Return an element's box, in view, once figures above have ceased to move it."""
    box = None
    while box != (box := locator.bounding_box()):
        locator.page.wait_for_timeout(200)
        locator.scroll_into_view_if_needed()
    return box


def wait_for(page, expression, arg=None, timeout=30_000):
    """Wait until JavaScript is true; the page's policy forbids Playwright's own way.

    `wait_for_function` evaluates a text inside the page, which a policy
    without 'unsafe-eval' refuses.
    """
    end = time.monotonic() + timeout / 1000
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, f"not so within {timeout} ms: {expression}"
        page.wait_for_timeout(20)
