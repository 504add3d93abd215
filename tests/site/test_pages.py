"""The site in a browser: made pages, search, colours, focus, paper, without scripts."""

import built_site
import pytest
from _ext import search_data
from built_site import wait_for

from course import contents

CHAPTERS = [page for page in built_site.PAGES if page.startswith("chapters/")]


@pytest.mark.parametrize("name", ["index", "search", "genindex"])
def test_made_pages_load_clean(name, open_page):
    page, visit = open_page(f"{name}.html")
    page.wait_for_timeout(300)
    assert (visit.status, visit.foreign, visit.failed) == (200, [], [])
    assert (visit.errors, visit.console) == ([], [])


def test_the_site_opens_on_the_start_page(open_page):
    page, _ = open_page("")
    page.wait_for_url("**/chapters/index.html")
    assert page.locator("img.hero-picture").is_visible()


def found(page):
    """Return what a search said, and the addresses that it found, the best first."""
    wait_for(page, "() => document.querySelector('.search-summary').innerText")
    links = page.locator("#search-results li a").all()
    addresses = [link.get_attribute("href") for link in links]
    return page.locator(".search-summary").inner_text(), addresses


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("perceptron", "chapters/perceptron.html"),
        ("Heaviside", "chapters/perceptron.html"),
        ("backprop", "chapters/backpropagation.html"),
        ("gradient descent", "chapters/learning-by-gradient.html"),
        ("initialisation", "chapters/initialization.html"),
    ],
)
def test_search_names_the_chapter_that_teaches_it_first(query, first, open_page):
    page, visit = open_page(f"search.html?q={query}")
    _, links = found(page)
    assert links[0] == first, links[:6]
    snippet = page.locator("#search-results .context").first.inner_text()
    assert "\\" not in snippet
    assert (visit.foreign, visit.errors, visit.failed) == ([], [], [])


def test_search_understands_a_misspelt_word(open_page):
    page, _ = open_page("search.html?q=preceptron")
    said, links = found(page)
    assert "Did you mean perceptron?" in said
    assert links[0] == "chapters/perceptron.html"


def test_words_in_quotes_stand_beside_each_other_where_they_are_found(open_page):
    page, _ = open_page("search.html?q=descent gradient")
    assert found(page)[1]
    page, _ = open_page('search.html?q="descent gradient"')
    assert found(page)[1] == []
    page, _ = open_page('search.html?q="gradient descent"')
    assert found(page)[1][0] == "chapters/learning-by-gradient.html"


def test_search_asks_for_no_page_and_its_words_once(open_page):
    page, visit = open_page("search.html")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".bd-search-container input[type=search]").fill("momentum")
    assert found(page)[1]
    assert [url for url in asked if url.endswith((".html", ".js"))] == []
    assert visit.errors == []


def test_search_works_from_disk(context_like):
    page = context_like().new_page()
    page.goto(f"{(built_site.HTML / 'search.html').as_uri()}?q=momentum")
    assert found(page)[1]
    assert page.locator("#search-results .context mark").count() > 0
    page.close()


#: What the search calls a page.
CALLED = {"chapter": "Chapter", "notebook": "Notebook", "reference": "Reference"}


def test_each_page_found_is_called_by_its_kind_and_each_section_is_linked(open_page):
    page, _ = open_page("search.html?q=hyperparameter")
    said, _ = found(page)
    items = page.locator("#search-results > ul > li").all()
    assert said == f"Found on {len(items)} pages."
    numbered = {entry.page for entry in contents.read().entries if entry.number}
    sections = []
    for item in items:
        called = item.locator(".search-kind").text_content()
        for link in item.locator("a").all():
            place, _, anchor = link.get_attribute("href").partition("#")
            name = place.removesuffix(".html")
            kind = search_data.kind(name, name in numbered)
            assert called == CALLED.get(kind, "Appendix"), place
            if "search-section" in (link.get_attribute("class") or ""):
                assert built_site.soup(name).find(id=anchor), (place, anchor)
                sections.append(anchor)
    assert len(sections) > 5


def test_search_finds_nothing_where_there_is_nothing(open_page):
    page, _ = open_page("search.html?q=xylophonist")
    said, links = found(page)
    assert "nothing" in said
    assert links == []


def test_the_shortcut_opens_the_search_field(open_page):
    page, _ = open_page("chapters/index.html")
    page.keyboard.press("Control+k")
    page.locator("#pst-search-dialog input[type=search]").fill("margin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=margin")


