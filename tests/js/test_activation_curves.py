"""The page's mathematics of activation_curves against the package's."""

import numpy as np
import pytest
from parity import Pair, cases
from scipy.optimize import brentq

from nnfoundations.networks.activations import ACTIVATIONS

REACH = 6.0


def value(kind, z):
    return ACTIVATIONS[kind].value(z)


def derivative(kind, z):
    return ACTIVATIONS[kind].derivative(z)


def flat_zones(kind, limit):
    """Return where the slope is below `limit`: its sign changes, made exact."""

    def above(z):
        return float(derivative(kind, z)) - limit

    grid = np.linspace(-REACH, REACH, 2001) + 1e-7
    grid[[0, -1]] = -REACH, REACH
    signs = [above(z) >= 0 for z in grid]
    turns = [k for k in range(2000) if signs[k] != signs[k + 1]]
    edges = [brentq(above, *grid[k : k + 2], xtol=1e-14) for k in turns]
    if kind == "relu":  # a jump, which brentq meets only nearly
        edges = [0.0]
    ends = [-REACH, *edges, REACH]
    return [list(ends[k : k + 2]) for k in range(int(signs[0]), len(ends) - 1, 2)]


def chain(kind, z, depth):
    return np.cumprod(np.full(depth, derivative(kind, z)))


def loss(kind, z, target):
    return (value(kind, z) - target) ** 2 / 2


def descend(kind, z, target, lr):
    gradient = (value(kind, z) - target) * derivative(kind, z)
    return {"gradient": gradient, "z": z - lr * gradient}


def drawn(rng):
    kind = rng.choice(list(ACTIVATIONS))
    return {"kind": str(kind), "z": rng.uniform(-REACH, REACH)}


def with_target(rng):
    return drawn(rng) | {"target": rng.uniform(-1, 2)}


AT = [{"kind": kind, "z": z} for kind in ACTIVATIONS for z in (-6.0, -0.5, 0.0, 2.0)]
PAIRS = {
    "value": Pair(value, golden=AT, random=drawn, count=40),
    "derivative": Pair(derivative, golden=AT, random=drawn, count=40),
    "flatZones": Pair(
        flat_zones,
        golden=[{"kind": k, "limit": limit} for k in ACTIVATIONS for limit in (0.05,)],
        random=lambda rng: {
            "kind": drawn(rng)["kind"],
            "limit": rng.uniform(0.01, 0.2),
        },
    ),
    "chain": Pair(
        chain,
        golden=[{"kind": kind, "z": 1.0, "depth": 20} for kind in ACTIVATIONS],
        random=lambda rng: drawn(rng) | {"depth": rng.integers(1, 21)},
    ),
    "loss": Pair(
        loss,
        golden=[{"kind": "tanh", "z": 0.5, "target": 0.8}],
        random=with_target,
    ),
    "descend": Pair(
        descend,
        golden=[case | {"target": 1.0, "lr": 0.5} for case in AT],
        random=lambda rng: with_target(rng) | {"lr": rng.uniform(0.1, 10)},
    ),
}


@pytest.mark.parametrize("case", cases("activation_curves", PAIRS), ids=str)
def test_page_and_package_agree(case, node):
    case.check(node)


def test_the_gradient_of_the_step_is_autograds():
    torch = pytest.importorskip("torch")
    functions = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}
    for kind, function in functions.items():
        z = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
        ((function(z) - 1.5) ** 2 / 2).backward()
        ours = descend(kind, 0.7, 1.5, 1.0)["gradient"]
        assert ours == pytest.approx(z.grad.item(), rel=1e-12)
