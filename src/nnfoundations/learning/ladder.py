"""One model written five times, and a proof that the five agree.

Each rung of the ladder computes the same multilayer perceptron from the same
weights; each leaves to a library what the rung below writes out.

1. scalar loops: every sum and every derivative spelled out, number by number;
2. NumPy batch: the forward pass as matrix products, the backward pass one
   example after another;
3. hand-written backward: both passes as matrix products (`backprop`);
4. ``MLPScratch``: autograd writes the backward pass;
5. ``nn.Sequential``: PyTorch keeps the parameters too, as (out, in).

Two rungs agree if max|a - b| / max|b| of every tensor stays within `BOUNDS`.
`run_lockstep` trains two of them step by step beside each other on the same batches.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch

from nnfoundations import checks
from nnfoundations.learning import backprop
from nnfoundations.learning.backprop import Gradients, Weights
from nnfoundations.networks.mlp import MLP, MLPScratch

#: The largest relative difference between two rungs, by dtype.
BOUNDS = {"float64": 1e-12, "float32": 1e-5}

Batch = tuple[np.ndarray, np.ndarray]


class Evaluation(NamedTuple):
    """The logits (n, k) of a batch and the gradients of its mean loss."""

    logits: np.ndarray
    gradients: Gradients


@dataclass(frozen=True)
class Rung:
    """One way to write the model down.

    Attributes
    ----------
    name : str
    evaluate : callable
        ``evaluate(weights, X, y) -> Evaluation`` of one batch.
    train : callable
        ``train(weights, batches, lr) -> Weights`` after one step a batch.
    """

    name: str
    evaluate: Callable[[Weights, np.ndarray, np.ndarray], Evaluation]
    train: Callable[[Weights, Sequence[Batch], float], Weights]


# Rung 1 --------------------------------------------------------------------


def scalar_forward(weights: Any, x: Sequence[float]) -> tuple[list[float], ...]:
    """Return Z1, H1 and the logits of one example, number by number."""
    W1, b1, W2, b2 = weights
    Z1 = [b1[j] + sum(x[i] * W1[i][j] for i in range(len(x))) for j in range(len(b1))]
    H1 = [max(z, 0.0) for z in Z1]
    logits = [
        b + sum(H1[j] * W2[j][k] for j in range(len(H1))) for k, b in enumerate(b2)
    ]
    return Z1, H1, logits


def scalar_backward(
    weights: Any, x: Sequence[float], label: int, steps: tuple[list[float], ...]
) -> tuple[list[float], list[float]]:
    """Return the error signals delta1 and delta2 of one example."""
    _, _, W2, _ = weights
    Z1, _, logits = steps
    largest = max(logits)
    powers = [math.exp(score - largest) for score in logits]
    delta2 = [power / sum(powers) for power in powers]
    delta2[label] -= 1.0
    delta1 = [
        sum(delta2[k] * W2[j][k] for k in range(len(delta2))) if z > 0 else 0.0
        for j, z in enumerate(Z1)
    ]
    return delta1, delta2


def scalar_evaluate(weights: Weights, X: np.ndarray, y: np.ndarray) -> Evaluation:
    """Evaluate a batch with Python's own numbers and loops."""
    lists = tuple(tensor.tolist() for tensor in weights)
    sums: list[Any] = [np.zeros(tensor.shape).tolist() for tensor in weights]
    dW1, db1, dW2, db2 = sums
    logits, n = [], len(y)
    for x, label in zip(X.tolist(), y.tolist(), strict=True):
        steps = scalar_forward(lists, x)
        delta1, delta2 = scalar_backward(lists, x, label, steps)
        _add_outer(dW1, db1, x, delta1, n)
        _add_outer(dW2, db2, steps[1], delta2, n)
        logits.append(steps[2])
    return Evaluation(np.array(logits), Gradients(*map(np.array, sums)))


def _add_outer(
    dW: list[list[float]], db: list[float], inputs: Any, delta: list[float], n: int
) -> None:
    """Add one example's share, (inputs times delta) / n, to a layer's gradients."""
    for j, error in enumerate(delta):
        db[j] += error / n
        for i, value in enumerate(inputs):
            dW[i][j] += value * error / n


# Rung 2 --------------------------------------------------------------------


