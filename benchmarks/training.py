"""An epoch of Fashion-MNIST, trained in several ways side by side, as a table.

    python benchmarks/training.py                       # 5 rounds, 1 and 2 threads
    python benchmarks/training.py --rounds 1 --threads 1
    python benchmarks/training.py --record              # and results/training.json

The network is 784-256-10 with batches of 256 and plain SGD; an epoch has all 60,000
training images, without validation. In each round everybody trains one epoch with each
number of threads, so that other work on the machine hits all alike; ratios are taken
within a round, and of them the median. `cpu` is processor time, of D2L's workers too:
on a busy machine it says more than the clock. The accuracy is that on the test set
after all epochs. D2L's pipeline is its own data set, loader (4 workers) and trainer;
all of d2l's boards record without drawing. Keras (on PyTorch) and JAX take part where
they are installed (pip install keras jax). The floor is the five matrix products alone.
"""

import argparse
import contextlib
import os
import resource
import statistics
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import d2l_pipeline
import machine
import numpy as np
import torch
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits
from torch import nn

from nnfoundations import results
from nnfoundations.d2l import torch as d2l
from nnfoundations.data.data_modules import FashionMNIST
from nnfoundations.labs.scaling_out import matrix_floor
from nnfoundations.learning import backprop
from nnfoundations.learning.trainer import Trainer
from nnfoundations.networks.mlp import MLP, MLPScratch

ROOT = Path(__file__).resolve().parent.parent
WIDTHS, BATCH, LR, SIGMA = (784, 256, 10), 256, 0.1, 0.01
PIPELINE, FLOOR = "D2L's pipeline", "matrix products alone"
#: Those whose versions are told; the peers only where they are installed.
PACKAGES = ("torch", "numpy", "scikit-learn", "d2l", "keras", "jax")
#: One epoch, and the accuracy on the test set after what was trained so far.
Contestant = tuple[Callable[[], object], Callable[[], float]]


def accuracy(logits: Any, y: Any) -> float:
    """Return the share of labels that have the largest logit."""
    return float(np.mean(np.asarray(logits).argmax(1) == np.asarray(y)))


def by_trainer(trainer: type, model: Any, data: Any) -> Contestant:
    """Train a d2l model by a trainer on a data module."""
    if model.board is not None:
        model.board.display = False
    images, labels = data.test_set

    def score() -> float:
        with torch.no_grad():
            return accuracy(model(images), labels)

    return lambda: trainer(max_epochs=1).fit(model, data), score


def d2ls_own(pipeline: Any, data: Any) -> Contestant:
    """Train D2L's model by its own trainer on its own data module."""
    model = d2l_pipeline.BookMLP()
    _, score = by_trainer(d2l.Trainer, model, data)
    return lambda: d2l.Trainer(max_epochs=1).fit(model, pipeline), score


def plain_loop(data: Any) -> Contestant:
    """Train an ``nn.Sequential`` in the shortest loop."""
    (X, y), (images, labels) = data.train_set, data.test_set
    d, h, k = WIDTHS
    net = nn.Sequential(nn.Flatten(), nn.Linear(d, h), nn.ReLU(), nn.Linear(h, k))
    optimiser, loss = torch.optim.SGD(net.parameters(), lr=LR), nn.CrossEntropyLoss()

    def epoch() -> None:
        for at in torch.randperm(len(y)).split(BATCH):
            optimiser.zero_grad()
            loss(net(X.index_select(0, at)), y.index_select(0, at)).backward()
            optimiser.step()

    def score() -> float:
        with torch.no_grad():
            return accuracy(net(images), labels)

    return epoch, score


def by_hand(data: Any) -> Contestant:
    """Train with the course's hand-written backward pass, in NumPy."""
    (X, y), (images, labels) = (
        (X.flatten(1).numpy(), y.numpy()) for X, y in (data.train_set, data.test_set)
    )
    rng = np.random.default_rng(0)
    held = [backprop.initial_weights(WIDTHS, rng, SIGMA, np.float32)]

    def epoch() -> None:
        order = rng.permutation(len(y))
        for start in range(0, len(y), BATCH):
            at = order[start : start + BATCH]
            cache = backprop.forward(held[0], X[at])
            gradients = backprop.backward(held[0], cache, y[at])
            held[0] = backprop.sgd_step(held[0], gradients, LR)

    return epoch, lambda: accuracy(backprop.forward(held[0], images).logits, labels)


