"""One unit in four forms, and units fitted to a firing rate."""

from collections.abc import Collection, Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnfoundations import checks
from nnfoundations.labs.neuron_to_unit.rate_fits import Fit
from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.neurons.firing_rates import firing_rate_slope
from nnfoundations.neurons.lif import LIFParams, firing_rate, rheobase
from nnfoundations.plotting.style import COLOURS, as_array, axes_or_new

#: The unit of this course, from the cell to the abstraction.
FORMS = ("integrate and fire", "heaviside", "sigmoid", "relu")
TITLES = {"heaviside": "Heaviside", "relu": "ReLU"}
#: Colour and line of each activation function, wherever they are compared.
LINES: dict[str, tuple[str, Any]] = {
    "heaviside": (COLOURS["grey"], ":"),
    "relu": (COLOURS["vermilion"], "--"),
    "softplus": (COLOURS["green"], "-."),
    "sigmoid": (COLOURS["blue"], (0, (6, 1))),
}


def four_forms(forms: Collection[str] = FORMS) -> Figure:
    """Draw the same unit in several forms: output and derivative, with their units.

    Parameters
    ----------
    forms : collection of str
        Which of `FORMS`, one row each.

    Returns
    -------
    figure : Figure
        Two Axes a row: the output on the left, its derivative on the right.

    Raises
    ------
    ValueError
        If a form is unknown, or none is given.
    """
    known = [checks.choice("forms", form, FORMS) for form in forms]
    if not known:
        raise ValueError(checks.complaint("forms", "at least one", "none"))
    size = (5.2, 2.15 * len(known))
    figure, axes = plt.subplots(
        len(known), 2, figsize=size, layout="constrained", squeeze=False
    )
    for form, (left, right) in zip(known, axes, strict=True):
        draw = _integrate_and_fire if form == FORMS[0] else _activation
        draw(form, left, right)
        left.set_title(TITLES.get(form, form), loc="left")
        right.set_title("its derivative", loc="left")
    return figure


def _integrate_and_fire(_: str, left: Axes, right: Axes) -> None:
    start, colour = rheobase(LIFParams()), COLOURS["black"]
    current = np.concatenate([[0, start], start + np.geomspace(1e-9, 3, 400)])
    left.plot(current, firing_rate(current), color=colour, ls="-")
    right.plot(current[:2], [0, 0], color=colour, ls="-")
    right.plot(current[2:], firing_rate_slope(current[2:]), color=colour, ls="-")
    left.set(ylabel="Hz", yticks=(0, 100, 200), ylim=(-10, 210))
    right.set(ylabel="Hz/nA", ylim=(-15, 300), yticks=(0, 100, 200, 300))
    for ax in (left, right):
        ax.set(xlabel="current [nA]", xticks=range(6))


def _activation(form: str, left: Axes, right: Axes) -> None:
    colour, pair = LINES[form][0], ACTIVATIONS[form]
    jumps = form in ("heaviside", "relu")
    parts = ([-4.0, -1e-12], [0.0 if form == "heaviside" else 1e-12, 4.0])
    for z in parts if jumps else (np.linspace(-4, 4, 161),):
        left.plot(z, pair.value(z), color=colour, ls="-")
        right.plot(z, pair.derivative(z), color=colour, ls="-")
    if form == "heaviside":
        _dot(left, 1, colour)
        _dot(left, 0, "white", colour)
    if form == "relu":
        _dot(right, 0, colour)
        _dot(right, 1, "white", colour)
    top = 4 if form == "relu" else 1
    left.set(ylim=(-0.1 * top, 1.15 * top), yticks=(0, top))
    right.set(ylim=(-0.1, 1.15))
    slopes = ("0", "0.25", "1") if form == "sigmoid" else ("0", "1")
    right.set_yticks([float(slope) for slope in slopes], slopes)
    for ax in (left, right):
        ax.set(xlabel="z", ylabel="no unit", xticks=(-4, 0, 4))


def _dot(ax: Axes, y: float, face: str, edge: str | None = None) -> None:
    ax.plot(0, y, "o", markerfacecolor=face, markeredgecolor=edge or face, zorder=3)


def fitted_rates(
    current: Any, rate: Any, fits: Mapping[str, Fit], ax: Axes | None = None
) -> Axes:
    """Draw a firing rate and the units that were fitted to it.

    Parameters
    ----------
    current, rate : array_like of shape (n,)
        Currents [nA], in order, and firing rates [Hz].
    fits : mapping of str to Fit
        What `nnfoundations.labs.neuron_to_unit.rate_fits.fit_units` returns.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    ax : Axes
        The residuals (rms, in Hz) stand in the legend.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    current, rate = as_array("current", current, 1), as_array("rate", rate, 1)
    checks.same_length(current=current, rate=rate)
    ax = axes_or_new(ax)
    ax.plot(current, rate, color="black", ls="-", lw=3.5, alpha=0.35, label="neuron")
    for name, fit in fits.items():
        colour, line = LINES[name]
        label = f"{TITLES.get(name, name)}: {fit.rms:.1f}"
        ax.plot(current, fit(current), color=colour, ls=line, lw=1.8, label=label)
    ax.set(xlabel="current [nA]", ylabel="rate [Hz]")
    ax.legend(handlelength=2.6)
    return ax
