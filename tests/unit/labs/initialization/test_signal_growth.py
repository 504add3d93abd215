"""Growth in many networks against hand-made products and the predicted bands."""

import math

import numpy as np
import pytest

from nnfoundations.labs.initialization import signal_growth
from nnfoundations.networks import signal_propagation as signal


def test_ratios_are_those_of_the_products_of_matrices():
    growth = signal_growth.measure_growth("identity", 5, 0.3, 4, [7])
    draws = signal.draw(5, 4, 7, batch=1)
    x, g = draws.X[0], draws.G[0]
    for layer, normals in enumerate(draws.normals, start=1):
        x = x @ (0.3 * normals)
        ratio = (x @ x) / (draws.X[0] @ draws.X[0])
        assert growth.forward[0, layer] == pytest.approx(ratio)
    for layer, normals in enumerate(reversed(draws.normals), start=1):
        g = g @ (0.3 * normals).T
        ratio = (g @ g) / (draws.G[0] @ draws.G[0])
        assert growth.backward[0, layer] == pytest.approx(ratio)


@pytest.mark.parametrize("activation", ["relu", "identity"])
def test_nine_of_ten_networks_lie_in_the_band_which_widens(activation):
    sigma = math.sqrt((2 if activation == "relu" else 1) / 40)
    growth = signal_growth.measure_growth(activation, 40, sigma, 20, range(300))
    predicted = signal_growth.predict_bands(activation, 40, sigma, 20)
    for ratios in growth:
        share = signal_growth.share_inside(ratios, predicted)
        assert ((share[1:] > 0.84) & (share[1:] < 0.96)).all()
    widths = np.log(predicted.high / predicted.low)
    assert (np.diff(widths) > 0).all()
    assert widths[16] == pytest.approx(2 * widths[4])  # as the root of the depth
    np.testing.assert_allclose(predicted.mean, 1)


def test_wide_relu_bands_are_the_rule_of_thumb():
    # log of the ratio about N(-2.5 L / n, 5 L / n)
    predicted = signal_growth.predict_bands("relu", 1000, math.sqrt(2 / 1000), 200)
    assert math.log(predicted.median[-1]) == pytest.approx(-0.5, rel=0.01)
    spread = math.log(predicted.high[-1] / predicted.low[-1]) / (2 * 1.645)
    assert spread**2 == pytest.approx(1.0, rel=0.01)


def test_inside_counts_by_hand():
    one = np.ones(2)
    predicted = signal_growth.Bands(one, np.array([1, 0.5]), one, np.array([1, 2.0]))
    ratios = np.array([[1, 0.4], [1, 0.5], [1, 1.9], [1, 2.1]])
    assert signal_growth.share_inside(ratios, predicted).tolist() == [1, 0.5]


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match="seeds: expected at least one"):
        signal_growth.measure_growth("relu", 4, 1.0, 2, [])
    with pytest.raises(ValueError, match="activation"):
        signal_growth.predict_bands("tanh", 4, 1.0, 2)
    with pytest.raises(ValueError, match="same length"):
        signal_growth.share_inside(
            np.ones((3, 4)), signal_growth.predict_bands("relu", 4, 1.0, 2)
        )
