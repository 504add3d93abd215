"""Teach ``pytest --nbval`` to compare as the course needs it.

nbval finds the notebooks, makes a test of every code cell and reports; the
cells run as in ``tools/notebooks.py``, and `notebook_compare` judges them.
Leans on the internals of nbval 0.11 (classes IPyNbFile, IPyNbCell, NbCellError).
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from copy import deepcopy
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

import notebook_cost
import spread
from machines import THREADS
from notebook_compare import differences
from notebook_kernel import Session, environment
from notebooks import MODULES, ROOT, missing_data

CURE = "make notebooks (or: python tools/notebooks.py {name})"
NBVAL_TIMEOUT = 2000  # nbval's default, which is too long for us
TIMEOUT = 600.0  # s per cell; twice the longest, on a slow and busy machine


def pytest_configure(config: pytest.Config) -> None:
    """Let no cell run longer than `TIMEOUT`, unless the caller says otherwise."""
    if config.option.nbval_cell_timeout == NBVAL_TIMEOUT:
        config.option.nbval_cell_timeout = TIMEOUT


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(parent: pytest.Collector) -> Iterator[None]:
    """Put our notebook in the place of nbval's."""
    found = yield
    return [
        Notebook.from_parent(parent, path=item.path)
        if isinstance(item, IPyNbFile)
        else item
        for item in found
    ]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest notebooks, so that the workers end together."""
    known = notebook_cost.read()
    lasts = {name: cost.cpu_seconds for name, cost in known.items()}
    items.sort(key=lambda item: -lasts.get(item.path.stem, 0.0))


def why_skipped(path: Path) -> str | None:
    """Return why a notebook is not run here; in CI nothing is left out."""
    return None if os.environ.get("CI") else missing_data(path.stem)


class Notebook(IPyNbFile):
    """A notebook, its kernel, and the numbers that it records."""

    session: Session | None = None

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for every code cell, and one for the recorded numbers."""
        limit = pytest.mark.timeout(self.config.option.nbval_cell_timeout + 120)
        for ran, item in enumerate(super().collect(), start=1):
            cell = Cell.from_parent(
                self,
                name=item.cell.get("id", item.name),
                cell_num=item.cell_num,
                cell=item.cell,
                options=item.options,
            )
            cell.expected_count = ran
            cell.add_marker(limit)  # kernels have been seen to hang beyond their own
            yield cell
        records = any("record(" in cell.source for cell in self.nb.cells)
        if records or self.stored_numbers.exists():
            yield Numbers.from_parent(self, name="results")
        if any("results.store(" in cell.source for cell in self.nb.cells):
            yield Network.from_parent(self, name="network")

    @property
    def stored_numbers(self) -> Path:
        """Where the numbers of this notebook are committed."""
        return self.path.parent.parent / "results" / f"{self.path.stem}.json"

    @cached_property
    def spread(self) -> spread.Spread:
        """How far its numbers were seen to move on other machines."""
        place = spread.place(self.stored_numbers.parent, self.path.stem)
        return spread.Spread.read(place)

    def setup(self) -> None:
        """Start the kernel, unless the notebook is skipped."""
        self.stack = ExitStack()
        if why_skipped(self.path):
            return
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.results = Path(self.stack.enter_context(folder))
        threads = int(os.environ.get(THREADS, "1"))
        timeout = self.config.option.nbval_cell_timeout
        session = Session(deepcopy(self.nb), self.path.parent, timeout)
        env = environment(self.results, threads)
        self.session = self.stack.enter_context(session.running(env))

    def teardown(self) -> None:
        """Stop the kernel."""
        self.session = None
        self.stack.close()


