"""Exercises of the chapter *Choosing hyperparameters*."""

from nnfoundations.exercises.judging import Exercise, Mistake, draw_decimals


def _momentum_examples(rng):
    examples = [
        ("the first step", (1.0, 0.0, 2.0, 0.1)),
        ("a step with velocity but no gradient", (1.0, 5.0, 0.0, 0.1)),
        ("a step with both", (1.0, 5.0, 2.0, 0.1)),
        ("a gradient that has turned round", (0.0, 4.0, -2.0, 0.5)),
    ]
    for _ in range(8):
        w, v, g = draw_decimals(rng, 3)
        examples.append(("a drawn step", (w, v, g, rng.choice([0.05, 0.1, 0.5]))))
    return examples


MOMENTUM_STEP = Exercise(
    name="momentum_step",
    title="A step with momentum",
    trial="momentum_step(1.0, 5.0, 2.0, 0.1)",
    stub='''def momentum_step(w, v, g, lr):
    """Return the pair (w, v) after a step with momentum 0.9.

    v <- 0.9 v + g, then w <- w - lr v.
    """
''',
    solution="""def momentum_step(w, v, g, lr):
    v = 0.9 * v + g
    return w - lr * v, v
""",
    examples=_momentum_examples,
    mistakes=[
        Mistake(
            "w moves by the new velocity; yours uses the old one.",
            (
                "    v = 0.9 * v + g\n    return w - lr * v, v\n",
                "    return w - lr * v, 0.9 * v + g\n",
            ),
        ),
        Mistake(
            "In this form the gradient is added whole: no factor 1 - 0.9.",
            ("0.9 * v + g", "0.9 * v + 0.1 * g"),
        ),
        Mistake(
            "The old velocity fades by 0.9 first.",
            ("0.9 * v + g", "v + g"),
        ),
        Mistake(
            "That is plain descent: w follows the velocity, not the gradient.",
            ("w - lr * v, v", "w - lr * g, v"),
        ),
        Mistake(
            "The learning rate stands once, where w moves; the velocity has none.",
            ("return w - lr * v, v", "return w - lr * v, lr * v"),
        ),
        Mistake(
            "The pair is (w, v), in this order.", ("w - lr * v, v", "v, w - lr * v")
        ),
        Mistake(
            "Momentum carries on in the old direction; yours brakes.",
            ("0.9 * v + g", "-0.9 * v + g"),
        ),
        Mistake("w goes against the velocity.", ("w - lr * v", "w + lr * v")),
        Mistake(
            "The new velocity must be returned too, or the next step has forgotten it.",
            (
                "def momentum_step(w, v, g, lr):\n",
                "def momentum_step(w, v, g, lr):\n    old = v\n",
            ),
            ("w - lr * v, v", "w - lr * v, old"),
        ),
        Mistake(
            "The velocity holds gradients here, not steps: the learning rate and the sign come where w moves.",
            (
                "v = 0.9 * v + g\n    return w - lr * v, v",
                "v = 0.9 * v - lr * g\n    return w + v, v",
            ),
        ),
        Mistake(
            "The learning rate acts twice: in the velocity and where w moves.",
            ("0.9 * v + g", "0.9 * v + lr * g"),
        ),
        Mistake(
            "0.9 fades the old velocity alone; the gradient comes in whole.",
            ("0.9 * v + g", "0.9 * (v + g)"),
        ),
        Mistake(
            "The two factors are those of a mean; here v fades by 0.9 and g comes in whole.",
            ("0.9 * v + g", "0.1 * v + 0.9 * g"),
        ),
        Mistake(
            "That looks one step ahead, as Nesterov's form does: w moves by the new v itself.",
            ("w - lr * v, v", "w - lr * (0.9 * v + g), v"),
        ),
        Mistake(
            "v gathers gradients with a plus; the minus comes where w moves.",
            ("0.9 * v + g", "0.9 * v - g"),
        ),
        Mistake(
            "w moves by lr times v: the learning rate is missing.",
            ("w - lr * v", "w - v"),
        ),
        Mistake(
            "0.9 fades the velocity, not the weight.",
            ("w - lr * v, v", "0.9 * w - lr * v, v"),
        ),
        Mistake(
            "The step is lr times v; w itself is no factor of it.",
            ("w - lr * v, v", "w - lr * w * v, v"),
        ),
        Mistake(
            "The new velocity holds the gradient already: it is not added again.",
            ("w - lr * v, v", "w - lr * (v + g), v"),
        ),
        Mistake(
            "w - lr * v needs no bracket: the product comes first.",
            ("w - lr * v, v", "(w - lr) * v, v"),
        ),
        Mistake(
            "The momentum is 0.9 here; yours is another one.",
            ("0.9 * v", "0.99 * v"),
        ),
    ],
    hints=["The velocity first, then the weight, with the new velocity."],
)


