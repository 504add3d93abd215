"""The built files: links, pictures, launch buttons, what is left out."""

import functools
import json
import re
from urllib.parse import unquote, urlsplit

import built_site
import pytest
import yaml
from _ext import prerendered_maths, sharing, site_address

import book

HTML = built_site.HTML
PAGES = built_site.PAGES
NOTEBOOKS = built_site.NOTEBOOKS
PAIRS = [
    (entry.page, lab)
    for entry in built_site.BOOK.entries
    for lab in entry.below
    if lab in NOTEBOOKS
]
CONFIG = yaml.safe_load((book.ROOT / "_config.yml").read_text("utf-8"))
ADDRESS = CONFIG["repository"]["url"]


@functools.cache
def names(page):
    """Return the anchors of a page."""
    soup = built_site.soup(page)
    return {tag["id"] for tag in soup.find_all(id=True)} | {"", "top"}


def broken(page, link):
    """Say what is wrong with a link inside the site, or return None."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    target = (HTML / f"{page}.html").parent / unquote(parts.path)
    target = (target if parts.path else HTML / f"{page}.html").resolve()
    if not target.is_file():
        return f"{link}: no such file"
    if not target.is_relative_to(HTML.resolve()):
        return f"{link}: outside the site"
    if parts.fragment and target.suffix == ".html":
        name = target.relative_to(HTML.resolve()).with_suffix("").as_posix()
        if unquote(parts.fragment) not in names(name):
            return f"{link}: no such place on that page"
    return None


@pytest.mark.parametrize("page", [*PAGES, "index", "search", "genindex"])
def test_links_inside_the_site_resolve(page):
    soup = built_site.soup(page)
    links = [tag["href"] for tag in soup.find_all(["a", "link"], href=True)]
    links += [tag["src"] for tag in soup.find_all(["img", "script"], src=True)]
    links = [link.partition("?")[0] if "_static" in link else link for link in links]
    assert [fault for link in links if (fault := broken(page, link))] == []


@pytest.mark.parametrize("page", PAGES)
def test_pictures_have_a_text_and_nothing_loads_from_elsewhere(page):
    soup = built_site.soup(page)
    article = soup.find("article")
    assert [
        i["src"] for i in article.find_all("img") if not i.get("alt", "").strip()
    ] == []
    loaded = [t["src"] for t in soup.find_all(["img", "script", "iframe"], src=True)]
    links = soup.find_all("link", href=True)
    loaded += [t["href"] for t in links if t["rel"] != ["canonical"]]
    assert [x for x in loaded if urlsplit(x).netloc] == []


#: Where signs of formulas may stand as they are.
VERBATIM = {"pre", "code", "script", "style"}


@pytest.mark.parametrize("page", PAGES)
def test_every_formula_was_read(page):
    article = built_site.soup(page).find("article")
    assert article.select(".katex-error") == []
    unread = [
        text[:80]
        for text in article.find_all(string=re.compile(r"\$\$|\\\(|\\\["))
        if not any(
            outer.name in VERBATIM or "katex" in outer.get("class", [])
            for outer in text.parents
        )
    ]
    assert unread == []


def test_style_sheets_and_scripts_load_nothing_from_elsewhere():
    asks = re.compile(r"(?:url\(|@import\s+)['\"]?(?:https?:)?//")
    found = [path.name for path in HTML.rglob("*.css") if asks.search(path.read_text())]
    assert found == []


@pytest.mark.parametrize(("chapter", "lab"), PAIRS)
def test_chapter_and_notebook_link_to_each_other(chapter, lab):
    there = built_site.soup(chapter).select(f"article a[href^='../{lab}.html']")
    back = built_site.soup(lab).select(f"article a[href^='../{chapter}.html']")
    assert there, f"{chapter} does not link to {lab}"
    assert back, f"{lab} does not link to {chapter}"


@pytest.mark.parametrize("page", PAGES)
def test_buttons_that_lead_to_the_repository_stand_where_it_has_an_address(page):
    """With an address: `test_build.test_with_an_address_the_buttons_are_there`."""
    links = {tag["href"] for tag in built_site.soup(page).find_all("a", href=True)}
    hosts = ("https://mybinder.org/v2", "https://colab.", f"{ADDRESS}/")
    found = [link for link in links if link.startswith(hosts) or link == ADDRESS]
    assert bool(found) == site_address.is_set(ADDRESS), found


def test_every_place_to_which_the_search_leads_exists():
    data = (HTML / "_static" / "search" / "data.js").read_text("utf-8")
    pages = json.loads(data.partition("=")[2].rstrip().rstrip(";"))
    astray = [
        f"{address}#{anchor}"
        for address, _, _, entries in pages
        for anchor, *_ in entries
        if anchor not in names(address.removesuffix(".html"))
    ]
    assert astray == []


@pytest.mark.skipif(
    site_address.is_set(ADDRESS), reason="with an address the lines are right"
)
def test_no_line_clones_from_an_address_that_is_not_set():
    text = built_site.soup("chapters/setup").find("article").get_text()
    assert site_address.UNSET not in text
    assert "cd nnfoundations" in text


@pytest.mark.parametrize("page", PAGES)
def test_page_leads_on_and_back(page):
    soup = built_site.soup(page)
    assert bool(soup.select("a.right-next")) == (page != PAGES[-1])
    assert bool(soup.select("a.left-prev")) == (page != PAGES[0])


@pytest.mark.parametrize("lab", NOTEBOOKS)
def test_every_cell_of_the_notebook_is_shown_and_no_widget_waits(lab):
    soup = built_site.soup(lab)
    assert "application/vnd.jupyter" not in str(soup.find("article"))
    assert soup.select("div.cell_input")


def test_exercises_have_folded_solutions():
    for chapter in dict(PAIRS):
        soup = built_site.soup(chapter)
        exercises = soup.select("div.exercise")
        solutions = soup.select("details.solution > summary")
        assert len(exercises) == len(solutions) >= 4, chapter


def test_what_no_page_needs_is_left_out():
    names = {path.name for path in (HTML / "_static").rglob("*")}
    gone = {"fontawesome.js", "togglebutton.js", "sphinx-thebe.js", "bootstrap.js"}
    assert not names & gone
    assert {name for name in names if name.endswith(".css")} == {
        "site.css",
        "noscript.css",
    }
    assert not (HTML / "searchindex.js").exists(), "search_data takes its place"
    page = (HTML / "chapters" / "index.html").read_text("utf-8")
    unwanted = "fontawesome.js|togglebutton|thebe|mathjax@|requirejs|searchindex"
    assert not re.search(unwanted, page)


def test_the_files_are_the_pages_of_the_contents_and_no_more():
    found = {
        path.relative_to(HTML).with_suffix("").as_posix()
        for path in HTML.rglob("*.html")
        if "_static" not in path.parts
    }
    assert found == {*PAGES, "index", "search", "genindex", "404"}


@pytest.mark.parametrize("page", PAGES)
def test_the_page_says_what_it_is_to_those_who_share_it(page):
    head = built_site.soup(page).head
    assert len(head.select("meta[name=viewport]")) == 1
    told = {
        tag.get("name") or tag.get("property"): tag["content"]
        for tag in head.find_all("meta", content=True)
    }
    assert 20 <= len(told["description"]) <= sharing.LONGEST
    assert told["og:description"] == told["description"]
    assert told["og:title"]


def test_no_two_pages_say_the_same():
    found = [
        built_site.soup(page).head.select_one("meta[name=description]")["content"]
        for page in PAGES
    ]
    assert len(set(found)) == len(found)


def test_the_start_page_is_a_course_in_data():
    (data,) = built_site.soup("chapters/index").select("[type='application/ld+json']")
    course = json.loads(data.string)
    assert course["@type"] == "Course"
    assert course["isAccessibleForFree"] is True


@pytest.mark.parametrize("page", PAGES)
def test_no_id_stands_twice(page):
    ids = [tag["id"] for tag in built_site.soup(page).find_all(id=True)]
    assert [name for name in set(ids) if ids.count(name) > 1] == []


@pytest.mark.parametrize("page", [p for p in PAGES if p.startswith("chapters/")])
def test_no_line_begins_with_the_comma_after_a_short_formula(page):
    for formula in built_site.soup(page).select("article span.math"):
        katex = formula.select_one(".katex")
        latex = katex.get("data-tex", katex.get_text())
        after = formula.next_sibling
        if len(latex) <= prerendered_maths.LONGEST_WHOLE and isinstance(after, str):
            parted = after[:1] in tuple(".,:;?!)")
            assert not parted or "whole" in formula.parent.get("class", [])
