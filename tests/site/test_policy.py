"""The pages' policy: each carries it, all works under it, smuggled scripts do not."""

import built_site
import pytest
from _ext.content_security import checksum
from built_site import HTML

PAGES = [*built_site.PAGES, "index", "search", "genindex", "404"]
#: A page of each kind, with what makes it one.
KINDS = {
    "start": "chapters/index",
    "chapter": "chapters/perceptron",
    "notebook": "notebooks/perceptron",
    "modules": "chapters/api-networks",
    "sources": "chapters/bibliography",
    "index": "genindex",
    "search": "search",
}
WHERE = ["server", "disk"]


def rules(page):
    """Return the policy of a built page: its lists by their kind."""
    soup = built_site.soup(page)
    (meta,) = soup.head.select('meta[http-equiv="Content-Security-Policy"]')
    first = soup.head.find(["link", "script", "style"])
    assert meta in first.find_all_previous("meta"), "something loads before the policy"
    parts = (part.split() for part in meta["content"].split(";"))
    return {kind: sources for kind, *sources in parts}


@pytest.mark.parametrize("page", PAGES)
def test_the_page_names_each_script_that_stands_in_it_and_no_other(page):
    script = rules(page)["script-src"]
    named = {source for source in script if source.startswith("'sha")}
    inline = built_site.soup(page).find_all("script", src=False)
    assert named == {checksum(element.string) for element in inline}
    assert set(script) - named == {"'self'", "file:", "'wasm-unsafe-eval'"}


@pytest.mark.parametrize("page", PAGES)
def test_no_other_source_is_allowed_and_no_style_of_elsewhere(page):
    lists = rules(page)
    assert lists["default-src"] == ["'self'", "file:"]
    assert lists["object-src"] == lists["base-uri"] == ["'none'"]
    sources = {source for each in lists.values() for source in each}
    hosts = [s for s in sources if "/" in s and not s.startswith("'sha")]
    assert hosts == []
    assert not sources & {"*", "https:", "http:", "'unsafe-eval'", "'unsafe-hashes'"}
    lax = [kind for kind, each in lists.items() if "'unsafe-inline'" in each]
    assert lax == ["style-src"]


@pytest.mark.parametrize("page", PAGES)
def test_no_element_carries_a_script(page):
    soup = built_site.soup(page)
    elements = soup.find_all(lambda e: any(name.startswith("on") for name in e.attrs))
    assert elements == []
    links = [a["href"] for a in soup.find_all("a", href=True)]
    assert [x for x in links if x.lower().startswith(("javascript:", "data:"))] == []


def test_every_page_of_the_site_is_among_these():
    found = {
        p.relative_to(HTML).with_suffix("").as_posix() for p in HTML.rglob("*.htm*")
    }
    assert found == set(PAGES)


#: Remembers what the policy refused, and what was printed or enlarged.
SPY = """(() => {
  window.refused = [];
  window.done = [];
  addEventListener("securitypolicyviolation", (event) =>
    refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
  window.print = () => done.push("print");
  Element.prototype.requestFullscreen = async () => done.push("fullscreen");
})()"""


@pytest.fixture
def opened(browser, site):
    """Return a function that opens a page from the server or from the disk."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(SPY)

    def at(page_name, where="server"):
        page, visit = built_site.watch(context, site)
        folder = site if where == "server" else HTML.resolve().as_uri() + "/"
        page.goto(f"{folder}{page_name}.html")
        return page, visit

    yield at
    context.close()


def switch_theme(page):
    seen = set()
    for _ in range(3):
        page.locator(".theme-switch-button:visible").first.click()
        seen.add(page.evaluate("document.documentElement.dataset.mode"))
    assert seen == {"light", "dark", "auto"}


def fold_sidebar(page):
    bar = page.locator("#pst-primary-sidebar")
    page.locator(".primary-toggle:visible").first.click()
    bar.wait_for(state="hidden")
    page.locator(".primary-toggle:visible").first.click()
    bar.wait_for(state="visible")


def press_buttons(page):
    for name in ("fullscreen", "print"):
        buttons = page.locator(f"[data-press={name}]")
        buttons.evaluate_all("(all) => all.forEach((button) => button.click())")
    expected = ["fullscreen"] + ["print"] * page.locator("[data-press=print]").count()
    assert page.evaluate("done") == expected


def copy_code(page):
    for button in page.locator("button.copybtn").all()[:1]:
        button.evaluate("(button) => button.click()")
    assert page.locator(".highlight pre").count() <= page.locator(".copybtn").count()


def unfold(page):
    for part in page.query_selector_all("details:not([open]) > summary")[:3]:
        if part.is_visible():
            part.click()
            assert part.evaluate("(summary) => summary.parentElement.open")


def wake_figures(page):
    for place in page.locator("[data-figure]").all():
        place.scroll_into_view_if_needed()
        place.locator(".lf-title").wait_for(timeout=30_000)


def search(page):
    page.keyboard.press("Control+k")
    page.locator("input[type=search]:visible").first.fill("Heaviside")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=Heaviside*")
    page.wait_for_selector("#search-results li a")


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("kind", KINDS)
def test_all_works_under_the_policy(kind, where, opened):
    page, visit = opened(KINDS[kind], where)
    for act in (switch_theme, fold_sidebar, copy_code, unfold, wake_figures):
        act(page)
    press_buttons(page)
    assert page.evaluate("refused") == []
    assert (visit.errors, visit.console, visit.failed) == ([], [], [])
    search(page)  # from disk it finds pages, but may not quote from them
    assert page.evaluate("refused") == []
    assert [text for text in visit.console if "Security Policy" in text] == []
    assert [url for url in visit.foreign if not url.startswith("file:")] == []


@pytest.mark.parametrize("where", WHERE)
def test_the_first_page_leads_on(where, opened):
    page, visit = opened("index", where)
    page.wait_for_url("**/chapters/index.html")
    assert (visit.errors, visit.console, visit.failed) == ([], [], [])


SMUGGLED = {
    "a script": "const s = document.createElement('script');"
    " s.textContent = 'window.hacked = 1'; document.body.append(s);",
    "a handler": "document.body.insertAdjacentHTML('beforeend',"
    " \"<img src='x:' onerror='window.hacked = 1'>\");",
    "a link": "location.href = 'javascript:window.hacked = 1';",
    "a text": "setTimeout('window.hacked = 1');",
    "another host's script": "const s = document.createElement('script');"
    " s.src = 'https://example.org/x.js'; document.body.append(s);",
    "a script in data": "import('data:text/javascript,window.hacked = 1');",
}


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("what", SMUGGLED)
def test_what_is_smuggled_in_does_not_run(what, where, opened):
    page, _ = opened("genindex", where)
    page.evaluate(f"() => {{ setTimeout(() => {{ {SMUGGLED[what]} }}); }}")
    page.wait_for_function("refused.length > 0")
    assert page.evaluate("window.hacked") is None


#: Runs a worker made on the spot, which compiles the smallest module of WebAssembly.
WORKER = """() => new Promise((resolve, reject) => {
  const code = `WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))
    .then((module) => postMessage(String(module)), (e) => postMessage(String(e)));`;
  const worker = new Worker(URL.createObjectURL(new Blob([code])));
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = () => reject(new Error("no worker"));
})"""


@pytest.mark.parametrize("where", WHERE)
def test_exercises_may_run_webassembly_in_a_worker(where, opened):
    page, _ = opened("genindex", where)
    assert page.evaluate(WORKER) == "[object WebAssembly.Module]"
    assert page.evaluate("refused") == []
