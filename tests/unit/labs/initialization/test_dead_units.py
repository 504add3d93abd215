"""Dead units: masks by hand, and what gradients can and cannot mend."""

import pytest
import torch

from nnfoundations.data.data_modules import Digits
from nnfoundations.labs.initialization.dead_units import (
    Change,
    compare_masks,
    find_dead,
)
from nnfoundations.learning.diagnosis import dead_fraction
from nnfoundations.learning.trainer import Trainer
from nnfoundations.networks.mlp import MLP


def net(widths=(6, 6)):
    return MLP(10, list(widths), 0.1, 64, torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def data():
    return Digits(batch_size=32)


def first_linear(model):
    return next(x for x in model.modules() if isinstance(x, torch.nn.Linear))


def test_masks_agree_with_the_fraction_and_show_the_unit(data):
    model, X = net(), data.train_set[0]
    with torch.no_grad():
        first_linear(model).bias[2] = -100
    masks = find_dead(model, X)
    assert [len(m) for m in masks] == [6, 6]
    assert masks[0][2]
    share = torch.cat(masks).double().mean().item()
    assert dead_fraction(model, X) == pytest.approx(share)


def test_a_dead_unit_of_the_first_layer_never_moves(data):
    model, X = net(), data.train_set[0]
    layer = first_linear(model)
    with torch.no_grad():
        layer.bias[2] = -100
    row = layer.weight[2].detach().clone()
    Trainer(2, progress=False).fit(model, data)
    assert torch.equal(layer.weight[2], row)
    assert layer.bias[2] == -100
    assert not torch.equal(layer.weight[1], net().net[1].weight[1])
    assert find_dead(model, X)[0][2]


def test_changes_by_hand():
    before = [torch.tensor([True, True, True, False, False])]
    after = [torch.tensor([True, False, False, True, False])]
    assert compare_masks(before, after) == [
        Change(before=3, after=2, revived=2, died=1)
    ]


def test_masks_that_do_not_fit_are_refused():
    one, two = torch.ones(1, dtype=torch.bool), torch.ones(2, dtype=torch.bool)
    with pytest.raises(ValueError, match="before and after"):
        compare_masks([one], [one, one])
    with pytest.raises(ValueError, match=r"before\[0\] and after\[0\]"):
        compare_masks([one], [two])
