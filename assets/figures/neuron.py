"""The computed figures on the neuron; `tools/figures.py` writes them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnfoundations.neurons.hodgkin_huxley import simulate_hh, upward_crossings
from nnfoundations.neurons.lif import LIFParams, firing_rate, simulate_lif
from nnfoundations.neurons.stimuli import noisy_current
from nnfoundations.plotting import COLOURS
from nnfoundations.plotting.traces import voltage


def span(ax: Axes, start: float, end: float, height: float, text: str) -> None:
    """Draw a double arrow with a text above it."""
    style = {"arrowstyle": "<->", "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (end, height), (start, height), arrowprops=style)
    ax.text((start + end) / 2, height + 2, text, ha="center", va="bottom")


def interval() -> Figure:
    """Draw two spikes at 5 nA and what the time between them is made of."""
    p, dt = LIFParams(), 0.01
    trace = simulate_lif(np.full(1200, 5.0), p, dt)
    fig, ax = plt.subplots(figsize=(4.8, 4.0), layout="constrained")
    voltage(trace.time, trace.v, trace.spike_times, p.threshold, ax)
    first, second = trace.spike_times[:2]
    free = first + p.t_ref
    span(ax, first, free, -29, f"{p.t_ref:.0f} ms")
    span(ax, free, second, -29, f"{second - free:.3f} ms")
    span(ax, first, second, 5, f"{second - first:.3f} ms")
    for t in (first, free, second):
        ax.plot([t, t], [p.v_reset, -27], color=COLOURS["grey"], ls=":", lw=1)
    ax.axhline(p.v_rest, color=COLOURS["grey"], ls=":", lw=1)
    ax.text(2.2, p.v_rest + 0.3, "rest")
    ax.text((first + free) / 2, p.v_reset + 0.8, "reset", ha="center")
    ax.text(0.15, p.threshold + 0.8, "threshold")
    ax.set(ylim=(-74, 26), yticks=[-70, -65, -50, -25, 0, 20])
    return fig


def hh_rates(densities: np.ndarray, duration: float = 400.0) -> np.ndarray:
    """Return the rates [Hz] in the last half of a constant input [uA/cm2]."""
    dt = 0.05
    trace = simulate_hh(np.tile(densities, (round(duration / dt), 1)), dt=dt)
    spikes = [upward_crossings(trace.time, v) for v in trace.v.T]
    late = [s[s > duration / 2] for s in spikes]
    return np.array([1000 / np.diff(s).mean() if len(s) > 1 else 0.0 for s in late])


def rates() -> Figure:
    """Draw both models' firing rate against the input."""
    fig, axes = plt.subplots(2, 1, figsize=(4.8, 5.6), layout="constrained")
    current = np.concatenate([[0, 2], 2 + np.geomspace(1e-9, 4, 400)])
    axes[0].plot(current, firing_rate(current))
    axes[0].set(title="leaky integrate-and-fire", xlabel="current [nA]")
    density = np.concatenate([np.arange(0, 6.2, 0.5), np.arange(6.3, 16, 0.6)])
    axes[1].plot(density, hh_rates(density), "o", color=COLOURS["vermilion"])
    axes[1].set(title="Hodgkin-Huxley", xlabel="current density [µA/cm²]")
    for ax in axes:
        ax.set(ylabel="rate [Hz]", ylim=(-6, None))
    axes[1].set_xticks([0, 5, 10, 15])
    return fig


def regimes() -> Figure:
    """Draw two trains of the same rate: one driven by the mean, one by the noise."""
    p, steps = LIFParams(), 4000  # 400 ms
    settings = {
        "mean above the rheobase, little noise": (2.02, 0.5),
        "mean below the rheobase, much noise": (1.5, 5.0),
    }
    fig, axes = plt.subplots(
        2, 1, figsize=(6.4, 5.6), layout="constrained", sharex=True, sharey=True
    )
    for ax, (title, (mean, sd)) in zip(axes, settings.items(), strict=True):
        current = noisy_current(mean, sd, steps, np.random.default_rng(2))
        trace = simulate_lif(current, p)
        voltage(trace.time, trace.v, trace.spike_times, p.threshold, ax)
        target = p.v_rest + p.resistance * mean
        ax.axhline(target, color=COLOURS["green"], ls="-.", lw=2)
        ax.set_title(title)
    axes[0].set_xlabel("")
    return fig


STYLE = {"font.size": 13}
FIGURES = {
    "neuron-interval": interval,
    "neuron-rates": rates,
    "neuron-regimes": regimes,
}
