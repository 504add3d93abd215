"""The notebooks' exercises to write: stubs and answers are those of the checkers."""

import ast
from pathlib import Path

import nbformat
import pytest

import notebook_exercises
import plant_bugs
from nnfoundations import exercises
from nnfoundations.exercises import array_exercises

ROOT = Path(__file__).resolve().parents[2]
PLACES = [place for places in notebook_exercises.PLACES.values() for place in places]


def test_the_notebooks_hold_what_the_tool_writes(capsys):
    assert notebook_exercises.main(["--check"]) == 0, capsys.readouterr().out


def test_every_array_exercise_has_its_place_and_none_has_two():
    names = [place.exercise for place in PLACES]
    assert len(set(names)) == len(names)
    assert array_exercises().keys() <= set(names)


@pytest.mark.parametrize("place", PLACES, ids=lambda x: x.exercise)
def test_the_section_named_is_one_of_the_chapter(place):
    chapter = (ROOT / "chapters" / f"{place.chapter}.md").read_text("utf-8")
    assert f"\n## {place.section}\n" in chapter


def test_a_stub_shadows_no_name_of_its_notebook():
    for name, places in notebook_exercises.PLACES.items():
        notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        sources = [
            cell.source
            for cell in notebook.cells
            if cell.cell_type == "code"
            and cell.id != "setup"
            and not cell.id.startswith(notebook_exercises.MARK)
        ]
        nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
        known = {x.id for x in nodes if isinstance(x, ast.Name)}
        known |= {x.asname or x.name for x in nodes if isinstance(x, ast.alias)}
        checker = set() if name in notebook_exercises.TAKEN else {"check"}
        # `for unit in ...` is set anew wherever it is used
        places = {place.exercise for place in places} - {"unit"}
        assert not known & (places | checker), name


def test_a_right_answer_passes_in_the_cell_behind_the_stub(capsys):
    cells = notebook_exercises.section("hyperparameters")
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    names = {}
    exec(code[0], names)
    exec(exercises.exercise("momentum_update").solution, names)
    exec(code[2], names)
    assert capsys.readouterr().out.startswith("Right")


def test_cells_behind_the_exercises_are_refused():
    cells = [
        nbformat.v4.new_markdown_cell("## Exercises", id="exercises"),
        nbformat.v4.new_code_cell("1", id="late"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    with pytest.raises(ValueError, match="expected no code cell behind"):
        notebook_exercises.with_section(notebook, "perceptron")


@pytest.mark.parametrize("name", notebook_exercises.PLACES)
def test_the_cells_say_what_is_stored(name, capsys):
    names = {}
    for cell in notebook_exercises.section(name):
        if cell.cell_type == "code":
            exec(cell.source, names)
            stored = "".join(output.text for output in cell.outputs)
            assert capsys.readouterr().out == stored
            if "-behind-" not in cell.id:
                answered = stored.startswith("Not answered yet")
                assert answered == cell.id.endswith("-check")


def test_the_hunt_of_the_notebook_is_answered_like_any_other():
    cells = notebook_exercises.section("bug_hunt")
    names = {}
    for cell in cells:
        if "-behind-" in cell.id and cell.cell_type == "code":
            exec(cell.source, names)
    assert not names["said"].right
    for letter, fault in plant_bugs.key(names["group"]).items():
        said = names["hunt"].judge(letter, fault.line, fault.bug)
        assert said.text == f"Right. {fault.reason}"
