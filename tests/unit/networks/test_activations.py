"""Activation pairs against PyTorch's autograd, central differences and by hand."""

import subprocess
import sys

import numpy as np
import pytest
import torch

from nnfoundations.networks.activations import (
    ACTIVATIONS,
    sigmoid,
    sigmoid_derivative,
    softplus,
    strip_check,
)

TORCH = {
    "identity": lambda z: 1 * z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "softplus": torch.nn.functional.softplus,
}
Z = np.linspace(-8, 8, 161).reshape(7, 23)  # holds 0 and many shapes of argument


def test_every_activation_but_the_step_has_an_oracle():
    assert set(TORCH) | {"heaviside"} == set(ACTIVATIONS)
    assert all(name == pair.name for name, pair in ACTIVATIONS.items())


@pytest.mark.parametrize("name", TORCH)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_value_and_derivative_equal_autograd_even_at_kinks(name, dtype):
    z = torch.tensor(Z.astype(dtype), requires_grad=True)
    h = TORCH[name](z)
    h.sum().backward()
    pair = ACTIVATIONS[name]
    tolerance = 1e-14 if dtype is np.float64 else 1e-6
    for ours, theirs in ((pair.value, h.detach()), (pair.derivative, z.grad)):
        array = ours(Z.astype(dtype))
        assert array.dtype == dtype
        assert array.shape == Z.shape
        np.testing.assert_allclose(
            array, theirs.numpy(), rtol=tolerance, atol=tolerance
        )


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivative_equals_central_differences_away_from_zero(name):
    pair, z, step = ACTIVATIONS[name], Z[np.abs(Z) > 1e-3], 1e-5
    slope = (pair.value(z + step) - pair.value(z - step)) / (2 * step)
    np.testing.assert_allclose(pair.derivative(z), slope, rtol=1e-6, atol=1e-9)


def test_conventions_at_zero():
    at_zero = {n: (p.value(0.0), p.derivative(0.0)) for n, p in ACTIVATIONS.items()}
    assert at_zero["heaviside"] == (1, 0)
    assert at_zero["relu"] == (0, 0)
    assert at_zero["sigmoid"] == (0.5, 0.25)
    assert at_zero["tanh"] == (0, 1)
    assert at_zero["softplus"] == (pytest.approx(np.log(2)), 0.5)


def test_heaviside_is_one_from_zero_on():
    step = ACTIVATIONS["heaviside"].value([-2, -1e-300, 0, 1e-300, 3])
    assert step.tolist() == [0, 0, 1, 1, 1]


def test_sigmoid_and_softplus_survive_extreme_arguments():
    extreme = np.array([-1e4, -700.0, 700.0, 1e4])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert sigmoid(extreme).tolist() == pytest.approx([0, np.exp(-700), 1, 1])
        assert softplus(extreme).tolist() == pytest.approx([0, np.exp(-700), 700, 1e4])
    assert sigmoid(-700.0) > 0
    assert sigmoid_derivative(700.0) == pytest.approx(np.exp(-700), rel=1e-12, abs=0)


def test_whole_numbers_become_float64_and_the_argument_stays_as_it_was():
    z = np.array([[-1, 2], [3, -4]])
    for pair in ACTIVATIONS.values():
        assert pair.value(z).dtype == pair.derivative(z).dtype == np.float64
    x = np.array([1.0, -1.0])
    ACTIVATIONS["identity"].value(x)[0] = 9
    assert x.tolist() == [1, -1]


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        (["a"], TypeError, "real numbers"),
        ([1j], TypeError, "real numbers"),
        ([[1.0], [2.0, 3.0]], ValueError, "real numbers, got ragged values"),
        ([], ValueError, "at least one value"),
        ([0.0, np.nan], ValueError, "nan at index"),
    ],
)
def test_bad_input_is_refused_by_name(name, bad, error, words):
    for function in (ACTIVATIONS[name].value, ACTIVATIONS[name].derivative):
        with pytest.raises(error, match=f"Z: .*{words}"):
            function(bad)


def test_what_has_no_check_comes_back_as_it_is():
    assert strip_check(np.tanh) is np.tanh
    with pytest.raises(TypeError, match=r"^function: expected a function, got 3"):
        strip_check(3)


def test_importing_activations_does_not_import_torch():
    code = (
        "import sys, nnfoundations.networks.activations; "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
