"""The exercises in the page's Python: it judges each answer as this Python does."""

import base64
import gzip
import json
import subprocess
from pathlib import Path

import pytest
import yaml
from _ext.code_exercise import sources
from _ext.prerendered_maths import node_binary

import micropython
from nnfoundations.exercises import exercises
from node import ROOT

EXERCISES = exercises()
#: What learners hand in (tests/unit/exercises/test_answers.py), but for what asks for
#: modules that the page has not.
HANDED_IN = {
    (name, row["answer"]): row
    for name, rows in yaml.safe_load(
        (ROOT / "tests" / "unit" / "exercises" / "answers.yml").read_text("utf-8")
    ).items()
    for row in rows
    if name in EXERCISES and "notebook" not in row
}


def judged_there(tmp_path, answers):
    """Return the verdicts of the page's Python on (exercise, source) pairs."""
    script = micropython.SCRIPT.read_text("utf-8")
    packed = json.loads(script.partition(" = ")[2].strip().rstrip(";"))
    loader = packed["loader"] + "\nexport { loadMicroPython };\n"
    (tmp_path / "loader.mjs").write_text(loader, "utf-8")
    wasm = gzip.decompress(base64.b64decode(packed["wasm"]))
    (tmp_path / "micropython.wasm").write_bytes(wasm)
    texts = json.loads(sources().partition(" = ")[2].strip().rstrip(";"))
    rows = [[module_of(EXERCISES[name]), name, code] for name, code in answers]
    done = subprocess.run(
        [
            str(node_binary()),
            str(Path(__file__).with_name("micropython.mjs")),
            str(tmp_path),
        ],
        input=json.dumps({"sources": texts, "answers": rows}),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(answers, json.loads(done.stdout), strict=True))


def module_of(exercise):
    return exercise.examples.__module__.rpartition(".")[2]


def answers_of(exercise):
    """Return the solution, the stub and each usual mistake, as sources."""
    wrong = [m.source(exercise.solution) for m in exercise.mistakes]
    return [exercise.solution, exercise.stub, *wrong]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    asked = [(name, code) for name, x in EXERCISES.items() for code in answers_of(x)]
    return judged_there(tmp_path_factory.mktemp("python"), [*asked, *HANDED_IN])


@pytest.mark.parametrize("name", EXERCISES)
def test_solution_and_stub(name, told):
    right, _, text = told[name, EXERCISES[name].solution]
    assert right, text
    assert told[name, EXERCISES[name].stub][:2] == [False, True]


@pytest.mark.parametrize("name", EXERCISES)
def test_each_mistake_gets_its_hint(name, told):
    for mistake in EXERCISES[name].mistakes:
        right, empty, text = told[name, mistake.source(EXERCISES[name].solution)]
        assert (right, empty) == (False, False)
        assert mistake.hint in text


@pytest.mark.parametrize("name", EXERCISES)
def test_what_learners_hand_in_is_judged_as_elsewhere(name, told):
    rows = {key: row for key, row in HANDED_IN.items() if key[0] == name}
    assert len(rows) >= 5
    for key, row in rows.items():
        right, _, text = told[key]
        assert right == (row["says"] == "Right"), (row["case"], text)
        assert row.get("page", row["says"]) in text, (row["case"], text)


def test_the_interpreter_is_the_one_that_the_lock_names():
    assert micropython.SCRIPT.read_text("utf-8") == micropython.build()