def numpy_evaluate(weights: Weights, X: np.ndarray, y: np.ndarray) -> Evaluation:
    """Forward as matrix products; backward one example after another."""
    W1, b1, W2, b2 = weights
    Z1 = X @ W1 + b1  # (n, d) @ (d, h) + (h,) -> (n, h)
    H1 = np.maximum(Z1, 0)
    logits = H1 @ W2 + b2  # (n, h) @ (h, k) + (k,) -> (n, k)
    sums = Gradients(*(np.zeros_like(tensor) for tensor in weights))
    for x, z1, h1, scores, label in zip(X, Z1, H1, logits, y, strict=True):
        delta2 = np.exp(scores - scores.max())
        delta2 /= delta2.sum()
        delta2[label] -= 1
        delta1 = (W2 @ delta2) * (z1 > 0)  # (h, k) @ (k,) -> (h,)
        shares = (np.outer(x, delta1), delta1, np.outer(h1, delta2), delta2)
        for total, share in zip(sums, shares, strict=True):
            total += share
    return Evaluation(logits, Gradients(*(total / len(y) for total in sums)))


# Rung 3 --------------------------------------------------------------------


def handwritten_evaluate(weights: Weights, X: np.ndarray, y: np.ndarray) -> Evaluation:
    """Both passes as matrix products: the loop over examples is inside them."""
    cache = backprop.forward(weights, X)
    return Evaluation(cache.logits, backprop.backward(weights, cache, y))


def make_train(evaluate: Callable[..., Evaluation]) -> Callable[..., Weights]:
    """Return the ``train`` of a `Rung` that steps along what `evaluate` returns."""

    def train(weights: Weights, batches: Sequence[Batch], lr: float) -> Weights:
        for X, y in batches:
            gradients = evaluate(weights, X, y).gradients
            weights = backprop.sgd_step(weights, gradients, lr)
        return weights

    return train


# Rungs 4 and 5 -------------------------------------------------------------


def scratch_model(weights: Weights, lr: float = 0.1) -> MLPScratch:
    """Return an `MLPScratch` that holds a copy of the weights, in their dtype."""
    num_inputs, num_hiddens = weights.W1.shape
    model = MLPScratch(num_inputs, len(weights.b2), num_hiddens, lr, sigma=0)
    return _fill(model, (model.W1, model.b1, model.W2, model.b2), weights)


def concise_model(weights: Weights, lr: float = 0.1) -> MLP:
    """Return an `MLP` that holds them; ``nn.Linear`` wants its weight as (out, in)."""
    num_inputs, num_hiddens = weights.W1.shape
    model = MLP(len(weights.b2), num_hiddens, lr, num_inputs)
    W1, b1, W2, b2 = weights
    return _fill(model, tuple(model.parameters()), (W1.T, b1, W2.T, b2))


def _fill(model: Any, parameters: Sequence[Any], tensors: Sequence[np.ndarray]) -> Any:
    for parameter, tensor in zip(parameters, tensors, strict=True):
        parameter.data = torch.tensor(np.ascontiguousarray(tensor))
    return model


def _as_is(tensors: Sequence[np.ndarray]) -> Sequence[np.ndarray]:
    return tensors


def _transpose(tensors: Sequence[np.ndarray]) -> Sequence[np.ndarray]:
    return [tensor.T for tensor in tensors]  # a bias stays as it is


def _torch_rung(
    name: str, build: Callable[..., Any], layout: Callable[..., Sequence[np.ndarray]]
) -> Rung:
    """Return the rung of a torch model; `layout` brings its tensors into ours."""

    def evaluate(weights: Weights, X: np.ndarray, y: np.ndarray) -> Evaluation:
        model = build(weights)
        logits = model(torch.from_numpy(X))
        model.loss(logits, torch.from_numpy(y)).backward()
        gradients = [p.grad.numpy() for p in model.parameters()]
        return Evaluation(logits.detach().numpy(), Gradients(*layout(gradients)))

    def train(weights: Weights, batches: Sequence[Batch], lr: float) -> Weights:
        model = build(weights, lr)
        optimiser = model.configure_optimizers()
        for X, y in batches:
            optimiser.zero_grad()
            model.loss(model(torch.from_numpy(X)), torch.from_numpy(y)).backward()
            optimiser.step()
        return Weights(*layout([p.detach().numpy() for p in model.parameters()]))

    return Rung(name, evaluate, train)


#: From the ground up; the first is for small sizes only.
RUNGS = (
    Rung("scalar loops", scalar_evaluate, make_train(scalar_evaluate)),
    Rung("NumPy batch", numpy_evaluate, make_train(numpy_evaluate)),
    Rung(
        "hand-written backward", handwritten_evaluate, make_train(handwritten_evaluate)
    ),
    _torch_rung("MLPScratch", scratch_model, _as_is),
    _torch_rung("nn.Sequential", concise_model, _transpose),
)


