"""Searches in a table: against closed forms, a naive version, and by hand."""

from functools import partial

import numpy as np
import pytest

from nnfoundations.labs.hyperparameters.searches import (
    grid_choice,
    optimism,
    random_choice,
    search_often,
)


def rng():
    return np.random.default_rng(0)


def test_a_grid_takes_evenly_spaced_levels_from_every_start():
    starts = set()
    random = rng()
    for _ in range(100):
        chosen = grid_choice((12, 4), (3, 2), random)
        a, b = np.unravel_index(np.sort(chosen), (12, 4))
        assert len(chosen) == 6
        assert sorted(set(a)) == [a[0], a[0] + 4, a[0] + 8]
        assert sorted(set(b)) == [b[0], b[0] + 2]
        starts.add((a[0], b[0]))
    assert len(starts) == 8
    assert sorted(grid_choice((3, 2), (3, 2), random)) == list(range(6))


def test_a_random_search_tries_more_values_of_each_hyperparameter_than_a_grid():
    random = rng()
    grid = grid_choice((12, 4), (4, 4), random)
    drawn = random_choice((12, 4), 16, random)
    values = [len(set(np.unravel_index(i, (12, 4))[0])) for i in (grid, drawn)]
    assert values[0] == 4 < values[1]


def test_random_search_finds_the_best_share_as_often_as_the_formula_says():
    table = np.arange(40.0)[:, None]
    choose = partial(random_choice, (40,), 10)
    found = search_often(table, -table, choose, 4000, rng())
    wanted = 1 - 0.95**10  # one of the best two of forty
    assert np.mean(found.chosen_by >= 38) == pytest.approx(wanted, abs=0.03)
    assert (found.unseen == -found.chosen_by).all()


def test_a_search_sees_one_column_and_takes_its_best():
    by = np.array([[0.1, 0.9], [0.5, 0.2], [0.5, 0.3]])
    other = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    found = search_often(by, other, lambda _: np.array([0, 1, 2]), 50, rng())
    for seed, chosen, unseen in zip(
        found.seed, found.chosen_by, found.unseen, strict=True
    ):
        assert (chosen, unseen) == ((0.5, 3.0) if seed == 0 else (0.9, 2.0))
    assert set(found.seed) == {0, 1}


def test_optimism_is_what_the_luckiest_of_equals_gets():
    random = rng()
    scores = random.standard_normal((2, 20_000, 3))
    found = optimism(*scores, 10, random)
    # the mean of the largest of ten standard normal numbers
    assert found == pytest.approx(1.5388, abs=0.12)
    assert optimism(*scores, 1, random) == pytest.approx(0, abs=0.1)


def test_an_easier_set_makes_no_optimism():
    quality = rng().random((30, 2))
    assert optimism(quality, quality + 0.5, 8, rng()) == pytest.approx(0, abs=1e-12)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="a divisor of 12"):
        grid_choice((12,), (5,), rng())
    with pytest.raises(ValueError, match="budget"):
        random_choice((3,), 0, rng())
    with pytest.raises(ValueError, match="second table"):
        optimism(np.ones((2, 3)), np.ones((3, 2)), 2, rng())
    with pytest.raises(ValueError, match="num_searches"):
        search_often(np.ones((2, 1)), np.ones((2, 1)), lambda r: [0], 0, rng())
