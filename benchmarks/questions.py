"""What D2L asks about its MLP, answered on Fashion-MNIST: an accuracy for each setting.

    python benchmarks/questions.py               # all, a quarter of an hour on one core
    python benchmarks/questions.py width rate    # some
    python benchmarks/questions.py --record      # and write results/questions.json

Ten thousand of the 60,000 training images are held back, and accuracies are those on
them, from three seeds; the test images are met once, by the winner of the search.
Each setting differs from D2L's in one thing: one hidden layer of 256 ReLUs, PyTorch's
initial weights, learning rate 0.1, batches of 256, ten epochs. What takes how long is
measured on one thread.

References
----------
Zhang et al. (2023), Dive into Deep Learning, section 5.2, exercises.
"""

import argparse
import math
import os
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from torch import nn

from nnfoundations import results
from nnfoundations.data.data_modules import FashionMNIST
from nnfoundations.learning.diagnosis import dead_fraction
from nnfoundations.learning.trainer import Trainer
from nnfoundations.networks.mlp import MLP, MLPScratch

ROOT = Path(__file__).resolve().parent.parent
SEEDS = (0, 1, 2)
EPOCHS = 10


@cache
def images() -> FashionMNIST:
    """Return the data, read when the first question needs it."""
    return FashionMNIST(batch_size=256, validation=10_000)


def generator(seed: int) -> torch.Generator:
    """Return the source of a seed's initial weights."""
    return torch.Generator().manual_seed(seed)


def concise(seed: int, widths: Sequence[int] = (256,), lr: float = 0.1) -> MLP:
    """Return the MLP of PyTorch's layers, as yet untrained."""
    return MLP(10, list(widths), lr, 784, generator(seed))


def bent(seed: int, bend: type[nn.Module]) -> MLP:
    """Return the MLP with another activation function."""
    model = concise(seed)
    model.net[2] = bend()
    return model


def scratch(seed: int, sigma: float) -> MLPScratch:
    """Return the MLP with weights of one size in both layers."""
    return MLPScratch(784, 10, 256, 0.1, sigma, generator(seed))


def accuracies(build: Callable[[int], Any], epochs: int = EPOCHS) -> list[list[float]]:
    """Return the validation accuracy of each seed after each epoch."""
    found, data = [], images()
    for seed in SEEDS:
        data.seed = seed
        trainer = Trainer(epochs, on_divergence="record", progress=False)
        trainer.fit(build(seed), data)
        found.append(trainer.history["val_acc"].tolist())
    return found


def table(settings: Sequence[Any], runs: list[list[list[float]]]) -> dict[str, Any]:
    """Return mean, lowest and highest accuracy of each setting at the end."""
    last = np.array([[seed[-1] for seed in setting] for setting in runs])
    return {
        "settings": list(settings),
        "mean": last.mean(axis=1),
        "low": last.min(axis=1),
        "high": last.max(axis=1),
    }


def width() -> dict[str, Any]:
    """Change the number of hidden units."""
    widths = (4, 16, 64, 256, 1024)
    return table(widths, [accuracies(partial(concise, widths=[w])) for w in widths])


def depth() -> dict[str, Any]:
    """Add a hidden layer; then one of a single unit."""
    nets = {"256": [256], "256-256": [256, 256], "256-1": [256, 1]}
    return table(
        list(nets), [accuracies(partial(concise, widths=w)) for w in nets.values()]
    )


def rate() -> dict[str, Any]:
    """Change the learning rate, and look after 2 epochs as well as after ten."""
    rates = (0.01, 0.03, 0.1, 0.3, 1.0)
    runs = [accuracies(partial(concise, lr=lr)) for lr in rates]
    early = [[seed[:2] for seed in run] for run in runs]
    return table(rates, runs) | {"early": table(rates, early)["mean"]}


