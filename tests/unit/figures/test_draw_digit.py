"""The figure's state in Python: a whole paper or none."""

import numpy as np
import pytest
from traitlets import TraitError

from nnfoundations.figures import DrawDigit, handwriting


@pytest.mark.parametrize("ink", [[1, 2, 3], [0] * 49, [-1] * 48, [2**48] * 48, [0.5]])
def test_what_is_no_paper_is_refused(ink):
    with pytest.raises(TraitError, match="ink"):
        DrawDigit(ink=ink)


@pytest.mark.parametrize("image", [-2, 360])
def test_an_image_that_is_not_held_out_is_refused(image):
    with pytest.raises(TraitError, match="image"):
        DrawDigit(image=image)


def test_ink_of_the_package_fits():
    full = handwriting.to_rows(np.ones((48, 48), dtype=int))
    assert DrawDigit(ink=full).state()["ink"] == [2**48 - 1] * 48
