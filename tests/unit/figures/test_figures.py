"""The chapters' computed figures: what is stored is what the package draws."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

import figures
from notebook_pictures import drawing_difference

mpl.use("agg")
ALL = figures.all_figures()


@pytest.mark.parametrize("name", ALL)
def test_the_stored_figure_is_what_the_package_draws(name):
    stored = (figures.FOLDER / f"{name}.svg").read_text("utf-8")
    assert drawing_difference(stored, figures.svg(*ALL[name])) is None


def test_another_figure_would_be_noticed():
    def line(slope):
        def draw():
            figure, ax = plt.subplots()
            ax.plot([0, 1], [0, slope])
            ax.set(xlim=(0, 1), ylim=(0, 1))
            return figure

        return figures.svg(draw, {})

    assert drawing_difference(line(1.0), line(1.0)) is None
    assert drawing_difference(line(1.0), line(0.8))


def test_drawing_leaves_matplotlibs_settings_alone():
    before = dict(mpl.rcParams)
    figures.svg(*ALL["neuron-interval"])
    assert dict(mpl.rcParams) == before


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(SystemExit, match=r"expected names among .*mlp-xor.* got xro"):
        figures.main(["xro"])
