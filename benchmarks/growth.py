"""How time and memory of an epoch grow with the work, beside what is counted.

    python benchmarks/growth.py             # print; a minute or two
    python benchmarks/growth.py --record    # and write results/growth.json
    python benchmarks/growth.py --quick     # a tenth of the sizes, to try it

From 784-256-10 with batches of 256 on 8,192 generated images, one number at a time
grows: the examples, the width, the number of hidden layers, the batch. Time is that of
an epoch by the course's Trainer, on one thread: the shortest of several, which take
turns, so that other work on the machine hits all alike. Beside it stands the floor:
the operations of the matrix products, divided by the fastest rate seen at any size.
Memory is what the data and the network hold, and the most that a step asks for beyond
that; beside it what is counted, 4 bytes a number: the images, the parameters and their
gradients, the batch and the activations of every layer.
"""

import argparse
import math
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import machine
import torch
from ladder import peak_bytes
from threadpoolctl import threadpool_limits

from nnfoundations import results
from nnfoundations.data.data_modules import TensorData
from nnfoundations.labs.scaling_out import matrix_floor
from nnfoundations.learning.trainer import Trainer
from nnfoundations.networks.mlp import MLP

ROOT = Path(__file__).resolve().parent.parent
PIXELS, CLASSES, BYTES = 784, 10, 4
#: Rounds in which every size is timed once.
ROUNDS = 5


@dataclass(frozen=True)
class Work:
    """An epoch: what is trained on how much."""

    examples: int = 8192
    width: int = 256
    depth: int = 1
    batch: int = 256

    @property
    def widths(self) -> tuple[int, ...]:
        """Inputs, hidden layers, outputs."""
        return PIXELS, *[self.width] * self.depth, CLASSES

    @property
    def steps(self) -> int:
        """Steps in an epoch."""
        return math.ceil(self.examples / self.batch)

    @property
    def flops(self) -> int:
        """Operations of the matrix products of an epoch."""
        needed = matrix_floor.list_products(self.widths, self.batch)
        return self.steps * matrix_floor.flops(needed)

    @property
    def counted_bytes(self) -> int:
        """Bytes of images, parameters, gradients, batch and activations."""
        pairs = zip(self.widths, self.widths[1:], strict=False)
        parameters = sum((a + 1) * b for a, b in pairs)
        numbers = self.examples * PIXELS + 2 * parameters
        return BYTES * (numbers + self.batch * sum(self.widths))


#: What grows -> its sizes.
SIZES = {
    "examples": (2048, 4096, 8192, 16384, 32768),
    "width": (16, 64, 256, 1024, 2048),
    "depth": (1, 2, 4, 8, 16),
    "batch": (16, 64, 256, 1024, 4096),
}
QUICK = {
    "examples": (256, 512),
    "width": (16, 32),
    "depth": (1, 2),
    "batch": (64, 128),
}


def prepared(work: Work) -> tuple[MLP, TensorData]:
    """Return the network and the data of an epoch."""
    generator = torch.Generator().manual_seed(0)
    X = torch.rand(work.examples, 1, 28, 28, generator=generator)
    pair = X, torch.randint(CLASSES, (work.examples,), generator=generator)
    names = tuple(map(str, range(CLASSES)))
    model = MLP(CLASSES, [work.width] * work.depth, 0.01, PIXELS, generator)
    model.board.display = False
    return model, TensorData(pair, None, pair, names, work.batch)


def held_bytes(work: Work) -> int:
    """Return what an epoch holds in memory at most."""
    model, data = prepared(work)
    X, y = next(iter(data.train_dataloader()))
    optimiser = model.configure_optimizers()

    def step() -> None:
        model.loss(model(X), y).backward()
        optimiser.step()
        optimiser.zero_grad()

    tensors = [*model.parameters(), *data.train_set, X, y]
    return sum(x.numel() * x.element_size() for x in tensors) + peak_bytes(step)


def measure(sizes: dict[str, tuple[int, ...]], rounds: int, base: Work) -> Any:
    """Return sizes, times, floors and memory, by what grows."""
    works = {
        name: [replace(base, **{name: size}) for size in grown]
        for name, grown in sizes.items()
    }
    every = {work: math.inf for row in works.values() for work in row}
    for _ in range(rounds):
        for work in every:
            model, data = prepared(work)
            trainer = Trainer(1, progress=False)
            start = time.perf_counter()
            trainer.fit(model, data)
            every[work] = min(every[work], time.perf_counter() - start)
    best = max(every, key=lambda work: work.flops / every[work])
    table = {
        name: {
            "size": list(sizes[name]),
            "seconds": [every[work] for work in row],
            "floor": [every[best] * (work.flops / best.flops) for work in row],
            "bytes": [held_bytes(work) for work in row],
            "counted": [work.counted_bytes for work in row],
        }
        for name, row in works.items()
    }
    return {"gigaflops": best.flops / every[best] / 1e9, "growth": table}


def show(found: Any) -> None:
    """Print the tables."""
    machine.show(found)
    print(f"fastest rate seen: {found['gigaflops']:.0f} GFLOP/s")
    for name, columns in found["growth"].items():
        print(f"\n{name:>10}{'ms':>10}{'floor':>10}{'MB':>10}{'counted':>10}")
        for size, spent, floor, held, counted in zip(*columns.values(), strict=True):
            times = f"{1e3 * spent:>10.1f}{1e3 * floor:>10.1f}"
            print(f"{size:>10}{times}{held / 1e6:>10.1f}{counted / 1e6:>10.1f}")


def main() -> None:
    """Measure on one thread and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, one round")
    parser.add_argument(
        "--record", action="store_true", help="write results/growth.json"
    )
    arguments = parser.parse_args()
    told = machine.described("torch", "numpy")
    torch.set_num_threads(1)
    with threadpool_limits(limits=1):
        if arguments.quick:
            found = told | measure(QUICK, 1, Work(256, 16, 1, 64))
        else:
            found = told | measure(SIZES, ROUNDS, Work())
    show(found)
    if arguments.record:
        os.environ[results.VARIABLE] = str(ROOT / "results")
        results.record("growth", **found)


if __name__ == "__main__":
    main()
