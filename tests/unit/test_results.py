"""Numbers for the chapters: written only on demand, and only if they are numbers."""

import json

import numpy as np
import pytest

from nnfoundations import results


def test_without_the_variable_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.delenv(results.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    results.record("notebook", x=1.0)
    assert list(tmp_path.iterdir()) == []


def test_numbers_text_lists_and_arrays_are_written(tmp_path, monkeypatch):
    monkeypatch.setenv(results.VARIABLE, str(tmp_path))
    results.record("notebook", n=3, name="x", a=np.float32(0.5), v=np.arange(2.0))
    results.record("notebook", n=4, d={"k": [1, 2]})
    written = json.loads((tmp_path / "notebook.json").read_text())
    assert written == {"n": 4, "name": "x", "a": 0.5, "v": [0, 1], "d": {"k": [1, 2]}}
    assert [p.name for p in tmp_path.iterdir()] == ["notebook.json"]


@pytest.mark.parametrize("value", [float("nan"), np.array([np.inf])])
def test_what_is_not_finite_is_refused_and_nothing_lost(tmp_path, monkeypatch, value):
    monkeypatch.setenv(results.VARIABLE, str(tmp_path))
    results.record("notebook", n=3)
    with pytest.raises(ValueError, match="bad: expected finite values"):
        results.record("notebook", bad=value)
    assert json.loads((tmp_path / "notebook.json").read_text()) == {"n": 3}


def test_what_is_no_number_is_refused():
    with pytest.raises(TypeError, match="thing: expected an array of real numbers"):
        results.record("notebook", thing=object())


def test_a_module_is_stored_only_on_demand(tmp_path, monkeypatch):
    monkeypatch.delenv(results.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    results.store("network.js", "export const a = 1;\n")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv(results.VARIABLE, str(tmp_path))
    results.store("network.js", "export const a = 1;\n")
    assert [p.name for p in tmp_path.iterdir()] == ["network.js"]
    assert (tmp_path / "network.js").read_text() == "export const a = 1;\n"


@pytest.mark.parametrize("name", ["network.json", "../network.js", "a/b.js"])
def test_a_module_of_another_name_is_refused(name):
    with pytest.raises(ValueError, match="name: expected a file name ending in"):
        results.store(name, "")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("0.847", 1e-3),
        ("84.7%", 1e-3),
        ("85%", 1e-2),
        ("1,234", 1.0),
        ("-2.10E-15", 1e-17),
    ],
)
def test_the_last_place_of_a_printed_number(text, unit):
    assert results.last_place(text) == unit


def test_a_digit_stands_if_four_spreads_fit_into_it():
    assert results.stands("0.847", 0.00025)
    assert not results.stands("0.847", 0.00026)
    assert not results.stands("6e-16", 6e-16)
