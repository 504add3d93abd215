"""Images, and weights shown as images."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from nnfoundations import checks
from nnfoundations.plotting.style import COLOURS, as_array, axes_in_rows


def _grid(images: np.ndarray, num_cols: int, **scale: Any) -> tuple[Figure, AxesImage]:
    """Show each image in its own Axes; return the figure and the last image."""
    figure, axes = axes_in_rows(len(images), num_cols, (0.9, 0.95), (0.6, 0.4))
    for ax, image in zip(axes, images, strict=True):
        shown = ax.imshow(image, **scale)
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set(visible=True, color=COLOURS["grey"], linewidth=0.8)
    return figure, shown


def image_grid(
    images: Any, titles: Sequence[Any] | None = None, num_cols: int = 8
) -> Figure:
    """Show grey images in rows, ink dark on white, all on one scale.

    Parameters
    ----------
    images : array of shape (n, h, w)
        The images; 0 is paper, the largest value is ink.
    titles : sequence of length n, optional
        What to write above each.
    num_cols : int
        Images per row.

    Returns
    -------
    figure : matplotlib.figure.Figure
        One Axes per image, in order.

    Raises
    ------
    TypeError, ValueError
        If the images have another shape, or there is not one title for each.
    """
    images = as_array("images", images, ndim=3)
    if titles is not None:
        checks.same_length(images=images, titles=titles)
    top = max(float(images.max()), float(images.min()) + 1e-12)
    figure, _ = _grid(
        images, num_cols, cmap="Greys", vmin=min(0.0, float(images.min())), vmax=top
    )
    for ax, title in zip(
        figure.axes, titles if titles is not None else (), strict=False
    ):
        ax.set_title(str(title), fontsize=10)
    return figure


def show_weights(W1: Any, side: int, num_cols: int = 8) -> Figure:
    """Show each hidden unit's incoming weights as an image.

    White is zero, one colour is positive and the other negative, and all units
    share one scale, printed beside them.

    Parameters
    ----------
    W1 : array of shape (side * side, num_hiddens)
        Weights from the pixels (row by row) to the hidden units.
    side : int
        Height and width of the input image [pixels].
    num_cols : int
        Units per row.

    Returns
    -------
    figure : matplotlib.figure.Figure
        One Axes per hidden unit, then the Axes of the colour bar.

    Raises
    ------
    TypeError, ValueError
        If `W1` has not side * side rows.
    """
    W1 = as_array("W1", W1, ndim=2)
    side = checks.integer("side", side)
    if len(W1) != side * side:
        wanted = f"{side * side} rows (one per pixel of a {side} x {side} image)"
        cure = "nn.Linear keeps its weights as (out, in): pass weight.T."
        raise ValueError(checks.complaint("W1", wanted, f"shape {W1.shape}", cure))
    top = float(np.abs(W1).max()) or 1.0
    # (in, h) -> (h, side, side)
    images = W1.T.reshape(-1, side, side)
    figure, shown = _grid(images, num_cols, cmap="PuOr_r", vmin=-top, vmax=top)
    figure.colorbar(shown, ax=figure.axes, label="weight", shrink=0.8)
    return figure
