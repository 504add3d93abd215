"""What the plugin does with notebooks that were not run, cannot run or go wrong."""

import nbformat
import pytest
from notebook_runs import nbval, stored, stored_as_run

import notebooks as tool
import spread
from nnfoundations.figures import javascript

NETWORK = "digit_network.js"
RECORD = "from nnfoundations import results\nresults.record({!r}, a=1)"
EXPORT = f"""\
from nnfoundations import results
from nnfoundations.figures import javascript
text = (javascript.FOLDER / {NETWORK!r}).read_text("utf-8")
results.store({NETWORK!r}, text)"""
OTHER = EXPORT.replace(
    "text)", "text.replace('50 epochs, seed 0', '50 epochs, seed 1'))"
)
NAMES = ["never", "late", "stripped", "fails", "after-it"]
NAMES += ["loose", "moves", "expected", "early"]
#: The notebooks, as they are stored: the cells' sources by their ids.
NOTEBOOKS = {
    "untidy": dict.fromkeys(NAMES, "0.6251") | {"record": RECORD.format("untidy")},
    "fresh": {"record": RECORD.format("fresh")},
    "exports": {"export": EXPORT},
    "exports_another": {"export": OTHER},
    "hanging": {"hangs": "1", "after-it": "2"},
    "dying": {"dies": "1", "after-it": "2"},
}
#: Nowhere is there a Fashion-MNIST for a notebook that needs it.
PLACES = ("NNFOUNDATIONS_DATA", "XDG_CACHE_HOME", "HOME", "LOCALAPPDATA")


def make_untidy(cells):
    cells["never"].execution_count = None
    cells["never"].outputs = []
    cells["late"].execution_count = 7
    cells["early"].execution_count = 3
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


def hang(cells):
    cells["hangs"].source = "while True: pass"


def die(cells):
    cells["dies"].source = "import os; os._exit(1)"


def changed(path, change):
    """Change the cells of a stored notebook, given by their ids."""
    notebook = nbformat.read(path, as_version=4)
    change({cell.id: cell for cell in notebook.cells})
    nbformat.write(notebook, path)


def without_data(folder):
    """Write a notebook that never ran, named like the one that needs data."""
    stored(folder / "notebooks" / "fashion_mnist.ipynb", {"reads-data": "1"})
    (folder / "results").mkdir(exist_ok=True)
    (folder / "results" / "fashion_mnist.json").write_text("{}")
    return dict.fromkeys(PLACES, str(folder))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Run all these notebooks at once; return what came of each one's cells."""
    folder = tmp_path_factory.mktemp("plugin")
    paths = {
        name: stored_as_run(
            folder / "notebooks" / f"{name}.ipynb", cells, ("record", "export")
        )
        for name, cells in NOTEBOOKS.items()
    }
    for name, change in {"untidy": make_untidy, "hanging": hang, "dying": die}.items():
        changed(paths[name], change)
    modules = folder / tool.MODULES.relative_to(tool.ROOT)
    modules.mkdir(parents=True)
    (modules / NETWORK).write_bytes((javascript.FOLDER / NETWORK).read_bytes())
    empty = without_data(folder)
    (folder / "results" / "untidy.json").write_text('{"a": 2, "b": 3}')
    moved = {"moves": {"1 text/plain 0": 0.03}}
    kept = spread.place(folder / "results", "untidy")
    kept.parent.mkdir()
    kept.write_text(spread.Spread(12, moved).text)
    return nbval(folder, "--nbval-cell-timeout=6", **empty)


@pytest.fixture(scope="module")
def untidy(outcomes):
    return outcomes["untidy"]


def test_a_cell_that_never_ran_names_the_command(untidy):
    assert "never ran" in untidy["never"]
    assert "make notebooks" in untidy["never"]
    assert "python tools/notebooks.py untidy" in untidy["never"]


def test_a_cell_that_ran_out_of_order_is_told(untidy):
    assert "ran as number 7, not 2" in untidy["late"]
    assert "ran as number 3, not 9" in untidy["early"]


def test_outputs_that_were_stripped_are_told(untidy):
    assert "stored outputs: none; now: text/plain" in untidy["stripped"]


def test_a_failing_cell_is_told_and_the_next_ones_run(untidy):
    assert "ZeroDivisionError" in untidy["fails"]
    assert untidy["after-it"] == "passed"


def test_an_expected_exception_is_compared(untidy):
    assert untidy["expected"] == "passed"


def test_a_number_may_move_as_far_as_it_was_seen_to(untidy):
    assert "stored 0.6251, now 0.6504" in untidy["loose"]
    assert untidy["moves"] == "passed"


def test_recorded_numbers_are_compared_with_those_committed(untidy):
    assert "/a is 1, stored 2" in untidy["results"]
    assert "/b is None, stored 3" in untidy["results"]
    assert "make notebooks" in untidy["results"]


def test_numbers_that_were_never_committed_are_told(outcomes):
    assert "/a is 1, stored None" in outcomes["fresh"]["results"]


def test_an_exported_network_is_compared_with_the_one_committed(outcomes):
    assert outcomes["exports"]["network"] == "passed"
    told = outcomes["exports_another"]["network"]
    assert "trained changed. Run make notebooks" in told


def test_a_cell_that_hangs_stops_the_notebook(outcomes):
    assert "timed out" in outcomes["hanging"]["hangs"]
    assert "Not run" in outcomes["hanging"]["after-it"]


def test_a_dead_kernel_stops_the_notebook(outcomes):
    assert "Kernel died" in outcomes["dying"]["dies"]
    assert "Not run" in outcomes["dying"]["after-it"]


def test_missing_data_skips_a_notebook(outcomes):
    found = outcomes["fashion_mnist"]
    assert set(found) == {"reads-data", "results"}
    assert all("Fashion-MNIST is not in" in text for text in found.values())
    assert all(text.startswith("skipped") for text in found.values())


def test_missing_data_skips_no_notebook_in_ci(tmp_path):
    found = nbval(tmp_path, CI="true", **without_data(tmp_path))["fashion_mnist"]
    assert "never ran" in found["reads-data"]
