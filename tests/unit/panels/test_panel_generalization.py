import matplotlib
import pytest

from nnfoundations.panels import generalization
from nnfoundations.panels.generalization import generalization_panel, result

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def panel():
    return generalization_panel()


def press(panel, **settings):
    defaults = {"num_training": 100, "share_wrong": 0.2}
    defaults |= {"weight_decay": 0.0, "dropout": 0.0}
    for name, value in (defaults | settings).items():
        panel.controls[name].value = value
    panel.button.click()
    return panel.result


def test_it_opens_overfitting(panel):
    shown = press(panel)
    history = shown.history
    assert panel.png.startswith(b"\x89PNG")
    assert history["train_acc"].iloc[-1] == 1
    assert history["val_loss"].iloc[-1] > 1.3 * history["val_loss"].min()
    best = history.loc[history["val_loss"].idxmin(), "epoch"]
    assert shown.best_epoch == best < history["epoch"].iloc[-1]


@pytest.mark.parametrize("remedy", [{"weight_decay": 0.03}, {"dropout": 0.8}])
def test_a_remedy_raises_the_validation_accuracy(panel, remedy):
    without = press(panel).history["val_acc"].iloc[-1]
    assert press(panel, **remedy).history["val_acc"].iloc[-1] > without


def test_more_images_help_and_labels_that_are_all_wrong_mislead(panel):
    few = press(panel, num_training=20, share_wrong=0.0)
    many = press(panel, num_training=1000, share_wrong=0.0)
    assert many.history["val_acc"].iloc[-1] > few.history["val_acc"].iloc[-1]
    assert press(panel, share_wrong=1.0).history["val_acc"].iloc[-1] < 0.1


def test_nothing_is_trained_until_the_button_is_pressed(panel):
    before = press(panel)
    panel.controls["num_training"].value = 50
    assert panel.result is before


def test_the_picture_tells_the_lowest_loss_and_the_last_accuracy():
    figure, shown = generalization._draw(
        num_training=100, share_wrong=0.2, weight_decay=0.0, dropout=0.0
    )
    accuracy = shown.history["val_acc"]
    best, last = shown.best_epoch, accuracy.iloc[-1]
    assert figure.get_suptitle() == (
        f"lowest validation loss after {best} epochs (dotted); "
        f"accuracy at the end {last:.2f}"
    )
    assert accuracy.max() > last + 0.01  # which is not the best on the way
    dotted = figure.axes[0].lines[-1]
    assert set(dotted.get_xdata()) == {best}
    matplotlib.pyplot.close(figure)


def test_a_broken_callback_is_noticed(panel, monkeypatch, caplog):
    def broken(*args, **settings):
        raise RuntimeError("planted")

    monkeypatch.setattr(generalization, "result", broken)
    panel.button.click()
    assert panel.result is None
    assert "planted" in caplog.text


def test_bad_settings_are_refused():
    with pytest.raises(ValueError, match="dropout"):
        result(20, 0.0, 0.0, 1.0)
    with pytest.raises(ValueError, match="at most 1797"):
        result(1500, 0.0, 0.0, 0.0)
