"""The trainer: step for step a bare PyTorch loop and d2l's own trainer."""

import io
import math
from contextlib import redirect_stderr

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nnfoundations.d2l import torch as d2l
from nnfoundations.data.data_modules import Digits, TensorData
from nnfoundations.data.digits import LABEL_NAMES
from nnfoundations.data.points import points_arrays
from nnfoundations.learning.trainer import COLUMNS, Trainer
from nnfoundations.learning.trainer.devices import find_device
from nnfoundations.learning.trainer.divergence import (
    Diverged,
    find_divergence,
    learning_rate,
)
from nnfoundations.learning.trainer.recording import Recorder, recording


class Small(d2l.Classifier):
    """A net with dropout: its training needs torch's global random stream."""

    def __init__(self, num_inputs=64, num_outputs=10, lr=0.5, dropout=0.0):
        super().__init__()
        self.lr = lr
        self.net = nn.Sequential(
            nn.Flatten(),
            nn.Linear(num_inputs, 16),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(16, num_outputs),
        )


class WithMomentum(Small):
    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=self.lr, momentum=0.9)


def seeded(kind=Small, dtype=torch.float64, **arguments):
    torch.manual_seed(7)
    return kind(**arguments).to(dtype)


def to_double(pair):
    return pair[0].double(), pair[1]


@pytest.fixture(scope="module")
def digits():
    """The digits in float64; 100 validation images: batches of 32 and one of 4."""
    data = Digits(validation=100)
    sets = map(to_double, (data.train_set, data.val_set, data.test_set))
    return TensorData(*sets, LABEL_NAMES, batch_size=32, seed=3)


def quiet(max_epochs, **arguments):
    return Trainer(max_epochs, progress=False, **arguments)


def parameters(model):
    return [p.detach().clone() for p in model.parameters()]


def same(a, b):
    return all(map(torch.equal, a, b))


def bare_loop(model, data, epochs, clip=None):
    """Return the rows of the history that a loop without any d2l would write."""
    optimiser, rows = torch.optim.SGD(model.parameters(), lr=model.lr), []
    loader = data.train_dataloader()
    for epoch in range(epochs):
        model.train()
        losses = []
        for X, y in loader:
            loss = F.cross_entropy(model.net(X), y)
            optimiser.zero_grad()
            loss.backward()
            if clip:
                nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimiser.step()
            losses += [loss.item()] * len(y)
        model.eval()
        X, y = data.val_set
        with torch.no_grad():
            logits = model.net(X)
        accuracy = int((logits.argmax(1) == y).sum()) / len(y)
        row = np.mean(losses), F.cross_entropy(logits, y).item(), accuracy
        rows.append((epoch + 1, *row))
    return pd.DataFrame(rows, columns=list(COLUMNS))


@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_it_takes_the_steps_of_a_bare_loop_bit_for_bit(digits, dropout):
    ours, theirs = (seeded(dropout=dropout) for _ in range(2))
    torch.manual_seed(1)
    trainer = quiet(3)
    trainer.fit(ours, digits)
    torch.manual_seed(1)
    expected = bare_loop(theirs, digits, 3)
    assert same(parameters(ours), parameters(theirs))
    pd.testing.assert_frame_equal(trainer.history, expected, rtol=1e-12)


def test_it_takes_the_steps_of_d2ls_own_trainer_bit_for_bit(digits):
    ours, theirs = seeded(), seeded()
    theirs.board.display = False
    quiet(2).fit(ours, digits)
    d2l.Trainer(max_epochs=2).fit(theirs, digits)
    assert same(parameters(ours), parameters(theirs))


def test_clipping_is_pytorchs(digits):
    ours, theirs = seeded(), seeded()
    quiet(1, gradient_clip_val=0.1).fit(ours, digits)
    bare_loop(theirs, digits, 1, clip=0.1)
    for a, b in zip(parameters(ours), parameters(theirs), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-6)
    unclipped = seeded()
    quiet(1).fit(unclipped, digits)
    assert not torch.allclose(parameters(unclipped)[0], parameters(ours)[0], atol=1e-3)


