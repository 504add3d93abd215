"""Exercises of the chapter *The bug hunt*."""

from nnfoundations.exercises.judging import Exercise, Mistake, draw_decimals


def _epoch_examples(rng):
    examples = [
        ("one batch", ([0.5], [32])),
        ("two batches of one size", ([1.0, 2.0], [32, 32])),
        ("a last batch that is smaller", ([1.0, 2.0], [30, 10])),
    ]
    for _ in range(8):
        n = rng.randint(2, 5)
        losses = [round(rng.uniform(0.1, 3.0), 2) for _ in range(n)]
        sizes = [rng.choice([32, 64])] * (n - 1) + [rng.randint(1, 31)]
        examples.append((f"{n} batches", (losses, sizes)))
    return examples


EPOCH_LOSS = Exercise(
    name="epoch_loss",
    title="The loss of an epoch",
    trial="epoch_loss([1.0, 2.0], [30, 10])",
    stub='''def epoch_loss(losses, sizes):
    """Return the mean loss over all examples of an epoch.

    losses lists the mean loss of each batch, sizes how many
    examples it had.
    """
''',
    solution="""def epoch_loss(losses, sizes):
    total = 0.0
    for loss, size in zip(losses, sizes):
        total += loss * size
    return total / sum(sizes)
""",
    examples=_epoch_examples,
    mistakes=[
        Mistake(
            "That is the mean over batches: a small last batch counts as much as a full"
            " one.",
            "def epoch_loss(losses, sizes):\n    return sum(losses) / len(losses)\n",
        ),
        Mistake(
            "That is the sum over all examples, not the mean.",
            ("total / sum(sizes)", "total"),
        ),
        Mistake(
            "Divide by the number of examples, not of batches.",
            ("total / sum(sizes)", "total / len(sizes)"),
        ),
        Mistake(
            "The losses are means already: each stands for as many examples as its batch"
            " has, so it is multiplied by the size.",
            ("total += loss * size", "total += loss"),
        ),
        Mistake(
            "The last batch is left out.",
            ("zip(losses, sizes)", "zip(losses[:-1] or losses, sizes)"),
            ("sum(sizes)", "sum(sizes[:-1] or sizes)"),
        ),
        Mistake(
            "That is the loss of the last batch alone.",
            ("total += loss * size", "total = loss * sum(sizes)"),
        ),
        Mistake(
            "The return stands inside the loop, behind the first batch.",
            ("    return total", "        return total"),
        ),
        Mistake(
            "Every batch is given the first one's size.",
            ("loss * size", "loss * sizes[0]"),
        ),
        Mistake(
            "The loss is a mean already: multiply it by the size, do not divide again.",
            ("loss * size", "loss / size"),
            ("sum(sizes)", "len(sizes)"),
        ),
        Mistake(
            "The batches' means are added up, and nothing is divided.",
            "def epoch_loss(losses, sizes):\n    return sum(losses)\n",
        ),
        Mistake(
            "The last batch is smaller: the examples are sum(sizes), not len(sizes) times the first.",
            ("sum(sizes)", "(sizes[0] * len(sizes))"),
        ),
        Mistake(
            "Averaging two at a time makes the last batch count most; weigh each by its size.",
            "def epoch_loss(losses, sizes):\n    mean = losses[0]\n    for loss in losses[1:]:\n        mean = (mean + loss) / 2\n    return mean\n",
        ),
        Mistake(
            "The last batch is missing in the sum, but not below the line.",
            ("zip(losses, sizes)", "zip(losses[:-1], sizes)"),
        ),
        Mistake(
            "The number of examples is the sum of the sizes, not of the losses: are the two exchanged?",
            ("total / sum(sizes)", "total / sum(losses)"),
        ),
        Mistake(
            "Each loss goes with the size of its own batch: multiply first, then add up.",
            ("total / sum(sizes)", "sum(losses) * sum(sizes) / len(losses)"),
        ),
        Mistake(
            "That is the middle one in order of size; the mean counts each batch by its size.",
            "def epoch_loss(losses, sizes):\n    return sorted(losses)[len(losses) // 2]\n",
        ),
    ],
    hints=[
        "How much does one example of each batch lose? Add that up over all examples."
    ],
)


def _ratio_examples(rng):
    examples = [
        ("one weight", ([2.0], [1.0], 0.1)),
        ("two weights", ([3.0, 4.0], [0.0, 5.0], 0.1)),
        ("a gradient of 0", ([3.0, 4.0], [0.0, 0.0], 0.1)),
        ("negative numbers", ([-3.0, 4.0], [-5.0, 0.0], 0.2)),
    ]
    for _ in range(8):
        n = rng.randint(2, 5)
        w, g = [x or 1.0 for x in draw_decimals(rng, n)], draw_decimals(rng, n, 1.0)
        examples.append((f"{n} weights", (w, g, rng.choice([0.1, 0.3]))))
    return examples


