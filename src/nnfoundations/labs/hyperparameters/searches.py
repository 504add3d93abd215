"""Searches for good hyperparameters, drawn again and again from one table of runs.

The table holds the scores of every setting on a grid of levels, so a search costs a
look-up instead of trainings, and a thousand of them show how searches scatter.

References
----------
Bergstra and Bengio (2012), Random search for hyper-parameter optimization.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks

#: Draws the settings that a search tries, as indices into the flat table.
Choose = Callable[[np.random.Generator], np.ndarray]


def grid_choice(
    levels: Sequence[int], points: Sequence[int], rng: np.random.Generator
) -> np.ndarray:
    """Return the settings of a grid with evenly spaced levels, in random order.

    Nobody knows where the best grid lies, so its first level is drawn: of 12 levels
    and 4 points it takes every third, from the first, the second or the third.

    Parameters
    ----------
    levels : sequence of int
        How many levels the table has of each hyperparameter.
    points : sequence of int
        How many of them the grid takes; they divide the levels.
    rng : numpy.random.Generator

    Returns
    -------
    indices : ndarray of shape (product of points,)
        Into the flattened table.

    Raises
    ------
    TypeError, ValueError
        If a number is below 1, or a number of points does not divide its levels.
    """
    checks.generator(rng)
    checks.same_length(levels=levels, points=points)
    axes = []
    for i, (size, num) in enumerate(zip(levels, points, strict=True)):
        checks.integer(f"levels[{i}]", size), checks.integer(f"points[{i}]", num)
        if size % num:
            raise ValueError(
                checks.complaint(f"points[{i}]", f"a divisor of {size}", num)
            )
        every = size // num
        axes.append(rng.integers(every) + every * np.arange(num))
    return rng.permutation(np.ravel_multi_index(np.ix_(*axes), levels).ravel())


def random_choice(
    levels: Sequence[int], budget: int, rng: np.random.Generator
) -> np.ndarray:
    """Return settings drawn evenly and independently from the whole table.

    Raises
    ------
    TypeError, ValueError
        If the budget is not a whole number of at least 1.
    """
    settings = math.prod(checks.sizes("levels", levels))
    return checks.generator(rng).integers(
        settings, size=checks.integer("budget", budget)
    )


@dataclass(frozen=True)
class Searches:
    """What many searches found.

    Attributes
    ----------
    seed : ndarray of shape (searches,)
        The column of the table that each search saw.
    chosen_by, unseen : ndarray of shape (searches,)
        The winner's score on the set that it was chosen by, and on the other.
    """

    seed: np.ndarray
    chosen_by: np.ndarray
    unseen: np.ndarray


def search_often(
    choosing: ArrayLike,
    reporting: ArrayLike,
    choose: Choose,
    num_searches: int,
    rng: np.random.Generator,
) -> Searches:
    """Run many searches in a table; each takes the setting with the best score.

    Parameters
    ----------
    choosing, reporting : array_like of shape (settings, seeds)
        Scores on the set that the winner is chosen by, and on another one. A search
        sees one column: one split of the data.
    choose : callable
        ``choose(rng)`` gives the settings that are tried. Of equal scores the first
        wins.
    num_searches : int
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If the tables do not have one shape or `num_searches` is below 1.
    """
    by, other = _tables(choosing, reporting)
    num = checks.integer("num_searches", num_searches)
    seeds = rng.integers(by.shape[1], size=num)
    winners = np.empty(num, int)
    for i, seed in enumerate(seeds):
        tried = choose(rng)
        winners[i] = tried[by[tried, seed].argmax()]
    return Searches(seeds, by[winners, seeds], other[winners, seeds])


def _tables(first: ArrayLike, second: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    one = checks.real_array("first table", first, 2)
    two = checks.real_array("second table", second, 2)
    if one.shape != two.shape:
        wanted = f"shape {one.shape}, that of the first"
        raise ValueError(checks.complaint("second table", wanted, f"{two.shape}"))
    return one, two


def optimism(
    first: ArrayLike,
    second: ArrayLike,
    num_tried: int,
    rng: np.random.Generator,
    num_searches: int = 1000,
) -> np.ndarray:
    """Return by how much a winner's own score flatters it, for each seed.

    The best of `num_tried` random settings is chosen by one set, and its score there
    is compared with its score on the other set. Both sets take both parts in turn, so
    that one of them being easier cancels out.

    Parameters
    ----------
    first, second : array_like of shape (settings, seeds)
        Scores on two sets that are alike and had no part in the training.
    num_tried : int
        Settings per search, drawn evenly and independently.
    rng : numpy.random.Generator
    num_searches : int
        How many searches are averaged.

    Returns
    -------
    optimism : ndarray of shape (seeds,)
        Mean of score where chosen minus score elsewhere.

    Raises
    ------
    TypeError, ValueError
        If the tables do not have one shape or a number is below 1.
    """
    one, two = _tables(first, second)
    shape = (
        checks.integer("num_searches", num_searches),
        checks.integer("num_tried", num_tried),
    )
    tried = rng.integers(len(one), size=shape)  # (searches, tried)
    seeds, gaps = np.arange(one.shape[1]), []
    for by, other in ((one, two), (two, one)):
        best = by[tried].argmax(1)  # (searches, seeds)
        rows = np.take_along_axis(tried, best, 1)
        gaps.append((by[rows, seeds] - other[rows, seeds]).mean(0))
    return np.mean(gaps, 0)
