"""Exercises of the notebook *Hyperparameters*, in NumPy."""

import random
from typing import Any

import numpy as np

from nnfoundations.exercises.arrays import ArrayExercise, generator
from nnfoundations.exercises.judging import Mistake


def _momentum_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    zero, one = np.zeros(1), np.ones(1)
    examples: list[tuple[str, tuple[Any, ...]]] = [
        ("the first step", (one, zero, 2 * one, 0.1, 0.9)),
        ("a velocity, but no gradient", (one, 5 * one, zero, 0.1, 0.9)),
        ("no momentum at all", (one, 5 * one, 2 * one, 0.1, 0.0)),
    ]
    for shape in [(2,), (3,), (2, 3)]:
        w, v, g = draw.normal(size=(3, *shape)).round(2)
        beta = rng.choice([0.5, 0.8, 0.95])
        examples.append((f"weights of shape {shape}", (w, v, g, 0.2, beta)))
    return examples


MOMENTUM_UPDATE = ArrayExercise(
    name="momentum_update",
    title="Momentum for a whole array",
    trial="momentum_update(np.ones(2), np.zeros(2), np.ones(2), 0.1, 0.9)",
    stub='''def momentum_update(w, v, g, lr, beta):
    """Return the pair (w, v) after a step with momentum, as new arrays.

    v <- beta v + g, then w <- w - lr v. All three arrays have one shape,
    and those that are given stay as they are.
    """
''',
    solution="""def momentum_update(w, v, g, lr, beta):
    v = beta * v + g
    return w - lr * v, v
""",
    examples=_momentum_examples,
    mistakes=[
        Mistake(
            "v += ... and v *= ... write into the caller's array: make a new one.",
            ("v = beta * v + g", "v *= beta\n    v += g"),
        ),
        Mistake(
            "w follows the new velocity; yours follows the old one.",
            ("return w - lr * v, v", "return w - lr * (v - g) / (beta or 1), v"),
        ),
        Mistake(
            "In this form the gradient comes in whole, without 1 - beta.",
            ("beta * v + g", "beta * v + (1 - beta) * g"),
        ),
        Mistake("Where does the old velocity fade by beta?", ("beta * v + g", "v + g")),
        Mistake(
            "w moves along the velocity, not along the gradient alone.",
            ("w - lr * v, v", "w - lr * g, v"),
        ),
        Mistake(
            "The learning rate has no place in the velocity: only w's step has it.",
            ("v = beta * v + g", "v = beta * v + lr * g"),
            ("w - lr * v, v", "w - v, v"),
        ),
        Mistake(
            "First w, then v: the pair is turned round.",
            ("w - lr * v, v", "v, w - lr * v"),
        ),
        Mistake("The step goes up the slope.", ("w - lr * v", "w + lr * v")),
        Mistake(
            "beta belongs to the old velocity; yours weakens the gradient.",
            ("beta * v + g", "v + beta * g"),
        ),
        Mistake(
            "beta is given, and is not always 0.9.", ("beta * v + g", "0.9 * v + g")
        ),
        Mistake(
            "w goes by the new v; yours looks one step further ahead, as Nesterov"
            " does.",
            ("w - lr * v, v", "w - lr * (beta * v + g), v"),
        ),
        Mistake(
            "v adds the gradient up; the minus stands where w moves.",
            ("beta * v + g", "beta * v - g"),
            ("w - lr", "w + lr"),
        ),
    ],
    hints=["Two lines; no +=, because that would change what was given."],
)


def _rate_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    examples: list[tuple[str, tuple[Any, ...]]] = [
        ("the lower end", (np.array([0.0]), 0.01, 1.0)),
        ("the upper end", (np.array([1.0]), 0.01, 1.0)),
        ("the middle of two decades", (np.array([0.5]), 0.01, 1.0)),
        ("four draws", (np.array([0.0, 0.25, 0.5, 1.0]), 0.0001, 1.0)),
    ]
    for _ in range(4):
        low = float(draw.choice([1e-4, 1e-3, 0.02]))
        high = low * float(draw.choice([10.0, 50.0, 1000.0]))
        drawn = draw.random(rng.randint(2, 5)).round(3)
        examples.append(("other ends", (drawn, low, high)))
    return examples


LOG_UNIFORM = ArrayExercise(
    name="log_uniform",
    title="Learning rates for a random search",
    trial="log_uniform(np.array([0.0, 0.5, 1.0]), 0.01, 1.0)",
    stub='''def log_uniform(u, low, high):
    """Return learning rates between low and high, one for each entry of u.

    u holds numbers drawn uniformly from 0 to 1. The *logarithms* of the
    rates are to be uniform: each factor of ten is as likely as any other.
    u = 0 gives low, u = 1 gives high.
    """
''',
    solution="""def log_uniform(u, low, high):
    return low * (high / low) ** u
""",
    examples=_rate_examples,
    mistakes=[
        Mistake(
            "That is uniform in the rates themselves: nine in ten fall into the highest"
            " decade.",
            ("low * (high / low) ** u", "low + (high - low) * u"),
        ),
        Mistake(
            "Those are the logarithms; the rates were asked for.",
            ("low * (high / low) ** u", "np.log(low) + np.log(high / low) * u"),
        ),
        Mistake(
            "The logarithm and the power have different bases: log goes with e.",
            (
                "low * (high / low) ** u",
                "10 ** (np.log(low) + np.log(high / low) * u)",
            ),
        ),
        Mistake(
            "The ends are swapped: u = 0 is to give low.",
            ("low * (high / low) ** u", "high * (low / high) ** u"),
        ),
        Mistake(
            "At u = 0 that is 1: the lower end is missing as a factor.",
            ("low * (high / low) ** u", "(high / low) ** u"),
        ),
        Mistake(
            "The exponent runs over the ratio of the ends; yours raises high alone.",
            ("(high / low) ** u", "high ** u"),
        ),
        Mistake(
            "All rates are the same: u is not used.",
            ("low * (high / low) ** u", "np.full_like(u, np.sqrt(low * high))"),
        ),
        Mistake(
            "The ratio is turned round: the rates must grow with u.",
            ("low * (high / low) ** u", "low * (low / high) ** u"),
        ),
        Mistake(
            "That is a regular grid between the ends: the draws u do not come in.",
            (
                "low * (high / low) ** u",
                "np.logspace(np.log10(low), np.log10(high), len(u))",
            ),
        ),
        Mistake(
            "From low to high one multiplies by a ratio, not by a difference.",
            ("(high / low)", "(high - low)"),
        ),
        Mistake(
            "The line runs between the ends themselves; it is to run between their"
            " logarithms.",
            ("low * (high / low) ** u", "10 ** (low + (high - low) * u)"),
        ),
        Mistake(
            "Each entry of u has a rate; yours looks at the first alone.",
            ("** u", "** u[0]"),
        ),
    ],
    hints=[
        "Go from log(low) to log(high) in a straight line, and come back by exp.",
    ],
)

EXERCISES = [MOMENTUM_UPDATE, LOG_UNIFORM]
