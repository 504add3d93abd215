import itertools

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from nnfoundations.labs.scaling_out import matrix_floor
from nnfoundations.labs.scaling_out.matrix_floor import Product
from nnfoundations.networks.mlp import MLP


@pytest.mark.parametrize("widths", [(784, 256, 10), (64, 10), (20, 9, 7, 5, 3)])
def test_the_count_is_that_of_pytorchs_counter(widths):
    first, *hidden, last = widths
    X, y = torch.rand(12, first), torch.zeros(12, dtype=torch.int64)
    model = MLP(last, hidden, 0.1, first) if hidden else torch.nn.Linear(first, last)
    with FlopCounterMode(display=False) as counter:
        torch.nn.functional.cross_entropy(model(X), y).backward()
    needed = matrix_floor.list_products(widths, 12)
    assert matrix_floor.flops(needed) == counter.get_total_flops()


def test_the_products_of_one_hidden_layer_by_hand():
    d, h, k, n = 5, 4, 3, 2
    assert matrix_floor.list_products((d, h, k), n) == [
        Product(n, d, h),
        Product(n, h, k),
        Product(h, n, k),  # dW2
        Product(n, k, h),  # the error signal of the hidden layer
        Product(d, n, h),  # dW1
    ]
    by_hand = 2 * n * (2 * d * h + 3 * h * k)
    assert matrix_floor.flops(matrix_floor.list_products((d, h, k), n)) == by_hand


def test_the_bare_products_are_computed(monkeypatch):
    seen = []
    monkeypatch.setattr(torch, "mm", lambda A, B, out: seen.append((A, B, out)))
    needed = matrix_floor.list_products((5, 4, 3), 2)
    matrix_floor.make_products(needed, torch.Generator().manual_seed(0))()
    shapes = [Product(*A.shape, B.shape[1]) for A, B, _ in seen]
    assert shapes == needed
    assert all(out.shape == (A.shape[0], B.shape[1]) for A, B, out in seen)


def test_the_shortest_time_counts():
    times = iter([0.0, 5.0, 10.0, 12.0, 20.0, 23.0])
    assert matrix_floor.time_shortest(lambda: None, 3, clock=lambda: next(times)) == 2.0
    ticks = itertools.count()
    assert matrix_floor.time_shortest(lambda: None, clock=lambda: next(ticks)) == 1


def test_sizes_that_make_no_network_are_refused():
    with pytest.raises(ValueError, match="widths: expected inputs and outputs"):
        matrix_floor.list_products((5,), 2)
    with pytest.raises(ValueError, match=r"widths\[1\]"):
        matrix_floor.list_products((5, 0), 2)
