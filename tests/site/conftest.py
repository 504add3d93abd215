"""The built site, served under a sub-path, and one headless browser for all tests."""

import functools
from contextlib import contextmanager

import pytest
from built_site import BASE, GALLERY, HTML, Handler, chromium, soup, watch
from filelock import FileLock

import book
import serving
from nnfoundations.figures import FIGURES

pytest.register_assert_rewrite("figure_page")
from figure_page import Live  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def built(testrun_uid):
    """Build what has changed, once a run; the tests then look at the present text."""
    HTML.parent.mkdir(exist_ok=True)
    last = HTML.parent / "tests.run"
    with FileLock(HTML.parent / "tests.lock"):  # another worker may be at it
        if not (last.exists() and last.read_text() == testrun_uid):
            built = book.build()
            assert built == 0, "the book does not build; what is wrong stands above"
            last.write_text(testrun_uid)
    return HTML


@pytest.fixture(scope="session")
def site(built):
    """Serve the site; return its address, which ends with a slash."""
    with serving.serve(built, Handler) as address:
        yield address + BASE


@pytest.fixture(scope="session")
def browser():
    """Start Chromium once."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def context_like(browser):
    """Return a function that returns the browser's context with such options.

    One context serves all tests: what it has loaded once, it need not load again.
    """
    return functools.cache(lambda **options: browser.new_context(**options))


@contextmanager
def opener(context_like, site):
    """Return a function that opens pages of the site, with nothing stored by others."""
    pages = []

    def opened(name, width=1280, alone=None, media=None, **options):
        page, visit = watch(context_like(**options), site)
        pages.append(page)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(**{"color_scheme": "light"} | (media or {}))
        if alone:
            page.add_init_script(f"({WITHOUT_OTHERS})('{alone}')")
        visit.status = page.goto(f"{site}{name}", wait_until="load").status
        return page, visit

    yield opened
    for page in pages:
        page.evaluate("localStorage.clear()")
        page.close()


#: Leaves one live figure on a page, and the pictures of the others.
WITHOUT_OTHERS = """(name) => new MutationObserver(() => {
  for (const place of document.querySelectorAll("[data-figure]"))
    if (place.dataset.figure !== name) delete place.dataset.figure;
}).observe(document, { childList: true, subtree: true })"""


@pytest.fixture
def open_page(context_like, site):
    """Return a function that opens a page of the site; `media` as a reader wishes."""
    with opener(context_like, site) as opened:
        yield opened


@pytest.fixture(scope="module")
def seen(request, context_like, site):
    """Open a page, given by its name, once for all the tests of a file that look at it.

    Returns its name, the page and the record of the visit.
    """
    with opener(context_like, site) as opened:
        yield request.param, *opened(f"{request.param}.html")


def at_figure(opened, name, width=1280, query="", **options):
    """Open the gallery at a figure; return it once it is alive.

    The gallery's other figures stay pictures, so that each stands and falls by itself.
    """
    link = f"{GALLERY}#figure-{name}{query and '?'}{query}"
    page, visit = opened(link, width, alone=name, **options)
    page.wait_for_selector(f'[data-figure="{name}"][data-alive]', timeout=30_000)
    return page, visit, page.locator(f'[data-figure="{name}"] .lf')


@pytest.fixture
def open_figure(open_page):
    """Return a function that opens the gallery at a live figure.

    It returns the page, the record of the visit and the locator of the figure's root,
    once the figure is alive. `query` is the state that a shared link asks for.
    """

    return functools.partial(at_figure, open_page)


@pytest.fixture(scope="module", params=FIGURES)
def kept_page(request, context_like, site):
    """Open each figure once for all the tests of a file that share it."""
    gallery = soup(GALLERY.removesuffix(".html"))
    place = gallery.select_one(f"[data-figure={request.param}]")
    if not place:
        message = f"chapters/figures.md has no section for {request.param}"
        pytest.fail(message, pytrace=False)
    with opener(context_like, site) as opened:
        opened = Live(request.param, *at_figure(opened, request.param))
        opened.page.wait_for_timeout(100)
        opened.untouched = opened.watch()
        yield opened


@pytest.fixture
def live(kept_page):
    """Return a live figure in its first state; afterwards, see that all was silent."""
    kept_page.restore()
    yield kept_page
    kept_page.assert_silent()
