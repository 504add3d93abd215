"""The page's mathematics of backprop_graph against the package's."""

import math
import re

import numpy as np
import pytest
from parity import Pair, cases

from nnfoundations.figures import BackpropGraph
from nnfoundations.figures.backprop_graph import GRAPH_PARTS
from nnfoundations.learning import backprop
from nnfoundations.learning.backprop import Gradients, Weights
from nnfoundations.networks import activations

NAMES = ("W1", "b1", "W2", "b2")


def tensors(weights):
    return Weights(*(np.array(weights[name], dtype=float) for name in NAMES))


def evaluate(weights, x, y):
    weights = tensors(weights)
    cache = backprop.forward(weights, [x])
    gradients = backprop.backward(weights, cache, [y])
    return {
        "Z1": cache.Z1[0],
        "H1": cache.H1[0],
        "logits": cache.logits[0],
        "y_hat": activations.softmax(cache.logits)[0],
        "loss": backprop.cross_entropy(cache.logits, [y]),
        "delta1": gradients.db1,  # one example: the sums over the batch are its own
        "delta2": gradients.db2,
        **gradients._asdict(),
    }


def nudged(weights, part, by):
    changed = tensors(weights)._asdict()
    name, index = part[:-1].split("[")
    changed[name][tuple(int(i) for i in index.split(","))] += by
    return changed


def effect(weights, x, y, part, by):
    before = evaluate(weights, x, y)
    after = evaluate(nudged(weights, part, by), x, y)
    name, index = part[:-1].split("[")
    slope = before[f"d{name}"][tuple(int(i) for i in index.split(","))]
    return {"predicted": slope * by, "real": after["loss"] - before["loss"]}


def sgd_step(weights, numbers, lr):
    gradients = Gradients(*(np.array(numbers[f"d{name}"]) for name in NAMES))
    return backprop.sgd_step(tensors(weights), gradients, lr)._asdict()


def drawn(rng, widths=(2, 2, 2)):
    d, h, k = widths
    shapes = {"W1": (d, h), "b1": h, "W2": (h, k), "b2": k}
    weights = {name: rng.normal(0, 1.5, shape) for name, shape in shapes.items()}
    return {"weights": weights, "x": rng.normal(0, 1.5, d), "y": int(rng.integers(k))}


def network(rng):
    return drawn(rng, rng.integers(1, 6, 3))


def change(rng):
    return drawn(rng) | {"part": str(rng.choice(GRAPH_PARTS)), "by": rng.uniform(-1, 1)}


def step(rng):
    case = drawn(rng)
    return {
        "weights": case["weights"],
        "numbers": evaluate(**case),
        "lr": rng.uniform(0.01, 2),
    }


def scores(rng):
    k = int(rng.integers(1, 9))
    return {"logits": rng.normal(0, 20, k), "y": int(rng.integers(k))}


START = BackpropGraph().state()
FIRST = {"weights": {name: START[name] for name in NAMES}, "x": START["x"], "y": 1}
DEAD = FIRST | {"weights": FIRST["weights"] | {"b1": [-2.0, -0.2]}}
AT_KINK = FIRST | {"weights": FIRST["weights"] | {"W1": [[0, 0], [0, 0]], "b1": [0, 1]}}
PAIRS = {
    "softmax": Pair(
        lambda logits: activations.softmax([logits])[0],
        golden=[{"logits": [0.66, -0.02]}, {"logits": [1000.0, 0.0, -1000.0]}],
        random=lambda rng: {"logits": scores(rng)["logits"]},
    ),
    "crossEntropy": Pair(
        lambda logits, y: backprop.cross_entropy([logits], [y]),
        golden=[{"logits": [1000.0, 0.0, -1000.0], "y": 1}],
        random=scores,
    ),
    "evaluate": Pair(evaluate, golden=[FIRST, DEAD, AT_KINK], random=network),
    "nudged": Pair(
        nudged,
        golden=[
            {"weights": FIRST["weights"], "part": p, "by": 0.5} for p in GRAPH_PARTS
        ],
    ),
    "effect": Pair(
        effect,
        golden=[FIRST | {"part": p, "by": -0.9} for p in GRAPH_PARTS],
        random=change,
    ),
    "sgdStep": Pair(
        sgd_step,
        golden=[{"weights": FIRST["weights"], "numbers": evaluate(**FIRST), "lr": 0.5}],
        random=step,
    ),
}


