"""Generated two-class sets of points in the plane, as NumPy arrays.

Each maker takes t, an array of positions in [0, 1) along a class's shape, and
the labels, and returns the points before any noise.
"""

from collections.abc import Callable

import numpy as np

from nnfoundations import checks

Maker = Callable[[np.ndarray, np.ndarray], np.ndarray]
#: A RandomState's stream is frozen, and the live figures have it in JavaScript too.
Randomness = np.random.Generator | np.random.RandomState

#: How often a spiral's arm goes round the origin.
SPIRAL_TURNS = 1.25
#: Radius of the ring of class 0 and of class 1.
RADII = (1.0, 0.5)
LABEL_NAMES = ("0", "1")


def _xor(t: np.ndarray, y: np.ndarray) -> np.ndarray:
    first = (t >= 0.5).astype(np.int64)
    return np.stack([first, first ^ y], axis=1).astype(np.float64)


def _clouds(t: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.stack([y - 0.5, y - 0.5], axis=1)


def _moons(t: np.ndarray, y: np.ndarray) -> np.ndarray:
    upper = np.stack([np.cos(np.pi * t), np.sin(np.pi * t)], axis=1)
    lower = np.array([1.0, 0.5]) - upper
    return np.where(y[:, None] == 0, upper, lower)


def _circles(t: np.ndarray, y: np.ndarray) -> np.ndarray:
    radius = np.where(y == 0, *RADII)
    angle = 2 * np.pi * t
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _spiral(t: np.ndarray, y: np.ndarray) -> np.ndarray:
    radius = 0.1 + 0.9 * t
    angle = 2 * np.pi * SPIRAL_TURNS * t + np.pi * y  # arm 1 is arm 0, half a turn on
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


MAKERS: dict[str, Maker] = {
    "xor": _xor,
    "clouds": _clouds,
    "moons": _moons,
    "circles": _circles,
    "spiral": _spiral,
}


def points_arrays(
    name: str, num_points: int, noise: float, rng: Randomness
) -> tuple[np.ndarray, np.ndarray]:
    """Return a two-class set of points, in random order.

    Parameters
    ----------
    name : str
        ``"xor"``: the corners (0, 0), (0, 1), (1, 0), (1, 1), class 1 where the
        two coordinates differ. ``"clouds"``: round clouds about (-0.5, -0.5) and
        (0.5, 0.5), told apart by a line. ``"moons"``: two interlocked half
        circles. ``"circles"``: a ring of radius 1 about one of radius 0.5.
        ``"spiral"``: two arms wound round the origin.
    num_points : int
        How many points, at least 4; half of them (rounded down) are of class 1,
        and they are spread evenly along each class's shape.
    noise : float
        Standard deviation of the normal noise on each coordinate, 0 or more, in
        the same unit as the coordinates.
    rng : numpy.random.Generator or numpy.random.RandomState
        Where the noise and the order come from.

    Returns
    -------
    X : ndarray of shape (num_points, 2), float64
    y : ndarray of shape (num_points,), int64
        Labels 0 and 1.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, too small, or an unknown name.
    """
    maker = MAKERS[checks.choice("name", name, MAKERS)]
    num_points = checks.integer("num_points", num_points, at_least=4)
    noise = checks.number("noise", noise, at_least=0.0)
    rng = checks.randomness(rng)
    y = np.arange(num_points) % 2
    counts = np.bincount(y)
    t = (np.arange(num_points) // 2) / counts[y]
    X = maker(t, y) + noise * rng.standard_normal((num_points, 2))
    order = rng.permutation(num_points)
    return X[order], y[order]
