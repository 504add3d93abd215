"""A second language: ``python tools/translate.py`` writes what is to be translated.

    python tools/translate.py            # the English words, below _build/gettext
    python tools/translate.py de         # locale/de/LC_MESSAGES: new words join
    python tools/translate.py de --book  # the book with what is translated: _build/de

The second needs the package of ``requirements-translate.txt``, which merges catalogues;
nothing else of the course does. What is not translated stays English.
"""

import argparse
import subprocess
import sys

import book
import node

#: Where the catalogues of the English words lie.
TEMPLATES = "_build/gettext/_build/gettext"


def update(language: str) -> int:
    """Bring a language's catalogues up to date with the English words."""
    command = ("update", "-p", TEMPLATES, "-d", "locale", "-l", language)
    sphinx_intl = (sys.executable, "-m", "sphinx_intl")
    return subprocess.run([*sphinx_intl, *command], cwd=book.ROOT).returncode


def main() -> int:
    """Read the command line and write catalogues or a book."""
    parser = argparse.ArgumentParser(description="Prepare or build a translation.")
    parser.add_argument("language", nargs="?", default="", help="such as de")
    parser.add_argument("--book", action="store_true", help="build the book in it")
    given = parser.parse_args()
    if given.book and not given.language:
        parser.error("--book: which language?")
    node.packages()  # one of them reads the words in the figures' scripts
    if given.book:
        return book.build(language=given.language)
    status = book.build(builder="gettext")
    return status or (update(given.language) if given.language else 0)


if __name__ == "__main__":
    sys.exit(main())
