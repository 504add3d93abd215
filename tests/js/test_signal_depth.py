"""The page's mathematics of signal_depth against the package's."""

import numpy as np
import pytest
from parity import Pair, cases

from nnfoundations.networks import signal_propagation
from nnfoundations.networks.signal_propagation import DEVIATIONS, PASSED


def signal(width, depth, seed, sigma, activation):
    draws = signal_propagation.draw(width, depth, seed)
    layers = signal_propagation.measure(draws, sigma, activation)
    # Each number on its own scale, except that differences between the examples
    # carry the rounding of the activations.
    return [
        {"sizes": [each.forward, each.spread]}
        | {"backward": each.backward, "idle": each.idle}
        for each in layers
    ]


def predicted(activation, width, sigma, layers):
    return signal_propagation.predict(activation, width, sigma, layers)._asdict()


def network(rng):
    # Chaos would blow the last bit up: tanh with much larger sigma than Xavier's.
    width = int(rng.integers(16, 60))
    return {
        "width": width,
        "depth": int(rng.integers(1, 16)),
        "seed": int(rng.integers(10_000)),
        "sigma": rng.uniform(0.2, 1.6) / np.sqrt(width),
        "activation": str(rng.choice(["relu", "tanh", "sigmoid", "identity"])),
    }


def case(width=32, depth=20, seed=0, sigma=0.1, activation="relu"):
    return locals()


def growth(rng):
    return {
        "activation": str(rng.choice(list(PASSED))),
        "width": int(rng.integers(1, 101)),
        "sigma": rng.uniform(0.01, 1),
        "layers": int(rng.integers(0, 51)),
    }


PAIRS = {
    "sigmaOf": Pair(
        signal_propagation.sigma_of,
        golden=[{"scheme": s, "width": 32, "sigma": 0.1} for s in DEVIATIONS],
    ),
    "signal": Pair(
        signal,
        golden=[
            case(),
            case(sigma=0.5),
            case(100, 50, 7, 2**0.5 / 10),
            case(16, 50, 1, 0.01),
            case(activation="sigmoid", sigma=1.0),
            case(activation="tanh", sigma=0.3, depth=8),
            case(activation="identity", width=100, depth=30, sigma=0.3),
        ],
        random=network,
    ),
    "predicted": Pair(
        predicted,
        golden=[
            {"activation": "relu", "width": 100, "sigma": 2**0.5 / 10, "layers": 50},
            {"activation": "identity", "width": 16, "sigma": 0.25, "layers": 0},
        ],
        random=growth,
    ),
    "logMoments": Pair(
        lambda activation, width: list(
            signal_propagation.log_moments(activation, width)
        ),
        golden=[
            {"activation": name, "width": width}
            for name in PASSED
            for width in (1, 2, 3, 16, 100)
        ],
    ),
    "histogram": Pair(
        lambda values, bins, low, high: np.histogram(values, bins, (low, high))[0],
        golden=[{"values": [0, 0, 0.5, 1, 1], "bins": 2, "low": 0, "high": 1}],
        random=lambda rng: {
            "values": rng.uniform(-2, 3, 200),
            "bins": int(rng.integers(1, 20)),
            "low": -2,
            "high": 3,
        },
    ),
}


@pytest.mark.parametrize("case", cases("signal_depth", PAIRS), ids=str)
def test_page_and_package_agree(case, node):
    case.check(node)
