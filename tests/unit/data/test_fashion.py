"""Finding, fetching and reading the files, against a web server of our own."""

import _thread
import contextlib
import errno
import gzip
import hashlib
import http.server
import os
import re
import signal
import struct
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from nnfoundations import whole_files
from nnfoundations.d2l import torch as d2l
from nnfoundations.data import fashion
from nnfoundations.data.fashion import DamagedFile, Published, damage

RNG = np.random.default_rng(0)
ARRAYS = {
    "train-images-idx3-ubyte.gz": RNG.integers(0, 256, (40, 28, 28)),
    "train-labels-idx1-ubyte.gz": RNG.integers(0, 10, 40),
    "t10k-images-idx3-ubyte.gz": RNG.integers(0, 256, (20, 28, 28)),
    "t10k-labels-idx1-ubyte.gz": RNG.integers(0, 10, 20),
}
FIRST = "train-images-idx3-ubyte.gz"

#: Published with the data set; the second column is of the uncompressed file.
CHECKSUMS = {
    "train-images-idx3-ubyte.gz": (
        "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    ),
    "train-labels-idx1-ubyte.gz": (
        "25c81989df183df01b3e8a0aad5dffbe",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    ),
    "t10k-images-idx3-ubyte.gz": (
        "bef4ecab320f06d8554ea6380940ec79",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    ),
    "t10k-labels-idx1-ubyte.gz": (
        "bb300cfdad3c16e7a12a480ee83cd310",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
}


# Asked before `nowhere` hides the user's own folders.
REAL, MISSING = fashion.find_folder(), fashion.explain_how_to_get()


def idx(array):
    header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return header + array.astype(np.uint8).tobytes()


CONTENTS = {name: gzip.compress(idx(a), mtime=0) for name, a in ARRAYS.items()}
FILES = {
    name: Published(len(data), hashlib.sha256(data).hexdigest(), ARRAYS[name].shape)
    for name, data in CONTENTS.items()
}


def flipped(data):
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves /<how>/<file>; `how` says what is wrong with this mirror."""

    def do_GET(self):
        _, how, name = self.path.split("/")
        self.server.asked.append((how, name))
        data = CONTENTS[name]
        if how == "busy":
            self.send_error(503)
            return
        if how == "endless":
            self.send_response(200)
            self.end_headers()
            self.pour()
            return
        body = {"short": data[:-7], "altered": flipped(data)}.get(how, data)
        self.send_response(200)
        length = len(data) if how in ("dropped", "interrupt", "stalled") else len(body)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if how == "dropped":
            body = data[: len(data) // 2]
        if how == "stalled":
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            self.server.released.wait(30)
            return
        if how == "interrupt":
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            _thread.interrupt_main()
            body = data[len(data) // 2 :]
        self.wfile.write(body)

    def pour(self):
        with contextlib.suppress(OSError):
            while self.server.poured < 2**30:
                self.wfile.write(bytes(2**16))
                self.server.poured += 2**16

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.asked, server.poured, server.released = [], 0, threading.Event()
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        server.mirror = f"http://127.0.0.1:{server.server_port}/{{}}/".format
        yield server
        server.released.set()
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """No data but the test's own: neither the variable's nor the user's."""
    monkeypatch.delenv(fashion.VARIABLE, raising=False)
    cache = tmp_path / "cache"
    monkeypatch.setattr(fashion.pooch, "os_cache", lambda name: cache / name)
    return cache / "nnfoundations" / fashion.SUBFOLDER


@pytest.fixture
def folder(tmp_path):
    """A folder with all four files, under the root tmp_path."""
    folder = tmp_path / fashion.SUBFOLDER
    folder.mkdir()
    for name, data in CONTENTS.items():
        (folder / name).write_bytes(data)
    return folder


def load(root=None, download=False, mirrors=()):
    return fashion.load(root, download, mirrors, FILES)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def assert_loaded(arrays):
    for array, expected in zip(arrays, ARRAYS.values(), strict=True):
        np.testing.assert_array_equal(array, expected)


def test_files_are_read_from_the_given_root(tmp_path, folder):
    assert_loaded(load(tmp_path))


def test_files_are_found_below_the_variable(tmp_path, folder, monkeypatch):
    monkeypatch.setenv(fashion.VARIABLE, str(tmp_path))
    assert fashion.find_folder(files=FILES) == folder
    assert_loaded(load())


def test_files_are_found_in_the_users_cache(tmp_path, folder, nowhere, monkeypatch):
    monkeypatch.setenv(fashion.VARIABLE, str(tmp_path / "empty"))
    nowhere.parent.mkdir(parents=True)
    folder.rename(nowhere)
    assert fashion.find_folder(files=FILES) == nowhere
    assert_loaded(load())


def test_a_given_root_is_the_only_place(tmp_path, folder, monkeypatch):
    monkeypatch.setenv(fashion.VARIABLE, str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"looked in .*other.fashion-mnist\)"):
        load(tmp_path / "other")


def test_missing_files_are_not_fetched_unasked(tmp_path, server):
    with pytest.raises(FileNotFoundError) as caught:
        load(tmp_path, mirrors=[server.mirror("good")])
    text = str(caught.value)
    assert server.asked == []
    assert f"By hand: put them into {tmp_path / fashion.SUBFOLDER}" in text
    assert all(mirror in text for mirror in fashion.MIRRORS)
    assert all(name in text for name in fashion.FILES)
    assert "download=True" in text


@pytest.mark.parametrize("how", ["busy", "short", "altered", "dropped"])
def test_a_bad_mirror_is_passed_over(tmp_path, server, how):
    mirrors = [server.mirror(how), server.mirror("good")]
    assert_loaded(load(tmp_path, download=True, mirrors=mirrors))
    assert names(tmp_path / fashion.SUBFOLDER) == sorted(FILES)
    # the bad one is asked once: from then on the good one goes first
    assert server.asked == [(how, FIRST)] + [("good", name) for name in FILES]


def test_an_endless_mirror_is_cut_off(tmp_path, server):
    mirrors = [server.mirror("endless"), server.mirror("good")]
    assert_loaded(load(tmp_path, download=True, mirrors=mirrors))
    assert server.poured < 2**24
    assert names(tmp_path / fashion.SUBFOLDER) == sorted(FILES)
    with pytest.raises(ConnectionError, match=r"too long: \d+ of \d+ bytes"):
        load(tmp_path / "other", download=True, mirrors=mirrors[:1])


def test_encrypted_addresses_come_first():
    schemes = [mirror.partition(":")[0] for mirror in fashion.MIRRORS]
    assert schemes == sorted(schemes, reverse=True)
    assert schemes[0] == "https"


FETCH = """
import sys; sys.path.insert(0, sys.argv[3])
import test_fashion as t
t.load(sys.argv[1], True, [sys.argv[2]])
"""


def fetcher(tmp_path, mirror):
    arguments = [tmp_path, mirror, Path(__file__).parent]
    return subprocess.Popen(
        [sys.executable, "-c", FETCH, *map(str, arguments)],
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "TQDM_DISABLE": "1"},
    )


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="no process is killed there")
def test_what_a_killed_fetch_leaves_is_removed_by_the_next(tmp_path, server):
    folder = tmp_path / fashion.SUBFOLDER
    with fetcher(tmp_path, server.mirror("stalled")) as killed:
        deadline = time.monotonic() + 60
        while not list(folder.glob("*.tmp")) and time.monotonic() < deadline:
            time.sleep(0.02)
        killed.kill()
    assert [path.name.startswith(FIRST) for path in folder.iterdir()] == [True]
    assert_loaded(load(tmp_path, download=True, mirrors=[server.mirror("good")]))
    assert names(folder) == sorted(FILES)


