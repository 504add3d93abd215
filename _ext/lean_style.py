"""One style sheet of what the pages use, and fonts of no other signs than they show.

The themes and extensions bring a dozen style sheets and half a megabyte of icons, of
which a page uses a tenth. Here all sheets become one, in their order; what asks for a
class, a name or a tag that stands on no page and in no script goes; the fonts keep the
signs that are shown. By hand rather than by PurgeCSS, which would need npm wherever the
book is built: tinycss2 reads the sheets, fonttools cuts the fonts, both as pinned.
"""

import hashlib
import html
import logging
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import tinycss2
from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx
from sphinx.util import logging as sphinx_logging

LOGGER = sphinx_logging.getLogger(__name__)
logging.getLogger("fontTools").setLevel(logging.WARNING)

#: The one sheet, below ``_static``.
SHEET = "site.css"
#: What is added to it where no script runs.
BARE = "noscript.css"
#: What the theme's layout loads before the sheets of Sphinx's list.
_FIRST = ("styles/theme.css", "styles/pydata-sphinx-theme.css")
#: Made by the browser, in no page's source.
_ALWAYS = ("html", "body", "head")

_TAG = re.compile(r"<([a-z][\w-]*)([^<>]*)>", re.IGNORECASE)
_NAMED = re.compile(r'\b(?:class|id)="([^"]*)"')
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_URL = re.compile(r"""url\(\s*(['"]?)(?!data:|#|https?:)([^'")]+)\1\s*\)""")
_SPAN = re.compile(r"<(/?)span\b[^>]*>|[^<]+|<[^>]*>")
_FORMULA = r'<span class="katex[ "]'
_LINK = re.compile(rf'(_static/{re.escape(SHEET)})(?:\?v=\w+)?"')


# ---- what the pages hold ----


def names(page: str) -> set[str]:
    """Return the tags, classes and ids of a page's HTML."""
    found = set()
    for tag, attributes in _TAG.findall(page):
        found.add(tag.lower())
        for value in _NAMED.findall(attributes):
            found.update(value.split())
    return found


def signs(page: str) -> set[str]:
    """Return the signs that a page's formulas show."""
    shown: set[str] = set()
    for start in re.finditer(_FORMULA, page):
        depth = 0
        for part in _SPAN.finditer(page, start.start()):
            text = part[0]
            if text.startswith("<"):
                depth += {"": 1, "/": -1}.get(part[1], 0)
                if not depth:
                    break
            else:
                shown.update(html.unescape(text))
    return shown


# ---- the sheet ----


def _find_asked(selector: Sequence[Any]) -> Iterator[str]:
    """Yield the names that a selector asks for, outside ``:is(...)`` and its like."""
    before = ""
    for token in selector:
        if token.type == "ident" and before != ":":
            yield token.value if before == "." else token.lower_value
        elif token.type == "hash":
            yield token.value
        before = token.value if token.type == "literal" else ""


def _selectors(prelude: Sequence[Any]) -> Iterator[list[Any]]:
    one: list[Any] = []
    for token in prelude:
        if token == ",":
            yield one
            one = []
        else:
            one.append(token)
    yield one


def _tight(tokens: Iterable[Any]) -> list[Any]:
    """Return tokens without comments, at any depth."""
    kept = [token for token in tokens if token.type != "comment"]
    for token in kept:
        for part in ("content", "arguments"):
            if getattr(token, part, None):
                setattr(token, part, _tight(getattr(token, part)))
        if token.type == "whitespace":
            token.value = " "
    return kept


def _text(tokens: Iterable[Any]) -> str:
    return str(tinycss2.serialize(_tight(tokens))).strip()


def _rules(source: Any) -> list[Any]:
    return list(tinycss2.parse_rule_list(source, True, True))


