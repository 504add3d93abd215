"""Paths of stochastic gradient descent in a plane of two parameters.

Three models of one input x are fitted to 24 points by least squares, so that the loss
over two parameters (p, q) can be drawn as a landscape:

=========  ==================================================================
``line``   p x + q: a quadratic bowl, for which the largest stable learning
           rate is known exactly
``unit``   q tanh(p x): one hidden unit; (p, q) and (-p, -q) are the same
           function, so there are two minima, and a saddle between them
``slice``  four hidden tanh units with 13 parameters, all at trained values
           but two input weights, p and q: a slice through the loss
=========  ==================================================================

The update is PyTorch's: velocity = momentum x velocity + gradient, then
parameters -= learning rate x velocity.

References
----------
Polyak (1964), Some methods of speeding up the convergence of iteration methods.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks

MODELS = ("line", "unit", "slice")
NUM_POINTS = 24
#: A path that comes as far out as this has diverged, and ends.
TOO_FAR = 1e6

#: Trained once (24 points, weight decay), rounded; p and q stand for W1[1] and W1[2],
#: whose trained values are -1.14 and -1.66.
W1 = np.array([-1.66, np.nan, np.nan, 1.19])
B1 = np.array([0.67, 1.51, -0.58, 1.63])
W2 = np.array([-1.09, 1.92, -1.24, -1.9])
B2 = 0.09


@dataclass(frozen=True)
class Descent:
    """How a path goes down.

    Attributes
    ----------
    lr : float
        Learning rate, above 0.
    momentum : float
        0 (none) up to below 1.
    batch_size : int
        Points per step, 1 to 24; with 24 there is no noise.
    num_steps : int
    seed : int
        Of the order of the points, drawn anew for each epoch.

    Raises
    ------
    TypeError, ValueError
        If a value is of the wrong kind or out of range.
    """

    lr: float
    momentum: float = 0.0
    batch_size: int = NUM_POINTS
    num_steps: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        checks.number("lr", self.lr, above=0)
        checks.number("momentum", self.momentum, at_least=0, at_most=1 - 1e-9)
        size = checks.integer("batch_size", self.batch_size)
        checks.number("batch_size", size, at_most=NUM_POINTS)
        checks.integer("num_steps", self.num_steps, at_least=0)
        checks.seed("seed", self.seed)


@dataclass(frozen=True)
class Path:
    """Where a descent went.

    Attributes
    ----------
    points : ndarray of shape (steps + 1, 2)
        The start and the place after each step; shorter where it diverged.
    losses : ndarray of shape (steps + 1,)
        The loss on all points at each place.
    diverged : bool
        Whether it came farther out than `TOO_FAR`.
    """

    points: np.ndarray
    losses: np.ndarray
    diverged: bool


def model_data(model: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the 24 inputs and targets of a model, as arrays that cannot be changed.

    Parameters
    ----------
    model : str
        One of `MODELS`.

    Raises
    ------
    ValueError
        If no model has this name.
    """
    x, y = _data(checks.choice("model", model, MODELS))
    x.flags.writeable = y.flags.writeable = False
    return x, y


@functools.cache
def _data(model: str) -> tuple[np.ndarray, np.ndarray]:
    low, high = (-0.6, 2.2) if model == "line" else (-2.0, 2.0)
    x = low + (high - low) / (NUM_POINTS - 1) * np.arange(NUM_POINTS)
    noise = np.random.RandomState(0).standard_normal(NUM_POINTS)
    if model == "line":
        return x, 0.8 * x - 0.5 + 0.3 * noise
    if model == "unit":
        return x, 1.5 * np.tanh(1.2 * x) + 0.2 * noise
    return x, np.sin(2 * x) + 0.1 * noise


def predict_outputs(model: str, point: ArrayLike, x: np.ndarray) -> np.ndarray:
    """Return what the model with parameters (p, q) gives for inputs x (n,).

    Parameters
    ----------
    model : str
        One of `MODELS`.
    point : array_like of shape (2,)
        The parameters p and q.
    x : ndarray of shape (n,)
        Inputs.
    """
    p, q = _point(point)
    if model == "line":
        return p * x + q
    if model == "unit":
        return q * np.tanh(p * x)
    weights = np.array([W1[0], p, q, W1[3]])
    return np.tanh(np.outer(x, weights) + B1) @ W2 + B2


