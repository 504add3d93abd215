"""Exercises of the notebook *Scaling out*, in NumPy and PyTorch."""

import random
from typing import Any

import numpy as np
import torch

from nnfoundations.exercises.arrays import ArrayExercise, generator
from nnfoundations.exercises.judging import Mistake


def _ring_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    two = np.array([[1.0, 2.0], [10.0, 20.0]])
    three = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0], [100.0, 200.0, 300.0]])
    examples = [
        ("two ranks", (two, 0)),
        ("three ranks, the first round", (three, 0)),
        ("three ranks, the second round", (three, 1)),
    ]
    for p in (3, 4, 5):
        drawn = draw.normal(size=(p, p)).round(2), rng.randint(0, p - 2)
        examples.append((f"{p} ranks", drawn))
    return examples


RING_ROUND = ArrayExercise(
    name="ring_round",
    title="One round of the ring",
    trial="ring_round(np.array([[1.0, 2.0], [10.0, 20.0]]), 0)",
    stub='''def ring_round(parts, t):
    """Return the parts of all ranks after round t of the adding.

    parts is (p, p): rank r holds parts[r], one number for each part. In
    round t = 0, 1, ... rank r sends its part (r - t) mod p to rank
    (r + 1) mod p, which adds it to its own. All send at the same time.
    The array that is given stays as it is.
    """
''',
    solution="""def ring_round(parts, t):
    p = len(parts)
    new = parts.copy()
    for r in range(p):
        part = (r - t) % p
        new[(r + 1) % p, part] += parts[r, part]
    return new
""",
    examples=_ring_examples,
    mistakes=[
        Mistake(
            "Received parts are added in these rounds; yours overwrites.",
            ("] += parts", "] = parts"),
        ),
        Mistake(
            "It goes round the other way: r sends to the rank after it.",
            ("(r + 1) % p", "(r - 1) % p"),
        ),
        Mistake(
            "Which part is sent goes *down* from round to round: r - t.",
            ("(r - t) % p", "(r + t) % p"),
        ),
        Mistake(
            "All ranks send the same part in yours; each is at another place.",
            ("(r - t) % p", "t % p"),
        ),
        Mistake(
            "It writes into the array that was given: work on a copy.",
            ("parts.copy()", "parts"),
        ),
        Mistake(
            "The round is not looked at: always the first part goes out.",
            ("(r - t) % p", "r"),
        ),
        Mistake(
            "That is the end of all rounds; one round was asked for.",
            "def ring_round(parts, t):\n"
            "    return np.tile(parts.sum(0), (len(parts), 1))\n",
        ),
        Mistake(
            "The sender keeps what it sends; yours empties its place.",
            (
                "+= parts[r, part]\n",
                "+= parts[r, part]\n        new[r, part] -= parts[r, part]\n",
            ),
        ),
        Mistake(
            "The ring does not close: the last rank sends to the first.",
            ("    for r in range(p):", "    for r in range(p - 1):"),
        ),
        Mistake(
            "Whole vectors are sent; in each round one part goes out.",
            ("[(r + 1) % p, part] += parts[r, part]", "[(r + 1) % p] += parts[r]"),
        ),
        Mistake(
            "Rounds count from 0: in round 0 rank r sends its part r.",
            ("(r - t) % p", "(r - t + 1) % p"),
        ),
        Mistake(
            "The return stands inside the loop: only rank 0 has sent.",
            ("    return new", "        return new"),
        ),
        Mistake(
            "Those are the parts that were sent; what do all ranks hold afterwards?",
            "def ring_round(parts, t):\n"
            "    p = len(parts)\n"
            "    return [parts[r, (r - t) % p] for r in range(p)]\n",
        ),
    ],
    hints=["A copy, a loop over the ranks, one sum in it."],
)


