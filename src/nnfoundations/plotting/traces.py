"""Membrane potentials over time."""

from typing import Any

from matplotlib.axes import Axes

from nnfoundations import checks
from nnfoundations.plotting.style import COLOURS, as_array, axes_or_new

#: Up to where a spike is drawn that the model does not draw itself [mV].
SPIKE_TOP = 20.0


def voltage(
    time: Any,
    v: Any,
    spike_times: Any = (),
    threshold: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a membrane potential over time.

    Integrate-and-fire models end a spike before it begins, so their spikes are
    drawn as strokes from the threshold up to +20 mV.

    Parameters
    ----------
    time, v : array_like of shape (n,)
        Sample times [ms] and potentials [mV].
    spike_times : array_like of shape (num_spikes,)
        Where to draw strokes [ms]; none by default.
    threshold : float, optional
        Where to draw a dashed line [mV]; needed if there are strokes.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    ax : Axes

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    time, v = as_array("time", time, ndim=1), as_array("v", v, ndim=1)
    checks.same_length(time=time, v=v)
    if len(spike_times) and threshold is None:
        cure = "Strokes start there."
        raise ValueError(checks.complaint("threshold", "a number [mV]", "None", cure))
    ax = axes_or_new(ax)
    ax.plot(time, v, color=COLOURS["blue"], linestyle="-", label="membrane potential")
    if threshold is not None:
        level = checks.number("threshold", threshold)
        grey = COLOURS["grey"]
        ax.axhline(level, color=grey, linestyle="--", linewidth=1, label="threshold")
        if len(spike_times):
            t = as_array("spike_times", spike_times, ndim=1)
            ax.vlines(t, level, SPIKE_TOP, color=COLOURS["vermilion"], label="spikes")
    ax.set(xlabel="time [ms]", ylabel="potential [mV]", xlim=(time[0], time[-1]))
    return ax
