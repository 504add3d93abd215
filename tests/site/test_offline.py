"""The course without a network: what was seen, the whole book, a new edition."""

import re
import shutil

import built_site
import pytest
from _ext import offline
from built_site import HTML, wait_for

import book
import serving

START = "chapters/index.html"
SEEN = ["chapters/perceptron.html", "notebooks/perceptron.html"]
UNSEEN = "chapters/biological-neuron.html"
NETWORK_GONE = "net::ERR"
#: Whether all that the page has loaded, or may load yet, is kept.
KEPT = """async () => {
  const loaded = performance.getEntriesByType("resource").map((x) => x.name);
  const pictures = Array.from(document.images, (x) => x.src);
  const all = [location.href.split(/[?#]/)[0], ...loaded, ...pictures];
  const kept = await Promise.all(all.map((x) => caches.match(x)));
  return kept.every(Boolean);
}"""
CONTROLLED = "() => Boolean(navigator.serviceWorker.controller)"


class Server(serving.Quiet):
    """Serves a copy of the site below a path; may be down, or fail at one file."""

    base, down, fails = "/", False, ""

    def do_GET(self):
        if self.down or (self.fails and self.fails in self.path):
            self.close_connection = True  # without an answer
        else:
            super().do_GET()

    def translate_path(self, path):
        inside = path.removeprefix(self.base) if path.startswith(self.base) else "no"
        return super().translate_path("/" + inside)


class Reader:
    """A browser of its own, and the server that it asks."""

    def __init__(self, context, folder, base):
        self.context, self.folder = context, folder
        self.handler = type("Handler", (Server,), {"base": base})
        self.server = serving.start(folder, self.handler)
        self.site = serving.address(self.server) + base

    def open(self, name):
        page, visit = built_site.watch(self.context, self.site.removesuffix("/") + "/")
        visit.status = page.goto(self.site + name).status
        return page, visit

    def without_network(self):
        self.handler.down = True
        self.context.set_offline(True)

    def with_network(self):
        self.handler.down = False
        self.context.set_offline(False)

    def publish(self, name, old, new):
        """Change a page of the site, as the next edition does."""
        path = self.folder / name
        text = path.read_text("utf-8").replace(old, new)
        assert new in text
        path.write_text(text, "utf-8")
        worker = (book.ROOT / "assets/site" / offline.WORKER).read_text("utf-8")
        offline.write(self.folder, worker, START)

    def take_along(self, page):
        page.locator(".take-along button").click()
        page.get_by_text("The whole book is on this device").wait_for(timeout=60_000)

    def close(self):
        self.context.close()
        serving.stop(self.server)


def lost(visit):
    """Return what did not come; Chromium asks for the tab's icon past the worker."""
    return [x for x in visit.failed if not x.endswith("/favicon.svg")]


@pytest.fixture
def reader(browser, built, tmp_path, request):
    folder = tmp_path / "site"
    shutil.copytree(built, folder, ignore=shutil.ignore_patterns("_sources"))
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    reader = Reader(context, folder, getattr(request, "param", "/some/sub/"))
    yield reader
    reader.close()


@pytest.mark.parametrize("reader", ["/", "/some/sub/"], indirect=True)
def test_what_was_seen_opens_again_without_a_network(reader):
    for name in SEEN:
        page, visit = reader.open(name)
        wait_for(page, KEPT)
        assert (visit.errors, visit.console, visit.foreign) == ([], [], [])
        page.close()
    reader.without_network()
    for name in SEEN:
        page, visit = reader.open(name)
        page.reload()
        assert visit.status == 200
        title = built_site.soup(name.removesuffix(".html")).h1.get_text()
        assert page.locator("h1").inner_text()[:8] == title.strip()[:8]
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
        assert page.locator(".theme-switch-button:visible").count()
        assert (visit.errors, lost(visit)) == ([], [])
        page.close()
    page, _ = reader.open("")
    page.wait_for_url("**/chapters/index.html")
    page, visit = reader.open(UNSEEN)
    assert visit.status == 503
    assert page.locator("h1").inner_text() == "There is no network"
    page.get_by_role("link").click()
    assert page.locator("img.hero-picture").count()


