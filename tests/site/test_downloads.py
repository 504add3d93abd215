"""The downloads of the built site: whole, and alive where they are unpacked."""

import json
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import built_site
import pytest
from bs4 import BeautifulSoup
from built_site import HTML
from pypdf import PdfReader

import book
import downloads
import paper
import slides
from course.articles import Site

RUNNER = book.ROOT / "tests" / "fresh" / "run_notebook.py"


@pytest.fixture(scope="module")
def made(built, tmp_path_factory):
    """Make the downloads; return them by how their names end."""
    folder = tmp_path_factory.mktemp("downloads") / "new"
    with ThreadPoolExecutor(1) as apart:  # this thread may have a browser already
        paths = apart.submit(downloads.make, folder, built).result()
    ends = r"-(?=[a-z]*\.(?:zip|pdf))|(?=\.whl)"
    return {re.split(ends, x.name)[-1]: x for x in paths}


def unpack(path, folder):
    """Unpack an archive into an empty folder; return the folder that it holds."""
    zipfile.ZipFile(path).extractall(folder)
    (top,) = folder.iterdir()
    return top


@pytest.fixture(scope="module")
def archive(made, tmp_path_factory):
    """Unpack the course's archive in an empty folder."""
    return unpack(made["course.zip"], tmp_path_factory.mktemp("archive"))


def test_each_is_there_and_its_checksum_fits(made):
    assert set(made) == {
        "book.pdf",
        "site.zip",
        "slides.zip",
        "course.zip",
        ".whl",
        downloads.SUMS,
    }
    files = {x.name: x.read_bytes() for x in made.values() if x.name != downloads.SUMS}
    assert made[downloads.SUMS].read_text() == downloads.sums(files)


def test_the_site_opens_from_disk_where_it_was_unpacked(made, browser, tmp_path):
    zipfile.ZipFile(made["site.zip"]).extractall(tmp_path)
    (top,) = tmp_path.iterdir()
    context = browser.new_context()
    page, visit = built_site.watch(context, "file:")
    page.goto((top / "index.html").as_uri())
    page.wait_for_url("**/chapters/index.html")
    page.locator("[data-figure][data-alive]").first.wait_for(timeout=30_000)
    page.goto((top / "chapters/biological-neuron.html").as_uri())
    page.locator("[data-figure]").first.scroll_into_view_if_needed()
    page.locator("[data-figure][data-alive]").first.wait_for(timeout=30_000)
    assert (visit.errors, visit.console, visit.failed) == ([], [], [])
    context.close()
    inside = {x.relative_to(top).as_posix() for x in top.rglob("*") if x.is_file()}
    assert {f"{page}.html" for page in built_site.PAGES} <= inside


def test_no_link_of_the_archive_is_dead(archive):
    found = []
    for path in archive.glob("notebooks/*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        text = "\n".join(
            "".join(x["source"]) for x in cells if x["cell_type"] != "code"
        )
        links = re.findall(r"\]\(([^)\s#]+)", text)
        found += [x for x in links if not re.match(r"https?:|attachment:", x)]
        assert [x for x in found if not (path.parent / x).exists()] == []
    assert len(found) > 50
    readme = (archive / "README.md").read_text()
    assert [x for x in re.findall(r"`([\w./-]+/)`", readme) if "venv" not in x]
    named = ["LICENSE", "LICENSE-TEXT", *re.findall(r"-r (\S+)", readme)]
    assert [x for x in named if not (archive / x).exists()] == []


def test_all_files_of_the_archive_are_whole_and_none_is_a_data_set(archive):
    files = {
        x.relative_to(archive).as_posix(): x.read_bytes()
        for x in archive.rglob("*")
        if x.is_file() and x.name != downloads.SUMS
    }
    assert (archive / downloads.SUMS).read_text() == downloads.sums(files)
    assert [x for x in files if re.search(r"\.(gz|npz|csv|parquet|ubyte)$", x)] == []


