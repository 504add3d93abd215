"""Exercises of the chapter *From neuron to unit*."""

from nnfoundations.exercises.judging import Exercise, Mistake


def _formal_examples(rng):
    examples = [
        ("an excitatory input that reaches the threshold", ([1], [], 1)),
        ("a threshold that is not reached", ([1, 0], [], 2)),
        ("a veto", ([1, 1], [1], 1)),
        ("a veto and a higher threshold", ([1, 1], [1], 2)),
        ("a veto where the threshold is not reached", ([1], [1], 2)),
        ("more excitation than the threshold asks for", ([1, 1, 1], [0], 2)),
        ("a threshold of 0", ([0, 0], [0], 0)),
        ("one veto among several", ([1, 1, 1, 1], [0, 0, 1], 1)),
        ("a veto that comes first", ([1, 1], [1, 0], 1)),
        ("two vetoes against much excitation", ([1, 1, 1, 1], [1, 1], 1)),
    ]
    for _ in range(12):
        excitatory = [rng.randint(0, 1) for _ in range(rng.randint(1, 5))]
        inhibitory = [1 if rng.random() < 0.25 else 0 for _ in range(rng.randint(0, 3))]
        theta = rng.randint(0, 3)
        examples.append(("a drawn unit", (excitatory, inhibitory, theta)))
    return examples


FORMAL_UNIT = Exercise(
    name="formal_unit",
    title="A McCulloch-Pitts unit",
    trial="formal_unit([1, 1], [0], 2)",
    stub='''def formal_unit(excitatory, inhibitory, theta):
    """Return 1 if the unit fires, else 0.

    excitatory and inhibitory are lists of 0 and 1: which inputs
    are active. theta is the threshold; one active inhibitory
    input forbids firing.
    """
''',
    solution="""def formal_unit(excitatory, inhibitory, theta):
    if sum(inhibitory) > 0:
        return 0
    return 1 if sum(excitatory) >= theta else 0
""",
    examples=_formal_examples,
    mistakes=[
        Mistake(
            "Nothing forbids: what does an active inhibitory input do?",
            ("sum(inhibitory) > 0", "False"),
        ),
        Mistake(
            "Inhibition is taken away from the sum here; in this unit it is a veto.",
            ("sum(inhibitory) > 0", "False"),
            ("sum(excitatory) >= theta", "sum(excitatory) - sum(inhibitory) >= theta"),
        ),
        Mistake(
            "Inhibition is a veto in this unit, not taken away from the sum; and reaching"
            " the threshold is enough.",
            ("sum(inhibitory) > 0", "False"),
            ("sum(excitatory) >= theta", "sum(excitatory) - sum(inhibitory) > theta"),
        ),
        Mistake(
            "Reaching the threshold is enough to fire.",
            ("sum(excitatory) >= theta", "sum(excitatory) > theta"),
        ),
        Mistake(
            "More excitation than the threshold asks for does no harm.",
            ("sum(excitatory) >= theta", "sum(excitatory) == theta"),
        ),
        Mistake(
            "A single active inhibitory input is enough for a veto.",
            ("sum(inhibitory) > 0", "sum(inhibitory) > 1"),
        ),
        Mistake(
            "A veto needs an *active* inhibitory input; one that is there but silent"
            " forbids nothing.",
            ("sum(inhibitory) > 0", "len(inhibitory) > 0"),
        ),
        Mistake(
            "The unit says 1 or 0, not by how much.",
            ("return 1 if sum(excitatory) >= theta else 0", "return sum(excitatory)"),
        ),
        Mistake(
            "Count the active inputs, not all that there are.",
            ("sum(excitatory) >= theta", "len(excitatory) >= theta"),
        ),
        Mistake(
            "A unit that does not fire gives 0 here, not -1.",
            ("        return 0\n", "        return -1\n"),
            ("else 0", "else -1"),
        ),
        Mistake(
            "That fires only if something forbids it: the veto is the wrong way round.",
            ("sum(inhibitory) > 0", "sum(inhibitory) == 0"),
        ),
        Mistake(
            "Any inhibitory input can forbid; yours asks the first one alone.",
            ("sum(inhibitory) > 0", "sum(inhibitory[:1]) > 0"),
        ),
        Mistake(
            "One active inhibitory input is enough; yours waits until all are active.",
            (
                "sum(inhibitory) > 0",
                "inhibitory and sum(inhibitory) == len(inhibitory)",
            ),
        ),
        Mistake(
            "The comparison is turned round: the unit fires at the threshold or above it.",
            ("sum(excitatory) >= theta", "sum(excitatory) <= theta"),
        ),
        Mistake(
            "A veto means silence; it does not turn the answer round.",
            (
                "        return 0\n",
                "        return 0 if sum(excitatory) >= theta else 1\n",
            ),
        ),
        Mistake(
            "Both must hold: no veto, and the threshold is reached. One of them is not enough.",
            ("    if sum(inhibitory) > 0:\n        return 0\n", ""),
            (
                "sum(excitatory) >= theta",
                "sum(excitatory) >= theta or sum(inhibitory) == 0",
            ),
        ),
        Mistake(
            "How many inputs are active counts, not whether any is.",
            ("sum(excitatory) >= theta", "any(excitatory)"),
        ),
        Mistake(
            "theta is the threshold for the excitatory inputs; one active inhibitory input is enough.",
            ("sum(inhibitory) > 0", "sum(inhibitory) >= theta"),
        ),
        Mistake(
            "No excitation outweighs a veto: one active inhibitory input is enough.",
            ("sum(inhibitory) > 0", "sum(inhibitory) >= sum(excitatory)"),
        ),
    ],
    hints=[
        "Two questions, one after the other: is there a veto? Is the threshold reached?",
        "sum(inhibitory) counts the active ones.",
    ],
)


