"""What a notebook costs to run: the class that stands at its top.

The deliberate run (``tools/notebooks.py``) measures the kernel: the processor time
that it and the processes it starts use, as user and as system, from the start of
Python on; and the most memory that they hold at a time. Processor time on one thread
is what a run takes on a quiet machine, and a busy one changes it little. The figures
are kept in ``benchmarks/notebooks.json``; there a new measurement takes the place of
an old one only if it belongs to another class.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
COSTS = ROOT / "benchmarks" / "notebooks.json"
#: The classes: upper bounds, and how a reader is told of them.
SECONDS = {15: "15 seconds", 60: "60 seconds", 120: "2 minutes"}
MEMORY = {1024: "1 GiB", 2048: "2 GiB"}  # MiB
LINE = re.compile(r"Runs in under .+ on one core, in under .+ of memory\.")
EVERY = 0.1  # s between two looks at the memory


class CostError(RuntimeError):
    """A notebook that takes more than the largest class allows."""


@dataclass(frozen=True)
class Cost:
    """What one run of a notebook used.

    Attributes
    ----------
    cpu_seconds : float
        Processor time of the kernel and its children [s].
    memory_mib : float
        The most memory that they held [MiB].
    """

    cpu_seconds: float
    memory_mib: float

    @property
    def bounds(self) -> tuple[int, int]:
        """The class: upper bounds of the time [s] and of the memory [MiB].

        Raises
        ------
        CostError
            If no class is large enough.
        """
        return (
            _bound(self.cpu_seconds, list(SECONDS), "s of processor time"),
            _bound(self.memory_mib, list(MEMORY), "MiB of memory"),
        )

    @property
    def line(self) -> str:
        """The line at the top of the notebook."""
        time, memory = self.bounds
        return (
            f"Runs in under {SECONDS[time]} on one core,"
            f" in under {MEMORY[memory]} of memory."
        )


def _bound(value: float, bounds: list[int], unit: str) -> int:
    for bound in bounds:
        if value < bound:
            return bound
    raise CostError(
        f"it takes {value:.0f} {unit}, and a notebook may take {bounds[-1]}:"
        " make its experiments smaller"
    )


class Meter:
    """Watches a process and its children; `cost` tells what they have used."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._ended = threading.Event()
        self._cost = Cost(0.0, 0.0)

    @contextmanager
    def running(self) -> Iterator["Meter"]:
        """Look at the process from time to time until the block is left."""
        watcher = threading.Thread(target=self._watch, daemon=True)
        watcher.start()
        try:
            yield self
        finally:
            self._ended.set()
            watcher.join()

    @property
    def cost(self) -> Cost:
        """What has been used until now."""
        self._look()
        return self._cost

    def _watch(self) -> None:
        while not self._ended.wait(EVERY):
            self._look()

    def _look(self) -> None:
        """Note the times used so far, and the memory if it is the most so far."""
        try:
            living = [self._process, *self._process.children(recursive=True)]
            used = sum(map(_seconds, living)) + _sum_ended(self._process)
            held = max(sum(map(_resident, living)), _peak(self._process))
        except psutil.Error:
            return  # the process has ended: what was seen before counts
        seen = self._cost
        self._cost = Cost(
            max(seen.cpu_seconds, used), max(seen.memory_mib, held / 2**20)
        )


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0  # a child that has just ended
    return float(times.user + times.system)


def _sum_ended(process: psutil.Process) -> float:
    """Return the time of the children that have ended."""
    times = process.cpu_times()
    return float(times.children_user + times.children_system)


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _peak(process: psutil.Process) -> int:
    """Return the system's own record of the most memory [bytes], where it has one."""
    status = Path(f"/proc/{process.pid}/status")
    text = status.read_text("utf-8") if status.exists() else ""
    found = re.search(r"VmHWM:\s+(\d+) kB", text)
    return int(found[1]) * 1024 if found else 0


def read(path: Path = COSTS) -> dict[str, Cost]:
    """Read the measurements, by the names of the notebooks."""
    values = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {name: Cost(**value) for name, value in values.items()}


def keep(name: str, measured: Cost, path: Path = COSTS) -> Cost:
    """Return what to keep: the old measurement if the new one is of its class.

    A new one is rounded.
    """
    new = Cost(round(measured.cpu_seconds, 1), round(measured.memory_mib))
    old = read(path).get(name)
    return old if old and old.bounds == new.bounds else new


def text_with(name: str, cost: Cost, path: Path = COSTS) -> str:
    """Return the file's text with a notebook's measurement put in."""
    values = {key: asdict(value) for key, value in read(path).items()}
    values[name] = asdict(cost)
    return json.dumps(values, indent=2, sort_keys=True) + "\n"


def stamp(source: str, cost: Cost) -> str:
    """Return a notebook's first cell with the line of its class, at the end."""
    if LINE.search(source):
        return LINE.sub(cost.line, source)
    return f"{source.rstrip()}\n\n{cost.line}"
