"""Print the whole book as one PDF, for paper: ``python tools/paper.py``.

Chromium prints what the built site shows: title page, contents with the numbers of
pages, chapters, appendices, and at the end the solutions of all exercises. It knows on
which page something stands only once it has printed, therefore the book is printed
until all numbers are right. A live figure is its still picture, with the address at
which it moves. Left out is what needs a screen: notebooks, gallery, reference.

By Chromium and not by LaTeX: formulas, pictures and code look as on the site, so there
is one look to care for, and the tests need Chromium anyway. pypdf says where things
stand.
"""

import argparse
import io
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path

import matplotlib as mpl
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Page, Route
from pygments.formatters import HtmlFormatter
from pypdf import PdfReader

import book
import browser
import release
from course import contents
from course.articles import Site, anchor
from course.contents import Entry

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
TARGET = ROOT / "_build" / "book.pdf"
TITLE = "Foundations of Neural Networks and Deep Learning"
#: Pages that only the site can show, with those below them.
LEFT_OUT = ("figures", "api")
#: Sections of the start page that begin the book.
PREFACE = ("what-you-will-be-able-to-do", "for-whom", "how-a-chapter-is-built")
SOLUTIONS = "solutions"
#: Of what a picture has on the site; a third narrower, its letters are as the text's.
SCALE = 0.7
#: A program of as many lines stands on one page; a longer one may be cut.
LINES = 18
#: A paragraph that says so is about the site's exercises.
_SCREEN = "in this browser"
#: How often the book may be printed until the numbers of its pages are right.
MOST = 4

#: A host that no name server knows: the site, this project's styles, and letters.
HOST = "http://paper.invalid"
#: The same letters on every machine: those that come with matplotlib.
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_LINE = (
    '<li class="{kind}"><a href="#{name}">{text}</a>'
    '<a class="page-of" href="#{name}"></a></li>'
)
_COVER = """<section class="cover">
<img src="/assets/hero.svg" alt="">
<h1>{title}</h1>
<p class="motto">{motto}</p>
<p class="edition">Version {version}<br>{address}</p>
</section>
<section class="colophon">
<p>This is the course on paper. Its figures that move stand here as pictures, each with
the address at which it moves. Solutions and answers stand at the end. The notebooks,
in which the experiments are run, and the reference of the Python package are on the
site{site} alone.</p>
<p>© 2026 by its authors. Text and figures may be copied and changed under CC BY 4.0
(https://creativecommons.org/licenses/by/4.0/), the code under the MIT licence.</p>
</section>"""


