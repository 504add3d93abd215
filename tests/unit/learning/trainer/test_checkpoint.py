"""Save and resume: the same training, or a clear refusal."""

import copy
import math
import os
import pickle
import re
import subprocess
import sys

import pandas as pd
import pytest
import torch
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset

from nnfoundations.d2l import torch as d2l
from nnfoundations.data.data_modules import Digits, TensorData
from nnfoundations.learning.trainer import Trainer, checkpoint
from nnfoundations.learning.trainer.divergence import Diverged


class Net(d2l.Classifier):
    """Dropout for the global random stream, momentum or Adam for a state."""

    def __init__(self, width=8, optimiser=torch.optim.SGD, **settings):
        super().__init__()
        self.lr = 0.1
        self.make = lambda: optimiser(self.parameters(), lr=self.lr, **settings)
        self.net = nn.Sequential(
            nn.Flatten(),
            nn.Linear(64, width),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Linear(width, 10),
        )

    def configure_optimizers(self):
        return self.make()


@pytest.fixture(scope="module")
def digits():
    return Digits()


def quiet(max_epochs, **arguments):
    return Trainer(max_epochs, progress=False, **arguments)


def fitted(data, epochs, *arguments, **settings):
    torch.manual_seed(5)
    model, trainer = Net(*arguments, **settings), quiet(epochs)
    trainer.fit(model, data)
    return model, trainer


def assert_same_training(a, b):
    (model, trainer), (other, resumed) = a, b
    assert all(map(torch.equal, model.parameters(), other.parameters()))
    pd.testing.assert_frame_equal(trainer.history, resumed.history, check_exact=True)
    assert trainer.train_batch_idx == resumed.train_batch_idx
    assert trainer.val_batch_idx == resumed.val_batch_idx


@pytest.mark.parametrize(
    "settings",
    [{}, {"momentum": 0.9}, {"optimiser": torch.optim.Adam}],
    ids=["plain", "momentum", "adam"],
)
def test_a_resumed_training_is_the_uninterrupted_one(digits, tmp_path, settings):
    whole = fitted(digits, 4, **settings)
    _, trainer = fitted(digits, 2, **settings)
    trainer.save(tmp_path / "two")
    torch.manual_seed(99)
    model, resumed = Net(**settings), quiet(4)
    resumed.resume(tmp_path / "two", model, digits)
    assert_same_training(whole, (model, resumed))


def test_d2ls_own_data_with_the_global_random_stream_resume_too(tmp_path):
    torch.manual_seed(0)
    data = d2l.SyntheticRegressionData(torch.tensor([2.0, -3.4]), 4.2)

    def train(epochs):
        torch.manual_seed(1)
        model, trainer = d2l.LinearRegression(lr=0.03), quiet(epochs)
        trainer.fit(model, data)
        return model, trainer

    whole = train(4)
    _, trainer = train(2)
    trainer.save(tmp_path / "two")
    model, resumed = d2l.LinearRegression(lr=0.03), quiet(4)
    resumed.resume(tmp_path / "two", model, data)
    assert_same_training(whole, (model, resumed))


def test_a_lazy_layer_gets_its_shape_from_the_file(tmp_path):
    data, model = Digits(), d2l.SoftmaxRegression(10, lr=0.5)
    trainer = quiet(2)
    trainer.fit(model, data)
    trainer.save(tmp_path / "file")
    other = d2l.SoftmaxRegression(10, lr=0.5)
    quiet(2).resume(tmp_path / "file", other, data)
    assert all(map(torch.equal, model.parameters(), other.parameters()))


class Stops(Net):
    """Interrupts the training in the middle of an epoch."""

    def __init__(self, at, error):
        super().__init__(momentum=0.9)
        self.at, self.error, self.seen = at, error, 0

    def training_step(self, batch):
        self.seen += 1
        loss = super().training_step(batch)
        if self.seen != self.at:
            return loss
        if self.error is Diverged:
            return loss * float("nan")
        raise self.error


