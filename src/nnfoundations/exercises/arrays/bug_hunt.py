"""Exercises of the notebook *Bug hunt*, in PyTorch."""

import random
from typing import Any

import torch

from nnfoundations.exercises.arrays import ArrayExercise, generator
from nnfoundations.exercises.judging import Mistake


def _dead_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    examples = [
        ("one unit, always off", (torch.zeros(2, 1),)),
        ("one unit, on for one example", (torch.tensor([[0.0], [1.0]]),)),
        ("two units, one dead", (torch.tensor([[0.0, 2.0], [0.0, 0.0]]),)),
        ("three units", (torch.tensor([[0.0, 2.0, 0.0], [0.0, 0.0, 3.0]]),)),
    ]
    for n, h in [(3, 4), (4, 6), (5, 8)]:
        H = torch.tensor(draw.uniform(-1, 1, (n, h)).round(2)).clamp(min=0)
        H[:, torch.tensor(draw.random(h) < 0.4)] = 0.0
        H[0, 0], H[1, 1] = 1.0, 2.0
        examples.append((f"{n} examples, {h} units", (H,)))
    return examples


DEAD_SHARE = ArrayExercise(
    name="dead_share",
    title="The share of dead units",
    trial="dead_share(torch.tensor([[0.0, 2.0], [0.0, 0.0]]))",
    stub='''def dead_share(H):
    """Return the share of dead units, a number from 0 to 1.

    H holds activations after a ReLU, (n, h): a row for each example, a
    column for each unit. A unit is dead if it is 0 for *every* example.
    """
''',
    solution="""def dead_share(H):
    return float((H == 0).all(dim=0).double().mean())
""",
    examples=_dead_examples,
    mistakes=[
        Mistake(
            "A unit that is off for one example is not dead: all must agree.",
            (".all(dim=0)", ".any(dim=0)"),
        ),
        Mistake(
            "That is the share of zeros among all entries; count units.",
            (".all(dim=0)", ""),
        ),
        Mistake(
            "Your rows are examples: units stand side by side, in columns.",
            (".all(dim=0)", ".all(dim=1)"),
        ),
        Mistake(
            "That is the number of dead units, not their share.",
            (".mean()", ".sum()"),
        ),
        Mistake(
            "That is the share of the living.",
            ("(H == 0).all(dim=0)", "(H != 0).any(dim=0)"),
        ),
        Mistake(
            "It compares the mean of the unit's activations with a limit other than 0.",
            ("(H == 0).all(dim=0)", "(H.mean(dim=0) < H.mean())"),
        ),
        Mistake(
            "A list of units came back: which are dead; take the share of them.",
            (
                "float((H == 0).all(dim=0).double().mean())",
                "(H == 0).all(dim=0).double()",
            ),
        ),
        Mistake(
            "Divided by the number of examples instead of the number of units.",
            (".double().mean()", ".double().sum() / H.shape[0]"),
        ),
        Mistake(
            "That asks whether all entries are 0; each unit is asked by itself.",
            (".all(dim=0).double().mean()", ".all()"),
        ),
        Mistake(
            "The first example alone is asked; a dead unit is 0 for every one.",
            ("(H == 0).all(dim=0)", "(H[0] == 0)"),
        ),
        Mistake("Behind a ReLU nothing is below 0: dead means 0.", ("H == 0", "H < 0")),
        Mistake(
            "Those are the places of the dead units; which share of all is that?",
            (
                "float((H == 0).all(dim=0).double().mean())",
                "[j for j in range(H.shape[1]) if (H[:, j] == 0).all()]",
            ),
        ),
        Mistake(
            "Divided by the number of entries instead of the number of units.",
            (".double().mean()", ".double().sum() / H.numel()"),
        ),
    ],
    hints=["H == 0 is a table of True and False; .all needs the right dim."],
)


def _stride_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)

    def tensors(*values: Any) -> list[torch.Tensor]:
        return [torch.tensor(x, dtype=torch.float64) for x in values]

    examples: list[tuple[str, tuple[Any, ...]]] = [
        ("a sound step", (tensors([1.0]), tensors([0.8]), tensors([2.0]), 0.1)),
        ("a step twice as long", (tensors([1.0]), tensors([0.6]), tensors([2.0]), 0.1)),
        (
            "two tensors",
            (
                tensors([3.0], [0.0]),
                tensors([0.0], [4.0]),
                tensors([6.0], [8.0]),
                0.5,
            ),
        ),
    ]
    for _ in range(4):
        shapes = [(2, 3), (3,)]
        given = [
            tensors(*(draw.normal(size=s).round(2) for s in shapes)) for _ in "abc"
        ]
        examples.append(("drawn weights", (*given, rng.choice([0.1, 0.25, 2.0]))))
    return examples


