"""A panel: which learning rates can ADALINE stand, for which form of the inputs?"""

from dataclasses import dataclass
from functools import cache

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations import checks
from nnfoundations.data.digits import LARGEST_PIXEL, digits_arrays
from nnfoundations.labs.softmax_regression import adaline
from nnfoundations.panels.base import Panel
from nnfoundations.plotting.style import COLOURS, name_powers

NUM_STEPS = 100
INPUT_FORMS = ("raw", "scaled", "centred")


@dataclass(frozen=True)
class RateResult:
    """What the panel shows.

    Attributes
    ----------
    losses : ndarray of shape (at most 101,)
        The loss at the start and after each step.
    bound : float
        2 over the largest curvature.
    """

    losses: np.ndarray
    bound: float


@cache
def fours_and_nines() -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return fours (-1) and nines (+1): inputs (n, 64) in three forms, labels (n,)."""
    X, digit = digits_arrays()
    chosen = (digit == 4) | (digit == 9)
    forms = adaline.prepare_inputs(X[chosen] * LARGEST_PIXEL, LARGEST_PIXEL)
    return forms, np.where(digit[chosen] == 9, 1.0, -1.0)


def result(form: str, lr: float) -> RateResult:
    """Let ADALINE go down for 100 steps on all fours and nines.

    Parameters
    ----------
    form : {"raw", "scaled", "centred"}
        See `nnfoundations.labs.softmax_regression.adaline.prepare_inputs`.
    lr : float
        Learning rate.

    Raises
    ------
    TypeError, ValueError
        If there is no such form, or `lr` is not above 0.
    """
    forms, y = fours_and_nines()
    X = forms[checks.choice("form", form, INPUT_FORMS)]
    return RateResult(
        adaline.descend_from_zero(X, y, lr, NUM_STEPS), adaline.rate_bound(X)
    )


def _draw(form: str, lr: float) -> tuple[Figure, RateResult]:
    shown = result(form, lr)
    figure, ax = plt.subplots(figsize=(6, 3.6), layout="constrained", facecolor="white")
    ax.semilogy(shown.losses, color=COLOURS["blue"], linestyle="-")
    ax.axhline(0.5, color=COLOURS["grey"], linestyle=":", label="loss at the start")
    ax.set(xlim=(0, NUM_STEPS), ylim=(0.01, 100), xlabel="step", ylabel="loss")
    name_powers(ax.yaxis)
    ax.set_title(f"{form}: rate {lr:.3g}, {lr / shown.bound:.2f} of 2 / curvature")
    ax.legend()
    return figure, shown


def learning_rate_panel() -> Panel:
    """Return a panel that trains ADALINE on fours and nines.

    Its controls are the form of the inputs and the learning rate; its result is a
    `RateResult`.
    """
    controls = {
        "form": widgets.Dropdown(
            options=INPUT_FORMS, value="scaled", description="Inputs"
        ),
        "lr": widgets.FloatLogSlider(
            0.1, base=10, min=-4, max=0.5, step=0.05, description="Learning rate",
            continuous_update=False,
        ),
    }  # fmt: skip
    return Panel(controls, _draw)
