"""The builder at work on a book of two pages, with the course's own settings."""

import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup

import book
from nnfoundations.figures import FIGURES

KERNEL = {
    "kernelspec": {"name": "python3", "display_name": "Python", "language": "python"},
    "language_info": {"name": "python"},
}
SITE = "https://some-one.github.io/nnfoundations/"
PAGE = """# Page

{{result}}`lab/accuracy:.3f`, then $x^2$ {more}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return a book with the course's configuration, a start page and two pages."""
    root = tmp_path_factory.mktemp("small")
    for name in ("_ext", "_templates", "assets/site", "assets/stills"):
        shutil.copytree(book.ROOT / name, root / name)
    shutil.copy(book.ROOT / "_config.yml", root)
    (root / "assets/stills/xor_fold.webp").unlink()
    (root / "references.bib").touch()
    (root / "chapters").mkdir()
    (root / "results").mkdir()
    contents(root, ["one", "two"])
    (root / "chapters" / "index.md").write_text("# Start\n")
    (root / "chapters" / "one.md").write_text(PAGE.format(more=""))
    (root / "chapters" / "two.md").write_text("# Other page\n")
    record(root, 0.9753)
    return root


def contents(root, names):
    lines = ["format: jb-book", "root: chapters/index", "chapters:"]
    lines += [f"- file: chapters/{name}" for name in names]
    (root / "_toc.yml").write_text("\n".join(lines) + "\n")


def record(root, accuracy):
    (root / "results" / "lab.json").write_text(f'{{"accuracy": {accuracy}}}')


def html(root, name):
    return root / "_build" / "html" / "chapters" / f"{name}.html"


def test_it_builds_without_a_node_on_the_path(small):
    bare = os.pathsep.join(["/nowhere", os.path.dirname(sys.executable)])
    code = "import book, pathlib, sys; sys.exit(book.build(pathlib.Path(sys.argv[1])))"
    paths = os.pathsep.join(str(book.ROOT / name) for name in ("src", "tools"))
    environment = os.environ | {"PATH": bare, "PYTHONPATH": paths}
    command = [sys.executable, "-c", code, str(small)]
    run = subprocess.run(command, env=environment, check=False)
    assert run.returncode == 0
    assert '<span class="katex' in html(small, "one").read_text()
    assert "0.975" in html(small, "one").read_text()


def test_a_changed_result_writes_the_pages_that_quote_it_and_no_other(small):
    before = {name: html(small, name).stat().st_mtime_ns for name in ("one", "two")}
    record(small, 0.5)
    assert book.build(small) == 0
    assert "0.500" in html(small, "one").read_text()
    assert html(small, "one").stat().st_mtime_ns > before["one"]
    assert html(small, "two").stat().st_mtime_ns == before["two"]


def test_with_an_address_the_buttons_are_there(small):
    settings = small / "_config.yml"
    before = settings.read_text()
    settings.write_text(before.replace("address_not_set", "some-one"))
    cell = nbformat.v4.new_markdown_cell("# Lab", id="title")
    lab = nbformat.v4.new_notebook(cells=[cell], metadata=KERNEL)
    nbformat.write(lab, small / "chapters/two.ipynb")
    other = (small / "chapters/two.md").rename(small / "two.kept")
    flat = (small / "_toc.yml").read_text()
    below = "- file: chapters/one\n  sections:\n  - file: chapters/two"
    (small / "_toc.yml").write_text(flat.partition("- ")[0] + below)
    assert book.build(small) == 0
    page, lab = (html(small, name).read_text() for name in ("one", "two"))
    ours = "https://github.com/some-one/nnfoundations"
    for text, ending in ((page, "one.md"), (lab, "two.ipynb")):
        assert f'"{ours}"' in text
        assert f"{ours}/edit/main/chapters/{ending}" in text
        assert f"{ours}/issues/new" in text
        assert f'rel="canonical" href="{SITE}chapters/' in text
        assert f'"og:image" content="{SITE}_static/cards/' in text
    built = small / "_build/html"
    assert f"<loc>{SITE}chapters/one.html</loc>" in (built / "sitemap.xml").read_text()
    assert f"{SITE}sitemap.xml" in (built / "robots.txt").read_text()
    assert f'href="{SITE}chapters/index.html"' in (built / "404.html").read_text()
    place = "some-one/nnfoundations"
    branch = f"gh/{place}/main?urlpath=lab/tree/chapters/two.ipynb"
    for text in (page, lab):  # a chapter has the menu of its notebooks
        assert f"https://mybinder.org/v2/{branch}" in text
        assert f"/github/{place}/blob/main/chapters/two.ipynb" in text
    assert "Lab · Binder" in page
    start = html(small, "index").read_text()
    assert "mybinder" not in start
    (small / "_toc.yml").write_text(flat)
    (small / "chapters/two.ipynb").unlink()
    other.rename(small / "chapters/two.md")
    settings.write_text(before)
    assert book.build(small) == 0
    assert "github.com" not in html(small, "one").read_text()


