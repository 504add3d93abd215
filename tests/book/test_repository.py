"""The repository's address: one place, written everywhere it is needed."""

import re
import shutil

import pytest

import repository

ROOT = repository.ROOT
NEW = "https://github.com/some-one/a.fork"


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """Every file that may hold the address, in a folder of its own."""
    for place in (*repository.PLACES, "requirements-d2l.txt"):
        for path in ROOT.glob(place):
            target = tmp_path / path.relative_to(ROOT)
            target.parent.mkdir(exist_ok=True)
            shutil.copy(path, target)
    monkeypatch.setattr(repository, "ROOT", tmp_path)
    return tmp_path


def addresses(text: str) -> set[str]:
    """Return the owner/name pairs of all GitHub repositories that a text names."""
    found = re.findall(r"(?:github\.com/|/gh/|/github/)([\w-]+/[\w.-]*\w)", text)
    return {x.removesuffix(".git") for x in found}


@pytest.mark.parametrize(
    "name", ["_config.yml", "CITATION.cff", "README.md", "pyproject.toml"]
)
def test_each_file_holds_the_one_address(name):
    ours = "/".join(repository.owner_and_name(repository.address()))
    assert ours in addresses((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("path", repository.notebooks(), ids=lambda p: p.stem)
def test_each_notebook_begins_with_the_set_up_cell(path):
    source = repository.setup_source(path)
    module = source.rsplit(maxsplit=1)[-1]
    assert module in ("nnfoundations", "nnfoundations.d2l")
    assert source == repository.setup_cell(module)


def test_a_fork_writes_its_address_everywhere(copy):
    owner = repository.owner_and_name(repository.address())[0]
    changed = {p.name for p in repository.write(NEW)}
    assert {"pyproject.toml", "_config.yml", "README.md", "CITATION.cff"} <= changed
    assert repository.address() == NEW
    for path in repository.notebooks():
        assert f"git+{NEW}" in repository.setup_source(path)
    left = [p for p in copy.rglob("*") if p.is_file() and owner in p.read_text("utf-8")]
    assert left == []


def test_writing_it_back_restores_every_byte(copy):
    before = {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()}
    old = repository.address()
    repository.write(NEW)
    repository.write(old)
    assert {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()} == before


def test_a_short_name_changes_no_longer_one():
    text = "https://github.com/a/b and https://github.com/a/bc and a/b"
    new = repository.replace(text, ("a", "b"), ("me", "fork"))
    assert new == "https://github.com/me/fork and https://github.com/a/bc and a/b"


def test_launch_links_and_pages_follow():
    text = "org/v2/gh/a/b/main com/github/a/b/blob/main https://a.github.io/b/ a/b.git"
    new = repository.replace(text, ("a", "b"), ("me", "x"))
    assert new.startswith("org/v2/gh/me/x/main com/github/me/x/blob/main https://me.g")
    assert "https://me.github.io/x/" in new


@pytest.mark.parametrize(
    "url", ["", "me/fork", "https://example.org/me/fork", "https://github.com/me"]
)
def test_what_is_no_address_is_refused_and_nothing_is_written(copy, url):
    before = (copy / "pyproject.toml").read_bytes()
    with pytest.raises(ValueError, match=r"expected .*github\.com/me/fork, got"):
        repository.write(url)
    assert (copy / "pyproject.toml").read_bytes() == before
