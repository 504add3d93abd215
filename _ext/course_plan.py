"""The course's chapters in order: what each needs, and how long it takes.

The order comes from ``_toc.yml``, the needs and the rates from ``chapters/course.yml``.
A time is worked out from the words of the page and of its notebooks, the processor time
that the notebooks were measured to take (``benchmarks/notebooks.json``), and the number
of exercises.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _ext.code_exercise import code_exercise
from docutils import nodes
from sphinx_exercise.nodes import (
    exercise_enumerable_node,
    exercise_node,
    solution_node,
)

from course.contents import Contents, Entry
from course.pages import cells

FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
LIMIT = 15  # a time below this many minutes is given to the minute


class CourseError(ValueError):
    """The map's data do not fit the table of contents."""


@dataclass(frozen=True)
class Chapter:
    """A chapter's place in the course.

    Attributes
    ----------
    name : str
        The file's name in ``chapters/``, without its ending.
    part : str
        The caption of its part.
    number : int or None
        Its number; None if its part is not numbered.
    notebooks : tuple of str
        Their names, without their endings.
    teaches : str
        One line.
    needs : tuple of str
        The names of the chapters to read before.
    """

    name: str
    part: str
    number: int | None
    notebooks: tuple[str, ...] = ()
    teaches: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Work:
    """What a chapter asks of a reader, and how long that takes.

    Attributes
    ----------
    reading, running : float
        The page, and its notebooks: their words and their measured runs [min].
    exercises : int
        Those of the page and of the notebooks.
    per_exercise : float
        What is allowed for one [min].
    """

    reading: float
    running: float
    exercises: int
    per_exercise: float

    @property
    def solving(self) -> float:
        """The exercises [min]."""
        return self.exercises * self.per_exercise

    @property
    def total(self) -> float:
        """All of it [min]."""
        return self.reading + self.running + self.solving


def plan(contents: Contents, data: Mapping[str, Any]) -> list[Chapter]:
    """Return the chapters of the table of contents, without the appendices.

    Raises
    ------
    CourseError
        If a chapter is missing in the data, or needs one that does not come before.
    """
    found: list[Chapter] = []
    for entry in contents.entries:
        if not entry.is_appendix:
            found.append(_chapter(entry, data, found))
    return found


def _chapter(
    entry: Entry, data: Mapping[str, Any], before: Sequence[Chapter]
) -> Chapter:
    name = entry.name
    if name not in data["chapters"]:
        raise CourseError(
            f"_toc.yml has the chapter {name!r}, chapters/course.yml does not:"
            " say there what it teaches and which chapters it needs"
        )
    known = data["chapters"][name]
    late = set(known["needs"]) - {chapter.name for chapter in before}
    if late:
        raise CourseError(
            f"chapters/course.yml: {name!r} needs {sorted(late)}: expected chapters"
            " that come before it in _toc.yml"
        )
    return Chapter(
        name,
        entry.part,
        entry.number,
        entry.notebooks,
        known["teaches"],
        tuple(known["needs"]),
    )


def words(node: nodes.Node) -> int:
    """Count the words of a page, code included, folded solutions not.

    A formula counts as a word.
    """
    if isinstance(node, nodes.Text):
        return len(str(node).split())
    if isinstance(node, nodes.math | nodes.math_block):
        return 1
    if isinstance(node, solution_node | nodes.comment | nodes.raw):
        return 0
    return sum(map(words, node.children))


def exercises(doctree: nodes.Node) -> int:
    """Count the exercises of a page."""
    kinds = (code_exercise, exercise_node, exercise_enumerable_node)
    return sum(isinstance(node, kinds) for node in doctree.findall())


def notebook_length(sources: Sequence[str]) -> tuple[int, int]:
    """Return the words of a notebook's cells and the number of folded solutions."""
    solutions = sum(len(FOLDED.findall(source)) for source in sources)
    return sum(len(FOLDED.sub("", source).split()) for source in sources), solutions


def work(
    chapter: Chapter, doctree: nodes.Node, root: Path, data: Mapping[str, Any]
) -> Work:
    """Return what a chapter asks of a reader."""
    rate = data["words_per_minute"]
    costs = json.loads((root / "benchmarks" / "notebooks.json").read_text("utf-8"))
    running, count = 0.0, exercises(doctree)
    for name in chapter.notebooks:
        sources = cells(root / "notebooks" / f"{name}.ipynb")
        length, solutions = notebook_length(sources)
        running += length / rate + costs.get(name, {}).get("cpu_seconds", 0.0) / 60
        count += solutions
    return Work(words(doctree) / rate, running, count, data["minutes_per_exercise"])


def tell(minutes: float) -> str:
    """Return a time in words, rounded to what the estimate is worth."""
    if minutes <= LIMIT:
        return f"{max(1, math.ceil(minutes))} min"
    fives = 5 * round(minutes / 5)
    hours, rest = divmod(fives, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest else ""]
    return " ".join(part for part in parts if part)
