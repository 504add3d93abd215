"""How far numbers move: measured, kept, allowed; what must not move is refused."""

import json

import pytest
from nbformat import v4

import machines
import notebooks as tool
import spread
from machines import Machine
from spread import Run, Spread, compare_recorded, measure

STORED = {"a": 0.5, "b": [1, "x"], "tiny": 1e-16}


def run(machine="as it is", text="", values=None, error=""):
    outputs = {"cell": [v4.new_output("stream", text=text)]} if text else {}
    return Run(machine, outputs, values or {}, error)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, 0),
        ({"a": 0.5 + 1e-14}, 0),
        ({"a": 0.502}, 1),
        ({"tiny": 9e-4}, 1),  # the size of a number is its own
        ({"tiny": 2e-16}, 1),
        ({"b": [2, "x"]}, 1),
        ({"b": [1, "y"]}, 1),
        ({"b": [1]}, 2),
        ({"c": 1}, 1),
        ({"a": 1}, 1),
        ({"b": [True, "x"]}, 1),
        ({"a": float("nan")}, 1),
    ],
)
def test_recorded_values_are_compared_by_kind_and_relative_to_their_size(change, told):
    assert len(compare_recorded(STORED, STORED | change, Spread())) == told


def test_a_recorded_float_may_move_four_times_as_far_as_it_was_seen_to():
    seen = Spread(12, {}, {"/a": 0.01})
    assert not compare_recorded({"a": 0.5}, {"a": 0.539}, seen)
    assert compare_recorded({"a": 0.5}, {"a": 0.542}, seen)


def test_one_of_a_list_may_move_like_most_of_its_neighbours():
    """It may have stood still under all machines by chance."""
    stored = {"a": [0.5, 0.6, 0.7], "b": [{"c": 0.5, "d": 0.5}, {"c": 0.6, "d": 0.6}]}
    moved = {"/a/0": 0.01, "/a/1": 0.001, "/b/0/c": 0.01, "/b/1/c": 0.01}
    seen = Spread(4, {}, moved)
    assert compare_recorded(stored, stored | {"a": [0.5, 0.6, 0.7039]}, seen) == []
    (told,) = compare_recorded(stored, stored | {"a": [0.5, 0.6, 0.7041]}, seen)
    assert told.startswith("/a/2 is 0.7041")
    assert not compare_recorded(stored, stored | {"a": [0.539, 0.6, 0.7]}, seen)
    other = [{"c": 0.5, "d": 0.501}, stored["b"][1]]
    assert compare_recorded(stored, stored | {"b": other}, seen)


def test_one_that_moves_gives_no_leave_to_a_list_that_stands():
    seen = Spread(4, {}, {"/a/2": 0.1})
    assert compare_recorded({"a": [0.5, 0.6, 0.7]}, {"a": [0.501, 0.6, 0.7]}, seen)
    assert not compare_recorded({"a": [0.5, 0.6, 0.7]}, {"a": [0.5, 0.6, 0.9]}, seen)


def test_what_moves_is_measured_in_the_last_places_too():
    base = run(text="loss 0.2336, 12 steps", values={"loss": 0.23361, "same": 0.5})
    other = run("M", "loss 0.2337, 12 steps", {"loss": 0.23365, "same": 0.5})
    seen, wrong = measure(base, [base, other, base])
    assert wrong == []
    assert seen.machines == 3
    assert seen.recorded == {"/loss": pytest.approx(4e-5, rel=0.03)}
    assert seen.printed == {"cell": {"1 1": pytest.approx(1e-4, rel=0.03)}}


@pytest.mark.parametrize(
    ("text", "values", "told"),
    [
        ("n 12 x 0.5 y 0.10", {}, "stored 11, now 12"),
        ("m 11 x 0.5 y 0.10", {}, "stored 'n', now 'm'"),
        ("n 11 x 0.5 y 0.12", {}, "prints 0.10 and 0.12: print fewer digits"),
        ("n 11 x 0.5 y 0.10", {"count": 3}, "the recorded /count, M: 2 became 3"),
        ("n 11 x 0.5 y 0.10", {"word": "b"}, "'a' became 'b'"),
        ("n 11 x 0.5 y 0.10", {"list": []}, "the recorded /list/#"),
        ("n 11 x 0.5 y 0.10", {"noise": 3e-16}, "not one digit stands"),
        ("n 11 x 0.5 y 0.10", {"more": 1.0}, "the recorded /more"),
    ],
)
def test_what_other_machines_would_not_say_is_refused(text, values, told):
    same = {"count": 2, "word": "a", "list": [1], "noise": 2e-16}
    base = run(text="n 11 x 0.5 y 0.10", values=same)
    _, wrong = measure(base, [run("M", text, same | values)])
    assert told in wrong[0]
    assert len(wrong) == 1 + ("list" in values)


