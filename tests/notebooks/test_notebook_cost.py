"""The class at the top of a notebook: measured outside, changed when it is left."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

import notebook_cost
from notebook_cost import Cost, CostError, Meter

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
KNOWN = notebook_cost.read()


def test_every_notebook_was_measured_and_nothing_else():
    assert sorted(KNOWN) == [path.stem for path in PATHS]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_line_at_the_top_is_the_class_of_the_measurement(path):
    first = nbformat.read(path, as_version=4).cells[0].source
    assert notebook_cost.LINE.findall(first) == [KNOWN[path.stem].line]
    assert first.endswith(KNOWN[path.stem].line)


def test_only_fashion_mnist_takes_more_than_a_minute_and_all_less_than_eight():
    slow = [name for name, cost in KNOWN.items() if cost.bounds[0] > 60]
    assert slow in ([], ["fashion_mnist"])
    assert sum(cost.cpu_seconds for cost in KNOWN.values()) < 8 * 60


@pytest.mark.parametrize(
    ("seconds", "mebibytes", "bounds"),
    [
        (0.1, 200, (15, 1024)),
        (14.99, 1023, (15, 1024)),
        (15, 1024, (60, 2048)),
        (60, 2047, (120, 2048)),
    ],
)
def test_the_bound_itself_belongs_to_the_next_class(seconds, mebibytes, bounds):
    assert Cost(seconds, mebibytes).bounds == bounds


@pytest.mark.parametrize(
    ("cost", "told"),
    [
        (Cost(120, 10), "takes 120 s of processor time, and a notebook may take 120"),
        (Cost(1, 2100), "takes 2100 MiB of memory, and a notebook may take 2048"),
    ],
)
def test_what_no_class_allows_is_refused(cost, told):
    with pytest.raises(CostError, match=told):
        _ = cost.line


def test_a_measurement_of_the_same_class_changes_nothing(tmp_path):
    path = tmp_path / "costs.json"
    first = notebook_cost.keep("one", Cost(7.04, 300.2), path)
    path.write_text(notebook_cost.text_with("one", first, path))
    assert json.loads(path.read_text()) == {
        "one": {"cpu_seconds": 7.0, "memory_mib": 300}
    }
    before = path.read_text()
    again = notebook_cost.keep("one", Cost(14.2, 900), path)
    assert notebook_cost.text_with("one", again, path) == before
    slower = notebook_cost.keep("one", Cost(16.2, 900), path)
    assert slower == Cost(16.2, 900)
    heavier = notebook_cost.keep("one", Cost(7.0, 1100), path)
    assert heavier.memory_mib == 1100


def test_the_line_is_put_at_the_end_and_then_replaced():
    once = notebook_cost.stamp("# Title\n\nWhat you do.\n", Cost(7, 300))
    assert once == (
        "# Title\n\nWhat you do.\n\n"
        "Runs in under 15 seconds on one core, in under 1 GiB of memory."
    )
    assert notebook_cost.stamp(once, Cost(8, 400)) == once
    slow = notebook_cost.stamp(once, Cost(70, 1500))
    assert slow.count("Runs in") == 1
    assert slow.endswith("2 minutes on one core, in under 2 GiB of memory.")


WORK = """
import subprocess, sys, time
held = bytearray(120 * 2**20)
del held
end = time.process_time() + 0.4
while time.process_time() < end: pass
child = "import time; x = bytearray(60 * 2**20)\\nwhile time.process_time() < 0.5: pass"
subprocess.run([sys.executable, "-c", child])
print("done", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.name != "posix", reason="times of ended children")
def test_the_meter_counts_processor_time_and_the_most_memory_children_included():
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", WORK], **pipes) as process:
        with Meter(process.pid).running() as meter:
            assert process.stdout.readline() == b"done\n"
            time.sleep(0.3)  # waiting costs nothing
            cost = meter.cost
        process.stdin.close()
    assert 0.9 <= cost.cpu_seconds < 1.6
    assert 120 < cost.memory_mib < 250
