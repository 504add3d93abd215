"""The live server: pages carry the reloading script, other files stay as they are."""

import urllib.request

import pytest

import live
import serving


@pytest.fixture
def served(tmp_path):
    folder = tmp_path / "_build" / "html"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text("<p>text</p>")
    (folder / "style.css").write_text("p {}")
    count = live.Count()
    server = live.serve(tmp_path, 0, count)
    yield serving.address(server), count
    serving.stop(server)


def get(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def test_a_page_gets_the_script(served):
    address, _ = served
    page = get(f"{address}/page.html")
    assert page == b'<p>text</p><script type="module" src="/reload.js"></script>'
    assert get(f"{address}/reload.js") == live.SCRIPT


def test_no_page_is_kept(served):
    address, _ = served
    assert b"unregister()" in get(f"{address}/service-worker.js")


def test_a_style_sheet_stays_as_it_is(served):
    address, _ = served
    assert get(f"{address}/style.css") == b"p {}"


def test_the_count_of_builds_is_told(served):
    address, count = served
    assert get(address + live.BUILDS) == b"0"
    count.value += 1
    assert get(address + live.BUILDS) == b"1"