STRIDE = ArrayExercise(
    name="stride_of",
    title="The stride of a step",
    trial="stride_of([torch.ones(2)], [torch.zeros(2)], [torch.ones(2)], 1.0)",
    stub='''def stride_of(before, after, grads, lr):
    """Return |after - before| / (lr |grads|), a number.

    Each argument but lr is a list of tensors, one for each parameter.
    The bars stand for the length of all their entries together, the
    root of the sum of the squares.
    """
''',
    solution="""def stride_of(before, after, grads, lr):
    moved = sum(((a - b) ** 2).sum() for a, b in zip(after, before))
    asked = sum((g**2).sum() for g in grads)
    return float(moved.sqrt() / (lr * asked.sqrt()))
""",
    examples=_stride_examples,
    mistakes=[
        Mistake(
            "The learning rate is not used: how long a step does it allow?",
            ("(lr * asked.sqrt())", "asked.sqrt()"),
        ),
        Mistake(
            "Those are squared lengths: the roots are missing.",
            ("moved.sqrt() / (lr * asked.sqrt())", "moved / (lr * asked)"),
        ),
        Mistake(
            "a / lr * b divides by lr alone: put what is below the line in brackets.",
            ("(lr * asked.sqrt())", "lr * asked.sqrt()"),
        ),
        Mistake(
            "Only the first tensor is measured; all of them make one vector.",
            ("zip(after, before)", "zip(after[:1], before[:1])"),
            ("in grads", "in grads[:1]"),
        ),
        Mistake(
            "Absolute values are summed; a length is the root of a sum of squares.",
            ("((a - b) ** 2).sum()", "(a - b).abs().sum()"),
            ("(g**2).sum()", "g.abs().sum()"),
            ("moved.sqrt() / (lr * asked.sqrt())", "moved / (lr * asked)"),
        ),
        Mistake(
            "The lengths of the tensors are added up; first sum all squares, then take"
            " one root.",
            ("((a - b) ** 2).sum()", "((a - b) ** 2).sum().sqrt()"),
            ("(g**2).sum()", "(g**2).sum().sqrt()"),
            ("moved.sqrt() / (lr * asked.sqrt())", "moved / (lr * asked)"),
        ),
        Mistake(
            "That is turned upside down: 1 over the stride.",
            (
                "moved.sqrt() / (lr * asked.sqrt())",
                "(lr * asked.sqrt()) / moved.sqrt()",
            ),
        ),
        Mistake(
            "The length of the new weights is measured, not of the way to them.",
            ("((a - b) ** 2)", "(a**2)"),
        ),
        Mistake(
            "That is how far the step went, not yet in relation to what was asked.",
            ("moved.sqrt() / (lr * asked.sqrt())", "moved.sqrt()"),
        ),
        Mistake(
            "The strides of the tensors are averaged; all of them make one step.",
            "def stride_of(before, after, grads, lr):\n"
            "    s = [float((a - b).norm() / (lr * g.norm())) for a, b, g in"
            " zip(after, before, grads)]\n"
            "    return sum(s) / len(s)\n",
        ),
        Mistake(
            "The difference of the lengths is not the length of the difference.",
            "def stride_of(before, after, grads, lr):\n"
            "    n = lambda ts: torch.cat([t.flatten() for t in ts]).norm()\n"
            "    return float((n(after) - n(before)) / (lr * n(grads)))\n",
        ),
        Mistake(
            "lr stands below the line: a larger rate asks for a longer step.",
            ("(lr * asked.sqrt())", "asked.sqrt() * lr"),
        ),
        Mistake(
            "One stride for each tensor came back; all of them together make one.",
            "def stride_of(before, after, grads, lr):\n"
            "    return [float((a - b).norm() / (lr * g.norm())) for a, b, g in"
            " zip(after, before, grads)]\n",
        ),
    ],
    hints=["Two sums of squares over all tensors, two roots, one quotient."],
)

EXERCISES = [DEAD_SHARE, STRIDE]
