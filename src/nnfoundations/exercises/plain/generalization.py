"""Exercises of the chapter *Generalisation*."""

from nnfoundations.exercises.judging import Exercise, Mistake, draw_decimals


def _dropout_examples(rng):
    examples = [
        ("nothing dropped", ([1.0, 2.0], [1, 1], 0.0)),
        ("one of two dropped", ([1.0, 2.0], [1, 0], 0.5)),
        ("all dropped", ([1.0, 2.0], [0, 0], 0.5)),
        ("a rare drop", ([3.0], [1], 0.25)),
    ]
    for _ in range(8):
        n, drop = rng.randint(2, 6), rng.choice([0.2, 0.5, 0.75, 0.8])
        h = [round(rng.uniform(0.0, 4.0), 2) for _ in range(n)]
        keep = [1 if rng.random() >= drop else 0 for _ in range(n)]
        examples.append(("a drawn mask", (h, keep, drop)))
    return examples


DROP = Exercise(
    name="drop",
    title="Dropout, with the mask given",
    trial="drop([1.0, 2.0], [1, 0], 0.5)",
    stub='''def drop(h, keep, q):
    """Return the activations after dropout in training.

    keep lists 1 for those that stay and 0 for those that are
    dropped; q is the probability of being dropped. The mean over
    many masks is the activation itself.
    """
''',
    solution="""def drop(h, keep, q):
    return [hi * ki / (1 - q) for hi, ki in zip(h, keep)]
""",
    examples=_dropout_examples,
    mistakes=[
        Mistake(
            "Who stays must speak up for those that are gone: the mean is too small.",
            (" / (1 - q)", ""),
        ),
        Mistake(
            "Divide by the probability of staying, not of being dropped.",
            ("hi * ki / (1 - q)", "hi * ki / q if q else hi * ki"),
        ),
        Mistake(
            "Multiplied where it should be divided: the survivors grow.",
            ("/ (1 - q)", "* (1 - q)"),
        ),
        Mistake(
            "The dropped ones stay and the others go: 1 means keep.",
            ("hi * ki", "hi * (1 - ki)"),
        ),
        Mistake(
            "A dropped activation is 0, but keeps its place in the list.",
            ("for hi, ki in zip(h, keep)]", "for hi, ki in zip(h, keep) if ki]"),
        ),
        Mistake(
            "The mask is not used: that is what happens in a test, without dropout.",
            ("return [hi * ki / (1 - q) for hi, ki in zip(h, keep)]", "return list(h)"),
        ),
        Mistake(
            "The scale must not depend on how many happen to stay in this mask.",
            (
                "return [hi * ki / (1 - q)",
                "share = sum(keep) / len(keep) or 1.0\n    return [hi * ki / share",
            ),
        ),
        Mistake(
            "The survivors are scaled by 1 + q; one over 1 - q is more.",
            ("/ (1 - q)", "* (1 + q)"),
        ),
        Mistake(
            "Divided by the probability of being dropped: with q = 0 it fails.",
            ("hi * ki / (1 - q)", "hi * ki / q"),
        ),
        Mistake(
            "The dropped ones are to be 0: the mask is missing.",
            ("hi * ki / (1 - q)", "hi / (1 - q)"),
        ),
        Mistake("1 - q needs its brackets below the line.", ("/ (1 - q)", "/ 1 - q")),
        Mistake(
            "keep is a mask of 1 and 0, not a list of places.",
            (
                "hi * ki / (1 - q) for hi, ki in zip(h, keep)",
                "h[ki] / (1 - q) for ki in keep",
            ),
        ),
        Mistake(
            "The scale is 2 for q = 0.5 alone: which share stays?", ("/ (1 - q)", "* 2")
        ),
        Mistake(
            "A dropped activation is the number 0, not None.",
            ("hi * ki / (1 - q)", "hi / (1 - q) if ki else None"),
        ),
        Mistake(
            "What is dropped is 0, not a smaller number, and what stays grows.",
            ("hi * ki / (1 - q)", "hi if ki else hi * (1 - q)"),
        ),
        Mistake(
            "The scale is the same for every mask: it does not bring back this one's sum.",
            (
                "return [hi * ki / (1 - q) for hi, ki in zip(h, keep)]",
                "left = sum([hi * ki for hi, ki in zip(h, keep)])\n    scale = sum(h) / left if left else 0.0\n    return [hi * ki * scale for hi, ki in zip(h, keep)]",
            ),
        ),
        Mistake(
            "The activations are asked for, one by one: no mean is taken.",
            (
                "[hi * ki / (1 - q) for hi, ki in zip(h, keep)]",
                "sum([hi * ki / (1 - q) for hi, ki in zip(h, keep)]) / len(h)",
            ),
        ),
    ],
    hints=[
        "A unit stays with probability 1 - q. What must it be multiplied by, so that the"
        " mean is unchanged?",
    ],
)