def _gradient_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    w = torch.tensor([0.0], dtype=torch.float64)
    X = torch.tensor([[1.0], [2.0], [3.0]], dtype=torch.float64)
    examples: list[tuple[str, tuple[Any, ...]]] = [
        ("one piece", (w, X[:1], X[:1, 0], 1)),
        ("two equal pieces", (w, X[:2], X[:2, 0], 1)),
        ("a last piece that is smaller", (w, X, X[:, 0], 2)),
    ]
    for n, d, size in [(4, 2, 2), (5, 3, 2), (7, 2, 3), (7, 2, 4)]:
        arrays = draw.normal(size=d), draw.normal(size=(n, d)), draw.normal(size=n)
        drawn = tuple(torch.tensor(x) for x in arrays)
        examples.append((f"{n} examples in pieces of {size}", (*drawn, size)))
    return examples


ACCUMULATED_GRADIENT = ArrayExercise(
    name="accumulated_gradient",
    title="A large batch in small pieces",
    trial="accumulated_gradient(torch.zeros(2), torch.ones(3, 2), torch.ones(3), 2)",
    stub='''def accumulated_gradient(w, X, y, size):
    """Return the gradient, in w, of the mean of (X w - y)^2 over all rows.

    Go through X and y in pieces of `size` rows (the last may be smaller)
    and let the pieces' gradients add up in .grad, as one does when the
    whole batch does not fit into memory. Each piece counts by its share
    of the rows. w stays as it is.
    """
''',
    solution="""def accumulated_gradient(w, X, y, size):
    v = w.clone().requires_grad_()
    for i in range(0, len(X), size):
        error = X[i : i + size] @ v - y[i : i + size]
        loss = (error**2).sum() / len(X)
        loss.backward()
    return v.grad
""",
    examples=_gradient_examples,
    mistakes=[
        Mistake(
            "The pieces' means are added up: each must count by its share.",
            ("(error**2).sum() / len(X)", "(error**2).mean()"),
        ),
        Mistake(
            "A mean of the pieces' means: the smaller last piece counts too much.",
            ("(error**2).sum() / len(X)", "(error**2).mean() / -(-len(X) // size)"),
        ),
        Mistake(
            "Divided by `size` each time, though the last piece may have fewer rows.",
            (
                "(error**2).sum() / len(X)",
                "(error**2).sum() / size / -(-len(X) // size)",
            ),
        ),
        Mistake(
            "Only the last piece is left: .grad is set back inside the loop.",
            ("        error =", "        v.grad = None\n        error ="),
        ),
        Mistake(
            "The rows behind the last whole piece are left out.",
            ("range(0, len(X), size)", "range(0, len(X) - size + 1, size)"),
        ),
        Mistake(
            "A sum over all rows; the mean was asked for.",
            ("(error**2).sum() / len(X)", "(error**2).sum()"),
        ),
        Mistake(
            "Only the first piece is used: does the loop end too early?",
            ("        loss.backward()\n", "        loss.backward()\n        break\n"),
        ),
        Mistake(
            "y is not cut into the same pieces as X.",
            ("y[i : i + size]", "y[: len(X[i : i + size])]"),
        ),
        Mistake(
            "Without the square the error's sign decides: the loss is squared.",
            ("error**2", "error"),
        ),
        Mistake(
            "A half stands before the square in yours; not in this loss.",
            ("(error**2)", "(error**2 / 2)"),
        ),
        Mistake(
            "The pieces' gradients stand side by side; they are to be added up.",
            "def accumulated_gradient(w, X, y, size):\n"
            "    return [2 * A.T @ (A @ w - b) / len(X) for A, b in"
            " zip(X.split(size), y.split(size))]\n",
        ),
        Mistake(
            "That is w after a step; the gradient was asked for.",
            ("return v.grad", "return w - v.grad"),
        ),
        Mistake(
            "That is the loss, summed over the pieces; its gradient was asked for.",
            (
                "        loss.backward()\n    return v.grad",
                "    return ((X @ w - y) ** 2).mean()",
            ),
        ),
    ],
    hints=[
        "backward() adds to .grad; so a loop over pieces needs no list.",
        "The share of a piece is its number of rows over len(X).",
    ],
)

EXERCISES = [RING_ROUND, ACCUMULATED_GRADIENT]
