"""Exercises of the chapter *The perceptron*."""

from nnfoundations.exercises.judging import Exercise, Mistake, draw_whole


def _correct_examples(rng):
    examples = [
        ("an example on the right side", ([1.0], 0.0, [2.0], 1)),
        ("an example on the wrong side", ([1.0], 0.0, [2.0], -1)),
        ("an example on the boundary itself", ([0.0], 0.0, [2.0], 1)),
        ("one on the boundary with y = -1", ([0.0], 0.0, [2.0], -1)),
        ("a bias that decides", ([1.0], -3.0, [2.0], 1)),
        ("an example that one correction does not put right", ([1.0], -9.0, [2.0], 1)),
        ("two weights", ([1.0, -1.0], 0.5, [1.0, 2.0], 1)),
    ]
    for _ in range(12):
        d = rng.randint(1, 4)
        w, x, b = draw_whole(rng, d), draw_whole(rng, d), draw_whole(rng, 1)[0]
        examples.append(("a drawn example", (w, b, x, rng.choice([-1, 1]))))
    return examples


CORRECT = Exercise(
    name="correct",
    title="One correction of the perceptron",
    trial="correct([1.0], 0.0, [2.0], -1)",
    stub='''def correct(w, b, x, y):
    """Return the pair (w, b) after the perceptron has seen one
    example.

    w and x are lists, y is +1 or -1. If y z > 0, nothing changes;
    else w moves by y x and b by y. The list w that is given stays
    as it is.
    """
''',
    solution="""def correct(w, b, x, y):
    z = b
    for wi, xi in zip(w, x):
        z += wi * xi
    if y * z > 0:
        return list(w), b
    return [wi + y * xi for wi, xi in zip(w, x)], b + y
""",
    examples=_correct_examples,
    mistakes=[
        Mistake(
            "An example on the boundary (z = 0) is not right: it is corrected too.",
            ("y * z > 0", "y * z >= 0"),
        ),
        Mistake(
            "At z = 0 nothing is right yet, whatever the unit would answer there.",
            ("y * z > 0", "(1 if z >= 0 else -1) == y"),
        ),
        Mistake(
            "An example that is right already changes nothing.",
            ("y * z > 0", "False"),
        ),
        Mistake(
            "Whether the side is right depends on y as well as on z.",
            ("y * z > 0", "z > 0"),
        ),
        Mistake("The bias learns too.", ("b + y\n", "b\n")),
        Mistake(
            "The boundary moves the wrong way: add y x, do not take it away.",
            ("wi + y * xi", "wi - y * xi"),
            ("b + y\n", "b - y\n"),
        ),
        Mistake(
            "With y = -1 the correction goes the other way: x is multiplied by y.",
            ("wi + y * xi", "wi + xi"),
        ),
        Mistake(
            "Before the comparison z needs the bias.",
            ("z = b\n", "z = 0.0\n"),
        ),
        Mistake(
            "The bias moves by y, as if it were the weight of an input that is always 1.",
            ("b + y\n", "b + 1\n"),
        ),
        Mistake(
            "The given list itself is changed: build a new one.",
            (
                "    return [wi + y * xi for wi, xi in zip(w, x)], b + y\n",
                "    for i in range(len(w)):\n        w[i] += y * x[i]\n    return w, b + y\n",
            ),
        ),
        Mistake(
            "The bias is missing in the result: return the pair.",
            ("return list(w), b", "return list(w)"),
            ("zip(w, x)], b + y", "zip(w, x)]"),
        ),
        Mistake(
            "+= between lists appends; the entries must be added one by one.",
            (
                "return [wi + y * xi for wi, xi in zip(w, x)], b + y",
                "return list(w) + y * x, b + y",
            ),
        ),
        Mistake(
            "The wrong examples are left and the right ones corrected: y z > 0 means right.",
            ("y * z > 0", "y * z <= 0"),
        ),
        Mistake(
            "w moves by y x: each entry of x takes part.", ("wi + y * xi", "wi + y")
        ),
        Mistake(
            "w moves along x, by y x; z only says whether it moves.",
            ("wi + y * xi", "wi + y * z"),
        ),
        Mistake(
            "That is the delta rule; the perceptron moves by y x, however far off z is.",
            ("wi + y * xi", "wi + (y - z) * xi"),
            ("b + y\n", "b + y - z\n"),
        ),
        Mistake(
            "The bias has no input of its own: it moves by y.",
            ("b + y\n", "b + y * sum(x)\n"),
        ),
        Mistake(
            "The bias moves by y alone, not by y z.",
            ("b + y", "b + y * z"),
        ),
        Mistake(
            "With y = -1 everything goes the other way: x is taken away from w, and 1 from b.",
            ("wi + y * xi", "wi + xi"),
            ("b + y\n", "b + 1\n"),
        ),
        Mistake(
            "y minus the answer is 2 y after a mistake; the rule moves by y once.",
            ("y * z > 0", "(1 if z > 0 else -1) == y"),
            ("wi + y * xi", "wi + 2 * y * xi"),
            ("b + y\n", "b + 2 * y\n"),
        ),
        Mistake(
            "At z = 0 nothing is right yet, for neither of the two labels.",
            ("y * z > 0", "(1 if z > 0 else -1) == y"),
        ),
        Mistake(
            "A single correction is made, even where it does not suffice: an if, not a while.",
            (
                "    if y * z > 0:\n        return list(w), b\n    return [wi + y * xi for wi, xi in zip(w, x)], b + y\n",
                "    while y * z <= 0:\n        w, b = [wi + y * xi for wi, xi in zip(w, x)], b + y\n        z = b + sum([wi * xi for wi, xi in zip(w, x)])\n    return list(w), b\n",
            ),
        ),
        Mistake(
            "w stays, and y times x is added to it; yours multiplies w by y.",
            ("wi + y * xi", "xi + y * wi"),
        ),
        Mistake(
            "+ joins two lists; each weight moves by its own entry of x.",
            ("[wi + y * xi for wi, xi in zip(w, x)]", "list(w) + [y * xi for xi in x]"),
        ),
        Mistake(
            "There is no factor before y x: w moves by all of it.",
            ("wi + y * xi", "wi + 0.5 * y * xi"),
            ("b + y\n", "b + 0.5 * y\n"),
        ),
    ],
    hints=[
        "Compute z = w x + b first, then decide, then move.",
        "The result is a pair: return new_w, new_b.",
    ],
)


