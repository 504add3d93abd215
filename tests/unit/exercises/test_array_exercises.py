"""Exercises in NumPy and PyTorch: right ones pass, each mistake has its own hint."""

import ast
import math
import random

import numpy as np
import pytest
import torch

import fuzz_exercises
from nnfoundations import exercises as package
from nnfoundations.exercises import array_exercises, check, exercise, exercises, verdict
from nnfoundations.learning import accuracy_intervals, backprop

EXERCISES = list(array_exercises().values())
FUNCTIONS = [x for x in EXERCISES if not x.value]
VALUES = [x for x in EXERCISES if x.value]
each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda x: x.name)
each_function = pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda x: x.name)
each_mistake = pytest.mark.parametrize(
    ("exercise", "mistake"),
    [(x, m) for x in EXERCISES for m in x.mistakes],
    ids=[f"{x.name}-{i}" for x in EXERCISES for i, _ in enumerate(x.mistakes)],
)
pytestmark = pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")


def answer_of(exercise, source=None):
    """Return what a learner hands in: a function, or a value where one is asked for."""
    function = exercise.function(source)
    return function() if exercise.value else function


def judged(exercise, answer, seed=0):
    with np.errstate(all="ignore"):
        rng = random.Random(seed)
        return package.judge(exercise, answer, rng, package._as_plain, package._copy)


def test_there_are_two_for_each_of_eight_notebooks():
    chapters = [x.examples.__module__ for x in FUNCTIONS]
    assert len(set(chapters)) == 8
    assert all(chapters.count(chapter) >= 2 for chapter in chapters)
    assert not array_exercises().keys() & exercises().keys()


@each_exercise
def test_the_solution_is_right(exercise):
    for seed in range(3):
        said = judged(exercise, answer_of(exercise), seed)
        assert said.right, said.text


def expected_by_hand():
    """Return each trial's result, worked out by hand or by another road."""
    interval = accuracy_intervals.wilson_interval(2, 3, 1.96)
    return {
        "layer_backward": ([[2.0] * 4] * 3, [2.0] * 4, [[4.0] * 3] * 2),
        "softmax_delta": [[-1 / 3, 1 / 6, 1 / 6], [1 / 6, 1 / 6, -1 / 3]],
        "paired_gain": (0.25, 0.25),
        "confused_shares": [[0.5, 0.5], [0.0, 1.0]],
        "kept_numbers": 64 * 210,
        "relu_forward": [[3.0] * 4] * 2,
        "autograd_step": [[0.5, -0.5]],
        "momentum_update": ([0.9, 0.9], [1.0, 1.0]),
        "log_uniform": [0.01, 0.1, 1.0],
        "he_weights": (np.random.default_rng(0).standard_normal((8, 4)) / 2).tolist(),
        "mean_squares": [9.0, 144.0],
        "he_sigmas": [math.sqrt(2) / 28, math.sqrt(2) / 16, math.sqrt(2) / 8],
        "dropout_layer": [[2.0] * 3] * 2,
        "accuracy_interval": tuple(interval),
        "dead_share": 0.5,
        "stride_of": 1.0,
        "ring_round": [[1.0, 22.0], [11.0, 20.0]],
        "accumulated_gradient": [-2.0, -2.0],
    }


@each_exercise
def test_the_solution_gives_what_was_worked_out_by_hand(exercise):
    names = {"np": np, "torch": torch}
    exec(exercise.solution, names)
    found = package._as_plain(eval(exercise.trial, names))
    expected = expected_by_hand()[exercise.name]
    assert package.judging.tell_differences(expected, found, (1e-6, 1.0, 1e-9)) == "", (
        found
    )


def test_softmax_delta_is_the_one_of_the_package():
    rng = np.random.default_rng(0)
    weights = backprop.initial_weights((3, 4, 2), rng, 1.0)
    X, y = rng.normal(size=(5, 3)), rng.integers(0, 2, 5)
    cache = backprop.forward(weights, X)
    delta = exercise("softmax_delta").function()(cache.logits, y)
    dW2, db2, _ = exercise("layer_backward").function()(cache.H1, weights.W2, delta)
    gradients = backprop.backward(weights, cache, y)
    np.testing.assert_allclose(dW2, gradients.dW2)
    np.testing.assert_allclose(db2, gradients.db2)


def in_single(value):
    """Return a result as PyTorch's single precision holds it."""
    if isinstance(value, tuple):
        return [in_single(x) for x in value]
    return torch.tensor(np.asarray(value, dtype=np.float32))


@each_function
def test_single_precision_and_tensors_are_welcome(exercise):
    solution = exercise.function()

    def answer(*given):
        return in_single(solution(*given))

    said = verdict(exercise.name, answer, seed=0)
    assert said.right, said.text


def test_another_order_of_the_sums_is_welcome():
    def layer_backward(X, W, delta):
        rows = [np.outer(x, d) for x, d in zip(X, delta, strict=True)]
        X_back = np.stack([W @ d for d in delta])
        return sum(rows[::-1]), sum(delta[::-1]), X_back

    def accumulated_gradient(w, X, y, size):
        return 2 * X.float().T @ (X.float() @ w.float() - y.float()) / len(X)

    for answer in (layer_backward, accumulated_gradient):
        said = verdict(answer.__name__, answer, seed=0)
        assert said.right, said.text


