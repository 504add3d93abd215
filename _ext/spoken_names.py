"""Names and focus for what the theme and MyST-NB leave nameless to a screen reader.

The arrows that open a chapter's pages in the contents get a name; the line that unfolds
a hidden cell is called what it shows; the works cited are items of their list. The
title of an exercise is a heading, to be reached from one to the next, and its solution
is named after it. A sign from a font of icons is no part of a name.
``assets/site/controls.js`` lets the keyboard reach wide formulas.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from sphinx.application import Sphinx

#: What goes from a page's body, and what comes in its place.
_MENDED = {
    # differs from the words on the screen, which a voice user would speak
    ' aria-label="Toggle hidden content"': "",
    # deprecated, and no item of the list in which it stands
    'role="doc-biblioentry"': 'role="listitem"',
}
#: The title of an exercise, with its number; or the line that unfolds a solution.
_EXERCISE = re.compile(
    r'(?P<title><div class="exercise admonition"[^>]*>\s*<p class="admonition-title")'
    r'(?P<end>>\s*<span class="caption-number">(?P<number>[^<]*))'
    r'|(?P<line><details class="solution [^>]*>\s*<summary class="admonition-title")'
    r">(?P<words>[^<]*)<"
)
_ICON = re.compile(r'<(i|span) (?=class="[^"]*\bfa[brs]?\b)(?![^>]*aria-hidden)')


def name_exercises(body: str) -> str:
    """Return a page's HTML with headings for exercises, and named solutions."""
    number = ""

    def name(found: re.Match[str]) -> str:
        nonlocal number
        if found["title"]:
            number = found["number"].strip()
            return f'{found["title"]} role="heading" aria-level="3"{found["end"]}'
        words = found["words"].strip()
        return f'{found["line"]} aria-label="{words}: {number}">{found["words"]}<'

    return _EXERCISE.sub(name, body)


def hush_icons(page: str) -> str:
    """Return a page's HTML in which no icon is read aloud."""
    return _ICON.sub(r'<\1 aria-hidden="true" ', page)


def name_arrows(contents: BeautifulSoup) -> BeautifulSoup:
    """Name each arrow of the contents after the page that it belongs to."""
    for arrow in contents.select("li > details > summary"):
        page = arrow.find_parent("li").find("a")
        arrow["aria-label"] = f"Pages below {page.get_text().strip()}"
    return contents


def _name(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    for old, new in _MENDED.items():
        context["body"] = context.get("body", "").replace(old, new)
    context["body"] = name_exercises(context["body"])
    make: Callable[..., BeautifulSoup] = context["generate_toctree_html"]
    context["generate_toctree_html"] = lambda *a, **k: name_arrows(make(*a, **k))


def _hush(app: Sphinx, exception: Exception | None) -> None:
    """Do so in all pages: the theme's templates write icons round the page's body."""
    if exception is not None or app.builder.name != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text("utf-8")
        if (new := hush_icons(text)) != text:
            path.write_text(new, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, after the theme, before the list of all files."""
    app.connect("html-page-context", _name, priority=900)
    app.connect("build-finished", _hush, priority=980)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
