"""The page's mathematics of approximator against the package's."""

import numpy as np
import pytest
from parity import Pair, cases

from nnfoundations.labs.mlp_architecture import curves
from nnfoundations.networks import approximation

UNIT = approximation.Interval(0, 1)


def polygon(target, xs):
    return curves.polygon(target, UNIT)(np.asarray(xs))


def network(target, basis, num, steepness):
    f = curves.polygon(target, UNIT)
    if basis == "relu":
        return approximation.relu_interpolant(f, UNIT, num)
    return approximation.bump_network(f, UNIT, num, steepness)


def relu_network(target, num):
    stack = network(target, "relu", num, 20.0)
    weights, (hidden, bias) = stack.weights[1][:, 0], stack.biases
    return {"knots": -hidden, "weights": weights, "bias": bias[0]}


def bump_network(target, num, steepness):
    stack = network(target, "bumps", num, steepness)
    slope = stack.weights[0][0, 0]
    left, right = -stack.biases[0].reshape(2, num) / slope
    heights = stack.weights[1][:num, 0]
    return {"left": left, "right": right, "heights": heights, "slope": slope}


def outputs(target, basis, num, steepness, xs):
    stack = network(target, basis, num, steepness)
    return approximation.curve(stack)(np.asarray(xs))


def largest_error(target, basis, num, steepness):
    f = curves.polygon(target, UNIT)
    stack = network(target, basis, num, steepness)
    steps = len(target) - 1 if basis == "relu" else 1024
    x = np.concatenate([np.linspace(0, 1, steps + 1), np.linspace(0, 1, num + 1)])
    gaps = np.abs(f(x) - approximation.curve(stack)(x))
    assert gaps.max() == approximation.largest_gap(f, stack, x)
    return {"error": gaps.max(), "at": x[gaps.argmax()]}


def slope_and_bend(target, lag):
    return curves.slope_and_bend(target, UNIT, lag)._asdict()


def ragged(rng):
    return rng.uniform(-1, 1, 129)


def task(rng):
    basis = str(rng.choice(["relu", "bumps"]))
    num, steepness = int(rng.integers(1, 65)), rng.uniform(5, 100)
    return {"target": ragged(rng), "basis": basis, "num": num, "steepness": steepness}


WAVE = np.round(0.9 * np.sin(2 * np.pi * np.linspace(0, 1, 129)), 4)
EDGE = np.sort(np.concatenate([np.linspace(0, 1, 41), [1e-9, 1 - 1e-9]]))
PAIRS = {
    "polygon": Pair(
        polygon,
        golden=[{"target": [1.0, -1.0, 0.5], "xs": [0.0, 0.25, 0.5, 1.0]}],
        random=lambda rng: {"target": ragged(rng), "xs": rng.random(50)},
    ),
    "reluNetwork": Pair(
        relu_network,
        golden=[{"target": WAVE, "num": num} for num in (1, 6)],
        random=lambda rng: {"target": ragged(rng), "num": int(rng.integers(1, 65))},
    ),
    "bumpNetwork": Pair(
        bump_network,
        golden=[{"target": WAVE, "num": num, "steepness": 20.0} for num in (1, 6)],
        random=lambda rng: {
            "target": ragged(rng),
            "num": int(rng.integers(1, 65)),
            "steepness": rng.uniform(5, 100),
        },
    ),
    "outputs": Pair(
        outputs,
        golden=[
            {"target": WAVE, "basis": basis, "num": num, "steepness": 5.0, "xs": EDGE}
            for basis in ("relu", "bumps")
            for num in (1, 2, 7)
        ],
        random=lambda rng: task(rng) | {"xs": rng.random(60)},
        count=40,
    ),
    "largestError": Pair(
        largest_error,
        golden=[  # not the wave, whose largest error has an equal on the other side
            {
                "target": WAVE * np.linspace(0.5, 1, 129),
                "basis": basis,
                "num": num,
                "steepness": 20.0,
            }
            for basis in ("relu", "bumps")
            for num in (3, 8, 64)
        ],
        random=task,
    ),
    "slopeAndBend": Pair(
        slope_and_bend,
        golden=[{"target": WAVE, "lag": lag} for lag in (1, 4, 8)],
        random=lambda rng: {"target": ragged(rng), "lag": int(rng.integers(1, 20))},
    ),
    "smoothed": Pair(
        lambda target, times: curves.smooth(target, times),
        golden=[{"target": [0.0, 1.0, 0.0, -1.0], "times": times} for times in (0, 3)],
        random=lambda rng: {"target": ragged(rng), "times": int(rng.integers(0, 9))},
    ),
}


@pytest.mark.parametrize("case", cases("approximator", PAIRS), ids=str)
def test_page_and_package_agree(case, node):
    case.check(node)
