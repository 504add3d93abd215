"""Training from the command line: refusals, files, resuming, several processes."""

import contextlib
import json
import os
import re
import signal
import sys
import threading
import time

import psutil
import pytest
import torch

from nnfoundations import train
from nnfoundations.labs.scaling_out import torchrun
from nnfoundations.learning.trainer import checkpoint
from nnfoundations.learning.trainer.parallel import HISTORY, STATE

#: 137 training images: the last batch of 32 has 9, which neither 2 nor 3 divide.
SMALL = ["--validation", "1300", "--hiddens", "16"]


def run(out, *more):
    return train.main(["--out", str(out), *SMALL, *more])


def weights(out):
    return checkpoint.read_checkpoint(out / STATE)["model"]


def apart(one, other):
    """Return the largest difference, relative to the largest weight of its tensor."""
    return max(
        float((one[name] - other[name]).abs().max() / other[name].abs().max())
        for name in one
    )


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "1")


pytestmark = pytest.mark.usefixtures("quiet")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--lr", "0"], r"lr: expected a finite number above 0, got 0\.0"),
        (["--epochs", "0"], "epochs: expected a whole number of at least 1"),
        (["--hiddens", "8", "-1"], r"hiddens\[1\]: expected"),
        (["--dtype", "float16"], "dtype: expected one of 'float32', 'float64'"),
        (["--validation", "1437"], "validation: expected at most 1436"),
        (["--data", "cifar"], "data: expected one of 'digits', 'fashion'"),
        (["--resume"], "resume: expected a training, got no training.pt in"),
        (["--settings", "none.toml"], "No such file"),
    ],
)
def test_wrong_settings_are_refused_before_anything_is_written(
    tmp_path, capsys, options, message
):
    out = tmp_path / "run"
    assert train.main(["--out", str(out), *options]) == 2
    told = capsys.readouterr().err
    assert told.startswith("python -m nnfoundations.train: ")
    assert re.search(message, told)
    assert "Traceback" not in told
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rate = 0.1", "expected settings among data, .*, got 'rate'"),
        ("lr = ", "expected a TOML file"),
        ('epochs = "3"', "epochs: expected a whole number .* got '3'"),
        ("hiddens = 16", "hiddens: expected a sequence of whole numbers"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path, text, message):
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises((TypeError, ValueError), match=message):
        train.make_settings({"settings": path}, tmp_path, resume=False)


def test_a_file_of_settings_comes_back_and_options_go_first(tmp_path):
    path = tmp_path / "settings.toml"
    settings = train.Settings(hiddens=(8, 4), lr=1e-7, dtype="float64")
    train.write_settings(path, settings)
    given = {"settings": path}
    assert train.make_settings(dict(given), tmp_path, resume=False) == settings
    changed = train.make_settings(given | {"lr": 0.5}, tmp_path, resume=False)
    assert changed.lr == 0.5
    assert changed.hiddens == (8, 4)


def test_the_help_names_every_setting_with_its_default(capsys):
    with pytest.raises(SystemExit) as left:
        train.main(["--help"])
    assert left.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "torchrun --nproc-per-node 2 -m nnfoundations.train" in told
    for name, value in train.asdict(train.Settings()).items():
        shown = " ".join(map(str, value)) if isinstance(value, tuple) else value
        assert f"--{name.replace('_', '-')}" in told
        assert f"(default: {shown})" in told


def test_a_training_leaves_its_files_and_is_not_overwritten(tmp_path, capsys):
    assert run(tmp_path, "--epochs", "2") == 0
    told = capsys.readouterr().out
    rows = (tmp_path / HISTORY).read_text().splitlines()
    assert rows[0] == "epoch,train_loss,val_loss,val_acc"
    assert [row.split(",")[0] for row in rows[1:]] == ["1", "2"]
    scores = json.loads((tmp_path / train.SCORES).read_text())
    assert set(scores) == {"loss", "acc"}
    assert "loss {loss:.4f}, accuracy {acc:.4f};".format(**scores) in told
    before = (tmp_path / STATE).read_bytes()
    assert run(tmp_path, "--epochs", "3") == 2
    assert "Go on with it by --resume" in capsys.readouterr().err
    assert (tmp_path / STATE).read_bytes() == before


