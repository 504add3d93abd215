"""Exercises of the chapter *Scaling out*."""

from nnfoundations.exercises.judging import Exercise, Mistake, draw_whole


def _reduce_examples(rng):
    examples = [
        ("a single rank", ([[1.0, 2.0]],)),
        ("two ranks with one number each", ([[1.0], [3.0]],)),
        ("two ranks with two numbers each", ([[1.0, 2.0], [3.0, 6.0]],)),
    ]
    for _ in range(8):
        p, n = rng.randint(2, 4), rng.randint(1, 4)
        parts = [draw_whole(rng, n) for _ in range(p)]
        examples.append((f"{p} ranks", (parts,)))
    return examples


ALL_REDUCE = Exercise(
    name="all_reduce_mean",
    title="An all-reduce on lists",
    trial="all_reduce_mean([[1.0, 2.0], [3.0, 6.0]])",
    stub='''def all_reduce_mean(parts):
    """Return what each rank holds after the gradients have been
    averaged.

    parts holds one list of numbers for each rank, all equally
    long; so does the result.
    """
''',
    solution="""def all_reduce_mean(parts):
    p = len(parts)
    mean = [sum(numbers) / p for numbers in zip(*parts)]
    return [list(mean) for _ in parts]
""",
    examples=_reduce_examples,
    mistakes=[
        Mistake(
            "That is the sum: the step would be larger with each rank that joins in.",
            ("sum(numbers) / p", "sum(numbers)"),
        ),
        Mistake(
            "All ranks hold the result afterwards, not one of them.",
            ("return [list(mean) for _ in parts]", "return mean"),
        ),
        Mistake(
            "The mean runs over the ranks, not over the numbers of one rank.",
            (
                "mean = [sum(numbers) / p for numbers in zip(*parts)]",
                "mean = [sum(part) / len(part) for part in parts]",
            ),
        ),
        Mistake(
            "Each number has a mean of its own; yours mixes all of them.",
            (
                "mean = [sum(numbers) / p for numbers in zip(*parts)]",
                "mean = [sum([sum(x) for x in parts]) / p / len(parts[0])] * len(parts[0])",
            ),
        ),
        Mistake(
            "Divide by the number of ranks, not by how many numbers each holds.",
            ("sum(numbers) / p", "sum(numbers) / len(parts[0])"),
        ),
        Mistake(
            "The result is the first rank's gradient, copied to all: nothing is averaged.",
            ("sum(numbers) / p", "numbers[0]"),
        ),
        Mistake(
            "Every rank still holds its own gradient.",
            (
                "return [list(mean) for _ in parts]",
                "return [list(part) for part in parts]",
            ),
        ),
        Mistake(
            "The other ranks are averaged and one's own left out.",
            (
                "return [list(mean) for _ in parts]",
                "return [[(m * p - x) / ((p - 1) or 1) for m, x in zip(mean, part)]"
                " for part in parts]",
            ),
        ),
        Mistake(
            "Averaging two at a time makes the last rank count most: first the sum, then divide.",
            (
                "mean = [sum(numbers) / p for numbers in zip(*parts)]",
                "mean = list(parts[0])\n    for part in parts[1:]:\n        mean = [(a + b) / 2 for a, b in zip(mean, part)]",
            ),
        ),
        Mistake(
            "The largest number of each place; the mean was asked for.",
            ("sum(numbers) / p", "max(numbers)"),
        ),
        Mistake(
            "The result is held once for each rank; yours once for each number.",
            ("for _ in parts]", "for _ in mean]"),
        ),
        Mistake(
            "The middle number of each place; the mean was asked for.",
            ("sum(numbers) / p", "sorted(numbers)[p // 2]"),
        ),
        Mistake(
            "Divide by the number of ranks: the sum holds one's own part already.",
            ("sum(numbers) / p", "sum(numbers) / (p + 1)"),
        ),
        Mistake(
            "The first rank alone holds the mean; all of them do afterwards.",
            (
                "[list(mean) for _ in parts]",
                "[mean] + [list(part) for part in parts[1:]]",
            ),
        ),
    ],
    hints=[
        "zip(*parts) gives the first numbers of all ranks, then the second ones, ...",
        "The result holds the same list once for each rank.",
    ],
)


