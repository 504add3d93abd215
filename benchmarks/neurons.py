"""Single neurons and the perceptron, beside other libraries, printed as tables.

    python benchmarks/neurons.py             # print
    python benchmarks/neurons.py --record    # and write results/neurons.json

Leaky integrate-and-fire neurons: 50 ms in steps of 0.1 ms, each with a constant current
of its own. The course's `simulate_lif` takes neuron after neuron, in Python, and finds
each spike's exact time; Brian2 takes all neurons in each step, in NumPy or in compiled
code (Cython), and a spike belongs to a step. It takes part where it is installed (pip
install brian2); what it compiles is compiled before the clock runs, but each run sets
up its program anew.

Beside the time stand the spikes. Brian2 counts the refractory period from the start of
the step with the spike, so each interval is shorter by up to a step, and a neuron that
fires for long may have one spike more at the end.

The perceptron: passes through random points that no line separates, by the course's
`Perceptron` and scikit-learn's, which is compiled.

Nothing here uses more than one thread, so time is the processor's: other work on the
machine counts little.
"""

import argparse
import math
import os
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import machine
import numpy as np
from sklearn import linear_model
from sklearn.exceptions import ConvergenceWarning

from nnfoundations import results
from nnfoundations.neurons.lif import LIFParams, simulate_lif
from nnfoundations.units.perceptron import Perceptron

ROOT = Path(__file__).resolve().parent.parent
#: Milliseconds that are simulated, and of a step.
DURATION, STEP = 50.0, 0.1
NEURONS = (1, 10_000)
#: Points, their inputs, passes.
POINTS, INPUTS, PASSES = 2000, 64, 5
#: Runs something; returns how many spikes or mistakes came out.
Run = Callable[[], int]


def currents(num: int) -> np.ndarray:
    """Return each neuron's current [nA], some of them too weak for a spike."""
    return np.linspace(1.5, 4.0, num) if num > 1 else np.array([3.0])


def ours(num: int) -> Run:
    """Simulate neuron after neuron."""
    steps = round(DURATION / STEP)
    inputs = [np.full(steps, current) for current in currents(num)]
    return lambda: sum(len(simulate_lif(x, dt=STEP).spike_times) for x in inputs)


def brian(num: int, target: str) -> Run:
    """Simulate all neurons in each step with Brian2."""
    import brian2

    p = LIFParams()
    group = brian2.NeuronGroup(
        num,
        f"dv/dt = (goal - v) / ({p.tau_m}*ms) : 1 (unless refractory)\ngoal : 1",
        threshold=f"v > {p.threshold}",
        reset=f"v = {p.v_reset}",
        refractory=p.t_ref * brian2.ms,
        method="exact",
        dt=STEP * brian2.ms,
    )
    group.v = p.v_rest
    group.goal = p.v_rest + p.resistance * currents(num)
    spikes = brian2.SpikeMonitor(group)
    network = brian2.Network(group, spikes)
    network.store()

    def run() -> int:
        brian2.prefs.codegen.target = target  # read when a run begins
        network.restore()
        network.run(DURATION * brian2.ms)
        return int(spikes.num_spikes)

    return run


def simulators(num: int) -> dict[str, Run]:
    """Return everybody who simulates, by name."""
    found = {"simulate_lif": ours(num)}
    if find_spec("brian2"):
        found |= {f"Brian2, {x}": brian(num, x.lower()) for x in ("NumPy", "Cython")}
    return found


def perceptrons() -> dict[str, Run]:
    """Return both perceptrons; the outcome is the number of mistakes at the end."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(POINTS, INPUTS)), rng.integers(0, 2, POINTS)
    models = {
        "Perceptron": Perceptron(max_iter=PASSES),
        "scikit-learn": linear_model.Perceptron(
            max_iter=PASSES, tol=None, shuffle=False
        ),
    }

    def fitted(model: Any) -> Run:
        return lambda: int((model.fit(X, y).predict(X) != y).sum())

    return {name: fitted(model) for name, model in models.items()}


def timed(runs: dict[str, Run], rounds: int) -> dict[str, dict[str, float]]:
    """Return the least time of each [s], and what came out; they take turns."""
    table = {
        name: {"seconds": math.inf, "outcome": run()} for name, run in runs.items()
    }
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.process_time()
            run()
            spent = time.process_time() - start
            table[name]["seconds"] = min(table[name]["seconds"], spent)
    first = next(iter(table.values()))["seconds"]
    for row in table.values():
        row["gain"] = first / row["seconds"]
    return table


def show(found: dict[str, Any]) -> None:
    """Print the tables."""
    machine.show(found)
    tables = {f"{n} neuron(s): spikes": x for n, x in found["neurons"].items()}
    tables["perceptron: mistakes"] = found["perceptron"]
    for title, table in tables.items():
        print(f"\n{'':<18}{'ms':>10}{'x ours':>10}   {title}")
        for name, row in table.items():
            spent, gain = 1e3 * row["seconds"], row["gain"]
            print(f"{name:<18}{spent:>10.2f}{gain:>10.2f}{row['outcome']:>14}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--neurons", type=int, nargs="+", default=NEURONS)
    parser.add_argument(
        "--record", action="store_true", help="write results/neurons.json"
    )
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)
    found = machine.described("numpy", "scikit-learn", "brian2")
    found["neurons"] = {
        str(num): timed(simulators(num), arguments.rounds) for num in arguments.neurons
    }
    found["perceptron"] = timed(perceptrons(), arguments.rounds)
    show(found)
    if arguments.record:
        os.environ[results.VARIABLE] = str(ROOT / "results")
        results.record("neurons", **found)


if __name__ == "__main__":
    main()
