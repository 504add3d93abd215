"""The figures of the bug hunt; they show what `results/` holds."""

import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from nnfoundations.labs.bug_hunt.examination import SIGNS
from nnfoundations.learning.diagnosis import loss_floor
from nnfoundations.plotting.spreads import dot_rows
from nnfoundations.plotting.vital_signs import reading_map, vital_signs

RESULTS = Path(__file__).parents[2] / "results"
#: The readings in the order of `SIGNS`, as the heads of columns.
HEADS = {
    "twins": "twins",
    "neighbours": "neigh-\nbours",
    "first_loss": "first\nloss",
    "dead": "dead,\nstep 0",
    "ratio": "ratio,\nstep 0",
    "gap": "gap,\nstep 1",
    "stride": "stride,\nhighest",
    "outside": "out of\n0 to 1",
}


def measured() -> dict[str, Any]:
    """Return what the notebook has recorded."""
    return json.loads((RESULTS / "bug_hunt.json").read_text("utf-8"))


def signs() -> Figure:
    """Draw the mean readings of all conditions; each defect's own is marked."""
    found = measured()["readings"]
    rows = ["healthy", *SIGNS]
    texts = [[f"{found[row][name]:.2f}" for name in HEADS] for row in rows]
    telling = [[row == defect for defect in SIGNS] for row in rows]
    figure, ax = plt.subplots(figsize=(8.2, 4.2), layout="constrained")
    names = [
        row.replace("learning rate too high", "high learning rate") for row in rows
    ]
    reading_map(texts, telling, names, list(HEADS.values()), ax)
    return figure


def courses() -> Figure:
    """Draw the first steps of three trainings that end alike, and of a healthy one."""
    found = measured()["courses"]
    order = ["dead units", "learning rate too high", "no zero_grad", "healthy"]
    return vital_signs({name: found[name] for name in order})


def one_batch() -> Figure:
    """Draw the loss that is left after 200 steps on one batch."""
    found = measured()["one_batch"]
    figure, ax = plt.subplots(figsize=(7, 3.8), layout="constrained")
    dot_rows(found, ax).set_xlabel("loss after 200 steps on one batch [nats]")
    ax.axvline(loss_floor(10, 0, 1), color="black", linestyle=":", linewidth=1.5)
    return figure


STYLE: dict[str, float] = {}
FIGURES = {
    "bug-hunt-signs": signs,
    "bug-hunt-courses": courses,
    "bug-hunt-one-batch": one_batch,
}
