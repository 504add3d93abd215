"""What the search knows: words without code and formula source, pages by kind."""

import pytest
from _ext import search_data
from docutils.core import publish_doctree

TEXT = """
Page
====

First words with :math:`\\mathbf{w}`.

.. code-block:: python

   no_code = 1

.. math:: \\frac{no}{source}

Below
-----

- a
- b
"""


def test_sections_with_their_words_and_neither_code_nor_source():
    doctree = publish_doctree(TEXT, settings_overrides={"doctitle_xform": False})
    assert list(search_data.entries(doctree)) == [
        ("", "Page", "First words with w."),
        ("below", "Below", "a b"),
    ]


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        ("w", "w"),
        (r"\mathbf{w}", "w"),
        (r"\alpha_1", "α1"),
        (r"\Delta w", "Δ w"),
        (r"\frac{a}{b}", "…"),
        ("a + b + c + d + e", "…"),
    ],
)
def test_a_formula_stands_as_its_letters_or_not_at_all(latex, shown):
    assert search_data.plain(latex) == shown


@pytest.mark.parametrize(
    ("page", "numbered", "kind"),
    [
        ("chapters/perceptron", True, "chapter"),
        ("notebooks/perceptron", True, "notebook"),
        ("chapters/glossary", False, "appendix"),
        ("chapters/api-neurons", False, "reference"),
        ("chapters/api", False, "reference"),
    ],
)
def test_the_kind_of_a_page(page, numbered, kind):
    assert search_data.kind(page, numbered) == kind
