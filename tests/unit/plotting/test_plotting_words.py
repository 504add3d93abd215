"""What each picture says of itself: names and units of its axes, scales, series.

A picture with the wrong unit, a linear axis in place of a logarithmic one or two
series that have exchanged their names looks as good as the right one. So here stands,
for each picture, what it has to say; and which line, colour and style each name has.
"""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnfoundations.labs.initialization import signal_growth
from nnfoundations.labs.neuron_to_unit import rate_fits
from nnfoundations.networks import stacks
from nnfoundations.networks.regions import Window
from nnfoundations.neurons import lif
from nnfoundations.panels import (
    architecture as architecture_panel,
)
from nnfoundations.panels import (
    gradients as gradients_panel,
)
from nnfoundations.panels import (
    learning_rate as learning_rate_panel,
)
from nnfoundations.panels import (
    neuron as neuron_panel,
)
from nnfoundations.panels import (
    rate_fits as rate_fits_panel,
)
from nnfoundations.panels import (
    scaling as scaling_panel,
)
from nnfoundations.plotting import (
    charts,
    corrections,
    depth,
    gradients,
    images,
    layers,
    networks,
    scaling,
    spreads,
    traces,
    units,
    vital_signs,
)
from nnfoundations.plotting.style import COLOURS, CYCLE, tint
from nnfoundations.units.perceptron import error_correction

HISTORY = {
    "epoch": [1, 2, 3],
    "train_loss": [2.0, 1.0, 0.5],
    "val_loss": [2.5, 1.5, 1.25],
    "train_acc": [0.25, 0.5, 0.75],
    "val_acc": [0.125, 0.375, 0.625],
}
CURRENT = np.linspace(0, 4, 21)
CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
LINEAR = ("linear", "linear")
LOGS = ("log", "log")


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def fitted():
    rate = lif.firing_rate(CURRENT)
    return units.fitted_rates(CURRENT, rate, rate_fits.fit_units(CURRENT, rate))


def bands():
    return signal_growth.predict_bands("relu", 8, 0.5, 3)


def signs():
    rows = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 2.0]])
    seen = {"well": dict.fromkeys(vital_signs.SIGN_AXES, rows)}
    return vital_signs.vital_signs(seen)


def panel_figure(panel, **values):
    return panel._draw(**values)[0]


def region_map():
    stack = stacks.random_stack((2, 3, 1), 1.0, np.random.default_rng(0))
    return layers.region_map(stack, Window(-1, 1, -1, 1))


