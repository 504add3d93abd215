"""The course without a network: what a browser may keep, and the worker that keeps it.

``{take-along}`` is the place of the button that takes the whole book along. After the
build the site gets a manifest (name, icons), ``offline.json`` (each file with its size
and checksum) and ``service-worker.js``, which bears the checksum of that list: so a
browser notices a new edition, and ``assets/site/offline.js`` tells it.

By hand and not with Workbox: its four modules for this weigh 20 KB, thrice our worker,
and know neither a book taken on request nor what a reader keeps from one edition to
the next.
"""

import hashlib
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from _ext import site_scripts
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

WORKER = "service-worker.js"
LIST = "offline.json"
MANIFEST = "manifest.webmanifest"
#: What a page may ask for; the rest serves other programs.
KINDS = {".css", ".html", ".js", ".png", ".svg", ".webmanifest", ".webp", ".woff2"}
#: What no reader without a network asks for: pages from disk alone load those scripts.
_APART = (WORKER, "404.html", "searchindex.js", "*.script.js", "_static/cards/*")
_APART_FOLDERS = ("downloads/", "_sources/", "_static/locales/")
_ICONS = {
    "icon-192": (192, "any"),
    "icon-512": (512, "any"),
    "maskable-512": (512, "maskable"),
}
_VERSIONED = re.compile(r'(?:src|href)="([^"?#:]+)(\?v=\w+)"')
_PLACE = re.compile(r'(<div class="take-along" data-bytes=")(\d*)')


class TakeAlong(SphinxDirective):
    """``{take-along}`` has no argument, no option and no content."""

    def run(self) -> list[nodes.Node]:
        """Return the place; the script fills and shows it."""
        place = '<div class="take-along" data-bytes="" hidden></div>'
        return [nodes.raw("", place, format="html")]


def manifest(title: str, name: str) -> dict[str, Any]:
    """Return what a device shows of the course beside its other programs."""
    return {
        "name": title,
        "short_name": name,
        "lang": "en",
        "start_url": "chapters/index.html",
        "scope": "./",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#312e81",
        "icons": [
            {
                "src": f"_static/icons/{icon}.png",
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for icon, (size, purpose) in _ICONS.items()
        ],
    }


def versions(pages: Mapping[str, str]) -> dict[str, str]:
    """Return the versions by which pages ask for files: place -> ``?v=...``."""
    found = {}
    for place, text in pages.items():
        for link, version in _VERSIONED.findall(text):
            file = posixpath.normpath(posixpath.join(posixpath.dirname(place), link))
            found[file] = version
    return found


def select(places: Iterable[str]) -> Iterator[str]:
    """Yield the places of files that the whole book consists of."""
    for place in places:
        apart = any(fnmatch(place, pattern) for pattern in _APART)
        if (
            posixpath.splitext(place)[1] in KINDS
            and not apart
            and not place.startswith(_APART_FOLDERS)
        ):
            yield place


def list_files(out: Path) -> dict[str, tuple[int, str]]:
    """Return size [bytes] and checksum of each file of the book, by its address."""
    paths = (x.relative_to(out).as_posix() for x in out.rglob("*") if x.is_file())
    contents = {place: (out / place).read_bytes() for place in sorted(select(paths))}
    pages = {x: y.decode() for x, y in contents.items() if x.endswith(".html")}
    version = versions(pages)
    return {
        place + version.get(place, ""): (
            len(content),
            hashlib.sha256(content).hexdigest()[:12],
        )
        for place, content in contents.items()
    }


def write(out: Path, worker: str, start: str) -> None:
    """Write the list and the worker, and tell the start page how much all of it is.

    Parameters
    ----------
    out : Path
        The folder of the built site.
    worker : str
        The worker's script; it gets the edition's name.
    start : str
        The page with the place of the button.
    """
    page = (out / start).read_text("utf-8")
    before = _PLACE.search(page)
    amount = sum(size for size, _ in list_files(out).values())
    amount -= len(before[2]) if before else 0  # the number itself does not count
    told = _PLACE.sub(rf"\g<1>{amount}", page)
    if told != page:
        (out / start).write_text(told, "utf-8")
    files = list_files(out)
    edition = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:12]
    total = sum(size for size, _ in files.values())
    data = {"edition": edition, "bytes": total, "files": files}
    (out / LIST).write_text(json.dumps(data, separators=(",", ":")), "utf-8")
    # at the top: a worker has no say over what lies above it
    (out / WORKER).write_text(worker.replace('"EDITION"', f'"{edition}"'), "utf-8")


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    name = app.config.html_theme_options["logo"]["text"]
    text = json.dumps(manifest(app.config.html_title, name))
    (out / MANIFEST).write_text(text, "utf-8")
    start = app.builder.get_target_uri(app.config.root_doc)
    write(out, site_scripts.read(app, WORKER), start)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, after the policy: the last that changes a page."""
    app.add_directive("take-along", TakeAlong)
    app.add_css_file("offline.css")
    app.connect("build-finished", _write, priority=995)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
