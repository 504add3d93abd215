import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnfoundations.plotting.style import COLOURS
from nnfoundations.plotting.vital_signs import SIGN_AXES, reading_map, vital_signs

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def seen():
    ones = {column: np.ones((2, 5)) for column in SIGN_AXES}
    twos = {column: 2 * np.ones((1, 5)) for column in SIGN_AXES}
    return {"first": ones, "second": twos}


def test_every_column_has_an_axes_and_every_training_a_line():
    figure = vital_signs(seen())
    assert [ax.get_title() for ax in figure.axes] == [t for t, *_ in SIGN_AXES.values()]
    for ax in figure.axes:
        lines = {x.get_label(): x for x in ax.get_lines()}
        assert (lines["first"].get_ydata() == 1).all()
        assert (lines["second"].get_ydata() == 2).all()
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == ["first", "second"]


def test_a_flat_line_does_not_blow_up_its_axis():
    loss, dead, _, stride = vital_signs(seen()).axes
    assert loss.get_ylim() == (0.5, 10)
    assert stride.get_ylim() == (0, 3)
    assert dead.get_ylim()[0] == -0.05


def test_what_lies_above_the_usual_span_is_in_the_picture():
    high = {column: np.full((1, 3), 50.0) for column in SIGN_AXES}
    for ax in vital_signs({"far off": high}).axes:
        assert ax.get_ylim()[1] > 50


def test_a_line_marks_the_stride_of_gradient_descent():
    *_, stride = vital_signs(seen()).axes
    (mark,) = [x for x in stride.get_lines() if x.get_color() == COLOURS["grey"]]
    assert set(mark.get_ydata()) == {1}


def test_columns_can_be_chosen():
    figure = vital_signs(seen(), ["loss", "dead", "stride"])
    assert len(figure.axes) == 3
    assert figure.axes[0].get_yscale() == "log"


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="at least one training"):
        vital_signs({})
    with pytest.raises(ValueError, match="columns"):
        vital_signs(seen(), ["mood"])


def test_telling_cells_are_filled_and_bold():
    texts, telling = [["1", "2"], ["3", "4"]], [[False, True], [False, False]]
    ax = reading_map(texts, telling, ["a", "b"], ["x", "y"])
    assert [text.get_text() for text in ax.texts] == ["1", "2", "3", "4"]
    bold = [text.get_text() for text in ax.texts if text.get_weight() == "bold"]
    assert bold == ["2"]
    (patch,) = ax.patches
    assert patch.get_xy() == (0.5, -0.5)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "b"]


def test_a_table_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="same length"):
        reading_map([["1"]], [[True]], ["a", "b"], ["x"])
