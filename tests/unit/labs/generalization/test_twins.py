"""The nearest of a class against scikit-learn, and gaps in a file by hand."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from nnfoundations.labs.generalization.twins import (
    measure_gaps,
    nearest_of_class,
    shuffle_places,
)


def test_the_nearest_is_scikit_learns_within_the_class():
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((60, 5)), np.tile(np.arange(3), 20)
    nearest = nearest_of_class(X, y)
    for label in range(3):
        where = np.flatnonzero(y == label)
        model = NearestNeighbors(n_neighbors=2).fit(X[where])
        wanted = where[model.kneighbors(X[where])[1][:, 1]]
        assert np.array_equal(nearest[where], wanted)


def test_gaps_by_hand():
    X = [[0.0], [10.0], [0.1], [10.1], [0.2]]
    nearest = nearest_of_class(X, [0, 1, 0, 1, 0])
    assert nearest.tolist()[1:4] == [3, 0, 1] or nearest.tolist()[1:4] == [3, 4, 1]
    assert measure_gaps(nearest, np.arange(5)).tolist() == [2, 2, 2, 2, 2]


def test_a_file_of_writers_has_small_gaps_and_a_shuffled_one_has_not():
    rng = np.random.default_rng(0)
    writer = np.repeat(np.arange(10), 20)  # ten writers, twenty examples each
    X = np.eye(10)[writer] + 0.1 * rng.standard_normal((200, 10))
    y = np.tile([0, 1], 100)
    nearest = nearest_of_class(X, y)
    assert np.median(measure_gaps(nearest, np.arange(200))) < 20
    places = shuffle_places(y, rng)
    assert np.median(measure_gaps(nearest, places)) > 40
    assert sorted(places) == list(range(200))
    assert np.array_equal(y[places], y)  # a class keeps its places
    assert not np.array_equal(places, np.arange(200))


def test_bad_data_are_refused():
    with pytest.raises(ValueError, match="two examples of every class, got one of"):
        nearest_of_class([[0.0], [1.0], [2.0]], [0, 0, 1])
    with pytest.raises(ValueError, match="same length"):
        nearest_of_class([[0.0]], [0, 0])
    with pytest.raises(ValueError, match="same length"):
        measure_gaps([0, 1], [0])


@pytest.mark.parametrize(
    ("nearest", "place", "message"),
    [
        ([0, 5], [0, 1], "nearest: expected labels from 0 to 1, got 5"),
        ([0.0, 1.0], [0, 1], "nearest: expected whole-number labels"),
        ([0, 1], [0.0, np.nan], "place: expected finite values"),
        ([0], [0, 1], "same length"),
    ],
)
def test_gaps_refuse_what_is_no_index(nearest, place, message):
    with pytest.raises((TypeError, ValueError), match=message):
        measure_gaps(nearest, place)
