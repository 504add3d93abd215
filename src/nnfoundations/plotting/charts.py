"""Learning curves and decision regions."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from nnfoundations import checks
from nnfoundations.plotting.style import (
    CYCLE,
    HATCH_COLOUR,
    HATCHES,
    LINE_STYLES,
    MARKERS,
    as_array,
    axes_or_new,
    tint,
)

GRID_POINTS = 201  # per side: odd, so that the middle of the window is a grid point
LOSS_LABELS = {"train_loss": "training loss", "val_loss": "validation loss"}
ACCURACIES = {"train_acc": "training accuracy", "val_acc": "validation accuracy"}


def _column(history: Any, name: str) -> np.ndarray:
    """Return a column as float64; infinities become gaps in the line."""
    values = np.asarray(history[name], dtype=np.float64)
    return np.where(np.isfinite(values), values, np.nan)


def _check_history(history: Any) -> None:
    columns = list(history.keys()) if hasattr(history, "keys") else None
    if columns is None:
        came = type(history).__name__
        raise TypeError(checks.complaint("history", "a table", came, "Pass .history."))
    for name in ("epoch", "train_loss"):
        if name not in columns:
            came = f"the columns {', '.join(map(str, columns)) or '(none)'}"
            raise ValueError(checks.complaint("history", f"a column {name!r}", came))
    checks.same_length(**{str(name): history[name] for name in columns})
    if not np.isfinite(_column(history, "train_loss")).any():
        cure = "Train for at least one epoch first."
        raise ValueError(
            checks.complaint("history", "at least one finite train_loss", "none", cure)
        )


def _draw_columns(history: Any, names: Mapping[str, str], first: int, ax: Axes) -> int:
    """Draw the columns that are there; return how many."""
    epochs = _column(history, "epoch")
    present = [
        name
        for name in names
        if name in history and np.isfinite(_column(history, name)).any()
    ]
    for i, name in enumerate(present, start=first):
        ax.plot(
            epochs,
            _column(history, name),
            color=CYCLE[i],
            linestyle=LINE_STYLES[i],
            marker=MARKERS[i],
            markevery=max(1, len(epochs) // 10),
            label=names[name],
        )
    return len(present)


def curves(history: Any, ax: Axes | None = None) -> Axes:
    """Draw the losses of a training run over its epochs, and its accuracies.

    Parameters
    ----------
    history : pandas.DataFrame or mapping of str to sequence of length n
        Columns ``epoch`` and ``train_loss``; where present also ``val_loss``,
        ``train_acc`` and ``val_acc``. NaN means: not measured.
    ax : matplotlib.axes.Axes, optional
        Where to draw the losses. Accuracies get a second scale on its right.

    Returns
    -------
    ax : matplotlib.axes.Axes
        One line per column, named in the legend.

    Raises
    ------
    TypeError, ValueError
        If `history` is no table, lacks a column or holds no finite loss.
    """
    _check_history(history)
    ax = axes_or_new(ax)
    drawn = _draw_columns(history, LOSS_LABELS, 0, ax)
    ax.set(xlabel="epoch", ylabel="loss")
    handles = ax.get_lines()[-drawn:]
    if any(n in history and np.isfinite(_column(history, n)).any() for n in ACCURACIES):
        right = ax.twinx()
        _draw_columns(history, ACCURACIES, len(LOSS_LABELS), right)
        right.set_ylabel("accuracy")
        right.grid(False)
        right.spines["right"].set_visible(True)
        handles = [*handles, *right.get_lines()]
    ax.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    return ax


def _window(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the grid's coordinates: the data's box with a margin of 15 %."""
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.15 * np.where(high > low, high - low, 1.0)
    sides = np.linspace(low - margin, high + margin, GRID_POINTS)
    return sides[:, 0], sides[:, 1]


def _predict_grid(predict: Callable, x1: np.ndarray, x2: np.ndarray) -> np.ndarray:
    """Return the predicted labels on the grid, shape (len(x2), len(x1))."""
    if not callable(predict):
        raise TypeError(
            checks.complaint("predict", "a function", type(predict).__name__)
        )
    points = np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)
    labels = predict(points)
    labels = np.asarray(labels.detach().cpu() if hasattr(labels, "detach") else labels)
    if labels.shape != (len(points),):
        cure = "Return labels (an argmax, say), not scores."
        wanted = f"labels of shape ({len(points)},) for {len(points)} points"
        raise ValueError(
            checks.complaint("predict", wanted, f"shape {labels.shape}", cure)
        )
    return labels.reshape(len(x2), len(x1))


def _fill(region: np.ndarray, x: tuple, k: int, ax: Axes) -> None:
    """Fill the part of the grid where `region` is True, and draw its edge."""
    ground = tint(CYCLE[k % len(CYCLE)])
    inside = region.astype(float)
    filled = ax.contourf(
        *x, inside, levels=[0.5, 1.5], colors=[ground], hatches=[HATCHES[k]]
    )
    filled.set_edgecolor(HATCH_COLOUR)
    filled.set_linewidth(0)
    if not region.all():
        ax.contour(*x, inside, levels=[0.5], colors="black", linewidths=1.5)


def decision_regions(
    predict: Callable[[np.ndarray], Any], X: Any, y: Any, ax: Axes | None = None
) -> Axes:
    """Draw what a classifier says over the plane, and the points it is judged by.

    Each class has one colour, one hatch and one marker.

    Parameters
    ----------
    predict : callable
        Takes float64 points of shape (n, 2), returns their labels of shape (n,).
    X : array of shape (n, 2)
        The points.
    y : array of shape (n,)
        Their true labels: any values that `predict` may return, at most 10.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    ax : matplotlib.axes.Axes
        One scatter per class, labelled ``class <label>``.

    Raises
    ------
    TypeError, ValueError
        If shapes do not fit, or `predict` returns anything but one label a point.
    """
    X = as_array("X", X, ndim=2)
    if X.shape[1] != 2:
        raise ValueError(checks.complaint("X", "points of shape (n, 2)", f"{X.shape}"))
    y = np.asarray(y.detach().cpu() if hasattr(y, "detach") else y)
    checks.same_length(X=X, y=y)
    x = _window(X)
    predicted = _predict_grid(predict, *x)
    classes = np.unique(np.concatenate([np.unique(y), np.unique(predicted)]))
    if len(classes) > len(MARKERS):
        wanted = f"at most {len(MARKERS)} classes"
        raise ValueError(checks.complaint("y", wanted, f"{len(classes)} classes"))
    ax = axes_or_new(ax)
    for k, label in enumerate(classes):
        if (predicted == label).any():
            _fill(predicted == label, x, k, ax)
    for k, label in enumerate(classes):
        ax.scatter(
            *X[y == label].T,
            color=CYCLE[k % len(CYCLE)],
            marker=MARKERS[k],
            edgecolor="black",
            linewidth=0.8,
            label=f"class {label}",
            zorder=3,
        )
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    ax.grid(False)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=min(len(classes), 4))
    return ax
