"""A policy on every page: what it may load, and that no other script runs.

Each page names the files' own origin, and by their checksums the few scripts that stand
in it. A script that somebody smuggles into a page (a link, an output, a broken
extension) is then refused by the browser. The theme's buttons carry their deeds as
attributes, which no policy can name: they become ``data-press``, and
``assets/site/controls.js`` does them.

The site is static and may lie on any server, so the policy is a ``<meta>`` element.
"""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)

#: The site's own files: from its server, or from the reader's disk, where not every
#: browser takes one file to be of another's origin.
_OWN = ("'self'", "file:")
#: What a page may load, from where; anything else from nowhere but the site itself.
POLICY = {
    "default-src": _OWN,
    # Python in exercises is WebAssembly, in a worker that a script puts together
    "script-src": (*_OWN, "'wasm-unsafe-eval'"),
    "worker-src": (*_OWN, "blob:"),
    "manifest-src": ("'self'",),  # from disk there is none
    "img-src": (*_OWN, "data:"),  # icons inside the theme's style sheet
    # KaTeX writes the place of each sign as an attribute, tables their alignment
    "style-src": (*_OWN, "'unsafe-inline'"),
    "form-action": _OWN,
    "base-uri": ("'none'",),
    "object-src": ("'none'",),
}
#: What the theme's buttons do -> the name of it in ``assets/site/controls.js``.
DEEDS = {"toggleFullScreen()": "fullscreen", "window.print()": "print"}

_CHARSET = re.compile(r"<meta charset=[^>]*>")
_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_BUTTON = re.compile(r'<button onclick="([^"]*)"')
_META = '<meta http-equiv="Content-Security-Policy" content="{}">'
_OLD = re.compile(_META.format('[^"]*'))
_ATTRIBUTE = r"""[\s/]+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_HANDLER = re.compile(
    rf"<[a-z][^\s<>/]*(?:{_ATTRIBUTE})*?[\s/]+on[a-z]+\s*=", re.IGNORECASE
)


class InlineHandlerError(ValueError):
    """A page holds a script that no policy can name."""


def checksum(script: str) -> str:
    """Return the name of a script's text in a policy."""
    mark = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(mark).decode()}'"


def policy(page: str) -> str:
    """Return the policy of a page: `POLICY`, and the scripts that stand in it."""
    scripts = tuple(dict.fromkeys(map(checksum, _SCRIPT.findall(page))))
    lists = POLICY | {"script-src": (*POLICY["script-src"], *scripts)}
    return "; ".join(" ".join([kind, *sources]) for kind, sources in lists.items())


def secure(page: str) -> str:
    """Return a page with its policy, and without the theme's inline handlers.

    Raises
    ------
    InlineHandlerError
        If an element does something that `DEEDS` does not know.
    """
    page = _BUTTON.sub(_as_data, _OLD.sub("", page))
    if found := _HANDLER.search(page):
        raise InlineHandlerError(f"expected no inline handler, got {found[0]!r}")
    meta = _META.format(policy(page))
    return _CHARSET.sub(lambda charset: charset[0] + meta, page, count=1)


def _as_data(button: re.Match[str]) -> str:
    name = DEEDS.get(button[1])
    return f'<button data-press="{name}"' if name else button[0]


def _secure(app: Sphinx, exception: Exception | None) -> None:
    """Give each page of the built site its policy; leave alone those that have it."""
    if exception is not None or app.builder.name != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text("utf-8")
        try:
            new = secure(text)
        except InlineHandlerError as error:
            LOGGER.warning("%s: %s", path.name, error)
            continue
        if new != text:
            path.write_text(new, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, after all that writes or removes pages."""
    app.connect("build-finished", _secure, priority=990)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
