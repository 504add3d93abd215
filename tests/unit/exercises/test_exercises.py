"""The exercises that answer: right ones pass, each mistake gets its own hint."""

import ast
import contextlib
import math
import random
import threading
import time

import numpy as np
import pytest
import torch

from nnfoundations import exercises as package
from nnfoundations.exercises import check, exercises, judging, verdict
from nnfoundations.exercises.judging import Exercise, Mistake, judge
from nnfoundations.learning import accuracy_intervals

EXERCISES = list(exercises().values())
SEEDS = range(5)
each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda x: x.name)
each_mistake = pytest.mark.parametrize(
    ("exercise", "mistake"),
    [(x, m) for x in EXERCISES for m in x.mistakes],
    ids=[f"{x.name}-{i}" for x in EXERCISES for i, _ in enumerate(x.mistakes)],
)


def judged(exercise, answer, seed=0):
    return judge(exercise, answer, random.Random(seed))


def test_there_are_two_dozen():
    assert len(EXERCISES) >= 24


@each_exercise
def test_the_solution_is_right(exercise):
    for seed in SEEDS:
        said = judged(exercise, exercise.function(), seed)
        assert said.right, said.text
        assert said.text.startswith("Right")


#: Each exercise's trial call, worked out by hand.
BY_HAND = {
    "unit": 3.0, "count_parameters": 2410, "leak_step": -61.25, "count_spikes": 2,
    "formal_unit": 1, "irregularity": 0.5, "correct": ([-1.0], -1.0), "count_errors": 0,
    "softmax": [0.090030573, 0.244728471, 0.665240956], "cross_entropy": 10.0000453989,
    "descend": 3.25, "relu_layer": [7.0, 0.0], "xor_network": 0.0, "chain": (8.0, 6.0),
    "central_difference": 6.0, "unit_backward": ([2.0, 4.0], 2.0, [6.0, -2.0]),
    "sgd_step": [0.5, 2.5], "accuracy": 0.5, "momentum_step": (0.35, 6.5),
    "adam_step": -0.001, "wilson": accuracy_intervals.wilson_interval(349, 360, 1.96),
    "he_sigma": 0.17677669530, "growth": 0.25, "drop": [2.0, 0.0],
    "standardise": [0.0, 10.0], "epoch_loss": 1.25, "update_ratio": 0.1,
    "all_reduce_mean": [[2.0, 4.0], [2.0, 4.0]], "combine": 2.5, "speed_up": 4 / 3,
}  # fmt: skip


@each_exercise
def test_the_solution_gives_what_was_worked_out_by_hand(exercise):
    names = {"math": math}
    exec(exercise.solution, names)
    expected = BY_HAND[exercise.name]
    found = eval(exercise.trial, names)
    assert judging.tell_differences(expected, found) == "", found


