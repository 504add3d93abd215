"""A panel: choose how the weights start, read the probes, then train."""

from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import matplotlib.pyplot as plt
import torch
from matplotlib.figure import Figure

from nnfoundations.data.data_modules import Digits
from nnfoundations.labs.initialization import dead_units
from nnfoundations.learning import diagnosis
from nnfoundations.learning.trainer import Trainer
from nnfoundations.networks.initial_weights import initialise
from nnfoundations.networks.mlp import MLP
from nnfoundations.panels.base import Panel
from nnfoundations.panels.training import Trained
from nnfoundations.plotting import COLOURS
from nnfoundations.plotting.depth import layer_lines

#: Units in each hidden layer.
WIDTH = 32


@dataclass(frozen=True)
class Start(Trained):
    """What training makes of a start, and what the probes say of it.

    Attributes
    ----------
    initial_loss : float
        On the training images, before any step.
    ratios : list of float
        Update-to-weight ratio of the first step, from the first layer to the last.
    dead : list of Change
        Dead units in each hidden layer, before and after the training.
    """

    initial_loss: float
    ratios: list[float]
    dead: list[dead_units.Change]


def result(
    scheme: str,
    gain: float,
    depth: int,
    lr: float = 0.02,
    max_epochs: int = 20,
    seed: int = 0,
) -> Start:
    """Diagnose a start of an MLP on digits (32 units a layer), then train it.

    Parameters
    ----------
    scheme, gain
        As for `nnfoundations.networks.initial_weights.initialise`.
    depth : int
        Hidden layers.
    lr : float
        Learning rate; batches of 32.
    max_epochs : int
    seed : int
        Of the weights, the split and the order of the images.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.
    """
    data = Digits(batch_size=32, seed=seed)
    X, y = data.train_set
    generator = torch.Generator().manual_seed(seed)
    model = MLP(data.num_outputs, [WIDTH] * depth, lr, data.num_inputs, generator)
    initialise(model, scheme, generator, gain)
    loss = diagnosis.batch_loss(model, (X, y))
    ratios = list(diagnosis.update_ratios(model, (X[:32], y[:32])).values())
    before = dead_units.find_dead(model, X)
    trainer = Trainer(max_epochs, on_divergence="record", progress=False)
    trainer.fit(model, data)
    dead = dead_units.compare_masks(before, dead_units.find_dead(model, X))
    return Start(trainer.history, trainer.diverged, loss, ratios, dead)


def _draw(**values: Any) -> tuple[Figure, Start]:
    shown = result(**values)
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(9, 3.8), layout="constrained", facecolor="white"
    )
    left = layer_lines({"first step": shown.ratios}, "update / weight", left)
    left.axhline(1e-3, color=COLOURS["grey"], linestyle=":", label="a thousandth")
    left.legend(loc="best")
    shown.draw(right)
    figure.suptitle(f"initial loss {shown.initial_loss:.3g}: {shown.verdict}")
    return figure, shown


def initialization_panel() -> Panel:
    """Return a panel that diagnoses a start and trains at the press of a button.

    Its controls are ``scheme``, ``gain``, ``depth`` and ``lr``; its result is a
    `Start`.
    """
    controls = {
        "scheme": widgets.Dropdown(
            options=["he", "xavier"], value="he", description="Scheme"
        ),
        "gain": widgets.SelectionSlider(
            options=[0.1, 0.25, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0],
            value=1.0,
            description="Gain (times σ)",
        ),
        "depth": widgets.SelectionSlider(
            options=[1, 2, 4, 8, 12, 16], value=4, description="Hidden layers"
        ),
        "lr": widgets.SelectionSlider(
            options=[0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5],
            value=0.02,
            description="Learning rate",
        ),
    }
    return Panel(controls, _draw, button="Train")