def _weights_examples(rng):
    examples = [
        ("two equal shards", ([2.0, 4.0], [16, 16])),
        ("uneven shards", ([2.0, 4.0], [24, 8])),
        ("an empty shard", ([2.0, 0.0], [32, 0])),
        ("a single rank", ([3.0], [5])),
    ]
    for _ in range(8):
        p = rng.randint(2, 5)
        gradients = draw_whole(rng, p)
        sizes = [rng.randint(1, 40) for _ in range(p)]
        examples.append((f"{p} shards", (gradients, sizes)))
    return examples


COMBINE = Exercise(
    name="combine",
    title="Uneven shards, put together right",
    trial="combine([2.0, 4.0], [24, 8])",
    stub='''def combine(gradients, sizes):
    """Return the mean gradient of the whole batch.

    gradients lists each rank's mean gradient over its shard (a
    number), sizes how many examples each shard has.
    """
''',
    solution="""def combine(gradients, sizes):
    total = sum([g * n for g, n in zip(gradients, sizes)])
    return total / sum(sizes)
""",
    examples=_weights_examples,
    mistakes=[
        Mistake(
            "A plain mean: each rank counts alike, though one has more examples.",
            "def combine(gradients, sizes):\n    return sum(gradients) / len(gradients)\n",
        ),
        Mistake(
            "That is the sum over the examples, not the mean.",
            ("total / sum(sizes)", "total"),
        ),
        Mistake(
            "Divided by the number of ranks: each gradient is weighted already.",
            ("sum(sizes)", "len(sizes)"),
        ),
        Mistake(
            "The mean gradients are added up as if each were a sum.",
            ("g * n", "g"),
        ),
        Mistake(
            "A small shard would count more than a large one: multiply by the size.",
            (
                "total = sum([g * n for g, n in zip(gradients, sizes)])\n"
                "    return total / sum(sizes)",
                "total = sum([g / n for g, n in zip(gradients, sizes) if n])\n"
                "    return total / sum([1 / n for n in sizes if n])",
            ),
        ),
        Mistake(
            "Only the largest shard is heard.",
            ("return total / sum(sizes)", "return gradients[sizes.index(max(sizes))]"),
        ),
        Mistake(
            "Divided by the largest size; the shares must add up to 1.",
            ("sum(sizes)", "max(sizes)"),
        ),
        Mistake(
            "The last shard is left out.",
            ("zip(gradients, sizes)]", "zip(gradients[:-1], sizes)]"),
        ),
        Mistake(
            "The return stands inside the loop: the first shard alone counts.",
            (
                "    total = sum([g * n for g, n in zip(gradients, sizes)])\n    return total / sum(sizes)",
                "    return gradients[0] * sizes[0] / sum(sizes)",
            ),
        ),
        Mistake(
            "Each gradient is divided by its shard's size; it is a mean already.",
            (
                "return total / sum(sizes)",
                "return sum([g / n for g, n in zip(gradients, sizes)])",
            ),
        ),
        Mistake(
            "Divided twice: the sum of the sizes counts every rank already.",
            ("sum(sizes)", "(sum(sizes) * len(sizes))"),
        ),
        Mistake(
            "total is set anew for each shard, and only the last is left: add to it.",
            (
                "total = sum([g * n for g, n in zip(gradients, sizes)])",
                "total = gradients[-1] * sizes[-1]",
            ),
        ),
        Mistake(
            "Shards differ: all examples together are sum(sizes), not so many times the first.",
            ("sum(sizes)", "(sizes[0] * len(sizes))"),
        ),
        Mistake(
            "Divide by the number of examples, not by the sum of the gradients.",
            ("sum(sizes)", "(sum(gradients) or 1)"),
        ),
        Mistake(
            "Averaging two at a time makes the last shard count most; weigh each by its size.",
            (
                "    total",
                "    mean = gradients[0]\n    for g in gradients[1:]:\n        mean = (mean + g) / 2\n    return mean\n    total",
            ),
        ),
        Mistake(
            "Each gradient goes with its own shard's size: multiply first, then add up.",
            ("total / sum(sizes)", "sum(gradients) * sum(sizes) / len(sizes)"),
        ),
    ],
    hints=[
        "Mean times size is the sum over a shard. What is the mean over all shards?"
    ],
)


