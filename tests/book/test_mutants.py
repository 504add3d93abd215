"""The planting of errors: a survivor is red, and nothing is planted by mistake."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import mutants
from mutants import Mutant, MutantError

pytestmark = pytest.mark.processes

#: Rows of the real lists that take a few seconds; each must be caught by a test.
SLICE = ("accuracy_intervals", "xor", "dale", "wiring", "paired")
TEST = """from package.thing import double
def test_double():
    assert double(2) == 4
"""


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Return a function that makes a small tree with these rows."""
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    mutants._texts.cache_clear()
    for folder in ("src/package", "tests/unit", "tests/mutants"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "src/package/__init__.py").touch()
    (tmp_path / "src/package/thing.py").write_text("def double(x):\n    return 2 * x\n")
    (tmp_path / "tests/unit/test_thing.py").write_text(TEST)

    def make(*changes):
        rows = [
            {"file": "thing.py", "old": a, "new": b, "what": w} for a, b, w in changes
        ]
        (tmp_path / "tests/mutants/trial.json").write_text(json.dumps(rows))
        return tmp_path

    yield make
    mutants._texts.cache_clear()


def test_what_a_test_catches_is_green_and_a_survivor_is_red(tree, capsys):
    root = tree(("2 * x", "3 * x", "triples"), ("2 * x", "x * 2", "turns it round"))
    assert mutants.main(["trial:1"]) == 0
    assert "tests/unit/test_thing.py::test_double".removeprefix("tests/") in (
        capsys.readouterr().out
    )
    assert mutants.main([]) == 1
    told = capsys.readouterr().out
    assert "1 of   2 caught" in told
    assert "survived: trial:2 thing.py: turns it round" in told
    assert (root / "src/package/thing.py").read_text().endswith("2 * x\n")


def test_a_second_run_goes_on_where_the_first_ended(tree, monkeypatch):
    root = tree(("2 * x", "3 * x", "triples"))
    assert mutants.main([]) == 0
    monkeypatch.setattr(mutants, "run_on", lambda *_: pytest.fail("known already"))
    assert mutants.main([]) == 0
    (root / "tests/unit/test_thing.py").write_text(TEST + "\n")
    mutants._texts.cache_clear()
    with pytest.raises(pytest.fail.Exception, match="known already"):
        mutants.main([])


def test_tests_that_fail_anyway_catch_nothing(tree):
    root = tree(("2 * x", "3 * x", "triples"))
    (root / "tests/unit/test_thing.py").write_text(TEST.replace("== 4", "== 5"))
    with pytest.raises(
        MutantError, match="test_double fails without any error planted"
    ):
        mutants.main([])


def test_an_endless_error_is_ended(tree, monkeypatch):
    root = tree()
    (root / "tests/unit/test_thing.py").write_text("while True:\n    pass\n")
    monkeypatch.setattr(mutants, "PATIENCE", 1)
    assert mutants.run_on(root, [Path("tests/unit/test_thing.py")]) == (
        "no end within 1 s"
    )


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("time.sleep(1.5); print('done')", "done\n"),
        ("time.sleep(600)", None),
        ("subprocess.run([sys.executable, '-c', 'while True: pass'])", None),
    ],
)
def test_who_only_waits_has_longer_but_not_for_ever(program, told, monkeypatch):
    monkeypatch.setattr(mutants, "PATIENCE", 1)
    monkeypatch.setattr(mutants, "WAITING", 4)
    command = [sys.executable, "-c", "import subprocess, sys, time; " + program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert mutants._output_of(process) == told


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("3 * x", "x", "expected the old text '3 \\* x' once, got it 0 times"),
        ("x", "y", "got it 2 times"),
        ("2 * x", "2 * x", "got it the same as the new one"),
    ],
)
def test_an_old_text_must_stand_there_once(tree, old, new, message):
    tree((old, new, "nothing"))
    with pytest.raises(MutantError, match=message):
        mutants.main([])


def test_a_row_without_a_field_and_an_unknown_name_are_refused(tree):
    root = tree(("2 * x", "3 * x", "triples"))
    with pytest.raises(MutantError, match="expected a row of tests/mutants, got thong"):
        mutants.main(["thong"])
    (root / "tests/mutants/trial.json").write_text('[{"file": "thing.py"}]')
    with pytest.raises(MutantError, match=r"trial\.json, row 1: expected"):
        mutants.main([])


def test_a_name_means_the_module_and_a_folder_its_view():
    root = mutants.ROOT
    assert "figures" not in mutants.locate(root, "architecture.py").as_posix()
    assert mutants.locate(root, "panels/neuron.py").parent.name == "panels"
    with pytest.raises(MutantError, match="expected one file, got none"):
        mutants.locate(root, "neurone.py")


def test_a_notebooks_text_is_sought_in_its_code():
    cells = [
        {"cell_type": "markdown", "source": ["x = 1"]},
        {"cell_type": "code", "source": ["x = 1\n", "y = 2"], "outputs": []},
    ]
    text = json.dumps({"cells": cells})
    row = Mutant("trial", 1, "a.ipynb", "x = 1\ny", "x = 3\ny", "another x")
    changed = json.loads(mutants.plant(text, row))["cells"]
    assert changed[0] == cells[0]
    assert changed[1]["source"] == ["x = 3\n", "y = 2"]


@pytest.mark.parametrize(
    ("file", "own"),
    [
        ("mlp.py", "test_mlp.py"),
        ("panels/neuron.py", "test_panel_neuron.py"),
        ("plotting/depth.py", "test_plotting_depth.py"),
        ("figures/base.py", "test_live_figures.py"),
        ("notebook_compare.py", "test_compare.py"),
        ("results_role.py", "test_results_role.py"),
        ("integrate_fire.js", "test_integrate_fire.py"),
        ("divergence.py", "test_trainer.py"),
    ],
)
def test_each_file_has_its_tests(file, own):
    found = mutants.tests_of(mutants.ROOT, mutants.locate(mutants.ROOT, file))
    assert [path.name for path in found[0]] == [own]
    every = [path for group in found for path in group]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("file", ["figures/playground.js", "core/loop.js"])
def test_what_goes_over_all_figures_is_a_test_of_each_and_of_the_core(file):
    groups = mutants.tests_of(mutants.ROOT, mutants.locate(mutants.ROOT, file))
    found = {path.name for group in groups[:2] for path in group}
    assert {"test_shown.py", "test_acts.py"} <= found


def test_every_row_can_be_planted():
    rows = mutants.read(mutants.ROOT / mutants.ROWS)
    assert len(rows) >= 60
    for row in rows:
        file = mutants.locate(mutants.ROOT, row.file)
        mutants.plant((mutants.ROOT / file).read_text(encoding="utf-8"), row)
        assert row.what


def test_a_slice_of_the_lists_is_caught(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(mutants, "FOUND", tmp_path / "found.json")
    rows = mutants.read(mutants.ROOT / mutants.ROWS)
    chosen = [next(row for row in rows if row.chosen([name])) for name in SLICE]
    assert mutants.plant_all(chosen) == []
    assert Path(tmp_path / "found.json").is_file()
    assert "[5/5]" in capsys.readouterr().out
