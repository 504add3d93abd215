"""Names and focus for what the theme and MyST-NB leave nameless to a screen reader.

The arrows that open a chapter's pages in the contents get a name; the line that unfolds
a hidden cell is called what it shows. ``assets/site/scrollers.js`` does the rest.
"""

from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup
from sphinx.application import Sphinx

#: It differs from the words on the screen, which a voice user would speak.
_FOLDED_CELL = ' aria-label="Toggle hidden content"'


def named_arrows(contents: BeautifulSoup) -> BeautifulSoup:
    """Name each arrow of the contents after the page that it belongs to."""
    for arrow in contents.select("li > details > summary"):
        page = arrow.find_parent("li").find("a")
        arrow["aria-label"] = f"Pages below {page.get_text().strip()}"
    return contents


def _name(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    context["body"] = context.get("body", "").replace(_FOLDED_CELL, "")
    make: Callable[..., BeautifulSoup] = context["generate_toctree_html"]
    context["generate_toctree_html"] = lambda *a, **k: named_arrows(make(*a, **k))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, after the theme."""
    app.connect("html-page-context", _name, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
