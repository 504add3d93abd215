"""One sign for each sender, and the same outputs."""

from itertools import pairwise

import numpy as np
import pytest

from nnfoundations.labs.neuron_to_unit.dale import find_mixed_senders, obey
from nnfoundations.networks import xor
from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.networks.stacks import Stack


def random_stack(widths, name="relu", seed=0):
    rng = np.random.default_rng(seed)
    shapes = pairwise(widths)
    weights = tuple(rng.standard_normal(shape) for shape in shapes)
    biases = tuple(rng.standard_normal(width) for width in widths[1:])
    return Stack(weights, biases, ACTIVATIONS[name])


def test_a_row_with_both_signs_is_mixed():
    W = [[1, -1], [2, 0], [0, -3], [0, 0]]
    assert find_mixed_senders(W).tolist() == [True, False, False, False]


@pytest.mark.parametrize("name", ["relu", "sigmoid"])
@pytest.mark.parametrize("widths", [(3, 2), (5, 7, 4), (4, 6, 5, 3)])
def test_the_rewritten_network_obeys_and_computes_the_same(widths, name):
    stack = random_stack(widths, name)
    twice = obey(stack)
    X = np.random.default_rng(1).uniform(0, 1, (50, widths[0]))
    np.testing.assert_allclose(twice(np.hstack([X, X])), stack(X), atol=1e-12)
    assert find_mixed_senders(stack.weights[0]).any()
    assert not any(find_mixed_senders(W).any() for W in twice.weights)


def test_it_takes_twice_the_senders():
    assert obey(random_stack((5, 7, 4))).widths == (10, 14, 4)


def test_the_hand_made_xor_still_computes_xor():
    stack = xor.xor_by_relus()
    X = np.asarray(xor.XOR_X, float)
    np.testing.assert_allclose(obey(stack)(np.hstack([X, X])), stack(X))


def test_only_stacks_are_taken():
    with pytest.raises(TypeError, match="Stack"):
        obey(np.ones((2, 2)))
