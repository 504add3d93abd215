"""Square images changed so that their distribution shifts, as rows of pixels.

Ink is 1, paper is 0. Each function takes and returns images (n, side * side); what
they show stays the same, so the labels stay right.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks


def _square(X: ArrayLike) -> np.ndarray:
    """Return rows of pixels as images (n, side, side)."""
    rows = checks.real_array("X", X, 2)
    side = math.isqrt(rows.shape[1])
    if side * side != rows.shape[1]:
        wanted = "rows of square images"
        raise ValueError(checks.complaint("X", wanted, f"{rows.shape[1]} pixels"))
    return rows.reshape(-1, side, side)


def move(X: ArrayLike, right: int, down: int) -> np.ndarray:
    """Return the images moved by whole pixels; what leaves the frame is lost.

    Parameters
    ----------
    X : array_like of shape (n, side * side)
    right, down : int
        Pixels; negative numbers move to the left and up. The gap is paper (0).

    Raises
    ------
    TypeError, ValueError
        If the images are not square, or a distance is no whole number below `side`.
    """
    images = _square(X)
    side = images.shape[1]
    for name, value in (("right", right), ("down", down)):
        checks.number(name, checks.integer(name, value, 1 - side), at_most=side - 1)
    padded = np.pad(images, ((0, 0), (side, side), (side, side)))
    top, left = side - down, side - right
    return padded[:, top : top + side, left : left + side].reshape(len(images), -1)


def rotate(X: ArrayLike, degrees: float) -> np.ndarray:
    """Return the images turned counter-clockwise about their middle.

    Each new pixel is interpolated linearly between its four neighbours in the old
    image; outside of it there is paper (0).

    Parameters
    ----------
    X : array_like of shape (n, side * side)
    degrees : float

    Raises
    ------
    TypeError, ValueError
        If the images are not square or the angle is not finite.
    """
    from scipy.ndimage import rotate  # costs time that other imports need not pay

    images, angle = _square(X), checks.number("degrees", degrees)
    turned = rotate(images, angle, axes=(1, 2), reshape=False, order=1)
    return np.clip(turned, 0, None).reshape(len(images), -1)


def invert(X: ArrayLike) -> np.ndarray:
    """Return the images with ink and paper exchanged: 1 - X."""
    return 1 - _square(X).reshape(len(np.asarray(X)), -1)


def add_grain(X: ArrayLike, sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Return the images with normal noise on every pixel, kept between 0 and 1.

    Parameters
    ----------
    X : array_like of shape (n, side * side)
    sigma : float
        Standard deviation of the noise, 0 or more.
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If the images are not square or `sigma` is negative.
    """
    images = _square(X)
    sigma = checks.number("sigma", sigma, at_least=0)
    noise = sigma * checks.randomness(rng).standard_normal(images.shape)
    return np.clip(images + noise, 0, 1).reshape(len(images), -1)


def add_moved_copies(X: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return every image five times: as it is, and moved by one pixel four ways.

    Parameters
    ----------
    X : array_like of shape (n, side * side)
    y : array_like of shape (n,)

    Returns
    -------
    X : ndarray of shape (5 n, side * side)
    y : ndarray of shape (5 n,)

    Raises
    ------
    TypeError, ValueError
        If the images are not square or the lengths differ.
    """
    checks.same_length(X=X, y=y)
    steps = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
    return np.concatenate([move(X, *step) for step in steps]), np.tile(y, len(steps))
