"""The figures on initialisation; `tools/figures.py` writes them.

Two show what `results/` holds.
"""

import json
import math
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations.data.digits import digits_arrays
from nnfoundations.labs.initialization import signal_growth, symmetry
from nnfoundations.learning.backprop import backward, forward
from nnfoundations.plotting.depth import growth_bands, layer_lines, phase_map

RESULTS = Path(__file__).parents[2] / "results"


def measured() -> dict[str, Any]:
    """Return what the notebook has recorded."""
    return json.loads((RESULTS / "initialization.json").read_text("utf-8"))


def gradients() -> Figure:
    """Draw the gradient of a constant W1, with equal and with different rows of W2."""
    X, y = digits_arrays()
    rng = np.random.default_rng(0)
    agreeing = np.repeat(rng.normal(0, 0.1, (1, 10)), 32, axis=0)
    pairs = {
        "rows of W2 agree": agreeing,
        "rows of W2 differ": rng.normal(0, 0.1, (32, 10)),
    }
    figure, axes = plt.subplots(1, 2, figsize=(7, 3.6), layout="constrained")
    for ax, (name, W2) in zip(axes, pairs.items(), strict=True):
        start = symmetry.constant_start(64, 0.05, W2)
        dW1 = backward(start, forward(start, X), y).dW1[18:34, :16]
        # the axes are cut into cells: an embedded image would be blurred
        image = ax.pcolormesh(dW1, cmap="PuOr", vmin=-0.1, vmax=0.1)
        ax.set(title=name, xlabel="hidden unit", ylabel="pixel", yticks=[], xticks=[])
        ax.invert_yaxis()
        ax.grid(False)
    figure.colorbar(image, ax=axes, label="gradient of W1")
    return figure


def growth() -> Figure:
    """Draw 60 networks of He's rule with the predicted band."""
    sigma = math.sqrt(2 / 100)
    ratios = signal_growth.measure_growth("relu", 100, sigma, 50, range(60)).forward
    predicted = signal_growth.predict_bands("relu", 100, sigma, 50)
    figure, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
    growth_bands(ratios, predicted, ax)
    return figure


def default() -> Figure:
    """Draw the mean squares in PyTorch's default network."""
    found = measured()
    rows = {
        "measured": found["default_size"],
        "predicted": found["default_predicted"],
        "what tells images apart": found["default_spread"],
    }
    figure, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    layer_lines(rows, "mean square", ax).legend(loc="lower left")
    return figure


def phases() -> Figure:
    """Draw which depths and gains have learned the digits."""
    figure, ax = plt.subplots(figsize=(6.8, 3.8), layout="constrained")
    gains = 2.0 ** np.arange(-2, 2, 0.5)
    phase_map(measured()["phase"], [2, 4, 8, 16], gains.tolist(), ax=ax)
    return figure


STYLE: dict[str, float] = {}
FIGURES = {
    "initialization-gradients": gradients,
    "initialization-growth": growth,
    "initialization-default": default,
    "initialization-phases": phases,
}
