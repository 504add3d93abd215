"""HTML as the standard has it, where extensions write what browsers merely forgive.

Each repair names who is to blame; when that one is mend, it goes.
"""

import html
import re
from collections.abc import Callable
from typing import Any

from _ext.search_data import UNTOLD, plain
from sphinx.application import Sphinx


def _titles(summary: re.Match[str]) -> str:
    return re.sub(r"<(/?)p\b", r"<\1span", summary[0])


def _number(body: str, name: str) -> str:
    """Return HTML in which only the first element has the id ``name``."""
    first, *others = body.split(f' id="{name}"')
    if not others:
        return body
    return first + f' id="{name}"' + others[0] + "".join(others[1:])


#: What is looked for, and what takes its place.
REPAIRS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    # sphinx-exercise: each exercise of a page has the same id
    (re.compile(r' id="(?:exercise|solution)-content"'), ""),
    # pandas: a style sheet in each table (ours: blocks.css), and a name of its own
    (re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL), ""),
    (re.compile(r' halign="[^"]*"'), ""),
    # myst-nb: paragraphs inside a summary
    (re.compile(r"<summary>\s*<p\b.*?</summary>", re.DOTALL), _titles),
    # sphinx-design: a label of a radio button cannot control
    (re.compile(r'(<label) aria-controls="[^"]*"'), r"\1"),
)
_ID = re.compile(r' id="(id\d+)"')
_HEADING = re.compile(r"<th\b.*?</th>", re.DOTALL)
_FORMULA = re.compile(
    r'(?P<start><span class="katex" data-tex="(?P<source>[^"]*)">'
    r'<span class="katex-mathml"><math)(?P<rest>.*?</math>)',
    re.DOTALL,
)
_EMPTY = re.compile(r"<th([^>]*)>\s*(<p>\s*</p>)?\s*</th>")


def _speak(formula: re.Match[str]) -> str:
    words = plain(html.unescape(formula["source"]))
    if words == UNTOLD:
        return formula[0]
    start, rest = formula["start"], formula["rest"]
    return f'{start} aria-hidden="true"{rest}{html.escape(words)}'


def _in_words(heading: re.Match[str]) -> str:
    """Give a heading of a table that is a formula words for each cell below it."""
    return _FORMULA.sub(_speak, heading[0])


def mend(body: str) -> str:
    """Return a page's HTML with all `REPAIRS`, unique ids, and headings of words."""
    for pattern, new in REPAIRS:
        body = pattern.sub(new, body)
    for name in set(_ID.findall(body)):
        body = _number(body, name)
    body = _HEADING.sub(_in_words, body)
    # a heading without words heads nothing: the corner of a table
    return _EMPTY.sub(r"<td\1></td>", body)


def _mend(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    context["body"] = mend(context.get("body", ""))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, after all that writes a page's body."""
    app.connect("html-page-context", _mend, priority=920)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
