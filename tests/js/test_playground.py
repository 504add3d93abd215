"""The page's mathematics of the playground against the package's."""

import copy

import numpy as np
import pytest
from parity import Pair, cases

from nnfoundations.data import points
from nnfoundations.figures import javascript
from nnfoundations.figures.playground import Playground
from nnfoundations.learning import numpy_training
from nnfoundations.networks.activations import ACTIVATIONS


def task_arrays(name, count, noise, seed):
    X, y = points.task_arrays(name, count, noise, np.random.RandomState(seed))
    return {"X": X.ravel(), "y": y}


def features(X, names):
    return points.features(np.reshape(X, (-1, 2)), names).ravel()


def flat(arrays):
    return [array.ravel() for array in arrays]


def guess(training, held):
    """Return the validation loss of the constant that suits the training best."""
    mean = training.y.mean()
    constant = np.log(mean / (1 - mean)) if training.loss == "cross_entropy" else mean
    outputs = np.full(len(held[1]), constant)
    return numpy_training.mean_loss(training.loss, outputs, held[1])


def last_gradient(training):
    """Return the gradient, penalty included, of the batch that comes next."""
    ahead = copy.deepcopy(training)
    batch = ahead._next_batch()
    X, y = ahead.X[batch], ahead.y[batch]
    of_loss = numpy_training.stack_gradients(ahead.stack, X, y, ahead.loss)
    return ahead.sgd.penalise(ahead.stack, of_loss)


def trained(state, steps):
    figure = Playground(**state)
    training = figure.training()
    for _ in range(steps):
        found = last_gradient(training)
        training.step()
    parts = dict(zip(("training", "validation"), figure.examples(), strict=True))
    right = {
        part: numpy_training.binary_accuracy(training.stack(X)[:, 0], y)
        for part, (X, y) in parts.items()
    }
    return {
        "weights": flat(training.stack.weights),
        "biases": flat(training.stack.biases),
        "dWeights": flat(found.weights),
        "dBiases": flat(found.biases),
        "losses": {part: training.evaluate(*pair) for part, pair in parts.items()},
        "right": right,
        "gradientSize": training.gradient_size,
        "epoch": training.epoch,
        "guess": guess(training, parts["validation"]),
    }


def drawn(rng):
    """Return a random state of the figure, in which training does not diverge."""
    names = list(points.FEATURES)
    choose = lambda *words: str(rng.choice(words))  # noqa: E731
    return {
        "data": choose(*points.TASKS),
        "num_points": int(rng.integers(20, 90)),
        "share": float(rng.uniform(0.2, 0.8)),
        "noise": float(rng.uniform(0, 0.4)),
        "data_seed": int(rng.integers(10000)),
        "features": [names[i] for i in rng.permutation(7)[: rng.integers(1, 8)]],
        "hidden": [int(n) for n in rng.integers(1, 9, rng.integers(0, 5))],
        "activation": choose("tanh", "relu", "sigmoid", "identity"),
        "init": choose("xavier", "he", "sigma"),
        "sigma": float(rng.uniform(0.1, 0.6)),
        "seed": int(rng.integers(10000)),
        "lr": float(rng.uniform(0.005, 0.05)),
        "batch_size": int(rng.integers(1, 60)),
        "momentum": float(rng.uniform(0, 0.7)),
        "penalty": choose("none", "l1", "l2"),
        "rate": float(rng.uniform(0, 0.1)),
    }


