"""The built site, served under a sub-path, and one headless browser for all tests."""

import functools
import http.server
import threading

import pytest
from built_site import BASE, GALLERY, HTML, Handler, chromium, watch
from filelock import FileLock

import book


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


@pytest.fixture
def open_page(browser, site):
    """Return a function that opens a page of the site in a fresh context."""
    contexts = []

    def opened(name, width=1280, **options):
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=size, **options))
        page, visit = watch(contexts[-1], site)
        visit.status = page.goto(f"{site}{name}", wait_until="load").status
        return page, visit

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def open_figure(open_page):
    """Return a function that opens the gallery at a live figure.

    It returns the page, the record of the visit and the locator of the figure's root,
    once the figure is alive. `query` is the state that a shared link asks for.
    """

    def opened(name, width=1280, query="", **options):
        link = f"{GALLERY}#figure-{name}{query and '?'}{query}"
        page, visit = open_page(link, width, **options)
        page.wait_for_selector(f'[data-figure="{name}"][data-alive]', timeout=10_000)
        return page, visit, page.locator(f'[data-figure="{name}"] .lf')

    return opened
