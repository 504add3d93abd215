"""One training looked at closely: the same probes for every case.

Three kinds: of the data, before anything is trained; of the first twenty steps, where
trainings that end alike still differ; and of the end.
"""

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import torch

from nnfoundations import checks
from nnfoundations.data.data_modules import Pair
from nnfoundations.labs.bug_hunt.defects import Case
from nnfoundations.learning.diagnosis import (
    column_gap,
    dead_fraction,
    dead_share,
    hidden_activations,
    loss_floor,
    overfit_batch,
    update_ratios,
)

#: Up to which step each step is looked at.
LAST_STEP = 20
#: Steps of a whole training, 20 epochs of 34 batches; steps on one batch.
NUM_STEPS, ONE_BATCH_STEPS = 680, 200


@dataclass(frozen=True)
class Chart:
    """What the probes found.

    Attributes
    ----------
    name : str
        That of the case.
    steps : pandas.DataFrame
        A row for each of the steps 0 to 20, seen just before its change. Columns:
        step; loss (of the batch); ratio (of W1, see `diagnosis.update_ratios`);
        dead (share of the hidden units that are 0 for all training images); gap
        (largest difference between two hidden units on an image, in units of the
        largest activation); stride (length of the change of all parameters, in units
        of learning rate times gradient: 1 for gradient descent).
    numbers : dict of str to float
        twins, neighbours: see `twin_share` and `neighbour_agreement`; one_batch: the
        loss of the first batch after 200 steps on it alone; at the end: loss (mean
        over the training batches), dead, low and high (bounds of the scores of the
        training images), floor (the lowest loss that these bounds allow), train_acc,
        val_acc and test_acc.
    """

    name: str
    steps: pd.DataFrame
    numbers: dict[str, float]


def twin_share(train_set: Pair, val_set: Pair) -> float:
    """Return the share of validation images that are training images, too.

    Parameters
    ----------
    train_set, val_set : (X, y)
        X of shape (n, ...); y is not looked at.
    """
    known = {image.numpy().tobytes() for image in train_set[0]}
    found = [image.numpy().tobytes() in known for image in val_set[0]]
    return sum(found) / len(found)


def neighbour_agreement(examples: Pair) -> float:
    """Return the share of images whose most similar other image has their label.

    Parameters
    ----------
    examples : (X, y)
        X of shape (n, ...), y of shape (n,), n > 1.
    """
    X, y = examples
    if checks.same_length(X=X, y=y) < 2:
        raise ValueError(checks.complaint("examples", "at least two", len(y)))
    flat = X.reshape(len(X), -1)
    distances = torch.cdist(flat, flat).fill_diagonal_(math.inf)
    return float((y[distances.argmin(1)] == y).double().mean())


def probe(case: Case, num_steps: int = NUM_STEPS) -> Chart:
    """Train a copy of a case's model, and return what the probes find on the way.

    Parameters
    ----------
    case : Case
    num_steps : int
        Steps of the training, more than 20.

    Raises
    ------
    TypeError, ValueError
        If `num_steps` is no whole number of at least 21.
    """
    num_steps = checks.integer("num_steps", num_steps, LAST_STEP + 1)
    model = copy.deepcopy(case.model)
    optimiser = model.configure_optimizers()
    batches, rows = endless_batches(case), []
    for step in range(num_steps):
        batch = next(batches)
        if step > LAST_STEP:
            case.step(model, optimiser, batch)
            continue
        seen = _look(model, case, batch)
        before, length = _flat(model), _descent_length(model, batch)
        loss = case.step(model, optimiser, batch)
        stride = float((_flat(model) - before).norm()) / length
        rows.append({"step": step, "loss": loss} | seen | {"stride": stride})
    numbers = _of_data(case) | _one_batch(case) | _of_the_end(model, case)
    return Chart(case.name, pd.DataFrame(rows), numbers)


def endless_batches(case: Case) -> Iterator[Pair]:
    """Yield the training batches of a case, epoch after epoch."""
    loader = case.data.train_dataloader()
    while True:
        yield from loader