USUAL = Playground().state()
OTHERS = [
    {"data": "spiral", "hidden": [8, 8], "activation": "relu", "init": "he"},
    {"data": "hills", "hidden": [3, 2, 4], "penalty": "l1", "rate": 0.01},
    {"data": "xor", "hidden": [], "features": ["x1 x2", "x2"], "penalty": "l2"},
    {"data": "moons", "init": "zeros", "batch_size": 400, "momentum": 0.9},
    {"data": "plane", "activation": "sigmoid", "init": "sigma", "lr": 0.05},
]
STATES = [USUAL, *(USUAL | other for other in OTHERS)]
PAIRS = {
    "taskArrays": Pair(
        task_arrays,
        golden=[
            {"name": name, "count": 9, "noise": 0.1, "seed": 2} for name in points.TASKS
        ],
        random=lambda rng: {
            "name": str(rng.choice(points.TASKS)),
            "count": int(rng.integers(4, 300)),
            "noise": float(rng.uniform(0, 1)),
            "seed": int(rng.integers(2**32)),
        },
    ),
    "features": Pair(
        features,
        golden=[{"X": [0.5, -0.25, 1.5, 0.75], "names": list(points.FEATURES)}],
        random=lambda rng: {
            "X": rng.normal(size=40),
            "names": [str(n) for n in rng.permutation(list(points.FEATURES))[:4]],
        },
    ),
    "numTraining": Pair(
        lambda count, share: points.num_training(count, share),
        golden=[
            {"count": n, "share": s}
            for n, s in ((200, 0.5), (25, 0.1), (20, 0.9), (45, 0.7))
        ],
        random=lambda rng: {
            "count": int(rng.integers(20, 401)),
            "share": round(float(rng.uniform(0.1, 0.9)), 2),
        },
    ),
    "trained": Pair(
        trained,
        golden=[
            {"state": state, "steps": steps} for state in STATES for steps in (1, 30)
        ],
        random=lambda rng: {
            "state": USUAL | drawn(rng),
            "steps": int(rng.integers(1, 40)),
        },
        count=60,
    ),
}


@pytest.mark.parametrize("case", cases("playground_maths", PAIRS), ids=str)
def test_page_and_package_agree(case, node):
    case.check(node)


def test_the_activations_of_the_page_are_those_of_the_package(node, tmp_path):
    address = (javascript.FOLDER / "core" / "network.js").as_uri()
    path = tmp_path / "values.mjs"
    path.write_text(
        f'import {{ ACTIVATIONS }} from "{address}";\n'
        "export const names = Object.keys(ACTIVATIONS);\n"
        "export const at = (name, part, z) => z.map(ACTIVATIONS[name][part]);\n"
    )
    assert sorted(node.call(path, "names")) == sorted(ACTIVATIONS)
    z = [-800.0, -30.0, -1.5, -1e-9, 0.0, 1e-9, 0.7, 30.0, 800.0]
    for name, pair in ACTIVATIONS.items():
        for part in ("value", "derivative"):
            theirs = node.call(path, "at", name, part, z)
            ours = getattr(pair, part)(z)
            np.testing.assert_allclose(theirs, ours, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("data", ["circles", "xor"])
def test_a_score_of_exactly_0_counts_as_class_1(node, data):
    state = USUAL | {"data": data, "init": "zeros"}
    shown = node.call(javascript.find_path("playground_maths"), "trained", state, 0)
    parts = zip(("training", "validation"), Playground(**state).examples(), strict=True)
    for part, (_, y) in parts:
        assert 0 < np.mean(y > 0.5) < 1
        assert shown["right"][part] == numpy_training.binary_accuracy(
            np.zeros(len(y)), y
        )


#: Another value than the default for each field.
OTHER = {
    "data": "xor",
    "num_points": 100,
    "share": 0.3,
    "noise": 0.2,
    "data_seed": 1,
    "features": ["x1"],
    "hidden": [3],
    "activation": "relu",
    "init": "he",
    "sigma": 0.1,
    "seed": 1,
    "lr": 0.1,
    "batch_size": 20,
    "momentum": 0.5,
    "penalty": "l2",
    "rate": 0.01,
    "pace": 2,
    "show_validation": False,
    "discrete": True,
}


def test_a_training_starts_anew_for_the_fields_that_python_tags(node):
    path, state = javascript.find_path("playground"), Playground().state()
    key = node.call(path, "keyOf", state)
    changed = {
        k for k in state if node.call(path, "keyOf", state | {k: OTHER[k]}) != key
    }
    assert changed == set(Playground.class_traits(restarts=True))


def test_a_field_in_the_middle_starts_no_training_anew(node):
    path, state = javascript.find_path("playground"), Playground().state()
    more = dict([*list(state.items())[:3], ("colour", "red"), *list(state.items())[3:]])
    assert node.call(path, "keyOf", more) == node.call(path, "keyOf", state)