# The proof -----------------------------------------------------------------


def measure_discrepancy(a: np.ndarray, b: np.ndarray) -> float:
    """Return max|a - b| / max|b|; 0 if both are all zero, infinite if only b is.

    Raises
    ------
    ValueError
        If the shapes differ: then no number would mean anything.
    """
    first, second = checks.real_array("a", a), checks.real_array("b", b)
    if first.shape != second.shape:
        wanted = f"the shape of b, {second.shape}"
        raise ValueError(checks.complaint("a", wanted, f"shape {first.shape}"))
    difference, scale = np.abs(first - second).max(), np.abs(second).max()
    if scale == 0:
        return 0.0 if difference == 0 else math.inf
    return float(difference / scale)


def compare_rungs(
    rung: Rung, reference: Rung, weights: Weights, batches: Sequence[Batch], lr: float
) -> dict[str, float]:
    """Compare two rungs, tensor by tensor.

    Parameters
    ----------
    rung, reference : Rung
    weights : Weights
        Where both start; their dtype is that of the comparison.
    batches : sequence of (X, y)
        X (n, d) in the dtype of the weights, y (n,) int64. Logits and gradients
        are those of the first batch, the weights those after one step a batch.
    lr : float
        The learning rate of the steps.

    Returns
    -------
    dict
        `measure_discrepancy` of logits, dW1, db1, dW2, db2, and of W1, b1, W2, b2
        after the steps.

    Raises
    ------
    ValueError
        If there is no batch.
    """
    if not batches:
        raise ValueError(checks.complaint("batches", "at least one", "none"))
    ours, theirs = (r.evaluate(weights, *batches[0]) for r in (rung, reference))
    pairs = {"logits": (ours.logits, theirs.logits)}
    for name, a, b in zip(
        Gradients._fields, *(e.gradients for e in (ours, theirs)), strict=True
    ):
        pairs[name] = (a, b)
    after, expected = (r.train(weights, batches, lr) for r in (rung, reference))
    for name, a, b in zip(Weights._fields, after, expected, strict=True):
        pairs[name] = (a, b)
    return {name: measure_discrepancy(a, b) for name, (a, b) in pairs.items()}


@dataclass(frozen=True)
class Lockstep:
    """How far two trainings are apart.

    Attributes
    ----------
    weights, reference : Weights
        At the end.
    losses : ndarray of shape (steps, 2)
        Of each batch before its step [nats]: the one, the other.
    apart : ndarray of shape (steps,)
        After each step the largest `ladder.measure_discrepancy` of W1, b1, W2 and b2.
    """

    weights: Weights
    reference: Weights
    losses: np.ndarray
    apart: np.ndarray


def run_lockstep(
    rung: Rung, reference: Rung, weights: Weights, batches: Sequence[Batch], lr: float
) -> Lockstep:
    """Take one step per batch with either, each from its own weights.

    Parameters
    ----------
    rung, reference : Rung
    weights : Weights
        Where both start; the batches are taken in their dtype.
    batches : sequence of (X, y)
    lr : float

    Raises
    ------
    TypeError, ValueError
        If there is no batch, or one does not fit.
    """
    if not batches:
        raise ValueError(checks.complaint("batches", "at least one", "none"))
    ours = theirs = weights
    losses, apart = [], []
    for X, y in batches:
        batch = X.astype(weights.W1.dtype), y
        losses.append([_loss(ours, *batch), _loss(theirs, *batch)])
        ours = rung.train(ours, [batch], lr)
        theirs = reference.train(theirs, [batch], lr)
        apart.append(max(map(measure_discrepancy, ours, theirs)))
    return Lockstep(ours, theirs, np.array(losses), np.array(apart))


def find_band(dtype: str, num_steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Return between what `Lockstep.apart` lies if two trainings differ by rounding.

    The rounding errors of the steps add up, but not all in one direction. On digits
    the largest difference starts near the unit of rounding and grows about as the
    fourth root of the steps; the band leaves a factor of several to either side.

    Parameters
    ----------
    dtype : str
        ``"float64"`` or ``"float32"``.
    num_steps : int

    Returns
    -------
    low, high : ndarray of shape (num_steps,)
    """
    steps = np.arange(1, checks.integer("num_steps", num_steps) + 1)
    middle = np.finfo(dtype).eps * steps**0.25
    return middle / 4, 8 * middle


def _loss(weights: Weights, X: np.ndarray, y: np.ndarray) -> float:
    return backprop.cross_entropy(backprop.forward(weights, X).logits, y)
