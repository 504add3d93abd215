"""The page's mathematics of architecture against the package's."""

import numpy as np
import pytest
from parity import Pair, cases

from nnfoundations.figures import javascript
from nnfoundations.networks import architecture, wiring

NET = {"widths": [3, 4, 2], "links": [], "window": 3}
CONVOLUTION = {"widths": [6, 4, 2], "links": ["shared", "full"], "window": 3}
MIXED = {"widths": [8, 1, 5, 1, 3], "links": ["local", "full", "shared"], "window": 4}
NARROW = {"widths": [2, 8, 8], "links": ["shared", "local"], "window": 5}


def net(rng):
    count = int(rng.integers(2, 7))
    return {
        "widths": rng.integers(1, 9, count),
        "links": rng.choice(wiring.LINKS, int(rng.integers(0, count))).tolist(),
        "window": int(rng.integers(1, 6)),
    }


def whole(rng):
    return net(rng) | {
        "skip": bool(rng.random() < 0.5),
        "recurrent": rng.random() < 0.5,
    }


def damaged(rng):
    index_map = wiring.network(**whole(rng))
    return {"map": np.where(rng.random(index_map.shape) < 0.3, -1, index_map)}


def cost(map):
    return vars(architecture.cost(map))


def without_cuts(map, cuts):
    left = np.array(map)
    for source, target in cuts:
        if max(source, target) < len(left) and left[source, target] >= 0:
            left = architecture.cut(left, source, target)
    return left


def with_cuts(rng):
    index_map = wiring.network(**whole(rng))
    cuts = rng.integers(0, len(index_map) + 2, (30, 2))
    return {"map": index_map, "cuts": cuts}


def activity(map, weights, biases, on):
    """Let all units act at once, step after step; the inputs stay as they are."""
    map, weights = np.array(map), np.array(weights, float)
    W = np.where(map >= 0, weights[map], 0.0)
    shown = np.zeros(len(map))
    shown[: len(on)] = on
    for _ in range(12):
        sums = shown @ W[:, len(on) :] + biases
        shown = np.concatenate([on, 1 / (1 + np.exp(-sums))])
    return shown


def some_activity(rng):
    index_map = wiring.network(**whole(rng))
    on = rng.integers(0, 2, int(rng.integers(1, len(index_map))))
    return {
        "map": index_map,
        "weights": rng.normal(size=max(1, index_map.max() + 1)),
        "biases": rng.normal(size=len(index_map) - len(on)),
        "on": on,
    }


def block(map, sizes, source, target):
    start = np.cumsum([0, *sizes])
    rows, columns = (slice(start[k], start[k + 1]) for k in (source, target))
    return np.array(map)[rows, columns]


def any_block(rng):
    arguments = whole(rng)
    fitted = wiring.fit_widths(*(arguments[k] for k in ("widths", "links", "window")))
    source, target = rng.integers(0, len(fitted), 2)
    map_ = wiring.network(**arguments)
    return {"map": map_, "sizes": fitted, "source": source, "target": target}


ways = [{"skip": False, "recurrent": False}, {"skip": True, "recurrent": True}]
PAIRS = {
    "fittedWidths": Pair(
        wiring.fit_widths, golden=[NET, CONVOLUTION, MIXED, NARROW], random=net
    ),
    "network": Pair(
        wiring.network,
        golden=[n | way for n in (NET, CONVOLUTION, MIXED, NARROW) for way in ways],
        random=whole,
    ),
    "activity": Pair(
        activity,
        golden=[
            {"map": wiring.network(**NET), "weights": np.linspace(-2, 2, 20)}
            | {"biases": np.linspace(-1, 1, 6), "on": [1, 0, 1]}
        ],
        random=some_activity,
        count=20,
    ),
    "layerBiases": Pair(
        wiring.layer_biases, golden=[NET, CONVOLUTION, MIXED, NARROW], random=net
    ),
    "cost": Pair(cost, golden=[{"map": wiring.network(**CONVOLUTION)}], random=damaged),
    "withoutCuts": Pair(
        without_cuts,
        golden=[{"map": wiring.network(**NET), "cuts": [[0, 3], [3, 0], [8, 9]]}],
        random=with_cuts,
    ),
    "reach": Pair(
        lambda map: wiring.reach(map),
        golden=[{"map": wiring.network([2, 2, 1], recurrent=True)}],
        random=damaged,
    ),
    "block": Pair(
        block,
        golden=[
            {"map": architecture.skip([3, 4, 2]), "sizes": [3, 4, 2], "source": 0}
            | {"target": 2}
        ],
        random=any_block,
    ),
}


@pytest.mark.parametrize("case", cases("architecture", PAIRS), ids=str)
def test_page_and_package_agree(case, node):
    case.check(node)


@pytest.mark.parametrize("on", list(np.ndindex(2, 2, 2)))
def test_the_trained_network_counts_in_binary(on, node):
    file = javascript.find_path("architecture")
    counter = node.call(file, "COUNTER")
    shown = activity(wiring.network([3, 4, 2]), *counter.values(), on)
    twos, ones = shown[-2:].round().astype(int)
    assert 2 * twos + ones == sum(on)
    assert np.abs(shown[-2:] - [twos, ones]).max() < 0.02