def test_accuracy_is_a_whole_number_of_hits(digits):
    trainer = quiet(2)
    trainer.fit(seeded(dtype=torch.float64), digits)
    for accuracy in trainer.history.val_acc:
        assert accuracy == round(accuracy * 100) / 100


def test_test_scores_are_those_of_the_whole_test_set(digits):
    model, trainer = seeded(), quiet(1)
    trainer.fit(model, digits)
    scores = trainer.test(model, digits)
    X, y = digits.test_set
    logits = model(X).detach()
    assert scores["acc"] == int((logits.argmax(1) == y).sum()) / len(y)
    assert scores["loss"] == pytest.approx(F.cross_entropy(logits, y).item(), rel=1e-12)


def test_testing_neither_trains_nor_needs_a_fit(digits):
    model = seeded(dropout=0.5)
    before = parameters(model)
    assert quiet(1).test(model, digits) == quiet(1).test(model, digits)
    assert same(before, parameters(model))


def test_testing_without_a_test_set_is_refused(digits):
    class Data(d2l.DataModule):
        pass

    told = "^data: expected a module with a test set, got Data. Use nnfoundations.data"
    with pytest.raises(TypeError, match=told):
        quiet(1).test(seeded(), Data())


def test_data_without_a_training_batch_are_refused():
    class Empty(d2l.DataModule):
        def get_dataloader(self, train):
            return []

    with pytest.raises(ValueError, match=r"^data: expected a training batch, got none"):
        quiet(1).fit(seeded(), Empty())


def test_without_validation_its_columns_are_nan(digits):
    data = TensorData(digits.train_set, None, digits.test_set, LABEL_NAMES)
    trainer = quiet(2)
    trainer.fit(seeded(), data)
    assert trainer.history[["val_loss", "val_acc"]].isna().all(axis=None)
    assert trainer.history.epoch.tolist() == [1, 2]
    assert trainer.history.train_loss.notna().all()


def test_history_is_an_empty_table_before_the_first_fit():
    history = quiet(1).history
    assert tuple(history.columns) == COLUMNS
    assert len(history) == 0


def test_fitting_again_starts_a_new_history(digits):
    trainer = quiet(2)
    trainer.fit(seeded(), digits)
    first = trainer.history
    trainer.fit(seeded(), digits)
    pd.testing.assert_frame_equal(trainer.history, first)


def test_d2ls_own_models_and_data_train():
    data = d2l.SyntheticRegressionData(torch.tensor([2.0, -3.4]), 4.2)
    for model in (d2l.LinearRegressionScratch(2, lr=0.03), d2l.LinearRegression(0.03)):
        trainer = quiet(3)
        trainer.fit(model, data)
        losses = trainer.history.val_loss
        assert losses.iloc[-1] < losses.iloc[0] / 10
        assert trainer.history.val_acc.isna().all()
    model = d2l.SoftmaxRegression(num_outputs=2, lr=0.5)
    trainer = quiet(5)
    X, y = points_arrays("clouds", 200, 0.1, np.random.default_rng(0))
    points = torch.tensor(X, dtype=torch.float32), torch.from_numpy(y)
    trainer.fit(model, TensorData(points, points, points, ("0", "1"), 20))
    assert trainer.history.val_acc.iloc[-1] == 1


def test_nothing_is_drawn_and_the_board_comes_back(digits):
    model = seeded()
    board = model.board
    quiet(1).fit(model, digits)
    assert model.board is board
    assert not hasattr(board, "raw_points")
    assert plt.get_fignums() == []


def test_the_board_comes_back_after_an_error(digits):
    class Breaks(Small):
        def validation_step(self, batch):
            raise KeyboardInterrupt

    model = seeded(Breaks)
    board = model.board
    with pytest.raises(KeyboardInterrupt):
        quiet(1).fit(model, digits)
    assert model.board is board


