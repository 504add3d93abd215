import copy
import pickle
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nnfoundations.d2l import torch as d2l
from nnfoundations.data.data_modules import Digits
from nnfoundations.learning.trainer import Trainer
from nnfoundations.networks.classifier import check_finite, check_labels
from nnfoundations.networks.mlp import MLP, MLPScratch, relu


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def scratch(num_inputs=12, num_outputs=3, num_hiddens=8, lr=0.1, **settings):
    settings.setdefault("generator", seeded())
    return MLPScratch(num_inputs, num_outputs, num_hiddens, lr, **settings)


class Clouds(d2l.DataModule):
    """Three clouds around the corners of a triangle, in memory."""

    def __init__(self, validation=True):
        super().__init__()
        self.batch_size, self.validation = 16, validation
        self.y = torch.arange(96) % 3
        centres = torch.tensor([[0.0, 2.0], [2.0, -1.0], [-2.0, -1.0]])
        self.X = centres[self.y] + 0.3 * torch.randn(96, 2, generator=seeded())

    def get_dataloader(self, train):
        return self.get_tensorloader((self.X, self.y), train)

    def val_dataloader(self):
        return self.get_dataloader(False) if self.validation else None


# Oracles -------------------------------------------------------------------


def test_relu_and_its_gradient_equal_pytorchs_at_the_kink_too():
    X = torch.tensor([[-2.0, -0.0, 0.0, 1e-30, 3.0, float("inf")]])
    ours, theirs = X.clone().requires_grad_(), X.clone().requires_grad_()
    relu(ours).sum().backward()
    torch.relu(theirs).sum().backward()
    assert torch.equal(relu(X), torch.relu(X))
    assert torch.equal(ours.grad, theirs.grad)


def test_relu_does_not_hide_nan():
    assert relu(torch.tensor([float("nan")])).isnan().all()


def test_scratch_logits_equal_torch_linear_layers():
    model, X = scratch(sigma=0.5), torch.randn(5, 12, generator=seeded(1))
    hidden = torch.relu(F.linear(X, model.W1.T, model.b1))
    expected = F.linear(hidden, model.W2.T, model.b2)
    torch.testing.assert_close(model(X), expected, rtol=1e-6, atol=1e-6)


def test_concise_initial_weights_are_pytorchs_own():
    torch.manual_seed(3)
    theirs = nn.Linear(12, 8)
    ours = MLP(3, 8, 0.1, 12, generator=seeded(3)).net[1]
    torch.testing.assert_close(ours.weight, theirs.weight, rtol=1e-6, atol=0)
    torch.testing.assert_close(ours.bias, theirs.bias, rtol=1e-6, atol=0)


def test_scratch_trained_by_d2ls_own_optimiser_and_by_torchs_agree():
    X, y = torch.randn(6, 12, generator=seeded(1)), torch.arange(6) % 3
    one, two = scratch(sigma=0.5), scratch(sigma=0.5)
    for model, optimiser in (
        (one, one.configure_optimizers()),
        (two, d2l.SGD(list(two.parameters()), two.lr)),
    ):
        model.loss(model(X), y).backward()
        with torch.no_grad():
            optimiser.step()
    for a, b in zip(one.parameters(), two.parameters(), strict=True):
        torch.testing.assert_close(a, b)


# By hand -------------------------------------------------------------------


def test_a_hand_worked_example():
    model = MLPScratch(2, 2, 2, 0.1)
    weights = {
        "W1": torch.tensor([[1.0, -1.0], [2.0, 0.5]]),
        "b1": torch.tensor([0.5, 0.0]),
        "W2": torch.tensor([[2.0, 0.0], [1.0, -3.0]]),
        "b2": torch.tensor([0.0, 1.0]),
    }
    model.load_state_dict(weights)
    # Z1 = (1 - 2 + 0.5, -1 - 0.5) = (-0.5, -1.5): no unit is active.
    # Z1 = (3 + 2 + 0.5, -3 + 0.5) = (5.5, -2.5): H1 = (5.5, 0).
    X = torch.tensor([[1.0, -1.0], [3.0, 1.0]])
    assert model(X).tolist() == [[0.0, 1.0], [11.0, 1.0]]


# Properties ----------------------------------------------------------------


