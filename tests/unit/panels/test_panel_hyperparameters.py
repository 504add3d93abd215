import matplotlib
import numpy as np
import pytest

from nnfoundations.panels import hyperparameters
from nnfoundations.panels.hyperparameters import VARIED, hyperparameter_panel, result

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def panel():
    return hyperparameter_panel()


def press(panel, **settings):
    for name, value in settings.items():
        panel.controls[name].value = value
    panel.button.click()
    return panel.result


def test_it_opens_with_the_learning_rate_and_both_ends_fail(panel):
    shown = panel.result
    means = shown.accuracy.mean(1)
    assert panel.png.startswith(b"\x89PNG")
    assert shown.accuracy.shape == (len(shown.values), 5)
    assert shown.values == VARIED["lr"][1]
    assert 0.1 <= shown.values[means.argmax()] <= 1
    assert means[0] < 0.7
    assert means[-1] < 0.2 < 0.9 < means.max()


def test_the_other_settings_are_used(panel):
    plain = result("width", "plain", 0.01, 1, 20).accuracy
    adam = press(panel, varied="width", rule="adam", lr=0.01, num_steps=20).accuracy
    assert adam.shape == (7, 5)
    assert adam.mean() > plain.mean() + 0.2
    assert (adam == result("width", "adam", 0.01, 1, 20).accuracy).all()
    press(panel, varied="lr", rule="plain")
    shallow, deep = (result("lr", depth=d, num_steps=20).accuracy for d in (0, 3))
    assert not np.array_equal(shallow, deep)


@pytest.mark.parametrize("varied", ["depth", "batch_size", "num_steps"])
def test_every_hyperparameter_can_be_varied(varied):
    seen = result(varied, num_steps=20).accuracy.mean(1)
    assert len(seen) == len(VARIED[varied][1])
    assert np.ptp(seen) > 0.02


def test_the_title_tells_the_highest_mean_and_where_it_is():
    figure, shown = hyperparameters._draw("depth", num_steps=20)
    means = shown.accuracy.mean(1)
    best = means.argmax()
    told = f"highest mean {means[best]:.2f}, at depth {shown.values[best]:g}"
    assert figure.axes[0].get_title() == told
    matplotlib.pyplot.close(figure)


def test_nothing_is_trained_until_the_button_is_pressed(panel):
    before = panel.result
    panel.controls["num_steps"].value = 80
    assert panel.result is before


def test_a_broken_callback_is_noticed(panel, monkeypatch, caplog):
    def broken(*args, **settings):
        raise RuntimeError("planted")

    monkeypatch.setattr(hyperparameters, "result", broken)
    panel.button.click()
    assert panel.result is None
    assert "planted" in caplog.text


def test_bad_settings_are_refused():
    with pytest.raises(ValueError, match="varied"):
        result("colour")
    with pytest.raises(ValueError, match="rule"):
        result("lr", "rmsprop")
