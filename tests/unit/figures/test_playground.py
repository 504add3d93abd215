"""The playground in Python: what its state stands for."""

import doctest

import numpy as np
import pytest
from traitlets import TraitError

from nnfoundations.figures import Playground, playground
from nnfoundations.learning.numpy_training import binary_accuracy


def test_the_example_in_its_docstring_is_true():
    assert doctest.testmod(playground).attempted > 0
    assert doctest.testmod(playground).failed == 0


def test_the_share_for_training_comes_first():
    figure = Playground(num_points=50, share=0.3, features=["x2", "x1^2"])
    X, y = figure.points()
    (first, first_y), (rest, rest_y) = figure.examples()
    assert (len(first), len(rest)) == (15, 35)
    np.testing.assert_array_equal(np.concatenate([first_y, rest_y]), y)
    np.testing.assert_allclose(rest, np.stack([X[15:, 1], X[15:, 0] ** 2], axis=1))


def test_seeds_decide_points_and_weights_apart():
    one, other = Playground(seed=1), Playground(seed=2)
    np.testing.assert_array_equal(one.points()[0], other.points()[0])
    weights = [figure.training().stack.weights[0] for figure in (one, other)]
    assert not np.allclose(*weights)
    assert not np.allclose(one.points()[0], Playground(data_seed=1).points()[0])


@pytest.mark.parametrize(
    ("state", "epochs", "low", "high"),
    [
        ({}, 100, 0.95, 1.0),
        ({"data": "xor", "hidden": []}, 100, 0.0, 0.75),  # a line cannot
        ({"data": "xor", "noise": 0.15}, 100, 0.98, 1.0),
        ({"hidden": [4, 4, 4], "init": "sigma", "sigma": 0.01}, 100, 0.0, 0.6),
    ],
)
def test_what_a_network_can_learn_of_a_task(state, epochs, low, high):
    figure = Playground(**state)
    training = figure.training()
    training.run(epochs)
    X, y = figure.examples()[1]
    assert low <= binary_accuracy(training.stack(X)[:, 0], y) <= high


@pytest.mark.parametrize(
    "state",
    [
        {"features": []},
        {"features": ["x1", "x1"]},
        {"features": ["x3"]},
        {"hidden": [0]},
        {"hidden": [9]},
        {"hidden": [2] * 7},
        {"lr": 0.0},
        {"seed": -1},
    ],
    ids=str,
)
def test_a_state_that_makes_no_network_is_refused(state):
    (name,) = state
    with pytest.raises(TraitError, match=name):
        Playground(**state)


def test_its_training_has_the_settings_that_the_figure_shows():
    shown = {"lr": 0.2, "batch_size": 7, "momentum": 0.5, "penalty": "l1", "rate": 0.02}
    assert vars(Playground(**shown).training().sgd) == shown


def test_the_first_points_are_trained_on_and_the_rest_kept():
    play = Playground(share=0.25, num_points=40, features=["x2"])
    X, y = play.points()
    (taught, y_taught), (kept, y_kept) = play.examples()
    assert (taught[:, 0] == X[:10, 1]).all()
    assert (kept[:, 0] == X[10:, 1]).all()
    assert (y_taught == y[:10]).all()
    assert (y_kept == y[10:]).all()
