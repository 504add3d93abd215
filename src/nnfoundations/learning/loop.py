"""Training as a loop of ten lines, with nothing around it.

What `nnfoundations.learning.trainer.Trainer` adds to it is told there.
"""

from typing import Any

import torch

from nnfoundations import checks
from nnfoundations.d2l import torch as d2l


def train(model: Any, data: d2l.DataModule, num_epochs: int) -> list[float]:
    """Train a model by plain minibatch descent, and return the loss of every batch.

    Parameters
    ----------
    model : d2l.Classifier
        Trained from its present parameters, at its own learning rate ``lr``.
    data : d2l.DataModule
    num_epochs : int
        Passes over the training set.

    Returns
    -------
    losses : list of float
        Each measured before the step that it led to.

    Raises
    ------
    TypeError, ValueError
        If `num_epochs` is not a positive whole number.

    Examples
    --------
    >>> from nnfoundations.data.data_modules import Digits
    >>> from nnfoundations.networks.mlp import MLPScratch
    >>> model = MLPScratch(64, 10, 32, lr=0.5)
    >>> losses = train(model, Digits(batch_size=32), num_epochs=3)
    >>> len(losses)  # three times 34 batches
    102
    """
    checks.integer("num_epochs", num_epochs)
    losses, batches = [], data.train_dataloader()
    for _ in range(num_epochs):
        for X, y in batches:
            loss = model.loss(model(X), y)
            model.zero_grad()
            loss.backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= model.lr * parameter.grad
            losses.append(loss.item())
    return losses
