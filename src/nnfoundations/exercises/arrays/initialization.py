"""Exercises of the notebook *Initialization*, in NumPy."""

import random
from itertools import pairwise
from typing import Any

import numpy as np

from nnfoundations.exercises.arrays import (
    ArrayExercise,
    ValueExercise,
    generator,
    make_only_example,
)
from nnfoundations.exercises.judging import Mistake


def _he_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    examples = [
        ("two inputs, one unit", (np.ones((2, 1)),)),
        ("eight inputs, two units", (np.ones((8, 2)),)),
    ]
    for d, h in [(2, 3), (5, 2), (4, 4)]:
        drawn = draw.standard_normal((d, h))
        examples.append((f"{d} inputs, {h} units", (drawn,)))
    return examples


HE_WEIGHTS = ArrayExercise(
    name="he_weights",
    title="Initial weights by He's rule",
    trial="he_weights(np.random.default_rng(0).standard_normal((8, 4)))",
    stub='''def he_weights(Z):
    """Return weights (d, h) for a ReLU layer, by He's rule.

    Z holds draws of mean 0 and variance 1, one for each weight, and has
    inputs as rows. Scale them so that their variance is 2 / fan-in.
    """
''',
    solution="""def he_weights(Z):
    return Z * np.sqrt(2 / Z.shape[0])
""",
    examples=_he_examples,
    mistakes=[
        Mistake(
            "The fan-in is the number of inputs; yours counts the units.",
            ("Z.shape[0]", "Z.shape[1]"),
        ),
        Mistake(
            "2 / fan-in is the variance; draws are scaled by its root.",
            ("np.sqrt(2 / Z.shape[0])", "2 / Z.shape[0]"),
        ),
        Mistake(
            "That keeps the signal of a linear layer; a ReLU lets half of it through.",
            ("2 / Z", "1 / Z"),
        ),
        Mistake(
            "That is Xavier's rule, which looks at both sides of the layer.",
            ("Z.shape[0]", "sum(Z.shape)"),
        ),
        Mistake(
            "Divided by the number of all weights: how many inputs has *one* unit?",
            ("Z.shape[0]", "Z.size"),
        ),
        Mistake(
            "Scaled the other way: the more inputs, the smaller each weight.",
            ("np.sqrt(2 / Z.shape[0])", "np.sqrt(Z.shape[0] / 2)"),
        ),
        Mistake(
            "The scale alone comes back; the draws are to be multiplied by it.",
            ("Z * np.sqrt(2 / Z.shape[0])", "np.sqrt(2 / Z.shape[0])"),
        ),
        Mistake(
            "The scale is added; a sum moves the mean and keeps the variance.",
            ("Z * np.sqrt", "Z + np.sqrt"),
        ),
        Mistake(
            "** binds closer than /: for a root write ** 0.5, or np.sqrt.",
            ("np.sqrt(2 / Z.shape[0])", "(2 / Z.shape[0]) ** 1 / 2"),
        ),
        Mistake(
            "The draws have the variance 1 in the mean; their own is not divided out.",
            ("Z * np", "Z / Z.std() * np"),
        ),
    ],
    hints=["A number times c has c^2 times the variance."],
)


def _squares_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    one = np.array([[1.0]])
    examples: list[tuple[str, tuple[Any, ...]]] = [
        ("one layer that doubles", (one, [2 * one])),
        ("a unit that is off", (one, [-2 * one])),
        ("two layers", (one, [2 * one, 3 * one])),
        ("two units", (np.array([[1.0, 1.0]]), [np.array([[1.0, -1.0], [2.0, -1.0]])])),
    ]
    for n, widths in [(2, (2, 3, 2)), (4, (3, 4, 4, 3))]:
        pairs = pairwise(widths)
        layers = [draw.normal(0.3, 1, size) for size in pairs]
        drawn = draw.normal(size=(n, widths[0])), layers
        examples.append((f"{n} examples through {len(layers)} layers", drawn))
    return examples


