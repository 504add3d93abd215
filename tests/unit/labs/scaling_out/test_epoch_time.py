import itertools

import numpy as np
import pytest
import torch

from nnfoundations.data.data_modules import Digits
from nnfoundations.labs.scaling_out import epoch_time
from nnfoundations.learning.trainer import Trainer
from nnfoundations.networks.mlp import MLP


def model():
    return MLP(10, 8, 0.1, 64, torch.Generator().manual_seed(0))


def test_each_phase_gets_the_ticks_between_its_laps():
    ticks = itertools.count()
    batches = list(Digits(batch_size=256).train_dataloader())
    spent = epoch_time.time_epoch(model(), batches, clock=lambda: next(ticks))
    assert spent == {phase: [1] * len(batches) for phase in epoch_time.PHASES}


def test_a_lap_is_charged_to_the_phase_that_it_ends():
    times = iter([10.0, 12.0, 15.0, 15.5])
    watch = epoch_time.Stopwatch(lambda: next(times))
    watch.lap("data")
    watch.lap("forward")
    watch.lap("data")
    assert watch.spent["data"] == [2.0, 0.5]
    assert watch.spent["forward"] == [3.0]


def test_the_timed_epoch_trains_as_the_trainer_does():
    data, timed, trained = Digits(batch_size=64), model(), model()
    epoch_time.time_epoch(timed, data.train_dataloader())
    Trainer(1, progress=False).fit(trained, data)
    for a, b in zip(timed.parameters(), trained.parameters(), strict=True):
        assert torch.equal(a, b)


def test_shares_add_up_to_one():
    parts = epoch_time.divide_time({"data": 1.0, "forward": 3.0})
    assert parts == {"data": 0.25, "forward": 0.75}
    with pytest.raises(ValueError, match="sum of spent"):
        epoch_time.divide_time({"data": 0.0})


def test_an_epoch_without_a_batch_is_refused():
    with pytest.raises(ValueError, match="batches: expected at least one"):
        epoch_time.time_epoch(model(), [])


def test_real_times_are_positive():
    spent = epoch_time.time_epoch(model(), Digits().train_dataloader())
    assert all(np.sum(seconds) > 0 for seconds in spent.values())
