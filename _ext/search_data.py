"""What one can find: each section of each page, its title, its words, its rank.

Written as one script, which a page opened from disk may load as well, and read by
``assets/site/search.js``, that asks MiniSearch (in the page: prefixes, misspellings,
ranks). Formulas stand as their letters or not at all.

Pagefind 1.6 was tried on the same 48 pages (November 2026):

==========================  =========================  ================================
asked                       MiniSearch and this file   Pagefind
==========================  =========================  ================================
first query                 2 requests, 296 kB         16 or 17 requests, 200 to 280 kB
each query after            none                       parts of the index, ten pages
"preceptron"                did you mean perceptron    pages with "pre-"
a phrase in quotes          filtered in `search.js`    kept
"Heaviside": a chapter is   first                      after 5 others, 2 of reference
"gradient descent"          chapter 5 first            reference first, chapter 5 third
opened from disk            works                      refused by the browser
==========================  =========================  ================================

So Pagefind saves a fifth at the first query, and loses the rest.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

#: The script, below ``_static``.
PLACE = "search/data.js"
#: Kinds of pages, the first before the last where both answer as well.
KINDS = ("chapter", "notebook", "appendix", "reference")
#: Formulas with more signs than these are left out.
LONGEST = 12
#: What stands in the place of a formula that is no row of letters.
UNTOLD = "…"

_DRESS = re.compile(r"\\(?:math\w+|boldsymbol|bm|text|operatorname|hat|tilde|bar)\b\s*")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
#: What has entries, or titles, of its own.
_OTHERS = (nodes.title, addnodes.desc, addnodes.desc_signature)
#: Code and outputs of notebooks.
_CELLS = {"cell_input", "cell_output"}
_SKIPPED = (
    nodes.literal_block,
    nodes.math_block,
    nodes.raw,
    nodes.image,
    nodes.comment,
)


def plain(latex: str) -> str:
    """Return a short formula as its letters, a longer one as an ellipsis.

    Parameters
    ----------
    latex : str
        The formula, without dollar signs.
    """

    def letter(found: re.Match[str]) -> str:
        name = found[1]
        size = "CAPITAL" if name[0].isupper() else "SMALL"
        try:
            return unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}")
        except KeyError:
            return found[0]

    text = _COMMAND.sub(letter, _DRESS.sub("", latex)).replace(r"\top", "⊤")
    text = " ".join(re.sub(r"[{}_^$]", "", text).split())
    return text if "\\" not in text and len(text) <= LONGEST else UNTOLD


def name_links(doctree: nodes.document, titles: Mapping[str, str]) -> nodes.document:
    """Return a page in which a link without words of its own has its target's.

    Parameters
    ----------
    doctree : document
        A page as it was read, before its links were resolved.
    titles : mapping of str to str
        What each label names.
    """
    for link in doctree.findall(addnodes.pending_xref):
        if not link.astext().strip():
            link += nodes.Text(titles.get(link["reftarget"].lower(), ""))
    return doctree


def _has_title(node: nodes.Node) -> bool:
    """Tell whether a node is a section of the page, not just a box of an exercise."""
    return isinstance(node, nodes.section) and any(
        isinstance(child, nodes.title) for child in node.children
    )


def _texts(node: nodes.Node) -> Iterator[str]:
    """Yield the running text below a node, none of other entries."""
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif isinstance(node, nodes.math):
        yield plain(node.astext())
    elif isinstance(node, (*_SKIPPED, *_OTHERS)) or _has_title(node):
        return
    elif isinstance(node, nodes.Element) and not _CELLS & set(node["classes"]):
        for child in node.children:
            yield from _texts(child)
        if isinstance(node, nodes.TextElement) and not isinstance(node, nodes.Inline):
            yield " "


def _words(node: nodes.Element) -> str:
    return " ".join("".join(t for c in node.children for t in _texts(c)).split())


def entries(doctree: nodes.document) -> Iterator[tuple[str, str, str]]:
    """Yield the anchor, the title and the words of each section and each named object.

    The first section is the page itself; its anchor is "".
    """
    first = True
    for node in doctree.findall(
        lambda n: isinstance(n, (nodes.section, addnodes.desc))
    ):
        if isinstance(node, nodes.section):
            if not (first or _has_title(node)):
                continue
            title = node.next_node(nodes.title)
            name = (
                "".join(t for c in title.children for t in _texts(c)) if title else ""
            )
            yield ("" if first else node["ids"][0]), name, _words(node)
            first = False
        else:
            signature = node.next_node(addnodes.desc_signature)
            if signature is not None and signature.get("ids"):
                yield signature["ids"][0], signature["fullname"], _words(node)


def kind(page: str, numbered: bool) -> str:
    """Return which of `KINDS` a page is."""
    folder, _, name = page.rpartition("/")
    if folder == "notebooks":
        return "notebook"
    if name == "api" or name.startswith("api-"):
        return "reference"
    return "chapter" if numbered else "appendix"


def gather(app: Sphinx) -> list[list[Any]]:
    """Return the pages: address, title, kind, and the entries of each."""
    env = app.env
    labels = env.get_domain("std").labels  # type: ignore[attr-defined]
    titles = {name: title for name, (_, _, title) in labels.items()}
    return [
        [
            app.builder.get_target_uri(page),
            env.titles[page].astext(),
            KINDS.index(kind(page, bool(env.toc_secnumbers.get(page)))),
            list(entries(name_links(env.get_doctree(page), titles))),
        ]
        for page in sorted(env.found_docs)
    ]


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.name == "html":
        path = Path(app.outdir) / "_static" / PLACE
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(gather(app), ensure_ascii=False, separators=(",", ":"))
        path.write_text(f"self.courseSearch = {text};\n", "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
