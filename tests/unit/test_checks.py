"""Checks of arguments: each says what was expected, what came, what to do."""

import functools
import itertools

import numpy as np
import pytest
import torch

from nnfoundations import checks
from nnfoundations.learning.optimisers import UPDATE_RULES
from nnfoundations.networks import architecture
from nnfoundations.units import linear_rules, single_layer


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


RAGGED = [[1.0, 2.0], [3.0]]
GRAD = torch.ones(2, requires_grad=True)


@pytest.mark.parametrize(
    "check", [checks.real_array, lambda n, v: checks.labels(n, v, 3)]
)
def test_what_numpy_cannot_read_is_refused_in_our_words(check):
    with pytest.raises(ValueError, match=r"X: expected .*, got ragged values\. Give"):
        check("X", RAGGED)
    with pytest.raises(TypeError, match=r"X: expected .* a Tensor that .*\.detach\(\)"):
        check("X", GRAD)
    with pytest.raises(TypeError, match="X: expected"):
        check("X", torch.ones(2, dtype=torch.bfloat16))


def test_sizes_that_no_computer_holds_are_refused():
    with pytest.raises(ValueError, match=r"width: .* and at most 100000000, got 10000"):
        checks.integer("width", 10**12)
    with pytest.raises(ValueError, match="a int that cannot be shown"):
        checks.integer("width", 10**5000)
    assert checks.integer("n", 10**12, at_most=10**12) == 10**12


def test_seeds_are_what_every_generator_takes():
    assert checks.seed("seed", 2**32 - 1) == 2**32 - 1
    for value in (-1, 2**32):
        with pytest.raises(ValueError, match="seed: expected a whole number"):
            checks.seed("seed", value)


def test_a_number_too_large_for_a_float_is_not_finite():
    with pytest.raises(ValueError, match="lr: expected a finite number"):
        checks.number("lr", 10**400)


@pytest.mark.parametrize("value", [["a"], {}, np.zeros(3), None])
def test_a_choice_that_is_no_text_lists_the_choices(value):
    with pytest.raises(ValueError, match="name: expected one of 'a', 'b', got"):
        checks.choice("name", value, {"a": 1, "b": 2})


def test_what_is_of_another_kind_is_named_with_the_cure():
    assert checks.kind("n", 3, int, float) == 3
    with pytest.raises(TypeError, match=r"n: expected int or float, got 'x'\. Go\."):
        checks.kind("n", "x", int, float, cure="Go.")


def test_what_has_no_length_is_a_type_error():
    with pytest.raises(TypeError, match="y: expected several values, got a single int"):
        checks.same_length(X=[1], y=1)


def test_a_long_value_is_shown_in_part():
    text = checks.complaint("name", "a word", "a" * 50_000 + "z")
    assert len(text) < 600
    assert " ... " in text
    assert text.endswith("z.")


@pytest.mark.parametrize(
    ("values", "finite"),
    [
        ([0.0, -1.5], True),
        ([3e38, 3e38], True),  # their sum is not
        ([1.0, float("nan")], False),
        ([float("inf"), 1.0], False),
        ([float("inf"), float("-inf")], False),
    ],
)
def test_a_tensor_is_finite_if_each_of_its_values_is(values, finite):
    assert checks.all_finite(torch.tensor(values)) is finite


# ---- at the door, not in the loops ----

RNG = np.random.default_rng(0)
POINTS = RNG.normal(size=(32, 2))
SIGNS = np.where(POINTS[:, 0] > 0, 1, -1)


def train_layer(steps):
    """Take one epoch of as many steps."""
    start = single_layer.zero_layer(2, 2, "softmax")
    Y, rng = np.eye(2)[(SIGNS > 0).astype(int)], np.random.default_rng(0)
    next(single_layer.sgd(start, POINTS, Y, 0.1, len(POINTS) // steps, rng))


def teach_unit(steps):
    linear_rules.learn("logistic", POINTS, SIGNS, num_epochs=steps, lr=0.1)


def run_units(steps):
    architecture.run_network(np.eye(3), np.zeros(3), np.ones((steps, 1)))


def step_by_adam(steps):
    rule, memories = UPDATE_RULES["adam"], (0.0, 0.0)
    for step in range(steps):
        _, memories = rule.step(1.0, memories, 1.0, step + 1, 0.1)


@pytest.mark.parametrize("loop", [train_layer, teach_unit, run_units, step_by_adam])
def test_a_longer_loop_checks_no_more(loop, monkeypatch):
    called = []
    for name in ("plain_array", "real_array", "integer", "number"):
        kept = getattr(checks, name)
        monkeypatch.setattr(
            checks, name, lambda *a, _f=kept, **k: called.append(_f) or _f(*a, **k)
        )
    loop(2)
    few = len(called)
    loop(8)
    assert len(called) == 2 * few


def test_what_grows_without_bound_is_still_told_of():
    layers = single_layer.sgd(
        single_layer.zero_layer(2, 1, "identity"), POINTS, SIGNS[:, None], 1e9, 2, RNG
    )
    with pytest.raises(ValueError, match="W: expected finite values"):
        list(itertools.islice(layers, 20))
    with pytest.raises(ValueError, match="H: expected finite values"):
        architecture.run_network([[0, 1], [0, 1e200]], [0, 0], [[1]] * 4)


def test_a_learner_s_own_activation_is_called_as_it_is():
    @functools.wraps(np.tanh)
    def doubled(Z):
        return 2 * np.tanh(Z)

    H = architecture.run_network([[0, 1], [0, 0]], [0, 0], [[1], [0]], doubled)
    assert H[1, 1] == 2 * np.tanh(1)
