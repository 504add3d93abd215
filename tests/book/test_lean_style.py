"""The one style sheet keeps what a page may use, the fonts what they show."""

import io

import pytest
from _ext import lean_style
from fontTools.ttLib import TTFont

import book

KATEX = book.ROOT / "assets" / "site" / "katex" / "fonts"


def purged(sheet, *known):
    return lean_style.purge(lean_style._rules(sheet), set(known))


@pytest.mark.parametrize(
    ("selector", "kept"),
    [
        ("p", True),
        ("*", True),
        (":root", True),
        ("h1", False),
        (".a", True),
        (".a.b", False),
        (".a > p:first-child", True),
        (".a > em:first-child", False),
        ("#here", True),
        ("#there .a", False),
        ("p::before", True),
        (".a:is(.b, .c)", True),
        ("p:not(.b)", True),
        ("html[data-theme='dark'] p", True),
        ("P", True),
    ],
)
def test_a_rule_stays_where_all_that_it_names_stands(selector, kept):
    sheet = purged(f"{selector} {{ color: red }}", "html", "p", "a", "here")
    assert ("color: red" in sheet) == kept


def test_of_a_list_the_selectors_stay_that_may_apply():
    assert purged(".a, .b, p { margin: 0 }", "a", "p") == ".a,p{margin: 0}"


def test_an_emptied_media_query_goes_and_others_keep_their_place():
    sheet = (
        "@media print { .b { top: 0 } } @media screen { .a { top: 1px } } .a { top: 0 }"
    )
    assert purged(sheet, "a") == "@media screen{.a{top: 1px}}\n.a{top: 0}"


def test_comments_go_and_strings_stay():
    sheet = '.a { /* no */ content: "/* yes */" /* no */; }'
    assert purged(sheet, "a").count("no") == 0
    assert '"/* yes */"' in purged(sheet, "a")


def test_names_of_a_page():
    page = '<main id="here" class="a b"><my-tag class="c"></my-tag>words</main>'
    assert lean_style.names(page) == {"main", "here", "a", "b", "my-tag", "c"}


def test_signs_of_formulas_alone():
    formula = '<span class="katex w"><span>x</span><span class="m">&lt;</span></span>'
    assert lean_style.signs(f"<p>words {formula} more {formula}</p>") == {"x", "<"}


def test_imports_and_addresses_are_seen_from_the_one_sheet(tmp_path):
    (tmp_path / "styles").mkdir()
    (tmp_path / "basic.css").write_text(".a { background: url(file.png) }")
    sheet = '@import "../basic.css";\n.b { src: url("../fonts/x.woff2"), url(data:,x) }'
    (tmp_path / "styles" / "theme.css").write_text(sheet)
    text = lean_style.read(tmp_path, "styles/theme.css")
    assert text.index('url("file.png")') < text.index('url("fonts/x.woff2")')
    assert "url(data:,x)" in text


def test_without_scripts_the_reader_s_scheme_colours_the_page():
    sheet = 'html[data-theme="light"] p { top: 0 } html[data-theme=dark] p { top: 1px }'
    text = lean_style.split_schemes(lean_style._rules(f"p {{ left: 0 }} {sheet}"))
    assert text.splitlines() == [
        '@media (prefers-color-scheme: light){html[data-theme="auto"] p{top: 0}}',
        "@media (prefers-color-scheme: dark){html[data-theme=auto] p{top: 1px}}",
    ]


def test_a_cut_font_holds_the_signs_asked_for_and_no_others():
    path = KATEX / "KaTeX_Main-Regular.woff2"
    content = lean_style.cut(path, "0∂ж")
    with TTFont(io.BytesIO(content)) as font:
        assert set(map(chr, font.getBestCmap())) == {"0", "∂"}
    assert len(content) < path.stat().st_size / 4
    assert lean_style.cut(path, "ж") is None


def test_a_font_cut_later_is_the_same(monkeypatch):
    """Else each build would change the sheet, and with it every page."""
    path = KATEX / "KaTeX_Main-Regular.woff2"
    before = lean_style.cut(path, "0")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")  # fonttools' clock
    assert lean_style.cut(path, "0") == before
