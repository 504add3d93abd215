"""Exercises of the chapter *Implementing the MLP*."""

from nnfoundations.exercises.judging import Exercise, Mistake, draw_decimals


def _sgd_examples(rng):
    examples = [
        ("one parameter", ([1.0], [0.5], 0.1)),
        ("a gradient of 0", ([1.0, 2.0], [0.0, 0.0], 0.1)),
        ("two parameters", ([1.0, 2.0], [1.0, -1.0], 0.5)),
    ]
    for _ in range(8):
        n = rng.randint(1, 5)
        p, g = draw_decimals(rng, n), draw_decimals(rng, n)
        examples.append((f"{n} parameters", (p, g, rng.choice([0.1, 0.3, 1.0]))))
    return examples


SGD_STEP = Exercise(
    name="sgd_step",
    title="One step of the optimiser",
    trial="sgd_step([1.0, 2.0], [1.0, -1.0], 0.5)",
    stub='''def sgd_step(parameters, gradients, lr):
    """Return the list of parameters after one step of gradient
    descent.

    The given lists stay as they are.
    """
''',
    solution="""def sgd_step(parameters, gradients, lr):
    return [p - lr * g for p, g in zip(parameters, gradients)]
""",
    examples=_sgd_examples,
    mistakes=[
        Mistake(
            "That climbs: the loss grows along the gradient.", ("p - lr", "p + lr")
        ),
        Mistake("The learning rate is missing.", ("lr * g", "g")),
        Mistake(
            "Those are the steps; add them to the parameters.",
            ("p - lr * g", "-lr * g"),
        ),
        Mistake(
            "The step is lr times the gradient, not lr times the parameter.",
            ("lr * g", "lr * p"),
        ),
        Mistake(
            "All gradients are averaged here; each parameter has its own.",
            ("lr * g", "lr * sum(gradients) / len(gradients)"),
        ),
        Mistake(
            "The given list itself is changed: build a new one.",
            "def sgd_step(parameters, gradients, lr):\n"
            "    for i in range(len(parameters)):\n"
            "        parameters[i] -= lr * gradients[i]\n"
            "    return parameters\n",
        ),
        Mistake(
            "Only the sign of the gradient is used; its size counts too.",
            ("lr * g", "lr * ((g > 0) - (g < 0))"),
        ),
        Mistake(
            "Divided by the learning rate instead of multiplied.",
            ("lr * g", "g / lr"),
        ),
        Mistake(
            "Nothing is divided here: len(parameters) counts no examples.",
            ("lr * g", "lr * g / len(gradients)"),
        ),
        Mistake(
            "Two loops pair each parameter with all gradients; go through both lists together.",
            (
                "for p, g in zip(parameters, gradients)",
                "for p in parameters for g in gradients",
            ),
        ),
        Mistake(
            "The rate scales the gradient alone, not the whole difference.",
            ("p - lr * g", "lr * (p - g)"),
        ),
        Mistake(
            "The parameters come back unchanged: in a loop, p -= ... gives p another value, and the list keeps its own.",
            ("p - lr * g", "p"),
        ),
        Mistake(
            "It is the parameters that move, by lr times the gradients; in yours the two are exchanged.",
            ("p - lr * g", "g - lr * p"),
        ),
        Mistake(
            "Nothing but lr times the gradient is taken away; yours makes the parameter smaller as well.",
            ("p - lr * g", "(1 - lr) * p - lr * g"),
        ),
        Mistake(
            "The gradient is used as long as it is, not divided by its length.",
            (
                "    return",
                "    size = math.sqrt(sum([g * g for g in gradients])) or 1.0\n    return",
            ),
            ("lr * g", "lr * g / size"),
        ),
        Mistake(
            "The step is taken away from the parameter; it is no factor.",
            ("p - lr * g", "p * lr * g"),
        ),
        Mistake(
            "The gradient itself counts, not its square.",
            ("lr * g", "lr * g * g"),
        ),
        Mistake(
            "Each parameter has a gradient of its own: they are not added up.",
            ("lr * g", "lr * sum(gradients)"),
        ),
        Mistake(
            "Each parameter has its step; yours returns the first alone.",
            (
                "[p - lr * g for p, g in zip(parameters, gradients)]",
                "parameters[0] - lr * gradients[0]",
            ),
        ),
        Mistake(
            "The step does not depend on the parameter's size: p is no factor of it.",
            ("p - lr * g", "p * (1 - lr * g)"),
        ),
        Mistake(
            "The step is all of lr times the gradient, not a half of it.",
            ("lr * g", "lr * g / 2"),
        ),
    ],
    hints=[
        "Each parameter goes a little against its own gradient.",
        "zip(parameters, gradients) goes through both lists together.",
    ],
)


