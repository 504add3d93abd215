import numpy as np
import pytest
from torch.utils.data import DistributedSampler

from nnfoundations.labs.scaling_out import sharding

ORDER = np.random.default_rng(0).permutation(96)


def together(deal):
    """Return for each step the set of all ranks' examples."""
    return [set(np.concatenate(step).tolist()) for step in deal]


def batches(order, size):
    return [set(batch.tolist()) for batch in sharding.global_batches(order, size)]


@pytest.mark.parametrize("num_ranks", [1, 2, 4])
def test_blocks_and_cards_make_up_the_batches_of_one_process(num_ranks):
    for deal in (sharding.cut_blocks, sharding.deal_cards):
        assert together(deal(ORDER, 16, num_ranks)) == batches(ORDER, 16)


def test_blocks_are_cut_from_the_batch_in_its_order():
    deal = sharding.cut_blocks(range(10), 4, 2)
    as_lists = [[hand.tolist() for hand in step] for step in deal]
    assert as_lists == [[[0, 1], [2, 3]], [[4, 5], [6, 7]], [[8], [9]]]


def test_parts_make_other_batches_of_the_same_epoch():
    deal = sharding.cut_parts(ORDER, 16, 2)
    assert together(deal) != batches(ORDER, 16)
    dealt = np.concatenate([hand for step in deal for hand in step])
    assert sorted(dealt) == sorted(ORDER)
    assert set(np.concatenate([step[0] for step in deal])) == set(ORDER[:48])


@pytest.mark.parametrize("n", [96, 95, 89])
@pytest.mark.parametrize("num_ranks", [2, 4, 8])
def test_cards_are_those_of_pytorchs_sampler(n, num_ranks):
    deal = sharding.deal_cards(range(n), 32, num_ranks)
    for rank in range(num_ranks):
        sampler = DistributedSampler(range(n), num_ranks, rank, shuffle=False)
        assert np.concatenate([step[rank] for step in deal]).tolist() == list(sampler)


def test_padding_repeats_the_first_examples():
    step = sharding.deal_cards(range(5), 8, 4)[0]
    assert [hand.tolist() for hand in step] == [[0, 4], [1, 0], [2, 1], [3, 2]]


def test_more_ranks_than_examples_go_round_and_round():
    step = sharding.deal_cards(range(2), 5, 5)[0]
    assert [hand.tolist() for hand in step] == [[0], [1], [0], [1], [0]]


def test_what_cannot_be_dealt_is_refused():
    with pytest.raises(ValueError, match="at least 4 examples, one for each rank"):
        sharding.cut_blocks(range(18), 16, 4)
    with pytest.raises(ValueError, match="batch_size: expected a multiple of num_r"):
        sharding.deal_cards(range(18), 16, 3)
    with pytest.raises(ValueError, match="order: expected a multiple of 2 examples"):
        sharding.cut_parts(range(17), 16, 2)
    with pytest.raises(ValueError, match="order: expected indices"):
        sharding.cut_blocks([], 16, 2)
    with pytest.raises(ValueError, match="order: expected indices"):
        sharding.cut_blocks([0.5, 1.5], 2, 2)