def test_a_changed_style_alone_reaches_the_pages(small):
    before = html(small, "two").read_text()
    style = small / "assets/site/blocks.css"
    added = "\n.bd-article { --new: 1 }\n.no-such-class { color: red; }\n"
    style.write_text(style.read_text() + added)
    assert book.build(small) == 0
    built = (small / "_build/html/_static/site.css").read_text()
    assert "--new" in built
    assert "no-such-class" not in built, "no page has that"
    assert html(small, "two").read_text() != before


FIGURE = """```{{live-figure}} {}
:name: live-here
:state: {}

What is *seen*.

And more.
```
"""
FAULTS = {
    FIGURE.format("no_such_figure", "{}"): "there are: ",
    FIGURE.format("integrate_fire", '{"current": 99}'): "'current' trait",
    FIGURE.format("integrate_fire", "current = 3"): "expected a JSON object",
    FIGURE.format("xor_fold", "{}"): "make stills NAMES=xor_fold",
    "{result}`lab/acuracy:.3f`": "known there: accuracy",
    r"$\nosuchcommand$": "Undefined control sequence",
    "[](no-such-label)": "no-such-label",
}


def test_faults_stop_the_build_each_time_until_they_are_mended(small, capsys):
    path = small / "chapters" / "one.md"
    path.write_text(PAGE.format(more="\n\n".join(["", *FAULTS])))
    for _ in range(2):
        assert book.build(small) != 0
        told = capsys.readouterr().err
        assert [text for text in FAULTS.values() if text not in told] == []
        assert told.count("chapters/one") == len(FAULTS)
    path.write_text(PAGE.format(more=""))
    assert book.build(small) == 0


def test_a_removed_page_is_forgotten(small):
    contents(small, ["one"])
    (small / "chapters" / "two.md").unlink()
    assert book.build(small) == 0
    assert not html(small, "two").exists()
    assert "Other page" not in html(small, "one").read_text()


ENTRY = """@book{{{key},
  author = {{{name}, A.}}, title = {{T}}, publisher = {{P}}, year = {{{year}}}
}}
"""


def test_a_new_source_renews_the_pages_that_cite_others(small):
    old, bib = html(small, "one"), small / "references.bib"
    contents(small, ["one", "two"])
    bib.write_text(ENTRY.format(key="young", name="Young", year=1999))
    (small / "chapters/one.md").write_text("# Page\n\n{cite:t}`young`\n")
    (small / "chapters/two.md").write_text("# Sources\n\n```{bibliography}\n```\n")
    assert book.build(small) == 0
    bib.write_text(ENTRY.format(key="abel", name="Abel", year=1824) + bib.read_text())
    (small / "chapters/index.md").write_text("# Start\n\n{cite:t}`abel`\n")
    assert book.build(small) == 0
    (place,) = re.findall(r'href="two\.html#(\w+)"', old.read_text())
    shown = html(small, "two").read_text().partition(f'id="{place}"')[2]
    assert "Young" in re.sub("<[^>]*>", "", shown)[:200].partition("Abel")[0]