def _accuracy_examples(rng):
    examples = [
        ("one example, right", ([[0.1, 0.9]], [1])),
        ("one example, wrong", ([[0.9, 0.1]], [1])),
        ("one of two right", ([[0.9, 0.1], [0.8, 0.2]], [0, 1])),
        ("scores that are all negative", ([[-5.0, -1.0, -3.0]], [1])),
        (
            "three classes",
            ([[1.0, 5.0, 2.0], [3.0, 0.0, 1.0], [0.0, 1.0, 2.0]], [1, 0, 1]),
        ),
    ]
    for _ in range(8):
        n, k = rng.randint(2, 6), rng.randint(2, 4)
        # no two scores of a row are alike: which would be the largest?
        rows = [draw_decimals(rng, k) for _ in range(n)]
        scores = [[s + 0.001 * j for j, s in enumerate(row)] for row in rows]
        labels = [rng.randint(0, k - 1) for _ in range(n)]
        examples.append((f"{n} examples of {k} classes", (scores, labels)))
    return examples


ACCURACY = Exercise(
    name="accuracy",
    title="From scores to accuracy",
    trial="accuracy([[0.9, 0.1], [0.8, 0.2]], [0, 1])",
    stub='''def accuracy(scores, labels):
    """Return the share of examples whose largest score is that of
    their label.

    scores holds a list of scores for each example; labels their
    classes, 0, 1, 2 ...
    """
''',
    solution="""def accuracy(scores, labels):
    right = 0
    for row, label in zip(scores, labels):
        if row.index(max(row)) == label:
            right += 1
    return right / len(labels)
""",
    examples=_accuracy_examples,
    mistakes=[
        Mistake(
            "A share was asked for, not a count.",
            ("right / len(labels)", "right"),
        ),
        Mistake(
            "That is the share of errors.",
            ("== label", "!= label"),
        ),
        Mistake(
            "The largest score wins, not the smallest.",
            ("max(row)", "min(row)"),
        ),
        Mistake(
            "Compare the place of the largest score with the label, not its value.",
            ("row.index(max(row)) == label", "max(row) == label"),
        ),
        Mistake(
            "A score above 0 is not yet the largest.",
            ("row.index(max(row)) == label", "row[label] > 0"),
        ),
        Mistake(
            "Divide by the number of examples, not of classes.",
            ("len(labels)", "len(scores[0])"),
        ),
        Mistake(
            "Yours is 1 only where all are right: does // round down?",
            ("right / len", "right // len"),
        ),
        Mistake(
            "A percentage was not asked for: 0.5, not 50.",
            ("right / len(labels)", "100 * right / len(labels)"),
        ),
        Mistake(
            "The largest score is looked for over the examples; it belongs to one example's row.",
            "def accuracy(scores, labels):\n    columns = [list(c) for c in zip(*scores)]\n    best = [c.index(max(c)) for c in columns]\n    right = [b == label for b, label in zip(best, labels)]\n    return sum(right) / len(right)\n",
        ),
        Mistake(
            "Classes count from 0, as index does: there is no 1 to add.",
            ("row.index(max(row)) == label", "row.index(max(row)) + 1 == label"),
        ),
        Mistake(
            "A score is no probability: what counts is which one is largest, not one half.",
            ("row.index(max(row)) == label", "row[label] > 0.5"),
        ),
        Mistake(
            "That is the mean score of the labels; count how often it is the largest.",
            (
                "        if row.index(max(row)) == label:\n            right += 1\n",
                "        right += row[label]\n",
            ),
        ),
        Mistake(
            "The search for the largest begins at 0, but all scores of a row may lie below.",
            (
                "row.index(max(row)) == label",
                "(row.index(max(row)) if max(row) > 0 else 0) == label",
            ),
        ),
        Mistake(
            "Divide once, behind the loop.",
            (
                "            right += 1\n",
                "            right += 1\n        right = right / len(labels)\n",
            ),
            ("return right / len(labels)", "return right"),
        ),
        Mistake(
            "Two whole lists are compared: count for how many examples they agree.",
            "def accuracy(scores, labels):\n    return [row.index(max(row)) for row in scores] == labels\n",
        ),
        Mistake(
            "An example's own answer counts; that a label occurs among all answers says nothing.",
            "def accuracy(scores, labels):\n    found = [row.index(max(row)) for row in scores]\n    return sum([1 for label in labels if label in found]) / len(labels)\n",
        ),
        Mistake(
            "Each example has a largest score of its own; yours is the largest of all examples.",
            (
                "row.index(max(row)) == label",
                "row[label] == max([max(r) for r in scores])",
            ),
        ),
        Mistake(
            "n =+ 1 sets n to 1; n += 1 adds 1.",
            ("right += 1", "right = 1"),
        ),
        Mistake(
            "Those are the answers: how many of them are their labels?",
            "def accuracy(scores, labels):\n    return [row.index(max(row)) for row in scores]\n",
        ),
        Mistake(
            "Those are the single hits: which share of them is true?",
            "def accuracy(scores, labels):\n    return [row.index(max(row)) == t for row, t in zip(scores, labels)]\n",
        ),
        Mistake(
            "Divide by the number of examples, not of scores.",
            ("/ len(labels)", "/ (len(labels) * len(scores[0]))"),
        ),
    ],
    hints=[
        "row.index(max(row)) is the place of the largest score.",
        "Count the right ones, then divide by how many there are.",
    ],
)

EXERCISES = [SGD_STEP, ACCURACY]
