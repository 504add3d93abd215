"""What gradient descent does with a gradient: plain, with momentum, Adam.

Every rule is a pure function of one parameter, what it remembers of earlier steps
(its memories, 0 at the start), the gradient, the number of the step (from 1) and the
learning rate. NumPy arrays and torch tensors serve alike; a learning rate that is an
array changes each entry at its own rate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnfoundations import checks

#: A parameter and its memories after a step.
Stepped = tuple[Any, tuple[Any, ...]]

MOMENTUM = 0.9
#: Adam's decay rates of its two means, and what keeps its quotient finite.
BETAS = (0.9, 0.999)
EPSILON = 1e-8


def plain_step(
    parameter: Any, memories: tuple[Any, ...], gradient: Any, step: int, lr: Any
) -> Stepped:
    """Return parameter - lr x gradient; nothing is remembered.

    Examples
    --------
    >>> plain_step(1.0, (), gradient=2.0, step=1, lr=0.25)
    (0.5, ())

    References
    ----------
    Robbins and Monro (1951), A stochastic approximation method.
    """
    return parameter - lr * gradient, ()


def momentum_step(
    parameter: Any, memories: tuple[Any, ...], gradient: Any, step: int, lr: Any
) -> Stepped:
    """Return the parameter and its velocity after a step with momentum 0.9.

    velocity = momentum x velocity + gradient, parameter = parameter - lr x velocity,
    as ``torch.optim.SGD`` has it. It is Polyak's heavy ball, whose step is
    - lr x gradient + momentum x (the step before).

    Parameters
    ----------
    parameter, gradient : array or Tensor
        Of one shape.
    memories : tuple of one array
        The velocity, in units of the gradient.
    step : int
        Not used: every step is like the others.
    lr : float or array
        Learning rate.

    Examples
    --------
    >>> parameter, memories = momentum_step(1.0, (0.0,), gradient=1.0, step=1, lr=0.25)
    >>> momentum_step(parameter, memories, gradient=0.0, step=2, lr=0.25)
    (0.525, (0.9,))

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.
    """
    (velocity,) = memories
    velocity = MOMENTUM * velocity + gradient
    return parameter - lr * velocity, (velocity,)


def adam_step(
    parameter: Any, memories: tuple[Any, ...], gradient: Any, step: int, lr: Any
) -> Stepped:
    """Return the parameter and Adam's two running means after a step.

    The step is lr x mean gradient / (root of the mean squared gradient), entry by
    entry. Both means start at 0, which makes them too small by the factor
    1 - beta^step at first; they are divided by it.

    Parameters
    ----------
    parameter, gradient : array or Tensor
        Of one shape.
    memories : tuple of two arrays
        The running means of the gradient and of its square.
    step : int
        The number of this step, from 1.
    lr : float or array
        Learning rate: about the largest change of an entry per step.

    Raises
    ------
    TypeError, ValueError
        If `step` is not a whole number of at least 1: there the means' weights are 0.

    Examples
    --------
    The first step is as long as the learning rate, whatever the gradient's size:

    >>> parameter, _ = adam_step(1.0, (0.0, 0.0), gradient=1000.0, step=1, lr=0.25)
    >>> round(parameter, 6)
    0.75

    References
    ----------
    Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1.
    """
    return _adam_kernel(parameter, memories, gradient, checks.integer("step", step), lr)


def _adam_kernel(
    parameter: Any, memories: tuple[Any, ...], gradient: Any, step: int, lr: Any
) -> Stepped:
    first, second = memories
    first = BETAS[0] * first + (1 - BETAS[0]) * gradient
    second = BETAS[1] * second + (1 - BETAS[1]) * gradient**2
    mean = first / (1 - BETAS[0] ** step)
    mean_square = second / (1 - BETAS[1] ** step)
    return parameter - lr * mean / (mean_square**0.5 + EPSILON), (first, second)


@dataclass(frozen=True)
class UpdateRule:
    """An update rule: its function, which trusts the step, and how many memories."""

    step: Callable[[Any, tuple[Any, ...], Any, int, Any], Stepped]
    num_memories: int

    def start(self, parameter: Any) -> tuple[Any, ...]:
        """Return the memories before the first step: all 0."""
        return tuple(0 * parameter for _ in range(self.num_memories))


UPDATE_RULES = {
    "plain": UpdateRule(plain_step, 0),
    "momentum": UpdateRule(momentum_step, 1),
    "adam": UpdateRule(_adam_kernel, 2),
}


def largest_stable_rate(curvature: float, momentum: float = 0.0) -> float:
    """Return 2 (1 + momentum) / curvature.

    In a quadratic bowl of that largest curvature, gradient descent with all points
    converges below this learning rate, and above it diverges from almost every start.

    Raises
    ------
    TypeError, ValueError
        If `curvature` is not above 0, or `momentum` not from 0 to below 1.

    Examples
    --------
    >>> largest_stable_rate(curvature=4.0), largest_stable_rate(4.0, momentum=0.5)
    (0.5, 0.75)
    """
    momentum = checks.number("momentum", momentum, at_least=0, at_most=1 - 1e-9)
    return 2 * (1 + momentum) / checks.number("curvature", curvature, above=0)
