import numpy as np
import pytest

from nnfoundations.labs.scaling_out.all_reduce import (
    Link,
    all_reduce_seconds,
    ring_all_reduce,
)


@pytest.mark.parametrize("p", [1, 2, 3, 7])
@pytest.mark.parametrize("n", [1, 12, 42, 43])
def test_every_machine_ends_with_the_sum(p, n):
    vectors = list(np.random.default_rng(0).normal(size=(p, n)))
    sums, _, _ = ring_all_reduce(vectors)
    assert len(sums) == p
    for total in sums:
        np.testing.assert_allclose(total, np.sum(vectors, axis=0), rtol=1e-12)
        assert np.array_equal(total, sums[0])


@pytest.mark.parametrize("p", [1, 2, 3, 7])
def test_the_ring_sends_what_the_formula_says(p):
    n = 42 * 5
    _, sent, rounds = ring_all_reduce([np.ones(n)] * p)
    assert sent == 2 * (p - 1) * n / p
    assert rounds == 2 * (p - 1)
    seconds = all_reduce_seconds(8 * n, p, Link(1e6, 1e-3))
    assert seconds == pytest.approx(8 * sent / 1e6 + rounds * 1e-3)


def test_the_machines_own_vectors_stay_as_they_are():
    vectors = [np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])]
    ring_all_reduce(vectors)
    assert vectors[0].tolist() == [1.0, 2.0, 3.0]


def test_two_machines_by_hand():
    # each sends half of 1000 bytes, twice
    assert all_reduce_seconds(1000, 2, Link(100.0, 1.0)) == 2 * (5 + 1)
    assert all_reduce_seconds(1000, 1, Link(100.0, 1.0)) == 0


def test_what_cannot_be_added_up_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        ring_all_reduce([])
    with pytest.raises(ValueError, match="same length"):
        ring_all_reduce([np.ones(3), np.ones(4)])
    with pytest.raises(ValueError, match="bandwidth"):
        Link(0.0)
    with pytest.raises(ValueError, match="latency"):
        Link(1.0, -1.0)
