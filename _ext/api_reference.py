"""The reference of the package, generated from its docstrings.

A page lists folders of the package in a block ``{api-modules}`` (``.`` for the modules
beside them); each module below becomes a section that autodoc and numpydoc fill.
``{api-overview}`` lists all pages and modules with their summaries.
Every function and class gets a link to its chapter (see `api_lessons`). In docstrings a
name in single backticks becomes a link where it names something public, else code.
By hand: ``default_role`` would make a warning of each backtick that is code, and no
library tells which chapter teaches a function.
"""

import hashlib
import importlib.util
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from _ext.api_docstrings import make_titles, prepare
from _ext.api_inventory import PACKAGE, Module, Names
from _ext.api_lessons import Lessons, UnknownHomeError, read
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from course import contents
from course.pages import blocks

LOGGER = logging.getLogger(__name__)
#: The page that the other pages of the reference stand below.
ROOT = "chapters/api"
_TITLE = re.compile(r"^# (.+)$", re.M)

_SECTION = """
(reference-{short})=
## `{short}`

```{{eval-rst}}
.. automodule:: {name}
   :members:
```
{passed_on}
"""


def entries(text: str) -> list[str]:
    """Return what a page's blocks ``{api-modules}`` list."""
    found = (each.body.split() for each in blocks(text) if each.name == "api-modules")
    return [entry for body in found for entry in body]


def list_modules(text: str, names: Names) -> list[str]:
    """Return the modules of the folders that a page's blocks list, by short names."""
    shorts = [module.short for module in names.modules.values()]
    folders = {short.partition(".")[0] for short in shorts if "." in short}
    found = []
    for entry in entries(text):
        if entry == ".":
            found += [x for x in shorts if x.partition(".")[0] not in folders]
        else:
            found += [x for x in shorts if x == entry or x.startswith(f"{entry}.")]
    return found


def _say_passed_on(module: Module, names: Names) -> str:
    """Say which names of other modules can be imported from this one as well."""
    homes = [names.home(f"{module.name}.{name}") for name in module.passed_on]
    links = [
        f"{{py:obj}}`{home.rpartition('.')[2]} <{home}>`"
        for home in homes
        if home in names.documented
    ]
    return f"\nFrom here one can also import {', '.join(links)}.\n" if links else ""


def section(short: str, names: Names) -> str:
    """Return the MyST text of a module's section.

    Parameters
    ----------
    short : str
        The module's name without the package's.
    names : Names
        The package's names.

    Raises
    ------
    KeyError
        If there is no such module.
    """
    module = names.modules[f"{PACKAGE}.{short}"]
    passed_on = _say_passed_on(module, names)
    return _SECTION.format(short=short, name=module.name, passed_on=passed_on)


def overview(pages: dict[str, str], names: Names) -> str:
    """Return the MyST text of the list of pages and modules."""
    lines = []
    for page, text in pages.items():
        title = _TITLE.search(text)
        lines.append(f"## [{title[1] if title else page}]({page.split('/')[-1]}.md)\n")
        for short in list_modules(text, names):
            if module := names.modules.get(f"{PACKAGE}.{short}"):
                lines.append(f"- [`{short}`](#reference-{short}): {module.summary}")
        lines.append("")
    return "\n".join(lines)


def find_unlisted(pages: dict[str, str], names: Names) -> Iterator[str]:
    """Yield what is wrong with the lists of modules, each with its cure."""
    on = {short for text in pages.values() for short in list_modules(text, names)}
    missing = {m.short.partition(".")[0] for m in names.modules.values()} - {
        short.partition(".")[0] for short in on
    }
    for folder in sorted(missing):
        yield (
            f"{PACKAGE}.{folder} stands on no page of the reference: add the line "
            f"{folder!r} to a block api-modules of {ROOT}-*.md"
        )
    for page, text in pages.items():
        for entry in entries(text):
            if entry != "." and f"{PACKAGE}.{entry}" not in names.modules:
                yield f"{page}.md lists {entry!r}, which is no folder: take it out"


def _arguments(obj: Any) -> set[str]:
    try:
        return set(inspect.signature(obj).parameters)
    except (TypeError, ValueError):
        return set()


