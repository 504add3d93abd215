"""Exercises of the notebook *Generalisation*, in NumPy."""

import random
from typing import Any

import numpy as np

from nnfoundations.exercises.arrays import ArrayExercise, generator
from nnfoundations.exercises.judging import Mistake


def _dropout_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    H, U = np.array([[1.0, 2.0]]), np.array([[0.1, 0.9]])
    examples: list[tuple[str, tuple[Any, ...]]] = [
        ("nothing dropped", (H, U, 0.0, True)),
        ("one of two dropped", (H, U, 0.5, True)),
        ("a rare drop", (H, U, 0.2, True)),
        ("a test, where nothing is dropped", (H, U, 0.5, False)),
    ]
    for shape in [(2, 3), (3, 4)]:
        for training in (True, False):
            drawn = draw.normal(1, 2, shape).round(2), draw.random(shape).round(2)
            q = rng.choice([0.25, 0.3, 0.7])
            what = "a drawn batch in " + ("training" if training else "a test")
            examples.append((what, (*drawn, q, training)))
    return examples


DROPOUT_LAYER = ArrayExercise(
    name="dropout_layer",
    title="Dropout, in training and in a test",
    trial="dropout_layer(np.ones((2, 3)), np.full((2, 3), 0.7), 0.5, True)",
    stub='''def dropout_layer(H, U, q, training):
    """Return the activations H after dropout, in H's shape.

    q is the probability that an activation is dropped. U holds uniform
    draws from 0 to 1: where U < q the activation becomes 0. The others
    are divided by 1 - q, so that the mean stays what it was. If training
    is False nothing happens to H.
    """
''',
    solution="""def dropout_layer(H, U, q, training):
    if not training:
        return H
    return H * (U >= q) / (1 - q)
""",
    examples=_dropout_examples,
    mistakes=[
        Mistake(
            "In a test the whole network answers: `training` is not looked at.",
            ("    if not training:\n        return H\n", ""),
        ),
        Mistake(
            "The survivors must make up for the dropped: the mean sinks in training.",
            (" / (1 - q)", ""),
        ),
        Mistake(
            "That is the older form, which shrinks in the test; here the training"
            " grows and the test is left alone.",
            ("return H\n", "return H * (1 - q)\n"),
            (" / (1 - q)", ""),
        ),
        Mistake(
            "The wrong ones survive: look at the direction of < once more.",
            ("U >= q", "U < q"),
        ),
        Mistake(
            "Divided by the share that goes; the share that stays keeps the mean.",
            ("(1 - q)", "(q if q else 1)"),
        ),
        Mistake("Training and test are exchanged.", ("if not training", "if training")),
        Mistake(
            "The draws are compared with 1 - q: q is the probability of being dropped.",
            ("U >= q", "U >= 1 - q"),
        ),
        Mistake(
            "Both are scaled; a test leaves H as it is.",
            ("return H\n", "return H / (1 - q)\n"),
        ),
        Mistake(
            "H[mask] leaves the dropped ones out and loses the shape; they become 0.",
            ("H * (U >= q) / (1 - q)", "H[U >= q] / (1 - q)"),
        ),
        Mistake(
            "The mask itself comes back: multiply it by H.",
            ("H * (U >= q) / (1 - q)", "(U >= q) / (1 - q)"),
        ),
        Mistake(
            "/ 1 - q divides by 1: the bracket is missing.", ("/ (1 - q)", "/ 1 - q")
        ),
        Mistake(
            "U says which stay, and is no factor: compare it with q.", ("(U >= q)", "U")
        ),
    ],
    hints=["U >= q is a mask; as a factor, True counts 1 and False counts 0."],
)


