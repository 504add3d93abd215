"""The directive ``{live-figure}``: a figure that moves, or its still picture.

``{live-figure} integrate_fire`` places a numbered figure; ``:state:`` takes a JSON
object of its fields, ``:name:`` a label, the content is the caption. With ``:small:``
it has neither number nor caption and shows the least that it works with
(``course.css``), in a place of a fixed height, and the still picture only where no
script runs. Widgets shown in notebooks get the same picture. A reader with scripts sees
it come to life in the site's loader (``assets/site/figures.js``); one without, and
paper, keep picture and words.

The modules lie below a folder that is named by their checksum: a page and the modules
that it imports always belong together, whatever a browser has kept.
"""

import functools
import hashlib
import json
import posixpath
import re
import shutil
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from _ext import translation
from docutils import nodes
from docutils.parsers.rst import directives
from PIL import Image
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from nnfoundations.figures import FIGURES, javascript
from nnfoundations.figures.base import LiveFigure, check_state

LOGGER = logging.getLogger(__name__)
#: Where the still pictures lie, below the book's folder; `tools/stills.py` takes them.
STILLS = "assets/stills"
#: Begins the words of a figure that stands in another state than its still picture.
OTHERWISE = (
    "On paper and without scripts, the picture shows this figure in another state than"
    " the text speaks of."
)
#: The class of a small figure's place; the loader and the style know it.
SMALL = "live-small"
#: What a widget's output begins with (`LiveFigure.placeholder`).
_PLACEHOLDER = re.compile(
    r'<div class="live-figure" data-figure="([^"]*)" data-state="([^"]*)"'
)


class live_figure(nodes.General, nodes.Element):
    """The place of a figure: its still picture and its description inside."""


class UnknownFigureError(ValueError):
    """No figure has this name."""


def find_figure(name: str) -> type[LiveFigure]:
    """Return the figure of a name.

    Raises
    ------
    UnknownFigureError
        If there is none; the message lists those there are.
    """
    if name not in FIGURES:
        known = ", ".join(sorted(FIGURES))
        raise UnknownFigureError(f"no live figure {name!r}; there are: {known}")
    return FIGURES[name]


def _read_state(text: str) -> dict[str, Any]:
    try:
        state = json.loads(text)
    except ValueError as error:
        raise ValueError(f"expected a JSON object as state, got {text!r}") from error
    if not isinstance(state, dict):
        raise ValueError(f"expected a JSON object as state, got {text!r}")
    return state


def place(
    name: str, state: dict[str, Any], root: Path, say: translation.Say = str
) -> live_figure:
    """Return the node that holds a figure's still picture and its description.

    Parameters
    ----------
    name : str
        That of the figure.
    state : dict
        Values of some of its fields; the page carries just these.
    root : Path
        The book's folder.
    say : callable
        Returns a text in the page's language.

    Raises
    ------
    ValueError
        If the figure or a field is unknown, a field holds what it may not, or nobody
        has taken the still picture.
    """
    figure = find_figure(name)
    check_state(figure, state)
    node = live_figure(figure=name, state=state)
    still = root / STILLS / f"{name}.webp"
    if not still.exists():
        raise ValueError(f"{name} has no still picture; 'make stills NAMES={name}'")
    with Image.open(still) as picture:
        width, height = picture.size
    size = {"width": f"{width // 2}", "height": f"{height // 2}"}
    node += nodes.image(uri=f"/{STILLS}/{still.name}", alt=say(figure.title), **size)
    words = f"{say(figure.title)}. {say(figure.description)}"
    first = figure().state()
    if any(first[name] != value for name, value in state.items()):
        words = f"{say(OTHERWISE)} {words}"
    node += nodes.paragraph("", words)
    return node


def _depend(env: Any, name: str) -> None:
    """Make the page that is being read depend on the figures' files."""
    for path in javascript.FOLDER.rglob("*"):
        if path.suffix in (".py", ".js", ".css"):
            env.note_dependency(str(path))
    env.note_dependency(f"{STILLS}/{name}.webp")


