"""What the search knows: words without code and formula source, pages by kind."""

import pytest
from _ext import search_data
from docutils import nodes
from docutils.core import publish_doctree
from docutils.utils import new_document
from sphinx import addnodes

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


def test_the_words_of_an_exercise_belong_to_its_section():
    page, box = new_document("page"), nodes.section("", ids=["exercise-content"])
    box += nodes.paragraph("", "Do it.")
    section = nodes.section("", nodes.title("", "Page"), box, ids=["page"])
    page += section
    assert list(search_data.entries(page)) == [("", "Page", "Do it.")]


def test_a_link_without_words_has_those_of_its_target():
    link = addnodes.pending_xref("", nodes.inline(), reftarget="Chapter-One")
    other = addnodes.pending_xref("", nodes.inline("", "here"), reftarget="two")
    text = nodes.paragraph(
        "", "", nodes.Text("Taught in "), link, nodes.Text("."), other
    )
    page = new_document("page")
    page += nodes.section("", nodes.title("", "Page"), text, ids=["page"])
    told = search_data.name_links(page, {"chapter-one": "The first", "two": "Not this"})
    assert list(search_data.entries(told)) == [("", "Page", "Taught in The first.here")]


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


def test_a_function_is_found_by_its_name_and_leads_to_its_place():
    page = new_document("page")
    name = addnodes.desc_signature("", ids=["package.f"], fullname="f")
    text = addnodes.desc_content("", nodes.paragraph("", "Do it."))
    page += nodes.section("", nodes.title("", "Page"), ids=["page"])
    page[0] += addnodes.desc("", name, text)
    assert list(search_data.entries(page)) == [
        ("", "Page", ""),
        ("package.f", "f", "Do it."),
    ]
