"""Where an epoch's time goes and how much of it is matrix products, as a table.

    python benchmarks/scaling.py             # print
    python benchmarks/scaling.py --record    # and write results/scaling.json
    python benchmarks/scaling.py --ranks [--record]   # two processes against one
    python benchmarks/scaling.py --profile [--record] # the operations of a step

The network is 784-256-10 with batches of 256, on generated images of
Fashion-MNIST's shape; one thread. "By batch" fetches a batch by one indexing
operation, as the course's data modules do; "by_example" is PyTorch's DataLoader
as it comes, which fetches example by example and stacks them. All times are medians:
of whole steps, of their phases, and of the matrix products alone.

With ``--ranks`` one and two processes take the same steps, started several times; of
each part the shortest time counts (`nnfoundations.labs.scaling_out.rank_timing`).

With ``--profile`` PyTorch's profiler looks into the same step on one process.
"""

import argparse
import json
import os
import statistics
from pathlib import Path
from typing import Any

import machine
import torch
from torch.utils.data import DataLoader, TensorDataset

from nnfoundations import results
from nnfoundations.data.data_modules import TensorData
from nnfoundations.labs.scaling_out import epoch_time, matrix_floor, torchrun
from nnfoundations.labs.scaling_out.rank_timing import make_step, random_network
from nnfoundations.labs.scaling_out.step_profile import profile_operations
from nnfoundations.networks.mlp import MLP

ROOT = Path(__file__).resolve().parent.parent
WIDTHS, BATCH, IMAGES, ROUNDS = (784, 256, 10), 256, 5120, 30
TIMING = "nnfoundations.labs.scaling_out.rank_timing"
STARTS, STEPS = 4, 200


def images(n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return n random images (n, 1, 28, 28) and labels."""
    generator = torch.Generator().manual_seed(0)
    X = torch.rand(n, 1, 28, 28, generator=generator)
    return X, torch.randint(10, (n,), generator=generator)


def model() -> MLP:
    """Return the network with its first weights."""
    return MLP(10, 256, 0.1, 784, torch.Generator().manual_seed(0))


def loaders() -> dict[str, Any]:
    """Return two ways to fetch the same images."""
    pair = images(IMAGES)
    names = tuple(map(str, range(10)))
    ours = TensorData(pair, None, pair, names, BATCH)
    plain = DataLoader(TensorDataset(*pair), BATCH, shuffle=True)
    return {"by_batch": ours.train_dataloader(), "by_example": plain}


def steps() -> dict[str, dict[str, list[float]]]:
    """Return the seconds of each phase in each step, by loader and phase.

    The loaders take turns, and each trains once unwatched, to warm up.
    """
    seen: dict[str, dict[str, list[float]]] = {}
    for turn in range(ROUNDS + 1):
        for name, loader in loaders().items():
            spent = epoch_time.time_epoch(model(), loader)
            for phase, seconds in spent.items() if turn else ():
                seen.setdefault(name, {}).setdefault(phase, []).extend(seconds)
    return seen


def time_whole(spent: dict[str, list[float]]) -> float:
    """Return the middle one of the times of whole steps [s]."""
    return statistics.median(map(sum, zip(*spent.values(), strict=True)))


def measure() -> dict[str, Any]:
    """Return all numbers: medians, of whole steps, of their phases, of the floor."""
    needed = matrix_floor.list_products(WIDTHS, BATCH)
    run = matrix_floor.make_products(needed, torch.Generator().manual_seed(0))

    def time_products() -> list[float]:
        return [matrix_floor.time_shortest(run, 1) for _ in range(300)]

    before = time_products()  # and once more afterwards, since a machine may tire
    seen = steps()
    floor = statistics.median(before + time_products())
    step = {name: time_whole(spent) for name, spent in seen.items()}
    return {
        "shares": {
            name: epoch_time.divide_time(
                {phase: statistics.median(times) for phase, times in spent.items()}
            )
            for name, spent in seen.items()
        },
        "by_example_over_by_batch": step["by_example"] / step["by_batch"],
        "flops": matrix_floor.flops(needed),
        "gigaflops": matrix_floor.flops(needed) / floor / 1e9,
        "floor_milliseconds": 1e3 * floor,
        "step_milliseconds": 1e3 * step["by_batch"],
        "floor_share": floor / step["by_batch"],
    }


def ranks(num_ranks: int) -> dict[str, float]:
    """Return the shortest time of each part of a step on so many ranks [ms]."""
    seen = [
        json.loads(torchrun.launch(TIMING, [str(STEPS)], num_ranks).splitlines()[-1])
        for _ in range(STARTS)
    ]
    parts = ("alone", "part", "all_reduce", "together")
    return {part: min(each[part] for each in seen) for part in parts}


def two_against_one() -> dict[str, float]:
    """Return what two processes cost, the formula's forecast, and what it leaves out.

    The wrapper's own work is what a step takes longer with it on a single rank.
    """
    one, two = ranks(1), ranks(2)
    forecast = one["alone"] / 2 + two["all_reduce"]
    wrapper = one["together"] - one["alone"]
    better = two["part"] + two["all_reduce"] + wrapper
    return {
        "alone": one["alone"],
        "half": two["part"],
        "all_reduce": two["all_reduce"],
        "wrapper": wrapper,
        "forecast": forecast,
        "forecast_with_wrapper": better,
        "together": two["together"],
        "speed_up": one["alone"] / two["together"],
        "promised_speed_up": one["alone"] / forecast,
    }


def operations() -> dict[str, Any]:
    """Return calls and share of a step's two kinds of matrix product, and the rest.

    Of each share the median of several rounds counts.
    """
    step = make_step(random_network(), BATCH)
    for _ in range(20):  # the first ones are slower
        step()
    rounds = [profile_operations(step, STEPS) for _ in range(2 * STARTS + 1)]
    products = {"forward": "aten::addmm", "backward": "aten::mm"}
    found: dict[str, Any] = {
        name: {
            "calls": rounds[0][key][0],
            "share": statistics.median(seen[key][1] for seen in rounds),
        }
        for name, key in products.items()
    }
    rest = 1 - sum(part["share"] for part in found.values())
    return {**found, "others": {"kinds": len(rounds[0]) - 2, "share": rest}}


def main() -> None:
    """Measure on one thread and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--record", action="store_true", help="write results/scaling.json"
    )
    parser.add_argument(
        "--ranks", action="store_true", help="two processes against one"
    )
    parser.add_argument(
        "--profile", action="store_true", help="the operations of a step"
    )
    arguments = parser.parse_args()
    if arguments.record:
        os.environ[results.VARIABLE] = str(ROOT / "results")
    torch.set_num_threads(1)
    told = machine.described("torch")
    machine.show(told)
    if arguments.ranks:
        found = two_against_one()
        for name, value in found.items():
            print(f"{name:<28}{value:>14.4g}")
        if arguments.record:
            results.record("scaling", machine=told, ranks=found)
        return
    if arguments.profile:
        profile = operations()
        for name, part in profile.items():
            print(name, part)
        if arguments.record:
            results.record("scaling", machine=told, profile=profile)
        return
    table = measure()
    for name, parts in table["shares"].items():
        print(name, {phase: f"{100 * part:.1f} %" for phase, part in parts.items()})
    for name, value in list(table.items())[1:]:
        print(f"{name:<28}{value:>14.4g}")
    if arguments.record:
        results.record("scaling", machine=told, **table)


if __name__ == "__main__":
    main()
