"""Find the numbers that are typed into the running text of the chapters.

    python tools/typed_numbers.py                           # all pages
    python tools/typed_numbers.py chapters/perceptron.md    # some

A decimal, a percentage, a duration, a count of three digits or more looks like a
result. It is accepted if it is a formula or code that shows where it comes from, a
number of a section or a version, ``{result}`notebook/key:format` ``, the year of a work
that the page cites, or an entry in ``chapters/constants.yml``.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from constants import Constant, read
from course import ROOT
from course.pages import Piece, pieces

CHAPTERS = ROOT / "chapters"
NUMERAL = re.compile(
    r"(?<![\w\x00])(?<!\d[.,])"
    r"(?:\d{1,3}(?:[,\N{NO-BREAK SPACE}]\d{3})+(?:\.\d+)?"
    r"|\d*\.?\d+e[-−+]?\d+|\d*\.\d+|\d+)"
    r"(?![^\W_]|\.\d)"
)
PERCENT = re.compile(r"\s?(?:%|per ?cent\b)")
DURATION = re.compile(
    r"[\s-]?(?:[nµm]?s|min|h|(?:milli|micro|nano)?seconds?|minutes?|hours?|days?|weeks?"
    r"|months?|years?)\b"
)
NUMBERING = re.compile(
    r"\b(?:chapters?|sections?|figures?|tables?|exercises?|theorems?|lemmas?|parts?"
    r"|equations?|pages?|lines?|algorithms?|versions?|Python|PyTorch|CC BY)\s"
    r"(?:[\d.]+(?:, | and | or | to |–))*$",
    re.IGNORECASE,
)
CITATION = re.compile(r"\{cite:\w+\}`([^`]*)`")
YEAR = re.compile(
    r"(?m)^@\w+\{(?P<key>[^,\s]+),(?:(?!^@).)*?^\s*year\s*=\s*\{(?P<year>\d+)", re.S
)


@dataclass(frozen=True)
class Typed:
    """A numeral in running text that looks like a result.

    Attributes
    ----------
    page : str
        The chapter's name, without its ending.
    line : int
        The line on which it stands.
    numeral : str
        As it is typed.
    shown : str
        The running text around it.
    start, end : int
        Where in that text it stands.
    """

    page: str
    line: int
    numeral: str
    shown: str
    start: int
    end: int

    @property
    def complaint(self) -> str:
        """What is wrong, where, and the three ways out."""
        around = self.shown[max(0, self.start - 30) : self.end + 20].strip()
        return (
            f"chapters/{self.page}.md:{self.line}: typed number {self.numeral}"
            f" (“{around}”): insert {{result}}`notebook/key:format`, or show the"
            f" calculation in a formula, or give its source in chapters/constants.yml"
        )


def numerals(piece: Piece) -> Iterator[re.Match[str]]:
    """Yield the numerals of a piece of text that look like results."""
    for match in NUMERAL.finditer(piece.prose):
        number, after = match[0], piece.prose[match.end() :]
        telling = (
            set(number) & set(".e")
            or sum(map(str.isdigit, number)) >= 3
            or PERCENT.match(after)
            or DURATION.match(after)
        )
        if telling and not NUMBERING.search(piece.prose[: match.start()]):
            yield match


def find_cited_years(parts: Iterable[Piece], bibliography: str) -> set[str]:
    """Return the years of the works that a page cites."""
    years = {match["key"]: match["year"] for match in YEAR.finditer(bibliography)}
    roles = (found for x in parts for found in CITATION.findall(x.shown))
    keys = {key.strip() for role in roles for key in role.split(",")}
    return {years[key] for key in keys if key in years}


def find_typed(page: str, text: str, bibliography: str) -> Iterator[Typed]:
    """Yield the numerals of a page that need a source in the list of constants."""
    parts = list(pieces(text))
    years = find_cited_years(parts, bibliography)
    for part in parts:
        for match in numerals(part):
            if match[0] not in years:
                yield Typed(
                    page,
                    part.line_of(match.start()),
                    match[0],
                    part.shown,
                    match.start(),
                    match.end(),
                )


def covers(constant: Constant, number: Typed) -> bool:
    """Tell whether an entry stands for a numeral, by the text around it."""
    if constant.page not in {"all", number.page}:
        return False
    places = re.finditer(re.escape(constant.text), number.shown)
    return any(x.start() <= number.start and number.end <= x.end() for x in places)


def complaints(numbers: Iterable[Typed], constants: Sequence[Constant]) -> list[str]:
    """Return what is wrong: numbers without an entry, entries without a number."""
    seen: dict[Constant, set[str]] = {constant: set() for constant in constants}
    found = []
    for number in numbers:
        covering = [x for x in constants if covers(x, number)]
        for constant in covering:
            seen[constant].add(number.numeral)
        if not covering:
            found.append(number.complaint)
    for constant, shown in seen.items():
        found += constant.differs(shown)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is wrong with the given pages; return 1 if anything is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="pages (default: all)")
    names = parser.parse_args(arguments).names
    paths = [Path(name) for name in names] or sorted(CHAPTERS.glob("*.md"))
    bibliography = (ROOT / "references.bib").read_text("utf-8")
    pages = [(path.stem, path.read_text("utf-8")) for path in paths]
    numbers = [x for name, text in pages for x in find_typed(name, text, bibliography)]
    constants = read()
    if names:
        there = {name for name, _ in pages}
        constants = [x for x in constants if x.page in there] + [
            x
            for x in constants
            if x.page == "all" and any(covers(x, n) for n in numbers)
        ]
    found = complaints(numbers, constants)
    print("\n".join(found) or "every typed number has its source")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