def test_a_search_is_kept_once(reader):
    page, _ = reader.open(START)
    wait_for(page, CONTROLLED)
    for query in ("heaviside", "dendrite"):
        page.goto(f"{reader.site}search.html?q={query}")
        wait_for(page, KEPT)
    reader.without_network()
    page.goto(f"{reader.site}search.html?q=axon")
    page.locator("#search-results a").first.wait_for()
    found = "caches.keys().then(async ([x]) => (await (await caches.open(x)).keys())"
    kept = page.evaluate(f"{found}.map((x) => x.url))")
    assert len([x for x in kept if "search.html" in x]) == 1


def test_the_whole_book_is_taken_along_though_the_way_breaks_off(reader):
    page, visit = reader.open(START)
    button = page.locator(".take-along button")
    button.wait_for()
    told = button.text_content()
    reader.handler.fails = UNSEEN
    button.click()
    page.get_by_text("It broke off").wait_for(timeout=60_000)
    reader.handler.fails = ""
    reader.take_along(page)
    came, whole = page.locator(".take-along progress").evaluate("x => [x.value, x.max]")
    assert came == whole > 1
    amount = sum(x for x, _ in offline.list_files(reader.folder).values())
    assert f"({-(-amount // 10**6)} MB)" in told
    assert [x for x in visit.console if NETWORK_GONE not in x] == []
    page.close()
    reader.without_network()
    page, visit = reader.open(UNSEEN)
    page.locator("[data-figure]").first.scroll_into_view_if_needed()
    page.locator("[data-figure][data-alive]").first.wait_for(timeout=30_000)
    exercise = page.locator(".code-exercise").first
    exercise.get_by_role("button", name="Check").click()
    verdict = exercise.locator(".code-verdict", has_text=re.compile(r"\w"))
    verdict.wait_for(timeout=20_000)
    assert "did not start" not in exercise.inner_text()
    assert (visit.errors, visit.console, lost(visit)) == ([], [], [])
    asked = "async (x) => (await fetch(x)).status"
    for name in built_site.PAGES:
        assert page.evaluate(asked, f"{reader.site}{name}.html") == 200, name
    page.goto(reader.site + START)
    page.get_by_text("The whole book is on this device").wait_for()


def test_a_new_edition_is_told_and_takes_along_what_was_kept(reader):
    page, _ = reader.open(START)
    reader.take_along(page)
    page.goto(reader.site + SEEN[0])
    reader.publish(SEEN[0], "<h1>", "<h1>Newer ")
    page.reload()
    note = page.locator(".new-edition")
    note.wait_for(timeout=30_000)
    assert not page.locator("h1").inner_text().startswith("Newer")
    note.get_by_role("button", name="Later").click()
    assert note.count() == 0
    page.reload()
    note.get_by_role("button", name="Reload").click()
    page.locator("h1", has_text="Newer").wait_for()
    assert page.locator(".new-edition").count() == 0
    assert len(page.evaluate("caches.keys()")) == 1
    reader.without_network()
    assert reader.open(UNSEEN)[1].status == 200


def test_a_new_edition_brings_what_was_seen_and_no_more(reader):
    page, _ = reader.open(SEEN[0])
    wait_for(page, KEPT)
    reader.publish(SEEN[0], "<h1>", "<h1>Newer ")
    page.reload()
    page.locator(".new-edition").get_by_role("button", name="Reload").click()
    page.locator("h1", has_text="Newer").wait_for()
    reader.without_network()
    page.reload()
    assert page.locator("h1").inner_text().startswith("Newer")
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    assert reader.open(UNSEEN)[1].status == 503


def test_a_download_comes_from_the_server_each_time(reader):
    page, _ = reader.open(START)
    wait_for(page, CONTROLLED)
    (reader.folder / "downloads").mkdir(exist_ok=True)
    for text in ("one", "two"):
        (reader.folder / "downloads/a.txt").write_text(text)
        asked = "async (x) => (await fetch(x, { cache: 'reload' })).text()"
        assert page.evaluate(asked, f"{reader.site}downloads/a.txt") == text


def test_a_page_from_disk_is_left_alone(browser):
    context = browser.new_context()
    page, visit = built_site.watch(context, "file:")
    page.goto((HTML.resolve() / START).as_uri())
    page.wait_for_timeout(500)
    assert (visit.errors, visit.console, visit.failed) == ([], [], [])
    assert page.locator("link[rel=manifest]").count() == 0
    assert page.locator(".take-along").is_hidden()
    context.close()