class Printed:
    """The book as it grows: its sheets, and what is kept for the end."""

    def __init__(self, site: Site) -> None:
        self.site = site
        entries = contents.read().entries
        self.entries = [x for x in entries if x.name not in LEFT_OUT]
        self.pages = [x.page for x in self.entries]
        self.solutions: list[str] = []

    def article(self, page: str) -> Tag:
        """Return an article as it stands on paper."""
        article = self.site.article(page, self.pages)
        for figure in article.select(".live-figure"):
            self.site.still(figure, page)
        for picture in article.select("img"):
            scale(picture)
        for code in article.select("pre"):
            if code.get_text().count("\n") > LINES:
                code["class"] = "long"
        for paragraph in article.select("section > p"):
            if _SCREEN in paragraph.get_text():
                paragraph.decompose()
        for link in article.select("a.external"):
            shown = link.get_text().removeprefix("doi:").rstrip("/")
            if shown not in str(link["href"]):
                link["class"] = "far"
        for label in article.select(".sd-tab-label"):
            label.name = "p"
        for question in article.select("fieldset, legend"):
            question.name = {"fieldset": "div", "legend": "p"}[question.name]
        return article

    def chapter(self, entry: Entry, above: str) -> str:
        """Return a page of the book; what is folded there is kept for the end.

        Parameters
        ----------
        entry : Entry
            Of the table of contents.
        above : str
            What stands above its title: its part, where that begins.
        """
        article = self.article(entry.page)
        title = article.h1
        assert title is not None
        kept = [x for x in map(solution, article.select(_FOLDED)) if x]
        for folded in article.select("details"):
            folded.name = "div"
        for line in article.select("summary"):
            line.name = "p"
        if kept:
            self._solve(anchor(entry.page, SOLUTIONS), title, "".join(kept))
        if above:
            title.insert_before(_new(f'<p class="part">{escape(above)}</p>'))
        return sheet(anchor(entry.page, "sheet"), title.get_text(), article.decode())

    def _solve(self, name: str, title: Tag, kept: str) -> None:
        begin = "" if self.solutions else f"<h1>{SOLUTIONS.capitalize()}</h1>"
        inside = f"{begin}<h2>{title.get_text()}</h2>{kept}"
        head = f"{SOLUTIONS.capitalize()}: {title.get_text()}"
        self.solutions.append(sheet(name, head, inside))

    def text(self) -> str:
        """Return the whole book as one page of HTML."""
        start = self.article(self.site.start)
        motto = start.select_one(".hero-text")
        parts = [start.find(id=anchor(self.site.start, x)) for x in PREFACE]
        assert motto is not None
        assert all(parts)
        preface = "<h1>About this course</h1>" + "".join(map(str, parts))
        before, sheets = "", [sheet("about", "About this course", preface)]
        for entry in self.entries:
            sheets.append(
                self.chapter(entry, entry.part if entry.part != before else "")
            )
            before = entry.part
        sheets += self.solutions
        address = self.site.address
        cover = _COVER.format(
            title=TITLE,
            motto=motto.get_text(" ", strip=True),
            version=release.version(),
            address=address,
            site=f" ({address})" if address else "",
        )
        book = BeautifulSoup("".join(sheets), "html.parser")
        return document(cover + table(book) + book.decode(), "paper.css")


#: What is folded on the site and stands at the end of the book.
_FOLDED = "details.solution, .code-help, .quiz"


def _new(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def solution(folded: Tag) -> str:
    """Take what is folded out of its page; return what stands at the end of the book.

    A line in its place says on which page that is.
    """
    parent = folded.parent
    assert parent is not None
    if folded.css.match(".quiz"):
        return "".join(map(_answer, folded.select(".quiz-question")))
    if folded.css.match(".code-help"):
        name, title = f"{parent['id']}-solution", parent.select_one(".code-title")
    else:
        task = folded.find_previous_sibling("div", class_="exercise")
        name = str(folded["id"])
        title = task.select_one(".admonition-title") if isinstance(task, Tag) else None
        parent = task if isinstance(task, Tag) else parent
    assert title is not None
    folded.extract()
    parent.append(_new(_pointer("Solution", name)))
    inside = ""
    for part in folded.select("details"):
        begin = part.summary
        assert begin is not None
        begin.name, begin.string = "strong", f"{begin.get_text()}. "
        if part.p:
            part.p.insert(0, begin.extract())
        inside += part.decode_contents()
    return _write_solution(name, title.decode_contents(), inside or _inside(folded))


def _answer(question: Tag) -> str:
    answer = question.select_one("details")
    number = question.select_one(".quiz-number")
    assert answer is not None
    assert number is not None
    name = f"{question['id']}-answer"
    for right in reversed(answer.select('p:-soup-contains("✓")')):
        answer.insert(0, right.extract())  # it comes first
    answer.replace_with(_new(_pointer("Answer", name)))
    return _write_solution(
        name, f"Check yourself, question {number.get_text()}", _inside(answer)
    )


def _inside(folded: Tag) -> str:
    return "".join(
        str(x) for x in folded.children if getattr(x, "name", "") != "summary"
    )


def scale(picture: Tag) -> None:
    """Give a picture its size on paper."""
    if width := picture.attrs.pop("width", None):
        picture["width"] = f"{float(str(width)) * SCALE:.0f}"
    picture.attrs.pop("height", None)


def _pointer(what: str, name: str) -> str:
    return (
        f'<p class="solved">{what}: <a href="#{name}">page </a>'
        f'<a class="page-of" href="#{name}"></a></p>'
    )


def _write_solution(name: str, title: str, inside: str) -> str:
    return (
        f'<div class="solved-task" id="{name}"><p class="solved-title">{title}</p>'
        f"{inside}</div>"
    )


def sheet(name: str, title: str, inside: str) -> str:
    """Return a part of the book that begins a page and stands at the head of its own.

    Parameters
    ----------
    name : str
        Of the sheet; no other has it.
    title : str
        What the head says.
    inside : str
        Its HTML.
    """
    told = title.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'<style>@page {name} {{ @top-center {{ content: "{told}"; }} }}</style>'
        f'<section class="sheet" style="page: {name}" id="{name}">{inside}</section>'
    )


