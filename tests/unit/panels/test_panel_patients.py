import matplotlib
import pytest

from nnfoundations.labs.bug_hunt import patients
from nnfoundations.labs.bug_hunt.defects import HEALTHY
from nnfoundations.labs.bug_hunt.examination import Chart, diagnose
from nnfoundations.panels import patients as module
from nnfoundations.panels.patients import patient_panel

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def panel():
    return patient_panel()


def press(panel, letter, class_seed):
    panel.controls["letter"].value = letter
    panel.controls["class_seed"].value = class_seed
    panel.button.click()
    return panel.result


def test_it_opens_on_patient_a(panel):
    assert panel.result.name == "patient A"
    assert panel.png.startswith(b"\x89PNG")


@pytest.mark.parametrize(("letter", "class_seed"), [("B", 0), ("C", 4)])
def test_it_shows_the_patient_that_was_chosen(panel, letter, class_seed):
    condition = patients._deal(class_seed)[letter]
    expected = [] if condition == HEALTHY else [condition]
    assert diagnose(press(panel, letter, class_seed)) == expected


def test_the_caption_tells_each_number_by_its_name():
    names = ["twins", "neighbours", "one_batch", "low", "high", "loss", "dead"]
    names += ["val_acc", "test_acc"]
    numbers = {name: i / 10 for i, name in enumerate(names, start=1)}
    told = module._caption(Chart("patient X", None, numbers))
    assert told.splitlines() == [
        "validation images also in training 0.10, nearest neighbours agree 0.20",
        "one batch alone: loss 0.30; scores at the end from 0.40 to 0.50",
        "end: loss 0.60, dead 0.70, validation accuracy 0.80",
    ]


def test_a_broken_callback_is_noticed(panel, monkeypatch, caplog):
    def broken(*args):
        raise RuntimeError("planted")

    monkeypatch.setattr(module, "probe", broken)
    panel.button.click()
    assert panel.result is None
    assert "planted" in caplog.text