@pytest.mark.parametrize("error", [KeyboardInterrupt, Diverged])
def test_an_interrupted_training_goes_on_from_its_last_whole_epoch(
    digits, tmp_path, error
):
    whole = fitted(digits, 3, momentum=0.9)
    torch.manual_seed(5)
    trainer = quiet(3)
    with pytest.raises(error):
        trainer.fit(Stops(80, error), digits)
    trainer.save(tmp_path / "file")
    model, resumed = Net(momentum=0.9), quiet(3)
    resumed.resume(tmp_path / "file", model, digits)
    assert_same_training(whole, (model, resumed))


def test_resuming_and_diverging_keeps_the_saved_state(digits, tmp_path):
    whole = fitted(digits, 3, momentum=0.9)
    _, trainer = fitted(digits, 1, momentum=0.9)
    trainer.save(tmp_path / "file")
    again = quiet(3)
    with pytest.raises(Diverged):
        again.resume(tmp_path / "file", Stops(3, Diverged), digits)
    again.save(tmp_path / "again")
    model, resumed = Net(momentum=0.9), quiet(3)
    resumed.resume(tmp_path / "again", model, digits)
    assert_same_training(whole, (model, resumed))


def test_saving_before_an_epoch_is_complete_is_refused(tmp_path):
    with pytest.raises(RuntimeError, match="expected a whole epoch, got none"):
        quiet(1).save(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_a_model_whose_parameters_torch_does_not_know_is_refused(tmp_path):
    data = d2l.SyntheticRegressionData(torch.tensor([2.0, -3.4]), 4.2)
    trainer = quiet(1)
    trainer.fit(d2l.LinearRegressionScratch(2, lr=0.03), data)
    with pytest.raises(
        ValueError,
        match=r"^model: expected parameters that state_dict\(\) lists, got none\. Make",
    ):
        trainer.save(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def saved(digits, tmp_path_factory):
    _, trainer = fitted(digits, 2)
    path = tmp_path_factory.mktemp("saved") / "two"
    trainer.save(path)
    return path


def test_a_training_without_validation_resumes_too(digits, tmp_path):
    data = TensorData(digits.train_set, None, digits.test_set, digits.label_names)
    _, trainer = fitted(data, 1)
    trainer.save(tmp_path / "one")
    resumed = quiet(2)
    resumed.resume(tmp_path / "one", Net(), data)
    assert resumed.history.epoch.tolist() == [1, 2]


def test_what_was_saved_on_a_gpu_goes_on_without_one(digits, saved, tmp_path):
    state = checkpoint.read_checkpoint(saved)
    torch.save(state | {"cuda": torch.zeros(16, dtype=torch.uint8)}, tmp_path / "gpu")
    model, resumed = Net(), quiet(3)
    resumed.resume(tmp_path / "gpu", model, digits)
    assert_same_training(fitted(digits, 3), (model, resumed))


def test_the_progress_bar_of_a_resumed_training_begins_where_it_was(
    digits, saved, monkeypatch, capsys
):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    Trainer(3).resume(saved, Net(), digits)
    assert "100%" in capsys.readouterr().err.split("\r")[-1]


def test_generators_are_found_wherever_a_loader_keeps_them():
    data = TensorDataset(torch.zeros(4))
    one, other = torch.Generator(), torch.Generator()
    batches = BatchSampler(RandomSampler(data, generator=other), 2, False)
    find = checkpoint.find_generators
    assert find(DataLoader(data, shuffle=True, generator=one)) == [one]
    assert find(DataLoader(data, batch_sampler=batches)) == [other]
    assert find(DataLoader(data, batch_sampler=batches, generator=one)) == [one, other]
    assert find(DataLoader(data)) == []


class Wider(Net):
    def __init__(self):
        super().__init__()
        self.extra = nn.Parameter(torch.zeros(3))


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            lambda: Net(width=9),
            r"net.1.weight is \(8, 64\) torch.float32, got \(9, 64\)",
        ),
        (lambda: Net().double(), "torch.float32, got .*torch.float64"),
        (Wider, r"whose extra is none, got \(3,\) torch\.float32\. Make the model"),
        (lambda: d2l.SoftmaxRegression(10, lr=0.1), "got none. Make the model"),
        (lambda: Net(optimiser=torch.optim.Adam), "optimiser: expected SGD, got Adam"),
    ],
)
def test_another_model_is_refused_and_left_unchanged(digits, saved, model, message):
    model = model()
    before = {k: v.clone() for k, v in model.state_dict().items() if "net.0" in k}
    with pytest.raises(ValueError, match=message):
        quiet(3).resume(saved, model, digits)
    after = model.state_dict()
    assert all(torch.equal(value, after[name]) for name, value in before.items())


