"""A table of runs against PyTorch's own modules and optimisers, one run at a time."""

import numpy as np
import pytest
import torch
from torch import nn

from nnfoundations.labs.hyperparameters import trials
from nnfoundations.labs.hyperparameters.trials import Setting, train_trials

SEEDS = (3, 11)
OPTIMISERS = {
    "plain": lambda p, lr: torch.optim.SGD(p, lr),
    "momentum": lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9),
    "adam": lambda p, lr: torch.optim.Adam(p, lr),
}
SETTINGS = [
    Setting(1, 5, 0.1, 8, 12, 0.3),
    Setting(1, 5, 0.4, 8, 20, 0.1),
    Setting(2, 6, 0.05, 16, 9, 0.5, "momentum"),
    Setting(0, 5, 0.5, 8, 15, 0.01),
    Setting(1, 5, 0.02, 8, 14, 0.3, "adam"),
    Setting(1, 6, 0.3, 8, 14, 0.3, slope=0.2),
]


def sets(num_seeds=2, d=7):
    rng = np.random.default_rng(0)
    X, y = rng.random((num_seeds, 40, d)), rng.integers(0, 10, (num_seeds, 40))
    return {"training": (X, y), "test": (X[:, :30] + 0.1, y[:, :30])}


def alone(setting, X, y, seed):
    """Train one run with nn.Linear, torch.optim and batches written out."""
    generator = torch.Generator().manual_seed(seed)
    sizes = [X.shape[1], *[setting.width] * setting.depth, 10]
    layers = []
    for i in range(len(sizes) - 1):
        layer = nn.Linear(sizes[i], sizes[i + 1]).double()
        shape = sizes[i], sizes[i + 1]
        drawn = torch.randn(shape, generator=generator, dtype=torch.float64)
        layer.weight.data = setting.sigma * drawn.T
        layer.bias.data.zero_()
        layers += [layer, nn.LeakyReLU(setting.slope)]
    net = nn.Sequential(*layers[:-1])
    optimiser = OPTIMISERS[setting.rule](net.parameters(), setting.lr)
    order, shuffled = [], torch.Generator().manual_seed(seed)
    for _ in range(setting.num_steps):
        while len(order) < setting.batch_size:
            order += torch.randperm(len(y), generator=shuffled).tolist()
        batch, order = order[: setting.batch_size], order[setting.batch_size :]
        inputs, labels = torch.tensor(X[batch]), torch.tensor(y[batch])
        optimiser.zero_grad()
        nn.functional.cross_entropy(net(inputs), labels).backward()
        optimiser.step()
    return net


@pytest.fixture(scope="module")
def table():
    return train_trials(SETTINGS, sets(), SEEDS)


@pytest.mark.parametrize("i", range(len(SETTINGS)))
def test_a_run_equals_pytorch_trained_alone(table, i):
    data = sets()
    for j, seed in enumerate(SEEDS):
        net = alone(SETTINGS[i], *(part[j] for part in data["training"]), seed)
        for name, (X, y) in data.items():
            answers = net(torch.tensor(X[j])).argmax(1).numpy()
            assert (table.right[name][i, j] == (answers == y[j])).all()


def test_the_runs_of_the_oracle_are_not_all_alike(table):
    right = table.right["training"].reshape(12, -1)
    assert len(np.unique(right, axis=0)) >= 9
    assert 0.02 < right.mean() < 0.98


def test_a_run_does_not_depend_on_its_company(table, monkeypatch):
    data = sets()
    second = {name: (X[1:], y[1:]) for name, (X, y) in data.items()}
    single = train_trials(SETTINGS[1:2], second, SEEDS[1:])
    assert (single.right["test"][0, 0] == table.right["test"][1, 1]).all()
    monkeypatch.setattr(trials, "TOGETHER", 1)
    again = train_trials(SETTINGS, data, SEEDS)
    assert (again.right["test"] == table.right["test"]).all()


def test_the_accuracy_is_the_share_of_right_answers(table):
    assert table.accuracy("test").shape == (6, 2)
    assert table.accuracy("test") == pytest.approx(table.right["test"].mean(2))


def test_what_diverged_has_nothing_right():
    wild = [Setting(1, 5, 1e200, 8, 20, 0.3), Setting(1, 5, 0.1, 8, 20, 0.3)]
    seen = train_trials(wild, sets(), SEEDS).accuracy("training")
    assert (seen[0] == 0).all()
    assert (seen[1] > 0).all()


@pytest.mark.parametrize("i", range(len(SETTINGS)))
def test_dead_units_are_those_that_no_training_image_wakes(i):
    shifted = {"training": (sets()["training"][0] - 0.9, sets()["training"][1])}
    table = train_trials(SETTINGS, shifted, SEEDS)
    X, y = shifted["training"]
    for j, seed in enumerate(SEEDS):
        net, rows = alone(SETTINGS[i], X[j], y[j], seed), torch.tensor(X[j])
        hidden = [(net[: k + 1](rows) <= 0).all(0) for k in range(1, len(net), 2)]
        expected = float(torch.cat(hidden).double().mean()) if hidden else 0
        assert table.dead[i, j] == pytest.approx(expected)
    assert 0 < table.dead.max() < 1


def test_every_epoch_takes_each_example_once():
    order = trials._orders(10, 25, (0, 1))
    assert order.shape == (2, 25)
    for row in order.tolist():
        assert sorted(row[:10]) == sorted(row[10:20]) == list(range(10))
        assert row[:10] != row[10:20]
        assert len(set(row[20:])) == 5
    assert order[0].tolist() != order[1].tolist()


def test_bad_arguments_are_refused():
    data = sets()
    with pytest.raises(ValueError, match="number of settings"):
        train_trials([], data, SEEDS)
    with pytest.raises(ValueError, match="a set 'training'"):
        train_trials(SETTINGS, {"test": data["test"]}, SEEDS)
    with pytest.raises(ValueError, match="for 3 seeds"):
        train_trials(SETTINGS, data, (1, 2, 3))
    with pytest.raises(ValueError, match="rule"):
        Setting(rule="rmsprop")
    with pytest.raises(ValueError, match="depth"):
        Setting(depth=-1)
    with pytest.raises(ValueError, match="slope"):
        Setting(slope=-0.1)
