import numpy as np
import pytest
import torch

from nnfoundations.data.data_modules import Digits
from nnfoundations.learning import loop
from nnfoundations.learning.trainer import Trainer
from nnfoundations.networks.mlp import MLP, MLPScratch


def models():
    seeded = [torch.Generator().manual_seed(0) for _ in range(2)]
    return [
        MLPScratch(64, 10, 16, 0.5, generator=seeded[0]),
        MLP(10, 16, 0.5, 64, generator=seeded[1]),
    ]


@pytest.mark.parametrize("which", [0, 1])
def test_its_steps_are_the_trainers(which):
    by_loop, by_trainer, data = models()[which], models()[which], Digits()
    losses = loop.train(by_loop, data, num_epochs=3)
    trainer = Trainer(max_epochs=3, progress=False)
    trainer.fit(by_trainer, data)
    pairs = zip(by_loop.parameters(), by_trainer.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)
    assert len(losses) == trainer.train_batch_idx
    sizes = np.array([len(y) for _, y in data.train_dataloader()])
    epochs = np.reshape(losses, (3, -1)) @ sizes / sizes.sum()
    assert epochs == pytest.approx(trainer.history["train_loss"], rel=1e-6)


def test_a_loss_is_that_before_its_step():
    model, data = models()[0], Digits()
    X, y = next(iter(data.train_dataloader()))
    before = model.loss(model(X), y).item()
    assert loop.train(model, data, num_epochs=1)[0] == before


@pytest.mark.parametrize("wrong", [0, 1.5, "2"])
def test_senseless_numbers_of_epochs_are_refused(wrong):
    with pytest.raises((TypeError, ValueError), match="num_epochs"):
        loop.train(models()[0], Digits(), wrong)
