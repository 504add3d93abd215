"""What extensions write is mended, and nothing else changed."""

import pytest
from _ext.valid_html import mend

#: A formula as KaTeX writes it for screen readers.
WRITTEN = (
    '<span class="katex" data-tex="{}"><span class="katex-mathml">'
    "<math><mi>w</mi></math></span></span>"
)
SPOKEN = WRITTEN.replace("<math>", '<math aria-hidden="true">').replace(
    "</math>", "</math>w1"
)
LONG = r"\frac{a}{b}"
MENDED = [
    ('<section id="exercise-content"><p>x</p>', "<section><p>x</p>"),
    ('<section id="solution-content">', "<section>"),
    ("<div><style scoped>\n p { top: 0 }\n</style>\n<table>", "<div><table>"),
    ('<th colspan="2" halign="left">a</th>', '<th colspan="2">a</th>'),
    (
        '<summary>\n<p class="collapsed">Show</p>\n</summary><p>x</p>',
        '<summary>\n<span class="collapsed">Show</span>\n</summary><p>x</p>',
    ),
    ('<label aria-controls="a" for="b">', '<label for="b">'),
    ('<a id="id1"><b id="id1"><b id="id2">', '<a id="id1"><b><b id="id2">'),
    ("<thead><th></th><th>a</th>", "<thead><td></td><th>a</th>"),
    ('<th class="head"><p> </p></th>', '<td class="head"></td>'),
    (
        f"<th>{WRITTEN.format('w_1')} b</th><td>{WRITTEN.format('w')}</td>",
        f"<th>{SPOKEN.format('w_1')} b</th><td>{WRITTEN.format('w')}</td>",
    ),
]


@pytest.mark.parametrize(("written", "valid"), MENDED)
def test_it_is_mended(written, valid):
    assert mend(written) == valid


RIGHT = [
    '<h1 id="exercise">',
    "<summary>x</summary><p>y</p>",
    "<th>a</th>",
    f"<th>{WRITTEN.format(LONG)}</th>",
]


@pytest.mark.parametrize("valid", RIGHT)
def test_what_is_right_stays(valid):
    assert mend(valid) == valid
