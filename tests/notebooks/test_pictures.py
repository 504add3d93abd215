"""Pictures are compared from afar, drawings by their lines and words."""

import base64
import io

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from nbformat import v4
from notebook_runs import result, widget
from PIL import Image

from notebook_compare import PICTURE, differences
from notebook_pictures import apart, drawing_difference


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


def block(left, top, size=200, colour="black"):
    image = Image.new("RGB", (size, size), "white")
    image.paste(Image.new("RGB", (40, 40), colour), (left, top))
    return image


def test_a_part_of_a_bitmap_may_stand_two_pixels_elsewhere():
    stored = block(80, 80)
    for x, y in [(0, 0), (2, 0), (0, -2), (-2, 2), (1, -1)]:
        assert apart(stored, block(80 + x, 80 + y)) == 0
    for x, y in [(4, 0), (0, -4), (-3, 4)]:
        assert apart(stored, block(80 + x, 80 + y)) > PICTURE
    assert apart(stored, block(80, 80, colour="red")) > PICTURE
    assert 0 < apart(stored, block(82, 82, size=203)) < 0.3  # scaled to its size


def test_words_of_another_height_are_told():
    """Else a matplotlib that sets them otherwise could change ticks and layout."""

    def labelled(size):
        return picture(lambda axes: axes.set_title("the loss of each step", size=size))

    old, same, tall = ([result(image_png=labelled(x))] for x in (11, 11, 14))
    assert not differences(old, same)
    assert differences(old, tall)


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
    assert "moved by" in differences(old, drawn(0.2))[0]  # some 9 px
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
    assert "image/png: the pictures" in differences(page(0), page(0.5))[0]
    assert differences(page(0), page(0, "a table 2"))
    assert differences(page(0), [result(text_html="<p>a table 1</p>")])


def test_drawings_within_html_are_compared_as_drawings():
    def page(shift):
        data = base64.b64encode(picture(line(shift), "svg").encode()).decode()
        return [result(text_html=f'<img src="data:image/svg+xml;base64,{data}">')]

    assert not differences(page(0), page(0.05))
    assert "moved by" in differences(page(0), page(0.5))[0]


def test_the_picture_beside_a_widget_is_compared():
    pictures = [picture(region(shift)) for shift in (0, 0.01, 0.5)]
    old, near, far = (widget("VBox", picture=x) for x in pictures)
    assert not differences(old, near)
    assert differences(old, far)
