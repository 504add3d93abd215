"""Plant known errors, one at a time, and see that a test catches each of them.

    python tools/mutants.py                  # all of tests/mutants/*.json
    python tools/mutants.py mlp data units:3 # those of a file, of a list; one row

A row is ``{"file", "old", "new", "what"}``: a path or the name of one file, a text that
stands in it exactly once (in a notebook: in its code), what takes its place, and what
that does, in words. A mere name means the module, not the panel or picture of that
name. Each error is planted in a copy of the tree and the tests of that file run: first
the file's own, then those further away (`tests_of`), until one fails. Before that they
must pass on the copy as it is. What was found is kept in ``_build/mutants.json`` and
holds until the row, its file or one of its tests changes. A survivor makes it exit 1.
"""

import argparse
import contextlib
import functools
import hashlib
import itertools
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import psutil

import run_tests

ROOT = Path(__file__).resolve().parent.parent
ROWS = Path("tests/mutants")
FOUND = Path("_build/mutants.json")
LEFT_OUT = (".git", ".venv", "_build", "node_modules", "*_cache", "__pycache__")
#: Where planted files lie; where their tests lie.
PLANTED = ("src", "_ext", "tools", "notebooks", "tests/notebooks", "assets")
TESTS = ("tests/unit", "tests/book", "tests/js", "tests/notebooks")
#: Folders whose files are named after what they show.
VIEWS = ("panels", "plotting", "figures")
#: What goes over all figures: what each shows, what acts do, what both sides share.
OF_ALL_FIGURES = ("test_shown.py", "test_acts.py", "test_modules.py")
#: Most seconds of processor time of one run of tests; an error may make it endless.
PATIENCE = 300
#: How many times that it may take by the clock: another program may be in its way.
WAITING = 10
PYTEST = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE"]
PYTEST += ["-p", "no:cacheprovider", "-o", "addopts="]
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+(?:::\S+)*)", re.MULTILINE)
FIELDS = {"file", "old", "new", "what"}


class MutantError(ValueError):
    """A row that cannot be planted, or tests that fail without it."""


@dataclass(frozen=True)
class Mutant:
    """One planted error: row `number` (from 1) of the list `area`."""

    area: str
    number: int
    file: str
    old: str
    new: str
    what: str

    @property
    def name(self) -> str:
        """Such as ``models:3``."""
        return f"{self.area}:{self.number}"

    def chosen(self, names: Iterable[str]) -> bool:
        """Say whether one of the names is that of the row, its list or its file."""
        own = {self.name, self.area, self.file, Path(self.file).name}
        return not own.isdisjoint(names) or Path(self.file).stem in names


def read(folder: Path) -> list[Mutant]:
    """Return the rows of all lists.

    Raises
    ------
    MutantError
        If a row lacks a field or has another.
    """
    found = []
    for path in sorted(folder.glob("*.json")):
        rows = json.loads(path.read_text(encoding="utf-8"))
        for number, row in enumerate(rows, start=1):
            if set(row) != FIELDS:
                came = f"{path.name}, row {number}: expected {sorted(FIELDS)}, got"
                raise MutantError(f"{came} {sorted(row)}. Correct the row.")
            found.append(Mutant(path.stem, number, **row))
    return found


def locate(root: Path, file: str) -> Path:
    """Return the one file of that path or name, relative to `root`.

    Raises
    ------
    MutantError
        If there is none, or more than one.
    """
    if (root / file).is_file():
        return Path(file)
    places = [p for top in PLANTED for p in (root / top).rglob(Path(file).name)]
    ends = [p.relative_to(root) for p in places if p.as_posix().endswith(f"/{file}")]
    modules = [p for p in ends if p.parent.name not in VIEWS]
    fits = sorted(set(modules or ends))
    if len(fits) != 1:
        came = ", ".join(p.as_posix() for p in fits) or "none"
        raise MutantError(f"{file}: expected one file, got {came}. Give its folder.")
    return fits[0]


def plant(text: str, mutant: Mutant) -> str:
    """Return a file's text with the error in it; of a notebook, in its code.

    Raises
    ------
    MutantError
        If the old text does not stand there exactly once.
    """
    if mutant.file.endswith(".ipynb"):
        return _plant_in_notebook(json.loads(text), mutant)
    _once(text.count(mutant.old), mutant)
    return text.replace(mutant.old, mutant.new)


def _once(times: int, mutant: Mutant) -> None:
    if times != 1 or mutant.old == mutant.new:
        came = f"{times} times" if times != 1 else "the same as the new one"
        raise MutantError(
            f"{mutant.name}, {mutant.file}: expected the old text {mutant.old!r} once,"
            f" got it {came}. Correct the row."
        )


def _plant_in_notebook(notebook: dict[str, Any], mutant: Mutant) -> str:
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    _once(sum("".join(c["source"]).count(mutant.old) for c in cells), mutant)
    for cell in cells:
        source = "".join(cell["source"]).replace(mutant.old, mutant.new)
        cell["source"] = source.splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