def test_two_other_machines_are_held_together_as_well():
    base = run(text="0.11")
    _, wrong = measure(base, [run("M", "0.10"), run("N", "0.12")])
    assert wrong == ["cell 'cell': prints 0.10 and 0.12: print fewer digits"]
    _, wrong = measure(run(text="0.5"), [run("M", "0.58")])  # the finer claim counts
    assert wrong == ["cell 'cell': prints 0.5 and 0.58: print fewer digits"]


def test_an_assertion_that_another_machine_breaks_is_refused():
    _, wrong = measure(run(), [run("M", error="cell 'check': AssertionError")])
    assert wrong == ["an error, M: cell 'check': AssertionError"]


@pytest.mark.parametrize("value", [1.0, 0.0123, 9.99e-17, 3e5, 0.1])
def test_a_spread_is_rounded_up(value):
    assert value * (1 - 1e-8) <= spread.round_up(value) <= 1.1 * value


DRAWS = {
    "draw": "import numpy as np, torch\n"
    "from nnfoundations import results\n"
    "x = np.random.default_rng(0).normal()\n"
    "torch.manual_seed(0)\n"
    "y = torch.randn(3)\n"
    "print(f'{x:.3f} {y[0]:.3f}')\n"
    "results.record('draws', x=x, y=y[0].item(), n=3)",
    "same": "z = np.random.default_rng(0).normal()\nassert x == z",
}
UNSTABLE = {
    "draw": "import numpy as np\nx = np.random.default_rng(0).normal()",
    "bits": "print(np.float64(x).view(np.int64))",
    "record": "from nnfoundations import results\nresults.record('bits', x=x)",
}
JITTERED = (Machine(jitter=1), Machine(jitter=2), Machine(jitter=3))


def executed(make, tmp_path, name, cells):
    job = tool.Job(
        make(name, cells),
        tmp_path / "results",
        60,
        costs=tmp_path / "costs",
        machines=JITTERED,
    )
    return job, tool.report(job, True)


def test_a_notebook_is_run_under_the_machines_and_its_spread_kept(make, tmp_path):
    job, well = executed(make, tmp_path, "draws", DRAWS)
    assert well
    seen = json.loads(spread.place(job.results, "draws").read_text())
    assert seen["machines"] == 3
    assert seen["printed"] == {}
    assert list(seen["recorded"]) == ["/y"]  # x is exact to rounding
    assert 0 < seen["recorded"]["/y"] < 2e-7
    assert tool.refresh(job) == []  # nothing changed: the machines need not run


def test_a_notebook_that_shows_single_bits_is_refused(make, tmp_path, capsys):
    job, well = executed(make, tmp_path, "bits", UNSTABLE)
    assert not well
    printed = capsys.readouterr().out
    assert "bits.ipynb says what other machines would not say" in printed
    assert "- cell 'bits', jitter" in printed
    assert not job.results.exists()


def test_each_two_settings_meet_on_some_machine():
    rows = [machine.switches for machine in machines.pairwise()]
    names = list(machines.SWITCHES.values())
    for i, first in enumerate(names):
        for j, second in enumerate(names[:i]):
            met = {(row[i], row[j]) for row in rows}
            assert met == {(a, b) for a in first for b in second}
    assert len({machine.jitter for machine in machines.pairwise(20)}) == 20


def test_a_machine_is_told_in_words_and_in_variables():
    machine = Machine(("default", "COMPATIBLE", "Haswell", "all", "2"), 7)
    assert machine.name == (
        "ATen default, MKL compatible, OpenBLAS Haswell, NumPy without all,"
        " 2 threads, jitter 7"
    )
    assert machine.variables["ATEN_CPU_CAPABILITY"] == "default"
    assert machine.variables["NNFOUNDATIONS_JITTER"] == "7"
    assert Machine().name == "as it is"
    assert Machine().variables == {machines.THREADS: "1"}
    path = machines.with_jitter(machine.variables | {"PYTHONPATH": "a"})["PYTHONPATH"]
    assert path.split(machines.os.pathsep) == [str(machines.FOLDER), "a"]


def test_what_float32_computed_may_be_rounded_as_float32_does():
    """A loss of float32, seen to stand on some machines, moved by its last bit here."""
    stored, live = 1.5793063640594482, 1.5793064832687378
    none = spread.Spread()
    assert not spread.compare_recorded({"x": stored}, {"x": live}, none)
    assert spread.compare_recorded({"x": stored}, {"x": 1.5793075561523438}, none)
    assert spread.compare_recorded({"x": stored}, {"x": stored + 1e-8}, none)
    assert spread.compare_recorded({"x": 0.5}, {"x": 0.5 + 1e-9}, none)
