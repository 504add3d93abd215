"""Exercises of the chapter *What a neural network is*."""

from nnfoundations.exercises.judging import Exercise, Mistake, draw_decimals


def _unit_examples(rng):
    examples = [
        ("a unit with one input", ([2.0], [3.0], 0.0)),
        ("the bias", ([2.0], [3.0], 1.0)),
        ("a unit whose sum is negative", ([1.0], [-2.0], 0.5)),
        ("a unit with two inputs", ([1.0, 2.0], [3.0, 0.5], -1.0)),
    ]
    for _ in range(12):
        d = rng.randint(1, 5)
        x, w = draw_decimals(rng, d), draw_decimals(rng, d)
        examples.append((f"a unit with {d} inputs", (x, w, draw_decimals(rng, 1)[0])))
    return examples


UNIT = Exercise(
    name="unit",
    title="One unit",
    trial="unit([1.0, 2.0], [3.0, 0.5], -1.0)",
    stub='''def unit(x, w, b):
    """Return the activation of one ReLU unit.

    x and w are lists of equally many numbers, b is the bias.
    """
''',
    solution="""def unit(x, w, b):
    z = b
    for xi, wi in zip(x, w):
        z += wi * xi
    return max(z, 0.0)
""",
    examples=_unit_examples,
    mistakes=[
        Mistake("The bias seems to be missing.", ("z = b", "z = 0.0")),
        Mistake(
            "That is the pre-activation: the ReLU is still to come.",
            ("return max(z, 0.0)", "return z"),
        ),
        Mistake(
            "The ReLU lets through what is positive; yours keeps what is negative.",
            ("max(z, 0.0)", "min(z, 0.0)"),
        ),
        Mistake(
            "The bias is added once, not once for each input.",
            ("z = b", "z = 0.0"),
            ("wi * xi", "wi * xi + b"),
        ),
        Mistake(
            "Each input is multiplied by its weight; yours adds the two.",
            ("wi * xi", "wi + xi"),
        ),
        Mistake(
            "The ReLU belongs to the sum, not to each of its terms.",
            ("wi * xi", "max(wi * xi, 0.0)"),
        ),
        Mistake(
            "That is the size of the sum: a ReLU makes nothing positive.",
            ("max(z, 0.0)", "abs(z)"),
        ),
        Mistake(
            "The bias is added, not taken away.",
            ("z = b", "z = -b"),
        ),
        Mistake(
            "Return what the ReLU gives, not whether the unit is active.",
            ("max(z, 0.0)", "1.0 if z > 0 else 0.0"),
        ),
        Mistake(
            "The last input is left out: range(len(x)) goes through all of them.",
            ("zip(x, w)", "zip(x[:-1], w)"),
        ),
        Mistake(
            "The return stands inside the loop, so that only the first input counts.",
            ("    return max(z, 0.0)", "        return max(z, 0.0)"),
        ),
        Mistake(
            "That is a sigmoid unit; here the activation is a ReLU.",
            ("max(z, 0.0)", "1.0 / (1.0 + math.exp(-z))"),
        ),
        Mistake(
            "The result is a whole number here: nothing asks for rounding.",
            ("max(z, 0.0)", "int(max(z, 0.0))"),
        ),
        Mistake(
            "The first input is left out: indices begin at 0.",
            ("zip(x, w)", "zip(x[1:], w[1:])"),
        ),
        Mistake(
            "That is a leaky ReLU: below 0 this one gives 0.",
            ("max(z, 0.0)", "max(z, 0.01 * z)"),
        ),
        Mistake(
            "The ReLU acts once, on the whole sum, not on each product.",
            ("z += wi * xi", "z += max(wi * xi, 0.0)"),
            ("return max(z, 0.0)", "return z"),
        ),
        Mistake(
            "The products are added up, not averaged.",
            ("wi * xi", "wi * xi / len(x)"),
        ),
        Mistake(
            "The bias is added to the sum, it is no factor.",
            ("max(z, 0.0)", "max(b * (z - b), 0.0)"),
        ),
        Mistake(
            "Each input meets its own weight before anything is added up.",
            ("max(z, 0.0)", "max(sum(x) * sum(w) + b, 0.0)"),
        ),
        Mistake(
            "That is a tanh; the activation here is a ReLU.",
            ("max(z, 0.0)", "math.tanh(z)"),
        ),
        Mistake(
            "z is set anew for each input, and only the last one is left: add to it.",
            ("z += wi * xi", "z = wi * xi + b"),
        ),
        Mistake(
            "One number is asked for: the products are added up before the ReLU.",
            (
                "    return max(z, 0.0)",
                "    return [max(wi * xi + b, 0.0) for xi, wi in zip(x, w)]",
            ),
        ),
    ],
    hints=[
        "First the weighted sum with the bias, then the ReLU.",
        "zip(x, w) goes through both lists together; start the sum at b.",
    ],
)


