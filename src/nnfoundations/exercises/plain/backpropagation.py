"""Exercises of the chapter *Backpropagation*."""

from nnfoundations.exercises.judging import Exercise, Mistake, Named, draw_whole


def _chain_examples(rng):
    examples = [
        ("weights of 1", (1.0, 1.0, 1.0)),
        ("a chain that is on", (2.0, 3.0, 4.0)),
        ("a chain whose unit is off", (2.0, -3.0, 4.0)),
        ("a negative second weight", (2.0, 3.0, -0.5)),
        ("a second weight of 0", (2.0, 3.0, 0.0)),
        ("a negative input and a negative weight", (-2.0, -3.0, 4.0)),
        ("a negative input", (-2.0, 3.0, 4.0)),
    ]
    for _ in range(10):
        arguments = tuple([number or 0.5 for number in draw_whole(rng, 3)])
        examples.append(("a drawn chain", arguments))
    return examples


CHAIN = Exercise(
    name="chain",
    title="Two weights in a chain",
    trial="chain(2.0, 3.0, 4.0)",
    stub='''def chain(x, u, w):
    """Return the pair (dL/du, dL/dw) for L = w a.

    a = relu(z) is the larger of z and 0, and z = u x. The slope
    of the ReLU is 1 where z > 0, else 0.
    """
''',
    solution="""def chain(x, u, w):
    z = u * x
    a = max(z, 0.0)
    slope = 1.0 if z > 0 else 0.0
    return w * slope * x, a
""",
    examples=_chain_examples,
    mistakes=[
        Mistake(
            "The slope of the ReLU is missing: where the unit is off, u moves nothing.",
            ("w * slope * x", "w * x"),
        ),
        Mistake(
            "The ReLU is missing: where the unit is off, a is 0, and u moves nothing.",
            ("w * slope * x, a", "w * x, z"),
        ),
        Mistake(
            "On its way to u the error passes through the weight w.",
            ("w * slope * x", "slope * x"),
        ),
        Mistake(
            "dz/du is x: the last factor of the chain is missing.",
            ("w * slope * x", "w * slope"),
        ),
        Mistake(
            "dL/dw is what w multiplies: the activation a, not the input.",
            ("* x, a", "* x, x"),
        ),
        Mistake(
            "What w multiplies has been through the ReLU: a, not z.",
            ("* x, a", "* x, z"),
        ),
        Mistake(
            "The two come in the other order: first u, then w.",
            ("return w * slope * x, a", "return a, w * slope * x"),
        ),
        Mistake(
            "dL/du is the slope along u, which does not depend on how large u is.",
            ("w * slope * x", "w * slope * x * u"),
        ),
        Mistake(
            "Along a chain the slopes are multiplied, not added.",
            ("w * slope * x", "w + slope + x"),
        ),
        Mistake(
            "L is w times a: its slope along w is a, and w has gone.",
            ("* x, a", "* x, w * a"),
        ),
        Mistake(
            "Below 0 a ReLU is flat: its slope there is 0, not -1.",
            ("else 0.0", "else -1.0"),
        ),
        Mistake(
            "Whether the unit is on is decided by u x, not by x.",
            ("if z > 0", "if x > 0"),
        ),
        Mistake(
            "These are gradients, not steps: there is no minus.",
            ("return w * slope * x, a", "return -w * slope * x, -a"),
        ),
        Mistake(
            "L is w times a, so its slope along w is a, not the slope of the ReLU.",
            ("* x, a", "* x, slope"),
        ),
        Mistake(
            "Two slopes are asked for, as a pair: they are not added up.",
            ("return w * slope * x, a", "return w * slope * x + a"),
        ),
        Mistake(
            "Whether the unit is on is decided by u x, not by u.",
            ("if z > 0", "if u > 0"),
        ),
        Mistake(
            "Along u the slope does not hold u itself, and where the unit is off, it is 0.",
            ("w * slope * x", "w * x * u"),
        ),
        Mistake(
            "No ReLU acts on a gradient, which may be negative: whether z > 0 decides.",
            ("return w * slope * x, a", "return max(w * x, 0.0), a"),
        ),
        Mistake(
            "In the chain a is relu(z), the larger of z and 0; yours is a sigmoid.",
            (
                "return w * slope * x, a",
                "a = 1 / (1 + math.exp(-z))\n    return w * a * (1 - a) * x, a",
            ),
        ),
        Mistake(
            "L divided by a weight is the slope here, but not where the weight is 0: use the chain.",
            ("return w * slope * x, a", "return w * a / u, w * a / w"),
        ),
        Mistake(
            "That is L itself; its slopes along u and w are asked for, as a pair.",
            ("return w * slope * x, a", "return w * a"),
        ),
    ],
    hints=[
        "Nudge u: z moves by x times as much, a by the slope times that, L by w times that.",
        "Nudge w: L moves by a times as much.",
    ],
)


def _square(x):
    return x * x


def _cube(x):
    return x * x * x


def _line(x):
    return 3.0 * x - 1.0


SQUARE = Named("square", _square)
CUBE = Named("cube", _cube)
LINE = Named("line", _line)


