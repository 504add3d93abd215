"""Exercises of the chapter *Initialisation*."""

from nnfoundations.exercises.judging import Exercise, Mistake


def _he_examples(rng):
    examples = [
        ("a layer with 2 inputs", (2, 5)),
        ("a layer with 8 inputs", (8, 8)),
        ("a layer with more inputs than outputs", (64, 10)),
    ]
    for _ in range(6):
        examples.append(("a drawn layer", (rng.randint(3, 900), rng.randint(3, 900))))
    return examples


HE_SIGMA = Exercise(
    name="he_sigma",
    title="He's standard deviation",
    trial="he_sigma(64, 32)",
    stub='''def he_sigma(fan_in, fan_out):
    """Return the standard deviation of the weights by He's rule,
    for ReLU units.
    """
''',
    solution="""def he_sigma(fan_in, fan_out):
    return math.sqrt(2 / fan_in)
""",
    examples=_he_examples,
    mistakes=[
        Mistake(
            "That is the variance; the standard deviation is its root.",
            ("math.sqrt(2 / fan_in)", "2 / fan_in"),
        ),
        Mistake(
            "He's rule counts what comes in: the fan-in, not the fan-out.",
            ("2 / fan_in", "2 / fan_out"),
        ),
        Mistake(
            "A ReLU lets half of the mean square through: where is the factor 2?",
            ("2 / fan_in", "1 / fan_in"),
        ),
        Mistake(
            "That is Xavier's rule, with both fans.",
            ("2 / fan_in", "2 / (fan_in + fan_out)"),
        ),
        Mistake(
            "The fraction is upside down: more inputs ask for smaller weights.",
            ("2 / fan_in", "fan_in / 2"),
        ),
        Mistake(
            "The 2 belongs below the root.",
            ("math.sqrt(2 / fan_in)", "2 / math.sqrt(fan_in)"),
        ),
        Mistake(
            "That is the bound of a uniform distribution with He's variance.",
            ("2 / fan_in", "6 / fan_in"),
        ),
        Mistake(
            "A whole-number division rounds down to 0: use / and not //.",
            ("2 / fan_in", "2 // fan_in"),
        ),
        Mistake(
            "The root goes over the whole fraction, not over the 2 alone.",
            ("math.sqrt(2 / fan_in)", "math.sqrt(2) / fan_in"),
        ),
        Mistake(
            "** comes before /: a root written as a power is ** 0.5, or ** (1 / 2).",
            ("math.sqrt(2 / fan_in)", "(2 / fan_in) ** 1 / 2"),
        ),
        Mistake(
            "The mean of both fans is another rule's; He's looks at what comes in.",
            ("2 / fan_in", "4 / (fan_in + fan_out)"),
        ),
        Mistake(
            "Divided by all weights of the layer: how many inputs has one unit?",
            ("2 / fan_in", "2 / (fan_in * fan_out)"),
        ),
        Mistake(
            "That is what PyTorch's Linear takes by itself.",
            ("2 / fan_in", "1 / (3 * fan_in)"),
        ),
        Mistake(
            "How many units the layer has plays no part: above the line stands 2.",
            ("2 / fan_in", "fan_out / fan_in"),
        ),
        Mistake(
            "More inputs ask for smaller weights: fan_in stands below the line.",
            ("2 / fan_in", "2 * fan_in"),
        ),
        Mistake(
            "The root of the variance is asked for, not its square.",
            ("math.sqrt(2 / fan_in)", "(2 / fan_in) ** 2"),
        ),
        Mistake(
            "The 2 stands above the line: a ReLU halves the mean square, and the weights make up for it.",
            ("2 / fan_in", "1 / (2 * fan_in)"),
        ),
        Mistake(
            "That is the bound of a uniform distribution by Xavier's rule.",
            ("2 / fan_in", "6 / (fan_in + fan_out)"),
        ),
    ],
    hints=[
        "He's variance is 2 / fan-in.",
        "math.sqrt is the root.",
    ],
)


