"""The table of contents, ``_toc.yml``: which pages there are, in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from course import ROOT

APPENDICES = "Appendices"


@dataclass(frozen=True)
class Entry:
    """A page of the first rank, with those below it.

    Attributes
    ----------
    page : str
        Its name: the file from the book's folder, without its ending.
    part : str
        The caption of its part; "" if the book has no parts.
    number : int or None
        Its number, which runs on from part to part; None if the part has no numbers.
    below : tuple of str
        The names of the pages below it.
    """

    page: str
    part: str = ""
    number: int | None = None
    below: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name alone."""
        return Path(self.page).name

    @property
    def is_appendix(self) -> bool:
        """Whether it stands behind the course proper."""
        return self.part == APPENDICES

    @property
    def notebooks(self) -> tuple[str, ...]:
        """The names, without folder, of the notebooks below it."""
        return tuple(Path(x).name for x in self.below if x.startswith("notebooks/"))


@dataclass(frozen=True)
class Contents:
    """The first page and the entries, in reading order."""

    root: str
    entries: tuple[Entry, ...]

    @property
    def pages(self) -> list[str]:
        """The names of all pages, in reading order."""
        return [self.root] + [y for x in self.entries for y in (x.page, *x.below)]

    def below(self, page: str) -> tuple[str, ...]:
        """Return the names of the pages below one of the first rank."""
        return next((x.below for x in self.entries if x.page == page), ())


def parse(toc: Mapping[str, Any]) -> Contents:
    """Return the contents that a table of Jupyter Book's form gives."""
    found: list[Entry] = []
    for part in toc.get("parts", [toc]):
        for entry in part["chapters"]:
            number = 1 + sum(each.number is not None for each in found)
            below = tuple(each["file"] for each in entry.get("sections", []))
            numbered = number if part.get("numbered") else None
            found.append(Entry(entry["file"], part.get("caption", ""), numbered, below))
    return Contents(toc["root"], tuple(found))


def read(root: Path = ROOT) -> Contents:
    """Read ``_toc.yml`` in a book's folder."""
    return parse(yaml.safe_load((root / "_toc.yml").read_text("utf-8")))
