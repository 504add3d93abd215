"""Exercises that answer: ``check.unit(unit)`` says what is right and what is not yet.

In a page of the course the same exercises run without Python being installed
(``judging`` and ``plain`` are read by both). Here an answer may also use NumPy and
PyTorch, and nothing that it does stops the notebook: it has `LIMIT` seconds.

>>> from nnfoundations.exercises import check
>>> def count_parameters(widths):
...     return sum(a * b for a, b in zip(widths, widths[1:]))
>>> check.count_parameters(count_parameters)
Not yet. With a network without a hidden layer, count_parameters([1, 1]) should give 2;
yours gives 1. The biases are parameters too.
"""

import ctypes
import importlib
import numbers
import pkgutil
import random
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from nnfoundations.exercises import kept, plain, quizzes
from nnfoundations.exercises.judging import (
    MOST,
    Exercise,
    Many,
    Stop,
    Verdict,
    copy_lists,
    judge,
)
from nnfoundations.exercises.quizzes import quiz

__all__ = [
    "LIMIT",
    "Check",
    "array_exercises",
    "check",
    "exercise",
    "exercises",
    "progress",
    "quiz",
    "verdict",
]

#: Seconds that an answer may take for all examples together.
LIMIT = 5.0
#: Seconds that it is given to end, once it is told to.
_GRACE = 2.0


@cache
def exercises() -> dict[str, Exercise]:
    """Return every exercise in plain Python by its name, chapter by chapter."""
    return _list(plain)


@cache
def array_exercises() -> dict[str, Exercise]:
    """Return every exercise in NumPy or PyTorch by its name, chapter by chapter."""
    return _list(_arrays_package())


def _arrays_package() -> ModuleType:
    # not at the top: PyTorch takes seconds, and half of the course needs none
    return importlib.import_module(f"{__name__}.arrays")