@pytest.mark.parametrize("case", cases("backprop_graph", PAIRS), ids=str)
def test_page_and_package_agree(case, node):
    case.check(node)


NAME = r"(?:dL/d)?[A-Za-z_]+\d?\[\d(?:,\d)?\]"
TERM = rf"(?:{NAME}|-?[\d.]+(?:e-?\d+)?|[-+*/(),]|max|exp|log|target|L)"
EQUATION = re.compile(rf"{TERM}(?: ?{TERM})*(?: = {TERM}(?: ?{TERM})*)+")


def known(state):
    """Return all numbers of a state by the names that the sentences use."""
    numbers = evaluate(state, state["x"], state["y"])
    arrays = {"X": state["x"], **{name: state[name] for name in NAMES}}
    arrays |= {name: numbers[name] for name in ("Z1", "H1", "logits", "y_hat")}
    arrays |= {f"dL/d{name}": numbers[f"d{name}"] for name in NAMES}
    arrays |= {f"delta{i}": numbers[f"delta{i}"] for i in (1, 2)}
    arrays["dL/dlogits"] = numbers["delta2"]
    arrays["dL/dH1"] = numbers["delta2"] @ np.transpose(state["W2"])
    found = {"L": numbers["loss"]}
    for name, values in arrays.items():
        for at, value in np.ndenumerate(np.array(values)):
            found[f"{name}[{','.join(map(str, at))}]"] = float(value)
    return found


def worked_out(side, numbers):
    """Return what one side of an equation comes to."""
    side = re.sub(NAME, lambda name: f"({numbers[name[0]]!r})", side)
    side = re.sub(r"\b(L|target)\b", lambda name: repr(numbers[name[0]]), side)
    side = re.sub(r"log ([(\d][^ ]*)", r"log(\1)", side)
    names = {"max": max, "exp": math.exp, "log": math.log}
    return eval(side, names)


@pytest.mark.parametrize("step", range(1, 27))
def test_each_step_says_equations_that_hold(step, act):
    """Whatever a sentence calls equal is equal in the package, to the digits shown."""
    state = BackpropGraph().state() | {"step": step}
    text = act("backprop_graph", state)["caption"]
    text = re.sub(r"^\w+ \d+ of \d+. ", "", text).translate(str.maketrans("−·", "-*"))
    right, wrong = " (the right class)", " (a wrong class)"
    numbers = known(state)
    if unit := re.search(r"delta2\[(\d)\] = dL", text):
        numbers["target"] = float(int(unit[1]) == state["y"])
    equations = EQUATION.findall(text.replace(right, "").replace(wrong, ""))
    assert equations
    for equation in equations:
        sides = [worked_out(x.rstrip("., "), numbers) for x in equation.split(" = ")]
        assert max(sides) - min(sides) < 0.01, equation


def test_a_gradient_step_predicts_its_change(act):
    state = BackpropGraph().state() | {"step": 26}
    numbers = evaluate(state, state["x"], state["y"])
    squares = sum((np.array(numbers[f"d{name}"]) ** 2).sum() for name in NAMES)
    texts = act("backprop_graph", state, ["press", "Gradient step"])["texts"]
    (told,) = [text for text in texts if text.startswith("Gradient step with")]
    predicted = re.search(r"squared gradients = ([−\d.]+);", told)[1]
    expected = -state["lr"] * squares
    assert float(predicted.replace("−", "-")) == pytest.approx(expected, rel=5e-3)
