"""Run every test, part by part, with a one-line summary of each.

    python tools/run_tests.py              # all parts
    python tools/run_tests.py --fast       # what takes a few minutes
    python tools/run_tests.py site unit    # chosen parts

A command that fails is red, and the rest runs all the same: one run tells all. At the
end stand every skipped test with its reason, the slowest tests, and for each part the
seconds that passed and those of the processor, which a busy machine does not change.

In CI (environment variable CI set) a skipped test counts as a failure, unless its
reason begins with "this machine": no set-up can give it a GPU or another system.

By hand and not with nox: that ends a session at its first failing command, and knows
nothing of tests that were skipped or slow.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
SLOWEST = 10
NBVAL = [PYTHON, "-m", "pytest", "-q", "-ra", f"--durations={SLOWEST}"]
#: Without nbval, which takes 2 s to import in each process.
PYTEST = [*NBVAL, "-p", "no:nbval"]
UNIT = ["tests/unit", "tests/book"]
#: Tests that start other programs and wait for them; only their files are collected.
MARK = "processes"
STEALING = ["-n", "2", "--dist", "worksteal"]
TWO = ["-n", "2", "--dist", "loadfile"]
#: For tests that wait more than they compute: for frames, for other programs.
WAITING = ["-n", "3", "--dist", "loadfile"]
#: Files in the order in which they were collected, not by how many tests they hold.
AS_COLLECTED = ["--no-loadscope-reorder"]
#: The notebooks once more, as another machine would run them.
STRESS = [PYTHON, "tools/stress.py", "--slice"]


def files_marked(mark: str) -> list[str]:
    """Return the files of unit tests in which a test has a mark."""
    files = [path for top in UNIT for path in (ROOT / top).rglob("test_*.py")]
    marked = [path for path in files if f"mark.{mark}" in path.read_text("utf-8")]
    return sorted(path.relative_to(ROOT).as_posix() for path in marked)


#: Name of the part -> the commands that it runs, in order.
PARTS = {
    "lint": [
        [PYTHON, "-m", "ruff", "check", "."],
        [PYTHON, "-m", "ruff", "format", "--check", "."],
    ],
    "types": [[PYTHON, "-m", "mypy"]],
    "unit": [[*PYTEST, *UNIT, "-m", f"not {MARK}", *STEALING]],
    "js": [
        [PYTHON, "tools/node.py", "types", "form"],
        [*PYTEST, "tests/js", *STEALING],
    ],
    "processes": [[*PYTEST, *files_marked(MARK), "-m", MARK, *WAITING]],
    "notebooks": [
        [*NBVAL, "--nbval", "notebooks", *TWO, *AS_COLLECTED],  # the longest first
        [*PYTEST, "tests/notebooks", *TWO],
        STRESS,
    ],
    # builds the book first
    "site": [[*PYTEST, "tests/site", *WAITING, *AS_COLLECTED]],
    # JupyterLab's one notebook, which leaves a core to the fresh environments
    "fresh": [[*PYTEST, "tests/lab", "tests/fresh", *WAITING, *AS_COLLECTED]],
    "prose": [[PYTHON, "tools/prose.py"]],  # a report: it fails nothing
}
FAST = ("lint", "types", "unit", "js", "prose")
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|errors?)\b")
SKIP = re.compile(r"SKIPPED \[(\d+)\] (.*)")
EXCUSED = re.compile(r"\S+ this machine ")
DURATION = re.compile(r"([\d.]+)s (?:call|setup|teardown) +(\S.*)")


@dataclass
class Outcome:
    """What a part came to: did each command end well, and the tests' counts."""

    name: str
    ended_well: bool = True
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    excused: int = 0
    seconds: float = 0.0
    processor: float = 0.0
    skips: list[str] = field(default_factory=list)
    durations: list[tuple[float, str]] = field(default_factory=list)

    def count(self, printed: list[str]) -> None:
        """Add the counts, the skipped and the slow tests of what pytest printed."""
        for line in printed:
            if found := SKIP.match(line):
                self.skips.append(found[2])
                self.excused += int(found[1]) * bool(EXCUSED.match(found[2]))
            elif found := DURATION.match(line):
                self.durations.append((float(found[1]), found[2]))
        for number, word in COUNTS.findall(printed[-1]):
            word = "failed" if word.startswith("error") else word
            setattr(self, word, getattr(self, word) + int(number))

    def green(self, strict: bool) -> bool:
        """Say whether all passed (and, if `strict`, nothing was skipped unexcused)."""
        unexcused = self.skipped - self.excused if strict else 0
        return self.ended_well and not self.failed and not unexcused

    def line(self, strict: bool) -> str:
        """Return the one-line summary."""
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        counts = counts if self.passed + self.failed + self.skipped else ""
        verdict = "ok" if self.green(strict) else "FAILED"
        took = f"{self.seconds:5.0f} s {self.processor:5.0f} s of processor"
        return f"{self.name:<10} {verdict:<7} {took}  {counts}".rstrip()