def test_scratch_weights_are_normal_times_sigma_and_biases_zero():
    model = MLPScratch(400, 10, 256, 0.1, sigma=0.02, generator=seeded())
    assert model.W1.shape == (400, 256)
    assert model.W2.shape == (256, 10)
    assert abs(float(model.W1.detach().std()) / 0.02 - 1) < 0.01
    assert abs(float(model.W1.detach().mean())) < 4 * 0.02 / 320
    assert abs(float(model.W2.detach().std()) / 0.02 - 1) < 0.05
    assert not model.b1.any()
    assert not model.b2.any()
    assert model.b1.shape == (256,)
    assert model.b2.shape == (10,)


def test_default_sigma_is_a_hundredth():
    assert abs(float(scratch(784, 10, 256).W1.detach().std()) * 100 - 1) < 0.01


def test_parameters_are_registered():
    names = [name for name, _ in scratch().named_parameters()]
    assert names == ["W1", "b1", "W2", "b2"]


@pytest.mark.parametrize("make", [scratch, lambda **k: MLP(3, [8, 4], 0.1, 12, **k)])
def test_same_generator_same_weights_and_the_global_one_is_left_alone(make):
    before = torch.get_rng_state()
    one, two = make(generator=seeded(5)), make(generator=seeded(5))
    other = make(generator=seeded(6))
    assert torch.equal(before, torch.get_rng_state())
    first, second, third = (list(m.parameters()) for m in (one, two, other))
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
    assert not torch.equal(first[0], third[0])


def test_without_generator_torchs_seed_decides():
    torch.manual_seed(1)
    one = MLPScratch(12, 3, 8, 0.1)
    torch.manual_seed(1)
    assert torch.equal(one.W1, MLPScratch(12, 3, 8, 0.1).W1)


@pytest.mark.parametrize("make", [scratch, lambda: MLP(3, 8, 0.1, 12)])
@pytest.mark.parametrize("shape", [(5, 12), (5, 1, 3, 4), (5, 4, 3), (1, 12, 1)])
def test_any_shape_that_flattens_to_the_inputs_is_taken(make, shape):
    model = make()
    X = torch.randn(shape, generator=seeded())
    assert model(X).shape == (shape[0], 3)
    assert torch.equal(model(X), model(X.reshape(shape[0], 12)))


@pytest.mark.parametrize(
    ("hiddens", "widths"), [(8, [8]), ([8, 5], [8, 5]), ((7,), [7])]
)
def test_concise_has_the_hidden_layers_that_are_asked_for(hiddens, widths):
    layers = [m for m in MLP(3, hiddens, 0.1, 12).net if isinstance(m, nn.Linear)]
    assert [layer.out_features for layer in layers] == [*widths, 3]
    assert sum(isinstance(m, nn.ReLU) for m in MLP(3, hiddens, 0.1, 12).net) == len(
        widths
    )


@pytest.mark.parametrize("make", [scratch, lambda **k: MLP(3, 8, 0.1, 12, **k)])
def test_a_model_can_be_copied_pickled_and_its_weights_saved(make, tmp_path):
    model = make(generator=seeded())
    assert "generator" not in model.hparams
    X = torch.randn(4, 12, generator=seeded(1))
    torch.save(model.state_dict(), tmp_path / "weights.pt")
    fresh = make(generator=seeded(9))
    fresh.load_state_dict(torch.load(tmp_path / "weights.pt", weights_only=True))
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model)), fresh):
        assert torch.equal(twin(X), model(X))


def test_hyperparameters_are_kept_as_attributes():
    model = scratch(sigma=0.3)
    assert (model.num_inputs, model.num_hiddens, model.num_outputs) == (12, 8, 3)
    assert (model.lr, model.sigma) == (0.1, 0.3)
    assert set(model.hparams) == {
        "num_inputs",
        "num_outputs",
        "num_hiddens",
        "lr",
        "sigma",
    }


@pytest.mark.parametrize("validation", [True, False])
@pytest.mark.parametrize(
    "make",
    [
        lambda: MLPScratch(2, 3, 16, 0.5, sigma=0.5, generator=seeded()),
        lambda: MLP(3, [16, 8], 0.5, 2, generator=seeded()),
    ],
)
def test_d2ls_own_trainer_trains_it_unchanged(make, validation):
    torch.manual_seed(0)
    model, data = make(), Clouds(validation)
    model.board.display = False
    d2l.Trainer(max_epochs=10).fit(model, data)
    assert float(model.accuracy(model(data.X), data.y)) > 0.98
    if validation:
        assert len(model.board.data["val_acc"]) == 10


