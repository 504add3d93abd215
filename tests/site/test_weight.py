"""What each kind of page loads before anything is touched: bytes and requests.

As a server sends it, compressed. Pictures of the text count apart: at most one is
loaded in the first screen.
"""

import gzip

import pytest
from built_site import BASE, HTML, soup, wait_for

#: A page of each kind -> the scripts and fonts that it may ask for.
KINDS = {
    "chapters/index": 14,
    "chapters/perceptron": 24,
    "chapters/initialization": 24,
    "chapters/glossary": 20,
    "chapters/figures": 24,
    "chapters/api-networks": 16,
    "notebooks/mlp_scratch": 24,
}
BUDGET = 150  # KiB
#: A line may break elsewhere once the formulas' fonts are there; nothing else moves.
LARGEST_SHIFT = 0.05
#: Kinds of files that servers compress.
TEXT = {".html", ".css", ".js", ".svg"}
SHIFT = """() => { window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""


def weigh(url):
    """Return the size of a file [KiB] as it travels."""
    path = HTML / url.partition(BASE)[2].partition("?")[0].partition("#")[0]
    content = path.read_bytes()
    return len(gzip.compress(content) if path.suffix in TEXT else content) / 1024


def load(page, address):
    """Open a page, fonts and all; return how much moved meanwhile."""
    page.add_init_script(f"({SHIFT})()")
    page.goto(address, wait_until="load")
    wait_for(page, "() => document.fonts.status === 'loaded'")
    page.wait_for_timeout(500)
    return page.evaluate("window.shift")


@pytest.mark.parametrize("name", KINDS)
def test_a_page_is_light_until_it_is_touched(browser, site, name):
    size = {"width": 412, "height": 823}  # a phone
    context = browser.new_context(viewport=size)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    shift = load(page, f"{site}{name}.html")
    context.close()
    sent = {url: weigh(url) for url in dict.fromkeys(asked) if url.startswith(site)}
    pictures = {url for url in sent if "/_images/" in url}
    rest = sum(size for url, size in sent.items() if url not in pictures)
    assert rest <= BUDGET, sorted((round(size), url) for url, size in sent.items())
    assert len(sent) - len(pictures) <= KINDS[name], sorted(sent)
    assert shift < LARGEST_SHIFT, "something moved"


@pytest.mark.parametrize("width", [320, 360, 390, 412, 430])
def test_the_first_entry_of_the_glossary_stays_where_it_is(browser, site, width):
    context = browser.new_context(viewport={"width": width, "height": 823})
    page = context.new_page()
    shift = load(page, f"{site}chapters/glossary.html")
    context.close()
    assert shift < 0.01, "a formula breaks a line elsewhere once its font is there"


@pytest.mark.parametrize("name", KINDS)
def test_nothing_but_one_style_sheet_holds_the_text_back(name):
    sheets = soup(name).head.find_all("link", rel="stylesheet", recursive=False)
    assert [x["href"].partition("?")[0] for x in sheets] == ["../_static/site.css"]
    scripts = soup(name).find_all("script", src=True)
    assert [x["src"] for x in scripts if not x.has_attr("defer")] == []
