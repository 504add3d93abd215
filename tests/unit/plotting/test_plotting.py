"""Assert on what is drawn (lines, patches, hatches, images), not on pixels."""

import subprocess
import sys

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import torch
from matplotlib.colors import to_rgb
from numpy.testing import assert_allclose, assert_array_equal

from nnfoundations import plotting
from nnfoundations.plotting import COLOURS, style

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _fresh_matplotlib():
    with matplotlib.rc_context():
        yield
    plt.close("all")


@pytest.fixture
def history():
    return pd.DataFrame(
        {
            "epoch": [1, 2, 3],
            "train_loss": [2.0, 1.0, 0.5],
            "val_loss": [2.1, 1.2, 0.9],
            "val_acc": [0.1, 0.5, 0.75],
        }
    )


@pytest.fixture
def ax():
    return plt.subplots()[1]


def right_axes(ax):
    return [other for other in ax.figure.axes if other is not ax]


def brightness(colour):
    """Relative luminance as WCAG 2 defines it."""
    c = np.array(to_rgb(colour))
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


# --- style


def test_every_line_of_the_cycle_differs_by_style_as_well_as_by_colour():
    plotting.use_style()
    cycle = list(plt.rcParams["axes.prop_cycle"])
    assert len({str(entry["linestyle"]) for entry in cycle}) == len(cycle)
    assert len({entry["color"] for entry in cycle}) == len(cycle)


def test_the_ground_is_an_opaque_white_whatever_the_page_does():
    plotting.use_style()
    assert plt.rcParams["figure.facecolor"] == "white"
    assert plt.rcParams["savefig.facecolor"] == "white"
    assert not plt.rcParams["savefig.transparent"]


@pytest.mark.parametrize("name", ["blue", "vermilion", "green", "grey", "black"])
def test_the_first_colours_have_contrast_3_to_1_on_white(name):
    assert 1.05 / (brightness(COLOURS[name]) + 0.05) >= 3


def test_plotting_imports_no_torch():
    code = "import sys, nnfoundations.plotting; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("limits", "powers", "between"),
    [
        ((0.5, 20), [0, 1], True),
        ((1e-3, 1e3), range(-3, 4), True),
        ((1e-17, 1e-4), range(-16, -3, 2), False),
        ((1e-13, 1e2), range(-12, 3, 3), False),
    ],
)
def test_a_logarithmic_axis_names_few_powers_of_ten(limits, powers, between, ax):
    ax.set(yscale="log", ylim=limits)
    style.name_powers(ax.yaxis)
    ax.figure.canvas.draw()
    assert_allclose(np.log10(ax.get_yticks()), powers, atol=1e-9)
    assert all("10^{" in label.get_text() for label in ax.get_yticklabels())
    assert bool(len(ax.get_yticks(minor=True))) == between
    assert not any(label.get_text() for label in ax.get_yticklabels(minor=True))


def test_powers_of_two_are_named_too(ax):
    ax.set(xscale="log", xlim=(0.7, 1500))
    ax.set_xscale("log", base=2)
    style.name_powers(ax.xaxis, base=2.0)
    assert_array_equal(ax.get_xticks(), [1, 4, 16, 64, 256, 1024])


@pytest.mark.parametrize(
    ("limits", "wider"), [((2, 9), (1, 10)), ((0.5, 9), (0.1, 10)), ((1, 9), (1, 10))]
)
def test_an_axis_with_less_than_two_powers_is_widened(limits, wider, ax):
    ax.set(xscale="log", xlim=limits)
    style.name_powers(ax.xaxis)
    assert_allclose(ax.get_xlim(), wider)
    assert len(ax.get_xticks()) == round(np.log10(wider[1] / wider[0])) + 1


# --- curves