def purge(rules: Iterable[Any], known: set[str]) -> str:
    """Return the rules that may apply where these names stand, as a style sheet."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            wanted = [
                s for s in _selectors(rule.prelude) if known.issuperset(_find_asked(s))
            ]
            if wanted:
                selector = ",".join(map(_text, wanted))
                kept.append(f"{selector}{{{_text(rule.content)}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword != "charset":
            kept.append(_at_rule(rule, known))
    return "\n".join(filter(None, kept))


def _at_rule(rule: Any, known: set[str]) -> str:
    start = f"@{rule.at_keyword} {_text(rule.prelude)}".strip()
    if rule.content is None:
        return f"{start};"
    if rule.lower_at_keyword in ("media", "supports", "container", "layer"):
        inside = purge(_rules(rule.content), known)
        return f"{start}{{{inside}}}" if inside else ""
    return f"{start}{{{_text(rule.content)}}}"


_THEMED = re.compile(r"""\[data-theme=["']?(light|dark)["']?\]""")


def split_schemes(rules: Iterable[Any]) -> str:
    """Return the rules of the light and the dark scheme, as the reader's system asks.

    A script writes the scheme into the page (``data-theme``). Where none runs, the page
    says ``auto``, and no such rule would apply.
    """
    kept = []
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            start = f"@{rule.at_keyword} {_text(rule.prelude)}"
            inside = split_schemes(_rules(rule.content))
            kept.append(f"{start}{{{inside}}}" if inside else "")
        elif rule.type == "qualified-rule":
            selector = _text(rule.prelude)
            for scheme in dict.fromkeys(_THEMED.findall(selector)):
                mine = re.sub(rf"""(\[data-theme=["']?){scheme}""", r"\1auto", selector)
                text = f"{mine}{{{_text(rule.content)}}}"
                kept.append(f"@media (prefers-color-scheme: {scheme}){{{text}}}")
    return "\n".join(filter(None, kept))


def read(static: Path, name: str) -> str:
    """Return a style sheet with those that it imports, its addresses seen from `SHEET`.

    Parameters
    ----------
    static : Path
        The folder ``_static`` of the built site.
    name : str
        The sheet's place in it.
    """
    folder = posixpath.dirname(name)

    def move(found: re.Match[str]) -> str:
        return f'url("{posixpath.normpath(posixpath.join(folder, found[2]))}")'

    text = (static / name).read_text("utf-8")
    imported = re.compile(r"""@import\s+(?:url\()?["']([^"':]+)["']\)?\s*;""")
    parts = [
        read(static, posixpath.normpath(posixpath.join(folder, other)))
        for other in imported.findall(text)
    ]
    return "\n".join([*parts, _URL.sub(move, imported.sub("", text))])


# ---- the fonts ----


def cut(font: Path, shown: Iterable[str]) -> bytes | None:
    """Return a font with these signs alone, as WOFF2; None if it has none of them."""
    # the time of the cut would change the sheet, and with it every page
    with TTFont(font, recalcTimestamp=False) as whole:
        wanted = {ord(sign) for sign in shown} & whole.getBestCmap().keys()
        if not wanted:
            return None
        options = subset.Options(layout_features=["*"], notdef_outline=True)
        options.flavor = "woff2"
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=wanted)
        cutter.subset(whole)
        whole.flavor = "woff2"
        file = BytesIO()
        whole.save(file)
        return file.getvalue()


def _cut_fonts(sheet: str, static: Path, shown: set[str]) -> tuple[str, set[Path]]:
    """Return the sheet with its fonts cut, and the files of those fonts."""
    icons = set(re.findall(r"[\ue000-\uf8ff]", sheet))
    icons |= {chr(int(code, 16)) for code in re.findall(r"\\([ef][0-9a-f]{3})", sheet)}
    made = set()

    def face(found: re.Match[str]) -> str:
        (source, *_) = re.findall(r'url\("([^"]+\.woff2)"\)', found[0]) or [None]
        if source is None:
            return found[0]
        content = cut(static / source, shown | icons)
        if content is None:
            return ""
        mark = hashlib.sha256(content).hexdigest()[:8]
        path = static / "fonts" / f"{Path(source).stem}.{mark}.woff2"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        made.add(path)
        place = f'src:url("fonts/{path.name}") format("woff2")'
        return re.sub(r"src:[^;}]*", place, found[0])

    return re.sub(r"@font-face\s*\{[^}]*\}", face, sheet), made


# ---- the site ----


def _gather(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Take the sheets from a page's list; the layout names the one that they become."""
    sheets = sorted(context["css_files"], key=lambda sheet: sheet.priority)
    listed = [str(sheet.filename).removeprefix("_static/") for sheet in sheets]
    known = getattr(app.builder, "sheets", None) or [*_FIRST, *listed]
    app.builder.sheets = list(dict.fromkeys(known))  # type: ignore[attr-defined]
    for name in set(listed) - set(known):
        text = "%s: expected each style sheet to be added in setup(), for all pages"
        LOGGER.warning(text, name, location=page)
    context["css_files"][:] = []


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Write the sheet and the fonts; tell the pages the sheet's checksum."""
    if exception is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    static, sheets = out / "_static", getattr(app.builder, "sheets", None)
    if sheets is not None:  # else no page has changed
        _write_sheet(out, sheets)
    for path in static.rglob("*.css"):
        if path not in (static / SHEET, static / BARE):
            path.unlink()


def _write_sheet(out: Path, sheets: Sequence[str]) -> None:
    static = out / "_static"
    pages = {path: path.read_text("utf-8") for path in out.rglob("*.html")}
    known = set(_ALWAYS).union(*map(names, pages.values()))
    for script in static.rglob("*.js"):
        known.update(_WORD.findall(script.read_text("utf-8")))
    whole = "\n".join(purge(_rules(read(static, name)), known) for name in sheets)
    shown = set().union(*map(signs, pages.values()))
    sheet, fonts = _cut_fonts(whole, static, shown)
    (static / SHEET).write_text(sheet, "utf-8")
    bare = read(static, BARE) + split_schemes(_rules(sheet))
    (static / BARE).write_text(bare, "utf-8")
    mark = hashlib.sha256(sheet.encode()).hexdigest()[:8]
    for path, text in pages.items():
        new = _LINK.sub(rf'\1?v={mark}"', text)
        if new != text:
            path.write_text(new, "utf-8")
    for path in (*static.rglob("*.woff2"), *static.rglob("*.ttf")):
        if path not in fonts:
            path.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, after all that adds sheets and before the policy."""
    app.connect("html-page-context", _gather, priority=950)
    app.connect("build-finished", _write, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
