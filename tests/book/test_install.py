"""The set-up: what it refuses, what it does when something fails, what it skips."""

import ast
import collections
import sys

import pytest

import install

SOURCE = install.ROOT
Usage = collections.namedtuple("Usage", "total used free")


@pytest.fixture
def ground(tmp_path, monkeypatch):
    """A course in an empty folder; uv and venv only note that they were called."""
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
    monkeypatch.setattr(install, "run", lambda command, _, **__: calls.append(command))
    monkeypatch.setattr(install, "uv_variables", lambda _: {})
    return tmp_path, calls


@pytest.fixture
def torch_asks(monkeypatch):
    """What the step for torch asks of an installer; its small index does not answer."""
    asked = []

    def installer(_, *arguments, **variables):
        asked.append((arguments, variables))
        if variables:
            raise install.Stop("no route")

    monkeypatch.setattr(install, "Installer", lambda *_: installer)
    return asked


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
        ("cause: error sending request for url", "Check the network"),
        ("No space left on device (os error 28)", "disk is full"),
        ("error: The interpreter at /usr is externally managed", "--current"),
        ("something else", "install.log"),
    ],
)
def test_a_failed_run_names_the_cure(printed, cure):
    assert cure in install.cure(printed)


def test_an_installation_that_fails_keeps_its_whole_text(tmp_path, monkeypatch):
    monkeypatch.setattr(install, "ROOT", tmp_path)
    by_pip = install.Installer(sys.executable, by_pip=True)
    with pytest.raises(install.Stop, match=r"No matching distribution"):
        by_pip("nothing", "--no-index", "no-such-package-here")
    assert "no-such-package-here" in (tmp_path / "install.log").read_text("utf-8")


def test_the_steps_stand_in_the_readme_in_this_order(ground):
    install.main([])
    _, (venv, uv, *steps) = ground
    assert venv == "venv"
    assert uv[1:4] == ["-m", "pip", "install"]
    assert [step[1:4] for step in steps] == [["-m", "uv", "pip"]] * 4
    assert [step[7:] for step in steps] == [
        ["-r", "requirements-torch.txt"],
        ["-r", "requirements.txt"],
        ["--no-deps", "-r", "requirements-d2l.txt"],
        ["--no-deps", "--no-build-isolation", "--editable", "."],
    ]
    readme = (SOURCE / "README.md").read_text("utf-8")
    places = [readme.index("uv pip install " + " ".join(step[7:])) for step in steps]
    assert places == sorted(places)
    assert f"pip install {install.UV}" in readme


@pytest.mark.parametrize("wish", [["--pip"], []])
def test_pip_does_it_where_uv_is_not_wanted_or_cannot_be_had(ground, monkeypatch, wish):
    def run(command, title, **_):
        ground[1].append(command)
        if install.UV in command:
            raise install.Stop("no wheel for this machine")

    monkeypatch.setattr(install, "run", run)
    install.main(wish)
    steps = ground[1][1:] if wish else ground[1][2:]
    assert [step[1:4] for step in steps] == [["-m", "pip", "install"]] * 4


def test_uv_is_told_what_pip_knows(tmp_path, monkeypatch):
    text = """[global]
    index-url = https://mirror.example/simple
    extra-index-url = https://a.example/simple
        https://b.example/simple
    find-links = /not/this
    """
    (tmp_path / "pip.conf").write_text(text)
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("PIP_FIND_LINKS", "/wheels /more")
    told = install.uv_variables(sys.executable)
    assert told["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    found = told["UV_INDEX"].split()
    assert found[-2:] == ["https://a.example/simple", "https://b.example/simple"]
    assert told["UV_FIND_LINKS"] == "/wheels,/more"
    monkeypatch.setenv("UV_FIND_LINKS", "/mine")
    assert "UV_FIND_LINKS" not in install.uv_variables(sys.executable)


def test_torch_comes_first_and_by_itself_from_the_small_index(torch_asks, ground):
    install.main([])
    arguments, variables = torch_asks[0]
    assert arguments == ("-r", "requirements-torch.txt")
    for tool in ("UV_DEFAULT_INDEX", "PIP_INDEX_URL"):
        assert variables[tool].endswith("/whl/cpu")
    assert variables["UV_HTTP_RETRIES"] == variables["PIP_RETRIES"] == "0"


def test_when_the_small_index_does_not_answer_the_default_one_is_taken(
    torch_asks, ground
):
    install.main([])
    assert torch_asks[1] == (("-r", "requirements-torch.txt"), {})


def test_the_gpu_build_asks_only_the_default_index(torch_asks, ground):
    install.main(["--torch", "gpu"])
    assert torch_asks[0] == (("-r", "requirements-torch.txt"), {})


def test_a_cuda_index_that_does_not_answer_is_not_replaced(torch_asks, ground):
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
    assert len(ground[1]) == 5


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
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(install, "run", interrupted)
        with pytest.raises(KeyboardInterrupt):
            install.main([])
    ground[1].clear()
    install.main([])
    assert "venv" not in ground[1]
    assert len(ground[1]) == 5
