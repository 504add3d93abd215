"""Re-execution: the same bytes each time, nothing half-written, nothing private."""

import hashlib
import json
import os

import nbformat
import pytest
from nbformat import v4
from notebook_runs import made

import notebook_cost
import notebooks as tool
from notebook_form import normalise, steady_svg
from notebook_kernel import VIEW, Session, environment

RANDOM = {
    "imports": "import sys, uuid, warnings\nimport ipywidgets as widgets",
    "streams": "print(1); warnings.warn('seen nowhere'); print(2, end='\\r'); print(3)",
    "address": "object()",
    "figure": "import matplotlib.pyplot as plt\nplt.plot([2, 0, 1], marker='o');",
    "drawing": "from matplotlib_inline.backend_inline import set_matplotlib_formats\n"
    "set_matplotlib_formats('svg')\nplt.plot([1, 2], marker='o');",
    "set": "print({'one', 'two', 'three'})",
    "slider": "slider = widgets.FloatSlider(description='eta', value=0)\n"
    "widgets.VBox([slider, widgets.Label(value='a word')])",
    "later": "slider.value = 3",
    "threads": "import os\n[os.environ[x + '_NUM_THREADS'] for x in ('OMP', 'MKL')]",
    "record": "from nnfoundations import results\nresults.record('random', seen=1.5)",
}


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def command(tmp_path):
    """Return a function that runs the command line on a path."""

    def run(*arguments):
        results, costs = tmp_path / "results", tmp_path / "costs.json"
        places = ["--results", str(results), "--costs", str(costs)]
        return tool.main([*map(str, arguments), *places])

    return run


def test_a_second_execution_gives_the_same_bytes(make, command, tmp_path, capsys):
    path = make("random", RANDOM)
    assert command(path) == 0
    first = digest(path)
    recorded = tmp_path / "results" / "random.json"
    assert json.loads(recorded.read_text()) == {"seen": 1.5}
    recorded.write_text('{\n  "stale": 1\n}\n')
    assert command(path, "--check") == 1
    assert "would change: random.json" in capsys.readouterr().out
    assert "stale" in recorded.read_text()
    assert command(path) == 0
    assert digest(path) == first
    assert json.loads(recorded.read_text()) == {"seen": 1.5}
    assert not list(tmp_path.rglob("*.tmp"))
    check_what_is_stored(nbformat.read(path, as_version=4))


def check_what_is_stored(notebook):
    cells = {cell.id: cell for cell in notebook.cells}
    assert list(cells) == ["title", *RANDOM]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert [x.text for x in cells["streams"].outputs] == ["1\n3\n"]
    assert "object at 0x0>" in cells["address"].outputs[0].data["text/plain"]
    assert set(cells["figure"].outputs[0].data) == {"image/png", "text/plain"}
    assert len(cells["figure"].outputs) == 1  # the semicolon is honoured
    assert "<dc:date>" not in cells["drawing"].outputs[0].data["image/svg+xml"]
    widget = cells["slider"].outputs[0]
    assert int(widget.data[VIEW]["model_id"], 16) < 20
    assert widget.metadata[VIEW]["widgets"] == [
        "VBox",
        "  FloatSlider: description='eta', value=0.0, min=0.0, max=100.0, step=0.1",
        "  Label: value='a word'",
    ]
    assert cells["threads"].outputs[0].data["text/plain"] == "['1', '1']"
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


def test_a_failing_notebook_stays_as_it_was(make, command, tmp_path, capsys):
    cells = {
        "record": "from nnfoundations import results\nresults.record('wrong', seen=1)",
        "fine": "1",
        "broken": "1 / 0",
        "after": "2",
    }
    path = make("wrong", cells)
    before = path.read_bytes()
    assert command(path) == 1
    printed = capsys.readouterr().out
    assert "wrong.ipynb, cell 'broken' (number 4 of 5)" in printed
    assert "ZeroDivisionError" in printed
    assert path.read_bytes() == before
    assert not (tmp_path / "results").exists()
    assert [x.name for x in path.parent.iterdir()] == ["wrong.ipynb"]


STORES = "from nnfoundations import results\nresults.store('network.js', '1;')"


@pytest.mark.parametrize("check", [True, False])
def test_a_module_for_the_figures_is_stored_unless_only_to_check(make, tmp_path, check):
    path = make("stores", {"store": STORES})
    modules = tmp_path / "figures"
    costs = tmp_path / "costs.json"
    job = tool.Job(path, tmp_path / "results", 60, check, modules, costs)
    assert tool.refresh(job) == ["stores.ipynb", "costs.json", "network.js"]
    assert modules.exists() == (not check)
    if not check:
        assert (modules / "network.js").read_text() == "1;"
        assert tool.refresh(job) == []