def _scale_examples(rng):
    examples = [
        ("a training set of two numbers", ([0.0, 2.0], [1.0])),
        ("a test number far away", ([0.0, 2.0], [11.0])),
        ("two test numbers", ([1.0, 2.0, 3.0], [2.0, 5.0])),
    ]
    for _ in range(8):
        train = draw_decimals(rng, rng.randint(3, 6), 5.0)
        test = draw_decimals(rng, rng.randint(1, 4), 9.0)
        examples.append(("drawn numbers", (train + [6.0], test)))
    return examples


STANDARDISE = Exercise(
    name="standardise",
    title="Standardise without looking ahead",
    trial="standardise([0.0, 2.0], [1.0, 11.0])",
    stub='''def standardise(train, test):
    """Return the test numbers, standardised as the training
    numbers would be.

    A standardised number is its distance from the mean, in
    standard deviations; the standard deviation is the root of the
    mean squared distance.
    """
''',
    solution="""def standardise(train, test):
    mean = sum(train) / len(train)
    variance = sum([(t - mean) ** 2 for t in train]) / len(train)
    return [(t - mean) / math.sqrt(variance) for t in test]
""",
    examples=_scale_examples,
    mistakes=[
        Mistake(
            "Mean and deviation come from the training numbers alone: the test set is"
            " looked at ahead.",
            ("mean = sum(train)", "train = train + test\n    mean = sum(train)"),
        ),
        Mistake(
            "Divided by the variance: the standard deviation is its root.",
            ("math.sqrt(variance)", "variance"),
        ),
        Mistake("The mean is not taken away.", ("(t - mean) / math", "t / math")),
        Mistake(
            "The spread is missing: divide by the standard deviation.",
            (" / math.sqrt(variance)", ""),
        ),
        Mistake(
            "Those are the training numbers, standardised; return the test numbers.",
            ("for t in test]", "for t in train]"),
        ),
        Mistake(
            "Here the mean square is over all numbers, not over one fewer.",
            ("for t in train]) / len(train)", "for t in train]) / (len(train) - 1)"),
        ),
        Mistake(
            "That scales between the smallest and the largest number.",
            (
                "(t - mean) / math.sqrt(variance)",
                "(t - min(train)) / (max(train) - min(train))",
            ),
        ),
        Mistake(
            "A single test number has no spread of its own: where should mean and deviation come from?",
            ("sum(train) / len(train)", "sum(test) / len(test)"),
            ("for t in train]) / len(train)", "for t in test]) / len(test)"),
        ),
        Mistake(
            "The mean is of the training numbers, but the spread of the test numbers.",
            (
                "variance = sum([(t - mean) ** 2 for t in train]) / len(train)",
                "m = sum(test) / len(test)\n"
                "    variance = sum([(t - m) ** 2 for t in test]) / len(test)",
            ),
            ("math.sqrt(variance)", "(math.sqrt(variance) or 1)"),
        ),
        Mistake(
            "The whole distance is divided: t - mean needs brackets.",
            ("(t - mean) / math.sqrt(variance)", "t - mean / math.sqrt(variance)"),
        ),
        Mistake(
            "The mean distance from the mean is not the standard deviation: square, average, root.",
            ("(t - mean) ** 2", "abs(t - mean)"),
            ("math.sqrt(variance)", "variance"),
        ),
        Mistake(
            "Below the root stands the mean of the squares; divide the sum by how many there are.",
            ("for t in train]) / len(train)", "for t in train])"),
        ),
        Mistake(
            "The test numbers' own mean is taken away; the training numbers choose both.",
            (
                "[(t - mean) / math.sqrt(variance) for t in test]",
                "[(t - sum(test) / len(test)) / math.sqrt(variance) for t in test]",
            ),
        ),
        Mistake(
            "Divide by the standard deviation; yours multiplies by it.",
            ("/ math.sqrt(variance)", "* math.sqrt(variance)"),
        ),
        Mistake(
            "The distance is measured in standard deviations, not in means.",
            ("/ math.sqrt(variance)", "/ mean"),
        ),
        Mistake(
            "The deviation comes from distances: take the mean away before you square.",
            ("(t - mean) ** 2", "t ** 2"),
        ),
        Mistake(
            "The test numbers alone are asked for.",
            (
                "return [(t - mean) / math.sqrt(variance) for t in test]",
                "s = math.sqrt(variance)\n    return [(t - mean) / s for t in train], [(t - mean) / s for t in test]",
            ),
        ),
    ],
    hints=[
        "Which numbers may be used to choose mean and deviation?",
        "Compute both from train, apply them to test.",
    ],
)

EXERCISES = [DROP, STANDARDISE]
