"""Exercises of the notebooks on implementing the MLP, in PyTorch."""

import random
from typing import Any

import numpy as np
import torch

from nnfoundations.exercises.arrays import ArrayExercise, generator
from nnfoundations.exercises.judging import Mistake


def _tensors(*arrays: Any) -> tuple[torch.Tensor, ...]:
    return tuple(torch.tensor(np.asarray(x)) for x in arrays)


def _relu_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    one = np.array([[1.0]])
    examples = [
        ("a unit that is on", _tensors(one, 2 * one, [0.5])),
        ("a unit that is off", _tensors(one, -2 * one, [0.5])),
        ("a bias below zero", _tensors(one, 2 * one, [-1.0])),
    ]
    for n, d, h in [(2, 2, 2), (2, 3, 4), (4, 2, 3)]:
        drawn = draw.normal(size=(n, d)), draw.normal(size=(d, h)), draw.normal(size=h)
        examples.append((f"{n} examples, {d} inputs, {h} units", _tensors(*drawn)))
    return examples


RELU_FORWARD = ArrayExercise(
    name="relu_forward",
    title="A ReLU layer, forward",
    trial="relu_forward(torch.ones(2, 3), torch.ones(3, 4), torch.zeros(4))",
    stub='''def relu_forward(X, W, b):
    """Return H = relu(X W + b) as a tensor (n, h).

    X is (n, d), W is (d, h), b is (h,).
    """
''',
    solution="""def relu_forward(X, W, b):
    return torch.clamp(X @ W + b, min=0)
""",
    examples=_relu_examples,
    mistakes=[
        Mistake("The bias is not used.", ("X @ W + b", "X @ W")),
        Mistake(
            "There is no ReLU: scores below zero come through.",
            ("torch.clamp(X @ W + b, min=0)", "X @ W + b"),
        ),
        Mistake(
            "The bias comes before the ReLU, not after it.",
            ("torch.clamp(X @ W + b, min=0)", "torch.clamp(X @ W, min=0) + b"),
        ),
        Mistake(
            "W stands with its inputs as rows, (d, h): it needs no transposing.",
            ("X @ W", "X @ W.T"),
        ),
        Mistake(
            "X * W multiplies entry by entry; a matrix product is @.",
            ("X @ W", "X * W"),
        ),
        Mistake(
            "That is the absolute value: a unit that is off gives 0.",
            ("torch.clamp(X @ W + b, min=0)", "(X @ W + b).abs()"),
        ),
        Mistake(
            "That is the other half: what lies above zero is to stay.",
            ("min=0", "max=0"),
        ),
        Mistake(
            "The bias is taken away where it should be added.",
            ("X @ W + b", "X @ W - b"),
        ),
        Mistake(
            "That says which units are on, not how strongly.",
            ("torch.clamp(X @ W + b, min=0)", "(X @ W + b > 0) * 1.0"),
        ),
        Mistake(
            "torch.max(Z, 0) looks for the largest along axis 0; compare each"
            " entry with 0.",
            ("torch.clamp(X @ W + b, min=0)", "torch.max(X @ W + b, 0)"),
        ),
        Mistake(
            "Python's max chooses one of two things; each entry is to be compared"
            " by itself.",
            ("torch.clamp(X @ W + b, min=0)", "max(X @ W + b, 0)"),
        ),
        Mistake(
            "A sigmoid lies between 0 and 1; a ReLU has no upper end.",
            ("torch.clamp(X @ W + b, min=0)", "torch.sigmoid(X @ W + b)"),
        ),
        Mistake(
            "The largest entry of all came back; the table has a number for each unit.",
            ("torch.clamp(X @ W + b, min=0)", "torch.max(X @ W + b)"),
        ),
        Mistake(
            "A ReLU has no upper end; yours stops at 1.",
            ("min=0", "min=0, max=1"),
        ),
        Mistake(
            "A leaky ReLU lets something through below 0; this one gives 0 there.",
            (
                "torch.clamp(X @ W + b, min=0)",
                "torch.nn.functional.leaky_relu(X @ W + b)",
            ),
        ),
        Mistake(
            "That is the softplus, a smooth form of it; a ReLU has its corner at 0.",
            (
                "torch.clamp(X @ W + b, min=0)",
                "torch.nn.functional.softplus(X @ W + b)",
            ),
        ),
    ],
    hints=["A matrix product, a sum, and everything below zero becomes zero."],
)