def test_several_at_once_get_the_same(tmp_path, server):
    def get(_):
        return load(tmp_path, download=True, mirrors=[server.mirror("good")])

    with ThreadPoolExecutor(4) as pool:
        for arrays in pool.map(get, range(4)):
            assert_loaded(arrays)
    assert names(tmp_path / fashion.SUBFOLDER) == sorted(FILES)


def test_a_folder_that_cannot_be_written_to_is_one_clear_message(
    tmp_path, server, folder, monkeypatch
):
    def refuse(path):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(whole_files, "_begin", refuse)
    assert_loaded(load(tmp_path, download=True, mirrors=[server.mirror("good")]))
    (folder / FIRST).unlink()
    with pytest.raises(OSError, match=r"Read-only file system.*Free \d+ MB") as caught:
        load(tmp_path, download=True, mirrors=[server.mirror("good")])
    assert str(caught.value).count("expected") == 1


def test_fetching_again_asks_nobody(tmp_path, server):
    mirrors = [server.mirror("good")]
    load(tmp_path, download=True, mirrors=mirrors)
    assert len(server.asked) == 4
    assert_loaded(load(tmp_path, download=True, mirrors=mirrors))
    assert_loaded(load(tmp_path))
    assert len(server.asked) == 4


def test_fetched_files_can_be_read_by_everyone(tmp_path, server):
    load(tmp_path, download=True, mirrors=[server.mirror("good")])
    for path in (tmp_path / fashion.SUBFOLDER).iterdir():
        assert path.stat().st_mode & 0o444 == 0o444


