"""Trainings of the digits with one defect each, and the same training without.

A case has its data, a model at its start and a training step. Seven defects are one
change in one of the three; the eighth, constant weights, is one in both matrices.
Everything is float64, the drawn weights included: what the first steps of a patient
show is then the same on every machine, also where its end hangs on the last bit.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import torch
from torch.nn import functional as F

from nnfoundations import checks
from nnfoundations.data.data_modules import Digits, Pair, TensorData
from nnfoundations.learning.diagnosis import Step, descent_step
from nnfoundations.networks.mlp import MLPScratch

#: Hidden units, learning rate and deviation of the weights of the healthy training.
NUM_HIDDENS, LR, SIGMA = 64, 0.5, 0.1
BATCH_SIZE = 32
#: Leaves 1,088 = 34 * 32 digits to train on: every batch is full.
NUM_VALIDATION, NUM_TEST = 360, 349

#: What the defects set.
CONSTANT, DEAD_BIAS, HIGH_LR = 0.05, -3.0, 6.0


@dataclass(frozen=True)
class Case:
    """A training that is ready to run, again and again with the same result.

    Attributes
    ----------
    name : str
        What the case is called; it does not tell the defect, and nor does `repr`.
    data : TensorData
        Training, validation and test images.
    model : MLPScratch
        At its start. Whoever trains it takes a copy.
    step : callable
        Takes the model, its optimiser and a batch (X, y), changes the weights once
        and returns the loss before.
    """

    name: str
    data: TensorData = field(repr=False)
    model: MLPScratch = field(repr=False)
    step: Step = field(repr=False)


class SoftmaxTwice(MLPScratch):
    """Returns probabilities where the loss, which has a softmax, wants logits."""

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Return the probabilities (n, k)."""
        return super().forward(X).softmax(dim=1)


class SoftmaxOverBatch(MLPScratch):
    """Compares the examples of a batch where the classes should be compared."""

    def loss(
        self, y_hat: torch.Tensor, y: torch.Tensor, averaged: bool = True
    ) -> torch.Tensor:
        """Return a cross-entropy whose probabilities add up to 1 down a column."""
        reduction = "mean" if averaged else "none"
        return F.nll_loss(y_hat.log_softmax(dim=0), y, reduction=reduction)


def without_zero_grad(
    model: MLPScratch, optimiser: torch.optim.Optimizer, batch: Pair
) -> float:
    """Take a step that adds the new gradient to all earlier ones."""
    X, y = batch
    loss = model.loss(model(X), y)
    loss.backward()
    optimiser.step()
    return float(loss.detach())


def _model(
    seed: int, kind: type[MLPScratch] = MLPScratch, lr: float = LR
) -> MLPScratch:
    """Return a model in float64, the draws of its weights included."""
    generator = torch.Generator().manual_seed(seed)
    model = kind(64, 10, NUM_HIDDENS, lr, SIGMA, generator).double()
    with torch.no_grad():
        for W in (model.W1, model.W2):
            W.normal_(0, SIGMA, generator=generator)
    return model


def _data(seed: int) -> TensorData:
    data = Digits(BATCH_SIZE, NUM_VALIDATION, NUM_TEST, seed)
    assert data.val_set is not None  # its size is above 0
    train_set, val_set, test_set = (
        (X.double(), y) for X, y in (data.train_set, data.val_set, data.test_set)
    )
    names = data.label_names
    return TensorData(train_set, val_set, test_set, names, BATCH_SIZE, seed)


def _with_sets(data: TensorData, train_set: Pair, val_set: Pair | None) -> TensorData:
    names, size = data.label_names, data.batch_size
    return TensorData(train_set, val_set, data.test_set, names, size, data.seed)


def _healthy(seed: int) -> Case:
    return Case("", _data(seed), _model(seed), descent_step)


def _constant(seed: int) -> Case:
    case = _healthy(seed)
    with torch.no_grad():
        case.model.W1.fill_(CONSTANT)
        case.model.W2.fill_(CONSTANT)
    return case


def _dead(seed: int) -> Case:
    case = _healthy(seed)
    with torch.no_grad():
        case.model.b1.fill_(DEAD_BIAS)
    return case


def _high_lr(seed: int) -> Case:
    return replace(_healthy(seed), model=_model(seed, lr=HIGH_LR))


def _softmax_twice(seed: int) -> Case:
    return replace(_healthy(seed), model=_model(seed, SoftmaxTwice))


def _no_zero_grad(seed: int) -> Case:
    return replace(_healthy(seed), step=without_zero_grad)


def _leakage(seed: int) -> Case:
    case = _healthy(seed)
    X, y = case.data.train_set
    overlap = X[:NUM_VALIDATION], y[:NUM_VALIDATION]
    return replace(case, data=_with_sets(case.data, (X, y), overlap))


def _wrong_axis(seed: int) -> Case:
    return replace(_healthy(seed), model=_model(seed, SoftmaxOverBatch))


def _shuffle_labels(seed: int) -> Case:
    case = _healthy(seed)
    X, y = case.data.train_set
    order = torch.randperm(len(y), generator=torch.Generator().manual_seed(seed))
    data = _with_sets(case.data, (X, y[order]), case.data.val_set)
    return replace(case, data=data)


HEALTHY = "healthy"
CASE_MAKERS: dict[str, Callable[[int], Case]] = {
    HEALTHY: _healthy,
    "constant weights": _constant,
    "dead units": _dead,
    "learning rate too high": _high_lr,
    "softmax twice": _softmax_twice,
    "no zero_grad": _no_zero_grad,
    "leakage": _leakage,
    "wrong axis": _wrong_axis,
    "shuffled labels": _shuffle_labels,
}
#: What may be wrong with a case, by name; the first stands for nothing.
CONDITIONS = tuple(CASE_MAKERS)


def make_case(condition: str, seed: int, name: str = "") -> Case:
    """Return a case with one defect, or a healthy one.

    Parameters
    ----------
    condition : str
        Among `CONDITIONS`.
    seed : int
        Of the split, the order of the batches, the weights and, where labels are
        shuffled, of their order.
    name : str
        What the case is to be called.

    Raises
    ------
    TypeError, ValueError
        If the condition is unknown, or the seed is no whole number of at least 0.
    """
    checks.choice("condition", condition, CONDITIONS)
    seed = checks.seed("seed", seed)
    return replace(CASE_MAKERS[condition](seed), name=name)
