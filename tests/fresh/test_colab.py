"""A lone notebook in an empty folder, where only the usual packages are (Colab)."""

import json

import pytest

import repository

#: What Colab has and the notebooks use; the course and d2l are not among them.
USUAL = ["numpy", "matplotlib", "pandas", "scikit-learn", "jupyterlab", "ipywidgets"]
NOTEBOOK = "mlp_scratch.ipynb"


@pytest.fixture(scope="module")
def lone_run(new_environment, clone, tmp_path_factory):
    """Run the notebook there; return the packages before and after, and the word."""
    environment = new_environment("colab")
    environment.uv("install", "-r", "requirements-torch.txt", cwd=clone)
    environment.uv("install", "-c", "constraints.txt", *USUAL, cwd=clone)
    before = environment.versions()
    folder = tmp_path_factory.mktemp("empty")
    (folder / NOTEBOOK).write_bytes((clone / "notebooks" / NOTEBOOK).read_bytes())
    # The course's address, resolved to the clone: git asks nothing of the network.
    git = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{clone.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": repository.address(),
    }
    printed = environment.run_notebook(folder / NOTEBOOK, **git)
    return before, environment.versions(), printed


def test_it_runs_to_its_last_cell(lone_run):
    cells = json.loads((repository.ROOT / "notebooks" / NOTEBOOK).read_text("utf-8"))
    count = sum(c["cell_type"] == "code" for c in cells["cells"])
    assert lone_run[2].endswith(f"{count} cells ran\n")


def test_the_first_cell_brought_the_course_and_d2l(lone_run):
    before, after, _ = lone_run
    assert "d2l" not in before
    assert after["d2l"] == "1.0.3"


def test_nothing_that_was_there_has_changed(lone_run):
    before, after, _ = lone_run
    changed = {k: (v, after.get(k)) for k, v in before.items() if after.get(k) != v}
    assert changed == {}
