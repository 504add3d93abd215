"""The pages of the built site, made ready to stand elsewhere: in a book, on slides.

An article loses what only a page of the site can use (buttons, marks of headings, the
second copy of each formula). Its pictures lie below ``/``, the site's top. Its names
carry the page's, so that many articles can stand in one document, and its links lead to
whatever of the site stands there, or to the site's address.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

_NEEDLESS = ".headerlink, .toctree-wrapper, .pst-js-only, button, input, script"
#: Where blanks tell something: Beautiful Soup leaves one of many anywhere else.
_BLANKS = {"pre", "textarea", "code"}
_OF_THE_PAGE = (
    "loading",
    "decoding",
    "tabindex",
    "title",
    "role",
    "aria-labelledby",
)


@dataclass(frozen=True)
class Site:
    """The built site.

    Attributes
    ----------
    html : Path
        Its folder.
    start : str
        The page that it starts with.
    """

    html: Path
    start: str = "chapters/index"

    def parse(self, page: str) -> BeautifulSoup:
        """Return a page as it is."""
        text = (self.html / f"{page}.html").read_text("utf-8")
        return BeautifulSoup(text, "html.parser", preserve_whitespace_tags=_BLANKS)

    @cached_property
    def address(self) -> str:
        """Where it stands on the web; "" while it has no address."""
        link = self.parse(self.start).select_one("link[rel=canonical]")
        return str(link["href"]).removesuffix(f"{self.start}.html") if link else ""

    def place(self, page: str, anchor: str = "") -> str:
        """Return the address of a page, from the site's top if that has none."""
        return f"{self.address}{page}.html" + (f"#{anchor}" if anchor else "")

    def article(self, page: str, together: Collection[str] = ()) -> Tag:
        """Return what a page says.

        Parameters
        ----------
        page : str
            Its name.
        together : collection of str
            The names of the pages that stand in the same document.
        """
        article = self.parse(page).select_one("article > section")
        assert article is not None, f"{page} has no article"
        for needless in article.select(_NEEDLESS):
            needless.decompose()
        for element in (article, *article.find_all(True)):
            for name in () if element.name == "svg" else _OF_THE_PAGE:
                element.attrs.pop(name, None)
            if "id" in element.attrs:
                element["id"] = anchor(page, str(element["id"]))
        for formula in article.select(".katex"):
            _say(formula)
        article.attrs.setdefault("id", anchor(page, ""))
        folder = page.rpartition("/")[0]
        for picture in article.select("img"):
            picture["src"] = "/" + normpath(join(folder, str(picture["src"])))
            picture.attrs.pop("style", None)
        for mark in article.select("section > span[id]:empty"):
            title = mark.find_next_sibling()  # else a page may end between the two
            if isinstance(title, Tag) and title.name in ("h1", "h2", "h3", "h4"):
                title.insert(0, mark.extract())
        for link in article.select("a"):
            self._lead(link, page, together)
        return article

    def still(self, figure: Tag, page: str) -> None:
        """Let a live figure's place say where it moves, not what the picture shows.

        Parameters
        ----------
        figure : Tag
            Its place.
        page : str
            The page on which it stands.
        """
        picture, words = figure.img, figure.p
        assert picture is not None
        assert words is not None
        before, _, told = words.get_text().partition(f"{picture['alt']}. ")
        picture["alt"] = told
        address = self.place(page, f"figure-{figure['data-figure']}")
        said = BeautifulSoup(
            f'<p class="moves">{escape(before)}It moves at <span>{address}</span>'
            f"{'' if self.address else ' of the site'}.</p>",
            "html.parser",
        )
        words.replace_with(said)

    def _lead(self, link: Tag, page: str, together: Collection[str]) -> None:
        """Let a link lead where it can from outside the site."""
        target = urlsplit(str(link.get("href", "")))
        if link.css.match(".image-reference") or not link.get("href"):
            link.unwrap()
        elif not target.scheme:
            other = page
            if target.path:
                other = normpath(join(page.rpartition("/")[0], target.path))
                other = other.removesuffix(".html")
            if other in together:
                link["href"] = f"#{anchor(other, target.fragment)}"
            elif self.address:
                link["href"] = self.place(other, target.fragment)
            else:
                link.unwrap()


def anchor(page: str, name: str) -> str:
    """Return the name in a document of many pages of what a page calls so."""
    return "--".join(x for x in (page.rpartition("/")[2], name) if x)


def _say(formula: Tag) -> None:
    """Leave one copy of a formula, the one that is seen, with its source as words."""
    source = formula.attrs.pop("data-tex", None)
    spoken = formula.select_one(".katex-mathml")
    if spoken and not source:
        source = spoken.get_text()
    if source:
        formula["role"], formula["aria-label"] = "math", str(source)
    if spoken:
        spoken.decompose()
