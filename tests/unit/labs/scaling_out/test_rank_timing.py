"""The timing of ranks: it runs on two, and its parts fit together."""

import json

import pytest

from nnfoundations.labs.scaling_out.torchrun import launch

pytestmark = pytest.mark.processes


def test_two_ranks_time_the_parts_of_a_step():
    module = "nnfoundations.labs.scaling_out.rank_timing"
    found = json.loads(launch(module, ["5"], 2).splitlines()[-1])
    assert found.pop("ranks") == 2
    assert set(found) == {"alone", "part", "all_reduce", "together"}
    assert all(milliseconds > 0 for milliseconds in found.values())
    assert found["together"] > 0.5 * found["part"]
