"""What a page says of itself to those who have not opened it."""

from pathlib import Path

import matplotlib
from _ext import sharing
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
