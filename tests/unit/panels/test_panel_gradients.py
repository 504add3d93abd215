import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnfoundations.learning import backprop, gradient_check
from nnfoundations.panels import gradients
from nnfoundations.panels.gradients import digits_problem, gradient_panel, result

mpl.use("Agg")


@pytest.fixture
def panel():
    return gradient_panel()


def test_it_opens_with_the_check_of_w1_drawn(panel):
    shown = panel.result
    assert (shown.name, shown.precision, shown.exponent) == ("W1", "float64", -2.5)
    assert shown.comparison.errors.shape == (300,)
    assert 0 < shown.comparison.crosses.sum() < 100
    assert shown.comparison.errors[~shown.comparison.crosses].max() < 1e-9
    assert panel.png.startswith(b"\x89PNG")


def test_a_larger_step_reaches_more_kinks_and_draws_anew(panel):
    before, picture = panel.result.comparison, panel.png
    panel.controls["exponent"].value = -1
    assert panel.result.comparison.crosses.sum() > 2 * before.crosses.sum()
    assert panel.result.comparison.relative_error > before.relative_error
    assert panel.png != picture


def test_a_smaller_step_is_worse_in_single_precision(panel):
    panel.controls["name"].value = "W2"
    panel.controls["precision"].value = "float32"
    panel.controls["exponent"].value = -1.5
    good = panel.result.comparison
    panel.controls["exponent"].value = -6
    bad = panel.result.comparison
    assert not good.crosses.any()
    assert bad.relative_error > 100 * good.relative_error


@pytest.mark.parametrize("name", ["b1", "W2", "b2"])
def test_the_comparison_is_that_of_the_package(name):
    weights, batch = digits_problem()
    every = gradient_check.compare_gradients(weights, batch, name, 1e-3)
    shown = result(name, "float64", -3).comparison
    assert np.isin(shown.difference, every.difference).all()
    assert len(shown.gradient) == min(300, len(every.gradient))


def test_the_problem_is_a_fresh_network_on_32_digits():
    weights, (X, y) = digits_problem()
    assert [w.shape for w in weights] == [(64, 32), (32,), (32, 10), (10,)]
    assert X.shape == (32, 64)
    loss = backprop.cross_entropy(backprop.forward(weights, X).logits, y)
    assert loss == pytest.approx(np.log(10), abs=0.2)
    single, _ = digits_problem("float32")
    assert np.array_equal(single.W1, weights.W1.astype(np.float32))


def test_the_picture_tells_the_relative_error_and_what_rounding_may_do():
    figure, shown = gradients._draw(name="b2", precision="float64", exponent=-5.0)
    found = shown.comparison
    told = f"b2 in float64: relative error {found.relative_error:.0e}"
    assert figure.get_suptitle() == told
    (floor,) = figure.axes[0].lines
    assert floor.get_ydata()[0] == 4 * found.rounding
    plt.close(figure)


def test_a_broken_callback_is_noticed(panel, monkeypatch):
    def broken(*args, **settings):
        raise RuntimeError("planted")

    monkeypatch.setattr(gradients, "result", broken)
    with pytest.raises(RuntimeError, match="planted"):
        panel.controls["exponent"].value = -3
    assert panel.result is None


def test_bad_settings_are_refused():
    with pytest.raises(ValueError, match="name"):
        result("W3", "float64", -3)
    with pytest.raises(ValueError, match="precision"):
        result("W1", "float16", -3)
    with pytest.raises(ValueError, match="moves"):
        result("W1", "float32", -12)