#: Picture -> for each of its Axes: names of x and y, scales of x and y.
SAID = {
    "curves": (
        lambda: charts.curves(HISTORY).figure,
        [("epoch", "loss", *LINEAR), ("", "accuracy", *LINEAR)],
    ),
    "decision regions": (
        lambda: charts.decision_regions(lambda X: X[:, 0] > 0.5, CORNERS, [0, 0, 1, 1]),
        [("$x_1$", "$x_2$", *LINEAR)],
    ),
    "four forms": (
        units.four_forms,
        [
            ("current [nA]", "Hz", *LINEAR),
            ("current [nA]", "Hz/nA", *LINEAR),
            *[("z", "no unit", *LINEAR)] * 6,
        ],
    ),
    "fitted rates": (fitted, [("current [nA]", "rate [Hz]", *LINEAR)]),
    "voltage": (
        lambda: traces.voltage([0, 1], [-70, -60]),
        [("time [ms]", "potential [mV]", *LINEAR)],
    ),
    "growth bands": (
        lambda: depth.growth_bands(np.ones((5, 4)), bands()),
        [("layers passed", "mean square, ratio", "linear", "log")],
    ),
    "phase map": (
        lambda: depth.phase_map([[0.1, 0.9]], [4], [1.0, 2.0]),
        [("gain (σ / He's σ)", "hidden layers", *LINEAR)],
    ),
    "layer lines": (
        lambda: depth.layer_lines({"a": [1.0, 2.0]}, "ratio"),
        [("layer", "ratio", "linear", "log")],
    ),
    "gradient errors": (
        lambda: gradients.gradient_errors([1.0, 0.5], [1e-9, 1e-3], [False, True]),
        [("size of the gradient", "error", *LOGS)],
    ),
    "errors over steps": (
        lambda: gradients.errors_over_steps({"a": ([0.1, 0.01], [1.0, 0.1])}),
        [("step h", "error (root mean square)", *LOGS)],
    ),
    "region map": (region_map, [("$x_1$", "$x_2$", *LINEAR)]),
    "activation spread": (
        lambda: layers.activation_spread([np.ones((2, 2))], ["X"]),
        [("", "value", *LINEAR)],
    ),
    "connection matrix": (
        lambda: networks.connection_matrix([[0, -1], [1, 2]]),
        [("to unit", "from unit", *LINEAR)],
    ),
    "share bars": (
        lambda: scaling.share_bars({"a": {"x": 0.25, "y": 0.75}}),
        [("share of the time", "", *LINEAR)],
    ),
    "speed-up lines": (
        lambda: scaling.speed_up_lines([1, 2], {"a": [1.0, 1.5]}),
        [("machines", "speed-up", *LOGS)],
    ),
    "vital signs": (
        signs,
        [
            ("step", "", "linear", "log"),
            ("step", "", *LINEAR),
            ("step", "", "linear", "symlog"),
            ("step", "", *LINEAR),
        ],
    ),
    "neuron panel": (
        lambda: panel_figure(neuron_panel, current=3.0, resistance=10.0),
        [
            ("time [ms]", "potential [mV]", *LINEAR),
            ("input current [nA]", "rate [Hz]", *LINEAR),
        ],
    ),
    "learning rate panel": (
        lambda: panel_figure(learning_rate_panel, form="scaled", lr=0.1),
        [("step", "loss", "linear", "log")],
    ),
    "rate fits panel": (
        lambda: panel_figure(rate_fits_panel, largest=5.0, t_ref=2.0, noise=0.0),
        [("current [nA]", "rate [Hz]", *LINEAR)],
    ),
    "scaling panel": (
        lambda: panel_figure(
            scaling_panel, machines=4, gigabits=10, microseconds=20, batch_size=256
        ),
        [("machines", "speed-up", *LOGS)],
    ),
    "gradient panel": (
        lambda: panel_figure(
            gradients_panel, name="b2", precision="float64", exponent=-3.0
        ),
        [("size of the gradient", "error", *LOGS)],
    ),
    "architecture panel": (
        lambda: panel_figure(architecture_panel, depth=1, width=4, sigma=0.1),
        [
            ("", "", *LINEAR),
            ("", "value", *LINEAR),
            ("", "standard deviation", "linear", "log"),
        ],
    ),
}


@pytest.mark.parametrize("picture", SAID)
def test_axes_have_their_names_units_and_scales(picture):
    draw, expected = SAID[picture]
    drawn = draw()
    axes = getattr(drawn, "axes", None)
    axes = axes if isinstance(axes, list) else drawn.figure.axes
    said = [
        (a.get_xlabel(), a.get_ylabel(), a.get_xscale(), a.get_yscale()) for a in axes
    ]
    assert said == expected


def test_the_titles_of_vital_signs_name_quantity_and_unit():
    assert [ax.get_title() for ax in signs().axes] == [
        "loss of the batch [nats]",
        "share of dead units",
        "update ratio of $W_1$",
        "stride",
    ]


@pytest.mark.parametrize(
    ("draw", "title"),
    [
        (
            lambda: panel_figure(neuron_panel, current=3.0, resistance=10.0),
            "I = 3 nA, R = 10 MΩ, τ = 8 ms: 98.0 Hz",
        ),
        (
            lambda: panel_figure(rate_fits_panel, largest=5.0, t_ref=2.0, noise=0.0),
            "0 to 5 nA, refractory 2 ms, noise 0 mV",
        ),
    ],
)
def test_titles_carry_units(draw, title):
    shown = draw().axes[0].get_title()
    if "Hz" in title:  # the rate itself is the closed form's
        rate = float(lif.firing_rate(3.0))
        title = title.replace("98.0", f"{rate:.1f}")
    assert shown == title


