"""What a page says of itself to those who have not opened it."""

import re
from pathlib import Path
from types import SimpleNamespace

import matplotlib
from _ext import sharing
from docutils import nodes
from docutils.core import publish_doctree
from PIL import ImageChops


def described(text):
    whole = {"doctitle_xform": False}  # as Sphinx reads
    return sharing.description(publish_doctree(text, settings_overrides=whole))


def test_the_description_is_the_first_words_without_formulas():
    text = "T\n=\n\nFirst :math:`w^2` words.\n\n- a\n- b\n\nBelow\n-----\n\nNot this."
    assert described(text) == "First words. a b"


def test_a_long_description_ends_with_a_whole_word():
    about = described("T\n=\n\n" + "many, " * 100)
    assert len(about) <= sharing.LONGEST
    assert about.endswith("many…")


def test_a_card_has_the_size_asked_for_and_shows_its_title():
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    one, other = (sharing.card(x, "Book", fonts) for x in ("A title " * 9, "Other"))
    assert one.size == sharing.CARD
    assert ImageChops.difference(one, other).getbbox() is not None


def test_what_is_shared_leads_back_to_the_page(tmp_path):
    text = "The title\n=========\n\nFirst words."
    page = publish_doctree(text, settings_overrides={"doctitle_xform": False})
    config = SimpleNamespace(
        html_title="Book", html_baseurl="https://x.org/", root_doc="index", author="A"
    )
    titles = {"chapters/one": nodes.title("", "The title")}
    env = SimpleNamespace(titles=titles)
    app = SimpleNamespace(config=config, env=env, outdir=tmp_path)
    context = {}
    sharing._tell(app, "chapters/one", "", context, page)
    told = dict(
        re.findall(r'property="og:([\w:]+)" content="([^"]*)"', context["metatags"])
    )
    assert told["url"] == "https://x.org/chapters/one.html"
    assert told["title"] == told["image:alt"] == "The title"
    assert told["description"] == "First words."
    card = told["image"].removeprefix("https://x.org/")
    assert (tmp_path / card).is_file()
