"""Throw hostile answers at every exercise: a sentence must come, and never an error.

    python tools/fuzz_exercises.py                     # 1,000 on each: about 10 minutes
    python tools/fuzz_exercises.py 50 unit he_weights  # fewer, on some

An answer returns what nobody asked for, raises, changes what it is given, or is the
solution with one operator, number or result spoilt. What is spoilt may still be right
(`x + 0` for `x - 0`); all others have to be refused.
"""

import argparse
import ast
import contextlib
import io
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from nnfoundations import exercises
from nnfoundations.exercises.judging import Exercise

#: Signs that an answer to a learner may have.
SHORTEST, LONGEST = 10, 800


class Hostile:
    """An object whose every method fails."""

    def __getattribute__(self, name: str) -> Any:
        """Fail."""
        raise SystemExit(name)

    def __repr__(self) -> str:
        """Fail."""
        raise KeyboardInterrupt

    __eq__ = __float__ = __len__ = __iter__ = __bool__ = __repr__  # type: ignore
    __hash__ = None  # type: ignore


class Silent(Exception):
    """An error that cannot be worded."""

    def __str__(self) -> str:
        """Fail."""
        raise ValueError


RAISED: list[Callable[[], BaseException]] = [
    SystemExit, KeyboardInterrupt, GeneratorExit, MemoryError, Silent, StopIteration,
    RecursionError, ZeroDivisionError, lambda: ValueError("x" * 10**5), NameError,
]  # fmt: skip
RESULTS: list[Callable[[], Any]] = [
    lambda: True, lambda: "7", lambda: b"7", lambda: "x" * 10**6, lambda: 1j,
    lambda: float("nan"), lambda: float("-inf"), lambda: 10**400, list, dict, set,
    object, Hostile, lambda: [Hostile()], lambda: range(3), lambda: len, lambda: int,
    lambda: np.array([]), lambda: np.array(["a"]), lambda: np.array([1j]),
    lambda: np.zeros((3, 0, 2)), lambda: np.zeros(10**6), lambda: np.full(2, np.nan),
    lambda: np.array([None, 1]), lambda: np.ma.masked_array([1.0], [True]),
    lambda: np.float16(1), lambda: np.datetime64("2020-01-01"), lambda: np.zeros(1)[0],
    lambda: torch.zeros(0), lambda: torch.zeros(2, requires_grad=True),
    lambda: torch.zeros(2, dtype=torch.bfloat16), lambda: torch.eye(2).to_sparse(),
    lambda: torch.zeros(2, device="meta"), lambda: [1.0] * 10**5,
    lambda: [[1.0]] * 1000, lambda: memoryview(b"ab"), lambda: (x for x in [1, 2]),
]  # fmt: skip
SPECIAL = [
    0,
    -0.0,
    1e308,
    -1e-320,
    float("inf"),
    2**70,
    True,
    None,
    "",
    0.5,
    float("nan"),
]
OPERATORS = [ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult, ast.FloorDiv]


def nest(rng: random.Random, depth: int = 0) -> Any:
    """Return numbers and oddities in drawn nesting."""
    if depth < 3 and rng.random() < 0.4:
        found = [nest(rng, depth + 1) for _ in range(rng.randint(0, 4))]
        return tuple(found) if rng.random() < 0.3 else found
    return rng.choice([*SPECIAL, rng.uniform(-9, 9)])


def spoil(value: Any, rng: random.Random) -> Any:
    """Return a right result with one thing wrong with it."""
    if isinstance(value, tuple | list) and len(value):
        index, kind = rng.randrange(len(value)), type(value)
        found = [spoil(x, rng) if i == index else x for i, x in enumerate(value)]
        return kind(found) if rng.random() < 0.8 else kind(found[:-1])
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    array = np.array(value, dtype=float)
    ways: list[Callable[[], Any]] = [
        lambda: array + 1, lambda: array * np.nan, lambda: array * 1j + 1,
        lambda: array[None, None], lambda: array.astype("U"), lambda: np.inf,
        lambda: np.append(array, 0), lambda: [array, [array]], lambda: array > 0,
        lambda: -array - 1, lambda: torch.tensor(array).to(torch.bfloat16) + 1,
    ]  # fmt: skip
    return rng.choice(ways)()


