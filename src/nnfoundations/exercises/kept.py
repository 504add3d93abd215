"""What was answered and solved, kept in one small file beside the notebooks.

The file is the one that the landing page of the site saves and takes in: it lists what
was read, answered and solved. Two notebooks may write to it at once, a killed one
leaves it whole, and whatever else stands in it stays. A file or folder that cannot be
written to is told once; the checkers answer all the same.
"""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnfoundations import checks, whole_files

#: Names another file; empty means: keep nothing. Unset: `NAME`, where the notebook is.
VARIABLE = "NNFOUNDATIONS_PROGRESS"
NAME = "course-progress.json"
#: What the landing page writes, too (assets/site/progress.js).
FORMAT, VERSION = "course-progress", 1
#: Chapters, and notebooks with exercises of their own, in the order of the course.
ORDER = (
    "prerequisites", "neural_networks", "biological_neuron", "from_neuron_to_unit",
    "perceptron", "learning_by_gradient", "multilayer_perceptron", "backpropagation",
    "mlp_implementation", "fashion_mnist", "hyperparameters", "initialization",
    "generalization", "bug_hunt", "scaling_out",
)  # fmt: skip
_LARGEST = 1_000_000  # bytes of a file that is read
_told: set[str] = set()  # what was said once needs no repetition


def find_kept() -> Path | None:
    """Return the file's path, or None if nothing is to be kept."""
    named = os.environ.get(VARIABLE, NAME)
    return Path(named).expanduser().absolute() if named else None


def read_kept(path: str | Path) -> dict[str, Any]:
    """Return what a file holds; nothing if there is none.

    Raises
    ------
    ValueError
        If it is none that the course wrote.
    OSError
        If it cannot be read.
    """
    path = Path(path)
    if not path.exists():
        return {"format": FORMAT, "version": VERSION}
    found = None
    if path.stat().st_size <= _LARGEST:
        try:
            found = json.loads(path.read_text("utf-8"))
        except ValueError:
            found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError(
            checks.complaint(
                str(path),
                "a file that the course has saved",
                "another one",
                "Move it away, or name another file in " + VARIABLE + ".",
            )
        )
    if found.get("version") != VERSION:
        raise ValueError(
            checks.complaint(
                str(path), f"version {VERSION}", repr(found.get("version")),
                "It was saved by another version of the course.",
            )
        )  # fmt: skip
    return found


def list_texts(found: Any) -> list[str]:
    """Return the texts of a list; of anything else, none."""
    return [x for x in found if isinstance(x, str)] if isinstance(found, list) else []


def merge(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return all that two files hold; the first is right where they contradict."""
    whole = {**other, **one}
    for name in ("read", "solved"):
        both = list_texts(one.get(name)) + list_texts(other.get(name))
        whole[name] = list(dict.fromkeys(both))
    for name in ("quiz", "code"):
        both_sides = (one.get(name), other.get(name))
        parts = [x if isinstance(x, dict) else {} for x in both_sides]
        whole[name] = {**parts[1], **parts[0]}
        if name == "quiz":
            for chapter in whole[name]:
                both = [y for x in parts for y in list_texts(x.get(chapter))]
                whole[name][chapter] = list(dict.fromkeys(both))
    return whole


def read_mine() -> dict[str, Any]:
    """Return what is kept; nothing if the file cannot be read."""
    path = find_kept()
    try:
        return read_kept(path) if path else {}
    except (OSError, ValueError):
        return {}


def list_solved() -> list[str]:
    """Return the exercises that were solved; none if the file cannot be read."""
    return list_texts(read_mine().get("solved"))


def list_right(chapter: str) -> list[str]:
    """Return the questions of a quiz that were answered rightly."""
    answered = read_mine().get("quiz")
    return list_texts(answered.get(chapter)) if isinstance(answered, dict) else []


def add(found: dict[str, Any]) -> None:
    """Add to what is kept.

    Raises
    ------
    ValueError
        If the file is none of the course; it stays as it is.
    OSError
        If it cannot be written to.
    """
    path = find_kept()
    if path is None:
        return
    with whole_files.alone_in(path.parent):
        old = read_kept(path)
        new = merge(old, found)
        if new != old:
            text = json.dumps(new, indent=1, ensure_ascii=False)
            whole_files.write_text(path, text + "\n")


def note(name: str) -> str:
    """Keep that an exercise is solved; return what there is to say of it, mostly ""."""
    return "" if name in list_solved() else _keep({"solved": [name]})


def note_right(chapter: str, questions: list[str]) -> str:
    """Keep what is right in a quiz; return what there is to say of it, mostly ""."""
    return _keep({"quiz": {chapter: questions}})


def _keep(found: dict[str, Any]) -> str:
    """Add to what is kept; return why it could not be, once, else ""."""
    try:
        add(found)
    except (OSError, ValueError) as error:
        text = f"(It could not be kept: {error})"
        if text not in _told:
            _told.add(text)
            return text
    return ""


@dataclass(frozen=True)
class Row:
    """What there is to do in a chapter or a notebook: a line of the table.

    Attributes
    ----------
    title : str
        The chapter's or the notebook's.
    questions : tuple of (str, str)
        Those of its quiz, each behind the quiz's name.
    exercises : tuple of str
        Their names.
    """

    title: str
    questions: tuple[tuple[str, str], ...] = ()
    exercises: tuple[str, ...] = ()


def draw_table(rows: Sequence[Row]) -> str:
    """Return what was answered and solved: a line for each row, and one for all."""
    solved = list_solved()
    answered = {x: list_right(x) for row in rows for x, _ in row.questions}
    width = max(len(row.title) for row in rows)

    def line(row: Row, names: bool) -> str:
        right = sum(x in answered[quiz] for quiz, x in row.questions)
        rest = [x for x in row.exercises if x not in solved]
        done = len(row.exercises) - len(rest)
        told = "open: " + ", ".join(rest) if rest and names else ""
        quiz = _share("quiz", right, len(row.questions))
        asked = _share("exercises", done, len(row.exercises))
        return f"{row.title:{width}}  {quiz:13}  {asked:18}  {told}".rstrip()

    questions = tuple(x for row in rows for x in row.questions)
    exercises = tuple(x for row in rows for x in row.exercises)
    whole = line(Row("All", questions, exercises), names=False)
    return "\n".join([*(line(row, names=True) for row in rows), whole])


def _share(what: str, done: int, asked: int) -> str:
    """Return in words how much is done; nothing where nothing is asked."""
    return f"{what} {done} of {asked}" if asked else ""


def read_title(docstring: str) -> str:
    """Return the title between the asterisks of a module's docstring."""
    found = re.search(r"\*(.+?)\*", docstring)
    return found[1] if found else docstring.partition("\n")[0]
