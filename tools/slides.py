"""Make slides of chapters, to teach from: ``python tools/slides.py [NAMES ...]``.

They come out of the built chapter, so that nothing is written twice: its goals, the
question that it opens with, each formula that stands by itself, each picture and live
figure, what to remember, and each question of its quiz, first without and then with its
answer. A deck is a page that moves by keys, and the live figures on it are alive. The
same page, printed, is the deck as a PDF.

Without a library of slides: a browser snaps to a section by itself, and prints it.
"""

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from string import ascii_uppercase

from bs4 import Tag
from playwright.sync_api import Browser

import book
import browser
from course import contents
from course.articles import Site
from course.contents import Entry
from nnfoundations.figures import javascript

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
FOLDER = ROOT / "_build" / "slides"
ASSETS = ROOT / "assets"
#: A paragraph that leads to a formula stands above it, if it is no longer [characters].
LEAD = 450
#: A slide is as large as a page of its PDF [px].
WIDTH, HEIGHT = 1280, 720

_DECK = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="katex/katex.min.css">
<link rel="stylesheet" href="katex/slim.css">
<link rel="stylesheet" href="figure.css">
<link rel="stylesheet" href="slides.css">
<script defer src="slides.js"></script>
<script defer src="figures.js" data-modules="figures/"></script>
</head><body>
{slides}
</body></html>
"""
_INDEX = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Slides</title><link rel="stylesheet" href="slides.css"></head>
<body class="list"><h1>Slides</h1>
<p>Arrow keys, space and a swipe turn the page. Made from the chapters; text and figures
may be copied and changed under CC BY 4.0. To change a deck, change a copy: each slide
is one <code>section</code> of its page, and the next run writes all anew.</p>
<ul>
{lines}
</ul></body></html>
"""
_LINE = '<li><a href="{name}.html">{title}</a> (<a href="{name}.pdf">PDF</a>)</li>'
_SLIDE = """<section class="slide {kind}">
<h2>{title}</h2>
<div class="inside">{inside}</div>
<footer><span>{chapter}</span><span>{number} / {count}</span></footer>
</section>"""

#: Kind, title and content of a slide.
Slide = tuple[str, str, str]


def chapters() -> list[Entry]:
    """Return the chapters that have slides: those with a number."""
    return [x for x in contents.read().entries if x.number]


def cut(article: Tag, site: Site, page: str) -> Iterator[Slide]:
    """Yield the slides of a chapter."""
    title, goals = article.h1, article.ul
    opening = article.find("section")
    assert title is not None
    assert goals is not None
    assert isinstance(opening, Tag)
    begin = goals.find_previous_sibling("p")
    yield "title", title.decode_contents(), f"{begin}{goals}"
    asked = [x for x in opening.find_all("p") if "?" in x.get_text()]
    if asked:
        yield "question", _title(opening), str(asked[-1])
    for block in article.select(_SHOWN):
        section = block.find_parent("section")
        if not section:
            continue
        if block.name == "figure":
            live = block.select_one(".live-figure")
            if live:
                site.still(live, page)
            yield ("live" if live else "picture"), _title(section), str(block)
        elif block.name == "fieldset":
            yield from _ask(block)
        elif block.name == "ul":
            yield "remember", _title(section), str(block)
        else:
            yield "formula", _title(section), f"{_lead(block)}{block}"


#: What becomes a slide of its own: formulas, pictures, what to remember, questions.
_SHOWN = (
    ".math:has(> .katex-display):not(.admonition *, details *, .code-exercise *),"
    'figure:not(details *), [id$="what-to-remember"] > ul, .quiz-question'
)


def _title(section: Tag) -> str:
    """Return the heading above what a section says."""
    title = section.find(["h1", "h2", "h3", "h4"])
    return title.decode_contents() if isinstance(title, Tag) else ""


def _lead(formula: Tag) -> str:
    """Return the paragraph that leads to a formula, in the middle of its sentence."""
    before = formula.find_previous_sibling()
    if not isinstance(before, Tag) or before.name != "p":
        return ""
    said = before.get_text().rstrip()
    return "" if said.endswith((".", "?", "!")) or len(said) > LEAD else str(before)