@pytest.fixture
def bare(tmp_path):
    """Return a Python that has the usual packages, but neither the course nor a net."""
    venv.create(tmp_path / "venv", symlinks=True)
    where = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    python = tmp_path / "venv" / where
    usual = tmp_path / "usual"
    usual.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "nnfoundations" not in path.name:
            (usual / path.name).symlink_to(path)
    clean = {"PATH": f"{python.parent}:/usr/bin:/bin", "HOME": str(tmp_path)}
    clean |= {"PIP_NO_INDEX": "1", "OMP_NUM_THREADS": "1"}

    def run(*words, **options):
        command = [str(x) for x in (python, *words)]
        options |= {"capture_output": True, "text": True, "env": clean}
        done = subprocess.run(command, **options, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    own = run("-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    Path(own, "usual.pth").write_text(str(usual))
    return run, own


def test_a_notebook_runs_with_the_archive_alone(archive, bare):
    run, own = bare
    ask = "import importlib.util as u; print(u.find_spec('nnfoundations'))"
    assert run("-c", ask) == "None"
    printed = run(RUNNER, archive / "notebooks" / "architecture.ipynb", timeout=300)
    assert printed.endswith("cells ran")
    ask = "import nnfoundations; print(nnfoundations.__file__)"
    assert run("-c", ask).startswith(own), "another copy of the course was at work"


def test_the_landing_page_links_what_there_is_and_nothing_else():
    links = built_site.soup("chapters/index").select(".downloads a")
    folder = HTML / "downloads"
    there = {x.name for x in folder.iterdir()} if folder.exists() else set()
    assert {x["href"].removeprefix("../downloads/") for x in links} == there


@pytest.fixture(scope="module")
def decks(made, tmp_path_factory):
    """Unpack the slides."""
    return unpack(made["slides.zip"], tmp_path_factory.mktemp("decks"))


def test_each_chapter_has_its_slides_as_a_page_and_as_a_pdf(decks):
    names = [x.name for x in slides.chapters()]
    assert len(names) == 13
    index = (decks / "index.html").read_text("utf-8")
    links = re.findall(r'href="([^"]+\.(?:html|pdf))"', index)
    assert links == [f"{x}.{ending}" for x in names for ending in ("html", "pdf")]
    for link in links:
        assert (decks / link).stat().st_size > 10_000, link
        assert link.endswith("html") or (decks / link).read_bytes()[:5] == b"%PDF-"


@pytest.mark.parametrize("entry", slides.chapters(), ids=lambda x: x.name)
def test_the_slides_have_all_pictures_live_figures_and_questions(decks, entry):
    page = built_site.soup(entry.page)
    deck = BeautifulSoup(
        (decks / f"{entry.name}.html").read_text("utf-8"), "html.parser"
    )
    shown = [
        Path(x["src"]).name for x in page.select("article figure:not(details *) img")
    ]
    found = [Path(x["src"]).name for x in deck.select("figure img")]
    assert found == shown
    assert all((decks / "images" / name).exists() for name in found)
    assert len(deck.select("[data-figure]")) == len(page.select("[data-figure]"))
    assert len(deck.select(".quiz")) == 2 * len(page.select(".quiz-question"))
    kinds = [x["class"][1] for x in deck.select(".slide")]
    assert kinds[:2] == ["title", "question"]
    assert kinds.count("remember") == 1


#: The slides whose content is larger than they are.
OVERFULL = """() => [...document.querySelectorAll(".inside")]
  .filter((x) =>
    x.scrollHeight > x.clientHeight + 1 || x.scrollWidth > x.clientWidth + 1)
  .map((x) => x.parentElement.querySelector("footer").textContent)"""


def test_no_slide_is_overfull_keys_turn_and_figures_live(decks, browser):
    page, visit = built_site.watch(browser.new_context(), "file:")
    page.set_viewport_size({"width": 1280, "height": 720})
    for entry in slides.chapters():
        page.goto((decks / f"{entry.name}.html").as_uri())
        page.locator("html[data-fitted]").wait_for(state="attached")
        assert page.evaluate(OVERFULL) == [], entry.name
    page.keyboard.press("End")
    last = page.locator(".slide").last
    assert last.bounding_box()["y"] == 0
    page.keyboard.press("ArrowLeft")
    assert last.bounding_box()["y"] == 720
    page.goto((decks / "perceptron.html").as_uri())
    page.locator(".slide.live").scroll_into_view_if_needed()
    page.locator("[data-figure][data-alive] .lf").wait_for(timeout=30_000)
    assert (visit.errors, visit.console, visit.failed) == ([], [], [])
    page.context.close()


@pytest.fixture(scope="module")
def printed(made):
    """Read the book that was printed."""
    return PdfReader(made["book.pdf"])


def outlined(printed):
    """Return the titles of the first rank and the pages on which they stand."""
    first = [x for x in printed.outline if not isinstance(x, list)]
    return {x.title: printed.get_destination_page_number(x) for x in first}


def words(page):
    return " ".join(page.extract_text().split())


def test_the_book_has_all_chapters_in_order_and_the_solutions_at_its_end(printed):
    pages = [x.page for x in built_site.BOOK.entries if x.name not in paper.LEFT_OUT]
    titles = [built_site.soup(x).h1.get_text().removesuffix("#") for x in pages]
    found = outlined(printed)
    assert list(found) == [
        paper.TITLE,
        "Contents",
        "About this course",
        *titles,
        "Solutions",
    ]
    assert sorted(found.values()) == list(found.values())
    for title, number in found.items():
        assert title in words(printed.pages[number]), title


def test_the_contents_name_the_pages(printed):
    found = outlined(printed)
    listed = "".join(
        words(x) for x in printed.pages[found["Contents"] : found["About this course"]]
    )
    for title, number in found.items():
        if title not in (paper.TITLE, "Contents"):
            assert f"{title} {number + 1}" in listed
            head = words(printed.pages[number])[:80]
            assert f" {number + 1} " in head, "its own number, and its title's"
            assert title in head


def test_the_book_has_no_empty_page_and_carries_its_letters(printed):
    assert 200 < len(printed.pages) < 350
    sizes = {
        x.mediabox[2:] and tuple(map(round, x.mediabox[2:])) for x in printed.pages
    }
    assert sizes == {(595, 842)}
    letters = (x.get_contents().get_data().count(b"Tj") for x in printed.pages)
    assert [i for i, count in enumerate(letters, 1) if count < 100] == []
    fonts = {
        x.get_object()["/BaseFont"]: x.get_object()["/DescendantFonts"][0]
        for page in printed.pages
        for x in page["/Resources"]["/Font"].values()
    }
    assert any("STIXGeneral" in name for name in fonts)
    for name, font in fonts.items():
        described = font.get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(described), name


#: What reaches beyond the right margin.
BEYOND = """() => [...document.querySelectorAll(".sheet *")]
  .filter((x) => x.getBoundingClientRect().right > innerWidth + 1)
  .filter((x) => !x.closest("svg, .katex"))
  .map((x) => `${x.closest(".sheet").id}: ${x.textContent.slice(0, 80)}`)"""


def test_nothing_is_cut_at_the_margin_and_each_live_figure_has_its_address(
    built, browser
):
    text = paper.Printed(Site(built)).text()
    with paper.open_print(browser, text, built) as page:
        page.set_viewport_size({"width": 620, "height": 877})  # A4 without margins
        page.emulate_media(media="print")
        assert page.evaluate(BEYOND) == []
    book = BeautifulSoup(text, "html.parser")
    told = [x.get_text() for x in book.select(".live-figure .moves span")]
    assert told == [
        f"{page}.html#figure-{figure['data-figure']}"
        for page in paper.Printed(Site(built)).pages
        for figure in built_site.soup(page).select("[data-figure]")
    ]
