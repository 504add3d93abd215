"""Every sign separates its defect from the seven others and from a healthy training."""

import math

import numpy as np
import pytest
import torch

from nnfoundations.labs.bug_hunt import examination
from nnfoundations.labs.bug_hunt.defects import CONDITIONS, HEALTHY, make_case
from nnfoundations.labs.bug_hunt.examination import (
    SIGNS,
    diagnose,
    probe,
    take_readings,
)
from nnfoundations.learning.diagnosis import overfit_batch

SEEDS = range(5)
#: The signs do not need the whole training.
NUM_STEPS = 60


@pytest.fixture(scope="module")
def charts():
    return {
        condition: [probe(make_case(condition, seed), NUM_STEPS) for seed in SEEDS]
        for condition in CONDITIONS
    }


def column(charts, condition, name):
    return np.array([chart.steps[name] for chart in charts[condition]])


def number(charts, condition, name):
    return np.array([chart.numbers[name] for chart in charts[condition]])


def test_there_is_a_sign_for_each_defect():
    assert set(SIGNS) == set(CONDITIONS) - {HEALTHY}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_signs_tell_every_case_from_all_others(charts, condition):
    expected = [] if condition == HEALTHY else [condition]
    assert [diagnose(chart) for chart in charts[condition]] == [expected] * len(SEEDS)


@pytest.mark.parametrize(
    ("defect", "name", "away"),
    [
        ("leakage", "twins", 0.9),
        ("shuffled labels", "neighbours", 0.8),
        ("wrong axis", "first_loss", 1.0),
        ("dead units", "dead", 0.8),
        ("learning rate too high", "ratio", 0.25),
        ("no zero_grad", "stride", 1.5),
        ("softmax twice", "outside", 0.05),
    ],
)
def test_each_reading_keeps_its_distance(charts, defect, name, away):
    there = [take_readings(chart)[name] for chart in charts[defect]]
    others = [
        take_readings(chart)[name]
        for condition in CONDITIONS
        if condition != defect
        for chart in charts[condition]
    ]
    gap = max(min(there) - max(others), min(others) - max(there))
    assert gap > away


def test_equal_living_units_are_found_in_one_case_only(charts):
    for condition in CONDITIONS:
        gaps = column(charts, condition, "gap")[:, 1]
        alike = condition in ("constant weights", "dead units")
        assert (gaps < 1e-3).all() if alike else (gaps > 0.5).all()
    assert (column(charts, "constant weights", "dead") == 0).all()


def test_first_losses_are_predicted(charts):
    for condition in CONDITIONS:
        predicted = math.log(32 if condition == "wrong axis" else 10)
        first = column(charts, condition, "loss")[:, 0]
        assert first.mean() == pytest.approx(predicted, abs=0.04)
        assert (abs(first - predicted) < 0.2).all()


def test_the_stride_of_gradient_descent_is_one(charts):
    for condition in set(CONDITIONS) - {"no zero_grad"}:
        assert column(charts, condition, "stride") == pytest.approx(1, abs=1e-3)
    assert column(charts, "no zero_grad", "stride")[:, 0] == pytest.approx(1, abs=1e-3)


def test_dead_units_stay_dead_and_get_no_gradient(charts):
    assert (column(charts, "dead units", "dead") == 1).all()
    assert (column(charts, "dead units", "ratio") == 0).all()


def test_a_high_rate_kills_units_at_once_and_no_zero_grad_later(charts):
    high = column(charts, "learning rate too high", "dead")
    late = column(charts, "no zero_grad", "dead")
    assert (high[:, 1] > late[:, 1]).all()
    assert (high[:, 20] > 0.8).all()
    assert (late[:, 1] - late[:, 0] < 0.1).all()


def test_one_batch_by_heart_does_not_find_the_missing_zero_grad(charts):
    assert number(charts, "no zero_grad", "one_batch").max() < 0.01
    assert number(charts, HEALTHY, "one_batch").max() < 0.02
    assert number(charts, "dead units", "one_batch").min() > 2
    assert number(charts, "softmax twice", "one_batch").min() > 1.461


def test_a_softmax_in_the_model_bounds_the_loss(charts):
    floors = number(charts, "softmax twice", "floor")
    assert (floors >= 1.4611).all()
    assert (number(charts, "softmax twice", "loss") > floors).all()


def test_a_whole_training_ends_as_the_chapter_says():
    healthy, twice, dead, leak = (
        probe(make_case(c, 0)).numbers
        for c in (HEALTHY, "softmax twice", "dead units", "leakage")
    )
    assert healthy["val_acc"] > 0.95
    assert healthy["loss"] < 0.1
    assert twice["val_acc"] > 0.9
    assert 1.4611 < twice["loss"] < 1.6
    assert dead["loss"] == pytest.approx(math.log(10), abs=0.02)
    assert dead["val_acc"] < 0.2
    assert leak["val_acc"] > leak["test_acc"]
    assert leak["test_acc"] == healthy["test_acc"]


# The probes by themselves --------------------------------------------------


def test_twins_and_neighbours_by_hand():
    X = torch.tensor([[0.0], [1.0], [10.0], [12.0]])
    labels = torch.tensor([0, 0, 1, 2])
    assert examination.neighbour_agreement((X, labels)) == 0.5
    pair = torch.tensor([[10.0], [11.0]]), torch.tensor([1, 1])
    assert examination.twin_share((X, labels), pair) == 0.5


def test_one_image_has_no_neighbour():
    with pytest.raises(ValueError, match="at least two"):
        examination.neighbour_agreement((torch.zeros(1, 2), torch.zeros(1)))


def test_a_probe_leaves_the_case_as_it_was_and_says_the_same_again(charts):
    case = make_case("no zero_grad", 0, "patient X")
    start = case.model.W1.detach().clone()
    chart = probe(case, NUM_STEPS)
    assert torch.equal(case.model.W1, start)
    assert case.model.W1.grad is None
    assert chart.name == "patient X"
    assert chart.steps.equals(charts["no zero_grad"][0].steps)
    assert chart.numbers == charts["no zero_grad"][0].numbers


def test_looking_does_not_change_the_training(charts):
    case = make_case(HEALTHY, 0)
    batches = iter(case.data.train_dataloader())
    optimiser = case.model.configure_optimizers()
    losses = [case.step(case.model, optimiser, next(batches)) for _ in range(21)]
    assert losses == charts[HEALTHY][0].steps["loss"].tolist()


def test_too_few_steps_are_refused():
    with pytest.raises(ValueError, match="num_steps"):
        probe(make_case(HEALTHY, 0), 20)


def test_one_batch_takes_the_step_that_it_is_given():
    case = make_case("no zero_grad", 0)
    batch = next(iter(case.data.train_dataloader()))
    right = overfit_batch(case.model, batch, 3)
    own = overfit_batch(case.model, batch, 3, case.step)
    assert own[:2] == right[:2]
    assert own[2] != right[2]
