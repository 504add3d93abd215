"""Time and memory of each rung of the ladder, printed as a table.

    python benchmarks/ladder.py             # print
    python benchmarks/ladder.py --record    # and write results/ladder.json

One step is a forward and a backward pass over one batch. Memory is the most
that the step allocates beyond what was there before, as counted by Python's
tracemalloc (which NumPy reports to) or by PyTorch's profiler. Everything runs on one
thread: PyTorch's own, and those of NumPy's linear algebra. The last row is PyTorch
alone, without the checks of inputs and labels that the course's classes make.
"""

import argparse
import math
import os
import platform
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from torch.nn.functional import cross_entropy
from torch.profiler import ProfilerActivity, profile

from nnfoundations import results
from nnfoundations.learning import backprop, ladder

ROOT = Path(__file__).resolve().parent.parent
UNCHECKED = "PyTorch, unchecked"
#: Widths, batch size, and where the ladder starts.
SIZES = {
    "small": ((64, 32, 10), 32, ladder.RUNGS),
    "full": ((784, 256, 10), 256, ladder.RUNGS[1:]),
}


def problem(widths: tuple[int, int, int], n: int) -> tuple[Any, np.ndarray, np.ndarray]:
    """Return float32 weights, inputs and labels."""
    rng = np.random.default_rng(0)
    weights = backprop.initial_weights(widths, rng, dtype="float32")
    X = rng.random((n, widths[0])).astype("float32")
    return weights, X, rng.integers(0, widths[2], n)


def step_of(rung: ladder.Rung, weights: Any, X: Any, y: Any) -> Callable[[], Any]:
    """Return one forward and backward pass; a torch model is built beforehand."""
    builders: dict[str, Any] = {
        "MLPScratch": ladder.scratch_model,
        "nn.Sequential": ladder.concise_model,
    }
    if rung.name not in builders:
        return lambda: rung.evaluate(weights, X, y)
    model = builders[rung.name](weights)
    inputs, labels = torch.from_numpy(X), torch.from_numpy(y)

    def step() -> None:
        model.zero_grad()
        model.loss(model(inputs), labels).backward()

    return step


def unchecked_step(weights: Any, X: Any, y: Any) -> Callable[[], Any]:
    """Return the step of the topmost rung without the course's checks."""
    net = ladder.concise_model(weights).net
    inputs, labels = torch.from_numpy(X), torch.from_numpy(y)

    def step() -> None:
        net.zero_grad()
        cross_entropy(net(inputs), labels).backward()

    return step


def milliseconds(steps: list[Callable[[], Any]], rounds: int = 20) -> list[float]:
    """Return the shortest time of each step.

    The steps take turns of a fifth of a second each, so that other work on the
    machine hits all alike; the shortest is what it left undisturbed.
    """
    shortest = [math.inf] * len(steps)
    for _ in range(rounds):
        for i, step in enumerate(steps):
            end = time.perf_counter() + 0.2
            while (start := time.perf_counter()) < end:
                step()
                shortest[i] = min(shortest[i], time.perf_counter() - start)
    return [1e3 * seconds for seconds in shortest]


def peak_bytes(step: Callable[[], Any]) -> int:
    """Return the most bytes that a step holds at once beyond those before it."""
    step()
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiled:
        tracemalloc.start()
        step()
        python = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    held = peak = 0
    events = profiled.profiler.kineto_results.events()
    allocations = [event for event in events if event.name() == "[memory]"]
    for event in sorted(allocations, key=lambda event: event.start_ns()):
        held += event.nbytes()
        peak = max(peak, held)
    return max(python, peak)  # one of the two is next to nothing


def measure() -> dict[str, dict[str, list[Any]]]:
    """Return names, milliseconds and kilobytes of the rungs, by size."""
    table: dict[str, dict[str, list[Any]]] = {}
    for size, (widths, n, rungs) in SIZES.items():
        data = problem(widths, n)
        steps = [step_of(rung, *data) for rung in rungs] + [unchecked_step(*data)]
        table[size] = {
            "rungs": [*(rung.name for rung in rungs), UNCHECKED],
            "milliseconds": milliseconds(steps),
            "kilobytes": [peak_bytes(step) / 1e3 for step in steps],
        }
    return table


def show(table: dict[str, dict[str, list[Any]]]) -> None:
    """Print the table."""
    for size, (widths, n, _) in SIZES.items():
        print(f"{'-'.join(map(str, widths))}, batch {n}, float32")
        print(f"  {'rung':<24}{'ms a step':>12}{'peak kB':>12}")
        for row in zip(*table[size].values(), strict=True):
            print("  {:<24}{:>12.3g}{:>12.0f}".format(*row))


def main() -> None:
    """Measure on one thread and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--record", action="store_true", help="write results/ladder.json"
    )
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    with threadpool_limits(limits=1):
        table = measure()
    show(table)
    if arguments.record:
        os.environ[results.VARIABLE] = str(ROOT / "results")
        results.record("ladder", machine=platform.machine(), **table)


if __name__ == "__main__":
    main()
