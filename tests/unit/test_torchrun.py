import sys

import pytest

from nnfoundations import torchrun


def test_the_command_stays_on_this_computer():
    line = torchrun.command("some.module", ["a", "b"], 3)
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
    assert entry in torchrun.environment().items()
    assert torchrun.environment()["OMP_NUM_THREADS"] == "1"


def test_without_gloo_it_says_so(monkeypatch):
    monkeypatch.setattr(torchrun.distributed, "is_available", lambda: False)
    with pytest.raises(RuntimeError, match=r"PyTorch: expected a build with .* gloo"):
        torchrun.launch("json.tool", [], 2)


@pytest.fixture
def one_process(monkeypatch):
    """Run the module itself: torchrun's own work is tried with the real processes."""

    def plain(module, arguments, num_processes):
        return [sys.executable, "-m", module, *arguments]

    monkeypatch.setattr(torchrun, "command", plain)


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
