"""Folded blocks without a script: ``:class: dropdown`` becomes ``<details>``.

The usual way hides the block with a script. ``<details>`` is understood by every
browser, by screen readers and by "find in page", and opens with JavaScript off.
By hand: sphinx-design folds its own directive ``{dropdown}``, and no solution of
sphinx-exercise, which most of our folded blocks are.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


class folded(nodes.General, nodes.Element):
    """A block that opens on click."""


class folded_title(nodes.General, nodes.TextElement):
    """The line that stays visible."""


def _visit(self: HTML5Translator, node: folded) -> None:
    self.body.append(self.starttag(node, "details", CLASS="admonition"))


def _depart(self: HTML5Translator, node: folded) -> None:
    self.body.append("</details>\n")


def _visit_title(self: HTML5Translator, node: folded_title) -> None:
    self.body.append(self.starttag(node, "summary", "", CLASS="admonition-title"))


def _depart_title(self: HTML5Translator, node: folded_title) -> None:
    self.body.append("</summary>\n")


def _fold(block: nodes.Element) -> None:
    title = block[0]
    block.replace_self(
        folded(
            "",
            folded_title("", "", *title.children),
            *block.children[1:],
            ids=block["ids"],
            classes=block["classes"],
        )
    )


def fold_dropdowns(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace each titled block of class ``dropdown`` in a resolved page."""
    if app.builder.format != "html":
        return
    for block in list(doctree.findall(nodes.Admonition)):
        titled = block.children and isinstance(block[0], nodes.title)
        if titled and "dropdown" in block.get("classes", []):
            _fold(block)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.add_node(folded, html=(_visit, _depart))
    app.add_node(folded_title, html=(_visit_title, _depart_title))
    app.connect("doctree-resolved", fold_dropdowns)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
