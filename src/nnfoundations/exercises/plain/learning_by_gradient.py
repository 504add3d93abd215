"""Exercises of the chapter *Learning by gradient*."""

from nnfoundations.exercises.judging import Exercise, Mistake, draw_decimals


def _softmax_examples(rng):
    examples = [
        ("two equal scores", ([0.0, 0.0],)),
        ("two scores that are not equal", ([1.0, 0.0],)),
        ("three scores", ([1.0, 2.0, 3.0],)),
        ("scores of a thousand", ([1000.0, 1000.0],)),
        ("scores far below 0", ([-1000.0, -1001.0],)),
        ("scores far apart", ([0.0, 1000.0],)),
        ("one score of a thousand above three others", ([0.0, 0.0, 0.0, 1000.0],)),
    ]
    for _ in range(10):
        z = draw_decimals(rng, rng.randint(2, 6), 5.0)
        examples.append((f"a row of {len(z)} scores", (z,)))
    return examples


SOFTMAX = Exercise(
    name="softmax",
    title="Softmax that does not overflow",
    trial="softmax([1.0, 2.0, 3.0])",
    stub='''def softmax(z):
    """Return the probabilities that belong to the scores in the
    list z.

    It must work for scores of a thousand as well; math.exp(1000)
    does not.
    """
''',
    solution="""def softmax(z):
    top = max(z)
    e = [math.exp(s - top) for s in z]
    total = sum(e)
    return [x / total for x in e]
""",
    examples=_softmax_examples,
    mistakes=[
        Mistake(
            "math.exp of a large score has no place in a float. Taking the same number"
            " away from all scores changes no probability: which number helps?",
            ("s - top", "s"),
        ),
        Mistake(
            "The probabilities do not add up to 1: divide by the sum of the exponentials.",
            ("return [x / total for x in e]", "return e"),
        ),
        Mistake(
            "Divided by how many scores there are, not by the sum of their exponentials.",
            ("total = sum(e)", "total = len(e)"),
        ),
        Mistake(
            "That divides the scores themselves: the exponentials are missing.",
            "def softmax(z):\n    total = sum(z)\n"
            "    return [x / total if total else 0.0 for x in z]\n",
        ),
        Mistake(
            "The largest score should get the largest probability, not the smallest.",
            ("s - top", "min(z) - s"),
        ),
        Mistake(
            "That is the logarithm of the softmax.",
            ("x / total for x in e", "math.log(x / total) for x in e"),
        ),
        Mistake(
            "Taking the smallest score away leaves the large ones as far above it.",
            ("top = max(z)", "top = min(z)"),
        ),
        Mistake(
            "Softmax is applied twice here: the probabilities are taken for scores.",
            (
                "return [x / total for x in e]",
                "p = [math.exp(x / total) for x in e]\n    return [x / sum(p) for x in p]",
            ),
        ),
        Mistake(
            "That is a sigmoid of each score by itself; softmax compares the scores.",
            "def softmax(z):\n"
            "    return [1 / (1 + math.exp(-s)) if s > -700 else 0.0 for s in z]\n",
        ),
        Mistake(
            "Taking the mean away leaves scores that lie far above it: exp overflows there.",
            ("top = max(z)", "top = sum(z) / len(z)"),
        ),
        Mistake(
            "That gives all to the largest score; a softmax leaves something to the others.",
            (
                "return [x / total for x in e]",
                "return [1.0 if s == top else 0.0 for s in z]",
            ),
        ),
        Mistake(
            "The base of the exponential is e, as in math.exp.",
            ("math.exp(s - top)", "2.0 ** (s - top)"),
        ),
        Mistake(
            "Divide by the sum of the exponentials, not of the scores.",
            ("total = sum(e)", "total = sum(z)"),
        ),
        Mistake(
            "Take the largest score away from the others; to divide by it changes the probabilities.",
            ("    e =", "    top = top or 1.0\n    e ="),
            ("s - top", "s / top"),
        ),
        Mistake(
            "Nothing is added to the sum: what is taken away from all scores drops out of the quotient.",
            ("total = sum(e)", "total = sum(e) + top"),
        ),
        Mistake(
            "Smaller scores are other scores: take a number away from all, do not divide.",
            ("s - top", "s / 1000"),
        ),
        Mistake(
            "To cut large scores off makes them equal: take the largest away from all.",
            ("s - top", "min(s, 700)"),
        ),
        Mistake(
            "1000 helps scores of a thousand alone: which number helps in every list?",
            ("s - top", "s - 1000"),
        ),
        Mistake(
            "The probabilities stand in the order of the scores; yours are sorted.",
            ("for x in e]", "for x in sorted(e)]"),
        ),
        Mistake(
            "Each score has a probability: a list of all of them is asked for.",
            ("[x / total for x in e]", "1 / total"),
        ),
    ],
    hints=[
        "Exponentials, then each divided by their sum.",
        "Take the largest score away from all of them first: the ratios stay.",
    ],
)


