"""The terms of the book: bold once, in the glossary, linked where they are used.

    python tools/glossary.py            # say what is wrong
    python tools/glossary.py --write    # link the first uses that are not linked

A term is bold where it is defined, and only there: ``**{term}`spike`**``. Other bold
text is a verb of the goals at the top of a chapter, a ``{result}``, or a lead that ends
with a full stop (or ``?``, ``!``, ``:``), such as ``**Time.**``. In each chapter the
first use of a term is a link to the glossary: ``{term}`spikes <spike>` ``. A use is a
name of the term, or its plural, in running text: not in titles, captions, links, code,
formulas, exercises or the goals. Words of every day (`EVERYDAY`) are linked by hand.
"""

import argparse
import itertools
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from course import pages
from course.pages import Page, blank, blank_code, blocks, spaces

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = "chapters/glossary"
#: Names that also mean something else: their uses are not looked for.
EVERYDAY = re.compile(
    "boundary|bump|channel|collapse|depth|diverge|error|example|gain|gate|generalise"
    "|independent|kink|linear|mask|mean|median|output|polygon|radius|residual|saturated"
    "|shape|standardise|width|witness"
)
#: Where a name means something else.
ELSEWHERE = re.compile(
    r"units? of measurement|(?:has|have) (?:a|no) unit|units (?:need|fit)"
    r"|functional unit|outer layer"
)
TERM = re.compile(r"\{term\}`(?P<shown>[^`<]*?)(?:\s*<(?P<name>[^>`]+)>)?`")
BOLD = re.compile(r"\*\*(?P<text>\S(?:[^*\n]*\S)?)\*\*")


@dataclass(frozen=True)
class Entry:
    """An entry of the glossary: its names, where it stands, what it says."""

    names: tuple[str, ...]
    line: int
    text: str

    @property
    def chapter(self) -> str | None:
        """The label of the chapter that the entry names as the one that teaches it."""
        found = re.search(r"\]\((chapter-[\w-]+)\)", self.text)
        return found and found[1]


@dataclass(frozen=True)
class Use:
    """A use of a term: where in the text, as typed, by which name, which entry."""

    start: int
    shown: str
    name: str
    entry: Entry

    @property
    def role(self) -> str:
        """The link to write in its place."""
        flat = " ".join(self.shown.split())
        exact = flat.lower() == self.name
        name = next(n for n in self.entry.names if n.lower() == self.name)
        return f"{{term}}`{flat}`" if exact else f"{{term}}`{flat} <{name}>`"


def entries(text: str) -> list[Entry]:
    """Return the entries of the glossary's page, in its order."""
    block = next((each for each in blocks(text) if each.name == "glossary"), None)
    if block is None:
        raise ValueError(f"{GLOSSARY}.md has no {{glossary}}: write one")
    found = re.finditer(r"(?m)((?:^\S.*\n)+)((?:^[ ]+\S.*\n|^\n)+)", block.body)
    return [
        Entry(
            tuple(match[1].splitlines()),
            block.start + block.body.count("\n", 0, match.start()),
            match[2].strip(),
        )
        for match in found
    ]


def book_pages(root: Path = ROOT) -> list[Page]:
    """Return the Markdown pages in reading order, but not the glossary's."""
    return [page for page in pages.read(root) if page.name != GLOSSARY]


def by_name(found: Sequence[Entry]) -> dict[str, Entry]:
    """Return the entries by each of their names, in small letters."""
    return {name.lower(): entry for entry in found for name in entry.names}


def links(page: Page) -> Iterator[tuple[int, str, bool]]:
    """Yield each link to the glossary: where, to which name, whether it is bold."""
    for match in TERM.finditer(page.text):
        name = (match["name"] or match["shown"]).lower()
        around = page.text[match.start() - 2 : match.start()], page.text[match.end() :]
        yield match.start(), name, around[0] == "**" and around[1].startswith("**")


def bold_problems(page: Page) -> Iterator[str]:
    """Yield a complaint for each bold text that is no term and may not be bold."""
    text = blank_code(page.text)
    goals = text.find("\n## ") if "you will be able to" in text else 0
    for match in BOLD.finditer(text, goals):
        shown = page.text[match.start("text") : match.end("text")]
        if not re.fullmatch(r"\{(?:term|result)\}`[^`]*`|.*[.?!:]", shown):
            yield (
                f"{page.place(match.start())}: **{shown}** is bold: if it is a term,"
                f" write **{{term}}`{shown}`** and define it in {GLOSSARY}.md (or"
                f" **{{term}}`{shown} <name>`** if its name there differs); a lead ends"
                f" with a full stop; anything else is *{shown}*"
            )


def uses(page: Page, found: Sequence[Entry]) -> Iterator[Use]:
    """Yield each use of a term in running text that is no link."""
    names = {n: e for n, e in by_name(found).items() if not EVERYDAY.fullmatch(n)}
    words = sorted(names, key=len, reverse=True)
    either = "|".join(f"(?:{_with_plural(word)})" for word in words)
    text = ELSEWHERE.sub(spaces, blank(page.text))
    for match in re.finditer(rf"(?i)(?<![\w-])(?:{either})(?![\w-])", text):
        name = next(w for w in words if re.fullmatch(_with_plural(w), match[0], re.I))
        yield Use(match.start(), match[0], name, names[name])