def _error_examples(rng):
    examples = [
        ("one example, right", ([1.0], 0.0, [[2.0]], [1])),
        ("one example, wrong", ([1.0], 0.0, [[2.0]], [-1])),
        ("an example on the boundary", ([1.0], 0.0, [[0.0], [1.0]], [-1, 1])),
        ("one on the boundary that is right", ([1.0], 0.0, [[0.0], [1.0]], [1, 1])),
        ("AND", ([1.0, 1.0], -1.5, [[0, 0], [0, 1], [1, 0], [1, 1]], [-1, -1, -1, 1])),
        ("XOR", ([1.0, 1.0], -0.5, [[0, 0], [0, 1], [1, 0], [1, 1]], [-1, 1, 1, -1])),
    ]
    for _ in range(10):
        n, d = rng.randint(2, 6), rng.randint(1, 3)
        X = [draw_whole(rng, d) for _ in range(n)]
        y = [rng.choice([-1, 1]) for _ in range(n)]
        examples.append(
            (
                "a drawn set of examples",
                (draw_whole(rng, d), draw_whole(rng, 1)[0], X, y),
            )
        )
    return examples


COUNT_ERRORS = Exercise(
    name="count_errors",
    title="On how many examples does a unit err?",
    trial="count_errors([1.0, 1.0], -1.5, [[0, 1], [1, 1]], [-1, 1])",
    stub='''def count_errors(w, b, X, y):
    """Return how many examples lie on the wrong side.

    X is a list of examples, each a list; y lists +1 or -1. The
    unit answers +1 if z >= 0 and -1 if z < 0.
    """
''',
    solution="""def count_errors(w, b, X, y):
    count = 0
    for x, label in zip(X, y):
        z = b + sum([wi * xi for wi, xi in zip(w, x)])
        answer = 1 if z >= 0 else -1
        if answer != label:
            count += 1
    return count
""",
    examples=_error_examples,
    mistakes=[
        Mistake(
            "At z = 0 the unit answers +1.",
            ("z >= 0", "z > 0"),
        ),
        Mistake(
            "Those are the right ones.",
            ("answer != label", "answer == label"),
        ),
        Mistake(
            "Return how many, not which share.",
            ("return count", "return count / len(y)"),
        ),
        Mistake("The bias is missing in z.", ("b + sum", "sum")),
        Mistake(
            "The labels are +1 and -1 here, not 1 and 0.",
            ("else -1", "else 0"),
        ),
        Mistake(
            "All examples count, not the first error alone.",
            ("count += 1", "return 1"),
        ),
        Mistake(
            "That counts how often the unit answers +1, whatever the label.",
            ("answer != label", "answer == 1"),
        ),
        Mistake(
            "The sign of b: the boundary lies where w x + b = 0.",
            ("b + sum", "-b + sum"),
        ),
        Mistake(
            "At z = 0 the answer is +1, so there a label of +1 is right: y z <= 0, or a sign of 0, calls it wrong.",
            ("answer != label", "label * z <= 0"),
        ),
        Mistake(
            "At z = 0 the answer is +1, so there a label of -1 is wrong: y z < 0 misses it.",
            ("answer != label", "label * z < 0"),
        ),
        Mistake(
            "z must begin afresh for each example; yours carries the last one's along.",
            ("    count = 0\n", "    count, z = 0, b\n"),
            ("z = b + sum", "z = z + sum"),
        ),
        Mistake(
            "The count is set back to 0 inside the loop.",
            (
                "    count = 0\n    for x, label in zip(X, y):\n",
                "    for x, label in zip(X, y):\n        count = 0\n",
            ),
        ),
        Mistake(
            "The return stands inside the loop: one example alone is looked at.",
            ("    return count", "        return count"),
        ),
        Mistake(
            "Errors of both kinds take each other away: add 1 for each.",
            (
                "        if answer != label:\n            count += 1\n",
                "        count += (answer - label) / 2\n",
            ),
        ),
        Mistake(
            "z itself is compared with the label; the answer is +1 or -1.",
            ("answer != label", "z != label"),
        ),
        Mistake(
            "A label of +1 that is missed is an error, too.",
            ("answer != label", "answer == 1 and label == -1"),
        ),
        Mistake(
            "A label of -1 that fires is an error, too.",
            ("answer != label", "answer == -1 and label == 1"),
        ),
        Mistake(
            "The unit stays as it is while its errors are counted: nothing is corrected.",
            (
                "            count += 1\n",
                "            count += 1\n            w = [wi + label * xi for wi, xi in zip(w, x)]\n            b = b + label\n",
            ),
        ),
    ],
    hints=[
        "For each example: z, the answer, the comparison with its label.",
        "Start a counter at 0 before the loop, and return it after the loop.",
    ],
)

EXERCISES = [CORRECT, COUNT_ERRORS]
