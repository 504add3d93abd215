"""What the built site carries, and what it no longer does.

Scripts that no page needs are left out; removed pages and pictures are forgotten; all
pages are written anew when what stands on each of them changes: the navigation, the
checksums of styles and scripts.
"""

import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from _ext.content_security import secure
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import course

#: Live code from another host, folding by script (see `folded_blocks`), and what the
#: theme would need for several versions of the book and for a search while one types.
_UNUSED = re.compile(
    r"sphinx-thebe\.|togglebutton|toggle(Hint|Open)|thebe_|DOCUMENTATION_OPTIONS\.\w+ ="
)
#: The settings of that live code, which the page body would carry.
_LIVE_CODE = re.compile(
    r'\s*<script type="text/x-thebe-config">.*?</script>'
    r"\s*<script>kernelName = [^<]*</script>",
    re.DOTALL,
)
#: Scripts of extensions -> what stands on a page that they work on. Those without
#: (None) serve Sphinx's search, which `search_data` replaces.
_NEEDS = {
    "design-tabs.js": "sd-tab-set",
    "clipboard.min.js": "highlight",
    "copybutton.js": "highlight",
    "doctools.js": None,
    "sphinx_highlight.js": None,
}
#: Sphinx's layout says the same.
_VIEWPORT = re.compile(r'\s*<meta (?:content="[^"]*" )?name="viewport"[^>]*>')
#: Below ``_static``: what only those scripts, or a developer's tools, ask for.
_LITTER = (
    "*.map",
    "*.LICENSE.txt",
    "*webpack-macros.html",
    "scripts/bootstrap.js",
    "scripts/fontawesome.js",
    "doctools.js",
    "language_data.js",
    "searchtools.js",
    "service-worker.js",
    "sphinx-thebe.*",
    "sphinx_highlight.js",
    "togglebutton.*",
)
#: Pages that no source file stands behind.
_MADE = {"404", "genindex", "index", "search"}

#: What the theme's script measures one by one, with a layout of the page for each;
#: `controls.js` measures the same at once.
_MEASURED = re.compile(r'\["pre",[^\]]*\]\.join\(", "\)')
_NOTHING = '"no-such-tag"'
_THEME = "scripts/pydata-sphinx-theme.js"

_REDIRECT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={page}">
<link rel="icon" href="data:,">
<link rel="canonical" href="{page}">
</head>
<body><p><a href="{page}">{title}</a></p></body>
</html>
"""


def _without_search(app: Sphinx) -> None:
    """Let Sphinx write no index of its own; the page comes from `_config.yml`."""
    app.builder.search = False  # type: ignore[attr-defined]


def is_used(asset: Any) -> bool:
    """Tell whether a style sheet or script of Sphinx's list has work to do."""
    attributes = getattr(asset, "attributes", {})
    text = f"{getattr(asset, 'filename', asset)} {attributes.get('body') or ''}"
    return not _UNUSED.search(text)


def _helps(script: Any, body: str) -> bool:
    """Tell whether a script finds what it works on in a page's body."""
    needed = _NEEDS.get(Path(str(getattr(script, "filename", ""))).name, "")
    return needed is not None and needed in body