def test_without_a_root_files_go_to_the_variable_else_the_cache(
    tmp_path, server, nowhere, monkeypatch
):
    mirrors = [server.mirror("good")]
    load(download=True, mirrors=mirrors)
    assert names(nowhere) == sorted(FILES)
    for path in nowhere.iterdir():
        path.unlink()
    monkeypatch.setenv(fashion.VARIABLE, str(tmp_path / "named"))
    load(download=True, mirrors=mirrors)
    assert names(tmp_path / "named" / fashion.SUBFOLDER) == sorted(FILES)


def test_when_every_mirror_fails_all_are_named_and_nothing_is_left(tmp_path, server):
    mirrors = [server.mirror(how) for how in ("busy", "altered", "short", "dropped")]
    with pytest.raises(ConnectionError, match="from one of 4 places") as caught:
        load(tmp_path, download=True, mirrors=mirrors)
    assert all(mirror + FIRST in str(caught.value) for mirror in mirrors)
    assert "503" in str(caught.value)
    assert f"into {tmp_path / fashion.SUBFOLDER} by hand" in str(caught.value)
    assert names(tmp_path / fashion.SUBFOLDER) == []


def test_without_a_network_the_error_says_where_to_put_the_files(tmp_path):
    mirrors = ["http://127.0.0.1:9/"]  # the discard port: nobody listens
    with pytest.raises(ConnectionError, match=r"got it from none: http.*by hand"):
        load(tmp_path, download=True, mirrors=mirrors)


@pytest.fixture
def interruptible():
    """Let Ctrl-C through, also where this process was started in the background."""
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, old)


def test_an_interrupt_leaves_nothing_half_written(tmp_path, server, interruptible):
    with pytest.raises(KeyboardInterrupt):
        load(tmp_path, download=True, mirrors=[server.mirror("interrupt")])
    assert names(tmp_path / fashion.SUBFOLDER) == []
    assert_loaded(load(tmp_path, download=True, mirrors=[server.mirror("good")]))


def test_progress_is_shown_and_can_be_turned_off(tmp_path, server, monkeypatch, capsys):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    mirrors = [server.mirror("good")]
    load(tmp_path / "a", download=True, mirrors=mirrors)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"{FIRST}: 100%" in shown.err
    monkeypatch.setenv("TQDM_DISABLE", "1")
    load(tmp_path / "b", download=True, mirrors=mirrors)
    assert "%" not in capsys.readouterr().err


