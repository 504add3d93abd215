"""Write the section "Write it yourself" of the notebooks from the exercises' data.

    python tools/notebook_exercises.py              # all notebooks
    python tools/notebook_exercises.py perceptron   # some
    python tools/notebook_exercises.py --check      # only say what would change

Each exercise is a cell with the stub, and one that asks the checker; its output says
"Not answered yet". No other cell is touched or run: nothing in the section changes what
they show, for it stands behind them all.
"""

import argparse
import contextlib
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

from nnfoundations import exercises, whole_files
from nnfoundations.exercises.judging import Exercise

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
#: What every cell's id of the section begins with.
MARK = "write-it"


@dataclass(frozen=True)
class Place:
    """Where an exercise stands: its name, and the chapter and section it is about."""

    exercise: str
    chapter: str
    section: str


PLACES: dict[str, list[Place]] = {
    "architecture": [
        Place("unit", "neural-networks", "The definition"),
        Place("count_parameters", "neural-networks", "Counting parameters"),
    ],
    "biological_neuron": [
        Place("leak_step", "biological-neuron", "A leaky bucket with a tripwire"),
        Place("count_spikes", "biological-neuron", "A leaky bucket with a tripwire"),
    ],
    "neuron_to_unit": [
        Place("formal_unit", "from-neuron-to-unit", "Units that compute logic"),
        Place("irregularity", "from-neuron-to-unit", "What the abstraction drops"),
    ],
    "perceptron": [
        Place("correct", "perceptron", "Where the rule comes from"),
        Place("count_errors", "perceptron", "The definition"),
    ],
    "softmax_regression": [
        Place("softmax", "learning-by-gradient", "Outputs and their losses"),
        Place("cross_entropy", "learning-by-gradient", "Outputs and their losses"),
        Place("descend", "learning-by-gradient", "How large may a step be?"),
    ],
    "mlp_architecture": [
        Place("relu_layer", "multilayer-perceptron", "The definition"),
        Place("xor_network", "multilayer-perceptron", "XOR by hand"),
    ],
    "backpropagation": [
        Place("layer_backward", "backpropagation", "A whole batch"),
        Place("softmax_delta", "backpropagation", "A whole batch"),
        Place("kept_numbers", "backpropagation", "What it costs"),
    ],
    "mlp_scratch": [
        Place("relu_forward", "mlp-implementation", "The whole model"),
    ],
    "mlp_concise": [
        Place("autograd_step", "mlp-implementation", "The concise version"),
    ],
    "fashion_mnist": [
        Place("paired_gain", "mlp-implementation", "Does the hidden layer pay?"),
        Place("confused_shares", "mlp-implementation", "Ten lines that train"),
    ],
    "hyperparameters": [
        Place("momentum_update", "hyperparameters", "Momentum and Adam"),
        Place("log_uniform", "hyperparameters", "Searching: grid or random?"),
    ],
    "initialization": [
        Place("he_weights", "initialization", "A signal is multiplied once per layer"),
        Place(
            "mean_squares", "initialization", "A signal is multiplied once per layer"
        ),
        Place("he_sigmas", "initialization", "A signal is multiplied once per layer"),
    ],
    "generalization": [
        Place("dropout_layer", "generalization", "Three remedies"),
        Place("accuracy_interval", "generalization", "What an accuracy is worth"),
    ],
    "bug_hunt": [
        Place("dead_share", "bug-hunt", "Probes, the cheapest first"),
        Place("stride_of", "bug-hunt", "Probes, the cheapest first"),
    ],
    "scaling_out": [
        Place("ring_round", "scaling-out", "What agreeing costs"),
        Place(
            "accumulated_gradient", "scaling-out", "A wrong idea: any sharing will do"
        ),
    ],
}

_HEAD = """## Write it yourself

Write the body of each function below, run its cell, then run the cell behind it. The
checker tries your function on small examples and on drawn ones. If something is not
right yet, it names an example on which you can see it, and often the usual cause."""
_WITH_VALUES = """ Where
a value is asked for, put it in the place of the dots."""
_KEPT = """

What is right is kept in the file `course-progress.json` beside the notebook. To see
all of it: `from nnfoundations.exercises import progress`, then `progress()`. The
landing page of the site saves such a file, and takes one in."""
_TASK = (
    "**{title}** The formula is that of *{section}* in"
    " [the chapter](../chapters/{chapter}.md)."
)
#: Cells behind a notebook's exercises: Markdown, and code that the tool runs itself.
BEHIND = {
    "bug_hunt": [
        """## Four programs for your group

The seed of your group deals four short programs; in each, one line is wrong. Name the
bug, in the words of the list, and its line: the checker confirms with the reasoning,
and says no more than *not yet* before. `hunt.run("A")` gives the loss of each epoch.
Predict what a sound program would show, and only then run it.""",
        """from nnfoundations.exercises.hunt import bug_hunt

group = 7  # the number that you were given
hunt = bug_hunt(seed=group)
print(*hunt.bugs, sep="\\n")""",
        """print(hunt.listing("A"))""",
        """said = hunt.judge("A", line=1, bug="leakage")
print(said.text)""",
    ]
}
#: Notebooks in which the name `check` is another thing's.
TAKEN = ("backpropagation", "bug_hunt")
#: Tasks that no docstring tells.
TASKS = {
    "kept_numbers": (
        " A network has 100 inputs, 50 hidden ReLU units and 10 classes, the batch has"
        " 64 examples. How many numbers, besides the parameters, does the backward pass"
        " need of the forward pass: the inputs, the hidden layer before and after its"
        " ReLU, and the logits?"
    ),
    "he_sigmas": (
        " A ReLU network has the widths 784, 256, 64, 10. Which standard deviations"
        " does He's rule give its three layers, the first one first?"
    ),
}


