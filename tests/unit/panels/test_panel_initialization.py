import matplotlib
import numpy as np
import pytest
import torch

from nnfoundations.data.data_modules import Digits
from nnfoundations.learning import diagnosis
from nnfoundations.networks.initial_weights import initialise
from nnfoundations.networks.mlp import MLP
from nnfoundations.panels import initialization
from nnfoundations.panels.initialization import initialization_panel, result

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def opened():
    return initialization_panel()


@pytest.fixture
def panel(opened, monkeypatch):
    """Return the panel with short trainings."""

    def short(**settings):
        return result(**settings, max_epochs=2)

    monkeypatch.setattr(initialization, "result", short)
    for name, value in {"scheme": "he", "gain": 1.0, "depth": 2, "lr": 0.05}.items():
        opened.controls[name].value = value
    return opened


def press(panel, **settings):
    for name, value in settings.items():
        panel.controls[name].value = value
    panel.button.click()
    return panel.result


def test_it_opens_with_a_sound_start(opened):
    assert opened.png.startswith(b"\x89PNG")
    assert opened.result.val_acc > 0.8
    assert len(opened.result.ratios) == 5  # four hidden layers and the output
    assert len(opened.result.dead) == 4


def test_the_probes_are_those_of_the_model_before_training():
    data = Digits(batch_size=32, seed=0)
    generator = torch.Generator().manual_seed(0)
    model = MLP(10, [32, 32], 0.05, 64, generator)
    initialise(model, "xavier", generator, 0.7)
    X, y = data.train_set
    shown = result("xavier", 0.7, 2, 0.05, max_epochs=1)
    assert shown.initial_loss == pytest.approx(diagnosis.batch_loss(model, (X, y)))
    ratios = diagnosis.update_ratios(model, (X[:32], y[:32]))
    np.testing.assert_allclose(shown.ratios, list(ratios.values()), 1e-5)
    dead = sum(change.before for change in shown.dead)
    assert dead == round(64 * diagnosis.dead_fraction(model, X))


def test_small_weights_have_a_perfect_loss_and_no_updates(panel):
    shown = press(panel, gain=0.1, depth=8)
    assert shown.initial_loss == pytest.approx(diagnosis.expected_initial_loss(10))
    assert max(shown.ratios) < 1e-5
    assert shown.val_acc < 0.2


def test_large_weights_diverge_and_the_panel_says_so(panel):
    shown = press(panel, gain=3.0, depth=8, lr=0.5)
    assert shown.initial_loss > 100
    assert shown.diverged is not None
    assert "diverged" in shown.verdict


@pytest.mark.usefixtures("panel")
def test_the_title_tells_the_loss_before_the_training():
    figure, shown = initialization._draw(scheme="he", gain=1.0, depth=1, lr=0.05)
    title = f"initial loss {shown.initial_loss:.3g}: {shown.verdict}"
    assert figure.get_suptitle() == title
    matplotlib.pyplot.close(figure)


def test_units_die_at_a_high_rate_and_are_told_as_dead_at_the_end():
    changes = result("he", 1.0, 2, 2.0, max_epochs=1).dead
    assert sum(change.died for change in changes) > 0
    assert sum(c.after for c in changes) > sum(c.before for c in changes)


def test_moving_a_control_trains_nothing_until_the_button_is_pressed(panel):
    before = press(panel)
    panel.controls["gain"].value = 0.5
    assert panel.result is before


def test_bad_settings_are_refused():
    with pytest.raises(ValueError, match="scheme"):
        result("hee", 1.0, 2)
    with pytest.raises(ValueError, match="gain"):
        result("he", 0.0, 2)
