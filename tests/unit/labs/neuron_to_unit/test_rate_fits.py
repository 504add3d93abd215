"""A fit finds the unit it was made from, and no other unit comes nearer."""

import numpy as np
import pytest
from scipy.optimize import curve_fit

from nnfoundations.labs.neuron_to_unit.rate_fits import FITTED, Fit, fit_unit, fit_units
from nnfoundations.networks.activations import ACTIVATIONS, sigmoid, softplus
from nnfoundations.neurons.lif import LIFParams, firing_rate

CURRENT = np.linspace(0, 5, 501)
RATE = firing_rate(CURRENT)


@pytest.mark.parametrize("name", ["softplus", "sigmoid"])
def test_a_unit_is_found_again(name):
    z = (CURRENT - 2.3) / 0.4
    fit = fit_unit(CURRENT, 120 * ACTIVATIONS[name].value(z), name)
    assert fit.rms < 1e-4
    np.testing.assert_allclose([fit.midpoint, fit.width, fit.scale], [2.3, 0.4, 120])


def test_a_relu_and_a_step_are_found_again():
    relu = fit_unit(CURRENT, 60 * np.maximum(CURRENT - 1.25, 0), "relu")
    assert (relu.midpoint, relu.scale) == pytest.approx((1.25, 60.0))
    step = fit_unit(CURRENT, 80 * (CURRENT >= 2), "heaviside")
    assert step.rms == 0
    assert step.scale == 80.0
    assert 1.99 < step.midpoint <= 2.0


def test_the_sigmoid_agrees_with_scipys_curve_fit():
    def unit(x, scale, midpoint, width):
        return scale * sigmoid((x - midpoint) / width)

    best, _ = curve_fit(unit, CURRENT, RATE, p0=[200, 2.5, 1])
    fit = fit_unit(CURRENT, RATE, "sigmoid")
    np.testing.assert_allclose([fit.scale, fit.midpoint, fit.width], best, rtol=1e-4)


def test_no_relu_nearby_is_better_than_a_search_over_all_corners():
    """For a given corner the best slope is a regression; try 2001 corners."""
    found = []
    for corner in np.linspace(-1, 4, 2001):
        h = np.maximum(CURRENT - corner, 0)
        found.append(np.sqrt(np.mean((h * (h @ RATE) / (h @ h) - RATE) ** 2)))
    rms = fit_unit(CURRENT, RATE, "relu").rms
    assert rms <= min(found)
    assert rms == pytest.approx(min(found), rel=1e-3)


def test_the_rms_is_that_of_the_fitted_curve():
    for fit in fit_units(CURRENT, RATE).values():
        assert fit.rms == pytest.approx(np.sqrt(np.mean((fit(CURRENT) - RATE) ** 2)))


def test_a_softplus_that_wants_a_corner_becomes_the_relu():
    current = np.linspace(0, 10, 501)
    rate = firing_rate(current, LIFParams(t_ref=0.0))
    round_, sharp = (fit_unit(current, rate, name) for name in ("softplus", "relu"))
    assert round_.rms == pytest.approx(sharp.rms, abs=0.01)
    assert round_.width == pytest.approx(0.03)


def test_which_unit_fits_best_depends_on_the_refractory_period():
    def best(params):
        fits = fit_units(CURRENT, firing_rate(CURRENT, params))
        return min(fits.values(), key=lambda fit: fit.rms).name

    assert best(LIFParams(t_ref=2.0)) == "sigmoid"
    assert best(LIFParams(t_ref=0.0)) in ("relu", "softplus")


def test_units_of_measurement_do_not_matter():
    """In pA and kHz the same unit is found."""
    here = fit_unit(CURRENT, RATE, "sigmoid")
    there = fit_unit(1000 * CURRENT, RATE / 1000, "sigmoid")
    assert there.midpoint == pytest.approx(1000 * here.midpoint, rel=1e-4)
    assert there.rms == pytest.approx(here.rms / 1000, rel=1e-6)


def test_all_names_are_fitted_in_order():
    assert tuple(fit_units(CURRENT, RATE)) == FITTED


def test_a_fit_predicts_what_its_formula_says():
    fit = Fit("softplus", scale=3.0, midpoint=1.0, width=0.5, rms=0.0)
    np.testing.assert_allclose(fit([1.0, 2.0]), 3 * softplus([0.0, 2.0]))


def test_what_cannot_be_fitted_is_refused():
    with pytest.raises(ValueError, match="name"):
        fit_unit(CURRENT, RATE, "tanh")
    with pytest.raises(ValueError, match="same length"):
        fit_unit(CURRENT, RATE[1:], "relu")
    with pytest.raises(ValueError, match="several currents"):
        fit_unit([2.0, 2.0], [1.0, 1.0], "relu")
