import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from nnfoundations.labs.scaling_out import torchrun

pytestmark = pytest.mark.processes


def test_the_command_stays_on_this_computer():
    line = torchrun.build_command("some.module", ["a", "b"], 3)
    assert line[:3] == [sys.executable, "-m", "torch.distributed.run"]
    assert line[-4:] == ["--module", "some.module", "a", "b"]
    assert "--standalone" in line
    assert line[line.index("--local-addr") + 1] == "localhost"
    assert line[line.index("--nproc-per-node") + 1] == "3"


@pytest.mark.parametrize(
    ("system", "entry"),
    [
        ("linux", ("GLOO_SOCKET_IFNAME", "lo")),
        ("darwin", ("GLOO_SOCKET_IFNAME", "lo0")),
        ("win32", ("USE_LIBUV", "0")),
    ],
)
def test_each_system_gets_what_it_needs(monkeypatch, system, entry):
    monkeypatch.setattr(sys, "platform", system)
    assert entry in torchrun.build_environment().items()
    assert torchrun.build_environment()["OMP_NUM_THREADS"] == "1"


def test_without_gloo_it_says_so(monkeypatch):
    monkeypatch.setattr(torchrun.distributed, "is_available", lambda: False)
    with pytest.raises(RuntimeError, match=r"PyTorch: expected a build with .* gloo"):
        torchrun.launch("json.tool", [], 2)


@pytest.fixture
def one_process(monkeypatch):
    """Run the module itself: torchrun's own work is tried with the real processes."""

    def plain(module, arguments, num_processes):
        return [sys.executable, "-m", module, *arguments]

    monkeypatch.setattr(torchrun, "build_command", plain)


@pytest.mark.usefixtures("one_process")
def test_what_the_processes_print_comes_back():
    assert "usage" in torchrun.launch("json.tool", ["--help"], 1)


@pytest.mark.usefixtures("one_process")
def test_a_failure_is_told_with_the_last_lines():
    with pytest.raises(RuntimeError, match=r"exit code 1\.\n.*no_such_module"):
        torchrun.launch("no_such_module", [], 1)


@pytest.mark.usefixtures("one_process")
def test_processes_that_do_not_end_are_stopped():
    with pytest.raises(TimeoutError, match=r"http\.server: .*none after 1\.5 s"):
        torchrun.launch("http.server", ["0", "--bind", "127.0.0.1"], 1, timeout=1.5)


def test_a_timeout_must_be_positive():
    with pytest.raises(ValueError, match="timeout"):
        torchrun.launch("json.tool", [], 2, timeout=0)


DEAF = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(9)"])
time.sleep(60)
"""


@pytest.mark.usefixtures("one_process")
@pytest.mark.skipif(sys.platform == "win32", reason="no process there is asked to end")
def test_nobody_waits_for_a_process_that_does_not_listen(monkeypatch, tmp_path):
    (tmp_path / "deaf.py").write_text(DEAF)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(torchrun, "GRACE", 0.5)
    start = time.monotonic()
    with pytest.raises(TimeoutError, match=r"none after 2 s\.\ndeaf"):
        torchrun.launch("deaf", [], 1, timeout=2)
    assert time.monotonic() - start < 7  # its child holds the output open for longer


def test_the_error_of_a_rank_is_told_and_not_that_of_torchrun(monkeypatch, tmp_path):
    (tmp_path / "second_fails.py").write_text(
        "import os\nassert os.environ['RANK'] == '0', 'rank one says no'\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="exit code 1") as told:
        torchrun.launch("second_fails", [], 2)
    assert "AssertionError: rank one says no" in str(told.value)
    assert "ChildFailedError" not in str(told.value)


RANK = """
import os, sys, time
from pathlib import Path
from nnfoundations.labs.scaling_out import lifeline
lifeline.follow(Path(sys.argv[1]) / "large")
pids = f"{os.getpid()} {os.getppid()}"
fresh = Path(sys.argv[1]) / f"{os.environ['RANK']}.new"
fresh.write_text(pids)
fresh.rename(fresh.with_suffix(".pids"))
time.sleep(100)
"""
CALL = "import sys; from nnfoundations.labs.scaling_out import torchrun\n"
CALL += "torchrun.launch('rank_that_waits', sys.argv[1:], 2)"
unix = pytest.mark.skipif(sys.platform == "win32", reason="no process is killed there")


@pytest.fixture
def ranks(tmp_path, monkeypatch):
    """A module that waits in two ranks, and a folder where they tell their ids."""
    (tmp_path / "rank_that_waits.py").write_text(RANK)
    paths = [str(tmp_path), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    (tmp_path / "large").mkdir()
    return tmp_path


def started(folder):
    """Wait for both ranks; return their ids and torchrun's."""
    deadline = time.monotonic() + 90
    while len(list(folder.glob("*.pids"))) < 2:
        assert time.monotonic() < deadline, "the ranks did not start"
        time.sleep(0.05)
    pairs = [(folder / f"{r}.pids").read_text().split() for r in range(2)]
    return int(pairs[0][0]), int(pairs[1][0]), int(pairs[0][1])


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def assert_ended(pids, within=30.0):
    deadline = time.monotonic() + within
    while any(map(alive, pids)):
        assert time.monotonic() < deadline, [pid for pid in pids if alive(pid)]
        time.sleep(0.05)


@unix
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_whoever_starts_the_ranks_dies_and_all_end(ranks, how):
    with subprocess.Popen([sys.executable, "-c", CALL, str(ranks)]) as caller:
        pids = started(ranks)
        caller.send_signal(how)
    assert_ended(pids)
    assert not (ranks / "large").exists()


@unix
@pytest.mark.parametrize(
    ("victim", "message"),
    [
        (1, r"exit code 1: rank 1 ended first, with exit code -9"),
        (2, r"exit code -9"),
    ],
    ids=["rank", "torchrun"],
)
def test_a_rank_or_torchrun_is_killed_and_all_end(ranks, victim, message):
    seen = []

    def kill():
        seen.extend(started(ranks))
        with contextlib.suppress(ProcessLookupError):
            os.kill(seen[victim], signal.SIGKILL)
        seen.append(time.monotonic())

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(RuntimeError, match=message):
        torchrun.launch("rank_that_waits", [str(ranks)], 2)
    killer.join()
    assert time.monotonic() - seen.pop() < 30
    assert_ended(seen)