def series(*axes):
    """Return the lines that have names: colour, style and heights."""
    lines = [line for ax in axes for line in ax.get_lines()]
    return {
        line.get_label(): (line.get_color(), line.get_linestyle(), line.get_ydata())
        for line in lines
        if not line.get_label().startswith("_")
    }


def test_each_curve_of_a_training_has_its_name_colour_and_numbers():
    left = charts.curves(HISTORY)
    found = series(*left.figure.axes)
    names = {
        "training loss": "train_loss",
        "validation loss": "val_loss",
        "training accuracy": "train_acc",
        "validation accuracy": "val_acc",
    }
    assert list(found) == list(names)
    for i, (label, column) in enumerate(names.items()):
        colour, style, heights = found[label]
        assert colour == CYCLE[i]
        assert style == ("-", "--", "-.", ":")[i]
        np.testing.assert_array_equal(heights, HISTORY[column])


def test_bands_of_growth_and_their_lines_are_what_their_names_say():
    ratios = np.random.default_rng(0).uniform(0.5, 2, (7, 4))
    ax, predicted = depth.growth_bands(ratios, bands()), bands()
    found = series(ax)
    for name, heights, colour in (
        ("mean, predicted", predicted.mean, "black"),
        ("median, predicted", predicted.median, "blue"),
        ("median, measured", np.median(ratios, axis=0), "vermilion"),
    ):
        assert found[name][0] == COLOURS[colour]
        np.testing.assert_allclose(found[name][2], heights)
    (band,) = ax.collections
    edges = band.get_paths()[0].vertices[:, 1]
    assert edges.min() == pytest.approx(predicted.low.min())
    assert edges.max() == pytest.approx(predicted.high.max())


def test_a_spread_is_the_mean_between_least_and_most():
    runs = np.array([[1.0, 2.0, 9.0], [3.0, 2.0, 1.0], [2.0, 8.0, 2.0]])
    ax = spreads.spread([0, 1, 2], runs, "runs", kind=1)
    colour, _, heights = series(ax)["runs"]
    assert colour == CYCLE[1]
    np.testing.assert_allclose(heights, runs.mean(0))
    vertices = ax.collections[0].get_paths()[0].vertices
    for x, column in enumerate(runs.T):
        edge = vertices[vertices[:, 0] == x, 1]
        assert (edge.min(), edge.max()) == (column.min(), column.max())


def test_rows_of_dots_have_their_own_names():
    ax = spreads.dot_rows({"top": [1.0, 3.0], "bottom": [5.0]})
    names = dict(zip(ax.get_yticks(), ax.get_yticklabels(), strict=True))
    dots = [line for line in ax.get_lines() if line.get_linestyle() == "None"]
    for line, name in zip(dots, ("top", "bottom"), strict=True):
        assert names[round(float(np.mean(line.get_ydata())))].get_text() == name


def test_kinks_are_vermilion_triangles_and_lie_where_they_are():
    ax = gradients.gradient_errors([1.0, 0.5], [1e-9, 1e-3], [False, True])
    found = {c.get_label(): c for c in ax.collections}
    for name, place, colour in (
        ("no kink", (1.0, 1e-9), "blue"),
        ("kink", (0.5, 1e-3), "vermilion"),
    ):
        np.testing.assert_allclose(found[name].get_offsets(), [place])
        assert plt.matplotlib.colors.same_color(
            found[name].get_facecolor()[0][:3], COLOURS[colour]
        )


def test_strokes_stand_on_the_threshold_where_the_spikes_are():
    ax = traces.voltage([0, 1, 2], [-70, -60, -65], [0.5, 1.5], -50.0)
    (strokes,) = ax.collections
    ends = [segment.tolist() for segment in strokes.get_segments()]
    assert ends == [[[0.5, -50.0], [0.5, 20.0]], [[1.5, -50.0], [1.5, 20.0]]]
    assert series(ax)["threshold"][2] == [-50.0, -50.0]