class LiveFigureDirective(SphinxDirective):
    """``{live-figure} NAME``, with the caption as its content."""

    required_arguments = 1
    has_content = True
    option_spec = {  # noqa: RUF012 (the base class declares no ClassVar)
        "name": directives.unchanged,
        "state": directives.unchanged_required,
        "class": directives.class_option,
        "small": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Return a numbered figure, or a warning that says what is wrong."""
        name, small = self.arguments[0], "small" in self.options
        if not small:
            self.assert_has_content()
        _depend(self.env, name)
        try:
            state = _read_state(self.options.get("state", "{}"))
            say = translation.find_say(self.env.app, "figures")
            inside = place(name, state, Path(self.env.srcdir), say)
        except ValueError as error:
            text = f"live figure: {error}"
            return [self.state.document.reporter.warning(text, line=self.lineno)]
        classes = ["live", *self.options.get("class", [])]
        if small:
            inside["small"] = True
            return [nodes.container("", inside, classes=[SMALL, *classes])]
        figure = nodes.figure("", inside, classes=classes)
        self.set_source_info(figure)
        figure += self._caption()
        self.add_name(figure)
        return [figure]

    def _caption(self) -> list[nodes.Node]:
        """Return the first paragraph as the caption, what follows as the legend."""
        holder = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, holder)
        first, *others = holder.children
        caption = nodes.caption(first.rawsource, "", *first.children)
        self.set_source_info(caption)
        return [caption, nodes.legend("", *others)] if others else [caption]


def _adopt_widgets(app: Sphinx, doctree: nodes.document) -> None:
    """Put the still picture into the places that widgets left in a notebook."""
    say = translation.find_say(app, "figures")
    for raw in list(doctree.findall(nodes.raw)):
        found = _PLACEHOLDER.match(raw.astext().lstrip())
        if not found:
            continue
        name, state = map(unescape, found.groups())
        _depend(app.env, name)
        try:
            raw.replace_self(place(name, json.loads(state), Path(app.srcdir), say))
        except ValueError as error:
            LOGGER.warning("live figure: %s", error, location=raw)


def _picture(image: nodes.image, translator: HTML5Translator) -> str:
    builder = translator.builder
    file = quote(builder.images.get(image["uri"], image["uri"]))
    attributes = {
        "src": posixpath.join(builder.imgpath, file),
        **{name: image[name] for name in ("alt", "width", "height")},
        "decoding": "async",
    }
    pairs = (f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<img {' '.join(pairs)}>"


def _visit_html(self: HTML5Translator, node: live_figure) -> None:
    pictures = "".join(_picture(i, self) for i in node.findall(nodes.image))
    texts = (paragraph.astext() for paragraph in node.findall(nodes.paragraph))
    inside = pictures + "".join(f"<p>{escape(text)}</p>" for text in texts)
    if node.get("small"):
        inside = f"<noscript>{inside}</noscript>"
    figure = FIGURES[node["figure"]]
    self.body.append(figure.placeholder(node["state"], inside) + "\n")
    raise nodes.SkipNode


def _unwrap(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Leave picture and words alone where there is no browser."""
    if app.builder.format != "html":
        for node in list(doctree.findall(live_figure)):
            node.replace_self(node.children)


# ---- what the pages load ----


def list_scripts() -> list[Path]:
    """Return the scripts of the live figures that hold words."""
    folders = (javascript.FOLDER, javascript.FOLDER / "core")
    return sorted(path for folder in folders for path in folder.glob("*.js"))


def list_words() -> list[translation.Words]:
    """Return what the live figures say, in their scripts and beside them."""
    beside = [
        translation.Words(text, javascript.find_path(name).with_suffix(".py"))
        for name, figure in FIGURES.items()
        for text in (figure.title, figure.description)
    ]
    here = translation.Words(OTHERWISE, Path(__file__))
    return [here, *beside, *translation.list_script_words(list_scripts())]


@functools.cache
def files(catalogue: Path | None = None) -> dict[str, bytes]:
    """Return what the figures' pages may load: contents by place."""
    read = translation.translate_scripts(list_scripts(), catalogue)
    found = {"figure.css": javascript.strip_style().encode()}
    for name in FIGURES:
        own = javascript.find_path(name)
        for path in (own, *javascript.list_dependencies(own)):
            place = path.relative_to(javascript.FOLDER).as_posix()
            found[place] = javascript.strip(path, read).encode()
        found[f"{name}.script.js"] = javascript.as_script(name, read).encode()
    return found


@functools.cache
def folder(catalogue: Path | None = None) -> str:
    """Return the folder of the modules below ``_static``: ``figures/<checksum>``."""
    mark = hashlib.sha256()
    for place_, content in sorted(files(catalogue).items()):
        mark.update(f"{place_} {len(content)} ".encode() + content)
    return f"figures/{mark.hexdigest()[:12]}"


def _copy(app: Sphinx) -> None:
    translation.extract(app, "figures", list_words)
    if app.builder.format != "html":
        return
    catalogue = translation.find_catalogue(app, "figures")
    target = Path(app.outdir) / "_static" / folder(catalogue)
    for name, content in files(catalogue).items():
        path = target / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    # into the one sheet of all pages
    app.add_css_file(f"{folder(catalogue)}/figure.css")


def _forget_others(app: Sphinx, exception: Exception | None) -> None:
    """Remove the modules of earlier builds."""
    if exception is not None or app.builder.format != "html":
        return
    catalogue = translation.find_catalogue(app, "figures")
    current = Path(app.outdir) / "_static" / folder(catalogue)
    for path in current.parent.glob("*"):
        if path != current:
            shutil.rmtree(path, ignore_errors=True)


def _load(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Let the pages that hold a figure, and no others, load what it needs."""
    if doctree is None or not any(doctree.findall(live_figure)):
        return
    modules = f"{folder(translation.find_catalogue(app, 'figures'))}/"
    app.add_js_file("figures.js", defer="defer", **{"data-modules": modules})


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and connect to Sphinx."""
    app.add_node(live_figure, html=(_visit_html, None))
    app.add_directive("live-figure", LiveFigureDirective)
    app.connect("builder-inited", _copy)
    # before Sphinx collects the pictures of a page
    app.connect("doctree-read", _adopt_widgets, priority=100)
    app.connect("doctree-resolved", _unwrap)
    app.connect("html-page-context", _load)
    app.connect("build-finished", _forget_others)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
