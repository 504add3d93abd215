"""A stack of any depth trained by stochastic gradient descent, in float64 NumPy.

One output; its mean loss over a batch is either

=================  ============================================================
``cross_entropy``  labels 0 and 1: the output z is a logit, sigmoid(z) is the
                   probability of class 1, loss = log(1 + exp(z)) - y z [nats]
``squared_error``  real targets: loss = (z - y)^2
=================  ============================================================

An L1 penalty adds rate x sum |w|, an L2 penalty rate / 2 x sum w^2, over the weights
but not the biases; the losses that are reported leave it out.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.checks import Randomness
from nnfoundations.networks import activations
from nnfoundations.networks.activations import strip_check
from nnfoundations.networks.stacks import Stack, forward_stack

LOSSES = ("cross_entropy", "squared_error")
#: Derivative of each penalty by the weights, for a rate of 1.
_SLOPES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "none": np.zeros_like,
    "l1": np.sign,
    "l2": np.asarray,
}
PENALTIES = tuple(_SLOPES)


def mean_loss(kind: str, outputs: ArrayLike, y: ArrayLike) -> float:
    """Return the mean loss of outputs (n,) for targets (n,).

    Raises
    ------
    TypeError, ValueError
        If the kind is unknown, or the numbers are not finite or not as many.
    """
    checks.choice("kind", kind, LOSSES)
    z, y = checks.real_array("outputs", outputs, 1), checks.real_array("y", y, 1)
    checks.same_length(outputs=z, y=y)
    each = np.logaddexp(0, z) - y * z if kind == "cross_entropy" else (z - y) ** 2
    return float(each.mean())


def binary_accuracy(outputs: ArrayLike, y: ArrayLike) -> float:
    """Return the share of labels y (n,) that the logits (n,) are right about.

    A logit of exactly 0 counts as class 1.
    """
    z, y = checks.real_array("outputs", outputs, 1), checks.real_array("y", y, 1)
    checks.same_length(outputs=z, y=y)
    return float(np.mean((z >= 0) == (y > 0.5)))


@dataclass(frozen=True)
class StackGradients:
    """The loss's derivatives, in the shapes of a stack's weights and biases."""

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]

    @property
    def size(self) -> float:
        """Euclidean length of all derivatives together."""
        return float(np.sqrt(sum((d**2).sum() for d in (*self.weights, *self.biases))))


def stack_gradients(
    stack: Stack, X: ArrayLike, y: ArrayLike, kind: str
) -> StackGradients:
    """Return the gradient of `mean_loss`, for every weight and bias: backpropagation.

    Parameters
    ----------
    stack : Stack
        With one output.
    X : array_like of shape (n, num_inputs)
    y : array_like of shape (n,)
    kind : str
        ``"cross_entropy"`` or ``"squared_error"``.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or not finite.
    """
    checks.choice("kind", kind, LOSSES)
    H = forward_stack(stack, X)
    target = checks.real_array("y", y, 1)
    checks.same_length(X=H[0], y=target)
    return _gradients(stack, H, target, kind)


def _gradients(
    stack: Stack, H: list[np.ndarray], y: np.ndarray, kind: str
) -> StackGradients:
    """Return `stack_gradients` from what the layers hand on; nothing is checked."""
    z, target = H[-1], y[:, None]  # (n,) -> (n, 1)
    sigmoid, slope = (
        strip_check(activations.sigmoid),
        stack.activation.derivative_kernel,
    )
    error = sigmoid(z) - target if kind == "cross_entropy" else 2 * (z - target)
    delta = error / len(target)  # the loss is a mean
    dW, db = [], []
    for i in range(len(stack.weights) - 1, -1, -1):
        dW.append(H[i].T @ delta)  # (in, n) @ (n, out) -> (in, out)
        db.append(delta.sum(axis=0))
        if i > 0:
            Z = H[i - 1] @ stack.weights[i - 1] + stack.biases[i - 1]
            delta = (delta @ stack.weights[i].T) * slope(Z)
    return StackGradients(tuple(dW[::-1]), tuple(db[::-1]))


@dataclass(frozen=True)
class SGD:
    """How one step changes the weights.

    With momentum m each parameter has a velocity v: v <- m v + gradient, then
    parameter <- parameter - lr v (as ``torch.optim.SGD`` has it).

    Attributes
    ----------
    lr : float
        Learning rate, above 0.
    batch_size : int
        Examples per step; what is left at the end of an epoch is a smaller batch.
    momentum : float
        0 or more, at most 1.
    penalty : str
        ``"none"``, ``"l1"`` or ``"l2"``.
    rate : float
        Weight of the penalty, 0 or more.

    Raises
    ------
    TypeError, ValueError
        If a value is of the wrong kind, out of range, or an unknown name.
    """

    lr: float = 0.1
    batch_size: int = 10
    momentum: float = 0.0
    penalty: str = "none"
    rate: float = 0.0

    def __post_init__(self) -> None:
        checks.number("lr", self.lr, above=0)
        checks.integer("batch_size", self.batch_size)
        checks.number("momentum", self.momentum, at_least=0, at_most=1)
        checks.choice("penalty", self.penalty, PENALTIES)
        checks.number("rate", self.rate, at_least=0)

    def penalise(self, stack: Stack, of_loss: StackGradients) -> StackGradients:
        """Add the penalty's derivative (that of |w| is taken as 0 at w = 0)."""
        slope = _SLOPES[self.penalty]
        pairs = zip(stack.weights, of_loss.weights, strict=True)
        dW = tuple(dW + self.rate * slope(W) for W, dW in pairs)
        return StackGradients(dW, of_loss.biases)


