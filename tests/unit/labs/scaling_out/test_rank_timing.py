"""The timing of ranks: it runs on two, and its parts fit together."""

import json
from types import SimpleNamespace

import pytest
from torch import nn

from nnfoundations.labs.scaling_out import rank_timing
from nnfoundations.labs.scaling_out.torchrun import launch


@pytest.mark.processes
def test_two_ranks_time_the_parts_of_a_step():
    module = "nnfoundations.labs.scaling_out.rank_timing"
    found = json.loads(launch(module, ["5"], 2).splitlines()[-1])
    assert found.pop("ranks") == 2
    assert set(found) == {"alone", "part", "all_reduce", "together"}
    assert all(milliseconds > 0 for milliseconds in found.values())
    assert found["together"] > 0.5 * found["part"]


@pytest.fixture
def two_ranks(monkeypatch):
    """This process is told that it is the first of two."""
    known = {"get_rank": lambda: 0, "get_world_size": lambda: 2}
    known |= dict.fromkeys(
        ("barrier", "init_process_group", "destroy_process_group"), lambda *_: None
    )
    monkeypatch.setattr(rank_timing, "distributed", SimpleNamespace(**known))
    monkeypatch.setattr(rank_timing, "DistributedDataParallel", nn.Sequential)
    monkeypatch.setattr(rank_timing.torch, "set_num_threads", lambda _: None)


@pytest.mark.usefixtures("two_ranks")
def test_the_shortest_time_counts(monkeypatch):
    times = iter([0.0, 5.0, 10.0, 12.0, 20.0, 23.0])
    clock = SimpleNamespace(perf_counter=lambda: next(times))
    monkeypatch.setattr(rank_timing, "time", clock)
    assert rank_timing.time_together(lambda: None, 3) == 2.0


@pytest.mark.usefixtures("two_ranks")
def test_a_rank_takes_its_part_of_the_batch_and_tells_milliseconds(monkeypatch, capsys):
    monkeypatch.setattr(rank_timing, "make_step", lambda _, num_examples: num_examples)
    seconds = {256: 0.25, 128: 0.125}
    monkeypatch.setattr(
        rank_timing, "time_together", lambda run, _: seconds.get(run, 0.5)
    )
    rank_timing.main(1)
    found = json.loads(capsys.readouterr().out)
    parts = {"alone": 250, "part": 125, "all_reduce": 500, "together": 125}
    assert found == {"ranks": 2} | parts
