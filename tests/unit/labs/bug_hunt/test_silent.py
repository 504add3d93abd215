"""Each silent fault does what it is said to do, and the sound program does not."""

import copy

import pytest
import torch
from torch.nn import functional as F

from nnfoundations.labs.bug_hunt.defects import HEALTHY, make_case
from nnfoundations.labs.bug_hunt.silent import (
    add_dropout,
    fit_line,
    judge_at,
    train_copy,
)


@pytest.fixture(scope="module")
def case():
    return make_case(HEALTHY, 3)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_row_of_targets_takes_the_slope_away(seed):
    y = 3 * torch.linspace(0, 1, 20, dtype=torch.float64) + 1
    sound, broken = fit_line(y[:, None], seed), fit_line(y, seed)
    assert sound.weight.item() == pytest.approx(3)
    assert sound.bias.item() == pytest.approx(1)
    assert broken.weight.item() == pytest.approx(0, abs=1e-9)
    assert broken.bias.item() == pytest.approx(y.mean().item())


def test_a_line_leaves_the_global_generator_alone():
    state = torch.get_rng_state()
    fit_line(torch.zeros(5, 1), 0, 1)
    assert torch.equal(torch.get_rng_state(), state)


def test_dropout_changes_neither_start_nor_answers_after_eval(case):
    X, _ = case.data.val_set
    model = add_dropout(case).model.eval()
    assert torch.equal(model(X), case.model(X))
    assert model.lr == case.model.lr


def test_dropout_drops_half_of_the_units_and_doubles_the_others(case):
    X, _ = case.data.val_set
    model, old = add_dropout(case).model, case.model
    with torch.no_grad():
        model.W2.copy_(torch.eye(64, 10))  # the scores are the first ten units
        H1 = torch.relu(X.reshape(len(X), -1) @ old.W1 + old.b1)[:, :10]
        scores = model(X)
    on = H1 > 0
    kept = scores[on] / H1[on]
    assert ((kept - 2).abs().lt(1e-12) | (kept == 0)).all()
    assert 0.4 < (kept == 0).double().mean() < 0.6


def test_training_takes_the_steps_of_the_case_into_a_second_epoch(case):
    by_hand, loader = copy.deepcopy(case.model), case.data.train_dataloader()
    optimiser = by_hand.configure_optimizers()
    for batch in [*loader, *loader][:40]:
        case.step(by_hand, optimiser, batch)
    start = case.model.W1.detach().clone()
    for W, expected in zip(
        train_copy(case, 40).parameters(), by_hand.parameters(), strict=True
    ):
        assert torch.equal(W, expected)
    assert torch.equal(case.model.W1, start)


def test_the_dropped_units_follow_from_the_seed(case):
    first, second = (train_copy(add_dropout(case), 3) for _ in range(2))
    assert torch.equal(first.W1, second.W1)
    assert not torch.equal(first.W1, train_copy(case, 3).W1)


def test_what_is_seen_at_a_scale_is_seen_on_scaled_inputs(case):
    X, y = case.data.val_set
    found = judge_at(case.model, (X, y), 16)
    assert found == judge_at(case.model, (16 * X, y))
    logits = case.model(16 * X)
    assert found["loss"] == pytest.approx(F.cross_entropy(logits, y).item())
    assert found["acc"] == (logits.argmax(1) == y).double().mean()
    assert found["sure"] == pytest.approx(logits.softmax(1).amax(1).mean().item())


def test_bad_arguments_are_refused(case):
    with pytest.raises(ValueError, match="num_steps"):
        train_copy(case, 0)
    with pytest.raises(ValueError, match="num_steps"):
        fit_line(torch.zeros(5), 0, 0)
    with pytest.raises(ValueError, match="scale"):
        judge_at(case.model, case.data.val_set, 0)
