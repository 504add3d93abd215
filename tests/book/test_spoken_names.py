"""What a screen reader says of arrows and entries that the theme leaves bare."""

from types import SimpleNamespace

from _ext.spoken_names import name_arrows, setup
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
