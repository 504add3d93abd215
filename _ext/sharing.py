"""What others see of a page: search engines, messengers, whoever follows a dead link.

Each page gets a description of its first words. Once the site's address is known
(`site_address`), it also gets its canonical address and a preview picture, and the site
a map. The start page says as data that it is a course (schema.org).
"""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from _ext.content_security import secure
from docutils import nodes
from PIL import Image, ImageDraw, ImageFont
from sphinx.application import Sphinx

#: As much as search engines show.
LONGEST = 155
#: What messengers ask for [px].
CARD = (1200, 630)
_CARDS = "cards"
_INK, _PAPER, _WARM = "#c7d2fe", "#12141f", "#fbbf24"

_NOT_FOUND = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>No such page - {title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif }}
main {{ margin: 15vh auto; max-width: 32rem; padding: 0 1.5rem }}
</style>
</head>
<body><main>
<h1>No such page</h1>
<p>The course has no page at this address. It may have moved, or the link that led here
has a mistake.</p>
<p><a href="{site}chapters/index.html">To the start of the course</a><br>
<a href="{site}search.html">Search it</a></p>
</main></body>
</html>
"""


def _words(node: nodes.Node) -> str:
    """Return a node's text without formulas and notes."""
    kept = node.deepcopy()
    for inner in list(kept.findall(lambda x: isinstance(x, (nodes.math, nodes.raw)))):
        inner.parent.remove(inner)
    return " ".join(kept.astext().split())


def _first_words(section: nodes.Element) -> Iterator[str]:
    for child in section.children:
        if isinstance(child, nodes.section):
            break
        if isinstance(child, (nodes.paragraph, nodes.bullet_list, nodes.container)):
            yield _words(child)


def description(doctree: nodes.document) -> str:
    """Return the first words of a page, of whole words, at most `LONGEST` letters."""
    section = next(iter(doctree.findall(nodes.section)), doctree)
    text = " ".join(_first_words(section)) or _words(section)
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rpartition(" ")[0].rstrip(",;:") + "…"


def card(title: str, book: str, fonts: Path) -> Image.Image:
    """Draw the picture that stands for a page where somebody shares it."""
    picture = Image.new("RGB", CARD, _PAPER)
    draw = ImageDraw.Draw(picture)
    bold = ImageFont.truetype(fonts / "DejaVuSans-Bold.ttf", 68)
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, bold) > CARD[0] - 160 and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    draw.multiline_text((80, 90), "\n".join(lines[:5]), _INK, bold, spacing=18)
    draw.rectangle((80, 520, 200, 526), _WARM)
    small = ImageFont.truetype(fonts / "DejaVuSans.ttf", 32)
    draw.text((80, 548), book, "#a9b0c9", small)
    return picture


def _card(app: Sphinx, page: str, title: str) -> str:
    """Draw a page's card; return its place below the site's address."""
    import matplotlib  # brings the fonts

    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    place = f"_static/{_CARDS}/{page.replace('/', '-')}.png"
    path = Path(app.outdir) / place
    path.parent.mkdir(parents=True, exist_ok=True)
    card(title, app.config.html_title, fonts).save(path, optimize=True)
    return place


def _course(app: Sphinx, about: str) -> str:
    """Return what schema.org calls a course, as a block of data."""
    config = app.config
    data = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": config.html_title,
        "description": about,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "educationalLevel": "Beginner",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "provider": {"@type": "Organization", "name": config.author},
        **({"url": config.html_baseurl} if config.html_baseurl else {}),
    }
    text = json.dumps(data).replace("<", "\\u003c")  # no tag may end the block
    return f'<script type="application/ld+json">{text}</script>'


def _tell(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    if doctree is None:
        return
    title = app.env.titles[page].astext()
    about = description(doctree)
    pairs = {
        "og:type": "article",
        "og:title": title,
        "og:description": about,
        "og:site_name": app.config.html_title,
    }
    if base := app.config.html_baseurl:
        pairs["og:url"] = f"{base}{page}.html"
        pairs["og:image"] = base + _card(app, page, title)
        pairs["og:image:alt"] = title
    tags = [f'<meta name="description" content="{html.escape(about)}">']
    tags += [
        f'<meta property="{name}" content="{html.escape(value)}">'
        for name, value in pairs.items()
    ]
    tags.append('<meta name="twitter:card" content="summary_large_image">')
    if page == app.config.root_doc:
        tags.append(_course(app, about))
    context["metatags"] = "\n".join([context.get("metatags", ""), *tags])


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name != "html":
        return
    out, base = Path(app.outdir), app.config.html_baseurl
    title = html.escape(app.config.html_title)
    # a server shows this page at any depth: only whole addresses lead away from there
    (out / "404.html").write_text(
        secure(_NOT_FOUND.format(title=title, site=base)), "utf-8"
    )
    robots, sitemap = "User-agent: *\nAllow: /\n", out / "sitemap.xml"
    sitemap.unlink(missing_ok=True)
    if base:
        robots += f"Sitemap: {base}sitemap.xml\n"
        places = (
            f"<url><loc>{html.escape(base + page)}.html</loc></url>\n"
            for page in sorted(app.env.found_docs)
        )
        sitemap.write_text(
            '<?xml version="1.0" encoding="utf-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{''.join(places)}</urlset>\n",
            "utf-8",
        )
    (out / "robots.txt").write_text(robots, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, after what trims the page and before the policy."""
    app.connect("html-page-context", _tell, priority=930)
    app.connect("build-finished", _write, priority=940)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
