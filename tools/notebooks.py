"""Re-execute the committed notebooks and store their outputs, normalised.

    python tools/notebooks.py                          # all of them
    python tools/notebooks.py perceptron mlp_scratch   # some, by name or path
    python tools/notebooks.py --check                  # only say what would change

On one machine two runs give the same bytes. A notebook whose cell fails stays
as it was, and so do the numbers in ``results/`` and the modules that it stores for
the live figures. What a run costs is measured (``notebook_cost``), and its class stands
at the notebook's top.

A notebook whose outputs or numbers have changed runs besides under other machines'
arithmetic (``machines``). How far its numbers move there is kept (``spread``); where a
whole number, a word, a picture or an assertion moves, it is refused by name.
"""

import argparse
import json
import multiprocessing
import os
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

import machines
import notebook_cost
import spread
from machines import Machine
from nnfoundations import whole_files
from notebook_cost import Cost
from notebook_form import normalise
from notebook_kernel import Session, environment
from spread import Run

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
RESULTS = ROOT / "results"
MODULES = ROOT / "src" / "nnfoundations" / "figures"
TIMEOUT = 600.0
#: Under how many machines a notebook is run, in the order of `machines.pairwise`: after
#: four each setting of each library has been met. `make stress` tries the others.
MACHINES = 4
FEW = {"fashion_mnist": 4}  # it trains for minutes
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class NotebookError(RuntimeError):
    """A notebook that cannot be executed; the text says where and why."""


@dataclass(frozen=True)
class Job:
    """What to execute: a notebook, where its files go, how long a cell may take."""

    path: Path
    results: Path = RESULTS
    timeout: float = TIMEOUT
    check: bool = False
    modules: Path = MODULES
    costs: Path | None = None
    machines: tuple[Machine, ...] = ()

    @property
    def measurements(self) -> Path | None:
        """Where to keep what it costs; None for a notebook that is not the course's."""
        known = notebook_cost.COSTS if self.path.parent == NOTEBOOKS else None
        return self.costs or known


def missing_data(name: str) -> str | None:
    """Return why a notebook cannot run here for want of data; None if it can."""
    if name != "fashion_mnist":
        return None
    from nnfoundations.data import fashion

    if fashion.find_folder():
        return None
    looked = " or ".join(map(str, fashion.list_folders()))
    return (
        f"Fashion-MNIST is not in {looked}; set {fashion.VARIABLE} to the folder"
        f" that holds {fashion.SUBFOLDER}/"
    )


def execute(job: Job, results: Path) -> tuple[NotebookNode, str, Cost]:
    """Run a notebook from its first cell.

    Returns
    -------
    notebook : NotebookNode
        With its outputs.
    text : str
        What to store.
    cost : Cost
        What the run took.

    Raises
    ------
    NotebookError
        If a cell fails, takes too long or ends its kernel, or if the whole takes more
        than the largest class allows.
    """
    notebook = nbformat.read(job.path, as_version=4)
    session = Session(notebook, job.path.parent, job.timeout)
    with session.running(environment(results)), session.meter().running() as meter:
        run_cells(session, job.path.name)
        cost = meter.cost
    try:
        cost = classify(job, notebook, cost)
    except notebook_cost.CostError as error:
        raise NotebookError(f"{job.path.name}: {error}.") from error
    return notebook, normalise(notebook, session.widget_state), cost


def run_cells(session: Session, name: str) -> None:
    """Run all code cells of a notebook whose kernel is up; say which one fails."""
    for index, cell in enumerate(session.nb.cells):
        if cell.cell_type != "code":
            continue
        try:
            session.run(index)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise NotebookError(
                f"{name}, cell {cell.get('id', index)!r}"
                f" (number {index + 1} of {len(session.nb.cells)}):"
                f" {COLOUR.sub('', str(error))}"
            ) from error


def run_under(path: Path, timeout: float, machine: Machine) -> Run:
    """Run a notebook as another machine would; return what it shows and records."""
    notebook = nbformat.read(path, as_version=4)
    session, error = Session(notebook, path.parent, timeout), ""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder)
        with session.running(environment(results, machine=machine)):
            try:
                run_cells(session, path.name)
            except NotebookError as raised:
                error = str(raised)
        values = read_recorded(results, path.stem)
    return Run(machine.name, outputs(notebook), values, error)


def outputs(notebook: NotebookNode) -> dict[str, list[NotebookNode]]:
    """Return the outputs of a notebook's code cells, by the cells' ids."""
    return {c.id: c.outputs for c in notebook.cells if c.cell_type == "code"}


