import matplotlib
import numpy as np
import pytest

from nnfoundations.data.digits import digits_arrays
from nnfoundations.labs.softmax_regression import adaline
from nnfoundations.panels import learning_rate
from nnfoundations.panels.learning_rate import fours_and_nines, learning_rate_panel

matplotlib.use("Agg")


@pytest.fixture
def panel():
    return learning_rate_panel()


def test_it_opens_below_the_bound_where_the_loss_falls(panel):
    shown = panel.result
    assert shown.bound > 0.1
    assert (np.diff(shown.losses) < 0).all()
    assert panel.png.startswith(b"\x89PNG")


def test_twice_the_rate_is_too_much_unless_the_inputs_are_centred(panel):
    panel.controls["lr"].value = 10**-0.5
    assert panel.result.losses[-1] > 1e6
    panel.controls["form"].value = "centred"
    assert panel.result.losses[-1] < 0.05


def test_raw_pixels_need_a_rate_200_times_smaller(panel):
    bound = panel.result.bound
    panel.controls["form"].value = "raw"
    assert bound / panel.result.bound > 200
    assert panel.result.bound == adaline.rate_bound(fours_and_nines()[0]["raw"])


def test_the_picture_shows_the_result():
    figure, shown = learning_rate._draw("scaled", 0.05)
    (ax,) = figure.axes
    curve, start = ax.lines
    np.testing.assert_array_equal(curve.get_ydata(), shown.losses)
    assert start.get_ydata()[0] == shown.losses[0]
    share = 0.05 / shown.bound
    assert ax.get_title() == f"scaled: rate 0.05, {share:.2f} of 2 / curvature"
    matplotlib.pyplot.close(figure)


def test_nines_are_positive_and_fours_negative():
    forms, y = fours_and_nines()
    pixels, digit = digits_arrays()
    for kind, sign in ((9, 1), (4, -1)):
        np.testing.assert_array_equal(forms["scaled"][y == sign], pixels[digit == kind])


def test_controls_are_named_and_forms_checked(panel):
    names = [control.description for control in panel.controls.values()]
    assert names == ["Inputs", "Learning rate"]
    with pytest.raises(ValueError, match="form"):
        learning_rate.result("whitened", 0.1)