def _adam_examples(rng):
    examples = [
        ("the first step", (0.0, 0.0, 2.0, 1)),
        ("the second step", (0.2, 0.004, 2.0, 2)),
        ("a small gradient", (0.0, 0.0, 0.0001, 1)),
        ("a negative gradient", (0.0, 0.0, -3.0, 1)),
    ]
    for _ in range(8):
        m, g = draw_decimals(rng, 1, 1.0)[0], draw_decimals(rng, 1)[0]
        s = round(rng.uniform(0.1, 2.0), 3)
        examples.append(("a later step", (m, s, g, rng.randint(2, 30))))
    return examples


ADAM_STEP = Exercise(
    name="adam_step",
    title="How far Adam moves",
    trial="adam_step(0.0, 0.0, 2.0, 1)",
    stub='''def adam_step(m, s, g, t):
    """Return the change of a weight in Adam's step t = 1, 2, ...,
    at lr = 0.001.

    m and s are the two means before the step, g is the gradient.
    beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8; a positive
    gradient gives a negative change.
    """
''',
    solution="""def adam_step(m, s, g, t):
    m = 0.9 * m + 0.1 * g
    s = 0.999 * s + 0.001 * g * g
    m_hat = m / (1 - 0.9**t)
    s_hat = s / (1 - 0.999**t)
    return -0.001 * m_hat / (math.sqrt(s_hat) + 1e-8)
""",
    examples=_adam_examples,
    mistakes=[
        Mistake(
            "Both means start at 0 and are too small at first: the corrections are"
            " missing.",
            ("m / (1 - 0.9**t)", "m"),
            ("s / (1 - 0.999**t)", "s"),
        ),
        Mistake(
            "The mean of the squares needs its root before it divides.",
            ("math.sqrt(s_hat)", "s_hat"),
        ),
        Mistake(
            "Descent goes against the gradient.", ("-0.001 * m_hat", "0.001 * m_hat")
        ),
        Mistake(
            "s is a mean of squares: square the gradient.",
            ("0.001 * g * g", "0.001 * abs(g)"),
        ),
        Mistake(
            "The new part of each mean has the weight 1 - beta.",
            ("0.1 * g", "g"),
            ("0.001 * g * g", "g * g"),
        ),
        Mistake(
            "The first step is t = 1, so the corrections use beta to the power of t.",
            ("0.9**t", "0.9**(t + 1)"),
            ("0.999**t", "0.999**(t + 1)"),
        ),
        Mistake(
            "The mean of the gradients moves the weight, not the gradient itself.",
            ("-0.001 * m_hat", "-0.001 * g"),
        ),
        Mistake(
            "The two betas are swapped: 0.9 for the mean, 0.999 for the squares.",
            (
                "    m = 0.9 * m + 0.1 * g\n    s = 0.999 * s + 0.001 * g * g\n"
                "    m_hat = m / (1 - 0.9**t)\n    s_hat = s / (1 - 0.999**t)\n",
                "    m = 0.999 * m + 0.001 * g\n    s = 0.9 * s + 0.1 * g * g\n"
                "    m_hat = m / (1 - 0.999**t)\n    s_hat = s / (1 - 0.9**t)\n",
            ),
        ),
        Mistake(
            "Only the mean of the gradients is corrected; that of the squares needs it"
            " too.",
            ("s / (1 - 0.999**t)", "s"),
        ),
        Mistake(
            "In a first step Adam nearly takes the sign of the gradient; later it does not.",
            (
                "return -0.001 * m_hat / (math.sqrt(s_hat) + 1e-8)",
                "return -0.001 * ((g > 0) - (g < 0))",
            ),
        ),
        Mistake(
            "epsilon stands behind the root, not below it.",
            ("(math.sqrt(s_hat) + 1e-8)", "math.sqrt(s_hat + 1e-8)"),
        ),
        Mistake(
            "epsilon is missing: it shows where the gradients are small.",
            (" + 1e-8", ""),
        ),
        Mistake(
            "Only the mean of the squares is corrected; that of the gradients needs it too.",
            ("m / (1 - 0.9**t)", "m"),
        ),
        Mistake(
            "The means of before the step are used: take in the new gradient first.",
            ("    m = 0.9 * m + 0.1 * g\n    s = 0.999 * s + 0.001 * g * g\n", ""),
        ),
        Mistake(
            "beta is raised to the power t, not multiplied by it.",
            ("0.9**t", "0.9 * t"),
            ("0.999**t", "0.999 * t"),
        ),
        Mistake(
            "s gathers the squares of g, not of the mean m.",
            ("0.001 * g * g", "0.001 * m * m"),
        ),
        Mistake(
            "The corrections use beta to the power of t; yours use beta itself.",
            ("0.9**t", "0.9"),
            ("0.999**t", "0.999"),
        ),
        Mistake(
            "Divide by 1 minus the power of beta, not by the power itself.",
            ("(1 - 0.9**t)", "0.9**t"),
            ("(1 - 0.999**t)", "0.999**t"),
        ),
        Mistake(
            "The learning rate does not shrink with t: t stands in the powers of beta alone.",
            ("-0.001 * m_hat", "-0.001 / t * m_hat"),
        ),
        Mistake(
            "s gathers the squares of g itself, not of its distance from the mean.",
            ("0.001 * g * g", "0.001 * (g - m) ** 2"),
        ),
        Mistake(
            "The means are too small at first: to divide by 1 - beta^t makes them larger.",
            ("/ (1 - 0.9**t)", "* (1 - 0.9**t)"),
            ("/ (1 - 0.999**t)", "* (1 - 0.999**t)"),
        ),
        Mistake(
            "beta2 is 0.999, so that s forgets slowly.",
            ("0.999", "0.99"),
            ("0.001 * g * g", "0.01 * g * g"),
        ),
        Mistake(
            "The root of the squares' mean divides; yours multiplies by it.",
            ("/ (math.sqrt(s_hat)", "* (math.sqrt(s_hat)"),
        ),
    ],
    hints=[
        "Five lines: m, s, the two corrected ones, the change.",
        "In the first step the corrected means are g and g^2 themselves.",
    ],
)


