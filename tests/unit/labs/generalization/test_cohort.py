"""A cohort against PyTorch's own modules and optimiser, one member at a time."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from nnfoundations.labs.generalization.cohort import CohortPlan, train_cohort

PLAN = CohortPlan(num_hiddens=6, num_steps=25, lr=0.2, every=5, num_classes=3)
SEEDS = (3, 11, 4)


def data(members=3, n=20, d=4, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((members, n, d)), rng.integers(0, 3, (members, n))


def module_of(cohort, member):
    """Return a member as an nn.Sequential."""
    W1, b1, W2, b2 = (torch.tensor(p[member]) for p in cohort.parameters)
    net = nn.Sequential(nn.Linear(*W1.shape), nn.ReLU(), nn.Linear(*W2.shape)).double()
    for layer, W, b in ((net[0], W1, b1), (net[2], W2, b2)):
        layer.weight.data, layer.bias.data = W.T.clone(), b[0].clone()
    return net


def untrained(X, y, plan, **settings):
    """Return the cohort before its first step: with a step of no length."""
    still = CohortPlan(plan.num_hiddens, 1, 1e-300, num_classes=3)
    return train_cohort((X, y), still, SEEDS, **settings)


@pytest.mark.parametrize("decay", [0.0, 0.05])
def test_a_member_equals_pytorch_trained_alone(decay):
    X, y = data()
    start = untrained(X, y, PLAN)
    end = train_cohort((X, y), PLAN, SEEDS, weight_decay=decay)
    for i in range(3):
        net = module_of(start, i)
        weights = [p for p in net.parameters() if p.dim() == 2]
        biases = [p for p in net.parameters() if p.dim() == 1]
        groups = [{"params": weights, "weight_decay": decay}, {"params": biases}]
        optimiser = torch.optim.SGD(groups, lr=0.2, momentum=0.9)
        inputs, labels = torch.tensor(X[i]), torch.tensor(y[i])
        for step in range(26):
            loss = nn.functional.cross_entropy(net(inputs), labels)
            if step % 5 == 0:
                seen = end.loss["training"][i, step // 5]
                assert seen == pytest.approx(loss.item(), rel=1e-9)
            if step == 25:
                break
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        wanted = net(inputs).softmax(-1).detach().numpy()
        np.testing.assert_allclose(end.probabilities(X[i])[i], wanted, rtol=1e-8)


def test_a_member_depends_on_its_own_seed_data_and_settings_alone():
    X, y = data()
    plan = CohortPlan(6, 25, 0.2, batch_size=8, every=25, num_classes=3)
    decay, drop = [0.0, 0.1, 0.01], [0.0, 0.5, 0.3]
    three = train_cohort((X, y), plan, SEEDS, None, decay, drop)
    alone = train_cohort((X[1:2], y[1:2]), plan, [11], None, 0.1, 0.5)
    for one, many in zip(alone.parameters, three.parameters, strict=True):
        np.testing.assert_allclose(one[0], many[1], rtol=1e-10, atol=1e-12)
        assert not np.allclose(one[0], many[0])


def test_a_batch_has_no_example_twice():
    """Else a step on 19 of 20 would be none that leaves one of them out."""
    X, y = data()
    plan = CohortPlan(6, 1, 0.5, 0.0, batch_size=19, every=1, num_classes=3)
    seen, whole = train_cohort((X, y), plan, SEEDS), replace(plan, batch_size=None)
    others = [
        train_cohort((np.delete(X, i, 1), np.delete(y, i, 1)), whole, SEEDS)
        for i in range(20)
    ]
    W1 = np.array([one.parameters[0] for one in others])  # (20, members, d, h)
    gaps = np.sort(np.abs(W1 - seen.parameters[0]).max((2, 3)), axis=0)
    assert (gaps[0] < 1e-12).all()
    assert (gaps[1] > 1e-6).all()


def test_the_looks_are_where_the_plan_says():
    X, y = data()
    cohort = train_cohort((X, y), PLAN, SEEDS, {"test": data(seed=1)})
    assert cohort.steps.tolist() == [0, 5, 10, 15, 20, 25]
    assert cohort.acc["test"].shape == cohort.loss["training"].shape == (3, 6)
    assert cohort.loss["training"][:, 0] == pytest.approx([np.log(3)] * 3, abs=0.6)
    for i in range(3):
        final = cohort.acc["training"][i, -1]
        assert cohort.accuracy(X[i], y[i])[i] == pytest.approx(final)
    own = cohort.loss["training"][:, -1], cohort.acc["training"][:, -1]
    np.testing.assert_allclose(cohort.accuracy(X, y), own[1])
    chosen = np.take_along_axis(cohort.probabilities(X), y[..., None], -1)
    np.testing.assert_allclose(-np.log(chosen).mean((1, 2)), own[0])


def test_weight_decay_makes_the_weights_smaller():
    X, y = data()
    sizes = [
        (train_cohort((X, y), PLAN, SEEDS, weight_decay=rate).parameters[0] ** 2).sum()
        for rate in (0, 0.03, 0.3)
    ]
    assert sizes[0] > sizes[1] > sizes[2]


def test_a_step_with_dropout_equals_pytorchs_with_the_same_mask():
    X, y = data()
    plan, p = CohortPlan(6, 1, 0.5, 0.0, every=1, num_classes=3), 0.5
    cohort = train_cohort((X, y), plan, SEEDS, dropout=p)
    for i, seed in enumerate(SEEDS):
        net = module_of(untrained(X, y, plan), i)
        generator = torch.Generator().manual_seed(seed)
        torch.rand(4 * 6 + 6 + 6 * 3 + 3, generator=generator, dtype=torch.float64)
        kept = torch.rand((20, 6), generator=generator) >= p
        H1 = torch.relu(net[0](torch.tensor(X[i]))) * kept / (1 - p)
        loss = nn.functional.cross_entropy(net[2](H1), torch.tensor(y[i]))
        loss.backward()
        for ours, theirs in ((0, net[0].weight), (2, net[2].weight)):
            wanted = (theirs - 0.5 * theirs.grad).detach().T
            np.testing.assert_allclose(cohort.parameters[ours][i], wanted, atol=1e-12)


def test_dropout_is_that_of_pytorch_in_mean_and_spread():
    from nnfoundations.labs.generalization.cohort import _mask

    p = torch.tensor([0.0, 0.25, 0.8], dtype=torch.float64)
    generators = [torch.Generator().manual_seed(s) for s in range(3)]
    mask = _mask(p, (400, 100), generators)
    theirs = nn.Dropout(0.8)(torch.ones(400, 100))
    assert mask[0].unique().tolist() == [1]
    assert sorted(mask[1].unique().tolist()) == pytest.approx([0, 1 / 0.75])
    assert float(mask[2].max()) == pytest.approx(float(theirs.max()))
    assert mask.mean((1, 2)).tolist() == pytest.approx([1, 1, 1], abs=0.03)


def test_there_is_no_dropout_when_members_are_looked_at():
    X, y = data()
    plain, dropped = (untrained(X, y, PLAN, dropout=p) for p in (0.0, 0.9))
    np.testing.assert_allclose(plain.loss["training"], dropped.loss["training"])


def test_a_batch_is_part_of_the_examples_and_a_large_one_is_all():
    X, y = data()
    small, large, full = (
        train_cohort((X, y), CohortPlan(6, 3, batch_size=size, num_classes=3), SEEDS)
        for size in (5, 20, None)
    )
    assert np.array_equal(large.parameters[0], full.parameters[0])
    assert not np.allclose(small.parameters[0], full.parameters[0])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"lr": 0.0}, "lr"),
        ({"momentum": 1.5}, "momentum"),
        ({"batch_size": 0}, "batch_size"),
        ({"every": 0}, "every"),
        ({"num_classes": 1}, "num_classes"),
        ({"num_hiddens": 0}, "num_hiddens"),
        ({"num_steps": 0}, "num_steps"),
    ],
)
def test_a_bad_plan_is_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        CohortPlan(**settings)


def test_bad_arguments_are_refused():
    X, y = data()
    with pytest.raises(ValueError, match=r"training: expected X .* for 2 members"):
        train_cohort((X, y), PLAN, [0, 1])
    with pytest.raises(ValueError, match="test y: expected labels from 0 to 2"):
        train_cohort((X, y), PLAN, SEEDS, {"test": (X, y + 1)})
    with pytest.raises(ValueError, match=r"dropout: .* at most 0\.99"):
        train_cohort((X, y), PLAN, SEEDS, dropout=1.0)
    with pytest.raises(ValueError, match="weight_decay: expected one number, or 3"):
        train_cohort((X, y), PLAN, SEEDS, weight_decay=[0.1, 0.2])
    with pytest.raises(ValueError, match="number of seeds"):
        train_cohort((X, y), PLAN, [])
    cohort = untrained(X, y, PLAN)
    with pytest.raises(ValueError, match=r"X: expected shape \(n, 4\) or \(3, n, 4\)"):
        cohort.probabilities(np.ones((2, 5)))
    with pytest.raises(ValueError, match=r"y: expected shape \(20,\)"):
        cohort.accuracy(X[0], y[0][:3])
    with pytest.raises(ValueError, match="X: expected shape"):
        cohort.probabilities(X[:2])


def test_initial_weights_have_the_bounds_of_nn_linear():
    X, y = data(d=16)
    still = CohortPlan(300, 1, 1e-300, num_classes=3)
    start = train_cohort((X, y), still, SEEDS)
    for p, fan_in in zip(start.parameters, (16, 16, 300, 300), strict=True):
        bound = 1 / np.sqrt(fan_in)
        assert np.abs(p).max() <= bound
        if p.size > 1000:
            assert p.std() == pytest.approx(bound / np.sqrt(3), rel=0.05)