def test_nothing_is_sent_while_a_reply_is_awaited(tmp_path):
    source = "import ipywidgets as w\nw.interactive(lambda n: print(n * 'x'), n=9)"
    session = Session(made({"interact": source}), tmp_path, 30)
    with session.running(environment(tmp_path)):
        sent, send = [], session.kc.shell_channel.send
        session.kc.shell_channel.send = lambda m: (sent.append(m["msg_type"]), send(m))
        cell = session.run(1)
        assert os.name != "posix" or session.km.transport == "ipc"
    assert "'xxxxxxxxx\\n'" in cell.outputs[0].metadata[VIEW]["widgets"][-1]
    assert sent == ["execute_request"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("while True: pass", "timed out"),
        ("import os; os._exit(1)", "Kernel died"),
        (
            "from nnfoundations import results\nresults.record('other', a=1)",
            "records numbers as 'other'",
        ),
    ],
)
def test_what_ends_badly_is_named(make, command, capsys, source, message):
    path = make("bad", {"start": "1", "bad": source})
    before = path.read_bytes()
    assert command(path, "--timeout", 3) == 1
    printed = capsys.readouterr().out
    assert message in printed
    assert "bad.ipynb" in printed
    assert path.read_bytes() == before


def test_missing_data_fails_only_a_notebook_asked_for(
    make, tmp_path, monkeypatch, capsys
):
    path = make("fashion_mnist", {"start": "1"})
    before = path.read_bytes()
    monkeypatch.setattr("pooch.os_cache", lambda _: tmp_path / "cache")
    monkeypatch.delenv("NNFOUNDATIONS_DATA", raising=False)
    monkeypatch.setattr(tool, "NOTEBOOKS", path.parent)
    assert tool.main([]) == 0
    assert "not executed: Fashion-MNIST is not in" in capsys.readouterr().out
    assert tool.main(["fashion_mnist"]) == 1
    assert "NNFOUNDATIONS_DATA" in capsys.readouterr().out
    assert path.read_bytes() == before


def test_an_unknown_notebook_is_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        tool.main(["no_such_notebook"])
    assert stop.value.code == 2
    assert "no notebook 'no_such_notebook'" in capsys.readouterr().err


def test_the_environment_does_not_depend_on_the_caller(monkeypatch, tmp_path):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("NNFOUNDATIONS_DATA", "data")
    monkeypatch.chdir(tmp_path)
    env = environment(tmp_path / "results")
    assert env["OMP_NUM_THREADS"] == "1"
    assert env["MPLBACKEND"].endswith("inline")
    assert env["NNFOUNDATIONS_DATA"] == str(tmp_path / "data")
    assert env["NNFOUNDATIONS_RESULTS"] == str(tmp_path / "results")


def test_only_the_metadata_that_the_course_uses_is_kept():
    alt = {"image": {"alt": "A line."}}
    cell = v4.new_code_cell("1\n", id="one", execution_count=1)
    cell.metadata.update(
        tags=["hide-cell"], mystnb=alt, execution={"a": "1"}, jp={"x": 1}
    )
    notebook = v4.new_notebook(cells=[cell])
    notebook.metadata.update(kernelspec={"name": "mine"}, widgets={}, authors=["me"])
    stored = json.loads(normalise(notebook, {}))
    assert stored["cells"][0]["metadata"] == {"tags": ["hide-cell"], "mystnb": alt}
    assert stored["cells"][0]["source"] == ["1"]
    assert stored["metadata"]["kernelspec"]["name"] == "python3"
    assert "widgets" not in stored["metadata"]
    assert "authors" not in stored["metadata"]
    assert cell.metadata["jp"]  # what was given is left alone


def test_a_traceback_names_no_file_of_this_machine():
    error = v4.new_output("error", ename="E", evalue="x", traceback=["/home/me/a.py"])
    cell = v4.new_code_cell("raise E", id="one", execution_count=1, outputs=[error])
    assert "/home/me" not in normalise(v4.new_notebook(cells=[cell]), {})


def test_svg_ids_are_numbered_by_their_first_appearance():
    svg = '<a id="p0123456789"/><b id="mabcdefabcd"/><use href="#p0123456789"/>'
    expected = '<a id="p0000000001"/><b id="m0000000002"/><use href="#p0000000001"/>'
    assert steady_svg(svg) == expected
    assert steady_svg('<path id="DejaVuSans-30"/>') == '<path id="DejaVuSans-30"/>'


def test_only_the_notebooks_of_the_course_are_kept_count_of(tmp_path):
    assert tool.Job(tool.NOTEBOOKS / "x.ipynb").measurements == notebook_cost.COSTS
    assert tool.Job(tmp_path / "x.ipynb").measurements is None
    mine = tmp_path / "costs.json"
    assert tool.Job(tmp_path / "x.ipynb", costs=mine).measurements == mine
