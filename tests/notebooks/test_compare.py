"""The comparison's rules, one by one, without a kernel."""

import pytest
from nbformat import v4
from notebook_runs import result, widget

import notebook_compare
from notebook_compare import AtWill, Number, differences, pieces, text_difference


def printed(text, name="stdout"):
    return v4.new_output("stream", text=text, name=name)


def told(old, new):
    """Return the difference that is found between two printed texts."""
    return text_difference(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("loss 0.2336", "loss 0.2337"),  # one unit in the last place
        ("loss 0.2336", "loss 0.2335"),
        ("0.123456789012345", "0.123456789012346"),
        ("0.1234567890123451", "0.1234567890123459"),  # rounding, a relative 1e-12
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
        ("123.456789", "123.456792"),  # three units, however many digits there are
        ("1e-16", "9e-4"),
        ("2.1e-16", "2.4e-16"),
        ("1000000.", "1000010."),
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


def test_a_number_seen_to_move_may_move_as_much_again():
    old, new = [printed("a 0.310 b 0.520")], [printed("a 0.313 b 0.520")]
    assert list(notebook_compare.find_printed(old)) == ["1 1", "1 3"]
    assert differences(old, new)
    assert not differences(old, new, {"1 1": 0.002})
    assert differences(old, new, {"1 1": 0.0015})
    assert differences(old, new, {"1 3": 0.002})


def test_where_decimals_may_move_at_will_all_else_counts():
    assert not differences([printed("a 0.1")], [printed("a 0.9")], AtWill())
    assert differences([printed("a 0.1")], [printed("b 0.1")], AtWill())
    assert differences([printed("n 241")], [printed("n 242")], AtWill())


def test_the_places_of_numbers_are_told_apart():
    outputs = [printed("1 0.5"), result(text_plain="0.25", text_html="<b>0.5</b>")]
    outputs += widget("Slider: value=1.5")
    seen = {
        at: number.text for at, number in notebook_compare.find_printed(outputs).items()
    }
    assert seen == {
        "1 1": "0.5",
        "2 text/html 1": "0.5",
        "2 text/plain 0": "0.25",
        "3 widget 0 2": "1.5",
    }


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
