"""The health report: each failure that it knows is provoked here."""

import collections
import importlib
import runpy

import pytest
from packaging.requirements import Requirement

from nnfoundations import doctor
from nnfoundations.data import fashion

Usage = collections.namedtuple("Usage", "total used free")


def test_this_environment_is_well(capsys):
    assert doctor.main() == 0, capsys.readouterr().out
    assert capsys.readouterr().out.endswith("All is well.\n")


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_another_python_is_a_finding_with_a_cure(version):
    assert "Install Python 3.11 to 3.13" in doctor.python_version(version).cure


def test_a_missing_package_is_named():
    finding = doctor.packages([Requirement("no-such-package-here==1.0")])
    assert finding.text == "no-such-package-here==1.0 is missing"
    assert "make book" in finding.cure


def test_a_wrong_version_is_named():
    finding = doctor.packages([Requirement("numpy==1.23.5")])
    assert finding.text.startswith("numpy==1.23.5 is asked for, ")
    assert finding.cure


def test_the_pins_of_a_checkout_are_what_is_checked(tmp_path):
    for end, line in (("-torch", "torch==1"), ("-d2l", "d2l==2"), ("", "# c\nx==3")):
        (tmp_path / f"requirements{end}.txt").write_text(line)
    names = [str(r) for r in doctor.requirements(tmp_path)]
    assert names == ["torch==1", "d2l==2", "x==3"]


def test_without_a_checkout_the_ranges_of_the_package_are(tmp_path):
    names = {r.name for r in doctor.requirements(tmp_path)}
    assert {"torch", "numpy", "d2l"} <= names


@pytest.mark.parametrize(
    ("check", "module"),
    [
        (doctor.torch_build, "torch"),
        (doctor.d2l_import, "nnfoundations.d2l"),
        (doctor.kernel, "jupyter_client.kernelspec"),
    ],
)
def test_what_does_not_import_is_a_finding_with_a_cure(check, module, monkeypatch):
    real = importlib.import_module

    def broken(name, *rest):
        if name == module:
            raise OSError("the wheel is broken")
        return real(name, *rest)

    monkeypatch.setattr(doctor.importlib, "import_module", broken)
    finding = check()
    assert "the wheel is broken" in finding.text
    assert finding.cure


def test_a_kernel_of_another_python_is_a_finding(tmp_path, monkeypatch):
    folder = tmp_path / "kernels/python3"
    folder.mkdir(parents=True)
    spec = '{"argv": ["/somewhere/else/python"], "display_name": "x", "language": "y"}'
    (folder / "kernel.json").write_text(spec)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    finding = doctor.kernel()
    assert "/somewhere/else/python" in finding.text
    assert "ipykernel install" in finding.cure


def test_missing_data_is_said_but_stops_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("NNFOUNDATIONS_DATA", str(tmp_path))
    finding = doctor.fashion_mnist()
    assert str(tmp_path) in finding.text
    assert finding.cure == ""


def test_files_that_are_not_the_published_ones_are_named(tmp_path, monkeypatch):
    folder = tmp_path / fashion.SUBFOLDER
    folder.mkdir()
    for name in fashion.FILES:
        (folder / name).touch()
    monkeypatch.setenv(fashion.VARIABLE, str(tmp_path))
    finding = doctor.fashion_mnist()
    assert all(f"{name} is truncated: 0 of" in finding.text for name in fashion.FILES)
    assert "python -m nnfoundations.data.fashion" in finding.cure


def test_a_full_disk_is_a_finding(monkeypatch):
    usage = Usage(10**9, 10**9 - 10**7, 10**7)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage)
    assert doctor.disk().cure == "Free at least 0.5 GB."


def test_a_finding_with_a_cure_ends_in_failure(monkeypatch, capsys):
    sick = doctor.Finding("Subject", "what is wrong", "what to do")
    monkeypatch.setattr(doctor, "CHECKS", (lambda: sick,))
    assert doctor.main() == 1
    assert "Subject: what to do" in capsys.readouterr().out


def test_the_module_runs_as_a_program(capsys):
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(doctor.__file__, run_name="__main__")
    printed = capsys.readouterr().out
    assert ended.value.code == 0, printed
    assert "Free disk" in printed
