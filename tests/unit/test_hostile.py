"""Wrong values in every place of the public functions: refused in our words.

`hostile` holds the right calls and the wrong values; run as a program it tries all
of them and prints what was raised raw. Here hypothesis draws a seeded part.
"""

import hostile
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

#: What checks little by intent: rules of one step, and what a page shows as it is.
KERNELS = {
    "architecture.count_parameters",
    "architecture.layer_parameters",
    "architecture.run_network",
    "single_layer.layer_gradients",
    "single_layer.sgd",
    "single_layer.step",
    "linear_rules.learn",
    "linear_rules.num_wrong",
    "optimisers.adam_step",
    "optimisers.momentum_step",
    "optimisers.plain_step",
}
#: Whose arguments belong together more than their names say: the tables of `hostile`
#: make no right call of them.
NEEDING_MORE = {
    "architecture.weight_matrix",
    "perceptron.mistake_bound",
    "signal_propagation.carry_back",
    "symmetry.one_unit",
}
CALLS = {
    name: function
    for name, function in hostile.functions()
    if hostile.right_call(name, function) and name not in KERNELS | NEEDING_MORE
}
#: What came in a place instead: listed ones, and any number, text or list of them.
NUMBERS = st.integers() | st.floats() | st.complex_numbers()
VALUES = (
    st.integers(0, len(hostile.HOSTILE) - 1).map(hostile.HOSTILE.__getitem__)
    | NUMBERS.filter(lambda x: not isinstance(x, int) or abs(x) > 10**9)
    | st.text()
    | st.lists(st.none() | st.text() | st.lists(NUMBERS, max_size=2), max_size=3)
)


@pytest.mark.parametrize("name", CALLS)
@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=8,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_a_wrong_value_is_taken_or_refused_in_our_words(name, data):
    function = CALLS[name]
    call = hostile.right_call(name, function)
    if not call:
        return
    place = data.draw(st.sampled_from(sorted(call)))
    call[place] = data.draw(VALUES)
    assert hostile.outcome(function, call) in ("taken", "refused")


def test_the_right_calls_are_right():
    wrong = {}
    for name, function in CALLS.items():
        told = hostile.outcome(function, hostile.right_call(name, function))
        if told != "taken":
            wrong[name] = told
    assert wrong == {}


def test_most_functions_have_a_right_call():
    without = [
        name
        for name, function in hostile.functions()
        if hostile.right_call(name, function) is None
    ]
    assert len(without) < 25, without


def test_a_raw_error_is_told():
    def raw(x):
        return x.shape

    assert hostile.outcome(raw, {"x": 3}).startswith("AttributeError")
    assert hostile.outcome(int, {"x": 3}) != "refused"
