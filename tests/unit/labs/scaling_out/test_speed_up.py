import math

import numpy as np
import pytest

from nnfoundations.labs.scaling_out import speed_up
from nnfoundations.labs.scaling_out.all_reduce import Link
from nnfoundations.labs.scaling_out.speed_up import Work

WORK = Work(compute=8.0, num_bytes=100.0)


def test_two_machines_by_hand():
    link = Link(bandwidth=50.0, latency=0.5)
    # half the computing, 100 bytes sent in two pieces, two latencies
    assert speed_up.step_seconds(WORK, 2, link) == 4 + 2 + 1
    assert speed_up.speed_ups(WORK, [1, 2], link).tolist() == [1, 8 / 7]


def test_with_a_perfect_network_p_machines_are_p_times_as_fast():
    gains = speed_up.speed_ups(WORK, [1, 2, 4, 64], Link(1e30))
    np.testing.assert_allclose(gains, [1, 2, 4, 64])


def test_without_latency_the_speed_up_climbs_to_its_limit():
    link = Link(bandwidth=250.0)
    gains = speed_up.speed_ups(WORK, [1, 10, 1000, 10**7], link)
    assert (np.diff(gains) > 0).all()
    assert gains[-1] == pytest.approx(speed_up.find_limit(WORK, link), rel=1e-4)
    assert speed_up.best_number(WORK, link) == math.inf


@pytest.mark.parametrize("latency", [1e-3, 0.02, 0.3, 2.0])
@pytest.mark.parametrize("bandwidth", [20.0, 26.0, 40.0, 1000.0])
def test_the_best_number_is_that_of_a_search(bandwidth, latency):
    link = Link(bandwidth, latency)
    seconds = [speed_up.step_seconds(WORK, p, link) for p in range(1, 200)]
    best = speed_up.best_number(WORK, link)
    assert seconds[int(best) - 1] == min(seconds)


def test_a_slow_network_makes_every_further_machine_a_loss():
    link = Link(bandwidth=20.0)
    assert speed_up.best_number(WORK, link) == 1
    assert (speed_up.speed_ups(WORK, range(2, 100), link) < 1).all()


def test_a_step_that_takes_no_time_is_refused():
    with pytest.raises(ValueError, match="compute"):
        Work(0.0, 1.0)
    with pytest.raises(ValueError, match="num_bytes"):
        Work(1.0, 0.0)
    with pytest.raises(ValueError, match="num_machines"):
        speed_up.step_seconds(WORK, 0, Link(1.0))