def _speed_examples(rng):
    examples = [
        ("one process", (1, 0.1)),
        ("work that divides completely", (4, 0.0)),
        ("a part that does not divide", (2, 0.5)),
        ("very many processes", (1000000, 0.1)),
    ]
    for _ in range(6):
        examples.append(
            ("a drawn case", (rng.randint(2, 64), round(rng.uniform(0.01, 0.6), 2)))
        )
    return examples


SPEED_UP = Exercise(
    name="speed_up",
    title="Amdahl's limit",
    trial="speed_up(2, 0.5)",
    stub='''def speed_up(p, fixed):
    """Return how many times as fast p processes are as one.

    fixed is the share of one process's time that cannot be
    divided; the rest is divided evenly.
    """
''',
    solution="""def speed_up(p, fixed):
    return 1 / (fixed + (1 - fixed) / p)
""",
    examples=_speed_examples,
    mistakes=[
        Mistake(
            "That is the time that is left; the speed-up is how many times shorter it is.",
            ("1 / (fixed + (1 - fixed) / p)", "fixed + (1 - fixed) / p"),
        ),
        Mistake(
            "The part that does not divide is missing.",
            ("fixed + (1 - fixed) / p", "(1 - fixed) / p"),
        ),
        Mistake(
            "All is divided here, the fixed part too.",
            ("fixed + (1 - fixed) / p", "1 / p"),
        ),
        Mistake(
            "The two shares are swapped: what is fixed stays whole.",
            ("fixed + (1 - fixed) / p", "1 - fixed + fixed / p"),
        ),
        Mistake(
            "Without the fixed part there is 1 - fixed left to divide, not 1.",
            ("(1 - fixed) / p", "1 / p"),
        ),
        Mistake(
            "That is the efficiency: speed-up per process.",
            ("1 / (fixed + (1 - fixed) / p)", "1 / (fixed + (1 - fixed) / p) / p"),
        ),
        Mistake(
            "That adds up speeds, as if the two parts ran at the same time; add up times.",
            ("1 / (fixed + (1 - fixed) / p)", "fixed + (1 - fixed) * p"),
        ),
        Mistake(
            "That is the limit for very many processes.",
            ("fixed + (1 - fixed) / p", "(fixed or 1e-9)"),
        ),
        Mistake(
            "1 stands over the whole sum: brackets below the line.",
            (
                "1 / (fixed + (1 - fixed) / p)",
                "1 / fixed + (1 - fixed) / p",
            ),
        ),
        Mistake(
            "That is the share of the time that is saved.",
            ("1 / (fixed + (1 - fixed) / p)", "1 - (fixed + (1 - fixed) / p)"),
        ),
        Mistake(
            "The fixed part is done once, whatever p is: it does not grow with p.",
            ("fixed + (1", "fixed * p + (1"),
        ),
        Mistake(
            "The part that does not divide takes time: it does not merely take no part.",
            ("1 / (fixed + (1 - fixed) / p)", "p * (1 - fixed)"),
        ),
        Mistake(
            "fixed is a share from 0 to 1, not a percentage.",
            ("fixed + (1 - fixed) / p", "fixed / 100 + (1 - fixed / 100) / p"),
        ),
        Mistake(
            "// rounds the speed-up down to a whole number: use / alone.",
            ("1 / (fixed", "1 // (fixed"),
        ),
        Mistake(
            "That is the smaller of two limits; the times of both parts are added up.",
            ("1 / (fixed + (1 - fixed) / p)", "min(p, 1 / fixed) if fixed else p"),
        ),
        Mistake(
            "All of 1 - fixed is divided by p: it needs its bracket.",
            ("(1 - fixed) / p", "1 - fixed / p"),
        ),
        Mistake(
            "The two times are added up, not taken from each other.",
            ("fixed + (1", "fixed - (1"),
        ),
    ],
    hints=[
        "How long do p processes take, if one takes 1?",
        "The speed-up is old time over new time.",
    ],
)

EXERCISES = [ALL_REDUCE, COMBINE, SPEED_UP]