def test_other_data_are_refused(saved):
    with pytest.raises(
        ValueError,
        match=r"^data: expected 34 training batches and 1 random generators, got 17 "
        "training batches and 1 random generators. Resume with the data of the saved",
    ):
        quiet(3).resume(saved, Net(), Digits(batch_size=64))


def test_fewer_epochs_than_the_file_has_are_refused(digits, saved):
    with pytest.raises(ValueError, match=r"max_epochs: .*2 epochs that the file holds"):
        quiet(1).resume(saved, Net(), digits)


def test_a_missing_file_is_named(digits, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.here"):
        quiet(3).resume(tmp_path / "nothing.here", Net(), digits)


def test_a_truncated_file_is_refused(saved, tmp_path):
    whole = saved.read_bytes()
    cut = tmp_path / "cut"
    for size in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        cut.write_bytes(whole[:size])
        with pytest.raises(ValueError, match=r"cut: .* \(File is not a zip file\)"):
            checkpoint.read_checkpoint(cut)


def test_an_altered_file_is_refused_or_reads_the_same(saved, tmp_path):
    whole, bad = bytearray(saved.read_bytes()), tmp_path / "bad"
    intact = checkpoint.read_checkpoint(saved)
    refused = []
    for i in range(0, len(whole), len(whole) // 150):
        bad.write_bytes(whole[:i] + bytes([whole[i] ^ 0x55]) + whole[i + 1 :])
        try:
            state = checkpoint.read_checkpoint(bad)
        except ValueError as error:
            refused.append(str(error))
            continue
        assert str(state) == str(intact)
        assert torch.equal(state["random"], intact["random"])
    assert len(refused) > 100
    assert any("does not match its checksum" in told for told in refused)


class Evil:
    def __reduce__(self):
        return os.mkdir, ("evil-was-here",)


def test_code_in_a_file_is_not_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save({"format": checkpoint.FORMAT, "rows": Evil()}, tmp_path / "torch")
    (tmp_path / "pickle").write_bytes(pickle.dumps(Evil()))
    for name in ("torch", "pickle"):
        with pytest.raises(ValueError, match=r"a file that Trainer\.save wrote"):
            checkpoint.read_checkpoint(tmp_path / name)
    assert not (tmp_path / "evil-was-here").exists()


@pytest.mark.parametrize("other", [{"weights": torch.zeros(3)}, torch.zeros(3)])
def test_another_torch_file_is_refused(other, tmp_path):
    torch.save(other, tmp_path / "other")
    told = (
        rf"expected a file .*, got a {type(other).__name__} without the entry .*\. Use"
    )
    with pytest.raises(ValueError, match=told):
        checkpoint.read_checkpoint(tmp_path / "other")


FULL = """
import resource, signal, sys
from nnfoundations.learning.trainer import checkpoint
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
try:
    checkpoint.write(sys.argv[1], {"model": {"w": list(range(10_000))}})
except OSError as error:
    print(error)
"""


@pytest.mark.processes
@pytest.mark.skipif(
    sys.platform == "win32", reason="this machine cannot limit the size of files"
)
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "file"
    checkpoint.write(path, {"model": {"w": 1}})
    before = path.read_bytes()
    run = [sys.executable, "-c", FULL, str(path)]
    told = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert "file: expected a place that can be written to, got File too large" in told
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        checkpoint.write(tmp_path / "nowhere" / "file", {"model": {"w": 1}})


def snapshot(model):
    values = {name: value.clone() for name, value in model.state_dict().items()}
    return values | {"random": torch.get_rng_state()}


def refusal(state, trainer, model, data, path):
    """Resume from an altered state; return the error, the model being as it was."""
    torch.save(state, path)
    trainer._begin(model, data)
    optimiser = copy.deepcopy(trainer.optim.state_dict())
    before = snapshot(model)
    with pytest.raises(ValueError, match="expected") as caught:
        trainer.resume(path, model, data)
    after = snapshot(model)
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert trainer.optim.state_dict() == optimiser
    return str(caught.value)


@pytest.fixture(scope="module")
def adam_state(digits, tmp_path_factory):
    _, trainer = fitted(digits, 2, optimiser=torch.optim.Adam)
    path = tmp_path_factory.mktemp("adam") / "two"
    trainer.save(path)
    return checkpoint.read_checkpoint(path)


ENTRIES = [name for name in checkpoint._ENTRIES if name != "cuda"]
GONE = object()
WRONG = [GONE, "text", 7.5, -1, [None], {"a": "b"}, [1, 2, 3], torch.zeros(3), True]


@pytest.mark.parametrize("name", ENTRIES)
def test_a_wrong_entry_is_named_and_nothing_is_changed(
    digits, adam_state, name, tmp_path
):
    told = []
    for number, value in enumerate(WRONG):
        if name == "first_loss" and number == WRONG.index(7.5):
            continue  # it might have been so
        state = dict(adam_state) | {name: value}
        if value is GONE:
            del state[name]
        model = Net(optimiser=torch.optim.Adam)
        path = tmp_path / str(number)
        told.append(refusal(state, quiet(3), model, digits, path))
    assert all(text.startswith((f"{name}: ", "model: ")) for text in told)
    assert "got no such entry. Use a file that Trainer.save wrote" in told[0]


def altered(state, *where, value):
    """Return a copy of a state in which one value within is another."""
    state = copy.deepcopy(state)
    inner = state
    for key in where[:-1]:
        inner = inner[key]
    inner[where[-1]] = value
    return state


MEMORIES = ("optimiser_state", "state", 0)
GROUP = ("optimiser_state", "param_groups", 0)


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        ((*MEMORIES, "exp_avg"), torch.zeros(2), "exp_avg has shape"),
        ((*MEMORIES, "exp_avg"), "text", "optimiser_state"),
        ((*MEMORIES, "exp_avg"), torch.full((8, 64), math.inf), "that are not finite"),
        (("optimiser_state", "state"), {99: 1}, "optimiser_state"),
        ((*GROUP, "lr"), "fast", r"settings are {.lr.: .str.}, not {.lr.: .number.}"),
        ((*GROUP, "lr"), math.nan, r"settings are {.lr.: .not finite.}, not"),
        ((*GROUP, "params"), [0], "parameter group"),
        (("optimiser_state", "param_groups"), [], "parameter groups"),
        (("rows", 1), {"epoch": 2}, "rows: expected a row"),
        (("rows", 0, "epoch"), 2, "rows: expected a row"),
        (("rows", 0, "train_loss"), "low", "rows: expected a row"),
        (("counters", 0), -5, "counters: expected two whole"),
        (("first_loss",), float("inf"), "first_loss: expected a finite"),
        (("generators", 0), torch.zeros(8, dtype=torch.uint8), "generators: .*refused"),
        (("random",), torch.zeros(8, dtype=torch.uint8), "random: .*refused"),
        (("model", "net.1.bias"), torch.zeros(3), "model: expected the model"),
    ],
)
def test_what_is_wrong_within_an_entry_is_refused_too(
    digits, adam_state, where, value, message, tmp_path
):
    state = altered(adam_state, *where, value=value)
    model = Net(optimiser=torch.optim.Adam)
    told = refusal(state, quiet(3), model, digits, tmp_path / "file")
    assert re.search(message, told), told


class TwoGroups(Net):
    def configure_optimizers(self):
        weights = [p for p in self.parameters() if p.ndim > 1]
        biases = [{"params": [p]} for p in self.parameters() if p.ndim == 1]
        return torch.optim.SGD([{"params": weights}, *biases], lr=self.lr)


def test_an_optimiser_of_other_groups_is_refused_before_anything(
    digits, saved, tmp_path
):
    told = refusal(
        checkpoint.read_checkpoint(saved),
        quiet(3),
        TwoGroups(),
        digits,
        tmp_path / "file",
    )
    assert "optimiser_state: expected that of this optimiser" in told
    assert "same groups" in told


def test_a_hostile_file_is_refused_with_its_name_and_what_it_would_run(tmp_path):
    torch.save({"format": checkpoint.FORMAT, "rows": Evil()}, tmp_path / "evil")
    with pytest.raises(ValueError, match=r"evil: expected .*mkdir"):
        checkpoint.read_checkpoint(tmp_path / "evil")
