"""A panel: parameter, precision and step in, a gradient check on digits out."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations import checks
from nnfoundations.data.digits import digits_arrays
from nnfoundations.learning import backprop, gradient_check
from nnfoundations.learning.backprop import Weights
from nnfoundations.learning.gradient_check import Comparison
from nnfoundations.panels.base import Panel
from nnfoundations.plotting.gradients import gradient_errors

#: Inputs, hidden units, outputs of the network that is checked.
WIDTHS = (64, 32, 10)
#: Entries of a large parameter that are looked at.
MOST_PARAMETERS = 300
#: Errors up to so many times what one rounding may do are not drawn as such.
ROUNDING = 4
PRECISIONS = ("float64", "float32")


@dataclass(frozen=True)
class CheckResult:
    """What the panel shows.

    Attributes
    ----------
    name, precision, exponent : str, str, float
        The settings; the step is 10 to the power of the exponent.
    comparison : Comparison
    """

    name: str
    precision: str
    exponent: float
    comparison: Comparison


@cache
def digits_problem(
    precision: str = "float64",
) -> tuple[Weights, tuple[np.ndarray, np.ndarray]]:
    """Return a 64-32-10 network with sigma 0.1 (seed 0) and a batch of 32 digits.

    Parameters
    ----------
    precision : str
        ``"float64"`` or ``"float32"``: of the weights; the latter are rounded.
    """
    checks.choice("precision", precision, PRECISIONS)
    rng = np.random.default_rng(0)
    weights = backprop.initial_weights(WIDTHS, rng, 0.1, precision)
    X, y = digits_arrays()
    rows = rng.permutation(len(y))[:32]
    return weights, (X[rows], y[rows])


def result(name: str, precision: str, exponent: float) -> CheckResult:
    """Compare up to 300 entries of one gradient with central differences.

    Parameters
    ----------
    name : str
        ``"W1"``, ``"b1"``, ``"W2"`` or ``"b2"``.
    precision : str
        ``"float64"`` or ``"float32"``, in which the differences are computed.
    exponent : float
        The step is 10 to this power.

    Raises
    ------
    TypeError, ValueError
        If a setting is unknown, or the step so small that a weight does not move.
    """
    weights, batch = digits_problem(precision)
    checks.choice("name", name, Weights._fields)
    size = getattr(weights, name).size
    entries = np.linspace(0, size - 1, min(size, MOST_PARAMETERS)).astype(int).tolist()
    found = gradient_check.compare_gradients(
        weights, batch, name, 10.0**exponent, entries
    )
    return CheckResult(name, precision, exponent, found)


def _draw(**values: Any) -> tuple[Figure, CheckResult]:
    shown = result(**values)
    figure, ax = plt.subplots(
        figsize=(6.4, 4.2), layout="constrained", facecolor="white"
    )
    found = shown.comparison
    floor = ROUNDING * found.rounding
    gradient_errors(found.gradient, found.errors, found.crosses, ax, floor)
    ax.set(xlim=(1e-6, 1), ylim=(1e-16, 1))
    error = found.relative_error
    figure.suptitle(f"{shown.name} in {shown.precision}: relative error {error:.0e}")
    return figure, shown


def gradient_panel() -> Panel:
    """Return a panel that checks a gradient with the step that is chosen.

    Its controls are ``name``, ``precision`` and ``exponent``; its result is a
    `CheckResult`.
    """
    controls = {
        "name": widgets.Dropdown(
            options=list(Weights._fields), value="W1", description="Parameter"
        ),
        "precision": widgets.Dropdown(options=list(PRECISIONS), description="Numbers"),
        "exponent": widgets.FloatSlider(
            -2.5,
            min=-6,
            max=0,
            step=0.5,
            description="Step: 10 to the power",
            continuous_update=False,
        ),
    }
    return Panel(controls, _draw)
