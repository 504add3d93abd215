"""An exercise in the page: its hints from vague to plain, a solution that runs."""

import html
import re
from types import SimpleNamespace

from _ext import code_exercise

from nnfoundations.exercises import exercises


def shown(name):
    """Return what the page shows below the task."""
    page = SimpleNamespace(body=[])
    code_exercise._depart_html(page, code_exercise.code_exercise(exercise=name))
    return html.unescape("".join(page.body))


def test_the_hints_come_in_their_order():
    found = re.findall(r"<summary>Hint (\d)</summary><p>(.*?)</p>", shown("he_sigma"))
    hints = exercises()["he_sigma"].hints
    assert found == [(str(i), hint) for i, hint in enumerate(hints, start=1)]


def test_stub_and_solution_run_as_they_stand():
    page = shown("he_sigma")
    for place in ("code-stub", "Solution"):
        source = re.search(rf"{place}.*?<code>(.*?)</code>", page, re.DOTALL)[1]
        names = {}
        exec(source, names)
        assert callable(names["he_sigma"])
    assert names["he_sigma"](8, 1) == 0.5
