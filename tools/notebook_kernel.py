"""Run a notebook's cells as Jupyter does, always under the same conditions.

Shared by the deliberate re-execution (``tools/notebooks.py``) and by the tests
(``tests/notebooks/notebook_plugin.py``), so that both see the same outputs:
clear_output, display updates and capture in Output widgets are honoured, a trailing
``;`` silences a value.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.output_widget import OutputWidget
from nbformat import NotebookNode

import machines
from machines import Machine
from notebook_cost import Meter

VIEW = "application/vnd.jupyter.widget-view+json"
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
#: What else a kernel sees, whatever the caller's environment says.
FIXED = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "0",
    "TQDM_DISABLE": "1",
}
#: The traits of a widget that a reader sees; the rest is layout and plumbing.
SETTINGS = (
    "description",
    "value",
    "min",
    "max",
    "step",
    "index",
    "_options_labels",
    "_titles",
    "titles",
    "icon",
    "disabled",
)


def environment(
    results: Path, threads: int = 1, machine: Machine | None = None
) -> dict[str, str]:
    """Return the environment of a kernel that writes its numbers to `results`.

    Of a `machine` that is given the switches count, else those of the caller.
    """
    switches = machine.variables if machine else {}
    threads = int(switches.get(machines.THREADS, threads))
    counts = dict.fromkeys(THREADS, str(threads))
    paths = {"NNFOUNDATIONS_RESULTS": str(results)}
    data = os.environ.get("NNFOUNDATIONS_DATA")
    if data:  # the kernel works in another folder
        paths["NNFOUNDATIONS_DATA"] = str(Path(data).expanduser().resolve())
    return machines.with_jitter(os.environ | FIXED | counts | paths | switches)


class ThisPython(AsyncKernelManager):
    """Starts this interpreter, whatever kernel the user calls ``python3``."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The specification of a kernel of this interpreter."""
        return KernelSpec(**get_kernel_dict())


class Captured(OutputWidget):
    """What an Output widget shows; the kernel is not told about it.

    nbclient sends it back on the channel on which it waits for the cell's reply.
    Sending there can swallow the reply's arrival, and the cell then hangs until
    its timeout (nbclient issue 312).
    """

    def send(self, *_: Any, **__: Any) -> None:
        """Send nothing."""


class Session(NotebookClient):
    """One kernel that runs the cells of one notebook, one after the other.

    Parameters
    ----------
    notebook : NotebookNode
        Its cells are changed in place.
    folder : Path
        The kernel's working directory.
    timeout : float
        Seconds that a cell may take.
    """

    def __init__(self, notebook: NotebookNode, folder: Path, timeout: float) -> None:
        super().__init__(
            notebook,
            timeout=timeout,
            startup_timeout=180,  # s; its 60 are short on a busy machine
            kernel_name="python3",
            kernel_manager_class=ThisPython,
            record_timing=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(folder)}},
        )
        models = {"OutputModel": Captured}
        self.widget_registry = {"@jupyter-widgets/output": models}

    @contextmanager
    def running(self, env: Mapping[str, str]) -> Iterator["Session"]:
        """Start the kernel, and stop it at the end.

        Where there are Unix sockets it is reached through them: a TCP port that
        looked free can be another kernel's by the time it is used.
        """
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as sockets:
            self.km = self.create_kernel_manager()
            if os.name == "posix":
                self.km.transport, self.km.ip = "ipc", f"{sockets}/s"
            with self.setup_kernel(env=dict(env), stderr=subprocess.DEVNULL):
                yield self

    def meter(self) -> Meter:
        """Return a meter of what the kernel uses, while it runs."""
        manager: Any = self.km
        return Meter(manager.provisioner.pid)

    def run(self, index: int) -> NotebookNode:
        """Run one cell and return it, with what its widgets show noted beside them.

        Raises
        ------
        CellExecutionError, CellTimeoutError, DeadKernelError
            If the cell fails, takes too long or ends its kernel.
        """
        cell = self.execute_cell(self.nb.cells[index], index)
        for output in cell.get("outputs", []):
            view = output.get("data", {}).get(VIEW)
            if view is not None:
                shown = describe(self.widget_state, view["model_id"])
                output["metadata"][VIEW] = {"widgets": shown}
        return cell


def describe(states: Mapping[str, Any], model_id: str, depth: int = 0) -> list[str]:
    """Describe a widget and what it holds: a line each, its kind and settings."""
    state = states.get(model_id)
    if state is None:
        return ["  " * depth + "a widget without a model"]
    told = {name.strip("_"): state.get(name) for name in SETTINGS}
    told = {k: v for k, v in told.items() if v not in (None, "", [])}
    if told.get("disabled") is False:
        del told["disabled"]
    kind = state["_model_name"].removesuffix("Model")
    settings = ", ".join(f"{k}={v!r}" for k, v in told.items())
    lines = ["  " * depth + (f"{kind}: {settings}" if settings else kind)]
    for output in state.get("outputs", ()):
        lines.append("  " * (depth + 1) + _describe_captured(output))
    for child in state.get("children", ()):
        child_id = child.removeprefix("IPY_MODEL_")
        lines += describe(states, child_id, depth + 1)
    return lines


def _describe_captured(output: Mapping[str, Any]) -> str:
    """Describe an output that an Output widget holds: text as it is, else its kind."""
    if output["output_type"] == "stream":
        return f"{output['name']}: {output['text']!r}"
    data = output.get("data", {})
    if set(data) == {"text/plain"}:
        return f"text: {data['text/plain']!r}"
    return "shows " + " and ".join(sorted(set(data) - {"text/plain"}))
