"""The built site, served under a sub-path, and one headless browser for all tests."""

import functools
import http.server
import re
import threading
from contextlib import contextmanager

import pytest
from built_site import BASE, GALLERY, HTML, Handler, chromium, soup, watch
from filelock import FileLock

import book
from nnfoundations.figures import FIGURES

pytest.register_assert_rewrite("figure_page")
from figure_page import Live  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def built():
    """Build what has changed; the tests then look at the present text."""
    HTML.parent.mkdir(exist_ok=True)
    with FileLock(HTML.parent / "tests.lock"):  # another worker may be at it
        built = book.build()
    assert built == 0, "the book does not build; what is wrong stands above"
    return HTML


@pytest.fixture(scope="session")
def site(built):
    """Serve the site; return its address, which ends with a slash."""
    handler = functools.partial(Handler, directory=str(built))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{BASE}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser():
    """Start Chromium once."""
    with chromium() as started:
        yield started


@contextmanager
def opener(browser, site):
    """Return a function that opens a page of the site in a fresh context."""
    contexts = []

    def opened(name, width=1280, alone=None, **options):
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=size, **options))
        page, visit = watch(contexts[-1], site)
        if alone:
            page.route("**/*.html", functools.partial(without_others, alone))
        visit.status = page.goto(f"{site}{name}", wait_until="load").status
        return page, visit

    yield opened
    for context in contexts:
        context.close()


def without_others(name, route):
    """Answer with a page on which one live figure stands, and pictures of others."""
    answer = route.fetch()
    text = re.sub(rf'data-figure="(?!{name}")', 'data-other="', answer.text())
    route.fulfill(response=answer, body=text)


@pytest.fixture
def open_page(browser, site):
    """Return a function that opens a page of the site in a fresh context."""
    with opener(browser, site) as opened:
        yield opened


def at_figure(opened, name, width=1280, query="", **options):
    """Open the gallery at a figure; return it once it is alive.

    The gallery's other figures stay pictures, so that each stands and falls by itself.
    """
    link = f"{GALLERY}#figure-{name}{query and '?'}{query}"
    page, visit = opened(link, width, alone=name, **options)
    page.wait_for_selector(f'[data-figure="{name}"][data-alive]', timeout=10_000)
    return page, visit, page.locator(f'[data-figure="{name}"] .lf')


@pytest.fixture
def open_figure(open_page):
    """Return a function that opens the gallery at a live figure.

    It returns the page, the record of the visit and the locator of the figure's root,
    once the figure is alive. `query` is the state that a shared link asks for.
    """

    return functools.partial(at_figure, open_page)


@pytest.fixture(scope="module", params=FIGURES)
def kept_page(request, browser, site):
    """Open each figure once for all the tests of a file that share it."""
    gallery = soup(GALLERY.removesuffix(".html"))
    place = gallery.select_one(f"[data-figure={request.param}]")
    if not place:
        message = f"chapters/figures.md has no section for {request.param}"
        pytest.fail(message, pytrace=False)
    with opener(browser, site) as opened:
        yield Live(request.param, *at_figure(opened, request.param))


@pytest.fixture
def live(kept_page):
    """Return a live figure in its first state; afterwards, see that all was silent."""
    kept_page.restore()
    yield kept_page
    kept_page.assert_silent()
