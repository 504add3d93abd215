"""A block of class ``dropdown`` becomes ``<details>`` on a page, and only there."""

from types import SimpleNamespace

import pytest
from _ext.folded_blocks import fold_dropdowns, folded, folded_title
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document


def page(*classes, title="Hint"):
    document = new_document("page", get_default_settings())
    block = nodes.admonition(classes=list(classes), ids=["hint"])
    block += nodes.title("", title) if title else nodes.paragraph("", "none")
    block += nodes.paragraph("", "Look at the units.")
    document += block
    return document


def fold(document, kind="html"):
    fold_dropdowns(SimpleNamespace(builder=SimpleNamespace(format=kind)), document, "p")
    return list(document.findall(folded))


def test_a_dropdown_is_folded_with_its_title_contents_and_address():
    (block,) = fold(page("dropdown", "tip"))
    assert isinstance(block[0], folded_title)
    assert block[0].astext() == "Hint"
    assert [part.astext() for part in block[1:]] == ["Look at the units."]
    assert block["ids"] == ["hint"]
    assert block["classes"] == ["dropdown", "tip"]


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (page("tip"), "html"),
        (page("dropdown"), "latex"),
        (page("dropdown", title=""), "html"),
    ],
)
def test_other_blocks_and_paper_stay_as_they_are(document, kind):
    before = document.pformat()
    assert fold(document, kind) == []
    assert document.pformat() == before