def _with_plural(word: str) -> str:
    flexible = re.escape(word).replace(r"\ ", r"\s+")
    return f"{flexible[:-1]}(?:y|ies)" if word[-1] == "y" else f"{flexible}(?:e?s)?"


def find_unlinked(page: Page, found: Sequence[Entry]) -> list[Use]:
    """Return the first use of each term that no link stands before."""
    if not page.is_chapter:
        return []
    known = by_name(found)
    linked: dict[Entry, int] = {}
    for position, name, _ in links(page):
        if name in known:
            linked.setdefault(known[name], position)
    first: dict[Entry, Use] = {}
    for use in uses(page, found):
        first.setdefault(use.entry, use)
    return [x for e, x in first.items() if x.start < linked.get(e, len(page.text))]


def link_problems(page: Page, found: Sequence[Entry]) -> Iterator[str]:
    """Yield a complaint for each link that leads nowhere or that is missing."""
    known = by_name(found)
    for position, name, _ in links(page):
        if name not in known:
            yield f"{page.place(position)}: no entry “{name}” in {GLOSSARY}.md"
    for use in find_unlinked(page, found):
        yield (
            f"{page.place(use.start)}: first use of “{use.shown}”: write {use.role}"
            " (python tools/glossary.py --write does it)"
        )


def definition_problems(book: Sequence[Page], found: Sequence[Entry]) -> Iterator[str]:
    """Yield a complaint for each entry that is not bold once, where it is taught."""
    known = by_name(found)
    places: dict[Entry, list[tuple[Page, int]]] = {entry: [] for entry in found}
    for page in book:
        for position, name, is_bold in links(page):
            if is_bold and name in known:
                places[known[name]].append((page, position))
    for entry, there in places.items():
        here = f"{GLOSSARY}.md:{entry.line}: “{entry.names[0]}”"
        if len(there) != 1:
            where = ", ".join(page.place(x) for page, x in there) or "nowhere"
            yield f"{here} is bold {where}: write **{{term}}`...`** once, to define it"
        elif entry.chapter != there[0][0].label:
            where = there[0][0].place(there[0][1])
            yield f"{here} is taught in {entry.chapter}, but bold in {where}"


def ahead(book: Sequence[Page], found: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """Yield each term that a chapter uses before the book has defined it.

    The pages are walked in reading order. A link counts as a use: it helps, but the
    reader has to leave the page.

    Yields
    ------
    tuple of str
        The first name of the term, and the place of its first use on a page.
    """
    known = by_name(found)
    defined: set[Entry] = set()
    for page in (page for page in book if page.is_chapter):
        met = [(at, known[n], bold) for at, n, bold in links(page) if n in known]
        met += [(use.start, use.entry, False) for use in uses(page, found)]
        told: set[Entry] = set()
        for position, entry, is_bold in sorted(met, key=lambda each: each[0]):
            if is_bold:
                defined.add(entry)
            elif entry not in defined | told:
                told.add(entry)
                yield entry.names[0], page.place(position)


def order_problems(found: Sequence[Entry]) -> Iterator[str]:
    """Yield a complaint for each name that stands twice or out of the alphabet."""
    seen: list[str] = []
    for entry in found:
        for name in (name.lower() for name in entry.names):
            if name in seen:
                yield f"{GLOSSARY}.md:{entry.line}: “{name}” stands there twice"
            seen.append(name)
    for one, other in itertools.pairwise(found):
        if one.names[0].lower() > other.names[0].lower():
            yield (
                f"{GLOSSARY}.md:{other.line}: “{other.names[0]}” stands after"
                f" “{one.names[0]}”: keep the alphabet"
            )


def complaints(book: Sequence[Page], found: Sequence[Entry]) -> list[str]:
    """Return all that is wrong with the terms of the book."""
    return [
        *order_problems(found),
        *definition_problems(book, found),
        *(x for page in book for x in bold_problems(page)),
        *(x for page in book for x in link_problems(page, found)),
    ]


def link(page: Page, found: Sequence[Entry]) -> str:
    """Return the page's text with each first use linked."""
    text = page.text
    for use in sorted(find_unlinked(page, found), key=lambda x: -x.start):
        text = text[: use.start] + use.role + text[use.start + len(use.shown) :]
    return text


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is wrong, after mending what can be; return 1 if anything is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="link the first uses")
    given = parser.parse_args(arguments)
    found = entries((ROOT / f"{GLOSSARY}.md").read_text("utf-8"))
    if given.write:
        for page in book_pages():
            if (text := link(page, found)) != page.text:
                (ROOT / f"{page.name}.md").write_text(text, "utf-8")
    wrong = complaints(book_pages(), found)
    print("\n".join(wrong) or "every term is bold once, defined and linked")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
