"""Exercises of the chapter *The multilayer perceptron*."""

from nnfoundations.exercises.judging import Exercise, Mistake, draw_whole


def _layer_examples(rng):
    examples = [
        ("one input and one unit", ([2.0], [[3.0]], [0.0])),
        ("the bias", ([2.0], [[3.0]], [1.0])),
        ("a unit that is off", ([2.0], [[-3.0]], [1.0])),
        ("one input and two units", ([2.0], [[3.0, -1.0]], [0.0, 5.0])),
        ("two inputs and one unit", ([1.0, 2.0], [[3.0], [-1.0]], [0.5])),
        (
            "two inputs and two units",
            ([1.0, 2.0], [[1.0, 2.0], [3.0, 4.0]], [0.0, 0.0]),
        ),
    ]
    for _ in range(10):
        d, h = rng.randint(1, 4), rng.randint(1, 4)
        W = [draw_whole(rng, h) for _ in range(d)]
        arguments = (draw_whole(rng, d), W, draw_whole(rng, h))
        examples.append((f"{d} inputs and {h} units", arguments))
    return examples


RELU_LAYER = Exercise(
    name="relu_layer",
    title="A layer of ReLU units",
    trial="relu_layer([1.0, 2.0], [[1.0, 2.0], [3.0, 4.0]], [0.0, -20.0])",
    stub='''def relu_layer(x, W, b):
    """Return the list of activations of a layer for one example.

    x lists d inputs, W has d rows of h weights (one column a
    unit), b lists h biases.
    """
''',
    solution="""def relu_layer(x, W, b):
    h = []
    for j in range(len(b)):
        z = b[j]
        for i in range(len(x)):
            z += x[i] * W[i][j]
        h.append(max(z, 0.0))
    return h
""",
    examples=_layer_examples,
    mistakes=[
        Mistake(
            "W is read as its transpose: W[i][j] leads from input i to unit j.",
            ("W[i][j]", "W[j][i]"),
        ),
        Mistake("The biases are missing.", ("z = b[j]", "z = 0.0")),
        Mistake("The ReLU is missing.", ("max(z, 0.0)", "z")),
        Mistake(
            "Each unit has a bias of its own: b[j], not b[0].",
            ("z = b[j]", "z = b[0]"),
        ),
        Mistake(
            "The sum starts afresh for each unit; yours carries the last unit's along.",
            ("    h = []\n", "    h, z = [], 0.0\n"),
            ("z = b[j]", "z += b[j]"),
        ),
        Mistake(
            "The bias is added once a unit, not once an input.",
            ("z = b[j]", "z = 0.0"),
            ("x[i] * W[i][j]", "x[i] * W[i][j] + b[j]"),
        ),
        Mistake(
            "A layer has one output a unit; yours adds them all up.",
            ("return h\n", "return sum(h)\n"),
        ),
        Mistake(
            "The ReLU belongs to the sum, not to each of its terms.",
            ("x[i] * W[i][j]", "max(x[i] * W[i][j], 0.0)"),
        ),
        Mistake(
            "The ReLU acts before the bias here; it comes last.",
            ("z = b[j]", "z = 0.0"),
            ("max(z, 0.0)", "max(z, 0.0) + b[j]"),
        ),
        Mistake(
            "An active unit passes on how large its sum is; yours gives at most 1.",
            ("max(z, 0.0)", "1.0 if z > 0 else 0.0"),
        ),
        Mistake(
            "The biases are added, yours are taken away.", ("z = b[j]", "z = -b[j]")
        ),
        Mistake(
            "Each unit starts anew; in yours, what the units before it added up is still there.",
            ("    h = []\n", "    h, z = [], 0.0\n"),
            ("        z = b[j]\n", ""),
            ("h.append(max(z, 0.0))", "h.append(max(z + b[j], 0.0))"),
        ),
        Mistake(
            "append stands inside the inner loop: one activation a unit, not one an input.",
            ("        h.append", "            h.append"),
        ),
        Mistake(
            "z is set anew for each input, and only the last one is left: add to it.",
            ("z += x[i]", "z = b[j] + x[i]"),
        ),
        Mistake(
            "The outer loop runs over the units, and there are as many as biases; len(W) counts inputs.",
            ("range(len(b))", "range(len(W))"),
        ),
        Mistake(
            "A ReLU makes 0 of what is negative; yours changes its sign.",
            ("max(z, 0.0)", "abs(z)"),
        ),
        Mistake(
            "A unit that is off gives 0, and keeps its place in the list.",
            (
                "        h.append(max(z, 0.0))",
                "        if z > 0:\n            h.append(z)",
            ),
        ),
        Mistake(
            "That is a sigmoid; a ReLU is the larger of z and 0.",
            ("max(z, 0.0)", "1 / (1 + math.exp(-z))"),
        ),
        Mistake(
            "That is a leaky ReLU: below 0 this one gives 0.",
            ("max(z, 0.0)", "max(z, 0.01 * z)"),
        ),
        Mistake(
            "The products are added up, not averaged.",
            ("x[i] * W[i][j]", "x[i] * W[i][j] / len(x)"),
        ),
        Mistake(
            "A unit's weights stand in a column of W, not in a row.",
            "def relu_layer(x, W, b):\n    sums = [bj + sum([a * w for a, w in zip(x, row)]) for bj, row in zip(b, W)]\n    return [max(z, 0.0) for z in sums]\n",
        ),
    ],
    hints=[
        "For each unit j: start at b[j], add x[i] * W[i][j] over all inputs i.",
        "Two loops: the outer over units, the inner over inputs.",
    ],
)


