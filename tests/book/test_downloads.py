"""What may be taken away: its links, its archives, and notebooks that have left."""

import json
import re
import subprocess
import sys
import zipfile

import pytest
from _ext.download_links import SITE, TITLES, WHEEL, fill, size

import downloads
import repository
from course import portable

PLACE = '<p>Before</p><div class="downloads"></div><p>after</p>'
NOTEBOOKS = repository.notebooks()


def test_without_files_no_link_stands_there(tmp_path):
    assert fill(PLACE, tmp_path / "missing") == PLACE
    (tmp_path / "other.txt").write_text("of no known kind")
    assert fill(PLACE, tmp_path) == PLACE


def test_each_file_is_linked_with_its_size_and_forgotten_with_it(tmp_path):
    for ending in TITLES:
        (tmp_path / f"course-1{ending}").write_bytes(b"x" * 1_540_000)
    page = fill(PLACE, tmp_path)
    links = re.findall(r'href="\.\./downloads/course-1([^"]+)" download>', page)
    assert links == list(TITLES)
    assert page.count("(1.5 MB)") == len(TITLES)
    assert fill(page, tmp_path) == page
    assert fill(page, tmp_path / "missing") == PLACE


@pytest.mark.parametrize(
    ("count", "told"), [(9, "0.1 kB"), (4321, "4.3 kB"), (11_600_000, "11.6 MB")]
)
def test_a_size_is_told_as_readers_know_it(count, told):
    assert size(count) == told


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_that_has_left_leads_to_the_site_and_gets_the_wheel(path):
    before = path.read_text("utf-8")
    after = portable.with_wheel(portable.link(before, SITE), f"../{WHEEL}")
    cells, old = (json.loads(text)["cells"] for text in (after, before))
    assert "../chapters/" not in after
    assert "git+" not in after
    (first, *_) = (cell for cell in cells if cell["cell_type"] == "code")
    assert f'%pip install --quiet "../{WHEEL}"\n' in "".join(first["source"])
    changed = [x["id"] for x, y in zip(cells, old, strict=True) if x != y]
    assert first["id"] in changed
    assert len(changed) < len(cells) / 2
    linked = portable.link(before, "https://example.org/course/")
    assert "](https://example.org/course/chapters/" in linked


def test_a_part_of_a_chapter_is_found():
    text = "[x](../chapters/perceptron.md#learn) [y](mlp_scratch.ipynb)"
    expected = "[x](s/chapters/perceptron.html#learn) [y](mlp_scratch.ipynb)"
    assert portable.link(text, "s/") == expected


def test_an_archive_is_the_same_each_time_and_lies_in_one_folder(tmp_path):
    first, second = (tmp_path / x / "a.zip" for x in "12")
    for path in (first, second):
        path.parent.mkdir()
        downloads.pack(path, [("b/c.txt", b"text")])
    assert first.read_bytes() == second.read_bytes()
    assert zipfile.ZipFile(first).namelist() == ["a/b/c.txt"]


def test_checksums_are_as_the_usual_program_reads_them(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"abc")
    text = downloads.sums({"a.txt": b"abc"})
    (tmp_path / downloads.SUMS).write_text(text)
    # FIPS 180-2, appendix B.1
    assert text.startswith("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61")
    if sys.platform == "linux":
        check = ["sha256sum", "--check", downloads.SUMS]
        subprocess.run(check, cwd=tmp_path, check=True)


@pytest.fixture
def built(tmp_path):
    """Return a built site of one page, and what no reader needs of it."""
    for place in ("index.html", "searchindex.js", "downloads/old.zip"):
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(place)
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/index.html").write_text("Version 0.0.0")
    return tmp_path


def test_the_site_is_taken_without_what_only_its_builder_reads(built):
    assert [x for x, _ in downloads.site(built)] == [
        "chapters/index.html",
        "index.html",
    ]


def test_without_a_site_it_says_what_to_do(tmp_path):
    with pytest.raises(downloads.DownloadError, match=r"expected the built site; make"):
        next(downloads.site(tmp_path))


def test_a_site_of_another_version_is_refused(built):
    with pytest.raises(downloads.DownloadError, match=r"expected version 9\.9\.9"):
        downloads.course(built / "nnfoundations-9.9.9-py3-none-any.whl", built)


@pytest.mark.parametrize(
    ("ending", "word"),
    [
        ("-book.pdf", "PDF, to print"),
        ("-site.zip", "site, to read"),
        ("-slides.zip", "to teach"),
        ("-course.zip", "to run"),
        (".whl", "package alone"),
        ("SHA256SUMS", "Checksums"),
    ],
)
def test_each_link_says_what_it_brings(tmp_path, ending, word):
    (tmp_path / f"course-1{ending}").write_text("x")
    [said] = re.findall(r"download>([^<]*)<", fill(PLACE, tmp_path))
    assert word in said