def widget(name, state):
    """Return a notebook that shows a figure as Jupyter stores it."""
    view = {"version_major": 2, "version_minor": 1, "model_id": "0" * 32}
    output = nbformat.v4.new_output(
        "display_data",
        {
            "text/plain": "IntegrateFire()",
            "text/html": FIGURES[name].placeholder(state),
            "application/vnd.jupyter.widget-view+json": view,
        },
    )
    cell = nbformat.v4.new_code_cell("figure", outputs=[output], id="figure")
    title = nbformat.v4.new_markdown_cell("# Lab", id="title")
    return nbformat.v4.new_notebook(cells=[title, cell], metadata=KERNEL)


def test_a_live_figure_has_a_number_a_picture_and_its_script(small):
    place = FIGURE.format("integrate_fire", '{"current": 2.1}')
    text = f"# Page\n\nSee {{numref}}`live-here`.\n\n{place}"
    (small / "chapters/one.md").write_text(text)
    nbformat.write(
        widget("integrate_fire", {"t_ref": 5.0}), small / "chapters/lab.ipynb"
    )
    contents(small, ["one", "two", "lab"])
    assert book.build(small) == 0
    page = BeautifulSoup(html(small, "one").read_text(), "html.parser")
    (figure,) = page.select("figure#live-here > .live-figure")
    assert json.loads(figure["data-state"]) == {"current": 2.1}
    still = (html(small, "one").parent / figure.img["src"]).resolve()
    assert still.is_file()
    assert FIGURES["integrate_fire"].description in figure.get_text()
    assert page.select_one("figcaption em").get_text() == "seen"
    assert page.select_one("a[href='#live-here'] .std-numref").get_text() == "Fig. 1"
    assert page.select("script[data-modules]")
    lab = BeautifulSoup(html(small, "lab").read_text(), "html.parser")
    (figure,) = lab.select(".cell_output .live-figure")
    assert json.loads(figure["data-state"]) == {"t_ref": 5.0}
    assert figure.img["alt"] == FIGURES["integrate_fire"].title
    assert lab.select("script[data-modules]")
    other = html(small, "two").read_text()
    assert "figures.js" not in other
    assert "figure.css" not in other


def test_a_changed_still_writes_the_pages_that_show_it_and_no_other(small):
    names = ("one", "two", "lab")
    before = {name: html(small, name).stat().st_mtime_ns for name in names}
    (small / "assets/stills/integrate_fire.webp").touch()
    assert book.build(small) == 0
    now = {name: html(small, name).stat().st_mtime_ns for name in names}
    assert [name for name in names if now[name] > before[name]] == ["one", "lab"]


def test_modules_of_earlier_builds_are_forgotten(small):
    folder = small / "_build/html/_static/figures"
    (folder / "0123456789ab").mkdir()
    (small / "chapters/two.md").write_text("# Sources\n\n```{bibliography}\n```\n\nx\n")
    assert book.build(small) == 0
    (left,) = folder.iterdir()
    assert left.name in html(small, "one").read_text()


def test_downloads_are_linked_until_a_page_changes(small):
    (small / "chapters/index.md").write_text("# Start\n\n```{downloads}\n```\n")
    assert book.build(small) == 0
    assert '<div class="downloads"></div>' in html(small, "index").read_text()
    folder = small / "_build/html/downloads"
    folder.mkdir()
    (folder / "SHA256SUMS").write_text("x" * 2000)
    assert book.build(small) == 0
    link = '<a href="../downloads/SHA256SUMS" download>'
    assert link in html(small, "index").read_text()
    (small / "chapters/two.md").write_text("# Other\n\nChanged.\n")
    assert book.build(small) == 0
    assert not folder.exists()
    assert link not in html(small, "index").read_text()