def processor_time() -> float:
    """Return the processor's seconds of all that was run (0 on Windows)."""
    times = os.times()
    return times.children_user + times.children_system


def environment() -> dict[str, str]:
    """Return the environment of all tests: one thread each, no progress bars.

    Bytecode is kept, also where a machine says otherwise: hundreds of processes would
    each compile what they import, which takes twice as long as to import it.
    """
    threads = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    added = dict.fromkeys(threads, "1") | {"TQDM_DISABLE": "1"}
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | added


def show(command: list[str]) -> tuple[int, list[str]]:
    """Run a command, showing what it prints; return its status and the lines."""
    print("\n$ " + " ".join(["python", *command[1:]]), flush=True)
    printed = [""]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=ROOT,
        env=environment(),
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            printed += [line.strip()] if line.strip() else []
    return process.returncode, printed


def run(name: str) -> Outcome:
    """Run one part: all its commands, whether or not those before them failed."""
    outcome, start, used = Outcome(name), time.monotonic(), processor_time()
    for command in PARTS[name]:
        status, printed = show(command)
        outcome.ended_well &= status == 0
        if command[: len(NBVAL)] == NBVAL or command == STRESS:
            outcome.count(printed)
    outcome.seconds = time.monotonic() - start
    outcome.processor = processor_time() - used
    return outcome


def details(outcomes: list[Outcome]) -> str:
    """Return what was skipped and why, and the slowest tests of all parts."""
    skips = [f"{o.name}: {skip}" for o in outcomes for skip in o.skips]
    slow = sorted((each for o in outcomes for each in o.durations), reverse=True)
    tests = [f"{seconds:6.1f} s  {test}" for seconds, test in slow[:SLOWEST]]
    titled = {"Skipped": skips, "The slowest tests": tests}
    return "".join(
        f"\n{title}:\n" + "".join(f"  {line}\n" for line in lines)
        for title, lines in titled.items()
        if lines
    )


def main() -> int:
    """Run the chosen parts; return 1 if any failed, else 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="|".join(PARTS))
    parser.add_argument("--fast", action="store_true")
    options = parser.parse_args()
    names = options.parts or (FAST if options.fast else tuple(PARTS))
    if unknown := set(names) - set(PARTS):
        parser.error(f"expected {', '.join(PARTS)}, got {', '.join(sorted(unknown))}")
    strict = bool(os.environ.get("CI"))
    outcomes = [run(name) for name in names]
    print(details(outcomes))
    print("\n".join(o.line(strict) for o in outcomes))
    passed = sum(o.passed for o in outcomes)
    failed = sum(o.failed or not o.green(strict) for o in outcomes)
    print(
        f"{passed} passed, {failed} failed, {sum(o.skipped for o in outcomes)} skipped"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