def scikit_learn(data: Any) -> Contestant:
    """Train scikit-learn's classifier, without momentum and penalty."""
    (X, y), (images, labels) = (
        (X.flatten(1).numpy(), y.numpy()) for X, y in (data.train_set, data.test_set)
    )
    model = MLPClassifier(
        WIDTHS[1:2],
        solver="sgd",
        alpha=0,
        batch_size=BATCH,
        learning_rate_init=LR,
        momentum=0,
        random_state=0,
    )
    classes = np.arange(WIDTHS[-1])
    return (
        lambda: model.partial_fit(X, y, classes=classes),
        lambda: float(model.score(images, labels)),
    )


def keras_on_torch(data: Any) -> Contestant:
    """Train a Keras model with PyTorch below it."""
    os.environ["KERAS_BACKEND"] = "torch"
    import keras

    (X, y), (images, labels) = (
        (X.flatten(1).numpy(), y.numpy()) for X, y in (data.train_set, data.test_set)
    )
    d, h, k = WIDTHS
    layers = keras.layers
    net = keras.Sequential(
        [layers.Input((d,)), layers.Dense(h, "relu"), layers.Dense(k)]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile(keras.optimizers.SGD(LR), loss)
    return (
        lambda: net.fit(X, y, batch_size=BATCH, epochs=1, verbose=0),
        lambda: accuracy(net.predict(images, verbose=0), labels),
    )


def by_jax(data: Any) -> Contestant:
    """Train in JAX, each step compiled as a whole."""
    import jax
    from jax import numpy as jnp

    (X, y), (images, labels) = (
        (jnp.asarray(X.flatten(1).numpy()), jnp.asarray(y.numpy()))
        for X, y in (data.train_set, data.test_set)
    )
    rng = np.random.default_rng(0)
    W1, b1, W2, b2 = backprop.initial_weights(WIDTHS, rng, SIGMA, np.float32)
    held = [tuple(map(jnp.asarray, (W1, b1, W2, b2)))]

    def logits(weights: Any, X: Any) -> Any:
        W1, b1, W2, b2 = weights
        return jnp.maximum(X @ W1 + b1, 0) @ W2 + b2

    def loss(weights: Any, X: Any, y: Any) -> Any:
        chosen = jnp.take_along_axis(
            jax.nn.log_softmax(logits(weights, X)), y[:, None], 1
        )
        return -chosen.mean()

    @jax.jit
    def step(weights: Any, X: Any, y: Any, at: Any) -> Any:
        gradients = jax.grad(loss)(weights, X[at], y[at])
        return tuple(w - LR * g for w, g in zip(weights, gradients, strict=True))

    def epoch() -> None:
        _pin(torch.get_num_threads())  # JAX itself has no setting for it
        order = rng.permutation(len(y))
        for start in range(0, len(y), BATCH):
            held[0] = step(held[0], X, y, order[start : start + BATCH])
        jax.block_until_ready(held[0])
        _pin(os.cpu_count() or 1)

    return epoch, lambda: accuracy(logits(held[0], images), labels)


def _pin(num_cores: int) -> None:
    """Let all threads of this process run on so many cores, where Linux allows it."""
    for thread in Path("/proc/self/task").glob("*"):
        with contextlib.suppress(OSError):
            os.sched_setaffinity(int(thread.name), range(num_cores))


#: Other libraries, which take part where they are installed -> how they train.
PEERS = {
    "keras": ("Keras 3 on PyTorch", keras_on_torch),
    "jax": ("JAX, compiled", by_jax),
}


def floor(num_steps: int) -> Contestant:
    """Compute the matrix products of an epoch, and nothing else."""
    needed = matrix_floor.list_products(WIDTHS, BATCH)
    run = matrix_floor.make_products(needed, torch.Generator().manual_seed(0))

    def epoch() -> None:
        for _ in range(num_steps):
            run()

    return epoch, lambda: float("nan")


def contestants(pipeline: Any) -> dict[str, Contestant]:
    """Return everybody by name."""
    pipeline.val_dataloader = lambda: None
    data = FashionMNIST(BATCH, validation=0)
    d, h, k = WIDTHS
    steps = len(data.train_dataloader())
    peers = [peer for module, peer in PEERS.items() if find_spec(module)]
    return {
        PIPELINE: d2ls_own(pipeline, data),
        "d2l.Trainer in memory": by_trainer(d2l.Trainer, d2l_pipeline.BookMLP(), data),
        "scikit-learn": scikit_learn(data),
        "nn.Sequential, bare loop": plain_loop(data),
        "Trainer, MLP": by_trainer(Trainer, MLP(k, h, LR, d), data),
        "Trainer, MLPScratch": by_trainer(Trainer, MLPScratch(d, k, h, LR), data),
        "hand-written backward": by_hand(data),
        **{name: train(data) for name, train in peers},
        FLOOR: floor(steps),
    }


def processor_time() -> float:
    """Return the processor time of this process and its ended children [s]."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(who) for who in whose]
    return sum(each.ru_utime + each.ru_stime for each in used)


def timed(epoch: Callable[[], object], num_threads: int) -> tuple[float, float]:
    """Return seconds by the clock, and of the processor, of one epoch."""
    torch.set_num_threads(num_threads)
    with threadpool_limits(limits=num_threads):
        start, used = time.perf_counter(), processor_time()
        epoch()
        return time.perf_counter() - start, processor_time() - used


def summary(times: dict[str, list[tuple[float, float]]]) -> dict[str, dict[str, Any]]:
    """Return medians of seconds and of ratios within a round, by contestant."""
    table = {}
    for name, seen in times.items():
        row: dict[str, Any] = {}
        for i, clock in enumerate(("seconds", "cpu")):
            own = [pair[i] for pair in seen]
            row[clock] = statistics.median(own)
            for ratio, other in (("gain", PIPELINE), ("over_floor", FLOOR)):
                theirs = [pair[i] for pair in times[other]]
                pairs = zip(own, theirs, strict=True)
                each = [b / a if ratio == "gain" else a / b for a, b in pairs]
                row[f"{ratio}_{clock}"] = statistics.median(each)
        table[name] = row
    return table


def measure(rounds: int, threads: list[int]) -> dict[str, Any]:
    """Return everything that is printed and recorded."""
    torch.manual_seed(0)
    found = machine.described(*PACKAGES)
    with d2l_pipeline.d2l_data() as pipeline:
        pipeline.num_workers = 4
        everybody = contestants(pipeline)
        times: dict[int, Any] = {n: {name: [] for name in everybody} for n in threads}
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", flush=True)
            for name, (epoch, _) in everybody.items():
                for n in threads:
                    with (
                        open(os.devnull, "w") as nowhere,
                        contextlib.redirect_stderr(nowhere),
                    ):
                        times[n][name].append(timed(epoch, n))
        scores = {name: score() for name, (_, score) in everybody.items()}
    return found | {
        "epochs": rounds * len(threads),
        "accuracy": {name: x for name, x in scores.items() if name != FLOOR},
        "threads": {str(n): summary(times[n]) for n in threads},
    }


def show(found: dict[str, Any]) -> None:
    """Print the tables."""
    machine.show(found)
    head = ("", "s", "x D2L", "x floor", "cpu s", "x D2L", "x floor", "accuracy")
    for n, table in found["threads"].items():
        print(f"\n{n} thread(s)")
        print("{:<26}{:>8}{:>8}{:>9}{:>8}{:>8}{:>9}{:>10}".format(*head))
        for name, row in table.items():
            numbers = [
                row[f"{kind}{clock}"]
                for clock in ("seconds", "cpu")
                for kind in ("", "gain_", "over_floor_")
            ]
            score = found["accuracy"].get(name)
            last = "" if score is None else f"{score:.4f}"
            form = "{:<26}{:>8.2f}{:>8.1f}{:>9.2f}{:>8.2f}{:>8.1f}{:>9.2f}{:>10}"
            print(form.format(name, *numbers, last))
    print(f"\naccuracy after {found['epochs']} epochs")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument(
        "--record", action="store_true", help="write results/training.json"
    )
    arguments = parser.parse_args()
    found = measure(arguments.rounds, arguments.threads)
    show(found)
    if arguments.record:
        os.environ[results.VARIABLE] = str(ROOT / "results")
        results.record("training", **found)


if __name__ == "__main__":
    main()
