"""A panel: a patient of a class in, its first twenty steps and its end out."""

import functools

import ipywidgets as widgets
from matplotlib.figure import Figure

from nnfoundations.labs.bug_hunt.defects import HEALTHY, make_case
from nnfoundations.labs.bug_hunt.examination import Chart, probe
from nnfoundations.labs.bug_hunt.patients import LETTERS, patients
from nnfoundations.panels.base import Panel
from nnfoundations.plotting.vital_signs import SIGN_AXES, vital_signs

#: Seeds of classes to choose from.
LAST_SEED = 30
#: Share of the figure's height for the caption.
FOOT = 0.11


@functools.lru_cache(maxsize=1)
def _healthy() -> Chart:
    return probe(make_case(HEALTHY, 0, "healthy, for comparison"))


def _lines(chart: Chart) -> dict[str, list[list[float]]]:
    return {column: [chart.steps[column].tolist()] for column in SIGN_AXES}


def _caption(chart: Chart) -> str:
    seen = chart.numbers
    return "\n".join(
        [
            f"validation images also in training {seen['twins']:.2f}, "
            f"nearest neighbours agree {seen['neighbours']:.2f}",
            f"one batch alone: loss {seen['one_batch']:.2f}; scores at the end from "
            f"{seen['low']:,.2f} to {seen['high']:,.2f}",
            f"end: loss {seen['loss']:.2f}, dead {seen['dead']:.2f}, "
            f"validation accuracy {seen['val_acc']:.2f}",
        ]
    )


def _draw(letter: str, class_seed: int) -> tuple[Figure, Chart]:
    chart = probe(patients(class_seed)[letter])
    shown = {chart.name: _lines(chart), _healthy().name: _lines(_healthy())}
    figure = vital_signs(shown)
    # A foot of its own: how high lines stand over each other depends on matplotlib.
    figure.set_layout_engine("constrained", rect=(0, FOOT, 1, 1 - FOOT))
    figure.text(0.5, FOOT / 2, _caption(chart), fontsize=10, ha="center", va="center")
    return figure, chart


def patient_panel(class_seed: int = 0) -> Panel:
    """Return a panel that examines one patient at the press of a button.

    Its controls are ``letter`` and ``class_seed``; its result is the
    `nnfoundations.labs.bug_hunt.examination.Chart` of that patient.

    Parameters
    ----------
    class_seed : int
        Where the seed of the class stands first, 0 to 30.
    """
    letter = widgets.Dropdown(options=list(LETTERS), description="Patient")
    seed = widgets.IntSlider(
        class_seed, min=0, max=LAST_SEED, description="Seed of the class"
    )
    return Panel({"letter": letter, "class_seed": seed}, _draw, button="Examine")
