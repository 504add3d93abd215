"""The version's number: one everywhere, written and checked by one tool."""

import shutil
from datetime import date

import pytest

import release

FILES = ("pyproject.toml", "CITATION.cff", "CHANGELOG.md")
TODAY = date(2027, 1, 2)


@pytest.fixture
def copy(tmp_path):
    for name in FILES:
        shutil.copy(release.ROOT / name, tmp_path)
    return tmp_path


def test_the_version_is_one_everywhere():
    release.check(f"v{release.version()}")


def test_a_new_version_is_written_everywhere_and_heads_what_was_unreleased(copy):
    release.write("9.8.7", TODAY, copy)
    release.check("v9.8.7", copy)
    before = (release.ROOT / "CHANGELOG.md").read_text("utf-8")
    section = before.partition(release.UNRELEASED)[2].partition("\n## ")[0].strip()
    assert release.notes("9.8.7", copy) == section
    assert "date-released: 2027-01-02\n" in (copy / "CITATION.cff").read_text("utf-8")


@pytest.mark.parametrize("number", ["", "1", "v1.2.3", "1.2.3rc1", "1.2.3\n"])
def test_what_is_no_number_is_refused(number, copy):
    with pytest.raises(release.ReleaseError, match=r"expected one such as 0\.2\.0"):
        release.write(number, TODAY, copy)


@pytest.mark.parametrize("number", ["0.0.9", "present"])
def test_what_is_not_above_the_present_number_is_refused(number, copy):
    number = release.version(copy) if number == "present" else number
    with pytest.raises(release.ReleaseError, match="expected one above"):
        release.write(number, TODAY, copy)


def test_a_version_without_news_is_refused(copy):
    release.write("9.8.7", TODAY, copy)
    with pytest.raises(release.ReleaseError, match="expected news below"):
        release.write("9.8.8", TODAY, copy)


@pytest.mark.parametrize("name", FILES)
def test_where_a_line_is_missing_nothing_is_written(name, copy):
    (copy / name).write_text("[project]\n")
    before = [(copy / x).read_text("utf-8") for x in FILES]
    with pytest.raises(release.ReleaseError, match=f"{name}: expected one line like"):
        release.write("9.8.7", TODAY, copy)
    assert [(copy / x).read_text("utf-8") for x in FILES] == before


def test_another_tag_is_refused(copy):
    with pytest.raises(release.ReleaseError, match="the tag: expected v"):
        release.check("v9.8.7", copy)


def test_a_citation_of_another_version_is_refused(copy):
    path = copy / "CITATION.cff"
    path.write_text(path.read_text("utf-8").replace("\nversion: ", "\nversion: 9"))
    with pytest.raises(release.ReleaseError, match=r"CITATION\.cff: expected version"):
        release.check(f"v{release.version(copy)}", copy)


def test_a_version_of_which_nothing_is_said_is_refused(copy):
    (copy / "CHANGELOG.md").write_text("## Unreleased\n")
    with pytest.raises(release.ReleaseError, match="expected a section on"):
        release.check(f"v{release.version(copy)}", copy)
