"""Tasks in the plane for a small network: points with a class or with a value.

The two-class sets are those of `nnfoundations.points`, moved so that their middle is
the origin; two more tasks ask for a number at each place. `features` computes what
the network sees of a point.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.points import MAKERS, Randomness, points_arrays

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
CLASSES = tuple(MAKERS)
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
    if name in MAKERS:
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