def test_the_seed_draws_the_split_and_the_weights():
    first, second = (train.Settings(seed=seed) for seed in (0, 1))
    one, other = (train.load_data(each, 1) for each in (first, second))
    assert not torch.equal(one.train_set[0], other.train_set[0])
    models = [train.build_model(each, one) for each in (first, second)]
    W, V = (next(model.parameters()) for model in models)
    assert not torch.equal(W, V)


def test_a_resumed_training_is_the_uninterrupted_one(tmp_path, capsys):
    assert run(tmp_path / "whole", "--epochs", "3") == 0
    assert run(tmp_path / "parts", "--epochs", "1") == 0
    assert run(tmp_path / "parts", "--epochs", "3", "--resume") == 0
    assert apart(weights(tmp_path / "parts"), weights(tmp_path / "whole")) == 0
    one, other = ((tmp_path / x / HISTORY).read_text() for x in ("whole", "parts"))
    assert one == other
    assert run(tmp_path / "parts", "--lr", "0.3", "--resume") == 2
    assert "lr: expected 0.1, as the training began, got 0.3" in capsys.readouterr().err


def test_every_rank_needs_an_example(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WORLD_SIZE", "10")  # the last batch has 9 images
    monkeypatch.setenv("RANK", "0")
    assert run(tmp_path / "run") == 2
    assert "batch_size: expected an example for each of 10" in capsys.readouterr().err


def launched(out, num_ranks, *more):
    arguments = ["--out", str(out), *SMALL, *more]
    return torchrun.launch("nnfoundations.train", arguments, num_ranks, timeout=300)


@pytest.mark.processes
def test_two_processes_do_the_training_of_one(tmp_path):
    bound = 1e-5
    options = ["--epochs", "4", "--dtype", "float32"]
    run(tmp_path / "one", *options)
    printed = launched(tmp_path / "several", 2, *options)
    assert printed.count("test set: loss") == 1  # rank 0 alone says it
    assert apart(weights(tmp_path / "several"), weights(tmp_path / "one")) < bound
    tables = [
        [list(map(float, row.split(","))) for row in lines.splitlines()[1:]]
        for lines in ((tmp_path / x / HISTORY).read_text() for x in ("several", "one"))
    ]
    assert torch.allclose(*map(torch.tensor, tables), rtol=100 * bound, atol=0)
    scores = [
        json.loads((tmp_path / x / train.SCORES).read_text())
        for x in ("several", "one")
    ]
    assert scores[0] == pytest.approx(scores[1], rel=100 * bound)


def kill_a_rank(out):
    """Kill rank 1 as soon as the first epoch is written."""
    deadline = time.monotonic() + 300  # a busy machine starts two ranks slowly
    while not (out / STATE).exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if process.environ().get("RANK") == "1":
                os.kill(process.pid, signal.SIGKILL)


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="no process is killed there")
def test_a_killed_rank_is_named_and_three_go_on_to_the_same_weights(tmp_path):
    options = ["--epochs", "40", "--dtype", "float64"]
    run(tmp_path / "one", *options)
    killer = threading.Thread(target=kill_a_rank, args=[tmp_path / "two"])
    killer.start()
    with pytest.raises(RuntimeError, match="rank 1 ended first, with exit code -9"):
        launched(tmp_path / "two", 2, *options)
    killer.join()
    done = len(checkpoint.read_checkpoint(tmp_path / "two" / STATE)["rows"])
    assert 1 <= done < 40
    assert not list((tmp_path / "two").glob("*.tmp"))
    launched(tmp_path / "two", 3, *options, "--resume")
    assert apart(weights(tmp_path / "two"), weights(tmp_path / "one")) < 1e-10
