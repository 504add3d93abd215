"""Exercises of the chapter *The biological neuron*."""

from nnfoundations.exercises.judging import Exercise, Mistake


def _step_examples(rng):
    examples = [
        ("a membrane at rest without input", (-70.0, 0.0, 1.0)),
        ("the leak", (-60.0, 0.0, 1.0)),
        ("the input", (-70.0, 2.0, 1.0)),
        ("the length of the step", (-60.0, 0.0, 0.1)),
    ]
    for _ in range(12):
        v = round(rng.uniform(-80.0, -50.0), 1)
        current = round(rng.uniform(-1.0, 5.0), 2)
        examples.append(
            ("a step with leak and input", (v, current, rng.choice([0.05, 0.1, 0.5])))
        )
    return examples


LEAK_STEP = Exercise(
    name="leak_step",
    title="One step of the leaky membrane",
    trial="leak_step(-60.0, 0.0, 1.0)",
    stub='''def leak_step(v, current, dt):
    """Return the potential [mV] after a short step of dt [ms].

    tau dv/dt = -(v - v_rest) + R I, with tau = 8 ms,
    v_rest = -70 mV, R = 10 MOhm; current is I [nA]. The slope at
    the start of the step serves for all of it.
    """
''',
    solution="""def leak_step(v, current, dt):
    tau, v_rest, R = 8.0, -70.0, 10.0
    slope = (-(v - v_rest) + R * current) / tau
    return v + dt * slope
""",
    examples=_step_examples,
    mistakes=[
        Mistake(
            "That is the slope. What does a step of dt add to v?",
            ("return v + dt * slope", "return slope"),
        ),
        Mistake(
            "The change alone comes out: add it to the potential of before.",
            ("return v + dt * slope", "return dt * slope"),
        ),
        Mistake(
            "The slope is per millisecond: how long is the step?",
            ("dt * slope", "slope"),
        ),
        Mistake("The left side says tau dv/dt: divide by tau.", (" / tau", "")),
        Mistake(
            "The leak pulls towards v_rest, yours pushes away from it: look at the sign.",
            ("-(v - v_rest)", "(v - v_rest)"),
        ),
        Mistake(
            "Without input the membrane falls back to v_rest, not to 0.",
            ("-(v - v_rest)", "-v"),
        ),
        Mistake(
            "A current is no voltage: by Ohm's law it makes R I.",
            ("R * current", "current"),
        ),
        Mistake(
            "tau divides the leak and the input alike.",
            (
                "(-(v - v_rest) + R * current) / tau",
                "-(v - v_rest) / tau + R * current",
            ),
        ),
        Mistake(
            "v_rest is negative already: v - v_rest is v + 70.",
            ("v_rest, R = 8.0, -70.0", "v_rest, R = 8.0, 70.0"),
        ),
        Mistake(
            "That is the exact solution. It is better, but here the slope at the start is to serve for the whole step.",
            (
                "return v + dt * slope",
                "return v + tau * slope * (1 - math.exp(-dt / tau))",
            ),
        ),
        Mistake(
            "tau is a divisor of the slope; yours multiplies by it.", ("/ tau", "* tau")
        ),
        Mistake(
            "Only R I is divided by tau: the leak needs a bracket around both.",
            (
                "(-(v - v_rest) + R * current) / tau",
                "-(v - v_rest) + R * current / tau",
            ),
        ),
        Mistake(
            "A positive current raises the potential: look at the sign of R I.",
            ("+ R * current", "- R * current"),
        ),
        Mistake(
            "The slope comes out with the wrong sign, or the step is taken away: v + dt times dv/dt.",
            ("v + dt * slope", "v - dt * slope"),
        ),
        Mistake(
            "That is where the membrane would settle in the end; one short step is asked for.",
            ("return v + dt * slope", "return v_rest + R * current"),
        ),
        Mistake(
            "Whole-number division rounds the slope down: / and not //.",
            (" / tau", " // tau"),
        ),
        Mistake(
            "The input stands in the slope already; it is not added to the potential again.",
            ("return v + dt * slope", "return v + dt * slope + R * current"),
        ),
        Mistake(
            "Many small steps come closer to the equation, but here one step of dt is asked for.",
            (
                "    return v + dt * slope\n",
                "    for _ in range(1000):\n        v += dt / 1000 * (-(v - v_rest) + R * current) / tau\n    return v\n",
            ),
        ),
        Mistake(
            "dt and tau belong to the leak and to the input alike: put one bracket around both.",
            (
                "return v + dt * slope",
                "return v + dt * -(v - v_rest) + R * current / tau",
            ),
        ),
        Mistake(
            "MOhm times nA is mV already: no power of ten is left over.",
            ("R * current", "R * current * 1e-3"),
        ),
        Mistake(
            "dt and tau are both in ms: nothing is to be divided by 1000.",
            ("dt * slope", "dt / 1000 * slope"),
        ),
        Mistake(
            "That takes the slope at the end of the step; here it is the one at the start.",
            (
                "return v + dt * slope",
                "return (v + dt / tau * (v_rest + R * current)) / (1 + dt / tau)",
            ),
        ),
        Mistake(
            "tau and R are exchanged: tau is 8 ms, and R is 10 MOhm.",
            ("tau, v_rest, R = 8.0, -70.0, 10.0", "tau, v_rest, R = 10.0, -70.0, 8.0"),
        ),
        Mistake(
            "That mixes the exact decay with all of R I; take one step with the slope at the start.",
            (
                "return v + dt * slope",
                "return v_rest + (v - v_rest) * math.exp(-dt / tau) + R * current",
            ),
        ),
    ],
    hints=[
        "Solve the equation for dv/dt first.",
        "In dt milliseconds v changes by about dt times the slope.",
    ],
)


