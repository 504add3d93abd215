"""A panel: machines, network and batch in, the speed-up on paper out."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations import checks
from nnfoundations.labs.scaling_out import matrix_floor, speed_up
from nnfoundations.labs.scaling_out.all_reduce import Link
from nnfoundations.panels.base import Panel
from nnfoundations.plotting.scaling import speed_up_lines

#: The network of *Implementing the MLP* at full size, and its float32 gradient.
FULL_WIDTHS = (784, 256, 10)
NUM_BYTES = 4 * sum((a + 1) * b for a, b in pairwise(FULL_WIDTHS))
#: Assumed: floating-point operations that one machine does in a second.
FLOPS_PER_SECOND = 50e9


@dataclass(frozen=True)
class SpeedUpPrediction:
    """What the panel shows.

    Attributes
    ----------
    work : Work
        The step of one machine.
    link : Link
    machines : int
        The number that was chosen.
    speed_up : float
        With that number.
    best : float
        The number of machines with the shortest step; it may be infinite.
    """

    work: speed_up.Work
    link: Link
    machines: int
    speed_up: float
    best: float


def result(
    machines: int, gigabits: float, microseconds: float, batch_size: int
) -> SpeedUpPrediction:
    """Predict the speed-up of the network 784-256-10.

    Parameters
    ----------
    machines : int
    gigabits : float
        Bandwidth [Gbit/s].
    microseconds : float
        Latency [us].
    batch_size : int
        Examples in the global batch, however many machines share it.

    Raises
    ------
    TypeError, ValueError
        If a setting is out of range.
    """
    flops = matrix_floor.flops(matrix_floor.list_products(FULL_WIDTHS, batch_size))
    work = speed_up.Work(flops / FLOPS_PER_SECOND, NUM_BYTES)
    bandwidth = checks.number("gigabits", gigabits, above=0) * 1e9 / 8
    link = Link(bandwidth, checks.number("microseconds", microseconds) * 1e-6)
    gain = float(speed_up.speed_ups(work, [machines], link)[0])
    best = speed_up.best_number(work, link)
    return SpeedUpPrediction(work, link, machines, gain, best)


def _draw(**values: Any) -> tuple[Figure, SpeedUpPrediction]:
    shown = result(**values)
    numbers = 2 ** np.arange(0, 11)
    figure, ax = plt.subplots(
        figsize=(6.4, 4.2), layout="constrained", facecolor="white"
    )
    name = f"{values['gigabits']:g} Gbit/s, {values['microseconds']:g} μs"
    lines = {name: speed_up.speed_ups(shown.work, numbers, shown.link)}
    ax = speed_up_lines(numbers, lines, ax)
    ax.plot(shown.machines, shown.speed_up, "o", ms=10, mfc="none", mec="black", mew=2)
    told = "one machine is best" if shown.best == 1 else f"best: {shown.best:g}"
    figure.suptitle(f"{shown.machines} machines: {shown.speed_up:.2f} times; {told}")
    return figure, shown


def scaling_panel() -> Panel:
    """Return a panel that predicts what further machines buy.

    Its controls are ``machines``, ``gigabits``, ``microseconds`` and
    ``batch_size``; its result is a `SpeedUpPrediction`.
    """
    controls = {
        "machines": widgets.SelectionSlider(
            options=[int(2**i) for i in range(11)], value=4, description="Machines"
        ),
        "gigabits": widgets.SelectionSlider(
            options=[1, 10, 25, 100, 400, 1000],
            value=10,
            description="Bandwidth (Gbit/s)",
        ),
        "microseconds": widgets.SelectionSlider(
            options=[0, 1, 5, 20, 50, 200], value=20, description="Latency (μs)"
        ),
        "batch_size": widgets.SelectionSlider(
            options=[int(2**i) for i in range(5, 17)],
            value=256,
            description="Global batch",
        ),
    }
    return Panel(controls, _draw)
