"""What each figure shows: its words, units, axes and marks, drawn without a browser.

The page's functions are held to the package's elsewhere; here stands what is made of
them: a label's unit, a count in a sentence, which end of an axis is up, which sign has
which colour. Each figure is drawn at its defaults, in each preset, after two seconds of
running and in the states of `MORE`, and compared with what was stored when somebody
last looked at it::

    python -m pytest tests/js/test_shown.py -k NAME --write-golden

A window is happy-dom's, a small library; jsdom does more, of which nothing is needed,
and asks for a newer node. It knows no layout: every width is the one a figure assumes.
"""

import difflib
import json
from pathlib import Path

import pytest

import node as npm
from nnfoundations.figures import FIGURES, javascript

SHOW = Path(__file__).with_name("show.mjs")
STORED = Path(__file__).with_name("shown")
#: States that no preset leads to, and that show or say what is seen nowhere else.
MORE = {
    "activation_curves": {
        "at the kink": {"kind": "relu", "z": 0},
        "before the edge": {"kind": "identity", "z": -5, "target": 2, "lr": 10},
        "compared": {"other": "softplus"},
    },
    "approximator": {"bumps": {"basis": "bumps"}, "parts hidden": {"parts": False}},
    "architecture": {
        "local": {"widths": [5, 4, 3], "links": ["local", "local"], "window": 2},
        "cut": {"cuts": [[i, j] for i in (0, 1, 2) for j in (3, 4, 5)] + [[0, 6]]},
    },
    "backprop_graph": {"misleading": {"part": "b1[1]", "nudge": -1, "y": 0}},
    "integrate_fire": {"no curve": {"curve": False}},
    "loss_surface": {"two above": {"steps": 5, "lr_b": 2, "lr_c": 3}},
    "neuron_anatomy": {
        part: {"part": part} for part in ("hillock", "axon", "myelin", "node", "cleft")
    },
    "perceptron_rule": {"far": {"w": [8, 4], "b": -20}},
    "playground": {
        "a number": {"data": "hills"},
        "answers alone": {"discrete": True, "show_validation": False},
        "penalty": {"penalty": "l2", "init": "sigma"},
    },
    "signal_depth": {
        "identity": {"activation": "identity"},
        "growing": {"sigma": 0.3},
        "all units dead": {"scheme": "he", "width": 16, "depth": 50, "seed": 1455},
    },
    "xor_fold": {
        "half way": {"fold": 0.5},
        "half way, ReLUs": {"fold": 0.5, "activation": "relu"},
    },
}


def changes(before, after):
    """Return the lines that differ, without those around them."""
    lines = difflib.unified_diff(before, after, lineterm="", n=0)
    return [line for line in lines if line[:3] not in ("---", "+++", "@@ ")]


def short(found):
    """Return what a figure shows by default, and how other moments differ from it."""
    first = found["default"]
    others = {name: changes(first, lines) for name, lines in found.items()}
    return others | {"default": first}


@pytest.fixture(scope="module")
def shown(node):
    """Return a function that draws a figure and returns what it shows."""
    library = npm.packages() / "happy-dom" / "lib" / "index.js"

    def draw(name):
        files = (javascript.find_path(name), library, javascript.STYLE)
        return short(node.call(SHOW, "show", *map(str, files), MORE.get(name, {})))

    return draw


@pytest.mark.parametrize("name", FIGURES)
def test_the_figure_shows_what_was_looked_at(name, shown, request):
    path, now = STORED / f"{name}.json", shown(name)
    if request.config.getoption("--write-golden"):
        STORED.mkdir(exist_ok=True)
        path.write_text(json.dumps(now, ensure_ascii=False, indent=0) + "\n", "utf-8")
    mend = f"look at it, then: pytest tests/js/test_shown.py -k {name} --write-golden"
    assert path.exists(), f"nothing is stored yet: {mend}"
    stored = json.loads(path.read_text("utf-8"))
    assert list(now) == list(stored), f"not the stored moments: {mend}"
    differing = {k: changes(stored[k], now[k]) for k in now if now[k] != stored[k]}
    assert differing == {}, f"not what is stored: {mend}"
    every = [line for lines in now.values() for line in lines]
    assert [x for x in every if "NaN" in x or "undefined" in x or "Infinity" in x] == []