def _step_examples(rng: random.Random) -> list[tuple[str, tuple[Any, ...]]]:
    draw = generator(rng)
    one = np.array([[1.0]])
    examples = [
        ("one example, undecided", _tensors(np.zeros((1, 2)), one, [0])),
        ("two examples", _tensors(np.zeros((1, 2)), [[1.0], [2.0]], [0, 0])),
    ]
    for n, d, k in [(2, 2, 3), (4, 3, 2), (5, 2, 4)]:
        W, X = draw.normal(size=(d, k)), draw.normal(size=(n, d))
        drawn = _tensors(W, X, draw.integers(0, k, n))
        examples.append((f"{n} examples, {k} classes", drawn))
    rates = [0.5, 0.1, *(round(rng.uniform(0.05, 0.8), 2) for _ in examples)]
    return [(what, (*x, lr)) for (what, x), lr in zip(examples, rates, strict=False)]


AUTOGRAD_STEP = ArrayExercise(
    name="autograd_step",
    title="A step with autograd",
    trial="autograd_step(torch.zeros(1, 2), torch.ones(1, 1), torch.tensor([0]), 1)",
    stub='''def autograd_step(W, X, y, lr):
    """Return W after one step W <- W - lr dL/dW, as a new tensor.

    L is the mean cross-entropy of softmax(X W) and the labels y; let
    PyTorch compute its gradient. The W that is given stays as it is.
    """
''',
    solution="""def autograd_step(W, X, y, lr):
    V = W.clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(X @ V, y)
    loss.backward()
    return V.detach() - lr * V.grad
""",
    examples=_step_examples,
    mistakes=[
        Mistake(
            "Descent goes against the gradient; yours climbs.",
            ("- lr * V.grad", "+ lr * V.grad"),
        ),
        Mistake("The learning rate is not used.", ("- lr * V.grad", "- V.grad")),
        Mistake(
            "A mean over the batch, not a sum: what does `reduction` say?",
            ("(X @ V, y)", "(X @ V, y, reduction='sum')"),
        ),
        Mistake(
            "The loss has a softmax in it; yours is applied twice.",
            ("(X @ V, y)", "((X @ V).softmax(1), y)"),
        ),
        Mistake(
            "That is the gradient; the weights after the step were asked for.",
            ("V.detach() - lr * V.grad", "V.grad"),
        ),
        Mistake(
            "That is the change; the weights are missing from the sum.",
            ("V.detach() - lr * V.grad", "-lr * V.grad"),
        ),
        Mistake(
            "backward() is called twice in effect: gradients add up.",
            (
                "    loss.backward()\n",
                "    loss.backward(retain_graph=True)\n    loss.backward()\n",
            ),
        ),
        Mistake(
            "The softmax runs over the examples, where the classes should compete.",
            (
                "torch.nn.functional.cross_entropy(X @ V, y)",
                "torch.nn.functional.nll_loss((X @ V).log_softmax(0), y)",
            ),
        ),
        Mistake(
            "The weights come back as they were: no step is taken.",
            ("V.detach() - lr * V.grad", "V.detach()"),
        ),
        Mistake(
            "That is the loss; it tells how good the weights are, and the step is"
            " still to come.",
            (
                "    loss.backward()\n    return V.detach() - lr * V.grad",
                "    return loss.detach()",
            ),
        ),
    ],
    hints=[
        "Work on a copy that requires a gradient: W.clone().requires_grad_().",
        "After loss.backward() the gradient is in the copy's .grad.",
    ],
)

EXERCISES = [RELU_FORWARD, AUTOGRAD_STEP]
