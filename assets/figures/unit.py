"""The figures on the way from neuron to unit; `tools/figures.py` writes them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from nnfoundations.labs.neuron_to_unit.adaptation import (
    Adaptation,
    adapted_rate,
    adapting_spikes,
)
from nnfoundations.labs.neuron_to_unit.rate_fits import fit_units
from nnfoundations.neurons.firing_rates import siegert_rate
from nnfoundations.neurons.lif import LIFParams, firing_rate, simulate_lif
from nnfoundations.neurons.stimuli import noisy_current
from nnfoundations.plotting import COLOURS
from nnfoundations.plotting.units import fitted_rates, four_forms

NAMES = ("relu", "softplus", "sigmoid")


def fits() -> Figure:
    """Draw four f-I curves of one neuron model, each with three fitted units."""
    current, free = np.linspace(0, 5, 501), LIFParams(t_ref=0.0)
    curves = {
        "refractory 2 ms": firing_rate(current),
        "not refractory": firing_rate(current, free),
        "noise, not refractory": siegert_rate(current, 3.5, free),
        "2 ms and adaptation": adapted_rate(current, Adaptation(0.2)),
    }
    figure, axes = plt.subplots(2, 2, figsize=(7, 6.4), layout="constrained")
    for ax, (title, rate) in zip(axes.flat, curves.items(), strict=True):
        fitted_rates(current, rate, fit_units(current, rate, NAMES), ax)
        ax.set_title(title)
        ax.set_ylim(top=1.4 * rate.max())  # room for the legend
    return figure


def arrow(ax: Axes, start: tuple, end: tuple, inhibits: bool = False) -> None:
    """Draw a connection: an arrow if it excites, a dashed line to a ring if not."""
    a, b = np.array(start, float), np.array(end, float)
    unit = (b - a) / np.hypot(*(b - a))
    a, b = a + 0.34 * unit, b - (0.46 if inhibits else 0.34) * unit
    colour = COLOURS["vermilion"] if inhibits else "black"
    style = {"arrowstyle": "-" if inhibits else "-|>", "color": colour, "lw": 1.8}
    style |= {"shrinkA": 0, "shrinkB": 0, "linestyle": "--" if inhibits else "-"}
    ax.annotate("", b, a, arrowprops=style)
    if inhibits:
        ring = Circle(tuple(b + 0.06 * unit), 0.07, fc="white", ec=colour, lw=1.8)
        ax.add_patch(ring)


def xor_net() -> Figure:
    """Draw three units of 1943 that compute XOR in two time steps."""
    figure, ax = plt.subplots(figsize=(5, 3.3), layout="constrained")
    inputs, hidden, out = [(0, 2), (0, 0)], [(2.2, 2), (2.2, 0)], (4.2, 1)
    for i in (0, 1):
        arrow(ax, inputs[i], hidden[i])
        arrow(ax, inputs[i], hidden[1 - i], inhibits=True)
        arrow(ax, hidden[i], out)
        ax.text(*inputs[i], f"$x_{i + 1}$", ha="center", va="center")
    for at in (*hidden, out):
        ax.add_patch(Circle(at, 0.3, fc="white", ec="black", lw=1.8))
        ax.text(*at, "≥ 1", ha="center", va="center")
    arrow(ax, out, (5.4, 1))
    for x, text in ((0, "time t"), (2.2, "t + 1"), (4.2, "t + 2")):
        ax.text(x, -0.75, text, ha="center")
    ax.set(xlim=(-0.5, 5.3), ylim=(-0.95, 2.4), aspect="equal")
    ax.axis("off")
    return figure


def trains() -> Figure:
    """Draw the spikes of one neuron model at a mean of 3 nA, five times."""
    steady = np.full(2000, 3.0)  # 200 ms
    rng = np.random.default_rng(3)
    rows = {"plain": simulate_lif(steady).spike_times}
    for i in (1, 2, 3):
        noisy = noisy_current(3.0, 3.5, 2000, rng)
        rows[f"noise, trial {i}"] = simulate_lif(noisy).spike_times
    rows["adapting"] = adapting_spikes(steady, Adaptation(0.2))
    figure, ax = plt.subplots(figsize=(5.6, 3.0), layout="constrained")
    blue, red = COLOURS["blue"], COLOURS["vermilion"]
    colours = [COLOURS["black"], blue, blue, blue, red]
    heights = range(len(rows), 0, -1)
    ax.eventplot(list(rows.values()), lineoffsets=heights, linelengths=0.7,
                 colors=colours, linewidths=1.8)  # fmt: skip
    for y, spikes in zip(heights, rows.values(), strict=True):
        ax.text(205, y, str(len(spikes)), va="center")
    ax.text(205, len(rows) + 0.75, "spikes", ha="center")
    ax.set(xlabel="time [ms]", xlim=(0, 203), yticks=list(heights))
    ax.set_yticklabels(list(rows))
    ax.grid(False)
    return figure


STYLE = {"font.size": 12}
FIGURES = {
    "unit-forms": four_forms,
    "unit-fits": fits,
    "unit-xor-1943": xor_net,
    "unit-trains": trains,
}
