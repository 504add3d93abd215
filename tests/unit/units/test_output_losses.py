import numpy as np
import pytest
import torch
from scipy import special, stats
from torch.nn import functional

from nnfoundations.units.output_losses import (
    OUTPUT_LOSSES,
    log_sum_exp,
    mismatched_error,
    one_hot,
)

RNG = np.random.default_rng(5)
Z = RNG.normal(scale=3, size=(7, 4))
TARGETS = {
    "identity": RNG.normal(size=(7, 4)),
    "sigmoid": RNG.integers(0, 2, size=(7, 4)).astype(float),
    "softmax": one_hot(RNG.integers(0, 4, size=7), 4),
}


def torch_loss(name, Z, Y):
    """Return PyTorch's own loss, summed over outputs, averaged over examples."""
    if name == "identity":
        return ((Z - Y) ** 2).sum() / 2 / len(Z)
    if name == "sigmoid":
        together = functional.binary_cross_entropy_with_logits(Z, Y, reduction="sum")
        return together / len(Z)
    return functional.cross_entropy(Z, Y)


@pytest.mark.parametrize("name", OUTPUT_LOSSES)
def test_loss_and_error_are_those_of_pytorch(name):
    pair, Y = OUTPUT_LOSSES[name], TARGETS[name]
    scores = torch.tensor(Z, requires_grad=True)
    loss = torch_loss(name, scores, torch.tensor(Y))
    loss.backward()
    assert pair.loss(Z, Y) == pytest.approx(loss.item(), rel=1e-12)
    gradient = scores.grad.numpy() * len(Z)  # the loss is a mean over examples
    np.testing.assert_allclose(pair.error(Z, Y), gradient, rtol=1e-12, atol=1e-14)


def log_likelihoods(name, Z, Y):
    """Return the log-probabilities of the targets, from SciPy's distributions."""
    if name == "identity":
        return stats.norm.logpdf(Y, loc=Z).sum(axis=1)
    if name == "sigmoid":
        return stats.bernoulli.logpmf(Y, special.expit(Z)).sum(axis=1)
    rows = zip(Y, special.softmax(Z, axis=1), strict=True)
    return np.array([stats.multinomial.logpmf(y, 1, p) for y, p in rows])


@pytest.mark.parametrize(
    ("name", "constant"),
    [("identity", 4 * np.log(2 * np.pi) / 2), ("sigmoid", 0), ("softmax", 0)],
)
def test_each_loss_is_minus_a_log_likelihood_but_for_a_constant(name, constant):
    expected = -log_likelihoods(name, Z, TARGETS[name]).mean() - constant
    assert OUTPUT_LOSSES[name].loss(Z, TARGETS[name]) == pytest.approx(expected)


def test_log_sum_exp_is_scipys_and_survives_large_scores():
    np.testing.assert_allclose(log_sum_exp(Z), special.logsumexp(Z, axis=1))
    large = np.array([[1000.0, 1000.0], [-1000.0, -1001.0]])
    np.testing.assert_allclose(log_sum_exp(large), special.logsumexp(large, axis=1))


def test_log_sum_exp_by_hand():
    """log(1 + 1 + 2) = log 4."""
    assert log_sum_exp([[0, 0, np.log(2)]]) == pytest.approx([np.log(4)])


def test_cross_entropy_of_a_hopeless_answer_is_finite():
    """The probability rounds to 0, its logarithm would be -inf; the loss is 1000."""
    assert OUTPUT_LOSSES["softmax"].loss([[1000.0, 0.0]], [[0, 1]]) == 1000
    assert OUTPUT_LOSSES["sigmoid"].loss([[-1000.0]], [[1]]) == 1000


def test_one_hot_rows():
    np.testing.assert_array_equal(one_hot([2, 0], 3), [[0, 0, 1], [1, 0, 0]])
    with pytest.raises(ValueError, match="y"):
        one_hot([3], 3)


def test_the_wrong_pair_is_the_derivative_of_half_the_squared_error():
    scores, Y = torch.tensor(Z, requires_grad=True), torch.tensor(TARGETS["sigmoid"])
    (((scores.sigmoid() - Y) ** 2).sum() / 2).backward()
    error = mismatched_error(Z, TARGETS["sigmoid"])
    np.testing.assert_allclose(error, scores.grad.numpy(), rtol=1e-9)


def test_shapes_must_agree():
    with pytest.raises(ValueError, match="one_hot"):
        OUTPUT_LOSSES["softmax"].loss(Z, Z[:, :3])
    with pytest.raises(ValueError, match="Z"):
        OUTPUT_LOSSES["softmax"].error([np.nan], [1])
