"""An old path of a module fails with the name of the new one."""

import importlib
import importlib.util

import pytest

from nnfoundations import _moved

GONE = [old for old in _moved.HOMES if old != "data"]


@pytest.mark.parametrize("old", GONE)
def test_an_old_path_names_the_new_one(old):
    with pytest.raises(ImportError, match="has moved: import it from") as caught:
        importlib.import_module(f"nnfoundations.{old}")
    assert str(caught.value).endswith(f" nnfoundations.{_moved.HOMES[old]}.")


@pytest.mark.parametrize("new", sorted(set(_moved.HOMES.values())))
def test_the_new_path_is_there(new):
    assert importlib.util.find_spec(f"nnfoundations.{new}") is not None


def test_a_name_imported_from_an_old_path_tells_as_well():
    with pytest.raises(ImportError, match=r"nnfoundations\.networks\.mlp\.$"):
        exec("from nnfoundations.mlp import MLPScratch")
    with pytest.raises(ImportError, match=r"nnfoundations\.neurons\.lif\.$"):
        exec("from nnfoundations import neuron")


def test_the_data_modules_tell_where_they_are():
    with pytest.raises(ImportError, match=r"nnfoundations\.data\.data_modules\.$"):
        exec("from nnfoundations.data import Digits")


def test_a_module_that_never_was_is_missing_as_usual():
    with pytest.raises(ModuleNotFoundError, match="No module named"):
        importlib.import_module("nnfoundations.nowhere")
    with pytest.raises(ImportError, match="cannot import name"):
        exec("from nnfoundations.data import Nothing")


@pytest.mark.parametrize("old", _moved.RENAMED)
def test_an_old_function_s_name_tells_the_new_one(old):
    module, _, name = f"nnfoundations.{old}".rpartition(".")
    new = _moved.RENAMED[old]
    assert callable(getattr(importlib.import_module(module), new))
    with pytest.raises(ImportError, match=f"{name} is now {new}"):
        exec(f"from {module} import {name}")
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = importlib.import_module(module).nothing
