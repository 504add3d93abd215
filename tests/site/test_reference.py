"""The built reference: all that is public has its place, its text and its chapter."""

from pathlib import Path

import built_site
from _ext import api_lessons, api_reference

import book

LESSONS = api_lessons.read(book.ROOT, book.ROOT / "src" / "nnfoundations")
PAGES = [page for page in built_site.PAGES if page.startswith(api_reference.ROOT)]


def entries():
    """Return a description's places and bodies by the full name of what it is of."""
    found = {}
    for page in PAGES:
        for title in built_site.soup(page).select("dl.py > dt[id]"):
            body = title.find_next_sibling("dd")
            found.setdefault(title["id"], []).append((page, body))
    return found


ENTRIES = None


def entry(full):
    """Return the page and the body of the one entry of a name."""
    global ENTRIES
    ENTRIES = ENTRIES or entries()
    (found,) = ENTRIES[full]
    return found


def test_everything_public_stands_there_once_with_its_chapter():
    for full in sorted(LESSONS.names.defined):
        page, body = entry(full)
        how, chapter = LESSONS.of(full)
        lesson = body.find("div", class_="api-lesson", recursive=False)
        assert lesson.get_text().strip().startswith(how), full
        link = (Path(page).parent / lesson.a["href"]).as_posix()
        assert link == f"{chapter}.html", full


def test_nothing_else_stands_there():
    entry("nnfoundations.neurons.lif.firing_rate")
    assert set(ENTRIES) <= LESSONS.names.documented


def test_d2l_s_and_torch_s_own_methods_are_left_out():
    _, body = entry("nnfoundations.networks.mlp.MLPScratch")
    methods = [title["id"].rpartition(".")[2] for title in body.select("dt[id]")]
    assert methods == ["forward"]


def test_types_and_names_are_links():
    _, body = entry("nnfoundations.neurons.lif.simulate_lif")
    links = {link["href"] for link in body.select("a.reference")}
    assert "#nnfoundations.neurons.lif.LIFParams" in links
    page, _ = entry("nnfoundations.labs.neuron_to_unit.adaptation.adapting_spikes")
    assert page == "chapters/api-labs"
