"""The builder at work on a book of two pages, with the course's own settings."""

import os
import re
import shutil
import subprocess
import sys

import pytest

import book

PAGE = """# Page

{{result}}`lab/accuracy:.3f`, then $x^2$ {more}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return a book with the course's configuration, a start page and two pages."""
    root = tmp_path_factory.mktemp("small")
    for name in ("_ext", "_templates", "assets/site"):
        shutil.copytree(book.ROOT / name, root / name)
    shutil.copy(book.ROOT / "_config.yml", root)
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
    tools = str(book.ROOT / "tools")
    environment = os.environ | {"PATH": bare, "PYTHONPATH": tools}
    command = [sys.executable, "-c", code, str(small)]
    run = subprocess.run(command, env=environment, check=False)
    assert run.returncode == 0
    assert '<span class="katex">' in html(small, "one").read_text()
    assert "0.975" in html(small, "one").read_text()


def test_a_changed_result_writes_the_pages_that_quote_it_and_no_other(small):
    before = {name: html(small, name).stat().st_mtime_ns for name in ("one", "two")}
    record(small, 0.5)
    assert book.build(small) == 0
    assert "0.500" in html(small, "one").read_text()
    assert html(small, "one").stat().st_mtime_ns > before["one"]
    assert html(small, "two").stat().st_mtime_ns == before["two"]


FAULTS = {
    "{result}`lab/acuracy:.3f`": "known there: accuracy",
    r"$\nosuchcommand$": "Undefined control sequence",
    "[](no-such-label)": "no-such-label",
}


def test_faults_stop_the_build_each_time_until_they_are_mended(small, capsys):
    path = small / "chapters" / "one.md"
    path.write_text(PAGE.format(more=" and ".join(FAULTS)))
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