def _train_examples(rng):
    examples = [
        (
            "a potential that never reaches the threshold",
            ([-70.0, -60.0, -55.0], -50.0),
        ),
        ("one crossing", ([-60.0, -40.0], -50.0)),
        ("a crossing that stays above", ([-60.0, -40.0, -45.0, -60.0], -50.0)),
        ("two crossings", ([-60.0, -40.0, -60.0, -45.0], -50.0)),
        ("a start above the threshold", ([-40.0, -60.0, -40.0], -50.0)),
        ("a start above the threshold and no rise", ([-40.0, -60.0], -50.0)),
        ("a value that is exactly the threshold", ([-60.0, -50.0, -60.0], -50.0)),
        ("a value that stays at the threshold", ([-60.0, -50.0, -50.0], -50.0)),
    ]
    for _ in range(10):
        v = [round(rng.uniform(-70.0, -30.0), 0) for _ in range(rng.randint(2, 12))]
        examples.append(("a longer trace", (v, -50.0)))
    return examples


COUNT_SPIKES = Exercise(
    name="count_spikes",
    title="Count the spikes in a trace",
    trial="count_spikes([-60.0, -40.0, -60.0, -45.0], -50.0)",
    stub='''def count_spikes(v, threshold):
    """Return how often the trace v rises from below the threshold
    to it or above.

    v is a list of potentials, one a step. What is above from the
    start is no spike.
    """
''',
    solution="""def count_spikes(v, threshold):
    count = 0
    for before, now in zip(v, v[1:]):
        if before < threshold and now >= threshold:
            count += 1
    return count
""",
    examples=_train_examples,
    mistakes=[
        Mistake(
            "That counts each step above the threshold: one spike may last for several.",
            ("before < threshold and ", ""),
        ),
        Mistake(
            "A spike is the way up; yours counts the way down.",
            (
                "before < threshold and now >= threshold",
                "before >= threshold and now < threshold",
            ),
        ),
        Mistake(
            "Up and down are both counted: each spike comes twice.",
            (
                "before < threshold and now >= threshold",
                "(before < threshold) != (now < threshold)",
            ),
        ),
        Mistake(
            "Reaching the threshold is enough: it need not be exceeded.",
            ("now >= threshold", "now > threshold"),
        ),
        Mistake(
            "Who starts above the threshold has not risen to it.",
            ("zip(v, v[1:])", "zip([threshold - 1.0] + v, v)"),
        ),
        Mistake(
            "Return the number of spikes, not whether there was one.",
            ("count += 1", "return True"),
            ("return count", "return False"),
        ),
        Mistake(
            "After the first spike the count goes on.",
            ("count += 1", "return 1"),
        ),
        Mistake(
            "A value that only stays at the threshold does not cross it again: it must"
            " have been below.",
            ("before < threshold and", "before <= threshold and"),
        ),
        Mistake(
            "Those are the steps above the threshold: a spike is a rise, and may last for several.",
            "def count_spikes(v, threshold):\n    return len([x for x in v if x > threshold])\n",
        ),
        Mistake(
            "Those are the steps at the threshold or above it: where is the rise?",
            "def count_spikes(v, threshold):\n    return len([x for x in v if x >= threshold])\n",
        ),
        Mistake(
            "The first value is compared with the last one: v[-1] is the end of the list.",
            ("zip(v, v[1:])", "zip(v[-1:] + v, v)"),
        ),
        Mistake(
            "The last pair of neighbours is left out.",
            ("zip(v, v[1:])", "zip(v[:-1], v[1:-1])"),
        ),
        Mistake(
            "Those are the peaks; a spike is where the trace reaches the threshold.",
            "def count_spikes(v, threshold):\n    count = 0\n    for i in range(1, len(v) - 1):\n        if v[i] > v[i - 1] and v[i] > v[i + 1] and v[i] >= threshold:\n            count += 1\n    return count\n",
        ),
        Mistake(
            "Each rise is counted; a spike is only one that reaches the threshold from below.",
            ("before < threshold and now >= threshold", "now > before"),
        ),
        Mistake(
            "Both must hold, below before and not below now: that is and, not or.",
            ("before < threshold and", "before < threshold or"),
        ),
        Mistake(
            "That says whether the trace is ever at the threshold, not how often it rises to it.",
            "def count_spikes(v, threshold):\n    return 1 if max(v) >= threshold else 0\n",
        ),
    ],
    hints=[
        "A spike needs two neighbours: one below, the next not below.",
        "zip(v, v[1:]) goes through the pairs of neighbours.",
    ],
)

EXERCISES = [LEAK_STEP, COUNT_SPIKES]