@pytest.mark.parametrize("variable", [None, "0"])
def test_the_progress_bar_shows_loss_and_accuracy(
    digits, monkeypatch, capsys, variable
):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    if variable:
        monkeypatch.setenv("TQDM_DISABLE", variable)
    stream = io.StringIO()
    with redirect_stderr(stream):
        trainer = Trainer(2)
        trainer.fit(seeded(), digits)
    last = stream.getvalue().split("\r")[-1]
    row = trainer.history.iloc[-1]
    assert "epoch 2/2: 100%" in last
    assert f"train_loss {row.train_loss:.3f}" in last
    assert f"val_acc {row.val_acc:.3f}" in last
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("progress", "variable"), [(False, ""), (True, "1")])
def test_the_progress_bar_can_be_turned_off(digits, monkeypatch, progress, variable):
    monkeypatch.setenv("TQDM_DISABLE", variable)
    stream = io.StringIO()
    with redirect_stderr(stream):
        Trainer(1, progress=progress).fit(seeded(), digits)
    assert stream.getvalue() == ""


class Explodes(Small):
    """Its loss is not a number from a given batch on."""

    def __init__(self, at):
        super().__init__()
        self.at, self.seen = at, 0

    def training_step(self, batch):
        self.seen += 1
        loss = super().training_step(batch)
        return loss * math.nan if self.seen == self.at else loss