def dead() -> dict[str, Any]:
    """Look into the networks that the largest rate leaves: units that are always 0."""
    data = images()
    X, shares, losses = data.train_set[0][:5000], [], []
    for seed in SEEDS:
        data.seed = seed
        model, trainer = concise(seed, lr=1.0), Trainer(EPOCHS, progress=False)
        trainer.fit(model, data)
        shares.append(dead_fraction(model, X))
        losses.append(float(trainer.history["train_loss"].iloc[-1]))
    return {"share": float(np.mean(shares)), "shares": shares, "losses": losses}


def activation() -> dict[str, Any]:
    """Change the activation function."""
    bends = {
        "ReLU": nn.ReLU,
        "tanh": nn.Tanh,
        "sigmoid": nn.Sigmoid,
        "none": nn.Identity,
    }
    return table(
        list(bends), [accuracies(partial(bent, bend=b)) for b in bends.values()]
    )


def start() -> dict[str, Any]:
    """Change the size of the initial weights."""
    sigmas = (0.0, 0.001, 0.01, 0.1, 1.0)
    return table(sigmas, [accuracies(partial(scratch, sigma=x)) for x in sigmas])


def search() -> dict[str, Any]:
    """Draw twelve settings of everything at once; the best meets the test images."""
    rng = np.random.default_rng(0)
    tried: list[dict[str, Any]] = []
    data = images()
    data.seed = 0
    best: tuple[float, Any] = (0.0, None)
    for _ in range(12):
        lr = float(np.exp(rng.uniform(math.log(0.03), math.log(1.0))))
        widths = [int(rng.choice([64, 128, 256, 512]))] * int(rng.integers(1, 3))
        epochs = int(rng.choice([5, 10, 20]))
        model = concise(0, widths, lr)
        trainer = Trainer(epochs, on_divergence="record", progress=False)
        trainer.fit(model, data)
        accuracy = float(trainer.history["val_acc"].iloc[-1])
        tried.append({"lr": lr, "widths": widths, "epochs": epochs, "acc": accuracy})
        print(tried[-1], flush=True)
        if accuracy > best[0]:
            best = accuracy, model
    winner = max(tried, key=lambda setting: float(setting["acc"]))
    test = Trainer(1, progress=False).test(best[1], data)["acc"]
    return {"tried": tried, "winner": winner, "test": test}


def shortest(steps: list[Callable[[], Any]], rounds: int = 60) -> list[float]:
    """Return the least processor time of each step [s]; the steps take turns."""
    best = [math.inf] * len(steps)
    for _ in range(rounds):
        for i, step in enumerate(steps):
            began = time.process_time()
            step()
            best[i] = min(best[i], time.process_time() - began)
    return best


def alignment() -> dict[str, Any]:
    """Multiply square matrices whose sizes are, or are not, multiples of 32."""
    sizes = (1024, 1025, 1026, 1028, 1032)
    matrices = [torch.rand(n, n) for n in sizes]
    seconds = shortest([partial(torch.matmul, A, A) for A in matrices])
    flops = [2 * n**3 / s / 1e9 for n, s in zip(sizes, seconds, strict=True)]
    long = torch.rand(2**26)  # 256 MiB, more than the caches hold
    copy = partial(torch.empty_like(long).copy_, long)
    (copied,) = shortest([copy], rounds=20)
    return {
        "sizes": sizes,
        "milliseconds": [1e3 * s for s in seconds],
        "gflops": flops,
        "gigabytes_per_second": 2 * long.nbytes / copied / 1e9,  # read and written
    }


QUESTIONS = {
    question.__name__: question
    for question in (width, depth, rate, dead, activation, start, search, alignment)
}


def main() -> None:
    """Answer on one thread and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[[], *QUESTIONS], metavar="NAME")
    help_ = "write results/questions.json"
    parser.add_argument("--record", action="store_true", help=help_)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.record:
        os.environ[results.VARIABLE] = str(ROOT / "results")
    with threadpool_limits(limits=1):
        for name in arguments.names or QUESTIONS:
            answer = QUESTIONS[name]()
            print(name, answer, flush=True)
            results.record("questions", **{name: answer})


if __name__ == "__main__":
    main()
