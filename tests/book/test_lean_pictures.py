"""Pictures carry their size; all but a page's first wait."""

import pytest
from _ext import lean_pictures
from PIL import Image

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}></svg>'


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="72pt" height="36pt"', (96, 48)),
        ('width="30" height="20px" viewBox="0 0 1 1"', (30, 20)),
        ('viewBox="0 0 640 480"', (640, 480)),
        ('width="100%" viewBox="0 0 64 48"', (64, 48)),
    ],
)
def test_an_svg_says_how_large_it_is(tmp_path, attributes, size):
    path = tmp_path / "a.svg"
    path.write_text(SVG.format(attributes))
    assert lean_pictures.size(path) == size


def test_an_svg_without_a_size_is_told(tmp_path):
    path = tmp_path / "a.svg"
    path.write_text(SVG.format('width="1furlong" height="1"'))
    with pytest.raises(ValueError, match="furlong"):
        lean_pictures.size(path)


def test_the_first_is_loaded_at_once_and_others_wait(tmp_path):
    Image.new("L", (7, 5)).save(tmp_path / "a.png")
    files = {"a.png": tmp_path / "a.png"}
    one = '<img alt="x" src="../_images/a.png" style="width: 80%;" />'
    other = '<img src="../_images/a.png" width="9" height="9">'
    page = lean_pictures.patient(f"{one}<p>{other}<img src='elsewhere.png'>", files)
    assert page.startswith('<img width="7" height="5" alt="x"')
    assert '<img loading="lazy" src="../_images/a.png" width="9" height="9">' in page
    assert page.count("lazy") == 1