class Cell(IPyNbCell):
    """A code cell: it runs, and shows what is stored."""

    parent: Notebook
    expected_count: int

    def setup(self) -> None:
        """Skip the cell where its notebook is skipped."""
        reason = why_skipped(self.parent.path)
        if reason:
            pytest.skip(reason)

    def runtest(self) -> None:
        """Run the cell, then compare."""
        if self.options["skip"]:
            pytest.skip("the cell says so")
        live = self.run_live()
        if not self.cell.source.strip():
            return
        self.test_outputs = live.outputs
        self.check_that_it_ran()
        if self.options["check"]:
            moved = self.parent.spread.printed.get(self.cell.get("id", ""))
            found = differences(self.cell.outputs, live.outputs, moved)
            if found:
                self.fail("The outputs differ from those stored", "\n".join(found))

    def run_live(self) -> NotebookNode:
        """Run the cell in the notebook's kernel and return it as it is now."""
        session = self.parent.session
        if session is None:
            self.fail("Not run: an earlier cell took too long or ended the kernel")
        index = next(i for i, c in enumerate(self.parent.nb.cells) if c is self.cell)
        if self.options["check_exception"]:
            session.nb.cells[index].metadata.setdefault("tags", []).append(
                "raises-exception"
            )
        try:
            return session.run(index)
        except CellExecutionError as error:
            self.fail("The cell raises an exception", error.traceback)
        except (CellTimeoutError, DeadKernelError) as error:
            self.parent.teardown()
            self.fail(str(error))

    def check_that_it_ran(self) -> None:
        """Fail unless the stored cell was executed, and in its turn."""
        count, turn = self.cell.execution_count, self.expected_count
        cure = CURE.format(name=self.parent.path.stem)
        if count is None:
            self.fail(f"The stored cell never ran. Run {cure}")
        if count != turn:
            self.fail(f"The stored cell ran as number {count}, not {turn}. Run {cure}")

    def fail(self, message: str, details: str | None = None) -> Any:
        """Raise the error that `repr_failure` shows."""
        raise NbCellError(self.cell_num, message, self.cell.source, details)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
        """Say what went wrong, and show the cell's source."""
        error = excinfo.value
        if not isinstance(error, NbCellError):
            return str(super(IPyNbCell, self).repr_failure(excinfo))
        parts = [f"{error}", error.inner_traceback, "The cell's source:", error.source]
        return "\n\n".join(part for part in parts if part)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the cell by its notebook and id."""
        return self.path, 0, f"{self.path.name}: {self.name}"


class Stored(pytest.Item):
    """What a notebook writes beside its outputs is what is committed."""

    parent: Notebook

    def setup(self) -> None:
        """Skip where the notebook is skipped."""
        reason = why_skipped(self.parent.path)
        if reason:
            pytest.skip(reason)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
        """Say what differs, without a traceback."""
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the test."""
        return self.path, 0, f"{self.path.name}: {self.name}"


class Network(Stored):
    """The network that a notebook exports is the one in the live figure."""

    def runtest(self) -> None:
        """Compare the exported file with the committed one."""
        # here, since it imports torch: seconds in every process that runs notebooks
        from nnfoundations.figures import digit_network

        folder = self.path.parent.parent / MODULES.relative_to(ROOT)
        texts = [
            (place / digit_network.FILE).read_text("utf-8")
            for place in (folder, self.parent.results)
        ]
        found = digit_network.compare_exports(*texts)
        cure = CURE.format(name=self.path.stem)
        assert not found, f"{digit_network.FILE}: {'; '.join(found)}. Run {cure}"


class Numbers(Stored):
    """The numbers that a notebook records for the chapters are those committed."""

    def runtest(self) -> None:
        """Compare the recorded file with the committed one."""
        path = self.parent.stored_numbers
        live = self.parent.results / path.name
        old, new = (
            json.loads(file.read_text("utf-8")) if file.exists() else {}
            for file in (path, live)
        )
        found = spread.compare_recorded(old, new, self.parent.spread)
        cure = CURE.format(name=path.stem)
        assert not found, f"{path.name}: {'; '.join(found)}. Run {cure}"
