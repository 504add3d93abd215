"""Does the order of a file say something? A probe for leakage between sets.

If images that stand close together in a file resemble each other, say because one
person wrote them, then a random split puts near-twins on both sides.
"""

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks


def nearest_of_class(X: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return, for each example, the index of the nearest other one of its class.

    Parameters
    ----------
    X : array_like of shape (n, d)
    y : array_like of shape (n,)
        Every class needs two examples.

    Raises
    ------
    TypeError, ValueError
        If the lengths differ or an example is alone in its class.
    """
    points, labels = checks.real_array("X", X, 2), checks.plain_array("y", y)
    checks.same_length(X=points, y=labels)
    nearest = np.empty(len(labels), dtype=np.int64)
    for label in np.unique(labels):
        where = np.flatnonzero(labels == label)
        if len(where) < 2:
            wanted = "two examples of every class"
            raise ValueError(checks.complaint("y", wanted, f"one of class {label}"))
        nearest[where] = where[_nearest(points[where])]
    return nearest


def _nearest(points: np.ndarray) -> np.ndarray:
    squares = (points**2).sum(1)
    # |a - b|^2 = |a|^2 + |b|^2 - 2 a.b
    distances = squares[:, None] + squares - 2 * points @ points.T
    np.fill_diagonal(distances, np.inf)
    return distances.argmin(1)


def measure_gaps(nearest: ArrayLike, place: ArrayLike) -> np.ndarray:
    """Return how far apart in a file each example and its nearest stand.

    Parameters
    ----------
    nearest : array_like of shape (n,)
        Of `nearest_of_class`.
    place : array_like of shape (n,)
        Where in the file each example stands, such as ``np.arange(n)``.

    Raises
    ------
    TypeError, ValueError
        If the lengths differ or `nearest` holds no indices of examples.
    """
    places = checks.real_array("place", place, 1)
    checks.same_length(nearest=checks.plain_array("nearest", nearest), place=places)
    indices = checks.labels("nearest", nearest, len(places))
    return np.abs(places[indices] - places)


def shuffle_places(y: ArrayLike, rng: np.random.Generator) -> np.ndarray:
    """Return places exchanged at random among the examples of each class.

    What a file without any order but that of its labels would look like.

    Parameters
    ----------
    y : array_like of shape (n,)
    rng : numpy.random.Generator
    """
    labels = checks.plain_array("y", y)
    if labels.ndim != 1 or labels.dtype.kind == "O":
        came = f"shape {labels.shape}, dtype {labels.dtype}"
        raise ValueError(checks.complaint("y", "labels of shape (n,)", came))
    checks.randomness(rng)
    places = np.arange(len(labels))
    for label in np.unique(labels):
        where = np.flatnonzero(labels == label)
        places[where] = rng.permutation(where)
    return places
