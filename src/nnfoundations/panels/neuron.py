"""A panel: input current and leak in, membrane potential out."""

from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnfoundations.neurons.lif import (
    LIFParams,
    LIFTrace,
    firing_rate,
    rheobase,
    simulate_lif,
)
from nnfoundations.panels.base import Panel, slider
from nnfoundations.plotting.style import COLOURS
from nnfoundations.plotting.traces import voltage

#: What stays when the leak changes [nF]; MOhm x nF = ms.
CAPACITANCE = 0.8
DURATION, DT = 100.0, 0.1  # ms
CURRENTS = np.linspace(0.0, 6.0, 301)  # nA


@dataclass(frozen=True)
class NeuronResult:
    """What the panel shows.

    Attributes
    ----------
    current : float
        Constant input current [nA].
    params : LIFParams
        The membrane: its resistance as chosen, tau_m = resistance x 0.8 nF.
    trace : LIFTrace
        Voltage over 100 ms, from rest.
    rate : float
        Steady firing rate by the closed form [Hz].
    """

    current: float
    params: LIFParams
    trace: LIFTrace
    rate: float


def result(current: float, resistance: float) -> NeuronResult:
    """Return what a constant current does to a membrane of a given resistance.

    Parameters
    ----------
    current : float
        Input current [nA].
    resistance : float
        Membrane resistance [MOhm]; the smaller it is, the more the membrane leaks.
        The capacitance stays 0.8 nF, so the time constant changes with it.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number or the resistance is not positive.
    """
    params = LIFParams(resistance=resistance, tau_m=resistance * CAPACITANCE)
    trace = simulate_lif(np.full(round(DURATION / DT), current), params, DT)
    return NeuronResult(current, params, trace, float(firing_rate(current, params)))


def _draw_rates(shown: NeuronResult, ax: Axes) -> None:
    ax.plot(
        CURRENTS, firing_rate(CURRENTS, shown.params), color=COLOURS["blue"], ls="-"
    )
    ax.plot(shown.current, shown.rate, "o", color=COLOURS["vermilion"], markersize=9)
    start = rheobase(shown.params)
    ax.axvline(start, color=COLOURS["grey"], linestyle=":")
    ax.annotate(
        f"rheobase {start:.2f} nA",
        (start, 1),
        (4, -4),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        va="top",
    )
    ax.set(
        xlabel="input current [nA]", ylabel="rate [Hz]", xlim=(0, 6), ylim=(-10, 330)
    )


def _draw(**values: Any) -> tuple[Figure, NeuronResult]:
    shown = result(**values)
    p = shown.params
    figure, (upper, lower) = plt.subplots(
        2, 1, figsize=(6.0, 5.4), layout="constrained", facecolor="white"
    )
    trace = shown.trace
    voltage(trace.time, trace.v, trace.spike_times, p.threshold, upper)
    upper.set_ylim(-75, 25)
    upper.set_title(
        f"I = {shown.current:g} nA, R = {p.resistance:g} MΩ, "
        f"τ = {p.tau_m:g} ms: {shown.rate:.1f} Hz"
    )
    _draw_rates(shown, lower)
    return figure, shown


def neuron_panel() -> Panel:
    """Return a panel of a leaky integrate-and-fire neuron.

    Its controls are the input current [nA] and the membrane resistance [MOhm],
    whose inverse is the leak; its result is a `NeuronResult`.
    """
    controls = {
        "current": slider("Current I [nA]", 3.0, 0.0, 6.0, 0.1),
        "resistance": slider("Resistance R [MΩ]", 10.0, 4.0, 20.0, 0.5),
    }
    return Panel(controls, _draw)
