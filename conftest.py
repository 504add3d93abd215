"""Let ``pytest --nbval`` use the course's comparison; nothing for other tests."""

import importlib
import os

import pytest

# what a test solves is nobody's progress; kernels that it starts inherit this
os.environ.setdefault("NNFOUNDATIONS_PROGRESS", "")


def pytest_configure(config: pytest.Config) -> None:
    """Load ``tests/notebooks/notebook_plugin.py`` where nbval is at work."""
    if getattr(config.option, "nbval", False):
        plugin = importlib.import_module("tests.notebooks.notebook_plugin")
        config.pluginmanager.register(plugin, "notebook_plugin")
