import itertools
import subprocess
import sys

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from torch import nn

from nnfoundations.networks import architecture
from nnfoundations.networks.activations import identity, relu
from nnfoundations.networks.architecture import Cost


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def size(module):
    return sum(p.numel() for p in module.parameters())


def tensor(values):
    return torch.as_tensor(np.asarray(values, dtype=np.float64))


# --- oracle: PyTorch's layers have the same parameters and the same outputs


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("widths", [[3, 2], [64, 256, 10], [5, 1, 1, 7], [784, 64, 32]])
def test_counts_of_a_stack_are_those_of_pytorch(widths, bias):
    layers = [nn.Linear(*pair, bias=bias) for pair in itertools.pairwise(widths)]
    counted = [size(layer) for layer in layers]
    assert architecture.layer_parameters(widths, bias) == counted
    assert architecture.count_parameters(widths, bias) == sum(counted)


def test_a_fully_connected_map_is_nn_linear(rng):
    layer = nn.Linear(5, 3, dtype=torch.float64)
    index_map = architecture.fully_connected(5, 3)
    weights = layer.weight.detach().numpy().T.ravel()  # nn.Linear keeps (out, in)
    assert architecture.cost(index_map) == Cost(15, layer.weight.numel())
    X = rng.normal(size=(4, 5))
    ours = (
        X @ architecture.weight_matrix(index_map, weights) + layer.bias.detach().numpy()
    )
    assert_allclose(ours, layer(tensor(X)).detach(), rtol=1e-12)


@pytest.mark.parametrize(("num_inputs", "window"), [(6, 3), (10, 1), (4, 4), (28, 5)])
def test_a_shared_map_is_nn_conv1d(rng, num_inputs, window):
    layer = nn.Conv1d(1, 1, window, bias=False, dtype=torch.float64)
    index_map = architecture.shared(num_inputs, window)
    assert architecture.cost(index_map).weights == size(layer) == window
    X = rng.normal(size=(4, num_inputs))
    W = architecture.weight_matrix(index_map, layer.weight.detach().ravel())
    theirs = layer(tensor(X)[:, None]).detach()[:, 0]
    assert_allclose(X @ W, theirs, rtol=1e-12, atol=1e-12)


def test_a_local_map_is_a_sum_over_unfolded_windows(rng):
    X, weights = rng.normal(size=(4, 8)), rng.normal(size=18)
    W = architecture.weight_matrix(architecture.local(8, 3), weights)
    # the k-th weight read down the matrix row by row, as the windows use them
    unfolded = tensor(X).unfold(1, 3, 1)  # (4, 6, 3)
    per_output = torch.stack([tensor(W[j : j + 3, j]) for j in range(6)])
    assert_allclose(X @ W, (unfolded * per_output).sum(-1), rtol=1e-12)
    assert sorted(W[W != 0]) == sorted(weights)


def test_a_layered_network_computes_what_nn_sequential_computes(rng):
    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.ReLU()).double()
    # numbers of weights run row by row, so layer by layer
    weights = [net[i].weight.detach().T.ravel() for i in (0, 2)]
    W = architecture.weight_matrix(architecture.layered([3, 4, 2]), torch.cat(weights))
    b = torch.cat([torch.zeros(3).double(), net[0].bias, net[2].bias]).detach()
    x = rng.normal(size=3)
    H = architecture.run_network(
        W, b, [x] * 3
    )  # two layers of weights: two steps to arrive
    assert_allclose(H[2, -2:], net(tensor(x)).detach(), rtol=1e-12, atol=1e-15)


