"""What was solved, kept in one small file beside the notebooks.

The file is the one that the landing page of the site saves and takes in: it lists what
was read, answered and solved. Two notebooks may write to it at once, a killed one
leaves it whole, and whatever else stands in it stays. A file or folder that cannot be
written to is told once; the checkers answer all the same.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nnfoundations import checks, whole_files

#: Names another file; empty means: keep nothing. Unset: `NAME`, where the notebook is.
VARIABLE = "NNFOUNDATIONS_PROGRESS"
NAME = "course-progress.json"
#: What the landing page writes, too (assets/site/progress.js).
FORMAT, VERSION = "course-progress", 1
#: Modules of exercises in the order of the course.
ORDER = (
    "neural_networks", "biological_neuron", "from_neuron_to_unit", "perceptron",
    "learning_by_gradient", "multilayer_perceptron", "backpropagation",
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


def list_solved() -> list[str]:
    """Return the exercises that were solved; none if the file cannot be read."""
    path = find_kept()
    try:
        return list_texts(read_kept(path).get("solved")) if path else []
    except (OSError, ValueError):
        return []


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
    if find_kept() is None or name in list_solved():
        return ""
    try:
        add({"solved": [name]})
    except (OSError, ValueError) as error:
        text = f"(It could not be kept: {error})"
        if text not in _told:
            _told.add(text)
            return text
    return ""


def draw_table(modules: Mapping[str, tuple[str, Iterable[str]]]) -> str:
    """Return what was solved, chapter by chapter, as lines.

    Parameters
    ----------
    modules : mapping of str to (str, iterable of str)
        Title and exercises by module.
    """
    done, lines = set(list_solved()), []
    width = max(len(title) for title, _ in modules.values())
    total = right = 0
    for name in sorted(modules, key=ORDER.index):
        title, asked = modules[name][0], list(modules[name][1])
        open_ones = [x for x in asked if x not in done]
        solved_ones = len(asked) - len(open_ones)
        total, right = total + len(asked), right + solved_ones
        rest = "all solved" if not open_ones else "open: " + ", ".join(open_ones)
        lines.append(f"{title:{width}}  {solved_ones} of {len(asked)}  {rest}")
    lines.append(f"{'All':{width}}  {right} of {total}")
    return "\n".join(lines)


def read_title(docstring: str) -> str:
    """Return the title between the asterisks of a module's docstring."""
    found = re.search(r"\*(.+?)\*", docstring)
    return found[1] if found else docstring.partition("\n")[0]