def _jacobian(model: str, point: ArrayLike, x: np.ndarray) -> np.ndarray:
    """Return the outputs' derivatives with respect to p and q, shape (n, 2)."""
    p, q = _point(point)
    if model == "line":
        return np.stack([x, np.ones_like(x)], axis=1)
    if model == "unit":
        h = np.tanh(p * x)
        return np.stack([q * (1 - h**2) * x, h], axis=1)
    h = np.tanh(np.outer(x, [p, q]) + B1[1:3])  # (n, 2)
    return W2[1:3] * (1 - h**2) * x[:, None]


def _point(point: ArrayLike) -> np.ndarray:
    checked = checks.real_array("point", point, 1)
    if len(checked) != 2:
        raise ValueError(checks.complaint("point", "two numbers", len(checked)))
    return checked


def loss(model: str, point: ArrayLike) -> float:
    """Return half the mean squared error on all points.

    Parameters
    ----------
    model : str
        One of `MODELS`.
    point : array_like of shape (2,)
        The parameters p and q.

    Raises
    ------
    TypeError, ValueError
        If no model has this name, or `point` is not two numbers.
    """
    x, y = model_data(model)
    return float(np.mean((predict_outputs(model, point, x) - y) ** 2) / 2)


def model_gradient(
    model: str, point: ArrayLike, batch: ArrayLike | None = None
) -> np.ndarray:
    """Return the derivatives of the loss on some points (all by default), shape (2,).

    Parameters
    ----------
    model : str
        One of `MODELS`.
    point : array_like of shape (2,)
        The parameters p and q.
    batch : array_like of int, optional
        Indices of points, 0 to 23.

    Raises
    ------
    TypeError, ValueError
        If no model has this name, or `point` is not two numbers.
    """
    x, y = model_data(model)
    chosen = np.arange(NUM_POINTS) if batch is None else np.asarray(batch)
    x, y = x[chosen], y[chosen]
    error = predict_outputs(model, point, x) - y
    return error @ _jacobian(model, point, x) / len(x)


def index_batches(size: int, num: int, seed: int) -> Iterator[np.ndarray]:
    """Yield `num` batches of indices: each epoch takes every point once.

    The last batch of an epoch is smaller where `size` does not divide 24.

    Parameters
    ----------
    size : int
        Points in a batch.
    num : int
        How many batches.
    seed : int
        Of the order of the points.
    """
    random = np.random.RandomState(seed)
    order = np.arange(0)
    for _ in range(num):
        if len(order) == 0:
            order = random.permutation(NUM_POINTS)
        yield order[:size]
        order = order[size:]


def trace_descent(model: str, start: ArrayLike, recipe: Descent) -> Path:
    """Return the path of stochastic gradient descent with momentum from `start`.

    Parameters
    ----------
    model : str
        One of `MODELS`.
    start : array_like of shape (2,)
        The first p and q.
    recipe : Descent
        Learning rate, momentum, batch size, steps and seed.

    Raises
    ------
    TypeError, ValueError
        If no model has this name, or `start` is not two numbers.
    """
    place, velocity = _point(start), np.zeros(2)
    points, diverged = [place], False
    for batch in index_batches(recipe.batch_size, recipe.num_steps, recipe.seed):
        velocity = recipe.momentum * velocity + model_gradient(model, place, batch)
        place = place - recipe.lr * velocity
        points.append(place)
        diverged = bool(np.abs(place).max() > TOO_FAR)
        if diverged:
            break
    losses = np.array([loss(model, point) for point in points])
    return Path(np.array(points), losses, diverged)


def bowl_curvatures() -> tuple[float, float]:
    """Return the smaller and the larger curvature of the loss of the line.

    They are the eigenvalues of its second derivatives, the same everywhere.
    """
    x, _ = model_data("line")
    hessian = np.array([[np.mean(x**2), np.mean(x)], [np.mean(x), 1.0]])
    small, large = np.linalg.eigvalsh(hessian)
    return float(small), float(large)
