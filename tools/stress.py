"""Run every notebook as other machines would, and say what does not hold there.

    python tools/stress.py                          # all: hours on two cores
    python tools/stress.py --slice                  # one harsh machine, three minutes
    python tools/stress.py --machines 4 perceptron  # some machines, some notebooks
    python tools/stress.py --environments 3.12 oldest

Each run is one notebook's tests (nbval with the course's comparison) under one machine
of `machines` in one environment: this Python, other Pythons, and the oldest and newest
NumPy, matplotlib and scikit-learn that the package allows. Each two settings meet in
some run, and no two machines share a jitter. Runs that passed are kept in
_build/stress/ and not repeated until the notebook, the package or the tools change; so
it can be stopped and started again. An environment is made where it is missing.
"""

import argparse
import hashlib
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import notebook_cost
from machines import SWITCHES, Machine, combine, pairwise
from notebooks import FEW, NOTEBOOKS, ROOT, missing_data

FOLDER = ROOT / "_build" / "stress"
LOG = FOLDER / "log.jsonl"
JITTERS = 20
#: In which machine of `pairwise` nearly nothing is as the libraries would choose.
HARSH = 2
#: The environments: which Python, and what is installed over the pins.
OLDEST = (
    "numpy==1.26.4",
    "matplotlib==3.10.0",
    "pandas==2.2.3",
    "scikit-learn==1.6.1",
    "scipy==1.11.4",
)
NEWEST = ("numpy", "matplotlib", "scikit-learn", "scipy")
ENVIRONMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "here": ("", ()),
    "3.11": ("3.11", ()),
    "3.12": ("3.12", ()),
    "3.13": ("3.13", ()),
    "oldest": ("3.11", OLDEST),
    "newest": ("3.11", NEWEST),
}
FAILED = re.compile(r"^FAILED \S*?::(\S+)", re.MULTILINE)
COUNTS = re.compile(r"(\d+) (passed|failed|error|skipped)")


@dataclass(frozen=True)
class Work:
    """One notebook under one machine in one environment."""

    environment: str
    machine: Machine
    notebook: str

    @property
    def key(self) -> str:
        """What it is and what it depends on."""
        sources = fingerprint(self.notebook)
        return "; ".join(
            [self.environment, self.machine.name, self.notebook, sources[:16]]
        )


@dataclass(frozen=True)
class Result:
    """What came of it: the tests that passed, and the names of those that did not."""

    passed: int
    failed: tuple[str, ...]
    skipped: int = 0


def fingerprint(notebook: str) -> str:
    """Return a checksum of a notebook, its numbers, the package and the tools."""
    paths = [NOTEBOOKS / f"{notebook}.ipynb", *(ROOT / "results").rglob(notebook + "*")]
    for folder in ("src", "tools", "tests/notebooks"):
        paths += [x for x in (ROOT / folder).rglob("*") if x.suffix in (".py", ".js")]
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def python_of(environment: str) -> Path:
    """Return an environment's Python; make the environment where it is missing.

    Raises
    ------
    RuntimeError
        If it cannot be made; the text says why.
    """
    version, over = ENVIRONMENTS[environment]
    if not version:
        return Path(sys.executable)
    folder = FOLDER / f"python-{environment}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if (folder / "made").exists():
        return python
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    pip = [uv, "pip", "install", "--python", str(python)]
    steps = [
        [uv, "venv", "--quiet", "--seed", "--clear", "--python", version, str(folder)],
        [str(python), str(ROOT / "tools" / "install.py"), "--current"],
        [*pip, "--upgrade", *over] if over else [],
    ]
    for step in filter(None, steps):
        print(f"{environment}: {' '.join(step[:3])} ...", flush=True)
        done = subprocess.run(step, capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            told = (done.stdout + done.stderr).strip()[-1000:]
            raise RuntimeError(f"environment {environment} cannot be made:\n{told}")
    (folder / "made").touch()
    return python


def run_tests(
    notebooks: Sequence[str], machine: Machine, python: Path, *options: str, **how: Any
) -> subprocess.CompletedProcess[str]:
    """Run notebooks' tests under a machine, with options of pytest and subprocess."""
    paths = [str(NOTEBOOKS / f"{name}.ipynb") for name in notebooks]
    command = [str(python), "-m", "pytest", "-q", "--nbval", *paths, *options]
    command += ["-p", "no:cacheprovider", "-W", "default"]
    env = os.environ | machine.variables | {"TQDM_DISABLE": "1"}
    return subprocess.run(command, env=env, cwd=ROOT, text=True, **how)


def run(work: Work, python: Path) -> Result:
    """Run one notebook's tests."""
    how: dict[str, Any] = {"capture_output": True, "errors": "replace"}
    done = run_tests([work.notebook], work.machine, python, "-rf", **how)
    failed = tuple(FAILED.findall(done.stdout))
    counts = {name: int(n) for n, name in COUNTS.findall(done.stdout[-300:])}
    if done.returncode and not failed:
        failed = (f"did not run: {(done.stdout + done.stderr).strip()[-300:]}",)
    if failed:
        keep_output(work, done.stdout)
    return Result(counts.get("passed", 0), failed, counts.get("skipped", 0))


def run_slice(notebooks: Sequence[str], machine: Machine, workers: int) -> int:
    """Run notebooks' tests under one machine, all in one go; return pytest's status."""
    print(f"here, {machine.name}", flush=True)
    two = ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]
    return run_tests(notebooks, machine, Path(sys.executable), "-ra", *two).returncode


