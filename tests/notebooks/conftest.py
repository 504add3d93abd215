"""What the tests of the notebooks share."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from notebook_runs import stored


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a notebook and returns its path."""

    def write(name: str, cells: Mapping[str, str]) -> Path:
        return stored(tmp_path / "notebooks" / f"{name}.ipynb", cells)

    return write