def test_code_can_be_copied(open_page):
    page, _ = open_page("chapters/setup.html")
    assert page.locator("button.copybtn").count() > 3


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_is_readable_without_scripts(name, open_page):
    page, visit = open_page(f"{name}.html", java_script_enabled=False)
    article = page.locator("article.bd-article")
    text = built_site.soup(name).find("article").get_text()
    words = len(article.inner_text().split())
    assert words > 0.4 * len(text.split()), "most of the text is hidden"
    for solution in page.locator("details.admonition").all():
        solution.locator("summary").click()
        body = solution.locator(":scope > :not(summary)").first
        assert body.is_visible()
        assert len(body.inner_text()) > 0
    formulas = page.locator(".katex-html")
    assert all(formula.is_visible() for formula in formulas.all()[:5])
    assert visit.foreign == []


def test_on_paper_stand_the_number_and_no_solution_that_was_not_opened(open_page):
    page, _ = open_page("chapters/perceptron.html", media={"media": "print"})
    title = page.locator("article h1")
    assert title.is_visible()
    assert title.locator(".section-number").is_visible()
    solutions = page.locator("details.solution")
    assert not any(one.is_visible() for one in solutions.all())
    solutions.first.evaluate("(details) => { details.open = true; }")
    assert solutions.first.is_visible()


def style(page, selector, name):
    script = "([s, n]) => getComputedStyle(document.querySelector(s))[n]"
    return page.evaluate(script, [selector, name])


def brightness(colour):
    return sum(map(float, colour.partition("(")[2].rstrip(")").split(",")[:3])) / 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_system_s_colours(open_page, scheme):
    page, _ = open_page("chapters/index.html", media={"color_scheme": scheme})
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    assert (brightness(style(page, "body", "backgroundColor")) < 60) == (
        scheme == "dark"
    )


def test_the_switch_goes_through_all_modes_and_is_remembered(open_page):
    page, visit = open_page("chapters/index.html", media={"color_scheme": "light"})
    seen = set()
    for _ in range(3):
        page.locator(".theme-switch-button:visible").click()
        seen.add(page.evaluate("document.documentElement.dataset.mode"))
    assert seen == {"light", "dark", "auto"}
    while page.evaluate("document.documentElement.dataset.mode") != "dark":
        page.locator(".theme-switch-button:visible").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert visit.errors == []


def test_plots_stand_on_white_in_the_dark(open_page):
    name = next(n for n in built_site.NOTEBOOKS if built_site.soup(n).select(PLOT))
    page, _ = open_page(f"{name}.html", media={"color_scheme": "dark"})
    assert brightness(style(page, PLOT, "backgroundColor")) == 255
    assert style(page, PLOT, "filter") == "none"


PLOT = "div.cell_output img"


def test_focus_can_be_seen_everywhere(open_page):
    page, _ = open_page(f"{built_site.NOTEBOOKS[0]}.html")
    unseen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        look = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.outerHTML.slice(0, 90), s.outlineStyle, s.outlineWidth]; }"
        )
        if look[1] == "none" or look[2] == "0px":
            unseen.append(look[0])
    assert unseen == []


#: The height of a button's middle [px].
MIDDLE = """(selector) => {
  const { top, height } = document.querySelector(selector).getBoundingClientRect();
  return top + height / 2;
}"""


@pytest.mark.parametrize("width", [768, 1024, 1280])
def test_the_buttons_above_the_text_stand_in_one_row(open_page, width):
    page, _ = open_page("chapters/hyperparameters.html", width=width)
    contents, fullscreen = (
        page.evaluate(MIDDLE, x) for x in (".primary-toggle", ".btn-fullscreen-button")
    )
    assert abs(contents - fullscreen) < 4


#: The contents' lines whose longest word is wider than they are.
BROKEN = """() => {
  const cut = (link) => {
    const { width } = link.getBoundingClientRect();
    link.style.width = "min-content";
    link.style.overflowWrap = "normal";
    return link.getBoundingClientRect().width > width + 1;
  };
  return [...document.querySelectorAll(".bd-links a")]
    .filter((link) => link.checkVisibility() && cut(link))
    .map((link) => link.textContent);
}"""


def test_a_small_window_breaks_no_word_of_the_contents(open_page):
    page, _ = open_page("chapters/hyperparameters.html", width=1024)
    assert page.evaluate(BROKEN) == []


#: How far each hat's middle lies from that of its letter, in the letter's widths.
HATS = """() => [...document.querySelectorAll(".katex .accent")].map((accent) => {
  const middle = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    return [box.left + box.width / 2, box.width];
  };
  const hat = accent.querySelector(".accent-body");
  const letter = [...accent.querySelectorAll("i")].find((i) => !hat.contains(i));
  const [there, width] = middle(letter);
  return width ? (middle(hat)[0] - there) / width : 0;
})"""


def test_a_hat_stands_above_its_letter(open_page):
    page, _ = open_page("chapters/backpropagation.html")
    away = page.evaluate(HATS)
    assert len(away) > 5
    assert max(map(abs, away)) < 0.3
