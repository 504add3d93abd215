"""The bar for Fashion-MNIST: our accuracies against those of D2L's own pipeline."""

import importlib.util
import json
from pathlib import Path

import pytest
import torch

from nnfoundations.networks.mlp import MLPScratch

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ours():
    return json.loads((ROOT / "results" / "fashion_mnist.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def theirs():
    return json.loads((ROOT / "results" / "d2l_pipeline.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def benchmark():
    path = ROOT / "benchmarks" / "d2l_pipeline.py"
    spec = importlib.util.spec_from_file_location("d2l_pipeline", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_our_mean_lies_within_the_range_of_d2ls_own_runs(ours, theirs):
    assert theirs["min"] <= ours["mlp_mean"] <= theirs["max"]


def test_both_ran_the_same_five_seeds(ours, theirs, benchmark):
    assert theirs["seeds"] == list(benchmark.SEEDS) == [0, 1, 2, 3, 4]
    assert len(theirs["accuracies"]) == len(ours["mlp_accuracies"]) == 5
    assert len(set(theirs["accuracies"])) > 1


def test_the_summaries_are_those_of_the_lists(ours, theirs):
    for summary, values, prefix in (
        (theirs, theirs["accuracies"], ""),
        (ours, ours["mlp_accuracies"], "mlp_"),
        (ours, ours["softmax_accuracies"], "softmax_"),
    ):
        mean = sum(values) / len(values)
        assert summary[prefix + "mean"] == pytest.approx(mean, abs=1e-6)
        assert summary[prefix + "min"] == pytest.approx(min(values), abs=1e-6)
        assert summary[prefix + "max"] == pytest.approx(max(values), abs=1e-6)


def test_the_reference_ran_d2ls_settings(theirs):
    assert theirs["settings"] == {
        "num_inputs": 784,
        "num_hiddens": 256,
        "num_outputs": 10,
        "sigma": 0.01,
        "lr": 0.1,
        "batch_size": 256,
        "max_epochs": 10,
    }


def test_from_one_seed_both_models_are_the_same_function(benchmark):
    torch.manual_seed(4)
    theirs = benchmark.BookMLP()
    ours = MLPScratch(784, 10, 256, 0.1, generator=torch.Generator().manual_seed(4))
    for a, b in zip(theirs.parameters(), ours.parameters(), strict=True):
        assert torch.equal(a, b)
    X = torch.rand(5, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(theirs(X), ours(X), rtol=1e-6, atol=1e-7)