def test_a_recurrent_network_computes_what_nn_rnn_computes(rng):
    rnn = nn.RNN(2, 3, nonlinearity="tanh", dtype=torch.float64)
    X = rng.normal(size=(7, 2))
    W = np.zeros((5, 5))
    W[:2, 2:] = rnn.weight_ih_l0.detach().T
    W[2:, 2:] = rnn.weight_hh_l0.detach().T
    b = np.zeros(5)
    b[2:] = (rnn.bias_ih_l0 + rnn.bias_hh_l0).detach()
    # ours needs one step from input to unit, so step t + 1 shows their step t;
    # our first step sees no input, so it is their initial state
    H = architecture.run_network(W, b, np.vstack([X, np.zeros((1, 2))]), np.tanh)
    h0 = tensor(H[0, 2:])[None]
    assert_allclose(H[1:, 2:], rnn(tensor(X), h0)[0].detach(), rtol=1e-12)


# --- worked by hand


def test_the_small_stack_of_the_chapter_has_26_parameters():
    assert architecture.layer_parameters([3, 4, 2]) == [16, 10]
    assert architecture.layer_parameters([3, 4, 2], bias=False) == [12, 8]


def test_maps_of_four_inputs_and_a_window_of_two_by_hand():
    assert_array_equal(
        architecture.shared(4, 2), [[0, -1, -1], [1, 0, -1], [-1, 1, 0], [-1, -1, 1]]
    )
    assert_array_equal(
        architecture.local(4, 2), [[0, -1, -1], [1, 2, -1], [-1, 3, 4], [-1, -1, 5]]
    )
    assert_array_equal(architecture.fully_connected(2, 3), [[0, 1, 2], [3, 4, 5]])


