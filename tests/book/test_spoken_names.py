"""What a screen reader says of arrows and entries that the theme leaves bare."""

from types import SimpleNamespace

from _ext.spoken_names import hush_icons, name_arrows, name_exercises, setup
from bs4 import BeautifulSoup

TREE = """<ul><li><a href="a.html"> Neurons </a><details><summary>v</summary></details>
</li><li><a href="b.html">Other</a></li></ul>"""


def test_an_arrow_says_which_pages_it_opens():
    (arrow,) = name_arrows(BeautifulSoup(TREE, "html.parser")).select("summary")
    assert arrow["aria-label"] == "Pages below Neurons"


def test_a_page_gets_named_arrows_and_mended_roles():
    handlers = {}
    app = SimpleNamespace(connect=lambda event, f, **_: handlers.update({event: f}))
    setup(app)
    context = {
        "body": '<p aria-label="Toggle hidden content"></p><p role="doc-biblioentry">',
        "generate_toctree_html": lambda text: BeautifulSoup(text, "html.parser"),
    }
    handlers["html-page-context"](app, "page", "page.html", context, None)
    assert context["body"] == '<p></p><p role="listitem">'
    tree = context["generate_toctree_html"](TREE)
    assert tree.select_one("summary")["aria-label"] == "Pages below Neurons"


EXERCISES = """<div class="exercise admonition" id="a">
<p class="admonition-title"><span class="caption-number">Exercise 4.1 </span> (B)</p>
</div>
<details class="solution dropdown admonition" id="b">
<summary class="admonition-title">Solution</summary>
</details>
<div class="exercise admonition" id="c">
<p class="admonition-title"><span class="caption-number">Exercise 4.2 </span></p>
</div>
<details class="tip dropdown admonition">
<summary class="admonition-title">Hint</summary>
</details>
<details class="solution dropdown admonition" id="d">
<summary class="admonition-title">Solution</summary>
</details>"""


def test_exercises_are_headings_and_each_solution_names_its_own():
    page = BeautifulSoup(name_exercises(EXERCISES), "html.parser")
    headings = page.select("p[role=heading][aria-level='3']")
    assert [x.get_text() for x in headings] == [
        "Exercise 4.1  (B)",
        "Exercise 4.2 ",
    ]
    named = [x.get("aria-label") for x in page.select("summary")]
    assert named == ["Solution: Exercise 4.1", None, "Solution: Exercise 4.2"]


def test_icons_are_silent_and_nothing_else_is():
    icon, bars = (
        '<i class="fas fa-expand"></i>',
        '<span class="fa-solid fa-bars">x</span>',
    )
    silent = '<i class="theme-switch fa-solid" aria-hidden="true"></i>'
    words = '<span class="fable">x</span><i>fa</i>'
    once = hush_icons(icon + bars + silent + words)
    assert once == (
        '<i aria-hidden="true" class="fas fa-expand"></i>'
        '<span aria-hidden="true" class="fa-solid fa-bars">x</span>' + silent + words
    )
    assert hush_icons(once) == once
