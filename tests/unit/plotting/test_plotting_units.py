"""The pictures show the functions that they are named after."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnfoundations.labs.neuron_to_unit.rate_fits import fit_units
from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.neurons.firing_rates import firing_rate_slope
from nnfoundations.neurons.lif import firing_rate
from nnfoundations.plotting.units import FORMS, fitted_rates, four_forms

mpl.use("agg")


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def rows(figure):
    return list(zip(figure.axes[::2], figure.axes[1::2], strict=True))


def test_each_form_has_its_output_and_its_derivative():
    shown = rows(four_forms())
    assert len(shown) == len(FORMS) == 4
    left, right = shown[0]
    x, y = left.lines[0].get_data()
    np.testing.assert_array_equal(y, firing_rate(x))
    x, y = right.lines[1].get_data()
    np.testing.assert_array_equal(y, firing_rate_slope(x))
    for (left, right), form in zip(shown[1:], FORMS[1:], strict=True):
        pair = ACTIVATIONS[form]
        for ax, function in ((left, pair.value), (right, pair.derivative)):
            lines = [line for line in ax.lines if len(line.get_xdata()) > 1]
            for line in lines:
                x, y = np.asarray(line.get_data(), float)
                np.testing.assert_allclose(y, function(x))
            assert min(line.get_xdata()[0] for line in lines) == -4
            assert max(line.get_xdata()[-1] for line in lines) == 4


def test_dots_say_what_holds_at_the_jump():
    (_, _), (step, _), _, (_, slope) = rows(four_forms())
    for ax, value in ((step, 1), (slope, 0)):
        filled = [x for x in ax.lines if x.get_marker() == "o"
                  and x.get_markerfacecolor() != "white"]  # fmt: skip
        assert [dot.get_ydata()[0] for dot in filled] == [value]


def test_each_axis_names_its_unit():
    for left, right in rows(four_forms()):
        first = "nA" in left.get_xlabel()
        assert (left.get_ylabel(), right.get_ylabel()) == (
            ("Hz", "Hz/nA") if first else ("no unit", "no unit")
        )


def test_slopes_stand_at_their_heights():
    for _, right in rows(four_forms())[1:]:
        heights = right.get_yticks()
        texts = [label.get_text() for label in right.get_yticklabels()]
        assert [float(text) for text in texts] == heights.tolist()


def test_forms_can_be_chosen_and_unknown_ones_are_refused():
    assert len(four_forms(("relu",)).axes) == 2
    with pytest.raises(ValueError, match="forms"):
        four_forms(("tanh",))
    with pytest.raises(ValueError, match="at least one"):
        four_forms(())


def test_the_fits_are_drawn_with_their_residuals():
    current = np.linspace(0, 5, 51)
    fits = fit_units(current, firing_rate(current))
    ax = fitted_rates(current, firing_rate(current), fits)
    for line, fit in zip(ax.lines[1:], fits.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), fit(current))
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    assert texts[-1] == f"sigmoid: {fits['sigmoid'].rms:.1f}"
    styles = {str(line.get_linestyle()) + line.get_color() for line in ax.lines}
    assert len(styles) == 5
