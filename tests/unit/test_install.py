"""The set-up: what it refuses, what it does when something fails, what it skips."""

import ast
import collections
import sys

import pytest

import install

Usage = collections.namedtuple("Usage", "total used free")


@pytest.fixture
def ground(tmp_path, monkeypatch):
    """A course in an empty folder; pip and venv only note that they were called."""
    calls = []
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    for name in (*install.PINS, "pyproject.toml"):
        (tmp_path / name).write_text(name)

    def make_venv():
        calls.append("venv")
        install.venv_python().parent.mkdir(parents=True, exist_ok=True)
        install.venv_python().touch()

    monkeypatch.setattr(install, "make_venv", make_venv)
    monkeypatch.setattr(install, "pip", lambda _, title, *a: calls.append(a))
    return tmp_path, calls


@pytest.mark.parametrize("version", [(3, 10), (2, 7), (3, 14)])
def test_another_python_is_named_with_the_cure(version):
    with pytest.raises(install.Stop, match=r"3\.11 to 3\.13 .*make book PYTHON="):
        install.check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_supported_pythons_pass(version):
    install.check_python(version)


def test_the_file_parses_on_an_old_python():
    text = (install.ROOT / "tools/install.py").read_text("utf-8")
    ast.parse(text, feature_version=(3, 6))


def test_a_full_disk_is_named_before_anything_is_done(ground, monkeypatch):
    _, calls = ground
    nearly_full = lambda _: Usage(10**11, 10**11, 10**9)  # noqa: E731
    monkeypatch.setattr(install.shutil, "disk_usage", nearly_full)
    with pytest.raises(install.Stop, match=r"4 GB .* 1\.0 GB are left.*Free some"):
        install.main([])
    assert calls == []


@pytest.mark.parametrize(
    ("printed", "cure"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("NameResolutionError: Failed to resolve", "Check the network"),
        ("something else", "install.log"),
    ],
)
def test_a_failed_pip_run_names_the_cure(printed, cure):
    assert cure in install.cure(printed)


def test_pip_that_fails_keeps_its_whole_text(tmp_path, monkeypatch):
    monkeypatch.setattr(install, "ROOT", tmp_path)
    with pytest.raises(install.Stop, match=r"No matching distribution"):
        install.pip(sys.executable, "nothing", "--no-index", "no-such-package-here")
    assert "no-such-package-here" in (tmp_path / "install.log").read_text("utf-8")


def test_torch_comes_first_and_by_itself_from_the_small_index(ground):
    install.main([])
    _, (venv, torch, pins, d2l, local) = ground
    assert venv == "venv"
    assert torch[0] == "--index-url"
    assert torch[1].endswith("/whl/cpu")
    assert "--retries 0 --timeout 5" in " ".join(torch)
    assert torch[-1] == "requirements-torch.txt"
    assert pins == ("-r", "requirements.txt")
    assert d2l == ("--no-deps", "-r", "requirements-d2l.txt")
    assert "--no-deps" in local


def test_when_the_small_index_does_not_answer_the_default_one_is_taken(
    ground, monkeypatch
):
    calls = []

    def pip(_, title, *arguments):
        calls.append(arguments)
        if "--index-url" in arguments:
            raise install.Stop("no route")

    monkeypatch.setattr(install, "pip", pip)
    install.main([])
    assert calls[1] == ("-r", "requirements-torch.txt")


def test_the_gpu_build_asks_only_the_default_index(ground):
    install.main(["--torch", "gpu"])
    assert ground[1][1] == ("-r", "requirements-torch.txt")


def test_a_cuda_index_that_does_not_answer_is_not_replaced(ground, monkeypatch):
    def pip(*_):
        raise install.Stop("no route")

    monkeypatch.setattr(install, "pip", pip)
    with pytest.raises(install.Stop, match="no route"):
        install.main(["--torch", "cu130"])


def test_an_unknown_build_is_refused(ground):
    with pytest.raises(install.Stop, match=r"expected cpu, gpu .* got 'rocm'"):
        install.main(["--torch", "rocm"])


def test_a_second_call_does_nothing(ground):
    install.main([])
    ground[1].clear()
    install.main([])
    assert ground[1] == []


def test_a_changed_pin_installs_again_into_the_same_environment(ground):
    install.main([])
    ground[1].clear()
    (ground[0] / "constraints.txt").write_text("changed")
    install.main([])
    assert "venv" not in ground[1]
    assert len(ground[1]) == 4


def test_another_build_of_torch_makes_a_new_environment(ground):
    install.main([])
    ground[1].clear()
    install.main(["--torch", "gpu"])
    assert ground[1][0] == "venv"


def test_an_environment_does_not_remove_itself(tmp_path, monkeypatch):
    (tmp_path / "kept").touch()
    monkeypatch.setattr(install, "VENV", tmp_path)
    monkeypatch.setattr(install.sys, "prefix", str(tmp_path))
    with pytest.raises(install.Stop, match="its own Python"):
        install.make_venv()
    assert (tmp_path / "kept").exists()


def test_an_installation_that_was_cut_off_goes_on(ground, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(install, "pip", interrupted)
        with pytest.raises(KeyboardInterrupt):
            install.main([])
    ground[1].clear()
    install.main([])
    assert "venv" not in ground[1]
    assert len(ground[1]) == 4