def _difference_examples(rng):
    examples = [
        ("a straight line", (LINE, 1.0, 0.5)),
        ("the square at 0", (SQUARE, 0.0, 0.5)),
        ("the square at 3", (SQUARE, 3.0, 0.5)),
        ("the square where it falls", (SQUARE, -1.0, 0.5)),
        ("the cube at 1, where the step matters", (CUBE, 1.0, 0.5)),
    ]
    for _ in range(8):
        f = rng.choice([SQUARE, CUBE, LINE])
        x, h = round(rng.uniform(-3.0, 3.0), 1), rng.choice([0.5, 0.25, 0.125])
        examples.append(("a drawn place", (f, x, h)))
    return examples


CENTRAL_DIFFERENCE = Exercise(
    name="central_difference",
    title="A slope without calculus",
    trial="central_difference(lambda x: x * x, 3.0, 0.5)",
    stub='''def central_difference(f, x, h):
    """Return the slope of f at x, from two of its values.

    f is a function: f(x) is its value at x. Take those at x - h
    and at x + h.
    """
''',
    solution="""def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)
""",
    examples=_difference_examples,
    mistakes=[
        Mistake(
            "The two points lie 2 h apart.",
            ("(2 * h)", "h"),
        ),
        Mistake(
            "That looks to one side only; the error of both sides together is smaller.",
            ("f(x - h)) / (2 * h)", "f(x)) / h"),
        ),
        Mistake(
            "Rise over run: the left value is taken from the right one.",
            ("f(x + h) - f(x - h)", "f(x - h) - f(x + h)"),
        ),
        Mistake(
            "2 * h must stand in brackets below the line: a / 2 * h is (a / 2) times h.",
            ("/ (2 * h)", "/ 2 * h"),
        ),
        Mistake(
            "Two pairs of brackets are missing: around the difference, and around 2 * h.",
            ("(f(x + h) - f(x - h)) / (2 * h)", "f(x + h) - f(x - h) / 2 * h"),
        ),
        Mistake(
            "That is the difference; a slope is the difference per distance.",
            (" / (2 * h)", ""),
        ),
        Mistake(
            "That looks to the left only.",
            ("(f(x + h) - f(x - h)) / (2 * h)", "(f(x) - f(x - h)) / h"),
        ),
        Mistake(
            "The values are subtracted, not added.",
            ("f(x + h) - f", "f(x + h) + f"),
        ),
        Mistake(
            "f is called at x + h, not at x with h added to the result.",
            ("f(x + h) - f(x - h)", "(f(x) + h) - (f(x) - h)"),
        ),
        Mistake(
            "The points lie h to either side, not half of it.",
            ("(f(x + h) - f(x - h)) / (2 * h)", "(f(x + h / 2) - f(x - h / 2)) / h"),
        ),
        Mistake(
            "The step is given: h, not a smaller one.",
            ("    return", "    h = 1e-5\n    return"),
        ),
        Mistake(
            "From x to x + h it is h; the two points are to lie on both sides.",
            ("(f(x + h) - f(x - h)) / (2 * h)", "(f(x + h) - f(x)) / (2 * h)"),
        ),
        Mistake(
            "The difference needs brackets: only f(x - h) is divided.",
            ("(f(x + h) - f(x - h)) / (2 * h)", "f(x + h) - f(x - h) / (2 * h)"),
        ),
        Mistake(
            "That is how the slope itself changes: the second derivative.",
            (
                "(f(x + h) - f(x - h)) / (2 * h)",
                "(f(x + h) - 2 * f(x) + f(x - h)) / (h * h)",
            ),
        ),
        Mistake(
            "The points lie h to either side, not 2 h.",
            (
                "(f(x + h) - f(x - h)) / (2 * h)",
                "(f(x + 2 * h) - f(x - 2 * h)) / (4 * h)",
            ),
        ),
        Mistake(
            "f is called twice, and its values are subtracted; yours subtracts first.",
            ("(f(x + h) - f(x - h))", "f((x + h) - (x - h))"),
        ),
        Mistake(
            "Divide by the distance 2 h, not by the square of h.",
            ("(2 * h)", "h ** 2"),
        ),
        Mistake(
            "The distance of the two points is their difference, 2 h; it holds no x.",
            ("(2 * h)", "(2 * x)"),
        ),
        Mistake(
            "That is the slope of the square alone; f may be any function, so use its values.",
            ("(f(x + h) - f(x - h)) / (2 * h)", "2 * x"),
        ),
        Mistake(
            "From x to x + 2 h looks to one side only: take x - h and x + h.",
            ("(f(x + h) - f(x - h)) / (2 * h)", "(f(x + 2 * h) - f(x)) / (2 * h)"),
        ),
    ],
    hints=[
        "How much does f rise from x - h to x + h, and how far apart are the two?",
        "A slope is rise over run.",
    ],
)


