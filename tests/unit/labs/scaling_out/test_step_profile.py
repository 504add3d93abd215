import pytest
import torch

from nnfoundations.labs.scaling_out.rank_timing import make_step, random_network
from nnfoundations.labs.scaling_out.step_profile import profile_operations


@pytest.fixture(scope="module")
def shares():
    step = make_step(random_network(), 64)
    step()
    return profile_operations(step, 5)


def test_a_step_has_two_products_forward_and_three_backward(shares):
    assert shares["aten::addmm"][0] == 2
    assert shares["aten::mm"][0] == 3


def test_the_shares_are_sorted_and_add_up_to_one(shares):
    parts = [share for _, share in shares.values()]
    assert sum(parts) == pytest.approx(1)
    assert parts == sorted(parts, reverse=True)


def test_the_only_work_gets_nearly_all_of_the_time():
    A = torch.rand(400, 400)
    calls, share = profile_operations(lambda: torch.mm(A, A), 10)["aten::mm"]
    assert calls == 1
    assert share > 0.5


def test_no_run_is_refused():
    with pytest.raises(ValueError, match="repeats"):
        profile_operations(lambda: None, 0)
