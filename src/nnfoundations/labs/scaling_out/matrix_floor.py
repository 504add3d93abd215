"""The least that a training step must do: its matrix products.

References
----------
Golub and Van Loan (2013), Matrix Computations, section 1.1: a product of
(m, k) by (k, n) takes 2mkn floating-point operations.
"""

import math
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import torch

from nnfoundations import checks


class Product(NamedTuple):
    """A product of an (m, k) by a (k, n) matrix."""

    m: int
    k: int
    n: int


def list_products(widths: Sequence[int], batch_size: int) -> list[Product]:
    """Return the matrix products of one step: forward pass, then backward pass.

    Parameters
    ----------
    widths : sequence of int
        Inputs, hidden layers, outputs.
    batch_size : int

    Returns
    -------
    list of Product
        ``H @ W`` for each layer; then, from the last layer to the first,
        ``H.T @ delta`` for its gradient and ``delta @ W.T`` for the error signal
        of the layer below (the inputs need none).

    Raises
    ------
    TypeError, ValueError
        If there are fewer than two widths, or a size is not positive.
    """
    n = checks.integer("batch_size", batch_size)
    sizes = checks.sizes("widths", widths)
    if len(sizes) < 2:
        raise ValueError(checks.complaint("widths", "inputs and outputs", sizes))
    layers = list(pairwise(sizes))
    forward = [Product(n, fan_in, fan_out) for fan_in, fan_out in layers]
    backward = []
    for i, (fan_in, fan_out) in reversed(list(enumerate(layers))):
        backward.append(Product(fan_in, n, fan_out))
        if i > 0:
            backward.append(Product(n, fan_out, fan_in))
    return forward + backward


def flops(needed: Sequence[Product]) -> int:
    """Return the floating-point operations of products: 2mkn each, added up."""
    return sum(2 * p.m * p.k * p.n for p in needed)


def make_products(
    needed: Sequence[Product], generator: torch.Generator
) -> Callable[[], None]:
    """Return a function that computes products of random float32 matrices.

    Everything is there before it is called: no memory is asked for, nothing else
    is computed.
    """
    triples = [
        (
            torch.randn(p.m, p.k, generator=generator),
            torch.randn(p.k, p.n, generator=generator),
            torch.empty(p.m, p.n),
        )
        for p in needed
    ]

    def run() -> None:
        for A, B, C in triples:
            torch.mm(A, B, out=C)

    return run


def time_shortest(
    work: Callable[[], object],
    repeats: int = 20,
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    """Return the shortest of several times that a piece of work takes [s].

    Other work on the machine can only add to it.
    """
    checks.function("work", work)
    checks.function("clock", clock)
    best = math.inf
    for _ in range(checks.integer("repeats", repeats)):
        start = clock()
        work()
        best = min(best, clock() - start)
    return best