@functools.cache
def _texts(root: Path) -> dict[Path, str]:
    files = (p for top in TESTS for p in sorted((root / top).rglob("test_*.py")))
    return {p.relative_to(root): p.read_text(encoding="utf-8") for p in files}


def tests_of(root: Path, file: Path) -> list[list[Path]]:
    """Return the tests of a file, nearest first: no test stands in two groups.

    Its own; those of all figures, if it is one; those that import it; that name it;
    that import of its folder; for a tool, all that run notebooks.
    """
    if file.suffix == ".ipynb":
        return [[file]]
    tool = file.parts[0] in ("tools", "tests")
    kinds = ["js"] if file.suffix == ".js" else ["unit", "book"]
    kinds += ["notebooks"] if tool else []
    known = _texts(root)
    tests = {p: t for p, t in known.items() if p.parts[1] in kinds}
    figures = [p for p in known if p.name in OF_ALL_FIGURES]
    groups = [
        _own(list(tests), file),
        figures if file.parent.name in ("figures", "core") else [],
        *_using(tests, file),
        [p for p in tests if tool and p.parts[1] == "notebooks"],
    ]
    nearest: dict[Path, int] = {}
    for number, group in reversed([*enumerate(groups)]):
        nearest |= dict.fromkeys(group, number)
    split = [[p for p in group if nearest[p] == n] for n, group in enumerate(groups)]
    return [group for group in split if group]


def _own(tests: list[Path], file: Path) -> list[Path]:
    """Return the tests named after a file, else those after its folder."""
    folder, stem = file.parent.name, file.stem
    names = f"{folder.removesuffix('s')}_{stem}", stem, stem.removeprefix("notebook_")
    for name in (*names, f"live_{folder}", folder):
        if own := [p for p in tests if p.stem == f"test_{name}"]:
            return [p for p in own if p.parent.name == folder] or own
    return []


def _using(tests: dict[Path, str], file: Path) -> list[list[Path]]:
    """Return the tests that import a file, that name it, that import of its folder."""
    stem, folder = re.escape(file.stem), re.escape(file.parent.name)
    importing = r"^\s*(?:from|import) .*\b"
    patterns = (rf"{importing}{stem}\b", rf"\b{stem}\b", rf"{importing}{folder}\b")
    return [
        [p for p, text in tests.items() if re.search(pattern, text, re.MULTILINE)]
        for pattern in patterns
    ]


class Copies:
    """Copies of the tree, one for each of the runs at a time."""

    def __init__(self, folder: Path, number: int) -> None:
        self.free: SimpleQueue[Path] = SimpleQueue()
        for i in range(number):
            left_out = shutil.ignore_patterns(*LEFT_OUT)
            self.free.put(Path(shutil.copytree(ROOT, folder / f"{i}", ignore=left_out)))


def run_on(copy: Path, tests: list[Path]) -> str:
    """Run tests in a copy; return the name of the one that failed, or nothing.

    Raises
    ------
    MutantError
        If pytest itself did not work.
    """
    notebook = tests[0].suffix == ".ipynb"
    plugins = ["--nbval"] if notebook else ["-p", "no:nbval"]
    environment = run_tests.environment() | {"PYTHONPATH": str(copy / "src")}
    command = [*PYTEST, *plugins, *map(str, tests)]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(
        command, env=environment, cwd=copy, text=True, **pipes
    ) as process:
        told = _output_of(process)
    if told is None:
        return f"no end within {PATIENCE} s"
    if process.returncode == 0:
        return ""
    if process.returncode not in (1, 2):
        raise MutantError(f"{' '.join(command)}:\n{told}")
    found = FAILED.search(told)
    return found[1] if found else told.strip().splitlines()[-1]


def _output_of(process: subprocess.Popen[str]) -> str | None:
    """Wait for a program's output; if it takes more than `PATIENCE`, end it."""
    start, family = time.monotonic(), psutil.Process(process.pid)
    while _seconds(family) < PATIENCE and time.monotonic() < start + WAITING * PATIENCE:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=0.2 * min(PATIENCE, 10))[0]
    for each in [*_children(family), process]:
        each.kill()
    process.communicate()
    return None


def _seconds(family: psutil.Process) -> float:
    """Return the processor time of a program and of those that it started."""
    used = 0.0
    for each in [family, *_children(family)]:
        with contextlib.suppress(psutil.Error):
            used += sum(each.cpu_times()[:4])
    return used