def _parameter_examples(rng):
    examples = [
        ("a network without a hidden layer", ([1, 1],)),
        ("two inputs and three outputs", ([2, 3],)),
        ("one hidden layer", ([2, 3, 1],)),
        ("the digits' network", ([64, 32, 10],)),
    ]
    for _ in range(8):
        widths = [rng.randint(1, 40) for _ in range(rng.randint(2, 5))]
        examples.append((f"a network of {len(widths)} layers of units", (widths,)))
    return examples


COUNT_PARAMETERS = Exercise(
    name="count_parameters",
    title="Count the parameters",
    trial="count_parameters([64, 32, 10])",
    stub='''def count_parameters(widths):
    """Return the number of weights and biases of a dense network.

    widths lists the units of each layer, the inputs first: [64,
    32, 10].
    """
''',
    solution="""def count_parameters(widths):
    count = 0
    for i in range(len(widths) - 1):
        fan_in, fan_out = widths[i], widths[i + 1]
        count += fan_in * fan_out + fan_out
    return count
""",
    examples=_parameter_examples,
    mistakes=[
        Mistake("The biases are parameters too.", (" + fan_out\n", "\n")),
        Mistake(
            "The inputs have no bias: a bias belongs to the unit that adds it.",
            (" + fan_out\n", " + fan_in\n"),
        ),
        Mistake(
            "Each unit has a bias of its own, not each layer.",
            (" + fan_out\n", " + 1\n"),
        ),
        Mistake(
            "Each layer counts, not the last alone.",
            ("count += fan_in", "count = fan_in"),
        ),
        Mistake(
            "The last layer has weights and biases as well.",
            ("len(widths) - 1", "len(widths) - 2"),
        ),
        Mistake(
            "Those are the units. Between two layers, each unit is joined to each.",
            "def count_parameters(widths):\n    return sum(widths)\n",
        ),
        Mistake(
            "Those are the connections from the first layer to the last, as if nothing"
            " lay between them.",
            ("count += fan_in * fan_out + fan_out", "count = widths[0] * widths[-1]"),
        ),
        Mistake(
            "The inputs are counted as if they had biases as well.",
            ("count = 0", "count = widths[0]"),
        ),
        Mistake(
            "The widths of neighbours are multiplied, but not all of them with one another.",
            "def count_parameters(widths):\n    count = 1\n    for width in widths:\n        count *= width\n    return count\n",
        ),
        Mistake(
            "The return stands inside the loop, so that the first pair of layers alone counts.",
            ("    return count", "        return count"),
        ),
        Mistake(
            "The bias is one more thing that comes in; the units are not one more.",
            ("fan_in * fan_out + fan_out", "(fan_in + 1) * (fan_out + 1)"),
        ),
        Mistake(
            "The units of the last layer have biases as well.",
            ("    return count", "    return count - widths[-1]"),
        ),
        Mistake(
            "Weights join neighbouring layers alone.",
            (
                "        fan_in, fan_out = widths[i], widths[i + 1]\n        count += fan_in * fan_out + fan_out\n",
                "        for j in range(i + 1, len(widths)):\n            count += widths[i] * widths[j] + widths[j]\n",
            ),
        ),
        Mistake(
            "Those are the matrices and lists: how many numbers are in them?",
            ("return count", "return 2 * (len(widths) - 1)"),
        ),
    ],
    hints=[
        "How many weights lead into one unit of the second layer? And how many biases?",
        "Go through the pairs of neighbours in widths, and add up what lies between.",
    ],
)

EXERCISES = [UNIT, COUNT_PARAMETERS]