def test_whole_networks_of_one_one_one_by_hand():
    layered, skip, recurrent = (
        architecture.mask(f([1, 1, 1])).tolist()
        for f in (architecture.layered, architecture.skip, architecture.recurrent)
    )
    assert layered == [[0, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert skip == [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
    assert recurrent == [[0, 1, 0], [0, 1, 1], [0, 0, 0]]


def test_costs_of_one_layer_by_hand():
    assert architecture.cost(architecture.fully_connected(6, 4)) == Cost(24, 24)
    assert architecture.cost(architecture.local(6, 3)) == Cost(12, 12)
    assert architecture.cost(architecture.shared(6, 3)) == Cost(12, 3)


def test_a_skip_and_a_loop_add_their_block_to_the_cost():
    widths = [3, 4, 2]
    assert architecture.cost(architecture.layered(widths)).weights == 12 + 8
    assert architecture.cost(architecture.skip(widths)).weights == 20 + 3 * 2
    assert architecture.cost(architecture.recurrent(widths)).weights == 20 + 4 * 4


def test_a_pulse_through_one_unit_that_keeps_half_of_itself():
    W = architecture.weight_matrix(architecture.recurrent([1, 1, 1]), [1.0, 0.5, 1.0])
    H = architecture.run_network(W, np.zeros(3), [[1.0], [0], [0], [0], [0]], identity)
    assert_array_equal(H[:, 1], [0, 1, 0.5, 0.25, 0.125])
    assert_array_equal(H[:, 2], [0, 0, 1, 0.5, 0.25])


# --- properties


@pytest.mark.parametrize("f", [architecture.layered, architecture.skip])
def test_forward_networks_connect_only_to_later_units(f):
    connected = architecture.mask(f([3, 4, 2, 5]))
    assert_array_equal(connected, np.triu(connected, k=1))


def test_a_forward_network_forgets_after_as_many_steps_as_it_has_layers(rng):
    W = architecture.weight_matrix(architecture.layered([2, 3, 3, 2]), rng.random(21))
    pulse = np.vstack([np.ones((1, 2)), np.zeros((6, 2))])
    H = architecture.run_network(W, np.zeros(10), pulse)
    assert H[3, -2:].min() > 0
    assert_array_equal(H[4:], 0)


def test_numbering_the_units_otherwise_changes_nothing(rng):
    index_map = architecture.recurrent([2, 4, 2])
    W = architecture.weight_matrix(index_map, rng.normal(size=index_map.max() + 1))
    order = np.concatenate([[0, 1], 2 + rng.permutation(6)])  # inputs stay first
    X, b = rng.normal(size=(5, 2)), rng.normal(size=8)
    H = architecture.run_network(W, b, X, np.tanh)
    shuffled = architecture.run_network(W[np.ix_(order, order)], b[order], X, np.tanh)
    assert_allclose(shuffled, H[:, order], rtol=1e-12)


def test_each_connection_of_an_own_weight_map_has_its_own_weight():
    for index_map in (
        architecture.local(9, 4),
        architecture.skip([2, 3, 4]),
        architecture.recurrent([2, 3, 4]),
    ):
        used = index_map[index_map >= 0]
        assert_array_equal(np.sort(used), np.arange(used.size))


def test_a_cut_removes_one_connection_and_leaves_the_original():
    index_map = architecture.shared(4, 2)
    remaining = architecture.cut(index_map, 1, 0)
    assert_array_equal(np.argwhere(remaining != index_map), [[1, 0]])
    assert remaining[1, 0] == -1
    # the weight lives on in the other windows: one product less, no parameter less
    assert architecture.cost(index_map) == Cost(6, 2)
    assert architecture.cost(remaining) == Cost(5, 2)


def test_cutting_a_connection_is_setting_its_entry_to_zero(rng):
    index_map, weights = architecture.fully_connected(3, 2), rng.normal(size=6)
    W = architecture.weight_matrix(index_map, weights)
    W[2, 1] = 0
    cut = architecture.cut(index_map, 2, 1)
    assert_array_equal(architecture.weight_matrix(cut, weights), W)


# --- refusals


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: architecture.count_parameters([3]), ValueError, "two layers"),
        (lambda: architecture.count_parameters([3, 0]), ValueError, r"widths\[1\]"),
        (lambda: architecture.count_parameters([3, 2.0]), TypeError, r"widths\[1\]"),
        (lambda: architecture.count_parameters(3), TypeError, "a sequence of whole"),
        (lambda: architecture.layered([3]), ValueError, "two layers"),
        (lambda: architecture.fully_connected(0, 2), ValueError, "num_inputs"),
        (lambda: architecture.shared(3, 4), ValueError, "window: expected at most"),
        (lambda: architecture.local(3, 0), ValueError, "window: expected a whole"),
        (lambda: architecture.mask([[0, -2]]), ValueError, "-1 for no connection"),
        (lambda: architecture.mask([[0.5]]), ValueError, "-1 for no connection"),
        (lambda: architecture.cut([[0, -1]], 0, 1), ValueError, "which are not"),
        (lambda: architecture.cut([[0, -1]], 0, 2), ValueError, "a unit below 2"),
        (lambda: architecture.cut([[0, -1]], -1, 0), ValueError, "source: expected"),
        (
            lambda: architecture.weight_matrix([[3]], [1, 2, 3]),
            ValueError,
            "at least 4",
        ),
        (lambda: architecture.weight_matrix([[0]], [np.nan]), ValueError, "finite"),
        (
            lambda: architecture.run_network(np.eye(2), [0], [[1]]),
            ValueError,
            "W of shape",
        ),
        (
            lambda: architecture.run_network([[1]], [0], [[1, 2]]),
            ValueError,
            "at most 1 inputs",
        ),
    ],
)
def test_bad_input_is_refused_by_name(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_an_empty_map_costs_nothing():
    assert architecture.cost([[-1, -1]]) == Cost(0, 0)
    assert_array_equal(architecture.weight_matrix([[-1, -1]], [1.0]), [[0, 0]])


def test_relu_is_the_default_activation():
    H = architecture.run_network(np.zeros((2, 2)), [0.0, -1.0], [[1.0]])
    assert_array_equal(H, [[1.0, relu(-1.0)]])


def test_architecture_imports_no_torch():
    code = (
        "import sys, nnfoundations.networks.architecture; "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