def _loss_examples(rng):
    examples = [
        ("an undecided row of two", ([0.0, 0.0], 0)),
        ("an undecided row of ten", ([0.0] * 10, 3)),
        ("a row that is sure and right", ([10.0, 0.0], 0)),
        ("a row that is sure and wrong", ([10.0, 0.0], 1)),
        ("a large score that is right", ([2000.0, 0.0], 0)),
        ("a large score that is wrong", ([2000.0, 0.0], 1)),
    ]
    for _ in range(10):
        z = draw_decimals(rng, rng.randint(2, 6), 5.0)
        examples.append(("a drawn row", (z, rng.randint(0, len(z) - 1))))
    return examples


CROSS_ENTROPY = Exercise(
    name="cross_entropy",
    title="The loss of one example, from its scores",
    trial="cross_entropy([10.0, 0.0], 1)",
    stub='''def cross_entropy(z, label):
    """Return -ln p[label], where p is the softmax of the list z
    of scores.

    It must not fail where p[label] is too small for a float: work
    with the scores.
    """
''',
    solution="""def cross_entropy(z, label):
    top = max(z)
    total = sum([math.exp(s - top) for s in z])
    return math.log(total) + top - z[label]
""",
    examples=_loss_examples,
    mistakes=[
        Mistake(
            "A loss is not negative: where did the minus go?",
            ("math.log(total) + top - z[label]", "z[label] - top - math.log(total)"),
        ),
        Mistake(
            "What was taken away before the exponential must be added again after the"
            " logarithm.",
            ("math.log(total) + top - z[label]", "math.log(total) - z[label]"),
        ),
        Mistake(
            "exp overflows: take the largest score away before.",
            ("top = max(z)", "top = 0.0"),
        ),
        Mistake(
            "That is the probability; the loss is minus its logarithm.",
            (
                "math.log(total) + top - z[label]",
                "math.exp(z[label] - top) / total",
            ),
        ),
        Mistake(
            "The probability of the largest score is used, not that of the label.",
            ("z[label]", "max(z)"),
        ),
        Mistake(
            "That is the error of the probability, 1 - p: the loss is -ln p.",
            (
                "math.log(total) + top - z[label]",
                "1 - math.exp(z[label] - top) / total",
            ),
        ),
        Mistake(
            "The loss sums over all classes here; only the label's counts.",
            (
                "math.log(total) + top - z[label]",
                "sum([math.log(total) + top - s for s in z])",
            ),
        ),
        Mistake(
            "The logarithm to base 2 measures in bits; here ln is meant.",
            (
                "math.log(total) + top - z[label]",
                "(math.log(total) + top - z[label]) / math.log(2)",
            ),
        ),
        Mistake(
            "The logarithm of a probability that has become 0: put the two logarithms"
            " together before you compute, ln(e^a / s) = a - ln s.",
            (
                "return math.log(total) + top - z[label]",
                "return -math.log(math.exp(z[label] - top) / total)",
            ),
        ),
        Mistake(
            "Labels count from 0: z[label] needs no - 1.", ("z[label]", "z[label - 1]")
        ),
        Mistake(
            "A small number below the logarithm hides the overflow and changes the loss: put the two logarithms together instead.",
            (
                "return math.log(total) + top - z[label]",
                "return -math.log(math.exp(z[label] - top) / total + 1e-12)",
            ),
        ),
        Mistake(
            "That is the entropy of the answer itself; the label does not come in.",
            (
                "return math.log(total) + top - z[label]",
                "lse = math.log(total) + top\n    return sum([math.exp(s - lse) * (lse - s) for s in z])",
            ),
        ),
        Mistake(
            "That is how far the label's score lies below the largest; all exponentials count.",
            ("math.log(total) + top - z[label]", "top - z[label]"),
        ),
        Mistake(
            "Minus the score is one part of it; the logarithm of the sum is missing.",
            ("math.log(total) + top - z[label]", "-z[label]"),
        ),
        Mistake(
            "Labels count from 0: z[label] needs no + 1.",
            ("z[label]", "z[label + 1]"),
        ),
        Mistake(
            "The exponentials are added up, not averaged.",
            ("math.log(total)", "math.log(total / len(z))"),
        ),
        Mistake(
            "That is the squared error of the probabilities; the loss is -ln p[label].",
            (
                "return math.log(total) + top - z[label]",
                "p = [math.exp(s - top) / total for s in z]\n    return sum([(q - (i == label)) ** 2 for i, q in enumerate(p)])",
            ),
        ),
        Mistake(
            "The sum runs over all classes, the label's as well.",
            (
                "    top = max(z)\n    total = sum([math.exp(s - top) for s in z])",
                "    others = z[:label] + z[label + 1 :]\n    top = max(others)\n    total = sum([math.exp(s - top) for s in others])",
            ),
        ),
        Mistake(
            "The loss is minus the logarithm of the probability, not minus the probability.",
            ("math.log(total) + top - z[label]", "-math.exp(z[label] - top) / total"),
        ),
        Mistake(
            "ln is math.log; log10 has another base.",
            (
                "math.log(total) + top - z[label]",
                "(math.log(total) + top - z[label]) / math.log(10)",
            ),
        ),
        Mistake(
            "-ln p is large there, but finite: put the two logarithms together before p becomes 0.",
            (
                "return math.log(total) + top - z[label]",
                "p = math.exp(z[label] - top) / total\n    return -math.log(p) if p > 0 else math.inf",
            ),
        ),
        Mistake(
            "The label's score is still to be taken away.",
            ("+ top - z[label]", "+ top"),
        ),
        Mistake(
            "The largest score is added once, since it was taken away once.",
            ("+ top -", "+ 2 * top -"),
        ),
        Mistake(
            "One example has one loss: nothing is divided by the number of classes.",
            (
                "math.log(total) + top - z[label]",
                "(math.log(total) + top - z[label]) / len(z)",
            ),
        ),
        Mistake(
            "One number is asked for: the loss of the label's class.",
            (
                "math.log(total) + top - z[label]",
                "[math.log(total) + top - s for s in z]",
            ),
        ),
    ],
    hints=[
        "-ln(e^a / s) = ln s - a: no small number is ever divided.",
        "With the largest score m: ln s = m + ln(sum of exp(z - m)).",
    ],
)