def _ask(question: Tag) -> Iterator[Slide]:
    """Yield a question, and the question with its answer."""
    asked, told = question.legend, question.details
    assert asked is not None
    assert told is not None
    number = asked.select_one(".quiz-number")
    assert number is not None
    title = f"Question {number.extract().get_text()}"
    asked.name = "p"
    for right in told.select("p:not([data-for=right])"):
        why = right.select_one(".quiz-why")
        if "✓" not in right.get_text() or not why:
            right.decompose()
    for line in told.select("summary"):
        line.decompose()
    for why in told.select("[data-for=right] > .quiz-why"):
        for margin in list(why.next_siblings):  # nobody types the number here
            margin.extract()
    _letter(question)
    told.extract()
    told.name = "div"
    yield "quiz", title, question.decode_contents()
    for option in question.select("[data-right]"):
        option["class"] = "right"
    for needless in question.select(".quiz-lines, .quiz-field"):
        needless.decompose()
    for needless in told.select(".quiz-again"):
        needless.decompose()
    yield "quiz", f"{title}: the answer", f"{question.decode_contents()}{told}"


def _letter(question: Tag) -> None:
    """Put a letter before each answer that has none: an audience calls it out."""
    for letter, answer in zip(ascii_uppercase, question.select("li"), strict=False):
        if not answer.b:
            mark = Tag(name="b")
            mark.string = letter
            answer.insert(0, mark)
            mark.insert_after(" ")


def deck(chapter: str, slides: list[Slide]) -> str:
    """Return a deck as a page of HTML."""
    shown = "\n".join(
        _SLIDE.format(
            kind=kind,
            title=title,
            inside=inside,
            chapter=escape(chapter),
            number=number,
            count=len(slides),
        )
        for number, (kind, title, inside) in enumerate(slides, start=1)
    )
    return _DECK.format(title=escape(chapter), slides=shown)


def write(
    folder: Path = FOLDER, html: Path = HTML, names: Sequence[str] = ()
) -> list[Path]:
    """Write a deck for each chapter, and what the decks load; return their paths.

    Parameters
    ----------
    folder : Path
        Where they go; what lay there goes.
    html : Path
        The built site.
    names : sequence of str
        Of chapters; none for all.
    """
    shutil.rmtree(folder, ignore_errors=True)
    pictures = folder / "images"
    pictures.mkdir(parents=True)
    site, lines, decks = Site(html), [], []
    for entry in chapters():
        if names and entry.name not in names:
            continue
        article = site.article(entry.page)
        for picture in article.select("img"):
            source = html / str(picture["src"]).lstrip("/")
            shutil.copy(source, pictures)
            picture["src"] = f"images/{source.name}"
        title = article.h1.get_text() if article.h1 else entry.name
        decks.append(folder / f"{entry.name}.html")
        decks[-1].write_text(deck(title, list(cut(article, site, entry.page))), "utf-8")
        lines.append(_LINE.format(name=entry.name, title=escape(title)))
    (folder / "index.html").write_text(_INDEX.format(lines="\n".join(lines)), "utf-8")
    for name in ("slides.css", "slides.js", "site/figures.js"):
        shutil.copy(ASSETS / name, folder)
    shutil.copytree(ASSETS / "site" / "katex", folder / "katex")
    (modules,) = (html / "_static" / "figures").iterdir()
    shutil.copytree(modules, folder / "figures")
    (folder / "figure.css").write_text(javascript.strip_style(), "utf-8")
    return decks


def draw(chromium: Browser, path: Path) -> bytes:
    """Return a deck as a PDF."""
    page = chromium.new_page(
        viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce"
    )
    try:
        page.goto(path.as_uri())
        page.locator("html[data-fitted]").wait_for(state="attached")
        size = {"width": f"{WIDTH}px", "height": f"{HEIGHT}px"}
        return browser.print_pdf(page, print_background=True, **size)
    finally:
        page.close()


def make(
    chromium: Browser,
    folder: Path = FOLDER,
    html: Path = HTML,
    names: Sequence[str] = (),
) -> list[Path]:
    """Make the decks and, beside them, their PDFs; return the decks' paths."""
    decks = write(folder, html, names)
    for path in decks:
        path.with_suffix(".pdf").write_bytes(draw(chromium, path))
    return decks


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the site and make slides of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    known = [entry.name for entry in chapters()]
    parser.add_argument("names", nargs="*", help=f"{', '.join(known)} (default: all)")
    names = parser.parse_args(arguments).names
    if unknown := [name for name in names if name not in known]:
        parser.error(f"expected {', '.join(known)}, got {', '.join(unknown)}")
    if status := book.build():
        return status
    with browser.start() as chromium:
        for path in make(chromium, names=names):
            print(f"  {path.relative_to(ROOT)}")
    print(f"All of them: {(FOLDER / 'index.html').as_uri()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
