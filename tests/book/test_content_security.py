"""The policy of a page, from its HTML alone."""

import pytest
from _ext.content_security import InlineHandlerError, checksum, policy, secure

PAGE = '<html><head><meta charset="utf-8" />{}</head><body>{}</body></html>'


def scripts(page):
    """Return the sources of scripts that a page's policy allows."""
    lists = (part.split() for part in policy(page).split("; "))
    return next(sources for kind, *sources in lists if kind == "script-src")


def test_a_checksum_is_that_of_the_standard():
    # the example of Content Security Policy Level 2, section 7.17.2
    expected = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    assert checksum("alert('Hello, world.');") == expected


def test_scripts_of_the_page_are_named_and_files_are_not():
    page = PAGE.format("<script>a\n</script>", '<script defer src="x.js"></script>')
    assert scripts(page)[-1] == checksum("a\n")
    assert len(scripts(page)) == len(scripts(PAGE.format("", ""))) + 1


def test_the_same_script_is_named_once():
    page = PAGE.format("<script>a</script>", '<script data-src="b">a</script>')
    assert scripts(page).count(checksum("a")) == 1


def test_the_policy_comes_first_and_once():
    page = secure(PAGE.format("<script>a</script>", ""))
    assert page.index("Content-Security-Policy") < page.index("<script>")
    assert secure(page) == page


def test_an_older_policy_is_replaced():
    page = secure(PAGE.format("<script>a</script>", ""))
    changed = secure(page.replace("<script>a<", "<script>b<"))
    assert checksum("b") in changed
    assert checksum("a") not in changed


@pytest.mark.parametrize(
    ("deed", "name"),
    [("window.print()", "print"), ("toggleFullScreen()", "fullscreen")],
)
def test_the_theme_s_buttons_keep_their_deeds(deed, name):
    page = secure(PAGE.format("", f'<button onclick="{deed}" class="b">'))
    assert f'<button data-press="{name}" class="b">' in page


@pytest.mark.parametrize(
    "element",
    [
        '<button onclick="other()">',
        "<img alt='a > b' src=x onerror=run()>",
        '<p class="a"\n  ONCLICK = "run()">',
        '<details open ontoggle="run()">',
        '<svg/onload="run()">',
    ],
)
def test_other_handlers_are_refused(element):
    with pytest.raises(InlineHandlerError, match="expected no inline handler, got"):
        secure(PAGE.format("", element))


@pytest.mark.parametrize(
    "element",
    [
        '<img alt="the one = 1, on = 2" src="x">',
        "<p>5 &lt; 6 onclick=1 </p>",
        '<a data-on="x" href="on=1">',
        "<button>on click = now</button>",
    ],
)
def test_words_are_no_handlers(element):
    assert element in secure(PAGE.format("", element))