class Spoil(ast.NodeTransformer):
    """Changes one operator or number of a program."""

    def __init__(self, place: int, rng: random.Random) -> None:
        """Count down to the place where it strikes."""
        self.place, self.rng = place, rng

    def visit(self, node: ast.AST) -> ast.AST:
        """Return the node, changed if its turn has come."""
        self.generic_visit(node)
        if isinstance(node, ast.BinOp | ast.Constant | ast.Compare):
            self.place -= 1
            if self.place == 0:
                if isinstance(node, ast.BinOp):
                    node.op = self.rng.choice(OPERATORS)()
                elif isinstance(node, ast.Compare):
                    node.ops = [self.rng.choice([ast.Lt, ast.GtE, ast.NotEq, ast.Eq])()]
                elif isinstance(node.value, int | float):
                    node.value = self.rng.choice([0, -1, 2, 1e9, node.value + 1])
        return node


def mutate(exercise: Exercise, rng: random.Random) -> str:
    """Return the solution's source with one operator or number changed."""
    tree = ast.parse(exercise.solution)
    kinds = (ast.BinOp, ast.Constant, ast.Compare)
    number = sum(isinstance(node, kinds) for node in ast.walk(tree))
    changed = Spoil(rng.randint(1, max(number, 1)), rng).visit(tree)
    return ast.unparse(ast.fix_missing_locations(changed))


def changing(*given: Any) -> Any:
    """Change whatever can be changed."""
    for x in given:
        if isinstance(x, list):
            x.clear()
        elif isinstance(x, np.ndarray | torch.Tensor) and x.ndim:
            x[:] = 7
    return given


def endless(value: list[Any]) -> list[Any]:
    """Return a list that holds itself."""
    value.append(value)
    return value


def hostile(exercise: Exercise, rng: random.Random) -> tuple[str, Any]:
    """Return the kind of an answer, and the answer."""
    kind = rng.choice(["returns", "raises", "nested", "spoilt", "mutated", "object"])
    if kind == "mutated":
        try:
            return kind, _give(exercise, exercise.function(mutate(exercise, rng)))
        except Exception:  # a value exercise: the program itself fails
            return kind, None
    if kind == "raises":
        raised = rng.choice(RAISED)
        return kind, _give(exercise, lambda *given: _raise(raised()))
    if kind == "spoilt":
        right, seed = exercise.function(), rng.random()
        return kind, _give(
            exercise, lambda *given: spoil(right(*given), random.Random(seed))
        )
    if kind == "nested":
        found = nest(rng)
        return kind, found if exercise.value else lambda *given: found
    made = rng.choice(RESULTS)
    if kind == "object":
        return kind, rng.choice([made(), changing, lambda: 1, len, print, int, Hostile])
    if rng.random() < 0.1:
        return kind, _give(exercise, lambda *given: endless([]))
    return kind, _give(exercise, lambda *given: made())


def _raise(error: BaseException) -> None:
    raise error


def _give(exercise: Exercise, function: Callable[..., Any]) -> Any:
    """Return a function, or for an exercise that asks for a value its value."""
    if not exercise.value:
        return function
    try:
        return function()
    except BaseException as error:  # what is raised is the answer then
        return error


def complaint(exercise: Exercise, kind: str, answer: Any, seed: int) -> str:
    """Return what is wrong with the sentence that an answer gets; "" if nothing is."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            said = exercises.verdict(exercise.name, answer, seed)
        except BaseException as error:
            return f"{type(error).__name__} came through"
    if said.right and kind != "mutated":
        return f"a hostile answer is called right: {said.text}"
    if not SHORTEST <= len(said.text) <= LONGEST:
        return f"{len(said.text)} signs are said"
    return ""


def fuzz(
    exercise: Exercise, count: int, seed: int = 0
) -> tuple[Counter[str], list[str]]:
    """Try hostile answers on an exercise; return how many of which kind, and faults."""
    rng = random.Random(f"{exercise.name} {seed}")
    tried: Counter[str] = Counter()
    faults = []
    for number in range(count):
        kind, answer = hostile(exercise, rng)
        tried[kind] += 1
        if told := complaint(exercise, kind, answer, number):
            faults.append(f"{exercise.name}, {kind}, number {number}: {told}")
    return tried, faults


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 if every answer got its sentence."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("count", nargs="?", type=int, default=1000, help="on each")
    parser.add_argument("names", nargs="*", help="exercises (default: all)")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    names = given.names or [*exercises.exercises(), *exercises.array_exercises()]
    total: Counter[str] = Counter()
    wrong: list[str] = []
    for name in names:
        start = time.perf_counter()
        tried, faults = fuzz(exercises.exercise(name), given.count, given.seed)
        total, wrong = total + tried, wrong + faults
        seconds = time.perf_counter() - start
        print(f"{name:22} {tried.total():5} {seconds:6.1f} s  {len(faults)} faults")
    print("\n".join([*wrong, f"{total.total()} answers to {len(names)} exercises:"]))
    print(", ".join(f"{n} {kind}" for kind, n in sorted(total.items())))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