def table(book: Tag) -> str:
    """Return the table of contents: all titles, and what does not come in each."""
    headings = book.select("h1, h2")
    often = Counter(x.get_text() for x in headings)
    lines = []
    for number, heading in enumerate(headings):
        heading.attrs.setdefault("id", f"heading-{number}")
        if heading.name == "h2" and often[heading.get_text()] > 2:
            continue
        part = heading.find_previous_sibling(class_="part")
        if heading.name == "h1" and part:
            lines.append(f'<li class="part">{escape(part.get_text())}</li>')
        text = escape(heading.get_text())
        lines.append(_LINE.format(kind=heading.name, name=heading["id"], text=text))
    inside = f'<h1>Contents</h1><ul class="table">{"".join(lines)}</ul>'
    return sheet("contents", "Contents", inside)


def document(body: str, *styles: str) -> str:
    """Return a page of HTML with the course's formulas, code and such styles."""
    code = HtmlFormatter(style="a11y-light").get_style_defs(".highlight")
    links = "".join(f'<link rel="stylesheet" href="/assets/{x}">' for x in styles)
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>{TITLE}</title>"
        '<link rel="stylesheet" href="/assets/site/katex/katex.min.css">'
        '<link rel="stylesheet" href="/assets/site/katex/slim.css">'
        f"<style>{code}</style>{links}</head><body>{body}</body></html>"
    )


@contextmanager
def open_print(chromium: Browser, text: str, html: Path) -> Iterator[Page]:
    """Open a text in the browser, with the site's pictures and the project's styles."""

    def answer(route: Route) -> None:
        place = route.request.url.removeprefix(f"{HOST}/").partition("?")[0]
        known = (html / place, ROOT / place, _FONTS / place.removeprefix("fonts/"))
        if not place:
            route.fulfill(body=text, content_type="text/html")
        elif path := next((x for x in known if x.is_file()), None):
            route.fulfill(path=path)
        else:
            route.fulfill(status=404)

    page = chromium.new_page(reduced_motion="reduce")
    page.set_default_timeout(300_000)
    try:
        page.route("**/*", answer)
        page.goto(f"{HOST}/")
        page.evaluate("document.fonts.ready.then(() => true)")
        yield page
    finally:
        page.close()


def where(pdf: bytes) -> dict[str, int]:
    """Return on which page of a PDF each of its named places is, from 1."""
    reader = PdfReader(io.BytesIO(pdf))
    found = {}
    for name, place in reader.named_destinations.items():
        number = reader.get_destination_page_number(place)
        if number is not None:
            found[name.removeprefix("/")] = number + 1
    return found


#: Writes the numbers of pages where the book names one.
_NUMBER = """(where) => {
  for (const link of document.querySelectorAll("a.page-of"))
    link.textContent = where[link.hash.slice(1)] ?? "000";
}"""


def make(chromium: Browser, html: Path = HTML) -> bytes:
    """Return the book as a PDF.

    Raises
    ------
    RuntimeError
        If the numbers of its pages never come to rest.
    """
    known: Mapping[str, int] = {}
    with open_print(chromium, Printed(Site(html)).text(), html) as page:
        for _ in range(MOST):
            page.evaluate(_NUMBER, known)
            pdf = browser.print_pdf(page, prefer_css_page_size=True)
            before, known = known, where(pdf)
            if known == before:
                return pdf
    raise RuntimeError(f"the book: after {MOST} prints its pages still change places")


def main() -> int:
    """Build the site and print it."""
    if status := book.build():
        return status
    with browser.start() as chromium:
        TARGET.write_bytes(make(chromium))
    print(f"  {TARGET.relative_to(ROOT)} ({TARGET.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    sys.exit(main())
