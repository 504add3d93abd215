"""Networks of mixed connection types, against PyTorch, the single maps and a run."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from torch import nn

from nnfoundations.networks import architecture, wiring
from nnfoundations.networks.activations import tanh


def parameters(module):
    return sum(p.numel() for p in module.parameters())


# --- oracle: PyTorch's layers


@pytest.mark.parametrize(("num_inputs", "window"), [(6, 3), (8, 1), (5, 5), (8, 4)])
def test_a_shared_layer_has_the_parameters_of_conv1d(num_inputs, window):
    index_map = wiring.network([num_inputs, 1], ["shared"], window)
    (biases,) = wiring.layer_biases([num_inputs, 1], ["shared"], window)
    counted = architecture.cost(index_map).weights + biases
    assert counted == parameters(nn.Conv1d(1, 1, window))


def test_a_convolution_before_a_full_layer_counts_as_in_pytorch():
    widths, links = [6, 4, 2], ["shared", "full"]
    theirs = parameters(nn.Sequential(nn.Conv1d(1, 1, 3), nn.Linear(4, 2)))
    weights = architecture.cost(wiring.network(widths, links)).weights
    assert weights + sum(wiring.layer_biases(widths, links, 3)) == theirs


# --- the single maps are its blocks


@pytest.mark.parametrize("widths", [[3, 4, 2], [1, 1], [2, 3, 4, 5], [8, 1, 8]])
def test_full_links_give_the_known_networks(widths):
    assert_array_equal(wiring.network(widths), architecture.layered(widths))
    assert_array_equal(wiring.network(widths, skip=True), architecture.skip(widths))
    looped = wiring.network(widths, recurrent=True)
    assert_array_equal(looped, architecture.recurrent(widths))


@pytest.mark.parametrize("kind", ["local", "shared"])
def test_a_window_gives_the_known_map(kind):
    known = getattr(architecture, kind)(7, 3)
    index_map = wiring.network([7, 1], [kind], 3)
    assert_array_equal(index_map[:7, 7:], known)
    assert (index_map[7:] == -1).all()
    assert (index_map[:, :7] == -1).all()


def test_two_shared_gaps_use_different_weights():
    index_map = wiring.network([6, 1, 1], ["shared", "shared"], 3)
    first, second = index_map[:6, 6:10], index_map[6:10, 10:]
    assert not set(first[first >= 0]) & set(second[second >= 0])
    assert architecture.cost(index_map).weights == 6


# --- widths


def test_a_layer_behind_a_window_is_as_wide_as_the_window_has_places():
    links = ["shared", "full", "local"]
    assert wiring.fit_widths([8, 1, 4, 7], links, 3) == [8, 6, 4, 2]


def test_a_window_wider_than_the_layer_takes_it_whole():
    assert wiring.fit_widths([2, 5], ["local"], 4) == [2, 1]
    assert wiring.network([2, 5], ["local"], 4)[:2, 2].tolist() == [0, 1]


def test_missing_links_are_full():
    links = ["full", "full"]
    assert_array_equal(wiring.network([2, 3, 1]), wiring.network([2, 3, 1], links))


def test_a_shared_layer_has_one_bias_and_a_local_one_for_each_unit():
    widths = [6, 4, 4, 2]
    assert wiring.layer_biases(widths, ["shared", "full", "local"], 3) == [1, 4, 2]


# --- who can reach whom


@pytest.mark.parametrize("seed", range(5))
def test_reach_says_whose_change_is_seen_in_a_run(seed):
    rng = np.random.default_rng(seed)
    index_map = wiring.network([3, 4, 4, 2], skip=bool(seed % 2), recurrent=seed > 2)
    index_map = np.where(rng.random(index_map.shape) < 0.6, -1, index_map)
    W = np.where(index_map >= 0, rng.uniform(0.5, 1, index_map.shape), 0)
    b, still = rng.normal(size=13), np.zeros((13, 3))
    seen = architecture.run_network(W, b, still, tanh)
    for i in range(3):
        moved = still.copy()
        moved[:, i] = 0.1
        changed = (architecture.run_network(W, b, moved, tanh) != seen).any(axis=0)
        changed[i] = False  # an input shows its own change; that is no path
        assert_array_equal(changed, wiring.reach(index_map)[i])


def test_in_a_recurrent_network_a_hidden_unit_reaches_itself():
    reached = wiring.reach(architecture.recurrent([1, 2, 1]))
    assert reached.diagonal().tolist() == [0, 1, 1, 0]


# --- errors


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wiring.network([3]), "at least two widths"),
        (lambda: wiring.network([3, 2], ["full", "full"]), "2 widths and 2 links"),
        (lambda: wiring.network([3, 0]), r"widths\[1\]"),
        (lambda: wiring.network([3, 2], ["sparse"]), "sparse"),
        (lambda: wiring.network([3, 2], [], 0), "window"),
        (lambda: wiring.reach(architecture.fully_connected(2, 3)), r"shape \(2, 3\)"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
