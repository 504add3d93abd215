"""The directive's parts: which figure, in which state, with which still picture."""

from pathlib import Path

import pytest
from _ext.live_figure import OTHERWISE, STILLS, UnknownFigureError, find_figure, place
from docutils import nodes
from PIL import Image

from nnfoundations.figures import FIGURES

ROOT = Path(__file__).parents[2]


def with_still(root, size=(840, 420)):
    folder = root / STILLS
    folder.mkdir(parents=True)
    Image.new("RGB", size).save(folder / "xor_fold.webp")
    return root


def test_the_still_picture_is_shown_at_half_its_pixels_with_title_and_words(tmp_path):
    node = place("xor_fold", {}, with_still(tmp_path))
    (picture,) = node.findall(nodes.image)
    figure = FIGURES["xor_fold"]
    assert (picture["width"], picture["height"]) == ("420", "210")
    assert picture["alt"] == figure.title
    assert picture["uri"] == f"/{STILLS}/xor_fold.webp"
    assert node.children[1].astext() == f"{figure.title}. {figure.description}"


def test_a_state_that_is_not_the_picture_s_is_told():
    first = place("integrate_fire", FIGURES["integrate_fire"]().state(), ROOT)
    assert not first.children[1].astext().startswith(OTHERWISE)
    other = place("playground", {"data": "moons"}, ROOT)
    assert other.children[1].astext().startswith(f"{OTHERWISE} Playground")


def test_the_place_keeps_just_the_state_that_was_asked_for():
    node = place("integrate_fire", {"current": 2.5}, ROOT)
    assert (node["figure"], node["state"]) == ("integrate_fire", {"current": 2.5})


@pytest.mark.parametrize("state", [{"current": 99.0}, {"voltage": 1.0}])
def test_a_state_that_the_figure_cannot_have_is_refused(state):
    with pytest.raises(ValueError, match=r"current|voltage"):
        place("integrate_fire", state, ROOT)


def test_a_missing_still_picture_and_an_unknown_figure_are_named(tmp_path):
    with pytest.raises(ValueError, match="make stills NAMES=xor_fold"):
        place("xor_fold", {}, tmp_path)
    with pytest.raises(UnknownFigureError, match="no live figure 'xor'; there are:"):
        find_figure("xor")