def _back_examples(rng):
    examples = [
        ("one input", ([2.0], [3.0], 0.5)),
        ("an error of 0", ([2.0, 1.0], [3.0, 1.0], 0.0)),
        ("two inputs", ([1.0, 2.0], [3.0, -1.0], 2.0)),
    ]
    for _ in range(10):
        d = rng.randint(1, 4)
        delta = draw_whole(rng, 1)[0]
        examples.append(
            (f"{d} inputs", (draw_whole(rng, d), draw_whole(rng, d), delta))
        )
    return examples


UNIT_BACKWARD = Exercise(
    name="unit_backward",
    title="One unit, backward",
    trial="unit_backward([1.0, 2.0], [3.0, -1.0], 2.0)",
    stub='''def unit_backward(x, w, delta):
    """Return (dw, db, dx): dL/dw, dL/db and dL/dx.

    z = w x + b, and delta is dL/dz. x and w are lists of equally
    many numbers; dw and dx are lists as well.
    """
''',
    solution="""def unit_backward(x, w, delta):
    dw = [delta * xi for xi in x]
    dx = [delta * wi for wi in w]
    return dw, delta, dx
""",
    examples=_back_examples,
    mistakes=[
        Mistake(
            "A weight's slope is what it multiplies, the input; yours are swapped.",
            ("delta * xi for xi in x", "delta * wi for wi in w"),
            ("dx = [delta * wi for wi in w]", "dx = [delta * xi for xi in x]"),
        ),
        Mistake(
            "A nudge of b moves z by as much, so db is delta.",
            ("return dw, delta, dx", "return dw, 1.0, dx"),
        ),
        Mistake(
            "delta is missing: those are the slopes of z, not of L.",
            ("[delta * xi for xi in x]", "list(x)"),
            ("[delta * wi for wi in w]", "list(w)"),
        ),
        Mistake(
            "db does not depend on the inputs.",
            ("return dw, delta, dx", "return dw, delta * sum(x), dx"),
        ),
        Mistake(
            "dw has one number for each weight: do not add them up.",
            ("return dw,", "return sum(dw),"),
        ),
        Mistake(
            "dw and dx have one number for each input: do not add them up.",
            ("return dw, delta, dx", "return sum(dw), delta, sum(dx)"),
        ),
        Mistake(
            "These are gradients, not steps: no minus sign.",
            (
                "return dw, delta, dx",
                "return [-g for g in dw], -delta, [-g for g in dx]",
            ),
        ),
        Mistake(
            "The order asked for is dw, db, dx.",
            ("return dw, delta, dx", "return dw, dx, delta"),
        ),
        Mistake(
            "What goes back to the input passes through the weight: dx is delta times w.",
            ("delta * wi for wi in w", "delta for wi in w"),
        ),
        Mistake(
            "This unit has no ReLU: delta is dL/dz already.",
            (
                "    dw =",
                "    if sum([a * b for a, b in zip(x, w)]) <= 0:\n        delta = 0.0\n    dw =",
            ),
        ),
        Mistake(
            "There is one bias, so db is one number.",
            ("return dw, delta,", "return dw, [delta] * len(x),"),
        ),
        Mistake(
            "Slopes along a path are multiplied: delta times x, not delta plus x.",
            ("delta * xi", "delta + xi"),
            ("delta * wi", "delta + wi"),
        ),
        Mistake(
            "Each weight has a slope of its own; there is no mean over the inputs.",
            ("delta * xi", "delta * xi / len(x)"),
            ("delta * wi", "delta * wi / len(x)"),
        ),
        Mistake(
            "Each slope holds one factor beside delta: x has gone from dx, and w from dw.",
            ("delta * xi for xi in x", "delta * xi * wi for xi, wi in zip(x, w)"),
            ("delta * wi for wi in w", "delta * xi * wi for xi, wi in zip(x, w)"),
        ),
        Mistake(
            "A nudge of b moves z by as much, so db is not 0.",
            ("return dw, delta, dx", "return dw, 0.0, dx"),
        ),
        Mistake(
            "There is one bias, and one way from it to z: db is delta, however many inputs there are.",
            ("return dw, delta, dx", "return dw, delta * len(x), dx"),
        ),
        Mistake(
            "delta stands once in each slope; yours squares it.",
            ("delta * xi", "delta * delta * xi"),
            ("delta * wi", "delta * delta * wi"),
        ),
        Mistake(
            "dw = dx = [] is one list with two names: what is appended to one is in both.",
            "def unit_backward(x, w, delta):\n    dw = dx = []\n    for xi, wi in zip(x, w):\n        dw.append(delta * xi)\n        dx.append(delta * wi)\n    return dw, delta, dx\n",
        ),
        Mistake(
            "A slope of L is delta times the slope of z; yours divides by delta.",
            "def unit_backward(x, w, delta):\n    return [a / delta for a in x], delta, [a / delta for a in w]\n",
        ),
        Mistake(
            "dw holds delta and the input alone: the weight has gone.",
            ("delta * xi for xi in x", "delta * xi * wi for xi, wi in zip(x, w)"),
        ),
    ],
    hints=[
        "Nudge one weight: by how much does z move? Multiply by delta.",
        "Then the same for b, and for one input.",
    ],
)

EXERCISES = [CHAIN, CENTRAL_DIFFERENCE, UNIT_BACKWARD]
