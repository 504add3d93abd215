"""The page's mathematics of xor_fold against the package's."""

import numpy as np
import pytest
from parity import Pair, cases

from nnfoundations.figures import FIGURES, javascript
from nnfoundations.networks import stacks
from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.networks.xor import XOR_X, XOR_Y, xor_by_relus, xor_by_steps
from nnfoundations.units.separability import is_separable

XorFold = FIGURES["xor_fold"]
START = {"units": [[0.5, 0.3, 1, 0], [0.3, 0.5, 0, 1]], "output": [-0.1, 0.6, 1, 1]}
STEPS = {"units": [[-0.1, 0.6, 1, 1], [1.1, 0.4, 1, 1]], "output": [1, 0.5, 1, -1]}
RELUS = {"units": [[-0.3, 0.3, 1, 1], [0.7, 0.3, 1, 1]], "output": [1.3, 0.4, 1, -2]}
ONE = {"units": [[-0.1, 0.6, 1, 1]], "output": [0.5, 0.5, 1, 0]}

ON_THE_LINE = {"units": [[0.5, 0.5, 1, 1]], "output": [1, 0, 1, 0]}


def network(units, output, activation):
    lines, out = np.array(units, float), np.array(output, float)
    W1, b1 = lines[:, 2:].T, -(lines[:, :2] * lines[:, 2:]).sum(axis=1)
    W2, b2 = out[2 : 2 + len(lines), None], -out[:2] @ out[2:]
    return stacks.Stack((W1, W2), (b1, b2[None]), ACTIVATIONS[activation])


def forward(units, output, activation, points):
    _, hidden, scores = stacks.forward_stack(network(units, output, activation), points)
    return {"hidden": hidden, "scores": scores[:, 0]}


def on_the_way(units, activation, part, points):
    """Walk from the inputs to what the units show; a missing unit shows 0."""
    output = np.zeros(4)
    hidden = forward(units, output, activation, points)["hidden"]
    missing = np.zeros((len(points), 2 - len(units)))
    end = np.hstack([hidden, missing])
    return np.array(points) + part * (end - np.array(points))


def separable(hidden):
    return is_separable(np.array(hidden, float), 2 * XOR_Y - 1)


def coinciding(hidden):
    _, group = np.unique(np.round(hidden, 9), axis=0, return_inverse=True)
    found = {g: np.flatnonzero(group == g).tolist() for g in group.ravel().tolist()}
    return [members for members in found.values() if len(members) > 1]


def some_network(rng):
    return {
        "units": rng.uniform(-2, 2, (int(rng.integers(1, 3)), 4)),
        "output": rng.uniform(-2, 2, 4),
        "activation": str(rng.choice(["heaviside", "relu"])),
        "points": rng.uniform(-1, 2, (9, 2)),
    }


def some_way(rng):
    network = some_network(rng)
    del network["output"]
    return {
        "units": network["units"],
        "activation": network["activation"],
        "part": float(rng.uniform()),
        "points": network["points"],
    }


def some_points(rng):
    return {"hidden": rng.uniform(0, 2, (4, 2))}


def crowded_points(rng):
    return {"hidden": rng.integers(0, 2, (4, 2))}


def at(lines, activation):
    return lines | {"activation": activation, "points": XOR_X}


def hidden(lines, activation):
    return {"hidden": forward(**at(lines, activation))["hidden"]}


HIDDEN = [
    hidden(START, "heaviside"),
    hidden(STEPS, "heaviside"),
    hidden(RELUS, "relu"),
    {"hidden": [[0, 0], [1, 1], [2, 2], [3, 3]]},
    {"hidden": [[0, 0], [2, 2], [3, 3], [1, 1]]},
    {"hidden": [[0, 0], [1, 0], [1, 0.5], [2, 0]]},
]
PAIRS = {
    "forward": Pair(
        forward,
        golden=[
            at(START, "heaviside"),
            at(STEPS, "heaviside"),
            at(RELUS, "relu"),
            at(ONE, "heaviside"),
            at(ONE, "relu"),
            at(ON_THE_LINE, "heaviside"),
        ],
        random=some_network,
        count=40,
    ),
    "onTheWay": Pair(
        on_the_way,
        golden=[
            {"units": START["units"], "activation": "heaviside", "part": 0.5}
            | {"points": XOR_X},
            {"units": RELUS["units"], "activation": "relu", "part": 1.0}
            | {"points": XOR_X},
            {"units": ONE["units"], "activation": "relu", "part": 0.25}
            | {"points": XOR_X},
        ],
        random=some_way,
        count=20,
    ),
    "separable": Pair(separable, golden=HIDDEN, random=some_points, count=40),
    "coinciding": Pair(coinciding, golden=HIDDEN, random=crowded_points),
}


@pytest.mark.parametrize("case", cases("xor_fold", PAIRS), ids=str)
def test_page_and_package_agree(case, node):
    case.check(node)


def preset(node, name):
    """Return the figure at a preset, as the page has it."""
    found = node.call(
        javascript.find_path("xor_fold"), f"default.spec.presets.{name}.state"
    )
    return XorFold(**found)


def same(ours, theirs):
    for a, b in zip(ours.weights + ours.biases, theirs, strict=True):
        assert np.allclose(a, b, atol=1e-12)


def test_the_preset_of_two_steps_is_the_package_s_solution(node):
    shown, known = preset(node, "steps").stack(), xor_by_steps()
    assert shown.activation == known.activation
    same(shown, known.weights + known.biases)


def test_the_preset_of_two_relus_is_the_package_s_solution_cut_at_one_half(node):
    shown, known = preset(node, "relus").stack(), xor_by_relus()
    assert shown.activation == known.activation
    same(shown, (*known.weights, known.biases[0], known.biases[1] - 0.5))


@pytest.mark.parametrize("two", [True, False])
def test_stack_is_the_network_that_the_page_computes(two, node):
    figure = XorFold(**RELUS_STATE, two=two)
    units = [figure.first, figure.second][: 1 + two]
    file = javascript.find_path("xor_fold")
    page = node.call(file, "forward", units, figure.output, "relu", XOR_X)
    _, hidden, scores = stacks.forward_stack(figure.stack(), XOR_X)
    assert np.allclose(page["hidden"], hidden)
    assert np.allclose(page["scores"], scores[:, 0])


RELUS_STATE = {
    "first": RELUS["units"][0],
    "second": RELUS["units"][1],
    "output": [0.3, 0.2, -1, 1.5],
    "activation": "relu",
}
