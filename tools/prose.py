"""The running text of a MyST page, without what may hold numbers of its own.

A page is parsed as Sphinx parses it (MyST's own parser with the extensions of
``_config.yml``), directives that hold text included. Formulas, code, roles (citations,
``{result}``, references) and addresses of links are blanked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

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
    """

    line: int
    shown: str
    prose: str
    breaks: tuple[int, ...] = ()

    def line_of(self, position: int) -> int:
        """Return the page's line on which a position of the text stands."""
        return self.line + sum(start <= position for start in self.breaks)


@cache
def parser(root: Path = ROOT) -> MarkdownIt:
    """Return MyST's parser, set up as the book's settings say."""
    settings = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    extensions = set(settings["parse"]["myst_enable_extensions"])
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)


def pieces(text: str, first_line: int = 1) -> Iterator[Piece]:
    """Yield the pieces of running text of a page, or of a part of one.

    Parameters
    ----------
    text : str
        MyST Markdown.
    first_line : int
        The line of the page on which the text starts.
    """
    line = first_line
    for token in parser().parse(text):
        line = first_line + token.map[0] if token.map else line
        if token.type == "inline":
            yield inline(token.children or [], line)
        elif token.type in {"fence", "colon_fence"}:
            yield from directive(token, line)


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
        yield from pieces(match["title"], line)
    lines = token.content.split("\n")
    options = 0
    while options < len(lines) and (option := OPTION.fullmatch(lines[options])):
        options += 1
        if option["name"] == "alt":
            yield Piece(line + options, option["value"], option["value"])
    yield from pieces("\n".join(lines[options:]), line + 1 + options)