def moved(value, factor):
    """Return a result whose numbers are off by rounding."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value * factor
    return type(value)(moved(x, factor) for x in value)


@each_exercise
def test_what_is_right_up_to_rounding_is_right(exercise):
    solution = exercise.function()
    for factor in (1 + 1e-13, 1 - 1e-13):
        answer = lambda *given: moved(solution(*given), factor)  # noqa: B023, E731
        assert judged(exercise, answer).right


@each_exercise
def test_tuples_lists_and_arrays_are_all_welcome(exercise):
    solution = exercise.function()

    def as_arrays(value):
        if isinstance(value, list | tuple) and value:
            flat = all(isinstance(x, int | float) for x in value)
            return np.array(value) if flat else [as_arrays(x) for x in value]
        return value

    said = verdict(exercise.name, lambda *given: as_arrays(solution(*given)), seed=0)
    assert said.right, said.text


@each_exercise
def test_it_has_five_mistakes_and_no_two_share_a_hint(exercise):
    hints = [mistake.hint for mistake in exercise.mistakes]
    assert len(hints) >= 5
    assert len(set(hints)) == len(hints)


@each_mistake
def test_a_usual_mistake_fails_and_gets_its_own_hint(exercise, mistake):
    wrong = exercise.function(mistake.source(exercise.solution))
    for seed in SEEDS:
        said = judged(exercise, wrong, seed)
        assert (said.right, said.empty) == (False, False)
        assert mistake.hint in said.text


@each_exercise
def test_a_stub_is_not_answered_yet(exercise):
    said = judged(exercise, exercise.function(exercise.stub))
    assert said.empty
    assert said.text.startswith("Not answered yet")


@each_exercise
def test_stub_solution_and_trial_belong_together(exercise):
    stub, solution = (ast.parse(x).body for x in (exercise.stub, exercise.solution))
    assert [x.name for x in (stub[0], solution[0])] == [exercise.name] * 2
    assert ast.dump(stub[0].args) == ast.dump(solution[0].args)
    assert ast.get_docstring(stub[0])
    names = {"math": math}
    exec(exercise.solution, names)
    assert eval(exercise.trial, names) is not None
    assert exercise.hints


@each_exercise
def test_an_answer_learnt_by_heart_fails(exercise):
    """The examples of one run, looked up: the next run has others."""
    solution, known = exercise.function(), {}
    for _, given in exercise.examples(random.Random(1)):
        known[repr(given)] = solution(*given)
    fixed = next(iter(known.values()))
    said = judged(exercise, lambda *given: known.get(repr(given), fixed), seed=2)
    drawn = [repr(x) for _, x in exercise.examples(random.Random(2))]
    if all(x in known for x in drawn):
        pytest.fail("the examples are always the same")
    assert not said.right


@each_exercise
def test_the_smallest_example_comes_first(exercise):
    """What fails on all examples is told on the first, which is written down."""
    first = exercise.examples(random.Random(1))[0]
    assert first == exercise.examples(random.Random(2))[0] or exercise.name in (
        "central_difference",
    )
    said = judged(exercise, lambda *given: "nothing of the kind")
    assert f"With {first[0]}," in said.text


# ---- whatever an answer does, a verdict comes ----


class Hostile:
    """An object whose every method fails."""

    def __getattribute__(self, name):
        raise SystemExit(name)

    def __repr__(self):
        raise KeyboardInterrupt

    __eq__ = __float__ = __len__ = __iter__ = __bool__ = __repr__
    __hash__ = None


class Silent(Exception):
    """An error that cannot be worded."""

    def __str__(self):
        raise ValueError


def raising(error):
    def answer(*given):
        raise error

    return answer


def changing(*given):
    for x in given:
        if isinstance(x, list):
            x.clear()
    return 0


def circle(*given):
    found = []
    found.append(found)
    return found


def deep(*given):
    found = 0
    for _ in range(3_000):
        found = [found]
    return found


RESULTS = [
    None, True, "7", b"7", "x" * 10**6, float("nan"), float("inf"), 1j, 10**400,
    -(10**9), [], [[]], [None], {}, {1: 2}, set(), object(), Hostile(), [Hostile()],
    range(3), np.float64(1.0), np.array(1.0), np.array([]), np.array(["a"]), len, int,
    np.array([1j]), np.zeros((3, 3, 3)), np.zeros(10**6), np.full(2, np.nan), ...,
    np.datetime64("2020-01-01"), np.arange(2), torch.tensor(1.0), torch.zeros(0),
    torch.zeros(2, requires_grad=True), (x for x in [1, 2]), [1.0] * 10**6,
    [[1.0]] * 1000, memoryview(b"ab"),
]  # fmt: skip
ANSWERS = [
    *[lambda *given, x=x: x for x in RESULTS],
    *map(raising, [SystemExit(), KeyboardInterrupt(), GeneratorExit(), MemoryError()]),
    *map(raising, [Silent(), StopIteration(), RecursionError(), ZeroDivisionError()]),
    changing, circle, deep, lambda: 1, lambda x: x, lambda *given: given, len, print,
    int, dict, object, Hostile, iter, type,
]  # fmt: skip
THINGS = [None, 7, "unit", [], Hostile(), np.zeros(3), ..., range(3)]


@each_exercise
def test_nothing_that_an_answer_does_escapes(exercise, capsys):
    for answer in [*ANSWERS, *THINGS]:
        said = verdict(exercise.name, answer, seed=0)
        assert said.right in (True, False)
        assert 10 < len(said.text) < 800
    capsys.readouterr()


@each_exercise
def test_drawn_answers_are_told_apart(exercise):
    """Whatever numbers come, in whatever nesting: a sentence, and no crash."""
    rng = random.Random(3)

    def drawn(depth=0):
        kind = rng.randint(0, 7 if depth < 3 else 4)
        if kind > 4:
            return [drawn(depth + 1) for _ in range(rng.randint(0, 4))]
        special = [0, -0.0, 1e308, -1e-320, float("inf"), 2**70, True, None, "", 0.5]
        return rng.choice(special) if kind else rng.uniform(-9, 9)

    for _ in range(40):
        said = judge(exercise, lambda *given: drawn(), rng)
        assert not said.right
        assert len(said.text) < 800


@pytest.fixture
def in_a_hurry(monkeypatch):
    monkeypatch.setattr(package, "LIMIT", 0.3)


def forever(*given):
    while True:
        pass


def stubborn(*given):
    while True:
        with contextlib.suppress(BaseException):
            time.sleep(0.001)


@pytest.mark.parametrize("answer", [forever, stubborn, lambda *given: time.sleep(3)])
def test_an_endless_answer_is_ended(answer, in_a_hurry):
    start = time.monotonic()
    said = verdict("unit", answer)
    assert "did not come to an end" in said.text
    assert time.monotonic() - start < 3
    assert "Right" in verdict("unit", exercises()["unit"].function()).text


def test_an_endless_answer_leaves_no_thread_behind(in_a_hurry):
    before = threading.active_count()
    verdict("unit", forever)
    assert threading.active_count() == before


# ---- what is said ----


def endless(*given):
    return endless(*given)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x, w: 0, "arguments"),
        (lambda x, w, b: "6", "a number was expected, not a str"),
        (lambda x, w, b: None if b else 6.0, "Does every way"),
        (lambda x, w, b: 1 / 0, "stops with ZeroDivisionError"),
        (lambda x, w, b: [6.0], "a number was expected, not a list"),
        (lambda x, w, b: float("nan"), "A nan comes from"),
        (lambda x, w, b: -max(np.dot(x, w) + b, 0.0), "Only the sign is wrong"),
        (lambda x, w, b: x.append(1) or 6.0, "changes what it was given"),
        (lambda x, w, b: {6.0}, "A set knows no order"),
        (lambda x, w, b: object(), "a number was expected, not an object"),
        (endless, "The function calls itself without an end"),
    ],
)  # fmt: skip
def test_what_fails_is_named(answer, words):
    assert words in verdict("unit", answer, seed=0).text


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1234.5678, "1234.57"), (2.0, "2.0"), (0.123456789, "0.123457"), (1e-9, "1e-09")],
)
def test_a_number_is_shown_with_six_digits_at_most(value, shown):
    assert judging.show_value(value) == shown


def test_the_checker_prints_a_paragraph(capsys):
    check.unit(lambda x, w, b: max(sum(a * c for a, c in zip(x, w, strict=True)), 0.0))
    told = capsys.readouterr().out
    assert told.startswith(
        "Not yet. With the bias, unit([2.0], [3.0], 1.0) should give"
    )
    assert "The bias seems to be missing." in " ".join(told.split())
    assert max(map(len, told.splitlines())) <= 88


def test_an_unknown_exercise_is_refused_by_name():
    with pytest.raises(AttributeError, match=r"no exercise 'unti'; there are: .*unit"):
        check.unti(None)
    assert "unit" in dir(check)


def test_a_change_that_does_not_fit_its_solution_is_refused():
    with pytest.raises(ValueError, match="expected 'x \\+ 2' in the solution"):
        Mistake("a hint", ("x + 2", "x")).source("def f(x):\n    return x + 1\n")


def test_an_expected_error_can_be_an_answer():
    exercise = Exercise(
        name="f", title="", stub="", hints=[], trial="f(1)",
        solution="def f(x):\n    if x < 0:\n        raise ValueError()\n    return x\n",
        examples=lambda rng: [("a number", (1,)), ("a negative one", (-1,))],
        mistakes=[],
    )  # fmt: skip
    assert judged(exercise, exercise.function()).right
    said = judged(exercise, lambda x: x)
    assert "should raise ValueError; yours gives -1" in said.text


def test_it_imports_what_both_pythons_know():
    root = judging.__file__
    for path in [root, *(m.__file__ for m in plain_modules())]:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert {x.name for x in node.names} <= {"math"}
            if isinstance(node, ast.ImportFrom):
                assert node.module == "nnfoundations.exercises.judging"


def plain_modules():
    import sys

    exercises()
    prefix = "nnfoundations.exercises.plain."
    return [m for name, m in sys.modules.items() if name.startswith(prefix)]
