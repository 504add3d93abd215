"""How the chapters read: a table, for whoever reads them aloud.

    python tools/prose.py                 # all chapters
    python tools/prose.py PAGE.md ...     # these pages

The table is a report and no gate: it shows where to read a page aloud. It looks at the
paragraphs that a reader passes on the way (text, lists and notes; no table, caption,
exercise or solution). A formula or a reference counts as one word. Numbers are those
in words' places, in results and in formulas, without indices, exponents and years.
"""

import argparse
import re
import statistics
from dataclasses import dataclass
from pathlib import Path

from course import ROOT, contents
from course.pages import RUNNING, Piece, pieces

#: Where a sentence ends: before a capital, a bracket or something blanked.
END = re.compile(r"""(?<=[.?!])(?:["”’)*]*)\s+(?=["“(]*(?:[A-Z\d]|\x00))""")
WORD = re.compile(r"\S*[\w\x00]\S*")
SHORT = 8  # words of a short sentence
MANY = 3  # numbers that a paragraph can carry
CITATION = re.compile(r"\{cite:p\}`[^`]*`|\{index\}`[^`]*`")
RESULT = re.compile(r"\{result\}`[^`]*`")
FORMULA = re.compile(r"\$+([^$]+)\$+")
INDEX = re.compile(r"[_^](?:\{[^{}]*\}|\w)")
NUMBER = re.compile(r"(?<![\w-])\d+(?:[.,\-–]\d+)*")
YEAR = re.compile(r"1[6-9]\d\d|20\d\d")


def sentences(piece: Piece) -> list[int]:
    """Return how many words each sentence of a piece has."""
    prose = piece.prose
    for found in CITATION.finditer(piece.shown):
        start, end = found.span()
        prose = prose[:start] + " " * (end - start) + prose[end:]
    lengths = [len(WORD.findall(part)) for part in END.split(prose)]
    return [length for length in lengths if length]


def numbers(piece: Piece) -> int:
    """Return how many numbers a reader of a piece meets."""
    formulas = (INDEX.sub(" ", found) for found in FORMULA.findall(piece.shown))
    texts = [piece.prose, *(text.replace("{,}", ",") for text in formulas)]
    found = (number for text in texts for number in NUMBER.findall(text))
    typed = sum(not YEAR.fullmatch(number) for number in found)
    return typed + len(RESULT.findall(piece.shown))


@dataclass(frozen=True)
class Reading:
    """How a page reads.

    Attributes
    ----------
    words : int
        In all its paragraphs.
    quartiles : tuple of float
        Of the lengths of its sentences in words; the second is the median.
    short : float
        The share of sentences with eight words or fewer.
    median_numbers : float
        Numbers in a paragraph, the median.
    crowded : float
        The share of paragraphs with more than three numbers.
    """

    words: int
    quartiles: tuple[float, float, float]
    short: float
    median_numbers: float
    crowded: float


def reading(text: str) -> Reading:
    """Measure how a page reads; it must have two sentences or more."""
    body = text[max(text.find("\n## "), 0) :]  # without the goals
    found = [
        piece
        for piece in pieces(body)
        if piece.kind == "paragraph" and piece.inside in RUNNING | {""}
    ]
    lengths = [length for piece in found for length in sentences(piece)]
    counts = [numbers(piece) for piece in found]
    first, second, third = statistics.quantiles(lengths, method="inclusive")
    return Reading(
        words=sum(lengths),
        quartiles=(first, second, third),
        short=sum(length <= SHORT for length in lengths) / len(lengths),
        median_numbers=statistics.median(counts),
        crowded=sum(count > MANY for count in counts) / len(counts),
    )


def main() -> None:
    """Print how the pages read, a line each."""
    parser = argparse.ArgumentParser(description="print how pages read")
    parser.add_argument("pages", nargs="*", type=Path)
    book = [x for x in contents.read().entries if not x.is_appendix]
    chapters = [ROOT / f"{entry.page}.md" for entry in book]
    print("words, sentences (words, quartiles; <= 8 words), numbers a paragraph")
    print(f"{'page':<22} words  sentences      short  numbers  > 3")
    for page in parser.parse_args().pages or chapters:
        it = reading(page.read_text("utf-8"))
        first, second, third = it.quartiles
        print(
            f"{page.stem:<22} {it.words:5d}  {second:4.0f} ({first:.0f}-{third:.0f})"
            f"     {it.short:5.0%}  {it.median_numbers:7.1f} {it.crowded:4.0%}"
        )


if __name__ == "__main__":
    main()
