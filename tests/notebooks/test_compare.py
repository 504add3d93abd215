"""The comparison's rules, one by one, without a kernel."""

import pytest
from nbformat import v4
from notebook_compare import Number, Tolerance, differences, pieces, text_difference
from notebook_runs import result, widget


def printed(text, name="stdout"):
    return v4.new_output("stream", text=text, name=name)


def told(old, new, **tolerance):
    """Return the difference that is found between two printed texts."""
    return text_difference(old, new, Tolerance(**tolerance))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("loss 0.2336", "loss 0.2337"),  # one unit in the last place
        ("loss 0.2336", "loss 0.2335"),
        ("123.456789", "123.460001"),  # a relative 1e-4
        ("1.5e-08", "1.6e-08"),
        ("[ 0.001 -2.   ]", "[-0.0   -2.   ]"),  # the spaces follow the sign
        ("0.30000000000000004", "0.3"),
        ("nan inf -inf", "nan inf -inf"),
        ("0.1, 12", "0.1, 12"),
        ("85.0%", "85.1%"),
        ("<object at 0x7f12ab34cd56>", "<object at 0x55d1>"),
        (
            "id=123e4567-e89b-12d3-a456-426614174000",
            "id=00000000-e89b-12d3-a456-000000000000",
        ),
        ('<td id="T_3f2a1_row0_col1">1</td>', '<td id="T_77fe0_row0_col1">1</td>'),
        ("\u22120.5001", "\u22120.5002"),
        ("1000000.", "1000010."),
    ],
)
def test_what_claims_the_same_passes(old, new):
    assert told(old, new) is None
    assert told(new, old) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("loss 0.2336", "loss 0.2338"),  # two units
        ("accuracy 0.917", "accuracy 0.887"),
        ("241 correct", "242 correct"),
        ("10", "10.0"),
        ("0.3", "0.35"),  # the finer of both claims counts
        ("[1. 2.]", "[2. 2.]"),  # NumPy's way to print whole floats
        ("0.5", "nan"),
        ("inf", "-inf"),
        ("inf", "1e308"),
        ("0.5", "-0.5"),
        ("3-0.5", "3+0.5"),
        ("validation loss", "training loss"),
        ("torch 2.13.0", "torch 2.14.0"),
        ("W1", "W2"),
        ("float32", "float64"),
        ("0.1 0.2", "0.1"),
        ("0.1", "0.1 0.2"),
        ("if x:\n    y", "if x:\ny"),  # spaces alone
        ("0xff", "0xfe"),  # hexadecimal, but no address
    ],
)
def test_what_claims_something_else_is_told(old, new):
    assert told(old, new)
    assert told(new, old)


def test_a_text_is_cut_into_numbers_and_words():
    cut = list(pieces("x=-1.5e3, 2-1 v1.2 d2l .5"))
    numbers = [piece.text for piece in cut if isinstance(piece, Number)]
    assert numbers == ["-1.5e3", "2", "1", ".5"]
    assert [x for x in cut if isinstance(x, str)] == ["x=", ",", "-", "v1.2", "d2l"]


def test_a_tag_sets_another_tolerance():
    loose = Tolerance.of_tags(["hide-input", "relative-tolerance=0.1"])
    assert loose == Tolerance(relative=0.1)
    assert not differences([printed("1.000")], [printed("1.090")], loose)
    assert differences([printed("1.000")], [printed("1.200")], loose)
    assert Tolerance.of_tags(["picture-tolerance=1"]).picture == 1


@pytest.mark.parametrize("tag", ["tolerance=1", "relative-tolerance", "tolerances"])
def test_a_misspelt_tolerance_is_refused(tag):
    with pytest.raises(ValueError, match="expected relative-tolerance=NUMBER"):
        Tolerance.of_tags([tag])


def test_stderr_is_left_out_and_stdout_joined():
    old = [printed("a\n"), printed("warning", "stderr"), printed("b\n")]
    assert not differences(old, [printed("a\nb\n")])
    assert differences(old, [printed("a\n")])


def test_the_number_and_kind_of_outputs_count():
    text = result(text_plain="1")
    assert "now: none" in differences([text], [])[0]
    assert "text/plain" in differences([], [text])[0]
    shown = v4.new_output("display_data", data={"text/plain": "1"})
    assert differences([text], [shown])
    assert differences([text], [result(text_plain="1", text_html="<p>1</p>")])
    assert not differences([text], [result(text_plain="1")])


def test_outputs_are_compared_in_order():
    assert differences([printed("1"), result(text_plain="2")], [result(text_plain="2")])
    two = [result(text_plain="1"), result(text_plain="2")]
    assert len(differences(two, two[::-1])) == 2


def test_errors_are_compared_by_name_and_text():
    def error(name, value):
        return v4.new_output("error", ename=name, evalue=value, traceback=["x"])

    assert not differences([error("A", "lr 0.10")], [error("A", "lr 0.11")])
    assert differences([error("A", "x")], [error("B", "x")])
    assert differences([error("A", "x")], [error("A", "y")])


def test_json_is_compared_by_value():
    def output(value):
        data = {"application/json": {"a": [1, value]}}
        return [v4.new_output("display_data", data=data)]

    assert not differences(output(0.5), output(0.50001))
    assert differences(output(0.5), output(0.7))
    assert differences(output(0.5), output([0.5]))


def test_widgets_are_compared_by_kind_and_settings():
    old = widget("VBox", "  FloatSlider: value=1.500, max=3.0")
    assert not differences(old, widget("VBox", "  FloatSlider: value=1.500, max=3.0"))
    assert not differences(old, widget("VBox", "  FloatSlider: value=1.501, max=3.0"))
    assert differences(old, widget("VBox", "  IntSlider: value=1.500, max=3.0"))
    assert differences(old, widget("VBox", "  FloatSlider: value=1.500, max=4.0"))
    assert "FloatSlider" in differences(old, widget("VBox"))[0]
    assert "does not say" in differences(widget(), old)[0]


def test_a_missing_widget_is_told():
    old = widget("VBox")
    assert differences(old, [result(text_plain="VBox()")])
    assert differences(old, [])