def test_curves_draw_the_numbers_of_the_history(history, ax):
    assert plotting.curves(history, ax) is ax
    train, val = ax.get_lines()
    assert_array_equal(train.get_xydata(), history[["epoch", "train_loss"]])
    assert_array_equal(val.get_xydata(), history[["epoch", "val_loss"]])
    (right,) = right_axes(ax)
    assert_array_equal(right.get_lines()[0].get_xydata(), history[["epoch", "val_acc"]])


def test_curves_name_each_line_and_style_it_differently(history, ax):
    plotting.curves(history, ax)
    lines = [*ax.get_lines(), *right_axes(ax)[0].get_lines()]
    named = [text.get_text() for text in ax.get_legend().get_texts()]
    assert named == ["training loss", "validation loss", "validation accuracy"]
    assert len({line.get_linestyle() for line in lines}) == 3
    assert len({line.get_marker() for line in lines}) == 3


def test_no_validation_means_no_line_and_no_second_scale(history, ax):
    history[["val_loss", "val_acc"]] = np.nan
    plotting.curves(history, ax)
    assert len(ax.get_lines()) == 1
    assert right_axes(ax) == []


def test_a_diverged_epoch_is_a_gap_not_an_endless_scale(history, ax):
    history.loc[2, "train_loss"] = np.inf
    plotting.curves(history, ax)
    assert np.isnan(ax.get_lines()[0].get_ydata()[2])
    assert np.isfinite(ax.get_ylim()).all()


def test_a_second_history_on_the_same_axes_leaves_the_first(history, ax):
    plotting.curves(history[["epoch", "train_loss"]], ax)
    plotting.curves(history[["epoch", "train_loss"]] * 2, ax)
    assert len(ax.get_lines()) == 2


def test_the_legend_names_the_lines_of_the_history_that_was_added(history, ax):
    plotting.curves(history[["epoch", "train_loss"]], ax)
    plotting.curves(history, ax)
    named = [text.get_text() for text in ax.get_legend().get_texts()]
    assert named == ["training loss", "validation loss", "validation accuracy"]


def test_curves_refuse_a_history_without_losses(history):
    with pytest.raises(ValueError, match="expected a column 'train_loss'"):
        plotting.curves(history.drop(columns="train_loss"))
    with pytest.raises(ValueError, match="Train for at least one epoch"):
        plotting.curves(history.iloc[:0])
    with pytest.raises(TypeError, match="expected a table, got list"):
        plotting.curves([1.0, 0.5])


def test_a_figure_in_place_of_axes_is_refused(history):
    with pytest.raises(TypeError, match="expected matplotlib Axes, got Figure"):
        plotting.curves(history, plt.figure())


# --- decision regions


@pytest.fixture
def points():
    X = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
    return X, np.array([0, 0, 1, 1])


def right_half(X):
    return (X[:, 0] > 0).astype(int)


def test_each_class_has_its_own_marker_and_shows_its_own_points(points, ax):
    X, y = points
    assert plotting.decision_regions(right_half, X, y, ax) is ax
    drawn = {c.get_label(): c for c in ax.collections}
    for label in (0, 1):
        assert_array_equal(drawn[f"class {label}"].get_offsets(), X[y == label])
    shapes = [drawn[f"class {k}"].get_paths()[0].vertices for k in (0, 1)]
    assert shapes[0].shape != shapes[1].shape


def contours(ax):
    return [c for c in ax.collections if type(c).__name__ == "QuadContourSet"]


def test_regions_differ_by_hatch_and_not_by_colour_alone(points, ax):
    plotting.decision_regions(right_half, *points, ax)
    filled = [c for c in contours(ax) if c.filled]
    assert len(filled) == 2
    assert len({tuple(c.hatches) for c in filled}) == 2


def test_the_hatching_is_opaque_and_dark_on_its_ground(points, ax):
    plotting.decision_regions(right_half, *points, ax)
    for region in [c for c in contours(ax) if c.filled]:
        ground, hatch = region.get_facecolor()[0], region.get_edgecolor()[0]
        assert ground[3] == hatch[3] == 1
        contrast = (brightness(ground[:3]) + 0.05) / (brightness(hatch[:3]) + 0.05)
        assert contrast >= 3


