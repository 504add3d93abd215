"""What was solved is kept in one file, whole, whoever writes to it and whenever."""

import itertools
import json
import multiprocessing
import os
import re
import sys
from pathlib import Path

import pytest

from course import contents
from nnfoundations import exercises, whole_files
from nnfoundations.exercises import (
    array_exercises,
    check,
    kept,
    progress,
    quiz,
    quizzes,
)
from nnfoundations.exercises import exercises as plain_exercises

ROOT = Path(__file__).resolve().parents[3]
#: As the landing page saves it.
SAVED = {
    "format": "course-progress",
    "version": 1,
    "read": ["perceptron"],
    "quiz": {"perceptron": ["still"], "initialization": []},
    "solved": ["correct"],
    "code": {"correct": "def correct(w, b, x, y):\n    ...\n"},
}


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "mine.json"))
    monkeypatch.setattr(kept, "_told", set())
    return tmp_path / "mine.json"


def solve(name):
    getattr(check, name)(exercises.exercise(name).function())


def test_what_is_right_is_kept_and_what_is_wrong_is_not(path, capsys):
    check.unit(lambda x, w, b: 0.0)
    assert not path.exists()
    solve("unit")
    solve("he_weights")
    solve("unit")
    found = json.loads(path.read_text("utf-8"))
    assert found["solved"] == ["unit", "he_weights"]
    assert "kept" not in capsys.readouterr().out
    assert list(path.parent.iterdir()) == [path]  # no lock, no half file


def test_it_lies_beside_the_notebook_if_nothing_else_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(kept.VARIABLE, raising=False)
    solve("unit")
    assert [x.name for x in tmp_path.iterdir()] == ["course-progress.json"]


def test_an_empty_name_keeps_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(kept.VARIABLE, "")
    solve("unit")
    progress()
    assert list(tmp_path.iterdir()) == []
    assert "Nothing is kept" in capsys.readouterr().out


def test_the_table_names_what_is_open_in_the_order_of_the_course(path, capsys):
    solve("correct")
    capsys.readouterr()
    progress()
    *lines, last, where = capsys.readouterr().out.splitlines()
    asked = len(plain_exercises()) + len(array_exercises())
    questions = sum(len(quizzes.read(x).questions) for x in quizzes.list_chapters())
    told = f"All quiz 0 of {questions} exercises 1 of {asked}"
    assert " ".join(last.split()) == told
    assert where == f"Kept in {path}."
    row = next(line for line in lines if line.startswith("The perceptron"))
    assert "quiz 0 of 6    exercises 1 of 2    open: count_errors" in row
    names = [x.name.replace("-", "_") for x in contents.read().entries if x.number]
    assert [x for x in kept.ORDER if x in names] == names
    assert len(lines) == len(kept.ORDER)


def answer(widget, *names):
    """Let a quiz's page say which questions are right, as its script does."""
    widget.set_state({"right": list(names)})


def test_what_a_quiz_calls_right_is_kept_and_counted(path, capsys):
    shown = quiz("perceptron")
    assert not path.exists()
    first, second, *_ = (x.name for x in quizzes.read("perceptron").questions)
    answer(shown, first)
    solve("correct")
    answer(shown, first, second, "no-question")
    found = json.loads(path.read_text("utf-8"))
    assert found["quiz"] == {"perceptron": [first, second]}
    assert found["solved"] == ["correct"]
    assert quiz("perceptron").right == [first, second]  # in the next session
    assert quiz("backpropagation").right == []
    capsys.readouterr()
    progress()
    row = next(x for x in capsys.readouterr().out.splitlines() if "open: count" in x)
    assert "quiz 2 of 6" in row


def test_a_quiz_says_once_that_it_cannot_be_kept(path):
    path.write_text("{}", "utf-8")
    shown = quiz("perceptron")
    answer(shown, "ten-times")
    assert "a file that the course has saved" in shown.trouble
    answer(shown, "ten-times", "raise-the-bound")
    assert shown.trouble == ""
    assert path.read_text("utf-8") == "{}"


