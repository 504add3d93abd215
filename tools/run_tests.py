"""Run every test, part by part, with a one-line summary of each.

    python tools/run_tests.py              # all parts
    python tools/run_tests.py --fast       # what takes a minute
    python tools/run_tests.py site unit    # chosen parts

In CI (environment variable CI set) a skipped test counts as a failure, unless its
reason begins with "this machine": no set-up can give it a GPU or another system.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest", "-q", "-ra"]
TWO = ["-n", "2", "--dist", "loadfile"]
#: Name of the part -> the commands that it runs, in order.
PARTS = {
    "lint": [
        [PYTHON, "-m", "ruff", "check", "."],
        [PYTHON, "-m", "ruff", "format", "--check", "."],
    ],
    "types": [[PYTHON, "-m", "mypy"]],
    "unit": [[*PYTEST, "tests/unit", *TWO]],
    "js": [[PYTHON, "tools/node.py", "types", "form"], [*PYTEST, "tests/js"]],
    "notebooks": [
        [*PYTEST, "--nbval", "notebooks", *TWO],
        [*PYTEST, "tests/notebooks", *TWO],
    ],
    "site": [[PYTHON, "tools/book.py"], [*PYTEST, "tests/site", *TWO]],
    "lab": [[*PYTEST, "tests/lab"]],
    "fresh": [[*PYTEST, "tests/fresh"]],
}
FAST = ("lint", "types", "unit", "js")
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|errors?)\b")
EXCUSED = re.compile(r"SKIPPED \[(\d+)\] \S+ this machine ")


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

    def count(self, printed: list[str]) -> None:
        """Add the counts of what pytest printed."""
        self.excused += sum(int(m[1]) for x in printed if (m := EXCUSED.match(x)))
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
        return f"{self.name:<10} {verdict:<7} {self.seconds:5.0f} s  {counts}".rstrip()


def environment() -> dict[str, str]:
    """Return the environment of all tests: one thread each, no progress bars."""
    threads = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    return os.environ | dict.fromkeys(threads, "1") | {"TQDM_DISABLE": "1"}


def run(name: str) -> Outcome:
    """Run one part, showing what it prints."""
    outcome, start = Outcome(name), time.monotonic()
    for command in PARTS[name]:
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
                printed += [line] if line.strip() else []
        outcome.ended_well &= process.returncode == 0
        if command[: len(PYTEST)] == PYTEST:
            outcome.count(printed)
        if not outcome.ended_well:
            break
    outcome.seconds = time.monotonic() - start
    return outcome


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
    print("\n" + "\n".join(o.line(strict) for o in outcomes))
    passed = sum(o.passed for o in outcomes)
    failed = sum(o.failed or not o.green(strict) for o in outcomes)
    print(
        f"{passed} passed, {failed} failed, {sum(o.skipped for o in outcomes)} skipped"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
