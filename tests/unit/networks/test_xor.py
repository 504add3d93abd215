"""The two hand-made solutions of XOR."""

import numpy as np

from nnfoundations.networks.stacks import forward_stack
from nnfoundations.networks.xor import XOR_X, XOR_Y, xor_by_relus, xor_by_steps


def test_the_data_are_the_truth_table():
    truth = [int(a) ^ int(b) for a, b in XOR_X]
    assert XOR_Y.tolist() == truth
    assert len({tuple(x) for x in XOR_X}) == 4


def test_step_units_are_or_and_and():
    _, H1, scores = forward_stack(xor_by_steps(), XOR_X)
    a, b = XOR_X.astype(bool).T
    assert H1[:, 0].tolist() == (a | b).tolist()
    assert H1[:, 1].tolist() == (a & b).tolist()
    assert (scores[:, 0] >= 0).astype(int).tolist() == XOR_Y.tolist()


def test_relus_give_the_labels_themselves():
    assert xor_by_relus()(XOR_X)[:, 0].tolist() == XOR_Y.tolist()


def test_steps_label_a_strip_between_two_parallel_lines():
    X = np.random.default_rng(0).uniform(-1, 2, (1000, 2))
    in_strip = (X.sum(1) >= 0.5) & (X.sum(1) < 1.5)
    assert ((xor_by_steps()(X)[:, 0] >= 0) == in_strip).all()
