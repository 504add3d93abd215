"""The figures on generalisation.

Those with measured numbers show what `results/` holds; the polynomials, the borders
and the moved digits are computed here.
"""

import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnfoundations.data.digits import digits_arrays
from nnfoundations.data.points import points_arrays
from nnfoundations.labs.generalization import shifts
from nnfoundations.labs.generalization.cohort import CohortPlan, train_cohort
from nnfoundations.plotting.charts import decision_regions
from nnfoundations.plotting.images import image_grid
from nnfoundations.plotting.spreads import dot_rows, spread

RESULTS = Path(__file__).parents[2] / "results"


def measured() -> dict[str, Any]:
    """Return what the notebook has recorded."""
    return json.loads((RESULTS / "generalization.json").read_text("utf-8"))


def overfitting() -> Figure:
    """Draw training and test loss on a hundred images, with and without errors."""
    numbers = measured()
    figure, axes = plt.subplots(
        1, 2, figsize=(7.4, 3.1), sharey=True, layout="constrained"
    )
    titles = {"right": "right labels", "wrong": "20 of 100 labels wrong"}
    for ax, (group, title) in zip(axes, titles.items(), strict=True):
        for kind, name in enumerate(("training", "test")):
            values = np.array(numbers[f"{group}_{name}_loss"])
            spread(numbers["steps"], values, name, ax, kind)
        ax.set(title=title, xlabel="step", ylim=(0, 2.5))
    axes[0].set_ylabel("cross-entropy [nats]")
    axes[0].legend()
    return figure


def remedies() -> Figure:
    """Draw accuracies against the strength of weight decay and of dropout."""
    numbers = measured()
    figure, axes = plt.subplots(
        1, 2, figsize=(7.4, 3.1), sharey=True, layout="constrained"
    )
    for ax, (remedy, strengths) in zip(
        axes, reversed(numbers["strengths"].items()), strict=True
    ):
        for kind, (key, name) in enumerate(
            (("sweep_training", "training"), ("sweep", "test"))
        ):
            values = np.array(numbers[key][remedy]).T
            spread(range(len(strengths)), values, name, ax, kind)
        ax.set_xticks(range(len(strengths)), strengths)
        ax.set(xlabel=remedy.replace("_", " "), ylim=(0, 1.03))
    axes[0].set_ylabel("accuracy")
    axes[0].legend(loc="lower left")
    return figure


def leak() -> Figure:
    """Draw the accuracies of single parts, cut in order or after shuffling."""
    numbers = measured()
    rows = {
        f"{name},\n{cut}": np.ravel(numbers[key][cut])
        for key, name in (("fold_dots", "network"), ("one_nn_dots", "neighbour"))
        for cut in ("contiguous", "shuffled")
    }
    figure, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
    dot_rows(rows, ax).set_xlabel("test accuracy of one part")
    return figure


def shift() -> Figure:
    """Draw accuracy and certainty against the angle of the test images."""
    numbers = measured()
    figure, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
    angles = numbers["angles"]
    spread(angles, numbers["certainty"], "largest probability", ax, 1)
    spread(angles, numbers["turned"], "accuracy", ax, 0)
    ax.set(xlabel="test images turned by [degrees]", ylim=(0, 1.03))
    ax.legend(loc="center right")
    return figure


def polynomials() -> Figure:
    """Draw a line and two polynomials of degree nine through ten noisy points."""
    x, grid = np.linspace(-1, 1, 10), np.linspace(-1, 1, 400)
    y = x + np.random.default_rng(3).normal(0, 0.3, 10)
    figure, axes = plt.subplots(
        1, 3, figsize=(7.4, 2.7), sharey=True, layout="constrained"
    )
    fits = {"line": (1, 0.0), "degree 9": (9, 0.0), "degree 9, decayed": (9, 0.05)}
    for ax, (title, (degree, penalty)) in zip(axes, fits.items(), strict=True):
        powers = np.vander(x, degree + 1)
        gram = powers.T @ powers + penalty * np.eye(degree + 1)
        w = np.linalg.solve(gram, powers.T @ y)
        ax.plot(grid, grid, color="grey", linestyle=":", label="truth")
        ax.plot(grid, np.vander(grid, degree + 1) @ w, label="fit")
        ax.plot(x, y, "o", color="black", markersize=4)
        largest = np.abs(w).max()
        ax.set(title=f"{title}\nlargest coefficient {largest:.1f}", ylim=(-2.2, 2.2))
        ax.set_xlabel("$x$")
    axes[0].set_ylabel("$y$")
    axes[0].legend()
    return figure


def borders() -> Figure:
    """Draw what one network learns from noisy points with and without remedies."""
    X, y = points_arrays("moons", 60, 0.35, np.random.default_rng(2))
    new_X, new_y = points_arrays("moons", 2000, 0.35, np.random.default_rng(3))
    cohort = train_cohort(
        (np.stack([X] * 3), np.stack([y] * 3)),
        CohortPlan(num_steps=1000, every=1000, num_classes=2),
        seeds=(0, 0, 0),
        weight_decay=(0, 0.01, 0),
        dropout=(0, 0, 0.5),
    )
    training, new = cohort.acc["training"][:, -1], cohort.accuracy(new_X, new_y)
    figure, axes = plt.subplots(
        1, 3, figsize=(7.4, 3.0), sharey=True, layout="constrained"
    )
    names = ("no remedy", "weight decay", "dropout")
    for member, (ax, name) in enumerate(zip(axes, names, strict=True)):

        def predict(points: np.ndarray, member: int = member) -> np.ndarray:
            return cohort.probabilities(points)[member].argmax(1)

        decision_regions(predict, X, y, ax)
        if (legend := ax.get_legend()) is not None:
            legend.remove()
        shares = f"training {training[member]:.0%}, new {new[member]:.0%}"
        ax.set_title(f"{name}\n{shares}")
    return figure


def moved() -> Figure:
    """Show one digit as it is and in the ways in which the chapter changes it."""
    X = digits_arrays()[0][3:4]
    changed = {
        "as it is": X,
        "1 right": shifts.move(X, 1, 0),
        "2 right": shifts.move(X, 2, 0),
        "20°": shifts.rotate(X, 20),
        "90°": shifts.rotate(X, 90),
        "inverted": shifts.invert(X),
    }
    images = np.concatenate(list(changed.values())).reshape(-1, 8, 8)
    return image_grid(images, list(changed), num_cols=6)


STYLE: dict[str, float] = {}
FIGURES = {
    "generalization-overfitting": overfitting,
    "generalization-remedies": remedies,
    "generalization-leak": leak,
    "generalization-shift": shift,
    "generalization-polynomials": polynomials,
    "generalization-borders": borders,
    "generalization-moved": moved,
}
