"""Names and focus for what the theme and MyST-NB leave nameless to a screen reader.

The arrows that open a chapter's pages in the contents get a name; the line that unfolds
a hidden cell is called what it shows; the works cited are items of their list.
``assets/site/controls.js`` lets the keyboard reach wide formulas.
"""

from collections.abc import Callable
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


def name_arrows(contents: BeautifulSoup) -> BeautifulSoup:
    """Name each arrow of the contents after the page that it belongs to."""
    for arrow in contents.select("li > details > summary"):
        page = arrow.find_parent("li").find("a")
        arrow["aria-label"] = f"Pages below {page.get_text().strip()}"
    return contents


def _name(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    for old, new in _MENDED.items():
        context["body"] = context.get("body", "").replace(old, new)
    make: Callable[..., BeautifulSoup] = context["generate_toctree_html"]
    context["generate_toctree_html"] = lambda *a, **k: name_arrows(make(*a, **k))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, after the theme."""
    app.connect("html-page-context", _name, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
