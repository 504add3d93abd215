"""Generated points in the plane, and tasks for a small network made of them.

Each maker takes t, an array of positions in [0, 1) along a class's shape, and
the labels, and returns the points before any noise.

The tasks' two-class sets are those of `points_arrays`, moved so that their middle is
the origin; two more tasks ask for a number at each place. `features` computes what
the network sees of a point.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.checks import Randomness

Maker = Callable[[np.ndarray, np.ndarray], np.ndarray]

#: How often a spiral's arm goes round the origin.
SPIRAL_TURNS = 1.25
#: Radius of the ring of class 0 and of class 1.
RADII = (1.0, 0.5)


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


POINT_MAKERS: dict[str, Maker] = {
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
    maker = POINT_MAKERS[checks.choice("name", name, POINT_MAKERS)]
    num_points = checks.integer("num_points", num_points, at_least=4)
    noise = checks.number("noise", noise, at_least=0.0)
    rng = checks.randomness(rng)
    y = np.arange(num_points) % 2
    counts = np.bincount(y)
    t = (np.arange(num_points) // 2) / counts[y]
    X = maker(t, y) + noise * rng.standard_normal((num_points, 2))
    order = rng.permutation(num_points)
    return X[order], y[order]


#: Middle of each two-class set; the others have theirs at the origin.
_MIDDLES = {"xor": (0.5, 0.5), "moons": (0.5, 0.25)}
#: Places and signs of the hills (+1) and hollows (-1), and how wide they are.
_HILLS = ((-0.6, 0.5, 1), (0.7, -0.4, 1), (0.5, 0.7, -1), (-0.6, -0.6, -1))
HILL_WIDTH = 0.35


def _plane(X: np.ndarray) -> np.ndarray:
    return (X[:, 0] + X[:, 1]) / 2


def _hills(X: np.ndarray) -> np.ndarray:
    y = np.zeros(len(X))
    for a, b, sign in _HILLS:
        squares = (X[:, 0] - a) ** 2 + (X[:, 1] - b) ** 2
        y += sign * np.exp(-squares / (2 * HILL_WIDTH**2))
    return y


#: Tasks that ask for a class, 0 or 1.
CLASSES = tuple(POINT_MAKERS)
#: Tasks that ask for a number: the surfaces, from (n, 2) to (n,).
SURFACES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "plane": _plane,
    "hills": _hills,
}
#: All tasks by name: those with classes, then the surfaces.
TASKS = (*CLASSES, *SURFACES)

#: What a network may be given of a point, by name: from (n, 2) to (n,).
FEATURES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "x1": lambda X: X[:, 0],
    "x2": lambda X: X[:, 1],
    "x1^2": lambda X: X[:, 0] ** 2,
    "x2^2": lambda X: X[:, 1] ** 2,
    "x1 x2": lambda X: X[:, 0] * X[:, 1],
    "sin x1": lambda X: np.sin(np.pi * X[:, 0]),
    "sin x2": lambda X: np.sin(np.pi * X[:, 1]),
}


def task_arrays(
    name: str, num_points: int, noise: float, rng: Randomness
) -> tuple[np.ndarray, np.ndarray]:
    """Return points of the plane and what a network should answer there.

    Parameters
    ----------
    name : str
        A two-class set of `points.points_arrays`, moved to the origin; or
        ``"plane"``: y = (x1 + x2) / 2; or ``"hills"``: two hills and two hollows.
        Points of the latter two are uniform in the square from -1 to 1.
    num_points : int
        At least 4.
    noise : float
        Standard deviation of the normal noise, 0 or more: on each coordinate of the
        two-class sets, on y of the others.
    rng : numpy.random.Generator or numpy.random.RandomState

    Returns
    -------
    X : ndarray of shape (num_points, 2)
    y : ndarray of shape (num_points,)
        Labels 0.0 and 1.0, or values.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, too small, or an unknown name.
    """
    checks.choice("name", name, TASKS)
    if name in POINT_MAKERS:
        X, labels = points_arrays(name, num_points, noise, rng)
        return X - _MIDDLES.get(name, (0.0, 0.0)), labels.astype(np.float64)
    num_points = checks.integer("num_points", num_points, at_least=4)
    noise = checks.number("noise", noise, at_least=0)
    rng = checks.randomness(rng)
    X = rng.uniform(-1, 1, (num_points, 2))
    return X, SURFACES[name](X) + noise * rng.standard_normal(num_points)


def features(X: ArrayLike, names: Sequence[str]) -> np.ndarray:
    """Return the named features of points (n, 2), shape (n, len(names)).

    Parameters
    ----------
    X : array_like of shape (n, 2)
    names : sequence of str
        Among `FEATURES`, at least one; ``"sin x1"`` is sin(pi x1), one period in the
        square from -1 to 1.

    Raises
    ------
    TypeError, ValueError
        If `X` is not a finite table of two columns, or a name is unknown.
    """
    X = checks.real_array("X", X, 2)
    if X.shape[1] != 2:
        raise ValueError(checks.complaint("X", "shape (n, 2)", f"shape {X.shape}"))
    names = checks.items("names", names, "a sequence of names")
    if not names:
        raise ValueError(checks.complaint("names", "at least one feature", "none"))
    columns = [FEATURES[checks.choice("names", name, FEATURES)](X) for name in names]
    return np.stack(columns, axis=1)


def num_training(num_points: int, share: float) -> int:
    """Return how many of the points are for training, when a share of them is.

    At least one is, and at least one is left for validation.

    Parameters
    ----------
    num_points : int
        All points, at least 2.
    share : float
        Above 0 and below 1.
    """
    num_points = checks.integer("num_points", num_points, at_least=2)
    share = checks.number("share", share, above=0, at_most=1)
    return min(num_points - 1, max(1, math.floor(share * num_points + 0.5)))