@pytest.mark.parametrize("strange", [3, [], {"perceptron": 3}, {"perceptron": [3]}])
def test_a_strange_quiz_in_the_file_counts_as_none(path, strange, capsys):
    path.write_text(json.dumps(SAVED | {"quiz": strange}), "utf-8")
    assert quiz("perceptron").right == []
    progress()
    assert "All quiz 0 of" in " ".join(capsys.readouterr().out.split())


def test_what_the_landing_page_saved_is_taken_in(path, tmp_path, capsys):
    solve("unit")
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps(SAVED, indent=1), "utf-8")
    progress(saved)
    found = json.loads(path.read_text("utf-8"))
    assert found["solved"] == ["unit", "correct"]
    assert found["quiz"] == SAVED["quiz"]
    assert (found["read"], found["code"]) == (SAVED["read"], SAVED["code"])
    assert json.loads(saved.read_text("utf-8")) == SAVED


def test_the_page_and_the_package_speak_of_one_format():
    script = (ROOT / "assets" / "site" / "progress.js").read_text("utf-8")
    assert f'format: "{kept.FORMAT}", version: VERSION' in script
    assert re.search(r"const VERSION = (\d+);", script)[1] == str(kept.VERSION)
    assert f'download: "{kept.NAME}"' in script


def test_what_else_stands_in_the_file_stays(path):
    path.write_text(json.dumps(SAVED | {"later": [1]}), "utf-8")
    solve("unit")
    found = json.loads(path.read_text("utf-8"))
    assert found["later"] == [1]
    assert found["code"] == SAVED["code"]
    assert found["solved"] == ["unit", "correct"] or found["solved"] == [
        "correct",
        "unit",
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "other"}', "x" * 10**6])
def test_a_strange_file_is_told_once_and_left_alone(path, text, capsys):
    path.write_text(text, "utf-8")
    solve("unit")
    told = capsys.readouterr().out
    assert told.startswith("Right")
    assert "a file that the course has saved" in " ".join(told.split())
    solve("correct")
    assert "kept" not in capsys.readouterr().out
    assert path.read_text("utf-8") == text


def test_another_version_is_not_overwritten(path, capsys):
    path.write_text(json.dumps(SAVED | {"version": 9}), "utf-8")
    solve("unit")
    assert "another version" in " ".join(capsys.readouterr().out.split())
    assert json.loads(path.read_text("utf-8"))["version"] == 9


def refuse(*given):
    raise PermissionError(13, "Permission denied")


def test_a_folder_that_is_read_only_is_told_once(path, monkeypatch, capsys):
    monkeypatch.setattr(Path, "open", refuse)  # whoever runs this may be allowed all
    solve("unit")
    told = " ".join(capsys.readouterr().out.split())
    assert told.startswith("Right")
    assert "could not be kept" in told
    assert "Permission denied" in told
    solve("correct")
    assert "kept" not in capsys.readouterr().out
    assert not path.exists()


def test_a_folder_that_is_not_there_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(kept, "_told", set())
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "none" / "mine.json"))
    solve("unit")
    assert "could not be kept" in " ".join(capsys.readouterr().out.split())


def test_a_file_to_take_in_that_is_none_is_refused(path, tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no file"):
        progress(tmp_path / "none.json")
    (tmp_path / "other.json").write_text("{}", "utf-8")
    with pytest.raises(ValueError, match="a file that the course has saved"):
        progress(tmp_path / "other.json")


def add_many(path, names):
    os.environ[kept.VARIABLE] = str(path)
    for name in names:
        assert kept.note(name) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no locks there")
def test_two_notebooks_at_once_lose_nothing(path):
    context = multiprocessing.get_context("fork")
    names = [[f"{who}{i}" for i in range(25)] for who in "abc"]
    writers = [context.Process(target=add_many, args=(path, x)) for x in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    found = json.loads(path.read_text("utf-8"))
    assert sorted(found["solved"]) == sorted(itertools.chain(*names))
    assert list(path.parent.iterdir()) == [path]


def test_a_writer_that_is_ended_leaves_the_old_file(path, monkeypatch):
    solve("unit")
    before = path.read_text("utf-8")
    monkeypatch.setattr(whole_files.os, "fsync", refuse)
    kept.note("correct")
    assert path.read_text("utf-8") == before
    assert list(path.parent.iterdir()) == [path]
