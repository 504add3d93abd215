"""What every live figure does, whatever it shows."""

import pytest
from built_site import caption, state

from nnfoundations.figures import FIGURES


@pytest.mark.parametrize("name", FIGURES)
def test_it_comes_alive_without_a_word_to_the_console(name, open_figure):
    _, visit, figure = open_figure(name)
    assert state(figure) == FIGURES[name]().state()
    assert caption(figure)
    assert (visit.console, visit.errors, visit.failed) == ([], [], [])
    assert visit.foreign == []
