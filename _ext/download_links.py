"""What of the course may be taken away, and which version it is.

``{downloads}`` is the place of the links to what ``tools/downloads.py`` has laid below
``downloads/`` of the built site; where nothing lies there, no link does. A build that
writes a page takes those files away, for they show the site as it was before.

A notebook that a page offers leads to the site and, while the repository has no address
(`site_address`), gets the course from the archive's wheel.
"""

import html
import re
import shutil
from pathlib import Path
from typing import Any

from _ext.site_address import is_set
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from course import portable
from nnfoundations import __version__

FOLDER = "downloads"
#: How the name of a file ends -> what it is.
TITLES = {
    "-book.pdf": "The whole book as a PDF, to print",
    "-site.zip": "The whole site, to read from your disk",
    "-slides.zip": "Slides of each chapter, to teach with: pages and PDFs",
    "-course.zip": "The course to run: notebooks, package, requirements, and the site",
    ".whl": "The Python package alone",
    "SHA256SUMS": "Checksums of these files",
}
#: What the package's wheel is called.
WHEEL = f"nnfoundations-{__version__}-py3-none-any.whl"
#: Where the site lies in the archive, seen from a notebook.
SITE = "../site/"

_PLACE = re.compile(r'(<div class="downloads">).*?(</div>)', re.DOTALL)


class Downloads(SphinxDirective):
    """``{downloads}`` has no argument, no option and no content."""

    def run(self) -> list[nodes.Node]:
        """Return the place, empty until the build has ended."""
        return [nodes.raw("", '<div class="downloads"></div>', format="html")]


def size(count: int) -> str:
    """Return a number of bytes as readers know it."""
    return (
        f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{max(count / 1e3, 0.1):.1f} kB"
    )


def fill(page: str, folder: Path) -> str:
    """Return a page with a link to each file that there is, and to no other.

    Parameters
    ----------
    page : str
        The HTML of a page one folder below the site's top.
    folder : Path
        What may be taken away.
    """
    lines = [
        f'<li><a href="../{FOLDER}/{html.escape(path.name)}" download>{title}</a>'
        f" ({size(path.stat().st_size)})</li>"
        for ending, title in TITLES.items()
        for path in sorted(folder.glob(f"*{ending}"))
    ]
    links = f"<ul>{''.join(lines)}</ul>" if lines else ""
    return _PLACE.sub(lambda place: place[1] + links + place[2], page)


def _note(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    if doctree is not None:
        app.builder.has_written = True  # type: ignore[attr-defined]


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    if getattr(app.builder, "has_written", False):
        shutil.rmtree(out / FOLDER, ignore_errors=True)
    start = out / app.builder.get_target_uri(app.config.root_doc)
    page = start.read_text("utf-8")
    if (told := fill(page, out / FOLDER)) != page:
        start.write_text(told, "utf-8")
    known = is_set(app.config.html_theme_options.get("repository_url", ""))
    for path in (out / "_sources" / "notebooks").glob("*.ipynb"):
        text = path.read_text("utf-8")
        new = portable.link(text, app.config.html_baseurl or SITE)
        new = new if known else portable.with_wheel(new, f"../{WHEEL}")
        if new != text:
            path.write_text(new, "utf-8")


def _number(app: Sphinx, config: Config) -> None:
    config.version = config.release = __version__


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, before the styles: what a page holds is settled here."""
    app.add_directive("downloads", Downloads)
    app.connect("config-inited", _number)
    app.connect("html-page-context", _note)
    app.connect("build-finished", _write, priority=945)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