def keep_output(work: Work, text: str) -> None:
    """Keep what a failing run printed, for whoever has to mend it."""
    name = re.sub(r"\W+", "-", f"{work.environment} {work.machine.name}")
    path = FOLDER / "failures" / f"{work.notebook}-{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def longest_first(notebooks: Iterable[str]) -> list[str]:
    """Return notebooks by what they cost, so that all workers end together."""
    known = notebook_cost.read()
    return sorted(notebooks, key=lambda name: (-known[name].cpu_seconds, name))


def plan(
    notebooks: Sequence[str], rows: Sequence[tuple[str, Machine]]
) -> Iterator[Work]:
    """Return what to run; long notebooks (`FEW`) only in the first few rows."""
    for index, (environment, machine) in enumerate(rows):
        for notebook in notebooks:
            if index < FEW.get(notebook, len(rows)):
                yield Work(environment, machine, notebook)


def cross(environments: Sequence[str], number: int) -> list[tuple[str, Machine]]:
    """Return environments with machines, such that each two settings meet."""
    rows = combine([*SWITCHES.values(), environments])
    count = max(number, len(rows))
    turns = enumerate(itertools.islice(itertools.cycle(rows), count), start=1)
    return [(row[-1], Machine(row[:-1], seed)) for seed, row in turns][:number]


def read_log() -> dict[str, Result]:
    """Return the runs that are in the log, by their keys."""
    if not LOG.exists():
        return {}
    rows = map(json.loads, LOG.read_text("utf-8").splitlines())
    return {x["key"]: Result(x["passed"], tuple(x["failed"])) for x in rows}


def run_all(work: Sequence[Work], workers: int) -> dict[Work, Result]:
    """Run what did not pass before, several at a time; keep each result at once."""
    pythons = {
        name: python_of(name) for name in dict.fromkeys(x.environment for x in work)
    }
    before, results = read_log(), {}
    keys = {each: each.key for each in work}
    FOLDER.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with ThreadPoolExecutor(workers) as pool:
        waiting = {}
        for each in work:
            if (old := before.get(keys[each])) and not old.failed:
                results[each] = old
            else:
                waiting[pool.submit(run, each, pythons[each.environment])] = each
        for done in as_completed(waiting):
            each, result = waiting[done], done.result()
            results[each] = result
            row = {"key": keys[each], "passed": result.passed, "failed": result.failed}
            with LOG.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
            told = ", ".join(result.failed) or "ok"
            print(
                f"{len(results):4} of {len(work)}  {time.monotonic() - start:5.0f} s "
                f" {each.notebook}, {each.environment}, {each.machine.name}: {told}",
                flush=True,
            )
    return results


def table(results: dict[Work, Result]) -> str:
    """Return a table: a line for each machine, what failed under it."""
    lines = ["| environment | machine | tests | failed |", "|---|---|---|---|"]
    rows: dict[tuple[str, Machine], list[tuple[Work, Result]]] = {}
    for work, result in results.items():
        rows.setdefault((work.environment, work.machine), []).append((work, result))
    for (environment, machine), its in rows.items():
        passed = sum(r.passed for _, r in its)
        failed = [f"{w.notebook}::{name}" for w, r in its for name in r.failed]
        total = passed + len(failed)
        told = ", ".join(failed) or "0"
        lines.append(f"| {environment} | {machine.name} | {total} | {told} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 1 if anything failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("notebooks", nargs="*", help="names (default: all)")
    parser.add_argument("--machines", type=int, default=JITTERS, help="how many")
    parser.add_argument(
        "--environments", nargs="+", default=["here"], choices=ENVIRONMENTS
    )
    parser.add_argument("--all", action="store_true", help="all environments")
    parser.add_argument("--slice", action="store_true", help="one harsh machine")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    given = parser.parse_args(arguments)
    names = given.notebooks or longest_first(x.stem for x in NOTEBOOKS.glob("*.ipynb"))
    missing = {name: why for name in names if (why := missing_data(name))}
    names = [name for name in names if name not in missing]
    if given.slice:
        names = [name for name in names if name not in FEW]
        return run_slice(names, pairwise()[HARSH], given.workers)
    environments = list(ENVIRONMENTS)[1:] if given.all else given.environments
    rows = cross(environments, given.machines)
    results = run_all(list(plan(names, rows)), given.workers)
    print("\n" + table(results))
    for name, why in missing.items():
        print(f"{name} was not run: {why}")
    passed = sum(result.passed for result in results.values())
    failed = sum(len(result.failed) for result in results.values())
    skipped = sum(result.skipped for result in results.values())
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
