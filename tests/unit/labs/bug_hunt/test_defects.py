"""Each defect is the one it claims to be, and nothing else about a case is changed."""

import copy
import math

import pytest
import torch
from torch.nn import functional as F

from nnfoundations.labs.bug_hunt import defects
from nnfoundations.labs.bug_hunt.defects import CONDITIONS, HEALTHY, make_case


@pytest.fixture(scope="module")
def cases():
    return {condition: make_case(condition, 3) for condition in CONDITIONS}


@pytest.fixture(scope="module")
def batch(cases):
    return next(iter(cases[HEALTHY].data.train_dataloader()))


def same(a, b):
    return all(map(torch.equal, a.parameters(), b.parameters()))


def moved(case, batch, num_steps=1):
    """Return a copy of a case's model after some steps on one batch."""
    model = copy.deepcopy(case.model)
    optimiser = model.configure_optimizers()
    for _ in range(num_steps):
        case.step(model, optimiser, batch)
    return model


def test_there_are_eight_defects_and_a_healthy_case():
    assert len(CONDITIONS) == 9
    assert CONDITIONS[0] == HEALTHY


def test_a_name_or_a_picture_of_a_case_does_not_tell():
    case = make_case("softmax twice", 0, "patient A")
    assert repr(case) == "Case(name='patient A')"


def test_data_and_weights_are_float64_and_drawn_as_such(cases):
    for case in cases.values():
        tensors = [*case.model.parameters(), case.data.train_set[0]]
        tensors += [case.data.val_set[0], case.data.test_set[0]]
        assert {tensor.dtype for tensor in tensors} == {torch.float64}
    drawn = cases[HEALTHY].model.W1.detach()
    assert not torch.equal(drawn, drawn.float().double())
    assert float(drawn.std()) == pytest.approx(defects.SIGMA, rel=0.05)


def test_all_batches_are_full(cases):
    sizes = {len(y) for _, y in cases[HEALTHY].data.train_dataloader()}
    assert sizes == {defects.BATCH_SIZE}


def test_the_same_seed_gives_the_same_case_and_another_gives_another(cases):
    again, other = make_case(HEALTHY, 3), make_case(HEALTHY, 4)
    assert same(again.model, cases[HEALTHY].model)
    assert not same(other.model, cases[HEALTHY].model)


def test_defects_of_the_step_the_loss_and_the_data_leave_the_start_as_it_is(cases):
    changed = {c for c in CONDITIONS if not same(cases[c].model, cases[HEALTHY].model)}
    assert changed == {"constant weights", "dead units"}


def test_only_two_cases_have_other_data(cases):
    X, y = cases[HEALTHY].data.train_set
    val_X, _ = cases[HEALTHY].data.val_set
    for condition, case in cases.items():
        assert torch.equal(case.data.train_set[0], X)
        assert torch.equal(case.data.test_set[0], cases[HEALTHY].data.test_set[0])
        shuffled = not torch.equal(case.data.train_set[1], y)
        leaking = not torch.equal(case.data.val_set[0], val_X)
        assert shuffled == (condition == "shuffled labels")
        assert leaking == (condition == "leakage")


def test_shuffled_labels_are_the_same_labels_in_another_order(cases):
    right = cases[HEALTHY].data.train_set[1]
    wrong = cases["shuffled labels"].data.train_set[1]
    assert torch.equal(wrong.sort().values, right.sort().values)
    assert (wrong == right).double().mean() < 0.2


def test_leaking_validation_images_come_from_the_training_set(cases):
    data = cases["leakage"].data
    n = defects.NUM_VALIDATION
    assert torch.equal(data.val_set[0], data.train_set[0][:n])
    assert torch.equal(data.val_set[1], data.train_set[1][:n])


def test_a_step_of_the_healthy_case_is_gradient_descent(cases, batch):
    case, (X, y) = cases[HEALTHY], batch
    gradients = torch.autograd.grad(
        F.cross_entropy(case.model(X), y), list(case.model.parameters())
    )
    pairs = zip(case.model.parameters(), gradients, strict=True)
    for after, (p, g) in zip(moved(case, batch).parameters(), pairs, strict=True):
        assert torch.allclose(after, p - defects.LR * g, atol=1e-7)


def test_without_zero_grad_the_second_step_is_the_sum_of_two(cases, batch):
    right, wrong = cases[HEALTHY], cases["no zero_grad"]
    first = moved(right, batch)
    assert same(first, moved(wrong, batch))
    second, summed = moved(right, batch, 2), moved(wrong, batch, 2)
    both = (first.W2 - right.model.W2) + (second.W2 - first.W2)
    assert torch.allclose(summed.W2 - first.W2, both, atol=1e-6)


def test_softmax_twice_is_the_loss_of_probabilities(cases, batch):
    X, y = batch
    model = cases["softmax twice"].model
    expected = F.cross_entropy(cases[HEALTHY].model(X).softmax(1), y)
    assert torch.allclose(model.loss(model(X), y), expected)


def test_over_the_batch_means_down_a_column(cases, batch):
    X, y = batch
    model = cases["wrong axis"].model
    scores = cases[HEALTHY].model(X).detach()
    rows = [
        math.log(sum(math.exp(s) for s in scores[:, k].tolist())) - float(scores[i, k])
        for i, k in enumerate(y.tolist())
    ]
    assert model.loss(model(X), y).item() == pytest.approx(sum(rows) / len(rows))
    assert model.loss(model(X), y, averaged=False).shape == y.shape


def test_the_other_defects_are_numbers(cases):
    constant, dead = cases["constant weights"].model, cases["dead units"].model
    assert constant.W1.unique().numel() == constant.W2.unique().numel() == 1
    assert (dead.b1 == defects.DEAD_BIAS).all()
    assert torch.equal(dead.W1, cases[HEALTHY].model.W1)
    rates = {case.model.lr for case in cases.values()}
    assert rates == {defects.LR, defects.HIGH_LR}


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="condition"):
        make_case("tired", 0)
    with pytest.raises(ValueError, match="seed"):
        make_case(HEALTHY, -1)
