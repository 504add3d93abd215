"""Exercises in NumPy and PyTorch, for the notebooks of the chapters from 7 on."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from nnfoundations.exercises.judging import Exercise


class ArrayExercise(Exercise):
    """A function of arrays to write, or an array to work out.

    Answers in float32 are as welcome as those in float64: two results are the same if
    they differ by a hundred-thousandth of the largest number in them at most.
    """

    exact = (1e-5, 1.0)

    def function(self, source: str | None = None) -> Callable[..., Any]:
        """Return the function that a source defines; by default the solution's."""
        names: dict[str, Any] = {"np": np, "torch": torch}
        exec(self.solution if source is None else source, names)
        if self.value:
            found = names[self.name]
            return lambda: found
        return names[self.name]


class ValueExercise(ArrayExercise):
    """A number or an array to work out; its solution and mistakes assign it."""

    value = True


def generator(rng: random.Random) -> np.random.Generator:
    """Return NumPy's generator for a drawn seed."""
    return np.random.default_rng(rng.randrange(2**32))


def make_only_example(rng: random.Random) -> list[tuple[str, tuple[()]]]:
    """Return the one example of an exercise that asks for a value."""
    return [("the numbers of the text", ())]