def tasks(name: str) -> list[Exercise]:
    """Return the exercises of a notebook."""
    return [exercises.exercise(place.exercise) for place in PLACES.get(name, [])]


def section(name: str, start: int = 1) -> list[NotebookNode]:
    """Return the cells of a notebook's section.

    Parameters
    ----------
    name : str
        The notebook's.
    start : int
        Execution count of the first code cell.
    """
    places, asked = PLACES[name], tasks(name)
    arrays = any(x.name in exercises.array_exercises() for x in asked)
    head = _HEAD + (_WITH_VALUES if any(x.value for x in asked) else "") + _KEPT
    lines = ["from nnfoundations.exercises import check"]
    checker = "check"
    if name in TAKEN:
        lines, checker = ["from nnfoundations import exercises"], "exercises.check"
    if any("math." in x.solution for x in asked):
        lines.insert(0, "import math\n")
    if arrays:
        lines.insert(0, "import numpy as np\nimport torch\n")
    cells = [v4.new_markdown_cell(head), v4.new_code_cell("\n".join(lines))]
    ids = [MARK + "-yourself", MARK + "-imports"]
    for place, exercise in zip(places, asked, strict=True):
        title = exercise.title + "." * (exercise.title[-1] not in "?!")
        task = _TASK.format(title=title, **vars(place))
        stub = exercise.stub.rstrip()
        question = f"{checker}.{exercise.name}({exercise.name})"
        output = v4.new_output("stream", name="stdout", text=_say(exercise))
        cells += [
            v4.new_markdown_cell(task + TASKS.get(exercise.name, "")),
            v4.new_code_cell(stub),
            v4.new_code_cell(question, outputs=[output]),
        ]
        word = f"{MARK}-{exercise.name.replace('_', '-')}"
        ids += [word + "-why", word, word + "-check"]
    if name in BEHIND:
        told, *sources = BEHIND[name]
        cells.append(v4.new_markdown_cell(told))
        ids.append(MARK + "-behind-why")
        names: dict[str, object] = {}
        for number, source in enumerate(sources, start=1):
            output = v4.new_output(
                "stream", name="stdout", text=_catch_print(source, names)
            )
            cells.append(v4.new_code_cell(source, outputs=[output]))
            ids.append(f"{MARK}-behind-{number}")
    for cell, identity in zip(cells, ids, strict=True):
        cell["id"] = identity
        if cell.cell_type == "code":
            cell["execution_count"], start = start, start + 1
    return cells


def _say(exercise: Exercise) -> str:
    """Return what the checker says of the stub."""
    stub = exercise.function(exercise.stub)
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        getattr(exercises.check, exercise.name)(stub() if exercise.value else stub)
    return told.getvalue()


def _catch_print(source: str, names: dict[str, object]) -> str:
    """Return what a cell prints."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(source, names)
    return told.getvalue()


def with_section(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return a notebook whose section stands before its exercises.

    Raises
    ------
    ValueError
        If a cell behind that place runs code: its number would change.
    """
    cells = [cell for cell in notebook.cells if not cell.id.startswith(MARK)]
    place = [cell.id for cell in cells].index("exercises")
    before, behind = cells[:place], cells[place:]
    if any(cell.cell_type == "code" for cell in behind):
        raise ValueError(f"{name}: expected no code cell behind the exercises.")
    count = sum(cell.cell_type == "code" for cell in before)
    fresh = nbformat.from_dict({**notebook})
    fresh["cells"] = [*before, *section(name, count + 1), *behind]
    return fresh


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; with --check, return 1 if something would change."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "names", nargs="*", choices=[*PLACES, []], help="(default: all)"
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args(arguments)
    changed = []
    for name in given.names or PLACES:
        path = NOTEBOOKS / f"{name}.ipynb"
        notebook = with_section(nbformat.read(path, as_version=4), name)
        text = nbformat.writes(notebook).rstrip("\n") + "\n"
        if text != path.read_text("utf-8"):
            changed.append(name)
            if not given.check:
                whole_files.write_text(path, text)
    print(
        ("would change: " if given.check else "changed: ")
        + (", ".join(changed) or "none")
    )
    return 1 if given.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
