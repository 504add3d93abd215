"""The comparison's rules, one by one, without a kernel."""

import base64
import io

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from nbformat import v4
from notebook_compare import Number, Tolerance, differences, pieces, text_difference
from notebook_pictures import drawing_difference
from PIL import Image

from notebook_kernel import VIEW


def result(**data):
    bundle = {kind.replace("_", "/"): value for kind, value in data.items()}
    return v4.new_output("execute_result", data=bundle)


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


def picture(draw, kind="png", **options):
    """Return what `draw` draws on axes, as a notebook stores it."""
    figure = Figure(figsize=(4, 3))
    draw(figure.subplots())
    file = io.BytesIO()
    with matplotlib.rc_context({"svg.fonttype": options.pop("fonttype", "path")}):
        figure.savefig(file, format=kind, **options)
    raw = file.getvalue()
    return raw.decode() if kind == "svg" else base64.b64encode(raw).decode()


def region(shift=0.0):
    def draw(axes):
        x = np.linspace(-1, 1, 50)
        axes.pcolormesh(x, x, np.add.outer(x, x) > shift)

    return draw


def line(shift=0.0, label="loss"):
    def draw(axes):
        axes.plot([0, 1, 2], [0, 1 + shift, 4], marker="o")
        axes.set(xlim=(0, 3), ylim=(0, 5), xlabel=label)

    return draw


def test_bitmaps_are_compared_from_afar():
    old = [result(image_png=picture(region()))]
    assert not differences(old, [result(image_png=picture(region(0.01)))])
    assert not differences(old, [result(image_png=picture(region(), dpi=101))])
    assert "differ by" in differences(old, [result(image_png=picture(region(0.5)))])[0]
    assert (
        "pixels" in differences(old, [result(image_png=picture(region(), dpi=50))])[0]
    )
    blank = [result(image_png=picture(lambda axes: None))]
    assert differences(old, blank)


def test_the_background_of_a_bitmap_is_white():
    clear, white = Image.new("RGBA", (30, 30)), Image.new("RGB", (30, 30), "white")
    black = Image.new("RGB", (30, 30))
    outputs = []
    for image in (clear, white, black):
        file = io.BytesIO()
        image.save(file, format="png")
        outputs.append([result(image_png=base64.b64encode(file.getvalue()).decode())])
    assert not differences(outputs[0], outputs[1])
    assert differences(outputs[0], outputs[2])


def test_jpegs_are_compared_like_other_bitmaps():
    old, new, far = (picture(region(shift), "jpg") for shift in (0, 0.01, 0.5))
    assert not differences([result(image_jpeg=old)], [result(image_jpeg=new)])
    assert differences([result(image_jpeg=old)], [result(image_jpeg=far)])


@pytest.mark.parametrize("fonttype", ["path", "none"])
def test_drawings_are_compared_by_their_lines_and_words(fonttype):
    def drawn(*arguments, **options):
        svg = picture(line(*arguments, **options), "svg", fonttype=fonttype)
        return [v4.new_output("display_data", data={"image/svg+xml": svg})]

    old = drawn()
    assert drawn() != old  # random ids and the date
    assert not differences(old, drawn())
    assert not differences(old, drawn(0.05))  # some 2 px
    assert "moved by" in differences(old, drawn(0.5))[0]
    assert differences(old, drawn(label="cost"))
    assert differences(old, drawn(label="los"))


def test_a_drawing_without_its_line_is_told():
    def empty(axes):
        axes.set(xlim=(0, 3), ylim=(0, 5), xlabel="loss")

    old, new = (picture(draw, "svg") for draw in (line(), empty))
    old, new = ([result(**{"image_svg+xml": svg})] for svg in (old, new))
    assert "shapes" in differences(old, new)[0]


def by_hand(text):
    return f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>'


def test_a_line_that_goes_further_is_told():
    short, far = by_hand('<path d="M 0 0 L 9 0"/>'), by_hand('<path d="M 0 0 L 50 0"/>')
    assert drawing_difference(short, far)
    assert drawing_difference(far, short)
    bent = by_hand('<path d="M 0 0 L 20 1 L 30 -1 L 50 0"/>')
    assert not drawing_difference(far, bent)


@pytest.mark.parametrize(
    ("transform", "path"),
    [
        ("translate(10 20)", "M 10 20 L 40 20"),
        ("translate(10, 20) scale(2)", "M 10 20 L 70 20"),
        ("scale(2 3) translate(10 20)", "M 20 60 L 80 60"),
        ("rotate(90)", "M 0 0 L 0 30"),
        ("rotate(180 30 20)", "M 60 40 L 30 40"),
        ("matrix(0 1 1 0 5 50)", "M 5 50 L 5 80"),
    ],
)
def test_transformations_are_applied(transform, path):
    line = '<path d="M 0 0 L 30 0"/>'
    inner = by_hand(f'<g transform="{transform}">{line}</g>')
    assert not drawing_difference(inner, by_hand(f'<path d="{path}"/>'))
    assert drawing_difference(inner, by_hand(line))


def test_pictures_within_html_are_compared_as_pictures():
    def page(shift, text="a table 1"):
        data = picture(region(shift))
        return [
            result(text_html=f'<p>{text}</p><img src="data:image/png;base64,{data}">')
        ]

    assert not differences(page(0), page(0.01))
    assert "a picture in it" in differences(page(0), page(0.5))[0]
    assert differences(page(0), page(0, "a table 2"))
    assert differences(page(0), [result(text_html="<p>a table 1</p>")])


def test_drawings_within_html_are_compared_as_drawings():
    def page(shift):
        data = base64.b64encode(picture(line(shift), "svg").encode()).decode()
        return [result(text_html=f'<img src="data:image/svg+xml;base64,{data}">')]

    assert not differences(page(0), page(0.05))
    assert "moved by" in differences(page(0), page(0.5))[0]


def widget(*lines, picture=None):
    data = {VIEW: {"model_id": str(id(lines))}, "text/plain": f"cut{id(lines)}"}
    data |= {"image/png": picture} if picture else {}
    metadata = {VIEW: {"widgets": list(lines)}} if lines else {}
    return [v4.new_output("execute_result", data=data, metadata=metadata)]


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


def test_the_picture_beside_a_widget_is_compared():
    pictures = [picture(region(shift)) for shift in (0, 0.01, 0.5)]
    old, near, far = (widget("VBox", picture=x) for x in pictures)
    assert not differences(old, near)
    assert differences(old, far)
