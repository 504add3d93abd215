"""What the pop-ups show: each term with its definition, each source with its entry."""

import pytest
from _ext import definitions

GLOSSARY = """<dl class="simple glossary">
<dt id="term-a">a <em>term</em><a class="headerlink" href="#term-a">#</a></dt>
<dt id="term-b">b</dt><dd><p>Said of <a href="x.html#y">x</a>.</p></dd>
<dt>no anchor</dt><dd>c</dd></dl>"""
SOURCES = """<div class="citation" id="id3" role="item"><span class="label">[1]</span>
<p>A. <em>B</em>, 1900.</p></div>"""


def test_terms_that_share_a_definition_each_have_it():
    meant = '<p>Said of <a href="x.html#y">x</a>.</p>'
    assert dict(definitions.entries(GLOSSARY)) == {
        "term-a": f"<dfn>a <em>term</em></dfn>{meant}",
        "term-b": f"<dfn>b</dfn>{meant}",
    }


def test_a_source_is_its_entry_without_its_number():
    assert list(definitions.entries(SOURCES)) == [
        ("id3", "<p>A. <em>B</em>, 1900.</p>")
    ]


@pytest.mark.parametrize("page", ["", '<div id="a">x</div>', "<dl><dt id='a'>b</dt>"])
def test_other_pages_hold_none(page):
    assert list(definitions.entries(page)) == []
