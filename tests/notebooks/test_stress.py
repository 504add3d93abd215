"""The stress run: what it runs, what it keeps, what it tells."""

import pytest

import stress
from machines import SWITCHES, Machine
from stress import Result, Work, cross, longest_first, plan, run_all, table

ONE, TWO = Machine(jitter=1), Machine(jitter=2)


def test_each_two_settings_meet_environments_included():
    rows = [(*m.switches, e) for e, m in cross(["3.11", "3.12", "oldest"], 20)]
    factors = [*SWITCHES.values(), ("3.11", "3.12", "oldest")]
    for i, first in enumerate(factors):
        for j, second in enumerate(factors[:i]):
            met = {(row[i], row[j]) for row in rows}
            assert met == {(a, b) for a in first for b in second}
    assert len({m.jitter for _, m in cross(["here"], 20)}) == 20


def test_a_long_notebook_meets_few_machines():
    rows = cross(["here"], 12)
    work = list(plan(["perceptron", "fashion_mnist"], rows))
    assert sum(w.notebook == "perceptron" for w in work) == 12
    assert sum(w.notebook == "fashion_mnist" for w in work) == 4


def test_the_longest_notebooks_begin():
    names = longest_first(["perceptron", "fashion_mnist", "initialization"])
    assert names == ["fashion_mnist", "initialization", "perceptron"]


@pytest.fixture
def runs(monkeypatch, tmp_path):
    """Replace the run by one that fails for TWO; return what was run."""
    seen = []

    def run(work, python):
        seen.append(work)
        return Result(2, ("dead",) if work.machine == TWO else ())

    monkeypatch.setattr(stress, "run", run)
    monkeypatch.setattr(stress, "FOLDER", tmp_path)
    monkeypatch.setattr(stress, "LOG", tmp_path / "log.jsonl")
    return seen


def test_what_passed_is_not_run_again_but_what_failed_is(runs, monkeypatch):
    work = [Work("here", ONE, "perceptron"), Work("here", TWO, "perceptron")]
    first = run_all(work, 1)
    assert runs == work
    assert run_all(work, 1) == first
    assert runs == [*work, work[1]]
    monkeypatch.setattr(stress, "fingerprint", lambda notebook: "changed since")
    run_all(work, 1)
    assert runs[3:] == work


def test_the_table_names_what_failed(runs):
    work = [Work("here", ONE, "perceptron"), Work("here", TWO, "perceptron")]
    lines = table(run_all(work, 1)).splitlines()
    assert lines[2] == "| here | jitter 1 | 2 | 0 |"
    assert lines[3] == "| here | jitter 2 | 3 | perceptron::dead |"
