import math

import matplotlib
import numpy as np
import pandas as pd
import pytest
import torch

from nnfoundations.data.data_modules import Digits
from nnfoundations.learning.trainer.divergence import Divergence
from nnfoundations.panels import training
from nnfoundations.panels.training import Trained, result, training_panel

matplotlib.use("Agg")

QUICK = {"num_hiddens": 8, "max_epochs": 2}


@pytest.fixture(scope="module")
def opened():
    return training_panel()


@pytest.fixture
def panel(opened):
    """Return the panel at quick settings (every press trains from the start)."""
    for name, value in ({"lr": 0.5} | QUICK).items():
        opened.controls[name].value = value
    opened.button.click()
    return opened


def press(panel, name, value):
    panel.controls[name].value = value
    panel.button.click()
    return panel.result


def test_it_opens_with_the_default_training_drawn():
    shown = training_panel()
    assert (shown.result.lr, shown.result.num_hiddens) == (0.5, 32)
    assert len(shown.result.history) == shown.result.max_epochs == 10
    assert shown.result.val_acc > 0.9
    assert shown.png.startswith(b"\x89PNG")
    assert shown.button.description == "Train"


def test_the_accuracy_is_that_of_the_model_on_the_validation_images(panel):
    X, y = Digits().val_set
    accuracy = float(panel.result.model.accuracy(panel.result.model(X), y))
    assert panel.result.val_acc == pytest.approx(accuracy)


def test_moving_a_control_trains_nothing_until_the_button_is_pressed(panel):
    before, picture = panel.result, panel.png
    panel.controls["max_epochs"].value = 3
    assert panel.result is before
    panel.button.click()
    assert len(panel.result.history) == 3
    assert panel.png != picture


def test_more_epochs_continue_the_same_curve(panel):
    short = panel.result.history
    longer = press(panel, "max_epochs", 4).history
    np.testing.assert_allclose(longer["train_loss"][:2], short["train_loss"], rtol=1e-6)
    assert longer["train_loss"].iloc[-1] < short["train_loss"].iloc[-1]


def test_the_width_is_that_of_the_hidden_layer(panel):
    assert press(panel, "num_hiddens", 16).model.W1.shape == (64, 16)
    assert panel.result.num_hiddens == 16


def test_a_tiny_learning_rate_leaves_the_loss_at_ln_10(panel):
    shown = press(panel, "lr", 0.001)
    assert shown.model.lr == 0.001
    assert shown.history["train_loss"].iloc[-1] == pytest.approx(math.log(10), abs=2e-3)


def test_a_huge_learning_rate_diverges_and_the_panel_says_so(panel):
    shown = press(panel, "lr", 100.0)
    assert shown.diverged is not None
    assert shown.diverged.lr == 100
    assert len(shown.history) == 1
    assert press(panel, "lr", 0.5).diverged is None


def test_the_verdict_tells_the_last_accuracy_or_the_epoch_of_the_divergence():
    table = pd.DataFrame({"val_acc": [0.25, 0.75, 0.5]})
    assert Trained(table, None).verdict == "validation accuracy 0.500"
    record = Divergence(2, 7, 5.0, math.inf, "the loss is inf")
    assert Trained(table, record).verdict == "diverged in epoch 2"


def test_the_title_tells_the_settings_and_the_verdict():
    figure, shown = training._draw(lr=0.5, **QUICK)
    title = f"learning rate 0.5, 8 hidden units: {shown.verdict}"
    assert figure.get_suptitle() == title
    matplotlib.pyplot.close(figure)


def test_the_same_settings_give_the_same_training_another_seed_does_not():
    one, two = (result(0.5, **QUICK) for _ in range(2))
    other = result(0.5, **QUICK, seed=1)
    assert torch.equal(one.model.W1, two.model.W1)
    assert one.history.equals(two.history)
    assert not one.history.equals(other.history)


def test_a_broken_callback_is_noticed(panel, monkeypatch, caplog):
    def broken(*args, **settings):
        raise RuntimeError("planted")

    monkeypatch.setattr(training, "result", broken)
    panel.button.click()  # ipywidgets reports it and goes on
    assert panel.result is None
    assert "planted" in caplog.text
    assert not panel.button.disabled
    with pytest.raises(RuntimeError, match="planted"):
        training_panel()


def test_bad_settings_are_refused():
    with pytest.raises(ValueError, match="lr"):
        result(0, 8, 2)
    with pytest.raises(ValueError, match="max_epochs"):
        result(0.5, 8, 0)