@each_exercise
def test_it_has_five_mistakes_and_no_two_share_a_hint(exercise):
    hints = [mistake.hint for mistake in exercise.mistakes]
    assert len(hints) >= 5
    assert len(set(hints)) == len(hints)


def test_no_two_mistakes_of_the_course_share_a_hint():
    """Two exercises may be about one thing, but then in other words."""
    asked = EXERCISES + list(exercises().values())
    for x in EXERCISES:
        others = {m.hint for other in asked if other is not x for m in other.mistakes}
        assert not others & {m.hint for m in x.mistakes}


@each_mistake
def test_a_usual_mistake_fails_and_gets_its_own_hint(exercise, mistake):
    wrong = answer_of(exercise, mistake.source(exercise.solution))
    for seed in range(2):
        said = judged(exercise, wrong, seed)
        assert (said.right, said.empty) == (False, False)
        assert mistake.hint in said.text


@each_exercise
def test_a_stub_is_not_answered_yet(exercise):
    said = judged(exercise, answer_of(exercise, exercise.stub))
    assert said.empty
    assert said.text.startswith("Not answered yet")


def refusing(*given):
    raise NotImplementedError("to be written")


@pytest.mark.parametrize(
    "answer", [refusing, lambda *given: ..., lambda *given: NotImplemented, None, ...]
)
def test_other_stubs_are_not_answered_yet_either(answer):
    for name in ("unit", "he_weights"):
        said = verdict(name, answer)
        assert said.empty
        assert said.text.startswith("Not answered yet")


@each_function
def test_stub_solution_and_trial_belong_together(exercise):
    stub, solution = (ast.parse(x).body for x in (exercise.stub, exercise.solution))
    assert [x.name for x in (stub[0], solution[0])] == [exercise.name] * 2
    assert ast.dump(stub[0].args) == ast.dump(solution[0].args)
    assert ast.get_docstring(stub[0])
    assert exercise.hints


@each_function
def test_an_answer_learnt_by_heart_fails(exercise):
    solution, known = exercise.function(), {}
    for _, given in exercise.examples(random.Random(1)):
        known[repr(given)] = solution(*given)
    fixed = next(iter(known.values()))
    said = judged(exercise, lambda *given: known.get(repr(given), fixed), seed=2)
    assert not said.right


@pytest.mark.parametrize("exercise", VALUES, ids=lambda x: x.name)
def test_a_wrong_value_does_not_tell_the_right_one(exercise):
    right = package.judging.show_value(package._as_plain(answer_of(exercise)))
    for mistake in exercise.mistakes:
        said = judged(exercise, answer_of(exercise, mistake.source("")))
        assert right not in said.text
    assert "is larger" in judged(exercise, 0.5).text or exercise.name != "kept_numbers"
    assert "not a function" in judged(exercise, lambda: 1).text


def test_shapes_are_named():
    said = verdict("he_weights", lambda Z: Z.T, seed=0)
    assert "the shape (2, 1) was expected, this one has (1, 2)" in said.text


def test_an_argument_that_is_changed_is_told():
    def momentum_update(w, v, g, lr, beta):
        v *= beta
        v += g
        return w - lr * v, v

    said = verdict("momentum_update", momentum_update, seed=0)
    assert "changes what it was given" in said.text
    assert "make a new one" in said.text


def test_numpys_warnings_do_not_reach_the_notebook(recwarn):
    wrong = exercise("softmax_delta").mistakes[2]
    source = wrong.source(exercise("softmax_delta").solution)
    said = verdict("softmax_delta", exercise("softmax_delta").function(source))
    assert wrong.hint in said.text
    assert not recwarn


def test_the_checkers_are_found_by_name(capsys):
    check.he_sigmas(...)
    assert capsys.readouterr().out.startswith("Not answered yet: he_sigmas")
    assert {"unit", "he_weights"} <= set(dir(check))


# ---- whatever an answer does, a verdict comes ----


@pytest.mark.parametrize("name", [*exercises(), *array_exercises()])
def test_hostile_answers_get_a_sentence(name):
    tried, faults = fuzz_exercises.fuzz(exercise(name), 12)
    assert tried.total() == 12
    assert faults == []


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (package.Verdict(True, "Right: all as it should be."), "called right"),
        (package.Verdict(False, "No."), "3 signs"),
        (package.Verdict(False, "No" * 500), "1000 signs"),
    ],
)
def test_the_fuzzer_sees_what_it_looks_for(said, fault, monkeypatch):
    monkeypatch.setattr(package, "verdict", lambda *given: said)
    _, faults = fuzz_exercises.fuzz(exercise("unit"), 20)
    assert any(fault in text for text in faults)


def test_the_fuzzer_sees_what_comes_through(monkeypatch):
    monkeypatch.setattr(package, "verdict", refusing)
    assert (
        "NotImplementedError came through"
        in fuzz_exercises.fuzz(exercise("unit"), 1)[1][0]
    )


@pytest.mark.parametrize(("value", "told"), [(7, "larger"), (10**6, "smaller")])
def test_a_wrong_number_is_told_which_way_the_right_one_lies(value, told):
    said = verdict("kept_numbers", value)
    assert said.text.startswith(f"Not yet: kept_numbers is not {value} (it is {told}).")
