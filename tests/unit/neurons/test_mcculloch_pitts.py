"""McCulloch-Pitts units against logic, and against Heaviside units."""

from itertools import product

import numpy as np
import pytest

from nnfoundations.neurons import mcculloch_pitts
from nnfoundations.neurons.mcculloch_pitts import (
    GATES,
    as_weights,
    list_computable,
    list_corners,
    threshold_unit,
)
from nnfoundations.units import perceptron


def test_corners_count_in_binary():
    assert list_corners(2).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


@pytest.mark.parametrize(
    ("name", "truth"),
    [
        ("AND", lambda a, b: a and b),
        ("OR", lambda a, b: a or b),
        ("NOR", lambda a, b: not (a or b)),
        ("first AND NOT second", lambda a, b: a and not b),
    ],
)
def test_a_gate_is_what_it_is_called(name, truth):
    expected = [int(truth(a, b)) for a, b in product((0, 1), repeat=2)]
    assert threshold_unit(list_corners(2), *GATES[name]).tolist() == expected


def test_one_veto_beats_any_excitation():
    X = np.ones((1, 50))
    assert threshold_unit(X, threshold=1) == 1
    assert threshold_unit(X, threshold=1, inhibitory=(7,)) == 0


def test_threshold_zero_fires_in_silence():
    assert threshold_unit(
        [[0, 0], [1, 0]], threshold=0, inhibitory=(0, 1)
    ).tolist() == [1, 0]


def test_xor_takes_three_units():
    X = list_corners(2)
    left, right = threshold_unit(X, 1, (1,)), threshold_unit(X, 1, (0,))
    both = np.stack([left, right], axis=1)
    assert threshold_unit(both, 1).tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize("num_inputs", [1, 2, 3, 4])
def test_every_unit_is_a_heaviside_unit(num_inputs):
    X = list_corners(num_inputs)
    for mask in list_corners(num_inputs):
        inhibitory = np.flatnonzero(mask).tolist()
        for threshold in range(num_inputs + 2):
            w, b = as_weights(num_inputs, threshold, inhibitory)
            answers = threshold_unit(X, threshold, inhibitory)
            assert perceptron.unit(X, w, b).tolist() == answers.tolist()


def test_one_unit_computes_eleven_of_the_sixteen_functions_of_two_bits():
    found = list_computable(2)
    assert len(found) == 11
    missing = {tuple(t) for t in product((0, 1), repeat=4)} - found
    # XOR, its opposite, NAND, and "not a, or b" both ways
    assert missing == {
        (0, 1, 1, 0), (1, 0, 0, 1), (1, 1, 1, 0), (1, 1, 0, 1), (1, 0, 1, 1)
    }  # fmt: skip


def test_with_one_input_all_four_functions_are_there():
    assert len(list_computable(1)) == 4


def test_only_zeros_and_ones_come_in():
    with pytest.raises(ValueError, match="zeros and ones"):
        threshold_unit([[0.5]], 1)


@pytest.mark.parametrize("inhibitory", [(2,), (-1,)])
def test_an_input_that_is_not_there_cannot_inhibit(inhibitory):
    with pytest.raises(ValueError, match="inhibitory"):
        threshold_unit([[0, 1]], 1, inhibitory)


@pytest.mark.parametrize("threshold", [-1, 1.5])
def test_impossible_thresholds_are_refused(threshold):
    with pytest.raises((TypeError, ValueError), match="whole number"):
        threshold_unit([[0, 1]], threshold)
    with pytest.raises((TypeError, ValueError), match="whole number"):
        as_weights(2, threshold)


def test_numbers_of_inputs_are_checked():
    with pytest.raises(ValueError, match="num_inputs"):
        mcculloch_pitts.list_corners(0)