class Training:
    """A stack on its way through minibatches.

    At the start of every epoch the examples get a new order, ``rng.permutation(n)``.

    Parameters
    ----------
    stack : Stack
        The network at the start, with one output.
    X : array_like of shape (n, num_inputs)
    y : array_like of shape (n,)
    loss : str
        ``"cross_entropy"`` or ``"squared_error"``.
    sgd : SGD
    rng : numpy.random.Generator or numpy.random.RandomState
        Where the order of the examples comes from.

    Attributes
    ----------
    stack : Stack
        The network now.
    epoch : int
        How many epochs are complete.
    gradient_size : float
        Length of the last step's gradient, penalty included, before any momentum.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or not finite.
    """

    def __init__(
        self,
        stack: Stack,
        X: ArrayLike,
        y: ArrayLike,
        loss: str,
        sgd: SGD,
        rng: Randomness,
    ) -> None:
        self.X, self.y = checks.real_array("X", X, 2), checks.real_array("y", y, 1)
        checks.same_length(X=self.X, y=self.y)
        self.loss = checks.choice("loss", loss, LOSSES)
        stack_gradients(stack, self.X[:1], self.y[:1], loss)  # they fit together
        self.stack, self.sgd, self.rng = stack, sgd, checks.randomness(rng)
        self.epoch, self.gradient_size = 0, 0.0
        self._velocity = [np.zeros_like(p) for p in self._parameters()]
        self._order, self._at = np.empty(0, int), 0

    def _parameters(self) -> tuple[np.ndarray, ...]:
        return (*self.stack.weights, *self.stack.biases)

    def _next_batch(self) -> np.ndarray:
        n = len(self.y)
        if self._at == 0:
            self._order = self.rng.permutation(n)
        batch = self._order[self._at : self._at + self.sgd.batch_size]
        self._at += len(batch)
        if self._at == n:
            self._at, self.epoch = 0, self.epoch + 1
        return batch

    def step(self) -> None:
        """Change the weights by one minibatch.

        Raises
        ------
        ValueError
            If the training diverges: a weight, or what a unit gets, is not finite.
        """
        batch = self._next_batch()
        H = self.stack.layers(self.X[batch])
        of_loss = _gradients(self.stack, H, self.y[batch], self.loss)
        full = self.sgd.penalise(self.stack, of_loss)
        self.gradient_size = full.size
        if not math.isfinite(self.gradient_size):
            came = f"a gradient of length {self.gradient_size}"
            cure = "The training diverges: take a smaller learning rate."
            raise ValueError(checks.complaint("stack", "finite values", came, cure))
        both = zip(self._velocity, (*full.weights, *full.biases), strict=True)
        self._velocity = [self.sgd.momentum * v + d for v, d in both]
        pairs = zip(self._parameters(), self._velocity, strict=True)
        self.stack = self.stack.replace([p - self.sgd.lr * v for p, v in pairs])

    def run(self, epochs: int) -> None:
        """Train until that many more epochs are complete.

        Raises
        ------
        TypeError, ValueError
            If `epochs` is not a whole number of at least 1, or the training diverges.
        """
        end = self.epoch + checks.integer("epochs", epochs)
        while self.epoch < end:
            self.step()

    def evaluate(self, X: ArrayLike, y: ArrayLike) -> float:
        """Return the mean loss, without penalty, on inputs (n, d) and targets (n,)."""
        return mean_loss(self.loss, self.stack(X)[:, 0], y)
