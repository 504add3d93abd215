"""A second language: the words of figures and quizzes go through Sphinx's catalogues.

Sphinx itself takes the words of pages and templates. Those of the live figures stand in
their scripts and those of the quizzes in YAML; here they join the same catalogues, as
``figures`` and ``quizzes``, and a translation of them is put into the scripts when the
site is built. So the scripts need no table of words, and an English page loads not a
byte more. `tools/translate.py` writes the catalogues and builds a translated site.
"""

import functools
import json
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from _ext.prerendered_maths import node_binary
from babel.messages.pofile import read_po
from sphinx.application import Sphinx
from sphinx.builders.gettext import MessageCatalogBuilder, MsgOrigin
from sphinx.errors import ExtensionError
from sphinx.util.i18n import docname_to_domain

from nnfoundations.figures import javascript

SCRIPT = Path(__file__).with_name("script_words.mjs")
#: Returns a translation, or what it is given where there is none.
Say = Callable[[str], str]


class Words(NamedTuple):
    """Words to translate: what they are, and where they stand."""

    text: str
    place: Path
    line: int = 1


# ---- translations ----


def find_catalogue(app: Sphinx, domain: str) -> Path | None:
    """Return the place of a domain's translations; None if there are none.

    Parameters
    ----------
    app : Sphinx
        Its configuration names the language and the folders.
    domain : str
        ``figures``, ``quizzes``, or that of a page.
    """
    for folder in app.config.locale_dirs:
        path = Path(app.srcdir, folder, str(app.config.language), "LC_MESSAGES")
        if (file := path / f"{domain}.po").exists():
            return file
    return None


@functools.cache
def read_messages(catalogue: Path | None) -> Mapping[str, str]:
    """Return the translations that a catalogue holds; none without a catalogue."""
    if catalogue is None:
        return {}
    with catalogue.open("rb") as file:
        found = read_po(file)
    done = (each for each in found if each.id and each.string and not each.fuzzy)
    return {str(each.id): str(each.string) for each in done}


def find_say(app: Sphinx, domain: str) -> Say:
    """Return the function that translates the words of a domain."""
    messages = read_messages(find_catalogue(app, domain))
    return lambda text: messages.get(text, text)


def find_page_say(app: Sphinx, page: str) -> Say:
    """Return the function that translates the words of a page, such as its headings."""
    return find_say(app, docname_to_domain(page, app.config.gettext_compact))


def _ask(question: dict[str, Any]) -> Any:
    run = subprocess.run(
        [str(node_binary()), str(SCRIPT)],
        input=json.dumps(question),
        capture_output=True,
        encoding="utf-8",
    )
    if run.returncode:
        raise ExtensionError(
            "the words of the scripts: expected an answer from node, got"
            f" {run.stderr.strip()[-500:]!r}; run python tools/node.py first"
        )
    return json.loads(run.stdout)


def _texts(paths: Iterable[Path]) -> dict[str, str]:
    return {str(path): path.read_text("utf-8") for path in paths}


def rewrite_scripts(
    paths: Iterable[Path], messages: Mapping[str, str]
) -> dict[str, str]:
    """Return the texts of scripts by their places, with their words translated."""
    found = _ask({"texts": _texts(paths), "messages": dict(messages)})
    return dict(found)


def translate_scripts(paths: Iterable[Path], catalogue: Path | None) -> javascript.Read:
    """Return a function that reads scripts, with other words where there are any."""
    if catalogue is None:
        return javascript.read_source
    texts = rewrite_scripts(paths, read_messages(catalogue))
    return lambda path: texts.get(str(path)) or javascript.read_source(path)


# ---- what there is to translate ----


def list_script_words(paths: Iterable[Path]) -> list[Words]:
    """Return what scripts say; ``{0}``, ``{1}`` stand where a value does."""
    found = _ask({"texts": _texts(paths)})
    return [
        Words(each["text"], Path(place), each["line"])
        for place, words in found.items()
        for each in words
    ]


def extract(app: Sphinx, domain: str, list_words: Callable[[], list[Words]]) -> None:
    """Add words that no page holds to the catalogues, if these are being written."""
    if isinstance(app.builder, MessageCatalogBuilder):
        for text, place, line in list_words():
            app.builder.catalogs[domain].add(text, MsgOrigin(str(place), line))