def read_recorded(results: Path, name: str) -> dict[str, Any]:
    """Return the numbers that a run recorded."""
    path = results / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def measure_spread(job: Job, base: Run) -> str:
    """Run a notebook under the job's machines; return the text of its spread.

    Raises
    ------
    NotebookError
        If something moves that has to be the same on every machine.
    """
    runs = {}
    # a process each: a kernel takes its arithmetic from its environment
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context) as pool:
        waiting = {
            pool.submit(run_under, job.path, job.timeout, machine): machine
            for machine in job.machines
        }
        for done in as_completed(waiting):
            runs[waiting[done]] = done.result()
            print(
                f"\r{job.path.stem:20} machine {len(runs)} of {len(waiting)} ", end=""
            )
    print(f"\r{job.path.stem:20} ", end="", flush=True)
    found, wrong = spread.measure(base, [runs[machine] for machine in job.machines])
    if wrong:
        lines = "\n".join(f"- {text}" for text in wrong)
        raise NotebookError(
            f"{job.path.name} says what other machines would not say:\n{lines}"
        )
    return found.text


def classify(job: Job, notebook: nbformat.NotebookNode, measured: Cost) -> Cost:
    """Put the line of its class into a notebook; return the measurement to keep.

    Where nothing is to change the kept measurement counts, whatever this run took.
    """
    place = job.measurements
    if place is None:
        return measured
    name = job.path.stem
    cost = notebook_cost.keep(name, measured, place)
    if job.check:
        cost = notebook_cost.read(place).get(name, cost)
    first = notebook.cells[0]
    first["source"] = notebook_cost.stamp(first.source, cost)
    return cost


def refresh(job: Job) -> list[str]:
    """Execute a notebook; store it and its numbers, unless only to check.

    Returns
    -------
    changed : list of str
        The names of the files that differ from what was stored.
    """
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder)
        notebook, text, cost = execute(job, results)
        texts = {job.path: text}
        if place := job.measurements:
            texts[place] = notebook_cost.text_with(job.path.stem, cost, place)
        for file in sorted(results.glob("*.json")):
            if file.stem != job.path.stem:
                raise NotebookError(
                    f"{job.path.name} records numbers as {file.stem!r}: expected"
                    f" {job.path.stem!r}, its own name."
                )
            texts[job.results / file.name] = file.read_text("utf-8")
        for file in sorted(results.glob("*.js")):
            texts[job.modules / file.name] = file.read_text("utf-8")
        values = read_recorded(results, job.path.stem)
    changed = [p for p, text in texts.items() if not same(p, text)]
    kept = spread.place(job.results, job.path.stem)
    if job.machines and (changed or not kept.exists()):
        base = Run("as it is", outputs(notebook), values)
        texts[kept] = measure_spread(job, base)
        changed += [] if same(kept, texts[kept]) else [kept]
    if not job.check:
        for path in changed:
            write(path, texts[path])
    short = {kept: f"{spread.FOLDER}/{kept.name}"}
    return [short.get(path, path.name) for path in changed]


def same(path: Path, text: str) -> bool:
    """Tell whether a file holds exactly this text."""
    return path.exists() and path.read_bytes() == text.encode("utf-8")


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all; make its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole_files.write_text(path, text)


def find(name: str) -> Path:
    """Return the path of a notebook that is given by name or by path.

    Raises
    ------
    NotebookError
        If there is none.
    """
    for path in (Path(name), NOTEBOOKS / f"{name}.ipynb"):
        if path.is_file():
            return path.resolve()
    known = ", ".join(sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb")))
    raise NotebookError(f"no notebook {name!r}: expected a path or one of {known}.")


def machines_for(path: Path, number: int | None = None) -> tuple[Machine, ...]:
    """Return the machines under which a notebook runs; only the course's are."""
    if number is None:
        number = FEW.get(path.stem, MACHINES) if path.parent == NOTEBOOKS else 0
    return tuple(machines.pairwise()[:number])


def report(job: Job, by_name: bool) -> bool:
    """Execute one notebook, say how it went, and tell whether that was well."""
    print(f"{job.path.stem:20}", end=" ", flush=True)
    missing = missing_data(job.path.stem)
    if missing:
        print(f"not executed: {missing}")
        return not by_name
    start = time.perf_counter()
    try:
        changed = refresh(job)
    except NotebookError as error:
        print(f"failed after {time.perf_counter() - start:.1f} s\n{error}")
        return False
    verb = "would change" if job.check else "changed"
    told = f"{verb}: {', '.join(changed)}" if changed else "as stored"
    print(f"{time.perf_counter() - start:6.1f} s  {told}")
    return not (job.check and changed)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 if every notebook went well."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="names or paths (default: all)")
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--timeout", type=float, default=TIMEOUT, help="s per cell")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder")
    parser.add_argument("--costs", type=Path, help="where to keep what runs cost")
    parser.add_argument("--machines", type=int, help="how many")
    given = parser.parse_args(arguments)
    try:
        paths = [find(name) for name in given.names]
    except NotebookError as error:
        parser.error(str(error))
    paths = paths or sorted(NOTEBOOKS.glob("*.ipynb"))
    jobs = [
        Job(
            path,
            given.results,
            given.timeout,
            given.check,
            costs=given.costs,
            machines=machines_for(path, given.machines),
        )
        for path in paths
    ]
    well = [report(job, bool(given.names)) for job in jobs]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
