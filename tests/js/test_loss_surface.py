"""The page's mathematics of loss_surface against the package's."""

import pytest
from parity import Pair, cases

from nnfoundations.labs.hyperparameters import descent_paths
from nnfoundations.labs.hyperparameters.descent_paths import MODELS, Descent
from nnfoundations.learning import optimisers


def data(model):
    x, y = descent_paths.model_data(model)
    return {"x": x, "y": y}


def batches(size, num, seed):
    return [batch.tolist() for batch in descent_paths.index_batches(size, num, seed)]


def descend(model, start, recipe):
    path = descent_paths.trace_descent(model, start, Descent(**recipe))
    return {"points": path.points, "losses": path.losses, "diverged": path.diverged}


def anywhere(rng):
    return {"model": str(rng.choice(MODELS)), "point": rng.uniform(-3, 3, 2)}


def some_recipe(rng, largest=1.0, num_steps=30):
    """Rates at which rounding does not grow into another path."""
    return {
        "lr": rng.uniform(0.01, largest),
        "momentum": rng.uniform(0, 0.9),
        "batch_size": int(rng.integers(1, 25)),
        "num_steps": num_steps,
        "seed": int(rng.integers(0, 1000)),
    }


def some_descent(rng):
    start = rng.uniform(-3, 3, 2)
    return {
        "model": str(rng.choice(MODELS)),
        "start": start,
        "recipe": some_recipe(rng, 0.5),
    }


def recipe(lr, momentum=0.0, batch_size=24, num_steps=40, seed=0):
    return {
        "lr": lr,
        "momentum": momentum,
        "batch_size": batch_size,
        "num_steps": num_steps,
        "seed": seed,
    }


PAIRS = {
    "data": Pair(data, golden=[{"model": model} for model in MODELS]),
    "loss": Pair(
        descent_paths.loss,
        golden=[{"model": model, "point": [-1.0, 0.5]} for model in MODELS],
        random=anywhere,
    ),
    "gradient": Pair(
        descent_paths.model_gradient,
        golden=[
            {"model": model, "point": [-1.0, 0.5], "batch": [0, 7, 23]}
            for model in MODELS
        ],
        random=lambda rng: (
            anywhere(rng) | {"batch": rng.permutation(24)[: rng.integers(1, 25)]}
        ),
        count=40,
    ),
    "batches": Pair(
        batches,
        golden=[{"size": 10, "num": 7, "seed": 0}],
        random=lambda rng: {
            "size": int(rng.integers(1, 25)),
            "num": int(rng.integers(0, 60)),
            "seed": int(rng.integers(0, 1000)),
        },
    ),
    "descend": Pair(
        descend,
        golden=[
            {"model": model, "start": start, "recipe": given}
            for model, start, given in (
                ("line", [-2.0, 2.0], recipe(0.9)),
                ("line", [-2.0, 2.0], recipe(1.05)),
                ("line", [-2.0, 2.0], recipe(5.0)),  # leaves the plane
                ("line", [-2.0, 2.0], recipe(0.5, batch_size=2, num_steps=100)),
                ("unit", [-2.0, 0.5], recipe(1.0, 0.5, 7)),
                ("slice", [-1.0, 1.0], recipe(0.5, 0.0, 24, 100)),
            )
        ],
        random=some_descent,
        count=40,
    ),
    "bowlCurvatures": Pair(lambda: descent_paths.bowl_curvatures(), golden=[{}]),
    "largestStableRate": Pair(
        optimisers.largest_stable_rate,
        golden=[{"curvature": 2.0, "momentum": 0.9}],
        random=lambda rng: {
            "curvature": rng.uniform(0.1, 9),
            "momentum": rng.random() * 0.95,
        },
    ),
}


@pytest.mark.parametrize("case", cases("loss_surface", PAIRS), ids=str)
def test_page_and_package_agree(case, node):
    case.check(node)