def _children(family: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return family.children(recursive=True)
    return []


class Findings:
    """What was found, kept in a file, so that a run can be gone on with."""

    def __init__(self, path: Path) -> None:
        self.path, self.lock = path, threading.Lock()
        known = path.is_file() and path.read_text(encoding="utf-8")
        self.found: dict[str, Any] = json.loads(known or "{}")

    def keep(self, key: str, value: Any) -> None:
        """Add one finding and write the file."""
        with self.lock:
            self.found[key] = value
            self.path.parent.mkdir(exist_ok=True)
            self.path.write_text(json.dumps(self.found, indent=0), encoding="utf-8")


def _key(root: Path, files: Iterable[Path], *more: str) -> str:
    """Return a checksum of some files and words."""
    parts = [(root / file).read_bytes() for file in files]
    return hashlib.sha256(b"\0".join([*parts, *map(str.encode, more)])).hexdigest()


def _is_green(copy: Path, tests: list[Path], file: Path, findings: Findings) -> None:
    """See that tests pass without the error: else they would catch anything."""
    key = _key(ROOT, [file, *tests], "green")
    if key not in findings.found:
        if failed := run_on(copy, tests):
            raise MutantError(f"{failed} fails without any error planted: mend it.")
        findings.keep(key, "green")


def try_out(mutant: Mutant, copies: Copies, findings: Findings) -> dict[str, Any]:
    """Plant one error and run its tests; return which one caught it, if any.

    Returns
    -------
    dict
        ``test`` (empty if it survived), ``own`` (was it one of the file's own
        tests) and ``seconds``.
    """
    file = locate(ROOT, mutant.file)
    groups = tests_of(ROOT, file)
    if not groups:
        raise MutantError(f"{file}: expected a test that uses it, got none. Write one.")
    key = _key(ROOT, [file, *itertools.chain(*groups)], mutant.old, mutant.new)
    if key in findings.found:
        return findings.found[key]
    copy, start = copies.free.get(), time.monotonic()
    try:
        found = _first_to_catch(copy, mutant, file, groups, findings)
    finally:
        _write(copy / file, (ROOT / file).read_text(encoding="utf-8"))
        copies.free.put(copy)
    found["seconds"] = round(time.monotonic() - start, 1)
    findings.keep(key, found)
    return found


def _write(path: Path, text: str) -> None:
    """Write a file and forget what was compiled of it, however quickly it follows."""
    path.write_text(text, encoding="utf-8")
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        compiled.unlink()


def _first_to_catch(
    copy: Path,
    mutant: Mutant,
    file: Path,
    groups: list[list[Path]],
    findings: Findings,
) -> dict[str, Any]:
    text = (ROOT / file).read_text(encoding="utf-8")
    changed = plant(text, mutant)
    for group in groups:
        _write(copy / file, text)
        _is_green(copy, group, file, findings)
        _write(copy / file, changed)
        if test := run_on(copy, group):
            return {"test": test, "own": group is groups[0]}
    return {"test": "", "own": False}


def _line(mutant: Mutant, found: dict[str, Any]) -> str:
    test = found["test"].removeprefix("tests/") or "SURVIVED"
    test += "" if found["own"] or not found["test"] else " (not its own)"
    name = f"{mutant.name:<14} {Path(mutant.file).name:<24}"
    return f"{name} {mutant.what}\n{'':<15}{test} ({found['seconds']:.0f} s)"


def plant_all(mutants: list[Mutant], at_a_time: int = 2) -> list[Mutant]:
    """Try all, printing each as it comes; return the survivors."""
    findings, survivors = Findings(ROOT / FOUND), []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(at_a_time) as pool:
        copies = Copies(Path(folder), at_a_time)
        jobs = [(m, pool.submit(try_out, m, copies, findings)) for m in mutants]
        for i, (mutant, job) in enumerate(jobs, start=1):
            try:
                found = job.result()
            except MutantError:
                pool.shutdown(cancel_futures=True)
                raise
            survivors += [] if found["test"] else [mutant]
            print(f"[{i}/{len(jobs)}] {_line(mutant, found)}", flush=True)
    return survivors


def _summary(mutants: list[Mutant], survivors: list[Mutant]) -> str:
    lines = []
    for area in sorted({m.area for m in mutants}):
        number = sum(m.area == area for m in mutants)
        caught = number - sum(m.area == area for m in survivors)
        lines.append(f"{area:<14} {caught:>3} of {number:>3} caught")
    named = [f"survived: {m.name} {m.file}: {m.what}" for m in survivors]
    return "\n".join(lines + named)


def main(names: list[str]) -> int:
    """Plant the chosen errors; return 1 if one survived, else 0."""
    mutants = [m for m in read(ROOT / ROWS) if not names or m.chosen(names)]
    if not mutants:
        raise MutantError(f"expected a row of {ROWS}, got {' '.join(names)}")
    for mutant in mutants:
        plant((ROOT / locate(ROOT, mutant.file)).read_text(encoding="utf-8"), mutant)
    survivors = plant_all(mutants)
    print(_summary(mutants, survivors))
    return 1 if survivors else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="a list, a file or a row: models:3")
    try:
        sys.exit(main(parser.parse_args().names))
    except MutantError as error:
        sys.exit(str(error))
