"""Changed images against SciPy, NumPy's quarter turns and by hand."""

import numpy as np
import pytest
from scipy import ndimage

from nnfoundations.labs.generalization.shifts import (
    add_grain,
    add_moved_copies,
    invert,
    move,
    rotate,
)

RNG = np.random.default_rng(0)
X = RNG.random((3, 64))


@pytest.mark.parametrize(("right", "down"), [(0, 0), (1, 0), (-2, 3), (7, -7)])
def test_moving_is_scipys_shift(right, down):
    images = X.reshape(3, 8, 8)
    wanted = ndimage.shift(images, (0, down, right), order=0, cval=0)
    np.testing.assert_allclose(move(X, right, down).reshape(3, 8, 8), wanted)


def test_a_dot_moves_to_the_right_and_down():
    dot = np.zeros((1, 9))
    dot[0, 4] = 1  # the middle of 3 x 3
    assert move(dot, 1, 0).argmax() == 5
    assert move(dot, 0, 1).argmax() == 7
    assert move(dot, 2, 0).max() == 0


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_quarter_turns_are_numpys(turns):
    wanted = np.rot90(X.reshape(3, 8, 8), turns, axes=(1, 2)).reshape(3, -1)
    np.testing.assert_allclose(rotate(X, 90 * turns), wanted, atol=1e-12)


def test_a_turn_back_brings_back_the_middle():
    blob = np.exp(-((np.arange(8) - 3.5) ** 2) / 8)
    image = np.outer(blob, blob).reshape(1, -1)
    back = rotate(rotate(image, 20), -20).reshape(8, 8)
    np.testing.assert_allclose(back[2:6, 2:6], image.reshape(8, 8)[2:6, 2:6], atol=0.1)


def test_inverting_twice_changes_nothing():
    np.testing.assert_allclose(invert(invert(X)), X)
    np.testing.assert_allclose(invert(X) + X, 1)


def test_grain_has_the_deviation_asked_for_and_stays_in_range():
    grey = np.full((50, 64), 0.5)
    noisy = add_grain(grey, 0.1, np.random.default_rng(1))
    assert noisy.std() == pytest.approx(0.1, rel=0.05)
    wild = add_grain(grey, 5.0, np.random.default_rng(1))
    assert (wild.min(), wild.max()) == (0, 1)
    assert np.array_equal(add_grain(X, 0.0, np.random.default_rng(1)), X)


def test_moved_copies_keep_their_labels():
    many, labels = add_moved_copies(X, [4, 5, 6])
    assert many.shape == (15, 64)
    assert labels.tolist() == [4, 5, 6] * 5
    assert np.array_equal(many[:3], X)
    assert np.array_equal(many[6:9], move(X, -1, 0))


def test_bad_images_and_distances_are_refused():
    with pytest.raises(ValueError, match="square images, got 63 pixels"):
        invert(X[:, :63])
    with pytest.raises(ValueError, match="right"):
        move(X, 8, 0)
    with pytest.raises(ValueError, match="down"):
        move(X, 0, -8)
    with pytest.raises(TypeError, match="right"):
        move(X, 0.5, 0)
    with pytest.raises(ValueError, match="sigma"):
        add_grain(X, -1, RNG)
    with pytest.raises(ValueError, match="same length"):
        add_moved_copies(X, [1])