class Reference:
    """Connects the names and chapters to a run of Sphinx."""

    names: Names
    lessons: Lessons

    def start(self, app: Sphinx) -> None:
        """Read the package and the book, if this book has a reference."""
        self.root = Path(app.srcdir)
        self.active = (self.root / f"{ROOT}.md").exists()
        if not self.active:
            return
        spec = importlib.util.find_spec(PACKAGE)
        assert spec is not None
        assert spec.origin is not None
        self.lessons = read(self.root, Path(spec.origin).resolve().parent)
        self.names = self.lessons.names
        aliases = {full.rpartition(".")[2]: full for full in self.names.classes()}
        aliases |= {short: f":obj:`{short}`" for short in self.names.find_shared()}
        app.config.numpydoc_xref_aliases_complete = {
            key: value for key, value in aliases.items() if key[0].isupper()
        }
        for problem in find_unlisted(self.pages(), self.names):
            LOGGER.warning(problem, location=ROOT)

    def pages(self) -> dict[str, str]:
        """Return the texts of the pages below the overview, in their order."""
        found = contents.read(self.root).below(ROOT)
        return {page: (self.root / f"{page}.md").read_text("utf-8") for page in found}

    def name_outdated(self, app: Sphinx, env: BuildEnvironment, *_: Any) -> list[str]:
        """Name the reference's pages when what they say of chapters has changed."""
        if not self.active:
            return []
        modules = sorted(self.names.modules.values(), key=lambda each: each.name)
        text = repr([[m.name, m.summary, m.own, m.passed_on] for m in modules])
        mark = hashlib.sha256(f"{text}{self.tell_chapters()}".encode()).hexdigest()
        same = getattr(env, "reference_mark", None) == mark
        env.reference_mark = mark  # type: ignore[attr-defined]
        pages = {ROOT, *self.pages()}
        return [] if same else sorted(pages & env.found_docs)

    def tell_chapters(self) -> dict[str, tuple[str, str]]:
        """Return the chapter of everything public; warn where there is none."""
        try:
            return self.lessons.all()
        except UnknownHomeError as error:
            LOGGER.warning(str(error), location=ROOT)
            return {}

    def expand(self, app: Sphinx, page: str, source: list[str]) -> None:
        """Write out the blocks of a page before it is parsed."""
        if not self.active or not page.startswith(ROOT):
            return
        lines = source[0].split("\n")
        for block in reversed(list(blocks(source[0]))):
            place = slice(block.first - 1, block.last)
            if block.name == "api-overview":
                lines[place] = [overview(self.pages(), self.names)]
            elif block.name == "api-modules":
                known = list_modules("\n".join(lines[place]), self.names)
                for short in known:
                    path = self.names.modules[f"{PACKAGE}.{short}"].path
                    app.env.note_dependency(str(path))
                lines[place] = [section(short, self.names) for short in known]
        source[0] = "\n".join(lines)

    def skip(
        self, app: Sphinx, what: str, name: str, obj: Any, skip: bool, options: Any
    ) -> bool | None:
        """Leave out what is passed on, inherited, or no part of the interface."""
        data = app.env.temp_data
        module = self.names.modules.get(data.get("autodoc:module", ""))
        if module is None:
            return None
        cls = data.get("autodoc:class") if what in ("class", "exception") else ""
        return f"{cls}.{name}".lstrip(".") not in module.members

    def prepare(
        self, app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list
    ) -> None:
        """Make links of names in single backticks, before numpydoc reads the text."""
        home = next((m for m in _upwards(name) if m in self.names.modules), None)
        if home is None:
            return
        module, rest = self.names.modules[home], name[len(home) + 1 :]
        cls = rest.split(".")[0] if what not in ("module", "function", "data") else ""
        own = _arguments(obj) if what in ("function", "class", "method") else set()
        text = list(make_titles(lines)) if what == "module" else lines
        lines[:] = prepare(text, (module, cls), own, self.names)

    def finish(
        self, app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list
    ) -> None:
        """Add the link to the chapter, after numpydoc."""
        if name not in self.names.defined:
            return
        try:
            how, page = self.lessons.of(name)
        except UnknownHomeError:
            return  # said once already
        lines += ["", ".. container:: api-lesson", "", f"   {how} :doc:`/{page}`", ""]

    def elsewhere(
        self, app: Sphinx, env: BuildEnvironment, node: pending_xref, shown: nodes.Node
    ) -> Any:
        """Resolve a name that a module passes on, such as hodgkin_huxley.HHParams."""
        if not self.active or node.get("refdomain") != "py":
            return None
        home = self.names.home(node["reftarget"])
        if home == node["reftarget"] or home not in self.names.documented:
            return None
        domain, page = env.get_domain("py"), node["refdoc"]
        return domain.resolve_xref(env, page, app.builder, "obj", home, node, shown)


def _upwards(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def _configure(app: Sphinx, config: Any) -> None:
    # Only our own classes are links. Jupyter Book cannot hand this setting on.
    config.numpydoc_xref_ignore = "all"


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    for extension in ("sphinx.ext.autodoc", "numpydoc"):
        app.setup_extension(extension)
    reference = Reference()
    app.connect("config-inited", _configure)
    app.connect("builder-inited", reference.start)
    app.connect("env-get-outdated", reference.name_outdated)
    app.connect("source-read", reference.expand)
    app.connect("autodoc-skip-member", reference.skip)
    app.connect("autodoc-process-docstring", reference.prepare, priority=400)
    app.connect("autodoc-process-docstring", reference.finish, priority=900)
    app.connect("missing-reference", reference.elsewhere)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