def _interval_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    two = np.array([[2.0, 1.0], [0.0, 3.0]])
    examples = [
        ("one of two right", (two, np.array([0, 0]))),
        ("all right", (two, np.array([0, 1]))),
        ("none right", (two, np.array([1, 0]))),
    ]
    for n, k in [(10, 3), (25, 2), (40, 4)]:
        y = draw.integers(0, k, n)
        logits = draw.normal(size=(n, k)) + 2 * np.eye(k)[y]
        # no two scores of a row are alike: which would be the largest?
        logits = logits.round(2) + 0.001 * np.arange(k)
        examples.append((f"{n} images", (logits, y)))
    return examples


ACCURACY_INTERVAL = ArrayExercise(
    name="accuracy_interval",
    title="An accuracy with its interval",
    trial="accuracy_interval(np.eye(3), np.array([0, 1, 1]))",
    stub='''def accuracy_interval(logits, y):
    """Return the ends (low, high) of Wilson's 95 % interval.

    logits is (n, k), y holds the right classes, (n,). The largest logit
    is the answer, p is the share of right answers, z = 1.96. The middle
    is (p + z^2 / 2n) / (1 + z^2 / n), and the half width is
    z sqrt(p (1 - p) / n + z^2 / 4n^2) / (1 + z^2 / n).
    """
''',
    solution="""def accuracy_interval(logits, y):
    n, z = len(y), 1.96
    p = (logits.argmax(axis=1) == y).mean()
    below = 1 + z**2 / n
    middle = (p + z**2 / (2 * n)) / below
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / below
    return middle - half, middle + half
""",
    examples=_interval_examples,
    mistakes=[
        Mistake(
            "p plus and minus 1.96 deviations has no width when all are right: that is"
            " the simple interval.",
            (
                "return middle - half, middle + half",
                "s = z * np.sqrt(p * (1 - p) / n)\n    return p - s, p + s",
            ),
        ),
        Mistake(
            "The answer is the largest score of a row: your argmax runs down a column.",
            ("axis=1", "axis=0"),
        ),
        Mistake(
            "n is the number of images; yours is the number of all logits.",
            ("n, z = len(y)", "n, z = logits.size"),
        ),
        Mistake(
            "p is the share of right answers; yours counts the wrong ones.",
            ("== y", "!= y"),
        ),
        Mistake(
            "The interval stands around the shifted middle; yours around p.",
            ("middle = (p + z**2 / (2 * n)) / below", "middle = p"),
        ),
        Mistake(
            "Middle and half width are both divided by 1 + z^2 / n.",
            ("below = 1 + z**2 / n", "below = 1"),
        ),
        Mistake(
            "z / 2n ^ 2 without brackets: what belongs below the line?",
            ("z**2 / (2 * n)", "z**2 / 2 * n"),
            ("z**2 / (4 * n**2)", "z**2 / 4 * n**2"),
        ),
        Mistake("The square root is missing.", ("np.sqrt(", "(")),
        Mistake("That is a 90 % interval: 95 % have another z.", ("1.96", "1.645")),
        Mistake(
            "The lower end is the first of the pair.",
            ("middle - half, middle + half", "middle + half, middle - half"),
        ),
        Mistake(
            "Middle and half width came back; the ends lie on both sides of the"
            " middle.",
            ("middle - half, middle + half", "middle, half"),
        ),
        Mistake("p is a share; yours is a count.", (".mean()", ".sum()")),
        Mistake("Where is z before the root?", ("z * np.sqrt", "np.sqrt")),
        Mistake(
            "The half width goes to each side; yours is the whole width.",
            ("z * np.sqrt", "2 * z * np.sqrt"),
        ),
        Mistake(
            "The class is the place of the largest score in its row: max is the score,"
            " and argmax alone looks at the whole table.",
            ("argmax", "max"),
        ),
        Mistake(
            "That is the accuracy alone: the interval is still to come.",
            ("return middle - half, middle + half", "return p"),
        ),
    ],
    hints=["logits.argmax(axis=1) == y says for each image whether it is right."],
)

EXERCISES = [DROPOUT_LAYER, ACCURACY_INTERVAL]