def _growth_examples(rng):
    examples = [
        ("no hidden layer at all", (0.5, 100, 0)),
        ("one layer", (0.1, 100, 1)),
        ("two layers", (0.1, 50, 2)),
        ("He's rule, which keeps the size", (0.5, 8, 10)),
    ]
    for _ in range(6):
        sigma, n = round(rng.uniform(0.01, 0.5), 2), rng.randint(2, 200)
        examples.append(("a drawn network", (sigma, n, rng.randint(1, 12))))
    return examples


GROWTH = Exercise(
    name="growth",
    title="What is left after many layers",
    trial="growth(0.1, 50, 2)",
    stub='''def growth(sigma, n, layers):
    """Return the factor by which the root mean square grows over
    so many ReLU layers.

    Each layer has n inputs and weights of standard deviation
    sigma; a ReLU layer multiplies the mean square by
    n sigma^2 / 2.
    """
''',
    solution="""def growth(sigma, n, layers):
    return math.sqrt(n * sigma**2 / 2) ** layers
""",
    examples=_growth_examples,
    mistakes=[
        Mistake(
            "That is the factor of the mean square; its root was asked for.",
            ("math.sqrt(n * sigma**2 / 2)", "(n * sigma**2 / 2)"),
        ),
        Mistake(
            "Each layer multiplies: the factors of several layers are not added.",
            (" ** layers", " * layers"),
        ),
        Mistake(
            "That is the factor of a single layer.",
            (" ** layers", ""),
        ),
        Mistake(
            "Without the 2 it is a network without ReLUs.",
            ("sigma**2 / 2", "sigma**2"),
        ),
        Mistake(
            "The variance is sigma squared.",
            ("sigma**2", "sigma"),
        ),
        Mistake(
            "One layer too many.",
            ("** layers", "** (layers + 1)"),
        ),
        Mistake(
            "More inputs make the sum larger: n stands above the line.",
            ("n * sigma**2 / 2", "sigma**2 / (2 * n)"),
        ),
        Mistake(
            "That is the logarithm of the factor.",
            (
                "math.sqrt(n * sigma**2 / 2) ** layers",
                "layers * math.log(n * sigma**2 / 2) / 2",
            ),
        ),
        Mistake(
            "// rounds down, so that an odd number of layers loses one: use / 2 in the power.",
            (
                "math.sqrt(n * sigma**2 / 2) ** layers",
                "(n * sigma**2 / 2) ** (layers // 2)",
            ),
        ),
        Mistake(
            "Powers come first: 2 ** layers divides, in place of the whole factor's power.",
            ("math.sqrt(n * sigma**2 / 2) ** layers", "n * sigma**2 / 2**layers"),
        ),
        Mistake("One layer too few.", ("** layers", "** (layers - 1)")),
        Mistake(
            "The number of layers is an exponent; below the root it is a factor.",
            (
                "math.sqrt(n * sigma**2 / 2) ** layers",
                "math.sqrt(n * sigma**2 / 2 * layers)",
            ),
        ),
        Mistake(
            "The 2 is below the root as well.",
            ("math.sqrt(n * sigma**2 / 2)", "(sigma * math.sqrt(n) / 2)"),
        ),
        Mistake(
            "n is below the root: twice the inputs, a root of two times the size.",
            ("math.sqrt(n * sigma**2 / 2)", "(sigma * n / math.sqrt(2))"),
        ),
        Mistake(
            "A product begins with 1: what begins with 0 stays 0.",
            ("math.sqrt(n * sigma**2 / 2) ** layers", "0.0"),
        ),
        Mistake(
            "A product begins with 1; yours begins with sigma.",
            ("return math", "return sigma * math"),
        ),
        Mistake(
            "** comes before /: half the layers as a power is ** (layers / 2).",
            (
                "math.sqrt(n * sigma**2 / 2) ** layers",
                "(n * sigma**2 / 2) ** layers / 2",
            ),
        ),
        Mistake(
            "The whole factor is raised to the power, not the 2 alone.",
            (
                "math.sqrt(n * sigma**2 / 2) ** layers",
                "math.sqrt(n * sigma**2 / 2**layers)",
            ),
        ),
        Mistake(
            "n // 2 rounds down: an odd n loses a half.",
            ("n * sigma**2 / 2", "n // 2 * sigma**2"),
        ),
    ],
    hints=[
        "What does one layer do to the root mean square? And ten of them?",
    ],
)

EXERCISES = [HE_SIGMA, GROWTH]
