"""The Python side of the live figures: traits, placeholders, what a mistake says."""

import html
import json
import math
import re

import pytest
from ipywidgets import jslink
from traitlets import Float, HasTraits, TraitError

from nnfoundations.figures import FIGURES, IntegrateFire, LiveFigure
from nnfoundations.figures.base import Number, check_state
from nnfoundations.figures.perceptron_rule import clouds
from nnfoundations.neurons.lif import LIFParams

WIDGET = "application/vnd.jupyter.widget-view+json"
EVERY = pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())


@EVERY
def test_its_state_is_plain_json_and_makes_the_same_figure(figure):
    state = figure().state()
    assert list(state) == figure.fields() != []
    assert figure(**json.loads(json.dumps(state))).state() == state


@EVERY
def test_it_shows_as_a_widget_and_as_a_page(figure):
    data, _ = figure()._repr_mimebundle_()
    assert data[WIDGET]["model_id"]
    name, state = re.match(
        r'<div class="live-figure" data-figure="(\w+)" data-state="([^"]*)">',
        data["text/html"],
    ).groups()
    assert FIGURES[name] is figure
    assert json.loads(html.unescape(state)) == figure().state()
    assert html.escape(figure.description) in data["text/html"]
    assert data["text/plain"].startswith(f"{figure.__name__}(")


@EVERY
def test_it_carries_script_and_style_as_texts(figure):
    state = figure().get_state()
    assert "export default" in state["_esm"]
    assert ".lf" in state["_css"]


@EVERY
def test_its_texts_are_whole_sentences(figure):
    assert figure.__doc__.strip()
    assert len(figure.title) < 90
    assert figure.description.endswith(".")
    assert 80 < len(figure.description) < 900


@EVERY
def test_an_unknown_trait_is_named_with_the_known_ones(figure):
    with pytest.raises(TypeError, match=f"{figure.fields()[0]}.*got colour"):
        figure(colour="red")


def test_a_value_out_of_bounds_is_refused():
    with pytest.raises(TraitError, match="current"):
        IntegrateFire(current=60.0)
    figure = IntegrateFire(current=4.0)
    with pytest.raises(TraitError, match="current"):
        figure.current = 60.0
    assert figure.current == 4.0


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@EVERY
def test_no_number_of_a_state_may_be_without_value(figure, value):
    numbers = [k for k, t in figure.class_traits().items() if isinstance(t, Float)]
    for name in set(numbers) & set(figure.fields()):
        with pytest.raises(TraitError, match=name):
            figure(**{name: value})


def test_the_neuron_of_the_figure_is_the_packages():
    figure, neuron = IntegrateFire(), LIFParams()
    for name in ("resistance", "threshold", "t_ref"):
        assert getattr(figure, name) == getattr(neuron, name)


def test_a_change_can_be_observed_and_linked():
    one, two, seen = IntegrateFire(), IntegrateFire(), []
    one.observe(lambda change: seen.append(change["new"]), names="current")
    jslink((one, "current"), (two, "current"))
    one.current = 4.5
    assert seen == [4.5]


def test_the_directive_s_state_is_checked_and_made_whole():
    state = check_state(IntegrateFire, {"current": 4})
    assert state["current"] == 4
    assert set(state) == set(IntegrateFire.fields())
    with pytest.raises(ValueError, match=r"integrate_fire: .*current"):
        check_state(IntegrateFire, {"current": "much"})
    with pytest.raises(ValueError, match="expected traits among current"):
        check_state(IntegrateFire, {"speed": 4})


def test_quotes_and_brackets_in_a_state_do_not_leave_the_attribute():
    text = IntegrateFire.placeholder({"a": "\"'<b>&"})
    assert text.count("<") == 4
    (state,) = re.findall(r'data-state="([^"]*)"', text)
    assert json.loads(html.unescape(state)) == {"a": "\"'<b>&"}


def test_a_figure_without_its_file_fails_where_it_is_defined():
    with pytest.raises(FileNotFoundError, match=r"no_such_figure\.js"):
        type("Lost", (LiveFigure,), {"name": "no_such_figure"})


def test_a_figure_may_be_extended():
    class Louder(IntegrateFire):
        loudness = Float(1.0).tag(sync=True)

    assert Louder(loudness=2.0).state()["loudness"] == 2.0
    assert Louder()._esm == IntegrateFire()._esm


def test_the_cloud_of_class_plus_1_lies_to_the_upper_right():
    sides = {-1: [], 1: []}
    for x1, x2, label in clouds(14):
        sides[label].append(x1 + x2)
    assert sum(sides[1]) / len(sides[1]) > sum(sides[-1]) / len(sides[-1]) + 1


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_number_without_bounds_is_finite_too(value):
    class Holder(HasTraits):
        number = Number(1.0)

    with pytest.raises(TraitError):
        Holder(number=value)
