"""What a browser may keep of the site, from its files alone."""

import json

import pytest
from _ext import offline
from PIL import Image

import book

PAGE = '<link href="../_static/site.css?v=1a"><script src="../_static/a.js"></script>'
PLACE = '<div class="take-along" data-bytes="" hidden></div>'


@pytest.fixture
def site(tmp_path):
    """Return a site of two pages, with what no reader asks for beside it."""
    files = {
        "index.html": PLACE,
        "chapters/one.html": PAGE,
        "_static/site.css": "p {}",
        "_static/a.js": "1",
        "_static/figures/0123456789ab/f.js": "2",
        "_static/figures/0123456789ab/f.script.js": "3",
        "_static/locales/de.js": "4",
        "_sources/chapters/one.md": "# One",
        "downloads/all.html": "5",
        "404.html": "6",
        "searchindex.js": "7",
    }
    for place, text in files.items():
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def edition(site):
    offline.write(site, 'const EDITION = "EDITION";', "index.html")
    return json.loads((site / offline.LIST).read_text())


def test_the_list_names_each_file_as_the_pages_ask_for_it(site):
    assert list(edition(site)["files"]) == [
        "_static/a.js",
        "_static/figures/0123456789ab/f.js",
        "_static/site.css?v=1a",
        "chapters/one.html",
        "index.html",
    ]


def test_the_start_page_tells_how_much_it_is(site):
    told = edition(site)["bytes"]
    assert told == sum(x for x, _ in edition(site)["files"].values()) > 100
    assert f'data-bytes="{told - 3}"' in (site / "index.html").read_text()


def test_the_same_files_are_the_same_edition_and_others_another(site):
    first = edition(site)["edition"]
    assert edition(site)["edition"] == first
    assert (site / offline.WORKER).read_text() == f'const EDITION = "{first}";'
    (site / "404.html").write_text("other")
    assert edition(site)["edition"] == first
    (site / "_static/site.css").write_text("q {}")
    assert edition(site)["edition"] != first


def test_an_installed_course_has_its_short_name_below_its_icon():
    told = offline.manifest("Title", "Name")
    assert (told["name"], told["short_name"]) == ("Title", "Name")
    assert told["start_url"] == "chapters/index.html"


def test_each_icon_is_there_in_its_size():
    found = offline.manifest("Title", "Name")["icons"]
    assert {x["purpose"] for x in found} == {"any", "maskable"}
    for icon in found:
        place = icon["src"].replace("_static", "assets/site")
        with Image.open(book.ROOT / place) as picture:
            assert "{}x{}".format(*picture.size) == icon["sizes"]
