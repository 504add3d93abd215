"""The package is imported in a moment, for what is heavy comes with its modules."""

import subprocess
import sys

LIMIT = 0.3  # s
MEASURE = """
import time
start = time.perf_counter()
import nnfoundations
print(time.perf_counter() - start)
"""


def import_seconds():
    command = [sys.executable, "-c", MEASURE]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(run.stdout)


def test_the_package_is_imported_in_a_moment():
    # the least of several: a busy machine only ever adds to it
    assert min(import_seconds() for _ in range(5)) < LIMIT


def test_it_brings_no_heavy_library_along():
    code = "import nnfoundations, sys; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not {"torch", "matplotlib", "scipy", "sklearn"} & set(run.stdout.split())
