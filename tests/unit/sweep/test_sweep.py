"""A sweep from the command line: refusals, the table, workers that die, resuming."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
from filelock import FileLock

from nnfoundations.data.samples import digit_samples
from nnfoundations.labs.hyperparameters.trials import Setting, train_trials
from nnfoundations.sweep import __main__ as command
from nnfoundations.sweep import engine, plan
from nnfoundations.sweep.plan import Plan

QUICK = ["--seeds", "2", "--num-steps", "8"]
#: Long enough to be killed in the middle of a trial.
LONG = ["--trials", "8", "--seeds", "2", "--num-steps", "300"]


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "1")


def run(folder, *more):
    return command.main(["--out", str(folder), *more])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--lr", "0.1", "0"], r"lr: expected a finite number above 0, got 0\.0"),
        (["--width", "8", "8"], "width: expected levels that differ, got 8, 8"),
        (["--rule", "sgd"], "rule: expected one of 'plain'"),
        (["--method", "halving"], "method: expected one of 'random', 'grid', 'tpe'"),
        (["--trials", "0"], "num_trials: expected a whole number of at least 1"),
        (["--seeds", "0"], "num_seeds: expected"),
        (["--workers", "0"], "workers: expected a whole number of at least 1"),
        (["--resume"], r"resume: expected a sweep, got no journal\.log in"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_written(
    tmp_path, capsys, options, message
):
    folder = tmp_path / "sweep"
    assert run(folder, *options) == 2
    told = capsys.readouterr().err
    assert told.startswith("python -m nnfoundations.sweep: ")
    assert re.search(message, told)
    assert not folder.exists()


def test_a_missing_engine_is_told_with_its_cure(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    assert run(tmp_path / "sweep") == 2
    assert "pip install optuna filelock" in capsys.readouterr().err
    assert not (tmp_path / "sweep").exists()


def test_the_help_names_every_hyperparameter_and_option(capsys):
    with pytest.raises(SystemExit) as left:
        command.main(["--help"])
    assert left.value.code == 0
    told = capsys.readouterr().out
    for name in ("out", "resume", "workers", "method", "trials", "seeds", "draw"):
        assert f"--{name}" in told
    for name in Plan().levels:
        assert f"--{name.replace('_', '-')} " in told


def test_a_grid_has_every_combination_once_and_draws_follow_their_seed():
    grid = Plan({"lr": [0.1, 0.3], "sigma": [0.1], "width": [4, 8, 16]}, "grid")
    settings = [grid.setting(places) for places in grid.trials()]
    assert len(set(settings)) == len(settings) == 6
    assert {s.num_steps for s in settings} == {160}  # the study's
    assert {s.batch_size for s in settings} == {Setting().batch_size}
    draws = [Plan(num_trials=30, draw=seed).trials() for seed in (1, 1, 2)]
    assert draws[0] == draws[1] != draws[2]
    assert len({d["lr"] for d in draws[0]}) > 6


def test_the_winner_is_chosen_by_validation_and_told_with_its_test_accuracy():
    columns = ["lr", "validation", "validation_0", "test_0", "test_1"]
    rows = [[0.1, 0.5, 0.5, 0.9, 0.9], [0.3, 0.75, 0.75, 0.5, 0.75]]
    chosen = Plan({"lr": [0.1, 0.3], "sigma": [0.1], "width": [8]})
    told = command.report_best(pd.DataFrame(rows, columns=columns), chosen)
    assert told == (
        "best of 2 settings: lr 0.3\n"
        "validation accuracy 0.7500, by which it was chosen; test accuracy 0.6250"
    )


@pytest.mark.processes
def test_the_table_is_that_of_the_chapter_for_any_number_of_workers(tmp_path):
    options = [*QUICK, "--method", "grid", "--lr", "0.1", "0.4", "--sigma", "0.1"]
    for folder, workers in (("one", "1"), ("two", "2")):
        assert run(tmp_path / folder, *options, "--workers", workers) == 0
    one, two = (tmp_path / x / engine.TABLE for x in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    table = pd.read_csv(one)
    settings = [
        Setting(lr=lr, sigma=0.1, width=width, num_steps=8)
        for width in (8, 16, 32, 64)
        for lr in (0.1, 0.4)
    ]
    expected = train_trials(settings, digit_samples(plan.SIZES, (0, 1)), (0, 1))
    assert [tuple(row) for row in table[["width", "lr"]].to_numpy()] == [
        (s.width, s.lr) for s in settings
    ]
    for name in ("validation", "test"):
        found = table.filter(like=f"{name}_").to_numpy()
        assert np.array_equal(found, expected.accuracy(name))
    assert np.allclose(table["validation"], expected.accuracy("validation").mean(1))


@pytest.mark.processes
def test_tpe_goes_where_it_was_better(tmp_path, capsys):
    options = ["--method", "tpe", "--trials", "14", "--seeds", "1", "--workers", "2"]
    assert run(tmp_path, *options, "--lr", "1e-9", "0.3", "--num-steps", "60") == 0
    table = engine.read_table(tmp_path)
    assert table["trial"].tolist() == list(range(14))
    assert table.loc[table["validation"].idxmax(), "lr"] == 0.3
    assert "best of 14 settings: width " in capsys.readouterr().out


@pytest.mark.processes
def test_a_sweep_is_not_overwritten_and_its_plan_stands(tmp_path, capsys):
    assert run(tmp_path, *QUICK, "--trials", "2", "--workers", "1") == 0
    before = (tmp_path / engine.JOURNAL).read_bytes()
    assert run(tmp_path, *QUICK) == 2
    assert "Go on with it by --resume" in capsys.readouterr().err
    assert run(tmp_path, "--resume", "--trials", "3") == 2
    assert "num_trials: expected 2, as the sweep began" in capsys.readouterr().err
    assert run(tmp_path, "--resume", "--width", "8") == 2
    assert "as the sweep began, got [8]" in capsys.readouterr().err
    assert run(tmp_path, "--resume", "--num-steps", "8", "--workers", "1") == 0
    assert (tmp_path / engine.JOURNAL).read_bytes() == before  # nothing was left to do


def started(folder, *more):
    line = [sys.executable, "-m", "nnfoundations.sweep", "--out", str(folder), *more]
    return subprocess.Popen(line, stderr=subprocess.PIPE, text=True)


def running(folder):
    """Return the ids of the processes that have a trial in hand."""
    with contextlib.suppress(FileNotFoundError, KeyError, IndexError):
        trials = engine._study(folder)[0].get_trials()
        held = [t for t in trials if t.state.name == "RUNNING"]
        names = [t.user_attrs.get("worker", "no-0-name") for t in held]
        return [int(name.split("-")[-2]) for name in names]
    return []


def wait_for(condition):
    deadline = time.monotonic() + 300
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def assert_each_once(folder, num_lost, num_trials=8):
    """Each trial was finished once, and no more begun again than was killed."""
    trials = engine._study(folder)[0].get_trials()
    done = [t.user_attrs["slot"] for t in trials if t.state.name == "COMPLETE"]
    assert sorted(done) == list(range(num_trials))
    assert len(trials) - len(done) <= num_lost
    assert {t.state.name for t in trials} <= {"COMPLETE", "FAIL"}


unix = pytest.mark.skipif(sys.platform == "win32", reason="no process is killed there")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    command.main(["--out", str(folder), *LONG, "--workers", "1"])
    return (folder / engine.TABLE).read_bytes()


@pytest.mark.processes
@unix
def test_a_killed_worker_loses_nothing(tmp_path, undisturbed):
    with started(tmp_path, *LONG, "--workers", "2") as sweep:
        wait_for(lambda: len(engine.read_table(tmp_path)) if running(tmp_path) else 0)
        os.kill(wait_for(lambda: running(tmp_path))[0], signal.SIGKILL)
        assert sweep.wait(300) == 0
    assert_each_once(tmp_path, num_lost=1)
    assert (tmp_path / engine.TABLE).read_bytes() == undisturbed


WORKER = """
import sys
from pathlib import Path
from nnfoundations.sweep import engine
engine.take_trials(Path(sys.argv[1]))
"""


@pytest.mark.processes
@unix
def test_two_workers_share_a_queue_and_what_they_left_is_resumed(tmp_path, undisturbed):
    engine.begin_sweep(tmp_path, Plan({"num_steps": [300]}, num_trials=8, num_seeds=2))
    line = [sys.executable, "-c", WORKER, str(tmp_path)]
    with FileLock(tmp_path / engine.STEWARD):  # nobody takes a trial before both can
        pair = [subprocess.Popen(line) for _ in range(2)]
        wait_for(lambda: len(list(tmp_path.glob("*-*.lock"))) == 2)
    wait_for(lambda: len(set(running(tmp_path))) == 2)
    for process in pair:
        process.kill()
        process.wait()
    lost = len(running(tmp_path))
    assert len(engine.read_table(tmp_path)) + lost < 8
    assert run(tmp_path, "--resume", "--workers", "2") == 0
    assert_each_once(tmp_path, num_lost=lost)
    assert (tmp_path / engine.TABLE).read_bytes() == undisturbed


@pytest.mark.processes
def test_workers_that_keep_dying_end_the_sweep(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(engine, "take_trials", sys.exit)  # with the folder: code 1
    assert run(tmp_path, *QUICK, "--workers", "1") == 1
    assert "got 3 that died (exit code 1)" in capsys.readouterr().err