def test_the_progress_bar_says_where_the_training_diverged(digits, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    stream = io.StringIO()
    with redirect_stderr(stream):
        trainer = Trainer(3, on_divergence="record")
        trainer.fit(seeded(Explodes, at=len(digits.train_dataloader()) + 5), digits)
    last = stream.getvalue().split("\r")[-1]
    assert "epoch 2/3: " in last
    assert "batch/s, diverged]" in last


def test_a_loss_that_is_not_finite_names_epoch_batch_and_learning_rate(digits):
    per_epoch = len(digits.train_dataloader())
    model, trainer = seeded(Explodes, at=per_epoch + 5), quiet(3)
    with pytest.raises(Diverged, match=r"epoch 2, batch 5, with learning rate 0.5: the "
                       r"loss is nan. Try a smaller") as caught:  # fmt: skip
        trainer.fit(model, digits)
    assert (caught.value.record.epoch, caught.value.record.batch) == (2, 5)
    assert trainer.diverged == caught.value.record
    # no step was taken with the bad loss, and the history has the epoch
    assert all(torch.isfinite(p).all() for p in model.parameters())
    assert trainer.history.train_loss.isna().tolist() == [False, True]
    assert trainer.history.val_loss.isna().tolist() == [False, True]
    assert math.isnan(trainer.diverged.loss)


def test_recording_a_divergence_stops_and_keeps_the_history(digits):
    model, trainer = seeded(Explodes, at=2), quiet(5, on_divergence="record")
    trainer.fit(model, digits)
    assert trainer.diverged.epoch == 1
    assert trainer.diverged.lr == 0.5
    assert len(trainer.history) == 1
    assert "diverged in epoch 1, batch 2" in str(trainer.diverged)


def test_too_high_a_learning_rate_diverges(digits):
    with pytest.raises(Diverged, match="learning rate 100:"):
        quiet(5).fit(seeded(lr=100.0), digits)


def test_an_epoch_over_three_times_the_first_loss_has_diverged():
    data = d2l.SyntheticRegressionData(torch.tensor([2.0, -3.4]), 4.2)
    trainer = quiet(5, on_divergence="record")
    trainer.fit(d2l.LinearRegressionScratch(2, lr=2.2), data)
    assert trainer.diverged.loss == trainer.history.train_loss.iloc[-1]
    assert trainer.diverged.batch == len(data.train_dataloader())
    assert "is over 3 times that of the first batch" in trainer.diverged.reason
    assert trainer.diverged.lr == 2.2


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_validation_loss_that_is_not_finite_is_a_divergence(digits, value):
    class Blows(Small):
        def validation_step(self, batch):
            self.plot("loss", torch.tensor(value), train=False)

    with pytest.raises(Diverged, match=f"epoch 1, .*the validation loss is {value}"):
        quiet(3).fit(seeded(Blows), digits)


def test_a_model_that_reports_no_validation_loss_has_not_diverged(digits):
    class Silent(Small):
        def validation_step(self, batch):
            pass

    trainer = quiet(2)
    trainer.fit(seeded(Silent), digits)
    assert trainer.history.val_loss.isna().tolist() == [True, True]


@pytest.mark.parametrize(
    ("losses", "reason"),
    [
        ((2.0, 6.0, 1.0), ""),
        (
            (2.0, 6.1, 1.0),
            "the epoch's mean loss 6.1 is over 3 times that of the first",
        ),
        ((2, 7, 1), "the epoch's mean loss 7 is over 3 times"),
        ((0.1, 0.4, 0.1), "the epoch's mean loss 0.4 is over 3 times"),
        ((2.0, 1.0, math.nan), "the validation loss is nan"),
        ((2.0, 1.0, math.inf), "the validation loss is inf"),
        ((0.0, 1.0, 1.0), ""),
    ],
)
def test_an_epoch_is_judged_by_its_losses(losses, reason):
    found = find_divergence(*losses)
    assert found.startswith(reason)
    assert bool(found) == bool(reason)


def test_a_loss_that_is_no_number_is_refused_by_name():
    with pytest.raises(
        TypeError, match=r"^first_loss: expected float or int, got None"
    ):
        find_divergence(None, 1.0, 1.0)


def test_the_learning_rate_is_found_in_every_kind_of_optimiser():
    weights = [nn.Parameter(torch.zeros(1))]
    assert learning_rate(torch.optim.Adam(weights, lr=0.25)) == 0.25
    assert learning_rate(d2l.SGD(weights, lr=0.5)) == 0.5
    assert math.isnan(learning_rate(object()))


def test_the_recorder_weights_batches_by_their_size():
    recorder = Recorder()
    for size, value in ((3, 1.0), (1, 5.0)):
        recorder.announce(size)
        recorder.draw(0, np.array(value), "val_loss")
    assert recorder.mean("val_loss") == 2.0
    assert math.isnan(recorder.mean("val_acc"))
    assert math.isnan(Recorder().mean("val_loss"))


def test_the_recorder_makes_hits_whole_and_leaves_other_means_alone():
    recorder = Recorder()
    recorder.announce(3)
    recorder.draw(0, np.float32(1 / 3), "val_acc")  # rounded: 1.00000003 hits
    assert recorder.mean("val_acc") == 1 / 3
    recorder.clear()
    recorder.announce(1)
    recorder.draw(0, 0.5, "val_acc")
    recorder.draw(0, 2.0004, "val_loss")
    assert recorder.mean("val_acc") == 0.5
    assert recorder.mean("val_loss") == 2.0004


def test_recording_gives_the_board_back():
    model = Small()
    board = model.board
    with recording(model) as recorder:
        assert model.board is recorder
    assert model.board is board


@pytest.mark.parametrize("name", ["cuda:99", "no such device", "meta"])
def test_a_device_that_is_not_there_is_refused(name):
    told = rf"^device: expected a device of this computer, got '{name}' \(.+\)\. Leave"
    with pytest.raises(ValueError, match=told):
        Trainer(1, device=name)


def test_a_device_is_given_by_its_name():
    with pytest.raises(TypeError, match=r"^device: expected str or NoneType, got 1"):
        find_device(1)


@pytest.mark.parametrize("name", [None, "cpu"])
def test_the_cpu_is_always_there(name):
    assert find_device(name) == torch.device("cpu")


@pytest.mark.skipif(
    not torch.cuda.is_available(), reason="this machine has no CUDA device"
)
def test_training_on_cuda_agrees_with_the_cpu(digits):
    here, there = seeded(), seeded()
    quiet(2).fit(here, digits)
    quiet(2, device="cuda").fit(there, digits)
    for a, b in zip(parameters(here), parameters(there), strict=True):
        torch.testing.assert_close(a, b.cpu(), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"max_epochs": 0}, ValueError, "max_epochs"),
        ({"max_epochs": 1.5}, TypeError, "max_epochs"),
        ({"max_epochs": 1, "on_divergence": "stop"}, ValueError, "'raise', 'record'"),
        ({"max_epochs": 1, "gradient_clip_val": -1}, ValueError, "gradient_clip_val"),
    ],
)
def test_bad_arguments_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        Trainer(**arguments)
