"""Checks of arguments: each says what was expected, what came, what to do."""

import numpy as np
import pytest
import torch

from nnfoundations import checks


@pytest.mark.parametrize("value", [1, 7, np.int64(3)])
def test_whole_numbers_pass_as_int(value):
    result = checks.integer("width", value)
    assert result == value
    assert type(result) is int


@pytest.mark.parametrize("value", [1.0, "3", None, True])
def test_what_is_no_whole_number_is_a_type_error(value):
    with pytest.raises(TypeError, match=r"width: expected a whole number .* got"):
        checks.integer("width", value)


def test_a_whole_number_below_the_bound_is_refused():
    message = "width: expected a whole number of at least 1, got 0."
    with pytest.raises(ValueError, match=message):
        checks.integer("width", 0)


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        (0, {"above": 0}),
        (-0.1, {"at_least": 0}),
        (1.1, {"at_most": 1}),
        (float("nan"), {}),
        (float("inf"), {}),
    ],
)
def test_numbers_outside_their_bounds_are_refused(value, bounds):
    with pytest.raises(ValueError, match=r"lr: expected a finite number"):
        checks.number("lr", value, **bounds)


def test_a_number_on_an_inclusive_bound_passes():
    assert checks.number("p", 1, at_least=0, at_most=1) == 1.0
    assert checks.number("p", 0, at_least=0, at_most=1) == 0.0


def test_the_message_names_every_bound():
    with pytest.raises(
        ValueError, match="a finite number above 0 and at most 1, got 2"
    ):
        checks.number("p", 2, above=0, at_most=1)


@pytest.mark.parametrize("value", ["0.1", None, True, 1j])
def test_what_is_no_number_is_a_type_error(value):
    with pytest.raises(TypeError, match="lr: expected a finite number"):
        checks.number("lr", value)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match="expected one of 'moons', 'xor', got 'xro'"):
        checks.choice("name", "xro", ("moons", "xor"))


def test_arrays_of_numpy_torch_and_lists_become_float64():
    for values in ([1, 2], np.array([1, 2]), torch.tensor([1, 2])):
        array = checks.real_array("X", values, ndim=1)
        assert array.dtype == np.float64
        assert array.tolist() == [1.0, 2.0]


def test_an_array_that_came_is_not_changed():
    X = np.ones((2, 2))
    checks.real_array("X", X)[0, 0] = 5
    assert X[0, 0] == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "at least one value"),
        ([[1.0], [2.0]], r"1 dimension.*shape \(2, 1\)"),
        ([1.0, np.nan], r"nan at index \(1,\)\. Remove or replace"),
        ([np.inf], r"inf at index \(0,\)"),
    ],
)
def test_arrays_that_cannot_be_used_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        checks.real_array("X", values, ndim=1)


@pytest.mark.parametrize("values", [["a"], [1j], [None]])
def test_arrays_of_something_else_are_a_type_error(values):
    with pytest.raises(TypeError, match="X: expected an array of real numbers"):
        checks.real_array("X", values)


def test_lengths_that_differ_are_named():
    with pytest.raises(ValueError, match="X and y: expected the same length"):
        checks.same_length(X=[1, 2], y=[1])
    assert checks.same_length(X=[1, 2], y=[3, 4]) == 2


def test_good_labels_pass():
    assert checks.labels("y", np.array([0, 9], np.uint8), 10).dtype == np.int64


@pytest.mark.parametrize(
    ("y", "error", "message"),
    [
        ([0, 10], ValueError, "labels from 0 to 9, got 10 at index 1"),
        ([-1], ValueError, "got -1 at index 0"),
        ([], TypeError, "whole-number labels"),
        ([[1]], ValueError, r"labels of shape \(n,\)"),
        ([0.0], TypeError, "whole-number labels, got dtype float64"),
    ],
)
def test_labels_that_cannot_be_used_are_refused(y, error, message):
    with pytest.raises(error, match=message):
        checks.labels("y", y, 10)