def _trim(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    for kind in ("script_files", "css_files"):
        # in place: Sphinx hands on this very list
        context[kind][:] = [asset for asset in context[kind] if is_used(asset)]
    body = context.get("body", "")
    scripts = context["script_files"]
    scripts[:] = [script for script in scripts if _helps(script, body)]
    for script in scripts:
        script.attributes.setdefault("defer", "defer")  # the text is shown first
    context["metatags"] = _VIEWPORT.sub("", context.get("metatags", ""))
    context["body"] = _LIVE_CODE.sub("", context.get("body", ""))


def _contents(env: BuildEnvironment, page: str) -> Iterator[str]:
    yield f"{page} {env.titles[page].astext()} {env.toc_secnumbers.get(page)}"
    for child in env.toctree_includes.get(page, []):
        if child in env.titles:
            yield from _contents(env, child)


def _if_changed(env: BuildEnvironment, name: str, content: bytes) -> list[str]:
    """Name all pages when something differs from what it was in the last build."""
    mark = hashlib.sha256(content).hexdigest()
    same = getattr(env, name, mark) == mark
    setattr(env, name, mark)
    return [] if same else sorted(env.found_docs)


def _renew_navigation(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name all pages when the contents have changed.

    Runs late in ``env-get-updated``, when the chapters have got their numbers.
    """
    text = "\n".join(_contents(env, app.config.root_doc))
    return _if_changed(env, "navigation_mark", text.encode())


def _renew_assets(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name all pages when a style or script has changed: they carry its checksum.

    Sphinx by itself copies none of them while no page has changed.
    """
    folders = [Path(app.srcdir) / name for name in app.config.html_static_path]
    files = sorted(path for folder in folders for path in folder.rglob("*.*s"))
    return _if_changed(env, "assets_mark", b"".join(map(Path.read_bytes, files)))


def _renew_citations(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name all pages when the bibliography has changed.

    Its places are numbered in order, so that one new entry moves the others; pages
    also show authors and years. Runs in ``env-updated``, after sphinxcontrib.bibtex.
    """
    cited = env.get_domain("cite").citations  # type: ignore[attr-defined]
    text = "\n".join(f"{c.citation_id} {c.key} {c.entry!r}" for c in cited)
    return _if_changed(env, "citations_mark", text.encode())


def _stale(app: Sphinx) -> Iterator[Path]:
    out = Path(app.outdir)
    pages = app.env.found_docs | _MADE
    for path in out.rglob("*.html"):
        name = path.relative_to(out).with_suffix("").as_posix()
        if not name.startswith("_static/") and name not in pages:
            yield path
    for path in (out / "_sources").rglob("*"):
        name = path.relative_to(out / "_sources").as_posix().split(".")[0]
        if path.is_file() and name not in pages:
            yield path
    yield out / "searchindex.js"  # of a build that still wrote one
    pictures = {name for _, name in app.env.images.values()}
    for path in (out / "_images").glob("*"):
        if path.name not in pictures:
            yield path
    for pattern in _LITTER:
        yield from (out / "_static").glob(f"**/{pattern}")


def _write_start(app: Sphinx) -> None:
    page = app.builder.get_target_uri(app.config.root_doc)
    title = html.escape(app.config.html_title)
    text = secure(_REDIRECT.format(title=title, page=page))
    path = Path(app.outdir) / "index.html"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def drop_measuring(script: str) -> str:
    """Return the theme's script without its measuring of each block.

    Raises
    ------
    ValueError
        If the script does not hold it: the theme has changed.
    """
    if _NOTHING in script:
        return script
    if len(_MEASURED.findall(script)) != 1:
        wanted = "the one list of blocks that it measures"
        raise ValueError(f"{_THEME}: expected {wanted}; see _ext/lean_site.py")
    return _MEASURED.sub(_NOTHING, script)


def _calm(app: Sphinx) -> None:
    path = Path(app.outdir) / "_static" / _THEME
    path.write_text(drop_measuring(path.read_text("utf-8")), encoding="utf-8")


def _tidy(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.name == "html":
        for path in list(_stale(app)):
            path.unlink(missing_ok=True)
        _write_start(app)
        _calm(app)


def _own_code() -> str:
    """Return a checksum of these extensions, which Sphinx itself does not watch."""
    folders = (Path(__file__).parent, Path(course.__file__).parent)
    paths = (path for folder in folders for path in sorted(folder.glob("*.[cp]*")))
    return hashlib.sha256(b"".join(map(Path.read_bytes, paths))).hexdigest()


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, after the extensions and themes that add what goes."""
    # a setting that changed makes Sphinx read every page again
    app.add_config_value("own_code", _own_code(), "env", str)
    app.connect("builder-inited", _without_search)
    app.connect("env-get-updated", _renew_navigation, priority=900)
    app.connect("env-get-updated", _renew_assets)
    app.connect("env-updated", _renew_citations, priority=900)
    app.connect("html-page-context", _trim, priority=900)
    app.connect("build-finished", _tidy, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
