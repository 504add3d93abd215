"""Exercises of the notebook *Backpropagation*, in NumPy."""

import random
from typing import Any

import numpy as np

from nnfoundations.exercises.arrays import (
    ArrayExercise,
    ValueExercise,
    generator,
    make_only_example,
)
from nnfoundations.exercises.judging import Mistake


def _layer_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    X, W, delta = np.array([[1.0, 2.0]]), np.eye(2), np.array([[3.0, 4.0]])
    W[0, 1] = 5.0
    examples = [
        ("a single example", (X, W, delta)),
        ("two examples, one weight", (X.T, np.array([[2.0]]), delta.T)),
    ]
    for n, d, h in [(3, 2, 2), (4, 4, 4), (3, 2, 4), (5, 4, 3), (2, 3, 1)]:
        given = draw.normal(size=(n, d)), draw.normal(size=(d, h))
        drawn = (*given, draw.normal(size=(n, h)))
        examples.append((f"{n} examples, {d} inputs, {h} units", drawn))
    return examples


LAYER_BACKWARD = ArrayExercise(
    name="layer_backward",
    title="One layer, backward",
    trial="layer_backward(np.ones((2, 3)), np.ones((3, 4)), np.ones((2, 4)))",
    stub='''def layer_backward(X, W, delta):
    """Return (dW, db, dX) of the layer Z = X W + b.

    X is (n, d), W is (d, h). delta is the loss's derivative with respect
    to Z, (n, h); the mean over the batch is in it already. Each result
    has the shape of its own array, b has (h,).
    """
''',
    solution="""def layer_backward(X, W, delta):
    return X.T @ delta, delta.sum(axis=0), delta @ W.T
""",
    examples=_layer_examples,
    mistakes=[
        Mistake(
            "delta has the mean over the batch in it: sum the rows for db, without"
            " dividing again.",
            ("delta.sum(axis=0)", "delta.mean(axis=0)"),
        ),
        Mistake(
            "db has one entry for each unit: over which axis do the examples run?",
            ("delta.sum(axis=0)", "delta.sum(axis=1)"),
        ),
        Mistake(
            "Every example uses the same b, so its derivative adds up over the batch.",
            ("delta.sum(axis=0)", "delta"),
        ),
        Mistake(
            "Backward, delta goes through W the other way round: is W transposed?",
            ("delta @ W.T", "delta @ W"),
        ),
        Mistake(
            "dW has the shape of W; yours is the transposed one.",
            ("X.T @ delta", "delta.T @ X"),
        ),
        Mistake(
            "Divided by n twice: delta has the mean in it, dW needs no other.",
            ("X.T @ delta", "X.T @ delta / len(X)"),
        ),
        Mistake(
            "The order is dW, db, dX; yours begins with another one.",
            (
                "X.T @ delta, delta.sum(axis=0), delta @ W.T",
                "delta @ W.T, X.T @ delta, delta.sum(axis=0)",
            ),
        ),
        Mistake(
            "db is a row of shape (h,), not a table with one row.",
            ("delta.sum(axis=0)", "delta.sum(axis=0, keepdims=True)"),
        ),
        Mistake(
            "A gradient points up the slope; the minus comes with the step, not here.",
            (
                "X.T @ delta, delta.sum(axis=0), delta @ W.T",
                "-(X.T @ delta), -delta.sum(axis=0), -(delta @ W.T)",
            ),
        ),
        Mistake(
            "All three are divided by n: delta has the mean over the batch in it"
            " already.",
            (
                "X.T @ delta, delta.sum(axis=0), delta @ W.T",
                "X.T @ delta / len(X), delta.sum(axis=0) / len(X), delta @ W.T /"
                " len(X)",
            ),
        ),
        Mistake(
            "Every unit has a b of its own; yours adds up the units as well.",
            ("delta.sum(axis=0)", "delta.sum()"),
        ),
        Mistake(
            "This layer has no ReLU: Z = X W + b, and nothing behind it.",
            ("delta @ W.T", "(delta @ W.T) * (X > 0)"),
        ),
        Mistake(
            "* multiplies entry by entry; a matrix product is @.",
            ("X.T @ delta", "X.T * delta"),
            ("delta @ W.T", "delta * W.T"),
        ),
    ],
    hints=["Write down the shapes: only one product of X and delta is (d, h)."],
)


def _delta_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    examples = [
        ("equal scores", (np.zeros((1, 2)), np.array([0]))),
        ("two examples", (np.zeros((2, 2)), np.array([0, 1]))),
        ("a large score", (np.array([[1000.0, 0.0]]), np.array([1]))),
    ]
    for n, k in [(2, 3), (3, 3), (5, 4)]:
        drawn = draw.normal(0, 2, (n, k)), draw.integers(0, k, n)
        examples.append((f"{n} examples, {k} classes", drawn))
    return examples


