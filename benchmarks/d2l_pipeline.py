"""The reference for the fashion_mnist notebook: D2L's own pipeline, unchanged.

Section 5.2 of D2L with its own classes throughout: d2l.FashionMNIST (torchvision's
loader and transforms), d2l.Trainer, the book's MLP with one hidden layer, plain SGD.
The only liberty: the board records its points without drawing them.

Run it from the project's root, with the four published files where the course
finds them (see nnfoundations.data.fashion); an hour on a slow core::

    python benchmarks/d2l_pipeline.py

Each seed is trained in turn; results/d2l_pipeline.json is rewritten after each.

References
----------
Zhang, Lipton, Li and Smola (2023), Dive into Deep Learning, section 5.2.
"""

import argparse
import contextlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from torch import nn

from nnfoundations.d2l import torch as d2l
from nnfoundations.data import fashion

OUTPUT = Path(__file__).parent.parent / "results" / "d2l_pipeline.json"
SEEDS = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Settings:
    """The settings of D2L 5.2."""

    num_inputs: int = 784
    num_hiddens: int = 256
    num_outputs: int = 10
    sigma: float = 0.01
    lr: float = 0.1
    batch_size: int = 256
    max_epochs: int = 10


SETTINGS = Settings()


class BookMLP(d2l.Classifier):
    """The model of D2L 5.2: weights normal times sigma, biases 0, one ReLU layer."""

    def __init__(self) -> None:
        super().__init__()
        s = SETTINGS
        self.lr = s.lr
        self.W1 = nn.Parameter(torch.randn(s.num_inputs, s.num_hiddens) * s.sigma)
        self.b1 = nn.Parameter(torch.zeros(s.num_hiddens))
        self.W2 = nn.Parameter(torch.randn(s.num_hiddens, s.num_outputs) * s.sigma)
        self.b2 = nn.Parameter(torch.zeros(s.num_outputs))

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Return logits (n, 10) for images (n, 1, 28, 28)."""
        Z1 = X.reshape(-1, SETTINGS.num_inputs) @ self.W1 + self.b1
        return torch.max(Z1, torch.zeros_like(Z1)) @ self.W2 + self.b2


@contextlib.contextmanager
def d2l_data() -> Iterator[Any]:
    """Lay the files where torchvision looks, below D2L's own ``../data``."""
    source, old = fashion.find_folder(), Path.cwd()
    if source is None:
        raise FileNotFoundError(fashion.explain_how_to_get())
    with tempfile.TemporaryDirectory() as temporary:
        raw = Path(temporary) / "data" / "FashionMNIST" / "raw"
        raw.mkdir(parents=True)
        for name in fashion.FILES:
            shutil.copyfile(source / name, raw / name)
        (Path(temporary) / "run").mkdir()
        os.chdir(Path(temporary) / "run")
        try:
            data = d2l.FashionMNIST(batch_size=SETTINGS.batch_size)
            data.num_workers = 1  # D2L's 4 change the speed, not the batches
            yield data
        finally:
            os.chdir(old)


def test_accuracy(model: BookMLP, data: Any) -> float:
    """Return the share of the 10,000 test images that the model gets right."""
    with torch.no_grad():
        hits = [
            model.accuracy(model(X), y, averaged=False)
            for X, y in data.val_dataloader()
        ]
    return float(torch.cat(hits).mean(dtype=torch.float64))


def train(seed: int, data: Any) -> float:
    """Train with D2L's own trainer from `seed`; return the test accuracy."""
    torch.manual_seed(seed)
    model = BookMLP()
    model.board.display = False
    d2l.Trainer(max_epochs=SETTINGS.max_epochs).fit(model, data)
    return test_accuracy(model, data)


def report(accuracies: list[float]) -> dict[str, Any]:
    """Return what is written: the accuracies and what they were measured with."""
    packages = ("torch", "torchvision", "d2l", "numpy")
    return {
        "accuracies": accuracies,
        "mean": sum(accuracies) / len(accuracies),
        "min": min(accuracies),
        "max": max(accuracies),
        "seeds": list(SEEDS[: len(accuracies)]),
        "settings": asdict(SETTINGS),
        "versions": {name: version(name) for name in packages}
        | {"python": platform.python_version()},
    }


def main() -> None:
    """Train once per seed and write the results."""
    argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    accuracies: list[float] = []
    with d2l_data() as data:
        for seed in SEEDS:
            accuracies.append(train(seed, data))
            fresh = OUTPUT.with_suffix(".json.tmp")
            text = json.dumps(report(accuracies), indent=2, sort_keys=True) + "\n"
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(OUTPUT)
            print(f"seed {seed}: {accuracies[-1]:.4f}", flush=True)


if __name__ == "__main__":
    main()