def _wilson_examples(rng):
    examples = [
        ("one half of many", (50, 100)),
        ("no success at all", (0, 10)),
        ("all of them", (10, 10)),
        ("the digits' test set", (349, 360)),
    ]
    for _ in range(8):
        n = rng.randint(5, 500)
        examples.append(("a drawn count", (rng.randint(0, n), n)))
    return examples


WILSON = Exercise(
    name="wilson",
    title="Wilson's interval",
    trial="wilson(349, 360)",
    stub='''def wilson(k, n):
    """Return the ends (low, high) of Wilson's 95 % interval for k
    right out of n.

    With z = 1.96 and p = k / n the middle is
    (p + z^2 / 2n) / (1 + z^2 / n), and the half width is
    z sqrt(p (1 - p) / n + z^2 / 4n^2) / (1 + z^2 / n).
    """
''',
    solution="""def wilson(k, n):
    z, p = 1.96, k / n
    below = 1 + z * z / n
    middle = (p + z * z / (2 * n)) / below
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / below
    return middle - half, middle + half
""",
    examples=_wilson_examples,
    mistakes=[
        Mistake(
            "That is the simple interval around k / n: its width is 0 when all are right.",
            "def wilson(k, n):\n    p = k / n\n"
            "    half = 1.96 * math.sqrt(p * (1 - p) / n)\n    return p - half, p + half\n",
        ),
        Mistake(
            "The middle is not k / n itself: it is drawn towards one half.",
            ("middle = (p + z * z / (2 * n)) / below", "middle = p"),
        ),
        Mistake(
            "2n and 4n^2 stand below the line: put them in brackets.",
            ("z * z / (2 * n)", "z * z / 2 * n"),
            ("z * z / (4 * n * n)", "z * z / 4 * n * n"),
        ),
        Mistake(
            "Both parts are divided by 1 + z^2 / n.",
            ("below = 1 + z * z / n", "below = 1"),
        ),
        Mistake("The root is missing.", ("math.sqrt(", "(")),
        Mistake(
            "z = 1.96 stands for 95 %; yours is another one.",
            ("z, p = 1.96", "z, p = 1.645"),
        ),
        Mistake(
            "The half width reaches to both sides of the middle.",
            ("middle - half, middle + half", "middle, middle + half"),
        ),
        Mistake(
            "The lower end comes first.",
            ("middle - half, middle + half", "middle + half, middle - half"),
        ),
        Mistake(
            "The interval is for the share, not for the count.",
            (
                "middle - half, middle + half",
                "n * (middle - half), n * (middle + half)",
            ),
        ),
        Mistake(
            "The second term below the root is missing: without it the interval closes"
            " when all are right.",
            (" + z * z / (4 * n * n)", ""),
        ),
        Mistake(
            "The ends are asked for: middle minus half, middle plus half.",
            ("middle - half, middle + half", "middle, half"),
        ),
        Mistake(
            "z is squared everywhere but before the root.",
            ("z * z / n", "z / n"),
            ("z * z / (2 * n)", "z / (2 * n)"),
            ("z * z / (4 * n * n)", "z / (4 * n * n)"),
        ),
        Mistake("Below the root the n is squared: 4n^2.", ("(4 * n * n)", "(4 * n)")),
        Mistake(
            "The half width is z times the root: where is z?",
            ("z * math.sqrt(", "math.sqrt("),
        ),
        Mistake(
            "1 + z^2 / n divides the root, and does not stand below it.",
            (
                "/ (4 * n * n)) / below",
                "/ (4 * n * n) / below + (p * (1 - p) / n) * (1 / below - 1))",
            ),
        ),
        Mistake(
            "Below the root the two terms are added.",
            ("/ n + z * z / (4", "/ n - z * z / (4"),
        ),
        Mistake("z is 1.96 here; 2 is a rounded one.", ("1.96", "2.0")),
        Mistake(
            "half reaches to each side already: it is not halved again.",
            ("middle - half, middle + half", "middle - half / 2, middle + half / 2"),
        ),
        Mistake(
            "z^2 / 4n^2 is the square of z / 2n.",
            ("z * z / (4 * n * n)", "(z / (4 * n)) ** 2"),
        ),
        Mistake(
            "The half width is divided by 1 + z^2 / n as well as the middle.",
            ("(4 * n * n)) / below", "(4 * n * n))"),
        ),
        Mistake(
            "The whole of p + z^2 / 2n is divided: it needs a bracket.",
            ("(p + z * z / (2 * n)) / below", "p + z * z / (2 * n) / below"),
        ),
        Mistake(
            "The middle is divided by 1 + z^2 / n as well as the half width.",
            ("(p + z * z / (2 * n)) / below", "p + z * z / (2 * n)"),
        ),
        Mistake(
            "// cuts the share to a whole number: k / n.",
            ("k / n", "k // n"),
        ),
        Mistake(
            "That is the middle; the two ends are asked for.",
            ("middle - half, middle + half", "middle"),
        ),
        Mistake(
            "Below the root stands p (1 - p): p (p - 1) is negative.",
            ("p * (1 - p)", "p * (p - 1)"),
        ),
    ],
    hints=[
        "Give names to the parts: z, p, what stands below the line, the middle, the half.",
    ],
)

EXERCISES = [MOMENTUM_STEP, ADAM_STEP, WILSON]
