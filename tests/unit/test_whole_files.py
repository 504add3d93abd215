"""Files that appear whole: what a killed, a failed and a second writer leave."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nnfoundations import whole_files

BEGUN = """
import sys, time
from pathlib import Path
from nnfoundations import whole_files
with whole_files.open_whole(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("begun", flush=True)
    time.sleep(60)
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_when_it_is_complete(tmp_path):
    path = tmp_path / "file"
    with whole_files.open_whole(path) as file:
        file.write(b"new")
        assert not path.exists()
    assert names(tmp_path) == ["file"]
    assert path.read_bytes() == b"new"


def write_half(path):
    with whole_files.open_whole(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt


def test_after_an_error_the_old_file_is_there_and_nothing_else(tmp_path):
    path = tmp_path / "file"
    whole_files.write_text(path, "old\n")
    with pytest.raises(KeyboardInterrupt):
        write_half(path)
    assert names(tmp_path) == ["file"]
    assert path.read_bytes() == b"old\n"


def test_a_folder_that_is_not_there_keeps_its_kind_of_error(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"file: expected a place that can be"):
        whole_files.write_text(tmp_path / "nowhere" / "file", "")


@pytest.mark.skipif(sys.platform == "win32", reason="no process is killed there")
def test_what_a_killed_writer_left_goes_and_what_a_live_one_has_stays(tmp_path):
    path = tmp_path / "fi[l]e"
    run = [sys.executable, "-c", BEGUN, str(path)]
    with subprocess.Popen(run, stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"begun\n"
        whole_files.write_text(path, "second")  # while the first still writes
        assert len(names(tmp_path)) == 2
        writer.kill()
    assert len(names(tmp_path)) == 2
    whole_files.write_text(path, "third")
    assert names(tmp_path) == ["fi[l]e"]
    assert path.read_text() == "third"


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.skipif(sys.platform == "win32", reason="no process is forked there")
def test_a_kill_at_any_moment_leaves_the_old_or_the_new(tmp_path):
    kills_of(whole_files.write_text, tmp_path / "file", kills=10, seed=0)
    assert names(tmp_path) == ["file"]


def kills_of(write, path, kills, seed):
    """Kill forked writers at random moments; after each, a whole acknowledged file.

    A writer reports each version that was written; the file must then hold that
    version or the one that was just being written.
    """
    rng = random.Random(seed)
    version = 0
    for _ in range(kills):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            for number in range(version + 1, 1_000_000):
                write(path, f"{number} " * 20_000)
                os.write(writing, f"{number}\n".encode())
        os.close(writing)
        time.sleep(rng.uniform(0.001, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading) as told:
            version = int((told.read().split("\n")[:-1] or [version])[-1])
        if path.exists():
            found = path.read_text().split()
            assert len(found) == 20_000
            assert len(set(found)) == 1
            assert int(found[0]) in (version, version + 1)
            version = int(found[0])
        else:
            assert version == 0
        assert len(names(path.parent)) <= 2  # of dead writers one file at most
    write(path, "the end")


@pytest.mark.skipif(sys.platform == "win32", reason="no lock is held there")
def test_a_dead_process_s_folder_is_removed_and_a_live_one_s_is_not(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(whole_files.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(whole_files.tempfile, "tempdir", str(tmp_path))
    with whole_files.passing_folder("ours-") as live:
        dead = tmp_path / "ours-dead"
        dead.mkdir()
        (dead / "owner.lock").touch()
        (dead / "large.npz").touch()
        (tmp_path / "ours-unlocked").mkdir()  # just begun, perhaps
        with whole_files.passing_folder("ours-") as second:
            assert live.is_dir()
            assert not dead.exists()
            assert Path(second).is_dir()
    assert names(tmp_path) == ["ours-unlocked"]