def _look(model: Any, case: Case, batch: Pair) -> dict[str, float]:
    (H1,) = hidden_activations(model, case.data.train_set[0])
    largest = float(H1.max())
    return {
        "ratio": update_ratios(model, batch)["W1"],
        "dead": dead_share([H1]),
        "gap": column_gap(H1.numpy()) / largest if largest else 0.0,
    }


def _flat(model: Any) -> torch.Tensor:
    """Return a copy of all parameters in one row."""
    parts = [p.detach().ravel() for p in model.parameters()]
    return torch.cat(parts).double()


def _descent_length(model: Any, batch: Pair) -> float:
    """Return how far one step of gradient descent would move the parameters."""
    X, y = batch
    found = torch.autograd.grad(model.loss(model(X), y), list(model.parameters()))
    return float(model.lr * torch.cat([g.ravel() for g in found]).double().norm())


def _sets(case: Case) -> dict[str, Pair]:
    data = case.data
    assert data.val_set is not None  # every case has one
    return {"train": data.train_set, "val": data.val_set, "test": data.test_set}


def _of_data(case: Case) -> dict[str, float]:
    sets = _sets(case)
    return {
        "twins": twin_share(sets["train"], sets["val"]),
        "neighbours": neighbour_agreement(sets["train"]),
    }


def _one_batch(case: Case) -> dict[str, float]:
    losses = overfit_batch(
        case.model, next(endless_batches(case)), ONE_BATCH_STEPS, case.step
    )
    return {"one_batch": losses[-1]}


def _of_the_end(model: Any, case: Case) -> dict[str, float]:
    sets = _sets(case)
    X, y = sets["train"]
    size = case.data.batch_size
    with torch.no_grad():
        scores = model(X)
        parts = zip(scores.split(size), y.split(size), strict=True)
        losses = [float(model.loss(*part)) for part in parts]
        accs = {
            f"{name}_acc": float((model(a).argmax(1) == b).double().mean())
            for name, (a, b) in sets.items()
        }
    low, high = float(scores.min()), float(scores.max())
    bounds = {"low": low, "high": high, "floor": loss_floor(10, low, high)}
    found = {"loss": sum(losses) / len(losses), "dead": dead_fraction(model, X)}
    return found | bounds | accs


def take_readings(chart: Chart) -> dict[str, float]:
    """Return the eight readings of a chart that tell the defects apart.

    Returns
    -------
    dict of str to float
        twins and neighbours, of the data; first_loss, dead and ratio, of step 0;
        gap, after the first change; stride, the largest of the steps 0 to 20; and
        outside, how far a score at the end lies outside of 0 to 1, at most 1.
    """
    start, second = chart.steps.iloc[0], chart.steps.iloc[1]
    low, high = chart.numbers["low"], chart.numbers["high"]
    return {
        "twins": chart.numbers["twins"],
        "neighbours": chart.numbers["neighbours"],
        "first_loss": float(start["loss"]),
        "dead": float(start["dead"]),
        "ratio": float(start["ratio"]),
        "gap": float(second["gap"]),
        "stride": float(chart.steps["stride"].max()),
        "outside": min(max(high - 1, -low, 0.0), 1.0),
    }


#: Which reading tells which defect. One defect alone shows no other's sign.
SIGNS: dict[str, Callable[[dict[str, float]], bool]] = {
    "leakage": lambda seen: seen["twins"] > 0.1,
    "shuffled labels": lambda seen: seen["neighbours"] < 0.5,
    "wrong axis": lambda seen: abs(seen["first_loss"] - math.log(10)) > 0.5,
    "dead units": lambda seen: seen["dead"] > 0.9,
    "learning rate too high": lambda seen: seen["ratio"] > 0.15,
    "constant weights": lambda seen: seen["gap"] < 1e-3 and seen["dead"] < 0.9,
    "no zero_grad": lambda seen: seen["stride"] > 1.5,
    "softmax twice": lambda seen: seen["outside"] == 0,
}


def diagnose(chart: Chart) -> list[str]:
    """Return the defects whose sign a chart shows; none for a healthy training."""
    seen = take_readings(chart)
    return [defect for defect, shows in SIGNS.items() if shows(seen)]