@pytest.mark.processes
@pytest.mark.skipif(
    sys.platform == "win32", reason="this machine cannot limit the size of files"
)
def test_a_full_disk_is_a_clear_error_and_nothing_is_left(tmp_path, server):
    code = (
        "import resource, signal, sys; sys.path.insert(0, sys.argv[3])\n"
        "import test_fashion as t\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        "t.load(sys.argv[1], True, [sys.argv[2]])\n"
    )
    arguments = [tmp_path, server.mirror("good"), Path(__file__).parent]
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    last = done.stderr.strip().splitlines()[-1]
    assert re.search(r"OSError: .*expected a folder to write to.*Free \d+ MB", last)
    assert names(tmp_path / fashion.SUBFOLDER) == []


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda data: data[:-100], r"truncated: \d+ of \d+ bytes"),
        (lambda data: b"", "truncated: 0 of"),
        (flipped, "altered"),
        (lambda data: data + b"x", r"too long: \d+ of \d+ bytes"),
    ],
)
def test_a_damaged_file_is_named_and_moved_aside(tmp_path, folder, spoil, what):
    path = folder / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(DamagedFile, match=what) as caught:
        load(tmp_path)
    assert str(path) in str(caught.value)
    assert f"moved to {path.name}.damaged" in str(caught.value)
    assert not path.exists()
    assert path.with_name(path.name + ".damaged").exists()
    with pytest.raises(FileNotFoundError):
        load(tmp_path)


def test_asking_for_a_download_replaces_a_damaged_file(tmp_path, folder, server):
    path = folder / FIRST
    path.write_bytes(path.read_bytes()[:500])
    arrays = load(tmp_path, download=True, mirrors=[server.mirror("good")])
    assert_loaded(arrays)
    assert server.asked == [("good", FIRST)]


@pytest.mark.parametrize("download", [False, True])
def test_a_damaged_file_that_cannot_be_moved_is_a_clear_error(
    tmp_path, folder, server, monkeypatch, download
):
    path = folder / FIRST
    path.write_bytes(flipped(CONTENTS[FIRST]))

    def refuse(self, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(DamagedFile, match=r"Permission denied.*replace or remove it"):
        load(tmp_path, download, [server.mirror("good")])
    assert server.asked == []
    assert path.exists()


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path, server):
    (tmp_path / fashion.SUBFOLDER).write_text("a file, not a folder")
    with pytest.raises(OSError, match=f"a folder to write to.*{fashion.VARIABLE}"):
        load(tmp_path, download=True, mirrors=[server.mirror("good")])


def test_the_command_fetches_and_says_where(server, nowhere, monkeypatch, capsys):
    monkeypatch.setattr(fashion, "FILES", FILES)
    monkeypatch.setattr(fashion, "MIRRORS", [server.mirror("good")])
    for _ in range(2):
        assert fashion.main() == 0
        assert str(nowhere) in capsys.readouterr().out
    assert names(nowhere) == sorted(FILES)
    assert len(server.asked) == 4


def test_the_command_fails_with_the_reason(server, monkeypatch, capsys):
    monkeypatch.setattr(fashion, "FILES", FILES)
    monkeypatch.setattr(fashion, "MIRRORS", [server.mirror("busy")])
    assert fashion.main() == 1
    assert "503" in capsys.readouterr().err


def test_published_files_have_the_published_checksums():
    if REAL is None and os.environ.get("CI"):
        pytest.fail(MISSING)
    if REAL is None:
        pytest.skip(MISSING)
    for name, (md5, sha256) in CHECKSUMS.items():
        data = (REAL / name).read_bytes()
        assert hashlib.md5(data).hexdigest() == md5
        assert hashlib.sha256(gzip.decompress(data)).hexdigest() == sha256
        assert damage(REAL / name, fashion.FILES[name]) == ""


def test_torch_is_not_imported():
    code = "import sys, nnfoundations.data.fashion; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_names_are_those_of_d2l_in_its_order():
    theirs = d2l.FashionMNIST.text_labels(None, range(10))
    assert list(fashion.LABEL_NAMES) == theirs
