"""Exercises of the notebook *Fashion-MNIST at full size*, in NumPy."""

import random
from typing import Any

import numpy as np

from nnfoundations.exercises.arrays import ArrayExercise, generator
from nnfoundations.exercises.judging import Mistake


def _gain_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    small = [
        ("a gain that is always the same", [0.75, 1.0], [0.5, 0.75]),
        ("two gains", [0.5, 1.0], [0.5, 0.5]),
        ("a loss and a gain", [0.5, 1.0, 0.75], [0.75, 0.5, 0.75]),
    ]
    examples = [(what, (np.array(a), np.array(b))) for what, a, b in small]
    for n in (3, 5, 8):
        common = draw.uniform(0.6, 0.9, n)
        a, b = (common + draw.normal(m, 0.01, n) for m in (0.02, 0.0))
        examples.append((f"{n} seeds", (a.round(3), b.round(3))))
    return examples


PAIRED_GAIN = ArrayExercise(
    name="paired_gain",
    title="Is the gain more than chance?",
    trial="paired_gain(np.array([0.5, 1.0]), np.array([0.5, 0.5]))",
    stub='''def paired_gain(a, b):
    """Return the pair (mean, error) of the gains a - b, seed by seed.

    a and b hold the accuracies of two models, (n,); the entries of one
    place share a seed. error is the standard error of the mean: the
    standard deviation of the gains, with n - 1 below the line, over the
    root of n.
    """
''',
    solution="""def paired_gain(a, b):
    gain = a - b
    return gain.mean(), gain.std(ddof=1) / np.sqrt(len(gain))
""",
    examples=_gain_examples,
    mistakes=[
        Mistake(
            "std divides by n unless it is told otherwise; here n - 1 was asked for.",
            ("std(ddof=1)", "std()"),
        ),
        Mistake(
            "That is how far single gains scatter; their mean scatters less.",
            (" / np.sqrt(len(gain))", ""),
        ),
        Mistake(
            "The error of a mean falls with the root of n, not with n.",
            ("np.sqrt(len(gain))", "len(gain)"),
        ),
        Mistake(
            "What two models share in a seed cancels only in a - b: take the"
            " differences first, and then their deviation.",
            (
                "gain.std(ddof=1) / np.sqrt(len(gain))",
                "np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(a))",
            ),
        ),
        Mistake(
            "That is made of the variance; a standard error of its root.",
            ("gain.std(ddof=1)", "gain.var(ddof=1)"),
        ),
        Mistake(
            "Twice the error is what one compares with; one error was asked for.",
            ("gain.std(ddof=1) /", "2 * gain.std(ddof=1) /"),
        ),
        Mistake("The gain is of a over b; yours is of b over a.", ("a - b", "b - a")),
        Mistake(
            "Gains count with their signs: a loss is a gain below 0.",
            ("a - b", "np.abs(a - b)"),
        ),
        Mistake(
            "Accuracies are subtracted here, not divided.",
            ("a - b", "a / b"),
        ),
        Mistake(
            "The sum grows with the number of seeds; the mean was asked for.",
            ("gain.mean()", "gain.sum()"),
        ),
        Mistake(
            "The pair is the mean and its error; yours are two ends.",
            (
                "return gain.mean(), gain.std(ddof=1) / np.sqrt(len(gain))",
                "m, e = gain.mean(), gain.std(ddof=1) / np.sqrt(len(gain))\n"
                "    return m - e, m + e",
            ),
        ),
    ],
    hints=["First one array: the gain of each seed. Then its mean and its deviation."],
)


def _table_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    examples = [
        ("all right", (np.array([0, 1]), np.array([0, 1]), 2)),
        ("one of two mistaken", (np.array([0, 0, 1]), np.array([0, 1, 1]), 2)),
        ("a class that nobody names", (np.array([0, 1, 2]), np.array([0, 1, 1]), 3)),
    ]
    for n, k in ((12, 3), (20, 4), (30, 5)):
        y = np.concatenate([np.arange(k), draw.integers(0, k, n - k)])
        y_hat = np.where(draw.random(n) < 0.6, y, draw.integers(0, k, n))
        examples.append((f"{n} images of {k} classes", (y, y_hat, k)))
    return examples


CONFUSED_SHARES = ArrayExercise(
    name="confused_shares",
    title="What is taken for what",
    trial="confused_shares(np.array([0, 0, 1]), np.array([0, 1, 1]), 2)",
    stub='''def confused_shares(y, y_hat, k):
    """Return the table of shares, (k, k): row i, column j says which
    share of the images of class i was taken for class j.

    y holds the true classes, y_hat what a model named, both (n,). Each
    class has an image at least.
    """
''',
    solution="""def confused_shares(y, y_hat, k):
    count = np.zeros((k, k))
    for i, j in zip(y, y_hat):
        count[i, j] += 1
    return count / count.sum(axis=1, keepdims=True)
""",
    examples=_table_examples,
    mistakes=[
        Mistake(
            "Rows are true classes, columns what was named; yours stand the other way.",
            ("count[i, j]", "count[j, i]"),
            ("axis=1", "axis=0"),
        ),
        Mistake(
            "Those are counts; each row is to be divided by its sum.",
            ("count / count.sum(axis=1, keepdims=True)", "count"),
        ),
        Mistake(
            "Shares of all images; each row is to add up to 1 by itself.",
            ("count.sum(axis=1, keepdims=True)", "count.sum()"),
        ),
        Mistake(
            "Your columns are divided by their sums; the rows are the true classes.",
            ("count.sum(axis=1, keepdims=True)", "np.maximum(count.sum(axis=0), 1)"),
        ),
        Mistake(
            "Without keepdims the sums of the rows lie along the columns.",
            (", keepdims=True", ""),
        ),
        Mistake(
            "count[y, y_hat] += 1 counts a pair once, however often it comes.",
            (
                "    for i, j in zip(y, y_hat):\n        count[i, j] += 1\n",
                "    count[y, y_hat] += 1\n",
            ),
        ),
        Mistake(
            "Only the right ones are counted; what else they are taken for is asked.",
            ("        count[i, j] += 1\n", "        count[i, i] += i == j\n"),
            ("count.sum(axis=1, keepdims=True)", "np.bincount(y)[:, None]"),
        ),
        Mistake(
            "Counting begins at 0 in each place of the table.",
            ("np.zeros", "np.ones"),
        ),
        Mistake(
            "Those are the shares that are right, the diagonal alone.",
            (
                "return count / count.sum(axis=1, keepdims=True)",
                "return (count / count.sum(axis=1, keepdims=True)).diagonal()",
            ),
        ),
        Mistake(
            "y and y_hat are exchanged: the rows belong to the true classes, y.",
            ("zip(y, y_hat)", "zip(y_hat, y)"),
            (
                "count.sum(axis=1, keepdims=True)",
                "np.maximum(count.sum(axis=1, keepdims=True), 1)",
            ),
        ),
        Mistake(
            "That is the accuracy, a single number; a table of shares is asked for.",
            (
                "return count / count.sum(axis=1, keepdims=True)",
                "return (y == y_hat).mean()",
            ),
        ),
    ],
    hints=["Count first, in a table of zeros; then divide each row by its sum."],
)

EXERCISES = [PAIRED_GAIN, CONFUSED_SHARES]