def _intervals_examples(rng):
    examples = [
        ("a perfectly regular train", ([0.0, 10.0, 20.0, 30.0],)),
        ("a train of two intervals", ([0.0, 10.0, 40.0],)),
        ("a train that does not start at 0", ([5.0, 6.0, 9.0],)),
    ]
    for _ in range(10):
        times, t = [], 0.0
        for _ in range(rng.randint(3, 9)):
            t += round(rng.uniform(1.0, 30.0), 1)
            times.append(round(t, 1))
        examples.append((f"a train of {len(times)} spikes", (times,)))
    return examples


IRREGULARITY = Exercise(
    name="irregularity",
    title="How irregular is a train?",
    trial="irregularity([0.0, 10.0, 40.0])",
    stub='''def irregularity(times):
    """Return the coefficient of variation of the intervals
    between spikes.

    times lists the spikes [ms] in order, at least three. The
    coefficient is the standard deviation of the intervals (mean
    over all of them), divided by their mean.
    """
''',
    solution="""def irregularity(times):
    gaps = [b - a for a, b in zip(times, times[1:])]
    mean = sum(gaps) / len(gaps)
    variance = sum([(g - mean) ** 2 for g in gaps]) / len(gaps)
    return math.sqrt(variance) / mean
""",
    examples=_intervals_examples,
    mistakes=[
        Mistake(
            "That is the variance over the mean: the standard deviation is its root.",
            ("math.sqrt(variance) / mean", "variance / mean"),
        ),
        Mistake(
            "That is the standard deviation in milliseconds: divide by the mean.",
            ("math.sqrt(variance) / mean", "math.sqrt(variance)"),
        ),
        Mistake(
            "The deviation of the times themselves grows with the train: take intervals.",
            ("[b - a for a, b in zip(times, times[1:])]", "times"),
        ),
        Mistake(
            "There is one interval fewer than there are spikes.",
            ("/ len(gaps)", "/ len(times)"),
        ),
        Mistake(
            "Here the mean square is taken over all intervals, not over one fewer.",
            (" for g in gaps]) / len(gaps)", " for g in gaps]) / (len(gaps) - 1)"),
        ),
        Mistake(
            "The fraction is upside down.",
            ("math.sqrt(variance) / mean", "mean / math.sqrt(variance)"),
        ),
        Mistake(
            "That is the mean distance from the mean; the standard deviation squares it,"
            " averages, and takes the root.",
            ("(g - mean) ** 2", "abs(g - mean)"),
            ("math.sqrt(variance)", "variance"),
        ),
        Mistake(
            "The square of a gap is not the square of its distance from the mean.",
            ("(g - mean) ** 2", "g ** 2"),
        ),
        Mistake(
            "Below the root stands a mean of squares; yours is their sum.",
            ("for g in gaps]) / len(gaps)", "for g in gaps])"),
        ),
        Mistake(
            "The mean divides the standard deviation, and stands outside the root.",
            ("math.sqrt(variance) / mean", "math.sqrt(variance / mean)"),
        ),
        Mistake(
            "An interval lies between two spikes: none leads from 0 to the first one.",
            ("zip(times, times[1:])", "zip([0.0] + times, times)"),
        ),
        Mistake(
            "The distances from the mean add up to 0: square them first.",
            ("(g - mean) ** 2", "(g - mean)"),
            ("math.sqrt(variance)", "math.sqrt(abs(variance))"),
        ),
        Mistake(
            "Divide by the mean interval, not by the mean of the times.",
            (
                "math.sqrt(variance) / mean",
                "math.sqrt(variance) / (sum(times) / len(times))",
            ),
        ),
        Mistake(
            "That is the range over the mean; the standard deviation uses all intervals.",
            ("math.sqrt(variance) / mean", "(max(gaps) - min(gaps)) / mean"),
        ),
        Mistake(
            "Divide by the mean interval; yours is the middle one in order of size.",
            (
                "math.sqrt(variance) / mean",
                "math.sqrt(variance) / sorted(gaps)[len(gaps) // 2]",
            ),
        ),
        Mistake(
            "Those are the intervals: their standard deviation and their mean are still to come.",
            ("return math.sqrt(variance) / mean", "return gaps"),
        ),
        Mistake(
            "That is a rate: how many, but not how evenly.",
            ("math.sqrt(variance) / mean", "len(times) / (times[-1] - times[0])"),
        ),
    ],
    hints=[
        "First the list of intervals; then their mean; then the mean squared distance.",
        "A regular train has 0: all its intervals are equal.",
    ],
)

EXERCISES = [FORMAL_UNIT, IRREGULARITY]
