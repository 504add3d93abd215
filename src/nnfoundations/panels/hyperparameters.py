"""A panel: one hyperparameter is varied, five seeds each, everything else stays."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations import checks
from nnfoundations.data.samples import Examples, digit_samples
from nnfoundations.labs.hyperparameters.trials import Setting, train_trials
from nnfoundations.learning.optimisers import UPDATE_RULES
from nnfoundations.panels.base import Panel
from nnfoundations.plotting.spreads import spread

SEEDS = range(5)
#: Values that are tried of each hyperparameter, and its name in words.
VARIED: dict[str, tuple[str, tuple[float, ...]]] = {
    "lr": ("learning rate", (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)),
    "width": ("width", (1, 2, 4, 8, 16, 32, 64)),
    "depth": ("depth", (0, 1, 2, 3, 4)),
    "sigma": ("sigma", (0.001, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)),
    "batch_size": ("batch size", (4, 8, 16, 32, 64, 128)),
    "num_steps": ("number of steps", (20, 40, 80, 160, 320)),
}


@dataclass(frozen=True)
class HyperparameterResult:
    """What the panel shows.

    Attributes
    ----------
    values : tuple
        Of the hyperparameter that is varied.
    accuracy : ndarray of shape (values, 5)
        On 360 validation images, for each seed.
    """

    values: tuple[float, ...]
    accuracy: np.ndarray


@cache
def _sets() -> dict[str, Examples]:
    return digit_samples({"training": 1024, "validation": 360}, SEEDS)


def result(
    varied: str,
    rule: str = "plain",
    lr: float = 0.3,
    depth: int = 1,
    num_steps: int = 160,
) -> HyperparameterResult:
    """Train every value of one hyperparameter from five seeds, on 1,024 digits.

    Parameters
    ----------
    varied : str
        A key of `VARIED`; the argument of this name, if there is one, is not used.
    rule : {"plain", "momentum", "adam"}
        See `nnfoundations.learning.optimisers`.
    lr, depth, num_steps : float, int, int
        As in `nnfoundations.labs.hyperparameters.trials.Setting`, whose defaults are
        used for the rest.

    Raises
    ------
    TypeError, ValueError
        If a name is unknown or a number out of range.
    """
    _, values = VARIED[checks.choice("varied", varied, VARIED)]
    base = Setting(rule=rule, lr=lr, depth=depth, num_steps=num_steps)
    choices: list[dict[str, Any]] = [{varied: value} for value in values]
    settings = [replace(base, **choice) for choice in choices]
    trials = train_trials(settings, _sets(), SEEDS)
    return HyperparameterResult(values, trials.accuracy("validation"))


def _draw(varied: str, **others: Any) -> tuple[Figure, HyperparameterResult]:
    shown = result(varied, **others)
    figure, ax = plt.subplots(
        figsize=(6.4, 3.8), layout="constrained", facecolor="white"
    )
    places, name = range(len(shown.values)), VARIED[varied][0]
    spread(places, shown.accuracy.T, "mean and range of 5 seeds", ax)
    ax.set_xticks(places, [f"{value:g}" for value in shown.values])
    ax.set(xlabel=name, ylabel="validation accuracy", ylim=(0, 1.03))
    ax.legend(loc="lower center")
    means = shown.accuracy.mean(1)
    best = int(means.argmax())
    ax.set_title(f"highest mean {means[best]:.2f}, at {name} {shown.values[best]:g}")
    return figure, shown


def hyperparameter_panel() -> Panel:
    """Return a panel that varies one hyperparameter at the press of a button.

    Its controls are ``varied``, ``rule``, ``lr``, ``depth`` and ``num_steps``; its
    result is a `HyperparameterResult`.
    """
    names = [(words, name) for name, (words, _) in VARIED.items()]

    def slider(words: str, options: list[float], value: float) -> Any:
        return widgets.SelectionSlider(options=options, value=value, description=words)

    controls = {
        "varied": widgets.Dropdown(options=names, value="lr", description="Vary"),
        "rule": widgets.Dropdown(
            options=list(UPDATE_RULES), value="plain", description="Rule"
        ),
        "lr": slider("Learning rate", [0.001, 0.01, 0.03, 0.1, 0.3, 1.0], 0.3),
        "depth": slider("Depth (hidden layers)", [0, 1, 2, 3], 1),
        "num_steps": slider("Steps", [20, 80, 160, 320], 160),
    }
    return Panel(controls, _draw, button="Train")