# torch says so of Python 3.13.0 alone
@pytest.mark.filterwarnings("ignore:Guards may run slower on Python 3.13.0")
def test_it_compiles_in_one_graph():
    model, X = scratch(), torch.randn(4, 12, generator=seeded(1))
    torch.compiler.reset()

    def score(X, y):
        return model.loss(model(X), y)

    y = torch.tensor([0, 1, 2, 0])
    compiled = torch.compile(score, backend="eager", fullgraph=True)
    torch.testing.assert_close(compiled(X, y), score(X, y))


def test_autocast_is_allowed():
    X = torch.randn(4, 12, generator=seeded())
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert scratch()(X.bfloat16()).shape == (4, 3)


# Bad input -----------------------------------------------------------------


@pytest.mark.parametrize("model", [scratch(), MLP(3, 8, 0.1, 12)])
@pytest.mark.parametrize(
    ("X", "error", "words"),
    [
        (np.zeros((2, 12), np.float32), TypeError, "X: expected a torch tensor"),
        (torch.zeros(2, 12, dtype=torch.int64), TypeError, "torch.int64"),
        (torch.zeros(2, 12, dtype=torch.float64), TypeError, "float32, as the weights"),
        (torch.zeros(2, 11), ValueError, r"12 inputs an example, got shape \(2, 11\)"),
        (torch.zeros(12), ValueError, r"shape \(12,\)"),
        (torch.zeros(12, 2), ValueError, r"shape \(12, 2\)"),
        (torch.zeros(0, 12), ValueError, "n > 0"),
    ],
)
def test_a_bad_batch_is_refused(model, X, error, words):
    with pytest.raises(error, match=words):
        model(X)


@pytest.mark.parametrize("model", [scratch(), MLP(3, 8, 0.1, 12)])
@pytest.mark.parametrize(
    ("y", "error", "words"),
    [
        (torch.tensor([0, 3]), ValueError, "labels from 0 to 2, got 3"),
        (torch.tensor([0, -100]), ValueError, "got -100"),
        (torch.tensor([0.0, 1.0]), TypeError, "int64 tensor, got torch.float32"),
        ([0, 1], TypeError, "got list"),
    ],
)
def test_a_bad_label_is_refused(model, y, error, words):
    with pytest.raises(error, match=words):
        model.loss(model(torch.zeros(2, 12)), y)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_training_refuses_values_that_are_not_finite(value):
    data = Clouds()
    data.X[90, 1] = value
    with pytest.raises(ValueError, match="1 of 32 NaN or infinite"):
        Trainer(3, progress=False).fit(scratch(2, 3), data)
    check_finite(data.X[:90])


def test_only_the_first_epoch_looks_for_them(monkeypatch):
    looked = []
    monkeypatch.setattr("nnfoundations.learning.trainer.check_finite", looked.append)
    Trainer(3, progress=False).fit(scratch(2, 3), Clouds())
    assert len(looked) == 4 * 6  # inputs and labels of 6 batches, twice
    looked.clear()
    Trainer(1, progress=False).fit(scratch(64, 10), Digits())
    assert looked == []  # these were looked at when the data were made


def test_a_lazy_model_draws_what_it_draws_with_its_inputs_known():
    lazy, known = (
        MLP(3, [8, 4], 0.1, generator=seeded()),
        MLP(3, [8, 4], 0.1, 12, seeded()),
    )
    X = torch.randn(5, 3, 4, generator=seeded(1))
    assert torch.equal(lazy(X), known(X))
    assert lazy.num_inputs == 12
    with pytest.raises(ValueError, match="12 inputs an example"):
        lazy(torch.zeros(2, 11))


def test_a_lazy_model_as_the_book_writes_it_trains():
    model = MLP(num_outputs=3, num_hiddens=256, lr=0.1)
    trainer = Trainer(3, progress=False)
    trainer.fit(model, Clouds())
    assert trainer.history["val_acc"].iloc[-1] > 0.9


