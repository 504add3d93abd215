"""The page's mathematics of perceptron_rule against the package's."""

import numpy as np
import pytest
from parity import Pair, cases

from nnfoundations.figures import javascript, perceptron_rule
from nnfoundations.units import perceptron, separability

CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]]
GATES = {
    "and": [-1, -1, -1, 1],
    "or": [-1, 1, 1, 1],
    "nand": [1, 1, 1, -1],
    "xor": [-1, 1, 1, -1],
}
FILE = javascript.find_path("perceptron_rule")


def gate(name):
    return [[*x, y] for x, y in zip(CORNERS, GATES[name], strict=True)]


def split(points):
    points = np.asarray(points, dtype=float)
    return points[:, :2], points[:, 2]


def error_correction(points, max_epochs):
    run = perceptron.error_correction(*split(points), max_epochs)
    indices = [u.index for u in run.updates]
    ends = {"epochs": run.n_epochs, "converged": run.converged}
    return {"w": run.w, "b": run.b, "indices": indices} | ends


def widest_boundary(points):
    X, y = split(points)
    if not separability.is_separable(X, y):
        return None
    w, b = separability.find_widest_boundary(X, y)
    return {"w": w, "b": b}


def shared_average(points):
    X, y = split(points)
    a = separability.find_shared_average(X, y)
    if a is None:
        return None
    cost = a @ np.sum((X - X.mean(axis=0)) ** 2, axis=1)
    return {"place": a[y > 0] @ X[y > 0], "weights": a, "cost": cost}


def scattered(rng):
    """Return points on either side of a line, a few of which may be on the wrong."""
    X = rng.uniform(-2.5, 2.5, (rng.integers(2, 41), 2))
    angle, b = rng.uniform(0, 2 * np.pi), rng.uniform(-1, 1)
    z = X @ [np.cos(angle), np.sin(angle)] + b
    y = np.where(z + rng.choice([0, 0.3]) * rng.standard_normal(len(X)) > 0, 1, -1)
    y[:2] = 1, -1
    return {"points": np.column_stack([X, y])}


def boundary(line, points):
    w, b = line["w"], line["b"]
    return {"points": points, "line": {"w": w, "b": b}}


def with_line(rng):
    line = {"w": rng.normal(size=2), "b": rng.normal()}
    return boundary(line, scattered(rng)["points"])


def labelled_by_a_line(rng):
    case = with_line(rng)
    X, line = case["points"][:, :2], case["line"]
    y = np.where(X @ line["w"] + line["b"] > 0, 1, -1)
    return {"points": np.column_stack([X, y]), "line": line}


def on_points(function):
    def python(points, line):
        return function(*split(points), line["w"], line["b"])

    return python


PAIRS = {
    "errorCorrection": Pair(
        error_correction,
        golden=[{"points": gate(name), "max_epochs": 50} for name in GATES]
        + [{"points": gate("and"), "max_epochs": 9}]
        + [{"points": gate("and"), "max_epochs": 8}],
        random=lambda rng: scattered(rng) | {"max_epochs": 30},
    ),
    "radius": Pair(
        lambda points: perceptron.radius(split(points)[0]),
        golden=[{"points": gate("or")}],
        random=scattered,
    ),
    "margin": Pair(
        on_points(perceptron.margin),
        golden=[boundary({"w": [1, 1], "b": -1.5}, gate("and"))],
        random=with_line,
    ),
    "mistakeBound": Pair(
        on_points(perceptron.mistake_bound),
        golden=[boundary({"w": [1, 1], "b": -1.5}, gate("and"))],
        random=labelled_by_a_line,
    ),
    "widestBoundary": Pair(
        widest_boundary,
        golden=[{"points": gate(name)} for name in GATES]
        + [{"points": [[1.5, 0.5, 1]]}, {"points": [[0, 0, 1], [0, 0, -1]]}],
        random=scattered,
        count=60,
    ),
    "sharedAverage": Pair(
        shared_average,
        golden=[{"points": gate(name)} for name in ("and", "xor")]
        + [{"points": [[1, 1, 1], [1, 1, -1]]}]  # a point on a point
        + [{"points": [[0, 0, 1], [-1, -1, -1], [1, 1, -1]]}],  # on a segment
        random=scattered,
        count=60,
    ),
    "clouds": Pair(
        perceptron_rule.clouds,
        golden=[{"seed": 14}],
        random=lambda rng: {"seed": rng.integers(0, 10_000)},
    ),
}


@pytest.mark.parametrize("case", cases("perceptron_rule", PAIRS), ids=str)
def test_page_and_package_agree(case, node):
    case.check(node)


def test_random_cases_are_of_both_kinds():
    rng = np.random.default_rng(0)
    kinds = [separability.is_separable(*split(**scattered(rng))) for _ in range(60)]
    assert 15 < sum(kinds) < 45
