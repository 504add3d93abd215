"""Write the instructor's edition into ``_build/instructor``: ``make instructor``.

The notebooks with the solutions in place of the stubs, and one page: a plan for a term
of 13 weeks and one for two days, every exercise with its solution, time, usual mistakes
and how to mark it, and the keys of the bug hunts. All of it comes from the exercises'
data and the table of contents. The page is made by markdown-it, which the book's own
Markdown stands on.
"""

import argparse
import math
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
import yaml
from markdown_it import MarkdownIt
from nbformat import NotebookNode

import notebook_exercises
import plant_bugs
from course import contents
from nnfoundations import exercises, whole_files
from nnfoundations.exercises.judging import Exercise
from nnfoundations.labs.bug_hunt import patients

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "_build" / "instructor"
#: Minutes for an exercise: for its task, and for each line of the solution. An
#: allowance by a rule of ours, for a class that has read the chapter; nobody was timed.
MINUTES, PER_LINE = 5, 2
#: Cohorts and classes whose keys are printed.
SEEDS = range(6)

_STYLE = """body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem;
line-height: 1.5; font-family: system-ui, sans-serif; color-scheme: light dark }
pre { overflow-x: auto; padding: .6rem; border: 1px solid gray }
table { border-collapse: collapse } td, th { border: 1px solid gray;
padding: .3rem .6rem; text-align: left; vertical-align: top;
overflow-wrap: anywhere } td { min-width: 3.5em }
@media (max-width: 30rem) { td, th { padding: .3rem } }"""
_MARKING = """## How to mark

Let the checker mark: it tries each answer on small examples and on drawn ones, which
are others every time, so that an answer learnt by heart fails. Three points serve for
an exercise: three if the checker says *Right*; two if what it names is one of the
usual mistakes below, and the learner mends it in class; one if the function runs and
returns what has the right shape. Ask one question of whoever has three points: *which
of the mistakes below did you make on the way, and on which example did it show?* Equal
answers up to rounding count as right, in float32, too.

## What the times mean

They are allowances, and no measurements: nobody was timed. The rule for an exercise is
{minutes} minutes for its task, {per_line} for each line of the solution, rounded up
to 5, for a class that has read the chapter. For reading it is {words} words a minute,
code included. Note what your class takes, and plan the next term by that."""
#: Chapters of the workshop's sessions, by day.
WORKSHOP = [
    ("Day 1, morning", ["neural-networks", "perceptron", "learning-by-gradient"]),
    ("Day 1, afternoon", ["multilayer-perceptron", "backpropagation"]),
    ("Day 2, morning", ["mlp-implementation", "initialization", "hyperparameters"]),
    ("Day 2, afternoon", ["generalization", "bug-hunt"]),
]


def minutes(exercise: Exercise) -> int:
    """Return what is allowed for an exercise [min], a multiple of 5."""
    lines = sum(bool(line.strip()) for line in exercise.solution.splitlines())
    return 5 * math.ceil((MINUTES + PER_LINE * lines) / 5)


def by_chapter() -> dict[str, list[Exercise]]:
    """Return all exercises by the chapter's page, those in plain Python first."""
    places = [x for some in notebook_exercises.PLACES.values() for x in some]
    chapters = {place.exercise: place.chapter for place in places}
    found: dict[str, list[Exercise]] = {}
    for known in (exercises.exercises(), exercises.array_exercises()):
        for name, exercise in known.items():
            module = exercise.examples.__module__.rpartition(".")[2]
            chapter = chapters.get(name, module.replace("_", "-"))
            found.setdefault(chapter, []).append(exercise)
    return found


