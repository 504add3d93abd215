import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nnfoundations.data.data_modules import Digits
from nnfoundations.learning import diagnosis
from nnfoundations.networks.mlp import MLP, MLPScratch


def seeded():
    return torch.Generator().manual_seed(0)


def models(lr=0.5):
    scratch = MLPScratch(64, 10, 32, lr, generator=seeded())
    return [scratch, MLP(10, [32, 16], lr, 64, generator=seeded())]


@pytest.fixture(scope="module")
def batch():
    X, y = Digits().train_set
    return X[:32], y[:32]


# Initial loss and floor ----------------------------------------------------


def test_an_untrained_model_loses_ln_k(batch):
    scratch, _ = models()
    expected = diagnosis.expected_initial_loss(10)
    assert expected == pytest.approx(2.302585093)
    assert diagnosis.batch_loss(scratch, batch) == pytest.approx(expected, abs=1e-3)


def test_the_floor_of_a_double_softmax_is_1_461():
    assert diagnosis.loss_floor(10, 0, 1) == pytest.approx(1.4611501717)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-2, 3), (1, 1)])
def test_the_floor_is_torchs_loss_of_the_best_scores(low, high):
    best = torch.full((1, 5), float(low), dtype=torch.float64)
    best[0, 2] = high
    expected = F.cross_entropy(best, torch.tensor([2])).item()
    assert diagnosis.loss_floor(5, low, high) == pytest.approx(expected)


def test_wide_bounds_have_no_floor():
    assert diagnosis.loss_floor(10, -50, 50) < 1e-40


# One batch -----------------------------------------------------------------


@pytest.mark.parametrize("which", [0, 1])
def test_a_healthy_model_learns_one_batch_by_heart_and_the_original_stays(which, batch):
    model = models()[which]
    before = [p.detach().clone() for p in model.parameters()]
    losses = diagnosis.overfit_batch(model, batch, 200)
    assert len(losses) == 201
    assert losses[0] == pytest.approx(diagnosis.batch_loss(model, batch))
    assert losses[-1] < 0.05
    assert all(map(torch.equal, before, model.parameters()))


def test_a_double_softmax_cannot_learn_one_batch_by_heart(batch):
    model = models()[1]
    model.net.append(nn.Softmax(dim=1))
    assert diagnosis.overfit_batch(model, batch, 300)[-1] > diagnosis.loss_floor(
        10, 0, 1
    )


# Update ratios -------------------------------------------------------------


def test_the_update_ratio_is_that_of_a_real_step(batch):
    model = models()[0]
    ratios = diagnosis.update_ratios(model, batch)
    assert set(ratios) == {"W1", "W2"}
    before = {name: getattr(model, name).detach().clone() for name in ratios}
    optimiser = model.configure_optimizers()
    model.loss(model(batch[0]), batch[1]).backward()
    optimiser.step()
    for name, old in before.items():
        moved = (getattr(model, name).detach() - old).norm() / old.norm()
        assert ratios[name] == pytest.approx(float(moved), rel=1e-3)


def test_update_ratios_grow_with_the_learning_rate_and_leave_no_gradient(batch):
    slow, fast = models(0.1)[1], models(0.3)[1]
    one, three = (diagnosis.update_ratios(m, batch) for m in (slow, fast))
    assert set(one) == {"net.1.weight", "net.3.weight", "net.5.weight"}
    assert all(three[name] == pytest.approx(3 * one[name], rel=1e-5) for name in one)
    assert all(p.grad is None for p in slow.parameters())


def test_a_weight_of_zero_has_an_infinite_ratio(batch):
    model = MLPScratch(64, 10, 8, 0.5, sigma=0)
    assert diagnosis.update_ratios(model, batch)["W1"] == math.inf


# Dead units ----------------------------------------------------------------


def test_hidden_activations_are_those_of_the_forward_pass(batch):
    scratch, concise = models()
    (H1,) = diagnosis.hidden_activations(scratch, batch[0])
    logits = H1 @ scratch.W2 + scratch.b2
    torch.testing.assert_close(logits, scratch(batch[0]))
    H1, H2 = diagnosis.hidden_activations(concise, batch[0])
    assert (H1.shape, H2.shape) == ((32, 32), (32, 16))
    torch.testing.assert_close(concise.net[5](H2), concise(batch[0]))


def test_units_that_never_fire_are_counted(batch):
    scratch, concise = models()
    with torch.no_grad():
        scratch.b1.fill_(1.0)
        scratch.b1[:8] = -100
        for layer in (1, 3):
            concise.net[layer].bias.fill_(5.0)
        concise.net[3].bias[:12] = -100
    assert diagnosis.dead_fraction(scratch, batch[0]) == 8 / 32
    assert diagnosis.dead_fraction(concise, batch[0]) == 12 / 48


def test_no_hook_is_left_behind(batch):
    _, concise = models()
    diagnosis.dead_fraction(concise, batch[0])
    assert not any(layer._forward_hooks for layer in concise.modules())


# Bad input -----------------------------------------------------------------


def test_bad_input_is_refused(batch):
    scratch, _ = models()
    with pytest.raises(ValueError, match="num_classes"):
        diagnosis.expected_initial_loss(1)
    with pytest.raises(ValueError, match="low: expected at most high"):
        diagnosis.loss_floor(10, 1, 0)
    with pytest.raises(ValueError, match="num_steps"):
        diagnosis.overfit_batch(scratch, batch, 0)
    with pytest.raises(TypeError, match=r"nn\.ReLU layers"):
        diagnosis.hidden_activations(nn.Linear(64, 10), batch[0].reshape(32, 64))
