"""The instructor's edition: its notebooks' own cells run, its page has everything."""

import re

import nbformat
import pytest

import instructor
import notebook_exercises
from nnfoundations.exercises import array_exercises, exercises


@pytest.fixture(scope="module")
def page():
    return instructor.html(instructor.page())


@pytest.mark.parametrize("name", notebook_exercises.PLACES)
def test_the_cells_that_differ_run_and_say_what_is_stored(name, capsys):
    path = notebook_exercises.NOTEBOOKS / f"{name}.ipynb"
    given = nbformat.read(path, as_version=4)
    edition = instructor.solve(given, name)
    pairs = zip(given.cells, edition.cells, strict=True)
    differ = [cell.id for old, cell in pairs if old != cell]
    assert len(differ) == 2 * len(notebook_exercises.tasks(name))
    names = {}
    for cell in edition.cells:
        if cell.id in differ or cell.id == "write-it-imports":
            exec(cell.source, names)
            stored = "".join(output.text for output in cell.outputs)
            assert capsys.readouterr().out == stored
            assert stored.startswith("Right") == cell.id.endswith("-check")


def test_the_notebooks_themselves_stay_as_they_are():
    assert notebook_exercises.main(["--check"]) == 0


def test_every_exercise_has_its_place_on_the_page(page):
    asked = [x for some in instructor.by_chapter().values() for x in some]
    known = exercises() | array_exercises()
    assert sorted(x.name for x in asked) == sorted(known)
    for name in known:
        assert f"<h3><code>{name}</code>" in page
    assert page.count("what the checker says of a usual mistake") == len(known)


def test_the_page_has_thirteen_weeks_two_days_and_the_keys(page):
    weeks = re.findall(r"<tr>\n<td>(\d+)</td>", page)
    assert weeks == [str(week) for week in range(1, 14)]
    assert page.count("<td>Day ") == 4
    assert page.count("<strong>Seed ") == page.count("<strong>Class ")
    assert "<h2>How to mark</h2>" in page


def test_times_are_called_allowances_and_their_rule_is_told(page):
    assert "<h2>What the times mean</h2>" in page
    rule = page.partition("<h2>What the times mean</h2>")[2].partition("<h2>")[0]
    assert "no measurements: nobody was timed" in rule
    numbers = (instructor.MINUTES, instructor.PER_LINE, instructor.words_per_minute())
    assert re.findall(r"\d+", rule) == [str(x) for x in [*numbers[:2], 5, numbers[2]]]
    exercise = exercises()["unit"]  # five lines
    assert instructor.minutes(exercise) == 15
    assert "allow 15 minutes" in page
    assert not re.search(r"about \d+ minutes", page)


def test_minutes_grow_with_the_solution():
    known = exercises() | array_exercises()
    assert instructor.minutes(known["he_weights"]) == 10
    assert instructor.minutes(known["ring_round"]) > 15


def test_the_command_writes_notebooks_and_page(tmp_path, capsys):
    assert instructor.main(["--folder", str(tmp_path)]) == 0
    written = {x.stem for x in (tmp_path / "notebooks").glob("*.ipynb")}
    assert written == set(notebook_exercises.PLACES)
    assert (tmp_path / "index.html").read_text("utf-8").startswith("<!DOCTYPE html>")