def _fold_examples(rng):
    corners = [(0, 0), (0, 1), (1, 0), (1, 1)]
    examples = [(f"the corner {c}", c) for c in corners]
    examples.append(("a point left of all corners", (-1.0, -0.5)))
    examples.append(("a point right of all corners", (1.5, 1.5)))
    examples.append(("a point with a negative input", (-0.5, 1.0)))
    for _ in range(8):
        x1, x2 = round(rng.uniform(-1.0, 2.0), 2), round(rng.uniform(-1.0, 2.0), 2)
        examples.append(("a point between the corners", (x1, x2)))
    return examples


XOR_NETWORK = Exercise(
    name="xor_network",
    title="The fold that makes XOR",
    trial="xor_network(1, 1)",
    stub='''def xor_network(x1, x2):
    """Return h1 - 2 h2.

    h1 = relu(x1 + x2) and h2 = relu(x1 + x2 - 1).
    """
''',
    solution="""def xor_network(x1, x2):
    s = x1 + x2
    h1 = max(s, 0.0)
    h2 = max(s - 1.0, 0.0)
    return h1 - 2.0 * h2
""",
    examples=_fold_examples,
    mistakes=[
        Mistake(
            "Without the ReLUs the network is a straight line, and no line makes XOR.",
            ("max(s, 0.0)", "s"),
            ("max(s - 1.0, 0.0)", "s - 1.0"),
        ),
        Mistake(
            "The second unit starts only where the sum exceeds 1.",
            ("s - 1.0", "s"),
        ),
        Mistake(
            "The second unit's weight is -2: it must take back the rise and go down.",
            ("2.0 * h2", "h2"),
        ),
        Mistake(
            "The second unit is taken away, not added.",
            ("h1 - 2.0", "h1 + 2.0"),
        ),
        Mistake(
            "The output here is not rounded to 0 or 1: between the corners it takes all"
            " values.",
            ("return h1 - 2.0 * h2", "return 1.0 if h1 - 2.0 * h2 > 0.5 else 0.0"),
        ),
        Mistake(
            "The threshold sits inside the ReLU: relu(s - 1), not relu(s) - 1.",
            ("max(s - 1.0, 0.0)", "max(s, 0.0) - 1.0"),
        ),
        Mistake(
            "No ReLU acts on the output: beyond the corners it goes below 0.",
            ("return h1 - 2.0 * h2", "return max(h1 - 2.0 * h2, 0.0)"),
        ),
        Mistake(
            "h1 needs its ReLU as well: left of the first corner it is 0.",
            ("h1 = max(s, 0.0)", "h1 = s"),
        ),
        Mistake(
            "That is right at the corners; the network adds x1 and x2 and knows no difference.",
            ("return h1 - 2.0 * h2", "return abs(x1 - x2)"),
        ),
        Mistake(
            "Products come before differences: h1 - 2 h2 needs no bracket.",
            ("h1 - 2.0 * h2", "(h1 - 2.0) * h2"),
        ),
        Mistake(
            "The 2 belongs to the second unit, not to the first.",
            ("h1 - 2.0 * h2", "2.0 * h1 - h2"),
        ),
        Mistake(
            "The second unit starts later, not earlier: s - 1.", ("s - 1.0", "s + 1.0")
        ),
        Mistake(
            "A ReLU keeps what is above 0: max, not min.",
            ("max(s, 0.0)", "min(s, 0.0)"),
            ("max(s - 1.0, 0.0)", "min(s - 1.0, 0.0)"),
        ),
        Mistake(
            "Those units have a step; a ReLU also passes on how far the sum reaches.",
            ("max(s, 0.0)", "(1.0 if s > 0 else 0.0)"),
            ("max(s - 1.0, 0.0)", "(1.0 if s > 1 else 0.0)"),
        ),
        Mistake(
            "Both units see both inputs: x1 + x2.",
            ("max(s, 0.0)", "max(x1, 0.0)"),
            ("max(s - 1.0, 0.0)", "max(x2 - 1.0, 0.0)"),
        ),
        Mistake(
            "The 2 multiplies what the second unit gives, not its sum.",
            ("max(s - 1.0, 0.0)", "max(2.0 * s - 1.0, 0.0)"),
            ("2.0 * h2", "h2"),
        ),
        Mistake(
            "That is XOR at the corners, and nothing in between: compute h1 and h2.",
            ("return h1 - 2.0 * h2", "return 1 if x1 != x2 else 0"),
        ),
        Mistake(
            "That is right at the corners, but multiplies the inputs; the network adds them.",
            ("return h1 - 2.0 * h2", "return x1 + x2 - 2.0 * x1 * x2"),
        ),
        Mistake(
            "A ReLU acts on the sum of both inputs, not on each of them.",
            ("max(s, 0.0)", "max(x1, 0.0) + max(x2, 0.0)"),
        ),
        Mistake(
            "Those are the two units: the output still puts them together, as h1 - 2 h2.",
            ("return h1 - 2.0 * h2", "return h1, h2"),
        ),
        Mistake(
            "The units add the inputs; yours takes one away.",
            ("s = x1 + x2", "s = x1 - x2"),
        ),
        Mistake(
            "That parabola goes through the corners; ReLUs make straight pieces.",
            ("return h1 - 2.0 * h2", "return s * (2.0 - s)"),
        ),
    ],
    hints=[
        "Write the three lines one after the other: h1, h2, the result.",
        "relu(z) is max(z, 0.0).",
    ],
)

EXERCISES = [RELU_LAYER, XOR_NETWORK]
