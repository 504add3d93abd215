"""What a term or a source is, where it is named: the data of the pop-ups.

``assets/site/definitions.js`` shows the glossary's definition beside a link to a term,
and the bibliography's entry beside a citation. Both are taken from the built pages, as
they stand there, into one script, which a page opened from disk may load as well; it is
asked for when a reader first rests on such a link.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from sphinx.application import Sphinx

#: The script, below ``_static``; its name is also known to ``definitions.js``.
PLACE = "definitions-data.js"
#: What a link to a term or to a source is written with.
_LINK = re.compile(r'href="[^"]*\.html#term-|class="bibtex-citation"')
#: What a page needs to be worth reading.
_HOLDS = re.compile(r'class="(?:[^"]* )?(?:glossary|citation)[ "]')


def entries(page: str) -> Iterator[tuple[str, str]]:
    """Yield the anchor and the HTML of each term and each source of a page."""
    if not _HOLDS.search(page):
        return
    soup = BeautifulSoup(page, "html.parser")
    for link in soup.select(".headerlink"):
        link.extract()
    for term in soup.select("dl.glossary > dt[id]"):
        name = term.decode_contents().strip()
        definition = term.find_next_sibling("dd").decode_contents().strip()
        yield term["id"], f"<dfn>{name}</dfn>{definition}"
    for source in soup.select(".citation[id]"):
        yield source["id"], f"<p>{source.p.decode_contents()}</p>"


def _load(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Let the pages that name a term or a source, and no others, load the script."""
    if _LINK.search(context.get("body", "")):
        app.add_js_file("definitions.js", defer="defer")


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    found = {
        f"{page}.html#{anchor}": text
        for page in sorted(app.env.found_docs)
        for anchor, text in entries((out / f"{page}.html").read_text("utf-8"))
    }
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    (out / "_static" / PLACE).write_text(f"self.courseDefinitions = {text};\n", "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx; the style comes with all pages' one sheet."""
    app.add_css_file("definitions.css")
    app.connect("html-page-context", _load)
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