SOFTMAX_DELTA = ArrayExercise(
    name="softmax_delta",
    title="Where the way back begins",
    trial="softmax_delta(np.zeros((2, 3)), np.array([0, 2]))",
    stub='''def softmax_delta(logits, y):
    """Return the loss's derivative with respect to the logits, (n, k).

    The loss is the mean cross-entropy of softmax(logits) over the n
    examples, so that delta = (y_hat - Y) / n, where Y has a 1 at the
    right class of each row. y holds the right classes, (n,). Large
    logits must not overflow.
    """
''',
    solution="""def softmax_delta(logits, y):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    delta = e / e.sum(axis=1, keepdims=True)
    delta[np.arange(len(y)), y] -= 1
    return delta / len(y)
""",
    examples=_delta_examples,
    mistakes=[
        Mistake(
            "The loss is a mean over the batch: where is the number of examples?",
            ("delta / len(y)", "delta"),
        ),
        Mistake(
            "The sign is turned round: a higher right score lowers the loss.",
            ("return delta", "return -delta"),
        ),
        Mistake(
            "exp of a large score overflows: subtract the largest of each row first.",
            (" - logits.max(axis=1, keepdims=True)", ""),
        ),
        Mistake(
            "Softmax compares the classes of one example: your sums run down a column.",
            ("e.sum(axis=1, keepdims=True)", "e.sum(axis=0, keepdims=True)"),
        ),
        Mistake(
            "These are the probabilities alone: the right classes have not come in.",
            ("    delta[np.arange(len(y)), y] -= 1\n", ""),
        ),
        Mistake(
            "delta[:, y] takes whole columns; one entry of each row is wanted.",
            ("delta[np.arange(len(y)), y]", "delta[:, y]"),
        ),
        Mistake(
            "Divided by the number of all entries; the loss is a mean over examples.",
            ("delta / len(y)", "delta / delta.size"),
        ),
        Mistake(
            "Only the right class's score has a derivative in yours; the others take"
            " part through the softmax's sum.",
            (
                "    return delta / len(y)",
                "    wrong = np.zeros_like(delta)\n    row = np.arange(len(y))\n"
                "    wrong[row, y] = delta[row, y]\n    return wrong / len(y)",
            ),
        ),
        Mistake(
            "One softmax goes over the whole batch; each row has its own.",
            ("e.sum(axis=1, keepdims=True)", "e.sum()"),
            ("logits.max(axis=1, keepdims=True)", "logits.max()"),
        ),
        Mistake(
            "y holds the numbers of classes: subtract a row that has a 1 there,"
            " not the number.",
            (
                "    delta[np.arange(len(y)), y] -= 1\n",
                "    delta = delta - y[:, None]\n",
            ),
        ),
        Mistake(
            "The scores themselves are compared with Y: where is the softmax?",
            (
                "    delta = e / e.sum(axis=1, keepdims=True)\n",
                "    delta = logits * 1.0\n",
            ),
        ),
        Mistake(
            "Divided by the number of classes, not of examples.",
            ("/ len(y)", "/ logits.shape[1]"),
        ),
        Mistake(
            "That is the loss; its derivative by the logits is asked for, a table.",
            (
                "return delta / len(y)",
                "return -np.log(delta[np.arange(len(y)), y] + 1).mean()",
            ),
        ),
    ],
    hints=[
        "First a softmax over each row, then take 1 away in one place of each row.",
        "delta[np.arange(n), y] names one entry of each row.",
    ],
)

KEPT_NUMBERS = ValueExercise(
    name="kept_numbers",
    title="What the way back needs again",
    trial="kept_numbers",
    stub="kept_numbers = ...\n",
    solution="kept_numbers = 64 * (100 + 2 * 50 + 10)\n",
    examples=make_only_example,
    mistakes=[
        Mistake(
            "The hidden layer is kept twice, before and after its ReLU.",
            "kept_numbers = 64 * (100 + 50 + 10)\n",
        ),
        Mistake(
            "That is for one example; the batch has more of them.",
            "kept_numbers = 100 + 2 * 50 + 10\n",
        ),
        Mistake(
            "Those are the parameters. They are there anyway, and do not grow with the"
            " batch.",
            "kept_numbers = 100 * 50 + 50 + 50 * 10 + 10\n",
        ),
        Mistake(
            "Those are bytes in float32; numbers were asked for.",
            "kept_numbers = 4 * 64 * (100 + 2 * 50 + 10)\n",
        ),
        Mistake(
            "The inputs are needed again, too: dW1 is made of them.",
            "kept_numbers = 64 * (2 * 50 + 10)\n",
        ),
        Mistake(
            "The scores are needed again, too: the way back begins with them.",
            "kept_numbers = 64 * (100 + 2 * 50)\n",
        ),
        Mistake(
            "The probabilities come from the scores: one of the two is enough.",
            "kept_numbers = 64 * (100 + 2 * 50 + 2 * 10)\n",
        ),
        Mistake(
            "The parameters are there anyway; count what the batch adds.",
            "kept_numbers = 64 * (100 + 2 * 50 + 10) + 100 * 50 + 50 + 50 * 10 + 10\n",
        ),
        Mistake(
            "Numbers were asked for, not thousands of them.",
            "kept_numbers = 64 * (100 + 2 * 50 + 10) / 1000\n",
        ),
    ],
    hints=["Which arrays with one row for each example does the backward pass use?"],
)

EXERCISES = [LAYER_BACKWARD, SOFTMAX_DELTA, KEPT_NUMBERS]
