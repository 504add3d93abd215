"""Chapters have the launch menu of their notebooks.

The theme offers Binder and Colab on a notebook's own page. A chapter is where a reader
wants to run something, so it gets the same links for the notebooks below it. Without an
address (`site_address`) the theme makes none, and so there is no menu either.
"""

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx_book_theme.header_buttons.launch import add_launch_buttons

from course import contents


def _offer(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    book = contents.read(Path(app.srcdir))
    labs = [
        lab
        for entry in book.entries
        if entry.page == page
        for lab in entry.below
        if "kernelspec" in app.env.metadata[lab]
    ]
    menu: dict[str, Any] = {}
    for lab in labs:
        there = {"pagename": lab, "sourcename": f"{lab}.ipynb", "header_buttons": []}
        add_launch_buttons(app, lab, template, {**context, **there}, None)
        for group in there["header_buttons"]:
            menu = menu or {**group, "buttons": [], "tooltip": "Run the notebooks"}
            title = app.env.titles[lab].astext()
            menu["buttons"] += [
                {**button, "text": f"{title} · {button['text']}"}
                for button in group["buttons"]
            ]
    if menu:
        context["header_buttons"].insert(0, menu)  # where a notebook has it


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, after the theme's own buttons."""
    app.connect("html-page-context", _offer, priority=502)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