UPDATE_RATIO = Exercise(
    name="update_ratio",
    title="The update ratio",
    trial="update_ratio([3.0, 4.0], [0.0, 5.0], 0.1)",
    stub='''def update_ratio(w, g, lr):
    """Return lr times the length of g, divided by the length of
    w.

    w and g are lists; the length is the root of the sum of the
    squares.
    """
''',
    solution="""def update_ratio(w, g, lr):
    length_w = math.sqrt(sum([x * x for x in w]))
    length_g = math.sqrt(sum([x * x for x in g]))
    return lr * length_g / length_w
""",
    examples=_ratio_examples,
    mistakes=[
        Mistake("The learning rate is missing.", ("lr * length_g", "length_g")),
        Mistake(
            "The fraction is upside down.",
            (
                "lr * length_g / length_w",
                "length_w / (lr * length_g) if length_g else 0.0",
            ),
        ),
        Mistake(
            "Those are sums of squares: the roots are missing.",
            ("math.sqrt(sum([x * x for x in w]))", "sum([x * x for x in w])"),
            ("math.sqrt(sum([x * x for x in g]))", "sum([x * x for x in g])"),
        ),
        Mistake(
            "Positive and negative numbers cancel in a plain sum: square first.",
            ("math.sqrt(sum([x * x for x in w]))", "(abs(sum(w)) or 1.0)"),
            ("math.sqrt(sum([x * x for x in g]))", "abs(sum(g))"),
        ),
        Mistake(
            "The largest entries alone are compared; all of them count.",
            ("math.sqrt(sum([x * x for x in w]))", "max([abs(x) for x in w])"),
            ("math.sqrt(sum([x * x for x in g]))", "max([abs(x) for x in g])"),
        ),
        Mistake(
            "One length over the other: not the mean of the single quotients.",
            (
                "lr * length_g / length_w",
                "lr * sum([abs(b / a) for a, b in zip(w, g)]) / len(w)",
            ),
        ),
        Mistake(
            "Sums of sizes are compared; the length is the root of the sum of squares.",
            ("math.sqrt(sum([x * x for x in w]))", "sum([abs(x) for x in w])"),
            ("math.sqrt(sum([x * x for x in g]))", "sum([abs(x) for x in g])"),
        ),
        Mistake(
            "That is what remains of the weights, not how far they move.",
            ("lr * length_g / length_w", "1 - lr * length_g / length_w"),
        ),
        Mistake(
            "The learning rate stands outside the root.",
            (
                "return lr * length_g / length_w",
                "return math.sqrt(lr) * length_g / length_w",
            ),
        ),
        Mistake(
            "lr multiplies the gradient's length, and the weights' length divides: use brackets.",
            ("lr * length_g / length_w", "length_g / lr * length_w"),
        ),
        Mistake(
            "x ** 1 / 2 is half of x: write ** 0.5, or math.sqrt.",
            ("math.sqrt(sum([x * x for x in w]))", "sum([x * x for x in w])"),
            ("math.sqrt(sum([x * x for x in g]))", "sum([x * x for x in g])"),
            ("lr * length_g / length_w", "lr * length_g ** 1 / 2 / length_w ** 1 / 2"),
        ),
        Mistake(
            "The one length is taken with a mean and the other with a sum.",
            (
                "math.sqrt(sum([x * x for x in g]))",
                "math.sqrt(sum([x * x for x in g]) / len(g))",
            ),
        ),
        Mistake(
            "Square the numbers before they are added up: a root of a plain sum is no length.",
            ("x * x for x in w", "x for x in w"),
            ("x * x for x in g", "x for x in g"),
        ),
        Mistake(
            "len counts the entries; the length of a vector is the root of the sum of its squares.",
            ("math.sqrt(sum([x * x for x in w]))", "len(w)"),
            ("math.sqrt(sum([x * x for x in g]))", "len(g)"),
        ),
        Mistake(
            "Below the line stand the weights as they were given, before the step.",
            (
                "    return",
                "    w = [a - lr * b for a, b in zip(w, g)]\n    length_w = math.sqrt(sum([x * x for x in w]))\n    return",
            ),
        ),
        Mistake(
            "How long the step is counts, not by how much the weights get shorter: a step may turn them.",
            (
                "    return lr * length_g / length_w",
                "    w = [a - lr * b for a, b in zip(w, g)]\n    return (length_w - math.sqrt(sum([x * x for x in w]))) / length_w",
            ),
        ),
        Mistake(
            "The length of w needs its root, too.",
            ("math.sqrt(sum([x * x for x in w]))", "sum([x * x for x in w])"),
        ),
        Mistake(
            "The length of g needs its root, too.",
            ("math.sqrt(sum([x * x for x in g]))", "sum([x * x for x in g])"),
        ),
        Mistake(
            "One number is asked for, from two lengths: not a quotient for each weight.",
            (
                "lr * length_g / length_w",
                "[lr * abs(b) / abs(a) for a, b in zip(w, g)]",
            ),
        ),
    ],
    hints=["A length: square, add up, take the root."],
)

EXERCISES = [EPOCH_LOSS, UPDATE_RATIO]