MEAN_SQUARES = ArrayExercise(
    name="mean_squares",
    title="How a signal grows or fades",
    trial="mean_squares(np.ones((2, 3)), [np.ones((3, 4)), np.ones((4, 4))])",
    stub='''def mean_squares(X, layers):
    """Return the mean square of the activations after each layer.

    layers is a list of weights W; each layer computes relu(H W), without
    a bias, and the first one gets X. One number for each layer, the mean
    over all its examples and units.
    """
''',
    solution="""def mean_squares(X, layers):
    found = []
    H = X
    for W in layers:
        H = np.maximum(H @ W, 0)
        found.append((H**2).mean())
    return np.array(found)
""",
    examples=_squares_examples,
    mistakes=[
        Mistake(
            "The ReLU is missing: signals below zero pass on.",
            ("np.maximum(H @ W, 0)", "H @ W"),
        ),
        Mistake(
            "Square first, then take the mean: yours is the square of the mean.",
            ("(H**2).mean()", "H.mean() ** 2"),
        ),
        Mistake("That is the mean, without the square.", ("(H**2).mean()", "H.mean()")),
        Mistake(
            "The variance is the mean square *after* the mean is taken away; a ReLU's"
            " activations have a mean above 0.",
            ("(H**2).mean()", "H.var()"),
        ),
        Mistake(
            "A sum grows with the width: the mean was asked for.",
            ("(H**2).mean()", "(H**2).sum()"),
        ),
        Mistake(
            "Each layer gets what the one below it gave; yours all get X.",
            ("np.maximum(H @ W, 0)", "np.maximum(X @ W, 0)"),
        ),
        Mistake(
            "Only the last layer's number comes back.",
            ("np.array(found)", "np.array(found[-1:])"),
        ),
        Mistake(
            "The input is no layer: begin after the first one.",
            ("found = []", "found = [(X**2).mean()]"),
        ),
        Mistake(
            "Measured before the ReLU; the activations are what comes after it.",
            (
                "        H = np.maximum(H @ W, 0)\n        found.append((H**2).mean())",
                "        found.append(((H @ W) ** 2).mean())\n"
                "        H = np.maximum(H @ W, 0)",
            ),
        ),
        Mistake(
            "That is the root of the mean square.",
            ("(H**2).mean()", "np.sqrt((H**2).mean())"),
        ),
        Mistake(
            "What goes on to the next layer is H, not its square.",
            (
                "np.maximum(H @ W, 0)\n        found.append((H**2).mean())",
                "np.maximum(H @ W, 0) ** 2\n        found.append(H.mean())",
            ),
        ),
        Mistake(
            "One number for each layer: the mean runs over the units, too.",
            ("(H**2).mean()", "(H**2).mean(axis=0)"),
            ("np.array(found)", "found"),
        ),
        Mistake(
            "A mean has divided by the number of units already.",
            ("(H**2).mean()", "(H**2).mean() / H.shape[1]"),
        ),
    ],
    hints=["A loop: H becomes relu(H W), and its mean square goes into a list."],
)

HE_SIGMAS = ValueExercise(
    name="he_sigmas",
    title="Three layers, three deviations",
    trial="he_sigmas",
    stub="he_sigmas = ...\n",
    solution="he_sigmas = np.sqrt(2 / np.array([784, 256, 64]))\n",
    examples=make_only_example,
    mistakes=[
        Mistake(
            "Those are made of the fan-outs; He's rule looks at the inputs.",
            "he_sigmas = np.sqrt(2 / np.array([256, 64, 10]))\n",
        ),
        Mistake(
            "Those are variances; a standard deviation is the root.",
            "he_sigmas = 2 / np.array([784, 256, 64])\n",
        ),
        Mistake(
            "With 1 in place of 2 half of the signal's mean square is lost per layer.",
            "he_sigmas = 1 / np.sqrt(np.array([784, 256, 64]))\n",
        ),
        Mistake(
            "That is Xavier's rule.",
            "he_sigmas = np.sqrt(2 / np.array([784 + 256, 256 + 64, 64 + 10]))\n",
        ),
        Mistake(
            "That is what PyTorch's Linear does if nobody asks.",
            "he_sigmas = 1 / np.sqrt(3 * np.array([784, 256, 64]))\n",
        ),
        Mistake(
            "Four widths make three layers: there is no layer behind the scores.",
            "he_sigmas = np.sqrt(2 / np.array([784, 256, 64, 10]))\n",
        ),
        Mistake(
            "The first layer comes first.",
            "he_sigmas = np.sqrt(2 / np.array([64, 256, 784]))\n",
        ),
    ],
    hints=["How many inputs has one unit of each layer?"],
)

EXERCISES = [HE_WEIGHTS, MEAN_SQUARES, HE_SIGMAS]
