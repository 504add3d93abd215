import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nnfoundations.labs.backpropagation.graph_memory import (
    cache_size,
    count_kept_numbers,
)
from nnfoundations.learning import backprop


def small():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 3))
    X, y = torch.rand(7, 6), torch.randint(0, 3, (7,))
    return model, lambda: F.cross_entropy(model(X), y)


def test_autograd_keeps_the_inputs_the_activations_and_the_log_probabilities():
    model, loss = small()
    assert count_kept_numbers(loss, model.parameters()) == 7 * (6 + 5 + 3)


def test_what_is_known_does_not_count_and_the_rest_counts_once():
    _, loss = small()
    in_memory = count_kept_numbers(loss)
    # of the parameters the backward pass needs W2 alone
    assert in_memory == 7 * (6 + 5 + 3) + 5 * 3
    v = torch.rand(4, requires_grad=True)
    assert count_kept_numbers(lambda: (v * v).sum()) == 4  # kept twice, stored once
    assert count_kept_numbers(lambda: v.sum()) == 0  # a sum needs nothing but shapes


def test_nothing_is_kept_without_a_backward_pass_to_come():
    model, loss = small()
    with torch.no_grad():
        assert count_kept_numbers(loss, model.parameters()) == 0


def test_the_count_is_proportional_to_the_depth():
    layers = [part for _ in range(9) for part in (nn.Linear(6, 6), nn.ReLU())]
    model, X = nn.Sequential(*layers), torch.rand(7, 6)
    kept = count_kept_numbers(lambda: model(X).sum(), model.parameters())
    assert kept == 7 * 6 * (1 + 9)


def test_our_cache_holds_what_the_formula_says():
    weights = backprop.initial_weights((6, 5, 3), np.random.default_rng(0))
    cache = backprop.forward(weights, np.ones((7, 6)))
    assert sum(part.size for part in cache) == cache_size(7, (6, 5, 3))


def test_bad_input_is_refused():
    with pytest.raises(TypeError, match="forward"):
        count_kept_numbers(lambda: 3.0)
    with pytest.raises(ValueError, match="widths"):
        cache_size(7, (6, 0, 3))
