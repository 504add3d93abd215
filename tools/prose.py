"""The running text of a MyST page, without what may hold numbers of its own.

    python tools/prose.py                 # a table of all chapters: how they read
    python tools/prose.py PAGE.md ...     # of these pages

A page is parsed as Sphinx parses it (MyST's own parser with the extensions of
``_config.yml``), directives that hold text included. Formulas, code, roles (citations,
``{result}``, references) and addresses of links are blanked.

The table is a report and no gate: it shows where to read a page aloud. It looks at the
paragraphs that a reader passes on the way (text, lists and notes; no table, caption,
exercise or solution). A formula or a reference counts as one word. Numbers are those
in words' places, in results and in formulas, without indices, exponents and years.
"""

import argparse
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from running_text import RUNNING

ROOT = Path(__file__).resolve().parent.parent
#: What a blanked character becomes: no digit, no letter, no space.
BLANK = "\x00"
#: Directives whose content is code, a formula or data.
NO_TEXT = {
    "bibliography",
    "code-block",
    "code-cell",
    "csv-table",
    "eval-rst",
    "glossary-index",
    "literalinclude",
    "math",
    "raw",
    "toctree",
}
#: Directives whose argument is a file or a label, not a title.
NO_TITLE = {"div", "figure", "grid", "image", "live-figure", "solution"}
#: Roles that show their own text.
SHOWN = {"abbr", "doc", "numref", "ref", "term"}
TARGET = re.compile(r"\s*<[^<>]*>$")
FENCE = re.compile(r"\{(?P<name>[\w:-]+)\}\s*(?P<title>.*)")
OPTION = re.compile(r":(?P<name>[\w-]+):\s*(?P<value>.*)")
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


@dataclass(frozen=True)
class Piece:
    """A piece of running text: a paragraph, a heading, a cell of a table, a title.

    Attributes
    ----------
    line : int
        The line of the page on which it starts, from 1.
    shown : str
        The text with code and formulas as they are typed; a line break is one space.
    prose : str
        The same, of the same length, with all that is no prose blanked.
    breaks : tuple of int
        Where in the text a new line of the page begins.
    kind : str
        ``paragraph``, ``heading``, ``td`` and so on, as the parser names it.
    inside : str
        The name of the directive that it stands in, the innermost one.
    """

    line: int
    shown: str
    prose: str
    breaks: tuple[int, ...] = ()
    kind: str = ""
    inside: str = ""

    def line_of(self, position: int) -> int:
        """Return the page's line on which a position of the text stands."""
        return self.line + sum(start <= position for start in self.breaks)


@cache
def parser(root: Path = ROOT) -> MarkdownIt:
    """Return MyST's parser, set up as the book's settings say."""
    settings = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    extensions = set(settings["parse"]["myst_enable_extensions"])
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)


def pieces(text: str, first_line: int = 1, inside: str = "") -> Iterator[Piece]:
    """Yield the pieces of running text of a page, or of a part of one.

    Parameters
    ----------
    text : str
        MyST Markdown.
    first_line : int
        The line of the page on which the text starts.
    inside : str
        The name of the directive whose content the text is.
    """
    line, kind = first_line, ""
    for token in parser().parse(text):
        line = first_line + token.map[0] if token.map else line
        if token.type == "inline":
            piece = inline(token.children or [], line)
            yield replace(piece, kind=kind, inside=inside)
        elif token.type in {"fence", "colon_fence"}:
            yield from directive(token, line)
        kind = token.type.removesuffix("_open")


def inline(tokens: list[Token], line: int) -> Piece:
    """Return the piece that the tokens of one paragraph make."""
    shown, prose, breaks = "", "", []
    address = False
    for token in tokens:
        if token.type in {"link_open", "link_close"}:
            address = token.type == "link_open" and token.info == "auto"
        if token.type in {"softbreak", "hardbreak"}:
            text = kept = " "
            breaks.append(len(shown) + 1)
        elif token.type == "text" and not address:
            text = kept = token.content
        else:
            text = _as_typed(token)
            kept = BLANK * len(text)
            breaks += [len(shown) + 1] * text.count("\n")
        shown, prose = shown + text.replace("\n", " "), prose + kept
    return Piece(line, shown, prose, tuple(breaks))


def _as_typed(token: Token) -> str:
    """Return the source of what is no text: a formula, code, a role, a tag."""
    if token.type == "image":
        return token.content
    if token.type == "myst_role":
        if token.meta["name"] in SHOWN:
            return TARGET.sub("", token.content)
        return f"{{{token.meta['name']}}}`{token.content}`"
    return f"{token.markup}{token.content}{token.markup}" if token.content else ""


def directive(token: Token, line: int) -> Iterator[Piece]:
    """Yield what a directive holds: its title, its alternative text, its content."""
    match = FENCE.fullmatch(token.info.strip())
    if match is None or match["name"] in NO_TEXT:
        return
    if match["title"] and match["name"] not in NO_TITLE:
        yield from pieces(match["title"], line, "title")
    lines = token.content.split("\n")
    options = 0
    while options < len(lines) and (option := OPTION.fullmatch(lines[options])):
        options += 1
        if option["name"] == "alt":
            yield Piece(line + options, option["value"], option["value"])
    rest = "\n".join(lines[options:])
    yield from pieces(rest, line + 1 + options, match["name"])


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
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    chapters = [
        ROOT / f"{entry['file']}.md"
        for part in toc["parts"]
        if part["caption"] != "Appendices"
        for entry in part["chapters"]
    ]
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
