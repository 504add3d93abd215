"""The builder's bookkeeping: what counts as a problem, and what it makes forget."""

import subprocess

import pytest
import yaml

import book

LOG = """\
\x1b[91m/course/chapters/perceptron.md:4: WARNING: undefined label: 'x'\x1b[39;49;00m
/course/chapters/perceptron.md:4: WARNING: undefined label: 'x'
build finished with problems, 1 warning (with warnings treated as errors).
Extension error: ERROR: no node
"""


def test_problems_are_listed_once_and_without_colours():
    assert book.problems(LOG) == [
        "/course/chapters/perceptron.md:4: WARNING: undefined label: 'x'",
        "Extension error: ERROR: no node",
    ]


def kept(tmp_path):
    """Return a course of two pages, both read before."""
    folder = tmp_path / "_build" / ".doctrees" / "chapters"
    folder.mkdir(parents=True)
    (tmp_path / "chapters").mkdir()
    for name in ("perceptron", "setup"):
        (tmp_path / "chapters" / f"{name}.md").touch()
        (folder / f"{name}.doctree").touch()
    (folder.parent / "environment.pickle").touch()
    return folder


def test_a_page_that_warned_is_read_again_and_no_other(tmp_path):
    folder = kept(tmp_path)
    book.forget([f"{tmp_path}/chapters/perceptron.md:4: WARNING: bad"], tmp_path)
    left = sorted(p.name for p in folder.parent.rglob("*.*"))
    assert left == ["environment.pickle", "setup.doctree"]


def test_a_problem_without_a_page_means_reading_all_again(tmp_path):
    folder = kept(tmp_path)
    book.forget(["WARNING: something"], tmp_path)
    assert not (folder.parent / "environment.pickle").exists()


@pytest.fixture
def called(tmp_path, monkeypatch):
    """Return the options of each build; none is run."""
    calls = []

    def run(command, **options):
        calls.append(command[len(book.COMMAND) : -1])
        return subprocess.CompletedProcess(command, 0, "", "")

    (tmp_path / "_config.yml").write_text("sphinx:\n  config:\n    a: 1\n", "utf-8")
    monkeypatch.setattr(book.subprocess, "run", run)
    return calls


def test_catalogues_are_read_into_a_folder_of_their_own(tmp_path, called):
    """Sphinx refuses to build pages from what it has read for its catalogues."""
    assert book.build(tmp_path, builder="gettext") == 0
    [options] = called
    assert options[:2] == ["--path-output", str(tmp_path / "_build" / "gettext")]
    assert options[2:] == ["--builder", "custom", "--custom-builder", "gettext"]


def test_a_language_changes_one_setting_and_the_folder(tmp_path, called):
    assert book.build(tmp_path, language="de") == 0
    [options] = called
    written = tmp_path / "_build" / "de" / "_config.yml"
    assert options == ["--path-output", str(written.parent), "--config", str(written)]
    settings = yaml.safe_load(written.read_text("utf-8"))
    assert settings == {"sphinx": {"config": {"a": 1, "language": "de"}}}