def test_the_boundary_is_drawn_where_the_label_changes(points, ax):
    plotting.decision_regions(right_half, *points, ax)
    lines = [c for c in contours(ax) if not c.filled]
    x = np.concatenate([c.get_paths()[0].vertices[:, 0] for c in lines])
    assert_allclose(x, 0, atol=0.02)  # one step of the grid


def test_one_region_alone_has_no_boundary(points, ax):
    X, y = points
    plotting.decision_regions(lambda X: np.zeros(len(X), int), X, y, ax)
    assert [c.filled for c in contours(ax)] == [True]


def test_labels_may_be_minus_one_and_plus_one_and_tensors(points, ax):
    X, y = (torch.as_tensor(a) for a in points)
    predict = lambda X: torch.as_tensor(2 * right_half(X) - 1)  # noqa: E731
    plotting.decision_regions(predict, X, 2 * y - 1, ax)
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["class -1", "class 1"]


def test_decision_regions_refuse_scores_and_points_off_the_plane(points):
    X, y = points
    with pytest.raises(ValueError, match="Return labels"):
        plotting.decision_regions(lambda X: X, X, y)
    with pytest.raises(ValueError, match="expected points of shape"):
        plotting.decision_regions(right_half, np.ones((4, 3)), y)
    with pytest.raises(ValueError, match="4 of X, 3 of y"):
        plotting.decision_regions(right_half, X, y[:3])
    with pytest.raises(ValueError, match="at most 10 classes"):
        plotting.decision_regions(right_half, np.ones((11, 2)), np.arange(11))
    with pytest.raises(TypeError, match="expected a function"):
        plotting.decision_regions(y, X, y)


# --- images


def test_the_grid_shows_each_image_under_its_title_on_one_scale():
    images = np.arange(5 * 2 * 3).reshape(5, 2, 3)
    figure = plotting.image_grid(images, titles="abcde", num_cols=3)
    assert [ax.get_title() for ax in figure.axes] == list("abcde")
    for ax, image in zip(figure.axes, images, strict=True):
        assert_array_equal(ax.images[0].get_array(), image)
        assert ax.images[0].get_clim() == (0, 29)


def test_images_of_one_value_are_shown_without_a_warning():
    figure = plotting.image_grid(torch.zeros(1, 4, 4, requires_grad=True))
    assert len(figure.axes) == 1
    figure.canvas.draw()


def test_paper_is_0_also_where_no_pixel_is():
    figure = plotting.image_grid(np.full((1, 2, 2), 3.0) - np.eye(2))
    assert figure.axes[0].images[0].get_clim() == (0, 3)


def test_image_grid_refuses_a_wrong_shape_and_missing_titles():
    with pytest.raises(ValueError, match=r"images: expected 3 dimension"):
        plotting.image_grid(np.ones((5, 64)))
    with pytest.raises(ValueError, match="5 of images, 2 of titles"):
        plotting.image_grid(np.ones((5, 8, 8)), titles=["a", "b"])
    with pytest.raises(ValueError, match="num_cols"):
        plotting.image_grid(np.ones((5, 8, 8)), num_cols=0)


def test_weights_of_unit_j_are_column_j_and_zero_is_in_the_middle():
    W1 = np.zeros((4, 3))
    W1[1, 2] = -2.0  # pixel in row 0, column 1, to hidden unit 2
    figure = plotting.show_weights(W1, side=2)
    assert len(figure.axes) == 3 + 1  # and the colour bar
    assert_array_equal(figure.axes[2].images[0].get_array(), [[0, -2], [0, 0]])
    assert figure.axes[0].images[0].get_clim() == (-2, 2)


def test_weights_that_are_transposed_are_refused_with_the_cure():
    with pytest.raises(ValueError, match=r"pass weight\.T"):
        plotting.show_weights(np.ones((3, 4)), side=2)
