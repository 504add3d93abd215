"""What the plugin does with notebooks that were not run, cannot run or go wrong."""

import nbformat
import pytest
from notebook_runs import nbval, stored

import notebooks as tool
import spread
from nnfoundations.figures import digit_network


def executed(folder, name, cells, change=None):
    """Store a notebook as executed, then change it."""
    path = stored(folder / "notebooks" / f"{name}.ipynb", cells)
    assert tool.report(tool.Job(path, folder / "results", 60), True)
    notebook = nbformat.read(path, as_version=4)
    if change:
        change({cell.id: cell for cell in notebook.cells})
        nbformat.write(notebook, path)
    return path


UNTIDY = ["never", "late", "stripped", "fails"]
UNTIDY += ["after-it", "loose", "moves", "expected"]


def untidy(cells):
    cells["never"].execution_count = None
    cells["never"].outputs = []
    cells["late"].execution_count = 7
    cells["stripped"].outputs = []
    cells["fails"].source = "1 / 0"
    cells["loose"].source = "0.6504"
    cells["moves"].source = "0.6504"
    cells["expected"].metadata["tags"] = ["raises-exception"]
    cells["expected"].source = "1 / 0"
    error = nbformat.v4.new_output(
        "error", ename="ZeroDivisionError", evalue="division by zero"
    )
    cells["expected"].outputs = [error]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plugin")
    names = [
        "never",
        "late",
        "stripped",
        "fails",
        "after-it",
        "loose",
        "moves",
        "expected",
    ]
    cells = dict.fromkeys(names, "0.6251")
    cells["record"] = "from nnfoundations import results\nresults.record('untidy', a=1)"
    executed(folder, "untidy", cells, untidy)
    (folder / "results" / "untidy.json").write_text('{"a": 2, "b": 3}')
    moved = {"moves": {"1 text/plain 0": 0.03}}
    kept = spread.place(folder / "results", "untidy")
    kept.parent.mkdir()
    kept.write_text(spread.Spread(12, moved).text)
    return nbval(folder)


def test_a_cell_that_never_ran_names_the_command(outcomes):
    assert "never ran" in outcomes["never"]
    assert "make notebooks" in outcomes["never"]
    assert "python tools/notebooks.py untidy" in outcomes["never"]


def test_a_cell_that_ran_out_of_order_is_told(outcomes):
    assert "ran as number 7, not 2" in outcomes["late"]


def test_outputs_that_were_stripped_are_told(outcomes):
    assert "stored outputs: none; now: text/plain" in outcomes["stripped"]


def test_a_failing_cell_is_told_and_the_next_ones_run(outcomes):
    assert "ZeroDivisionError" in outcomes["fails"]
    assert outcomes["after-it"] == "passed"


def test_an_expected_exception_is_compared(outcomes):
    assert outcomes["expected"] == "passed"


def test_a_number_may_move_as_far_as_it_was_seen_to(outcomes):
    assert "stored 0.6251, now 0.6504" in outcomes["loose"]
    assert outcomes["moves"] == "passed"


def test_recorded_numbers_are_compared_with_those_committed(outcomes):
    assert "/a is 1, stored 2" in outcomes["results"]
    assert "/b is None, stored 3" in outcomes["results"]
    assert "make notebooks" in outcomes["results"]


def test_numbers_that_were_never_committed_are_told(tmp_path):
    record = "from nnfoundations import results\nresults.record('fresh', a=1)"
    executed(tmp_path, "fresh", {"record": record})
    (tmp_path / "results" / "fresh.json").unlink()
    assert "/a is 1, stored None" in nbval(tmp_path)["results"]


EXPORTS = """\
from nnfoundations import results
from nnfoundations.figures import digit_network, javascript
text = (javascript.FOLDER / digit_network.FILE).read_text("utf-8")
results.store(digit_network.FILE, text)
"""


@pytest.mark.parametrize("same", [True, False])
def test_an_exported_network_is_compared_with_the_one_committed(tmp_path, same):
    path = stored(tmp_path / "notebooks" / "exports.ipynb", {"export": EXPORTS})
    modules = tmp_path / tool.MODULES.relative_to(tool.ROOT)
    assert tool.report(tool.Job(path, tmp_path / "results", 60, False, modules), True)
    committed = modules / digit_network.FILE
    if not same:
        other = committed.read_text("utf-8").replace(
            "50 epochs, seed 0", "50 epochs, seed 1"
        )
        committed.write_text(other, "utf-8")
    told = nbval(tmp_path)["network"]
    assert told == "passed" if same else "trained changed. Run make notebooks" in told


def test_a_cell_that_hangs_stops_the_notebook(tmp_path):
    def hang(cells):
        cells["hangs"].source = "while True: pass"

    executed(tmp_path, "hanging", {"hangs": "1", "after-it": "2"}, hang)
    outcomes = nbval(tmp_path, "--nbval-cell-timeout=3")
    assert "timed out" in outcomes["hangs"]
    assert "Not run" in outcomes["after-it"]


def test_a_dead_kernel_stops_the_notebook(tmp_path):
    def die(cells):
        cells["dies"].source = "import os; os._exit(1)"

    executed(tmp_path, "dying", {"dies": "1", "after-it": "2"}, die)
    outcomes = nbval(tmp_path)
    assert "Kernel died" in outcomes["dies"]
    assert "Not run" in outcomes["after-it"]


def test_missing_data_skips_a_notebook_but_never_in_ci(tmp_path):
    cells = {"reads-data": "1"}
    path = stored(tmp_path / "notebooks" / "fashion_mnist.ipynb", cells)
    assert path.exists()
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "fashion_mnist.json").write_text("{}")
    places = ("NNFOUNDATIONS_DATA", "XDG_CACHE_HOME", "HOME", "LOCALAPPDATA")
    empty = dict.fromkeys(places, str(tmp_path))
    outcomes = nbval(tmp_path, **empty)
    assert set(outcomes) == {"reads-data", "results"}
    assert all("Fashion-MNIST is not in" in text for text in outcomes.values())
    assert all(text.startswith("skipped") for text in outcomes.values())
    in_ci = nbval(tmp_path, CI="true", **empty)
    assert "never ran" in in_ci["reads-data"]