def _modules(package: ModuleType) -> list[ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


def _list(package: ModuleType) -> dict[str, Exercise]:
    return {x.name: x for module in _modules(package) for x in module.EXERCISES}


def exercise(name: str) -> Exercise:
    """Return an exercise of either kind.

    Raises
    ------
    AttributeError
        If there is none of this name; the text names those there are.
    """
    found = exercises().get(name) or array_exercises().get(name)
    if found is None:
        known = ", ".join([*exercises(), *array_exercises()])
        raise AttributeError(f"no exercise {name!r}; there are: {known}")
    return found


def progress(take_in: str | Path | None = None) -> None:
    """Print what is answered and solved, chapter by chapter.

    What a quiz or a checker calls right is kept in ``course-progress.json``, in the
    folder of the notebook; the variable ``NNFOUNDATIONS_PROGRESS`` names another file,
    and keeps nothing if it is empty. The landing page of the site saves such a file and
    takes one in.

    Parameters
    ----------
    take_in : path, optional
        A file that the landing page has saved: what it holds is added first.

    Raises
    ------
    FileNotFoundError, ValueError
        If there is no such file, or if it is none that the course has saved.
    OSError
        If what it holds cannot be kept.
    """
    if take_in is not None:
        if not Path(take_in).is_file():
            raise FileNotFoundError(f"there is no file {take_in}")
        kept.add(kept.read_kept(take_in))
    print(kept.draw_table(_rows()))
    path = kept.find_kept()
    print(f"Kept in {path}." if path else f"Nothing is kept: {kept.VARIABLE} is empty.")


def _rows() -> list[kept.Row]:
    """Return what there is to do, chapter by chapter."""
    titles = {"prerequisites": "Before you start"}
    names: dict[str, tuple[str, ...]] = {}
    for module in [*_modules(plain), *_modules(_arrays_package())]:
        short = module.__name__.rpartition(".")[2]
        titles.setdefault(short, kept.read_title(module.__doc__ or ""))
        names[short] = (*names.get(short, ()), *(x.name for x in module.EXERCISES))
    asked = {
        chapter.replace("-", "_"): tuple(
            (chapter, x.name) for x in quizzes.read(chapter).questions
        )
        for chapter in quizzes.list_chapters()
    }
    return [kept.Row(titles[x], asked.get(x, ()), names.get(x, ())) for x in kept.ORDER]


class Check:
    """The checkers, one for each exercise: ``check.unit(unit)``."""

    def __getattr__(self, name: str) -> Callable[[Any], None]:
        """Return the checker of an exercise.

        Raises
        ------
        AttributeError
            If there is no exercise of this name; the text names those there are.
        """
        if name.startswith("_"):  # asked by Python, by no learner
            raise AttributeError(name)
        exercise(name)

        def checker(answer: Any) -> None:
            """Say whether an answer is right, or what is not, and why that may be."""
            said = verdict(name, answer)
            more = kept.note(name) if said.right else ""
            print(textwrap.fill(f"{said.text} {more}".rstrip(), 88))

        checker.__name__ = name
        return checker

    def __dir__(self) -> Iterable[str]:
        """Return the exercises' names, for the Tab key."""
        return [*exercises(), *array_exercises()]


check = Check()


def verdict(name: str, answer: Any, seed: int | None = None) -> Verdict:
    """Return what is said of an answer; nothing that the answer does escapes.

    Parameters
    ----------
    name : str
        The exercise's.
    answer : callable, or a number or an array where one is asked for
        What the learner wrote.
    seed : int, optional
        Draws the examples; by default others each time.
    """
    asked, said = exercise(name), []

    def run() -> None:
        try:
            rng = random.Random(seed)
            with np.errstate(all="ignore"):  # what overflows is seen in the result
                said.append(judge(asked, answer, rng, _as_plain, _copy, _single))
        except Stop:
            pass

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    _wait(worker)
    if worker.is_alive():
        _stop(worker)
    if said:
        return said[0]
    text = f"Not yet: {name} did not come to an end within {LIMIT:g} seconds."
    return Verdict(False, f"{text} Is there a loop whose condition stays true?")


def _wait(worker: threading.Thread) -> None:
    """Wait for a thread until it has used its time; what it imports takes none of it.

    PyTorch imports the larger part of itself with the first step of an optimiser.
    """
    used, last = 0.0, time.monotonic()
    while worker.is_alive() and used < LIMIT:
        worker.join(0.05)
        now = time.monotonic()
        if not _imports(worker):
            used += now - last
        last = now


def _imports(worker: threading.Thread) -> bool:
    """Say whether a thread is loading a module."""
    frame = sys._current_frames().get(worker.ident or 0)
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _stop(worker: threading.Thread) -> None:
    """Raise `Stop` inside a thread, again and again, until it ends or time is over."""
    identity = ctypes.c_ulong(worker.ident or 0)
    told, threading.excepthook = threading.excepthook, _unless_stopped
    try:
        for _ in range(round(_GRACE / 0.05)):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, ctypes.py_object(Stop))
            worker.join(0.05)
            if not worker.is_alive():
                return
    finally:
        threading.excepthook = told


def _unless_stopped(args: threading.ExceptHookArgs) -> None:
    """Let a thread that was stopped end in silence."""
    if args.exc_type is not Stop:
        threading.__excepthook__(args)


def _arrays() -> tuple[Any, ...]:
    torch = sys.modules.get("torch")
    return (np.ndarray, *((torch.Tensor, torch.nn.Parameter) if torch else ()))


def _as_plain(value: Any) -> Any:
    """Return arrays and tensors as lists of numbers, anything else as it is."""
    if isinstance(value, list | tuple):
        found = [_as_plain(x) for x in value]
        return found if isinstance(value, list) else tuple(found)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, _arrays()):
        array = value if isinstance(value, np.ndarray) else value.detach().cpu().numpy()
        return array.tolist() if array.size < MOST else Many(array.size)
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, numbers.Real | Decimal) and not isinstance(value, bool):
        return float(value)
    return value


def _single(value: Any) -> bool:
    """Say whether a result, or a part of it, is in single precision."""
    if isinstance(value, list | tuple):
        return any(_single(x) for x in value[:MOST])
    return str(getattr(value, "dtype", "")) in ("float32", "torch.float32")


def _copy(value: Any) -> Any:
    """Return a copy of arguments: lists, arrays and tensors all the way down."""
    if type(value) in (list, tuple):
        return type(value)(_copy(x) for x in value)
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, _arrays()):
        return value.detach().clone()
    return copy_lists(value)