def test_a_lazy_model_loads_saved_weights():
    saved = MLP(3, 8, 0.1, 12, seeded())
    lazy, X = MLP(3, 8, 0.1), torch.randn(5, 12, generator=seeded(1))
    lazy.load_state_dict(saved.state_dict())
    assert torch.equal(lazy(X), saved(X))


def test_a_lazy_model_takes_its_sizes_from_a_saved_training(tmp_path):
    data, through, first = (
        Clouds(),
        Trainer(2, progress=False),
        Trainer(1, progress=False),
    )
    models = [MLP(3, 8, 0.1, generator=seeded()) for _ in range(2)]
    torch.manual_seed(0)
    through.fit(models[0], data)
    torch.manual_seed(0)
    first.fit(models[1], data)
    first.save(tmp_path / "saved.pt")
    lazy = MLP(3, 8, 0.1)
    Trainer(2, progress=False).resume(tmp_path / "saved.pt", lazy, data)
    assert torch.equal(lazy(data.X), models[0](data.X))


def test_a_lazy_model_that_has_met_no_batch_is_not_saved(tmp_path):
    with pytest.raises(RuntimeError, match="Call fit first"):
        Trainer(1).save(tmp_path / "saved.pt")


def test_good_labels_pass():
    check_labels(torch.tensor([0, 2, 1]), 3)


def test_relu_refuses_an_array():
    with pytest.raises(TypeError, match=r"^X: expected Tensor, got array"):
        relu(np.zeros(3))


@pytest.mark.parametrize("name", ["num_inputs", "num_outputs", "num_hiddens"])
@pytest.mark.parametrize(
    ("value", "error"), [(0, ValueError), (-1, ValueError), (2.0, TypeError)]
)
@pytest.mark.parametrize("kind", [MLPScratch, MLP])
def test_a_bad_size_is_refused(kind, name, value, error):
    sizes = {"num_inputs": 4, "num_outputs": 3, "num_hiddens": 5, name: value}
    with pytest.raises(error, match=f"{name}: expected a whole number of at least 1"):
        kind(**sizes, lr=0.1)


@pytest.mark.parametrize("kind", [MLPScratch, MLP])
@pytest.mark.parametrize("lr", [0, -0.1, float("nan")])
def test_a_learning_rate_that_is_not_positive_is_refused(kind, lr):
    with pytest.raises(ValueError, match="lr: expected a finite number above 0"):
        kind(num_outputs=3, num_hiddens=5, lr=lr, num_inputs=4)


def test_a_negative_sigma_is_refused_and_zero_is_not():
    with pytest.raises(ValueError, match="sigma"):
        MLPScratch(4, 3, 5, 0.1, sigma=-1)
    assert not MLPScratch(4, 3, 5, 0.1, sigma=0).W1.any()


@pytest.mark.parametrize("kind", [MLPScratch, MLP])
def test_a_seed_in_place_of_a_generator_is_refused(kind):
    with pytest.raises(TypeError, match=r"manual_seed\(0\)"):
        kind(num_outputs=3, num_hiddens=5, lr=0.1, num_inputs=4, generator=0)


def test_bad_widths_are_refused():
    with pytest.raises(ValueError, match="at least one width"):
        MLP(3, [], 0.1)
    with pytest.raises(ValueError, match=r"num_hiddens\[1\]"):
        MLP(3, [5, 0], 0.1)
    with pytest.raises(TypeError, match="num_hiddens"):
        MLP(3, "32", 0.1)


# The book ------------------------------------------------------------------


def test_the_chapters_solution_with_two_hidden_layers_learns():
    chapter = Path(__file__).parents[3] / "chapters" / "mlp-implementation.md"
    text = chapter.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    (solution,) = [block for block in blocks if "class TwoLayerScratch" in block]
    names: dict = {"__name__": "solution"}
    exec(solution, names)
    torch.manual_seed(0)
    model = names["TwoLayerScratch"](64, 10, 64, 32, 0.5)
    shapes = {n: tuple(p.shape) for n, p in model.named_parameters() if "W" in n}
    assert shapes == {"W1": (64, 64), "W2": (64, 32), "W3": (32, 10)}
    trainer = Trainer(max_epochs=15, progress=False)
    trainer.fit(model, Digits())
    assert trainer.history["val_acc"].iloc[-1] > 0.93