def test_the_derivative_stands_right_of_its_function():
    left, right = units.four_forms(["sigmoid"]).axes
    assert (left.get_title(loc="left"), right.get_title(loc="left")) == (
        "sigmoid",
        "its derivative",
    )
    z, heights = right.get_lines()[0].get_data()
    slope = np.gradient(left.get_lines()[0].get_ydata(), z)
    np.testing.assert_allclose(heights[1:-1], slope[1:-1], atol=2e-3)


def test_the_neurons_slope_is_that_of_its_rate():
    left, right = units.four_forms(["integrate and fire"]).axes
    current, rate = left.get_lines()[0].get_data()
    slope = right.get_lines()[-1].get_data()
    end = slice(-40, None)
    np.testing.assert_allclose(
        slope[1][end][1:-1], np.gradient(rate[end], current[end])[1:-1], rtol=1e-2
    )


def test_bars_of_shares_follow_each_other_up_to_1():
    ax = scaling.share_bars({"a": {"x": 0.25, "y": 0.75}, "b": {"x": 0.5, "y": 0.5}})
    edges = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]
    assert edges == [(0, 0.25), (0, 0.5), (0.25, 1), (0.5, 1)]


def test_dashed_is_the_boundary_before_a_correction():
    X, y = np.array([[2.0, 1.0], [-1.0, 1.0]]), np.array([1.0, -1.0])
    updates = error_correction(X, y).updates
    ax = corrections.corrections(X, y, updates[-1:]).axes[0]
    dashed, solid = (
        [c for c in ax.collections if hasattr(c, "levels")][i] for i in (0, 1)
    )
    for contour, w, b in (
        (dashed, updates[-1].w_before, updates[-1].b_before),
        (solid, updates[-1].w_after, updates[-1].b_after),
    ):
        points = contour.get_paths()[0].vertices
        np.testing.assert_allclose(points @ w + b, 0, atol=1e-6)


def test_white_is_weight_0_and_each_picture_is_one_unit():
    W1 = np.array([[1.0, -2.0], [0.0, 0.5], [0.5, 0.0], [0.25, 1.0]])
    figure = images.show_weights(W1, 2)
    first, second = (ax.images[0] for ax in figure.axes[:2])
    np.testing.assert_array_equal(first.get_array(), W1[:, 0].reshape(2, 2))
    np.testing.assert_array_equal(second.get_array(), W1[:, 1].reshape(2, 2))
    assert first.get_clim() == second.get_clim() == (-2.0, 2.0)
    assert figure.axes[-1].get_ylabel() == "weight"


def test_the_bars_of_activations_are_mean_and_standard_deviation():
    values = np.array([[1.0, 2.0], [6.0, 9.0]])
    ax = layers.activation_spread([values], ["H1"])
    (bar,) = ax.collections
    low, high = bar.get_segments()[0][:, 1]
    assert ((low + high) / 2, (high - low) / 2) == pytest.approx(
        (values.mean(), values.std())
    )


def test_the_map_of_phases_is_dark_at_1_and_white_at_0():
    ax = depth.phase_map([[0.1, 0.9]], [4], [1.0, 2.0])
    (mesh,) = ax.collections
    assert mesh.get_clim() == (0, 1)
    assert [text.get_text() for text in ax.texts] == ["0.10", "0.90"]


def test_a_tint_is_between_the_colour_and_white():
    assert tint("#000000", 0.25) == "#bfbfbf"
    assert tint("#ff0000", 0.5) == "#ff8080"
    assert tint("#0072B2", 1.0) == "#0072b2"


def test_what_tells_is_bold_on_orange():
    ax = vital_signs.reading_map([["1", "2"]], [[True, False]], ["r"], ["a", "b"])
    assert [text.get_weight() for text in ax.texts] == ["bold", "normal"]
    (ground,) = ax.patches
    assert plt.matplotlib.colors.same_color(
        ground.get_facecolor(), tint(COLOURS["orange"], 0.4)
    )


def test_the_colours_are_okabe_and_itos():
    okabe_ito = {
        "blue": "#0072B2",
        "vermilion": "#D55E00",
        "green": "#009E73",
        "purple": "#CC79A7",
        "black": "#000000",
        "orange": "#E69F00",
        "sky": "#56B4E9",
    }
    assert {k: v for k, v in COLOURS.items() if k != "grey"} == okabe_ito
