"""The pages: their fenced blocks, their running text, the cells of the notebooks.

A page is parsed as Sphinx parses it: by MyST's own parser with the extensions of
``_config.yml``. `pieces` takes the running text out, with formulas, code, roles and
addresses of links blanked; `blank` leaves it where it stands, so that what is found
can be mended there.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from course import ROOT, contents

#: What a blanked character of a piece becomes: no digit, no letter, no space.
BLANK = "\x00"
#: Blocks whose content is code, a formula or data; "" is a block that is no directive.
CODE = {
    "",
    "api-modules",
    "api-overview",
    "bibliography",
    "code-block",
    "code-cell",
    "csv-table",
    "eval-rst",
    "literalinclude",
    "math",
    "raw",
    "toctree",
}
#: Directives whose argument is a file or a label, not a title.
NO_TITLE = {
    "div",
    "figure",
    "grid",
    "image",
    "live-figure",
    "result-table",
    "solution",
}
#: Directives whose content is running text like that around them.
RUNNING = {"admonition", "important", "note", "tip", "warning"}
#: Roles that show their own text.
SHOWN = {"abbr", "doc", "numref", "ref", "term"}
TARGET = re.compile(r"\s*<[^<>]*>$")
DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]+)\}\s*(?P<argument>.*)")
OPTION = re.compile(r":(?P<name>[\w-]+):[ ]*(?P<value>.*)")
FORMULA = re.compile(r"(?s)\$\$.*?\$\$|\$[^$\n]+\$")
INLINE = re.compile(
    r"(?s)(?P<role>\{[\w:.+-]+\}`[^`]*`)|(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)"
)
#: What `blank` takes for no running text: the goals, options and titles, labels,
#: roles, links, what is bold, and what is in italics with a capital (a button, a book).
OTHER = re.compile(
    r"(?ms)\A.*?(?=^## )|^(?:`{3,}|:{3,}|:[\w-]+:|#|\([\w-]+\)=)[^\n]*$"
    r"|\{[\w:.+-]+\}`[^`]*`|\[[^\]\n]*\]\([^)\n]*\)"
    r"|\*\*[^*\n]*\*\*|(?<!\*)\*[A-Z][^*\n]*\*(?!\*)"
)


@dataclass(frozen=True)
class Page:
    """A Markdown page of the book: its name, its text, whether it is a chapter."""

    name: str
    text: str
    is_chapter: bool = True

    @property
    def label(self) -> str:
        """The label that stands above the page's title."""
        found = re.search(r"^\(([\w-]+)\)=", self.text)
        return found[1] if found else ""

    def place(self, position: int) -> str:
        """Name the file and the line of a position in the text."""
        return f"{self.name}.md:{self.text.count(chr(10), 0, position) + 1}"


def read(root: Path = ROOT) -> list[Page]:
    """Return the Markdown pages in reading order; the appendices are no chapters."""
    book = contents.read(root)
    names = [(book.root, False)]
    names += [(y, not x.is_appendix) for x in book.entries for y in (x.page, *x.below)]
    return [
        Page(name, path.read_text("utf-8"), chapter)
        for name, chapter in names
        if (path := root / f"{name}.md").exists()
    ]


def cells(path: Path, kind: str = "") -> list[str]:
    """Return the sources of a notebook's cells, of all or of one kind."""
    found = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(x["source"]) for x in found if not kind or x["cell_type"] == kind]


@dataclass(frozen=True)
class Block:
    """A fenced block of a page.

    Attributes
    ----------
    name : str
        The directive's; "" if it is none.
    argument : str
        What stands behind the name, such as a title; the language of mere code.
    options : dict
        The lines ``:name: value`` at its top.
    body : str
        The rest.
    first, last : int
        The lines of the page, from 1, on which it opens and closes.
    start : int
        The line on which the body starts.
    """

    name: str
    argument: str
    options: dict[str, str]
    body: str
    first: int
    last: int
    start: int


def block(token: Token, first_line: int) -> Block:
    """Return the block that a token of a page is, which starts on that line."""
    match = DIRECTIVE.fullmatch(token.info.strip())
    name, argument = match.groups() if match else ("", token.info.strip())
    lines = token.content.split("\n")
    options = {}
    while name and lines and (option := OPTION.fullmatch(lines[0])):
        options[option["name"]] = option["value"].strip()
        lines = lines[1:]
    start, stop = token.map or (0, 0)
    return Block(
        name=name,
        argument=argument,
        options=options,
        body="\n".join(lines),
        first=first_line + start,
        last=first_line + stop - 1,
        start=first_line + start + 1 + len(options),
    )


@cache
def make_parser() -> MarkdownIt:
    """Return MyST's parser, set up as the book's settings say."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    extensions = set(settings["parse"]["myst_enable_extensions"])
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)


@cache
def _tokens(text: str) -> list[Token]:
    return make_parser().parse(text)


def blocks(text: str, first_line: int = 1) -> Iterator[Block]:
    """Yield the fenced blocks of a page, the outer before those inside it.

    Parameters
    ----------
    text : str
        MyST Markdown.
    first_line : int
        The line of the page on which the text starts.
    """
    for token in _tokens(text):
        if token.type in {"fence", "colon_fence"}:
            found = block(token, first_line)
            yield found
            if found.name not in CODE:
                yield from blocks(found.body, found.start)


def spaces(match: re.Match[str]) -> str:
    """Return spaces in place of a match, with its line breaks."""
    return re.sub(r"[^\n]", " ", match[0])


def blank_blocks(text: str, is_left_out: Callable[[str], bool]) -> str:
    """Return the text, as long as before, with the blocks of such names blanked."""
    lines = text.split("\n")
    for each in blocks(text):
        if is_left_out(each.name):
            for number in range(each.first - 1, each.last):
                lines[number] = " " * len(lines[number])
    return "\n".join(lines)


def blank_code(text: str) -> str:
    """Return the text, as long as before, with code and formulas blanked."""
    text = blank_blocks(text, CODE.__contains__)
    text = FORMULA.sub(spaces, text)
    return INLINE.sub(lambda m: m[0] if m["role"] else spaces(m), text)


def blank(text: str) -> str:
    """Return the text, as long as before, with only running text left."""
    left = blank_code(blank_blocks(text, lambda name: name not in RUNNING))
    return OTHER.sub(spaces, left)


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
    for token in _tokens(text):
        line = first_line + token.map[0] if token.map else line
        if token.type == "inline":
            piece = _inline(token.children or [], line)
            yield replace(piece, kind=kind, inside=inside)
        elif token.type in {"fence", "colon_fence"}:
            yield from _inside(block(token, first_line))
        kind = token.type.removesuffix("_open")


def _inside(found: Block) -> Iterator[Piece]:
    """Yield what a directive holds: its title, its alternative text, its content."""
    if found.name in CODE:
        return
    if found.argument and found.name not in NO_TITLE:
        yield from pieces(found.argument, found.first, "title")
    for line, (name, value) in enumerate(found.options.items(), found.first + 1):
        if name == "alt":
            yield Piece(line, value, value)
    yield from pieces(found.body, found.start, found.name)


def _inline(tokens: list[Token], line: int) -> Piece:
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