def _descent_examples(rng):
    examples = [
        ("no step at all", (5.0, 0.1, 0)),
        ("one step", (4.0, 0.25, 1)),
        ("two steps", (4.0, 0.25, 2)),
        ("a rate that jumps over the valley", (1.0, 0.75, 2)),
        ("a rate that is too large", (1.0, 1.5, 3)),
    ]
    for _ in range(8):
        w, lr = round(rng.uniform(-4.0, 4.0), 1), round(rng.uniform(0.05, 0.9), 2)
        examples.append(("a drawn descent", (w, lr, rng.randint(1, 8))))
    return examples


DESCEND = Exercise(
    name="descend",
    title="Down the bowl",
    trial="descend(4.0, 0.25, 2)",
    stub='''def descend(w, lr, steps):
    """Return w after so many steps of gradient descent.

    The loss is L(w) = (w - 3)^2.
    """
''',
    solution="""def descend(w, lr, steps):
    for _ in range(steps):
        w = w - lr * 2 * (w - 3)
    return w
""",
    examples=_descent_examples,
    mistakes=[
        Mistake(
            "That climbs: descent goes against the gradient.",
            ("w - lr", "w + lr"),
        ),
        Mistake(
            "The derivative of (w - 3)^2 has a factor 2.",
            ("lr * 2 * (w - 3)", "lr * (w - 3)"),
        ),
        Mistake(
            "That takes the loss for its slope: derive (w - 3)^2 first.",
            ("2 * (w - 3)", "(w - 3) ** 2"),
        ),
        Mistake(
            "The lowest point of this bowl is at 3, not at 0.",
            ("(w - 3)", "w"),
        ),
        Mistake(
            "The gradient must be taken anew after each step.",
            (
                "    for _ in range(steps):\n        w = w - lr * 2 * (w - 3)\n    return w\n",
                "    return w - steps * lr * 2 * (w - 3)\n",
            ),
        ),
        Mistake("One step too many.", ("range(steps)", "range(steps + 1)")),
        Mistake("One step too few.", ("range(steps)", "range(1, steps)")),
        Mistake(
            "The learning rate is missing: it scales each step.",
            ("lr * 2 * (w - 3)", "2 * (w - 3)"),
        ),
        Mistake(
            "That is the loss at the end; the weight was asked for.",
            ("return w", "return (w - 3) ** 2"),
        ),
        Mistake(
            "2 (w - 3) needs its brackets: 2 w - 3 is another line.",
            ("2 * (w - 3)", "(2 * w - 3)"),
        ),
        Mistake(
            "Only the sign of the slope is used: a steep place asks for a longer step.",
            ("2 * (w - 3)", "((w > 3) - (w < 3))"),
        ),
        Mistake(
            "The rate stays as it is given; yours shrinks from step to step.",
            ("for _ in range(steps)", "for i in range(steps)"),
            ("w - lr * 2", "w - lr / (i + 1) * 2"),
        ),
        Mistake(
            "One step alone is made: does a return stand inside the loop, or does each step begin at the first w?",
            ("for _ in range(steps)", "for _ in range(min(steps, 1))"),
        ),
        Mistake(
            "The lowest point is at +3: the derivative holds w - 3.",
            ("(w - 3)", "(w + 3)"),
        ),
        Mistake(
            "w =- a sets w to -a; to take a away is w -= a.",
            ("w = w - lr", "w = -lr"),
        ),
        Mistake(
            "The descent begins at the w that is given, not at 0.",
            ("    for _", "    w = 0.0\n    for _"),
        ),
        Mistake(
            "A step moves by all of lr times the slope: // cuts it to a whole number.",
            ("lr * 2 * (w - 3)", "(lr * 2 * (w - 3)) // 1"),
        ),
        Mistake(
            "All steps are made, however near to the minimum w is.",
            (
                "        w = w - lr * 2 * (w - 3)\n",
                "        w = w - lr * 2 * (w - 3)\n        if abs(w - 3) < 0.5:\n            break\n",
            ),
        ),
    ],
    hints=[
        "What is the derivative of (w - 3)^2 with respect to w?",
        "In a loop: w becomes w minus lr times the derivative at the present w.",
    ],
)

EXERCISES = [SOFTMAX, CROSS_ENTROPY, DESCEND]