def solve(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return a notebook with the solutions in place of the stubs."""
    fresh = nbformat.from_dict({**notebook})
    cells = {cell.id: cell for cell in fresh.cells}
    for exercise in notebook_exercises.tasks(name):
        mark = f"{notebook_exercises.MARK}-{exercise.name.replace('_', '-')}"
        cells[mark]["source"] = exercise.solution.rstrip()
        function = exercise.function()
        answer = function() if exercise.value else function
        text = exercises.verdict(exercise.name, answer).text
        cells[f"{mark}-check"]["outputs"] = [
            nbformat.v4.new_output("stream", name="stdout", text=text + "\n")
        ]
    return fresh


def page() -> str:
    """Return the page, as Markdown."""
    chapters = [x for x in contents.read().entries if x.number]
    asked = by_chapter()
    parts = ["# Foundations of neural networks: the instructor's edition", _SLIDES]
    parts += [_term(chapters, asked), _workshop(asked)]
    rule = {"minutes": MINUTES, "per_line": PER_LINE, "words": words_per_minute()}
    parts.append(_MARKING.format(**rule))
    for entry in chapters:
        parts.append(f"## Chapter {entry.number}: {title(entry.name)}")
        parts += [_tell(exercise) for exercise in asked[entry.name]]
    return "\n\n".join([*parts, _keys()]) + "\n"


def title(chapter: str) -> str:
    """Return a chapter's title."""
    lines = (ROOT / "chapters" / f"{chapter}.md").read_text("utf-8").splitlines()
    return next(line[2:] for line in lines if line.startswith("# "))


def reading(chapter: str) -> int:
    """Return how long a chapter takes to read, without its exercises [min]."""
    text = (ROOT / "chapters" / f"{chapter}.md").read_text("utf-8")
    words = len(text.partition("\n## Exercises")[0].split())
    return 5 * math.ceil(words / words_per_minute() / 5)


def words_per_minute() -> int:
    """Return how fast the course expects its pages to be read."""
    plan = yaml.safe_load((ROOT / "chapters" / "course.yml").read_text("utf-8"))
    return int(plan["words_per_minute"])


_SLIDES = """`make slides` writes slides of each chapter into `_build/slides`, as pages
and as PDFs: its goals and its question, the formulas, every picture, live figures, and
the quiz with an answer behind each question."""
_TERM = """## A term of 13 weeks

One chapter a week: reading at home, the notebook in class, then the exercises to write.
The prerequisites are read before the first week. In the week of the bug hunt each group
gets a seed of its own. Times are allowances by a rule, which stands below.

| week | chapter | notebooks | reading: allow [min] | code exercises: allow [min] |
|---|---|---|---|---|
"""
_DAYS = """## A workshop of two days

For people who program already: the notebooks are shown, one exercise for each chapter
is written. The other chapters are left for afterwards.

| session | chapters | to write | allow [min] |
|---|---|---|---|
"""


def _term(chapters: list[contents.Entry], asked: dict[str, list[Exercise]]) -> str:
    rows = [
        f"| {week} | {title(entry.name)} | {', '.join(entry.notebooks)} |"
        f" {reading(entry.name)} | {sum(map(minutes, asked[entry.name]))} |"
        for week, entry in enumerate(chapters, start=1)
    ]
    return _TERM + "\n".join(rows)


def _workshop(asked: dict[str, list[Exercise]]) -> str:
    rows = []
    for session, names in WORKSHOP:
        first = [asked[name][0] for name in names]
        rows.append(
            f"| {session} | {'; '.join(map(title, names))} |"
            f" {', '.join(f'`{x.name}`' for x in first)} | {sum(map(minutes, first))} |"
        )
    return _DAYS + "\n".join(rows)


def _tell(exercise: Exercise) -> str:
    """Return what an instructor wants to know of an exercise."""
    kind = "NumPy or PyTorch" if exercise.name in exercises.array_exercises() else ""
    rows = [f"| {_cell(x.hint)} | {_change(x.changes)} |" for x in exercise.mistakes]
    tried = dict.fromkeys(what for what, _ in exercise.examples(random.Random(0)))
    lines = [
        f"### `{exercise.name}`: {exercise.title}",
        f"{kind or 'Plain Python'}; allow {minutes(exercise)} minutes.",
        f"```python\n{exercise.solution.rstrip()}\n```",
        "| what the checker says of a usual mistake | what was written |\n|---|---|\n"
        + "\n".join(rows),
        "It is tried on: " + "; ".join(tried) + ".",
        "If someone is stuck: " + " ".join(exercise.hints),
    ]
    return "\n\n".join(lines)


def _change(changes: tuple[str | tuple[str, str], ...]) -> str:
    pairs = [(x, x) if isinstance(x, str) else x for x in changes]
    shown = [" ".join(new.split()) for _, new in pairs]
    return "; ".join(f"`{_cell(x)}`" if x else "(left out)" for x in shown)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _keys() -> str:
    parts = ["## The bug hunts' keys", "`bug_hunt(seed=...)`, program by program:"]
    for seed in SEEDS:
        faults = plant_bugs.key(seed)
        parts.append(
            f"**Seed {seed}.** "
            + " ".join(f"{k}: {x.bug}, line {x.line}." for k, x in faults.items())
        )
    parts.append("The patients of the notebook *Bug hunt*, class seed by class seed:")
    for seed in SEEDS:
        dealt = patients._deal(seed)
        parts.append(
            f"**Class {seed}.** "
            + "; ".join(f"{k}: {x}" for k, x in dealt.items())
            + "."
        )
    return "\n\n".join(parts)


def html(text: str) -> str:
    """Return the page as HTML that stands alone."""
    body = MarkdownIt("commonmark").enable("table").render(text)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>The instructor's edition</title><style>{_STYLE}</style></head>\n"
        f"<body>\n{body}</body></html>\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    folder = parser.parse_args(arguments).folder
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    for name in notebook_exercises.PLACES:
        path = notebook_exercises.NOTEBOOKS / f"{name}.ipynb"
        notebook = solve(nbformat.read(path, as_version=4), name)
        text = nbformat.writes(notebook).rstrip("\n") + "\n"
        whole_files.write_text(folder / "notebooks" / path.name, text)
    whole_files.write_text(folder / "index.html", html(page()))
    print(f"written: {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
