"""The benchmarks run at small sizes, and what they count is what there is."""

import importlib
import json
from pathlib import Path

import numpy as np
import pytest

from nnfoundations.labs.scaling_out import matrix_floor
from nnfoundations.neurons.lif import LIFParams

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def among_the_benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")


@pytest.fixture
def growth():
    return importlib.import_module("growth")


def test_the_work_of_an_epoch_is_counted(growth):
    work = growth.Work(examples=5120, width=256, depth=1, batch=256)
    step = matrix_floor.list_products((784, 256, 10), 256)
    assert work.flops == 20 * matrix_floor.flops(step)
    numbers = 5120 * 784 + 2 * 203_530 + 256 * (784 + 256 + 10)
    assert work.counted_bytes == 4 * numbers
    assert growth.Work(depth=3).widths == (784, 256, 256, 256, 10)


def test_growth_at_small_sizes(growth):
    found = growth.measure({"batch": (64, 128)}, 1, growth.Work(256, 16, 1, 64))
    (row,) = found["growth"].values()
    assert row["size"] == [64, 128]
    for spent, floor in zip(row["seconds"], row["floor"], strict=True):
        assert 0 < floor <= spent
    assert row["bytes"] == pytest.approx(row["counted"], rel=0.2)


def test_what_is_recorded_grows_as_it_should():
    grown = json.loads((ROOT / "results" / "growth.json").read_text("utf-8"))["growth"]
    for row in grown.values():
        assert row["bytes"] == pytest.approx(row["counted"], rel=0.2)
    for name, lowest, highest in (("examples", 0.8, 1.2), ("width", 0.3, 1.2)):
        size, seconds = (np.log(grown[name][k][-3:]) for k in ("size", "seconds"))
        assert lowest < np.polyfit(size, seconds, 1)[0] < highest, name


@pytest.mark.filterwarnings("ignore:Mistakes remain", "ignore:Maximum number")
def test_both_simulators_and_both_perceptrons_find_the_same():
    neurons = importlib.import_module("neurons")
    for runs in (neurons.perceptrons(), neurons.simulators(3)):
        outcomes = {run() for run in runs.values()}
        assert len(outcomes) == 1
        assert outcomes.pop() > 0


def test_more_spikes_are_recorded_of_brian2_because_its_pause_begins_with_a_step():
    neurons = importlib.import_module("neurons")
    p, num = LIFParams(), 10_000
    drive = p.v_rest + p.resistance * neurons.currents(num) - p.threshold
    fires = drive > 0
    first, again = (
        p.tau_m * np.log1p((p.threshold - v) / drive[fires])
        for v in (p.v_rest, p.v_reset)
    )

    def count(first, interval, end):
        """Spikes until the end, if the intervals are all the same."""
        return np.where(first <= end, 1 + (end - first) // interval, 0).sum()

    exact = count(first, p.t_ref + again, neurons.DURATION)
    # in whole steps: a spike's own step is already part of the pause
    steps, pause = (round(x / neurons.STEP) for x in (neurons.DURATION, p.t_ref))
    first, again = np.ceil(first / neurons.STEP), np.ceil(again / neurons.STEP)
    on_steps = count(first, pause + again - 1, steps)
    text = (ROOT / "results" / "neurons.json").read_text("utf-8")
    rows = json.loads(text)["neurons"][str(num)]
    found = {name: row["outcome"] for name, row in rows.items()}
    assert found.pop("simulate_lif") == exact
    assert found
    assert set(found.values()) == {on_steps}


def test_a_longer_course_is_a_copy_with_more_notebooks(tmp_path):
    building = importlib.import_module("building")
    building.copy_course(tmp_path)
    ours = {x.name for x in (ROOT / "notebooks").glob("*.ipynb")}
    building.add_notebooks(tmp_path, len(ours) + 2)
    grown = {x.stem for x in (tmp_path / "notebooks").glob("*.ipynb")}
    assert len(grown) == len(ours) + 2
    listed = (tmp_path / "_toc.yml").read_text("utf-8")
    assert all(f"notebooks/{name}" in listed for name in grown)
    before = (tmp_path / "notebooks/perceptron.ipynb").read_text("utf-8")
    building.change_a_sentence(tmp_path)
    after = json.loads((tmp_path / "notebooks/perceptron.ipynb").read_text("utf-8"))
    assert after["cells"][0]["source"].endswith("One more sentence.")
    assert after["cells"][1:] == json.loads(before)["cells"][1:]
