"""Make small notebooks and outputs; run them through nbval as the course does."""

import os
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from xml.etree import ElementTree

import nbformat
from nbformat import v4

from notebook_kernel import VIEW

ROOT = Path(__file__).resolve().parents[2]
#: What was found for a notebook's cells: "passed", "skipped" or the text of a failure.
Outcomes = dict[str, str]


def made(cells: Mapping[str, str]) -> nbformat.NotebookNode:
    """Return a notebook with a title and these code cells, by their ids."""
    title = nbformat.v4.new_markdown_cell("# A notebook", id="title")
    code = [nbformat.v4.new_code_cell(text, id=name) for name, text in cells.items()]
    return nbformat.v4.new_notebook(cells=[title, *code])


def stored(path: Path, cells: Mapping[str, str]) -> Path:
    """Write a notebook, make its folder where it is missing; return its path."""
    path.parent.mkdir(exist_ok=True)
    nbformat.write(made(cells), path)
    return path


def stored_as_run(
    path: Path, cells: Mapping[str, str], silent: Collection[str] = ()
) -> Path:
    """Write a notebook as if each cell had run and shown its own text.

    Those that are `silent` showed nothing. No kernel is started for it.
    """
    notebook = made(cells)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        shown = [] if cell.id in silent else [result(text_plain=cell.source)]
        cell.execution_count, cell.outputs = number, shown
        for output in shown:
            output.execution_count = number
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


def nbval(folder: Path, *arguments: str, **variables: str) -> dict[str, Outcomes]:
    """Run nbval over a folder; return what came of each notebook's tests, by name."""
    report = folder / "report.xml"
    places = os.pathsep.join(str(ROOT / x) for x in ("tools", "tests/notebooks"))
    env = {k: v for k, v in os.environ.items() if k != "CI"}
    env |= {"PYTHONPATH": places, **variables}
    command = [sys.executable, "-m", "pytest", "-p", "notebook_plugin", "--nbval"]
    command += ["-c", str(ROOT / "pyproject.toml"), f"--junitxml={report}", "-q"]
    done = subprocess.run(
        [*command, "--color=no", *arguments, str(folder)],
        env=env,
        capture_output=True,
        text=True,
    )
    assert report.exists(), done.stdout + done.stderr
    found: dict[str, Outcomes] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        notebook = case.get("classname", "").removesuffix(".ipynb").rpartition(".")[2]
        found.setdefault(notebook, {})[case.get("name", "")] = outcome(case)
    return found


def outcome(case: ElementTree.Element) -> str:
    """Return what came of one test: "passed", or the reason."""
    for child in case:
        if child.tag == "skipped":
            return "skipped: " + child.get("message", "")
        if child.tag in ("failure", "error"):
            return child.text or ""
    return "passed"


def result(**data: str) -> nbformat.NotebookNode:
    """Return a cell's value; ``image_png=...`` stands for image/png."""
    bundle = {kind.replace("_", "/"): value for kind, value in data.items()}
    return v4.new_output("execute_result", data=bundle)


def widget(*lines: str, picture: str | None = None) -> list[nbformat.NotebookNode]:
    """Return the output of a cell that shows widgets described by `lines`."""
    data = {VIEW: {"model_id": str(id(lines))}, "text/plain": f"cut{id(lines)}"}
    data |= {"image/png": picture} if picture else {}
    metadata = {VIEW: {"widgets": list(lines)}} if lines else {}
    return [v4.new_output("execute_result", data=data, metadata=metadata)]
