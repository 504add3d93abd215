"""What a step costs on several ranks of this computer, measured part by part.

Every rank runs this with torchrun; the first prints a line of JSON. Before each
measured run the ranks wait for one another, and the shortest time counts, since other
work on the computer can only make it longer::

    python -m torch.distributed.run --standalone --nproc-per-node 2 \
        --module nnfoundations.labs.scaling_out.rank_timing 200
"""

import json
import sys
import time
from collections.abc import Callable

import torch
from torch import distributed, nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

WIDTHS, BATCH = (784, 256, 10), 256


def random_network() -> nn.Sequential:
    """Return the network 784-256-10."""
    d, h, k = WIDTHS
    return nn.Sequential(nn.Linear(d, h), nn.ReLU(), nn.Linear(h, k))


def make_step(model: nn.Module, num_examples: int) -> Callable[[], None]:
    """Return a training step on random examples, ready to run."""
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    X = torch.rand(num_examples, WIDTHS[0])
    y = torch.randint(WIDTHS[-1], (num_examples,))

    def step() -> None:
        loss = cross_entropy(model(X), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

    return step


def time_together(run: Callable[[], None], repeats: int) -> float:
    """Return the shortest time of a run [s], all ranks starting together."""
    times = []
    for _ in range(repeats):
        distributed.barrier()
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main(repeats: int) -> None:
    """Measure on all ranks; print what the first one saw, in milliseconds."""
    torch.set_num_threads(1)
    distributed.init_process_group("gloo")
    rank, p = distributed.get_rank(), distributed.get_world_size()
    whole, part = (
        make_step(random_network(), BATCH),
        make_step(random_network(), BATCH // p),
    )
    gradient = torch.zeros(sum(W.numel() for W in random_network().parameters()))
    runs = {
        "alone": whole if rank == 0 else lambda: None,
        "part": part,
        "all_reduce": lambda: distributed.all_reduce(gradient),
        "together": make_step(DistributedDataParallel(random_network()), BATCH // p),
    }
    found = {name: 1e3 * time_together(run, repeats) for name, run in runs.items()}
    if rank == 0:
        print(json.dumps({"ranks": p, **found}))
    distributed.destroy_process_group()


if __name__ == "__main__":
    main(int(sys.argv[1]))
