"""From ink to 64 numbers: what must stay, and what must not matter."""

import numpy as np
import pytest
from scipy import ndimage
from sklearn.datasets import load_digits

from nnfoundations.data.data_modules import Digits
from nnfoundations.figures import handwriting

PIXELS = load_digits().images.astype(np.int64)[:60]


def bar(height, width, top=4, left=4):
    ink = np.zeros((48, 48), dtype=np.int64)
    ink[top : top + height, left : left + width] = 1
    return ink


@pytest.mark.parametrize("image", PIXELS, ids=range(len(PIXELS)))
def test_the_bitmap_of_an_image_has_its_counts(image):
    bitmap = handwriting.draw_bitmap(image)
    assert (handwriting.count_blocks(bitmap) == image).all()


def test_blocks_are_counted_as_by_hand():
    bitmap = np.zeros((32, 32), dtype=np.int64)
    bitmap[4:8, 8:11] = 1
    counts = handwriting.count_blocks(bitmap)
    assert counts[1, 2] == 12
    assert counts.sum() == 12


def test_the_slant_is_that_of_a_least_squares_line():
    rng = np.random.default_rng(0)
    for _ in range(20):
        ink = (rng.random((30, 20)) < 0.2).astype(np.int64)
        y, x = np.nonzero(ink)
        assert handwriting.slant(ink) == pytest.approx(np.polyfit(y, x, 1)[0])


def test_a_single_row_has_no_slant():
    assert handwriting.slant(bar(1, 20)) == 0.0


def test_within_a_block_ink_lies_where_scipy_interpolates_most():
    at = (np.arange(32) + 0.5) / 4 - 0.5  # places of the points, in pixels
    where = np.meshgrid(at, at, indexing="ij")
    for image in np.random.default_rng(0).integers(0, 17, (5, 8, 8)):
        smooth = ndimage.map_coordinates(image * 64, where, order=1, mode="nearest")
        bitmap = handwriting.draw_bitmap(image)
        for r, c in np.ndindex(8, 8):
            block = np.s_[4 * r : 4 * r + 4, 4 * c : 4 * c + 4]
            most = np.argsort(-smooth[block].ravel(), kind="stable")[: image[r, c]]
            assert set(np.flatnonzero(bitmap[block])) == set(most)


def test_lone_points_far_apart_are_lost_and_leave_an_empty_picture():
    ink = np.zeros((48, 48), dtype=np.int64)
    ink[20, [0, 47]] = 1
    assert not handwriting.see(ink).any()


def test_no_ink_gives_an_empty_picture():
    assert not handwriting.see(np.zeros((48, 48), dtype=np.int64)).any()


@pytest.mark.parametrize("place", [(0, 0), (3, 7), (8, 8)])
def test_the_place_on_the_paper_does_not_matter(place):
    ink = handwriting.lay(PIXELS[3])
    moved = np.zeros_like(ink)
    top, left = place
    moved[top : top + 40, left : left + 40] = ink[4:44, 4:44]
    assert (handwriting.see(moved) == handwriting.see(ink)).all()


def test_a_digit_of_twice_the_size_looks_the_same():
    small = handwriting.crop(handwriting.lay(PIXELS[3])[::2, ::2])
    large = np.kron(small, np.ones((2, 2), dtype=np.int64))
    difference = handwriting.see(large) - handwriting.see(small)
    assert np.abs(difference).mean() < 1


def test_height_is_filled_and_width_is_kept_within_bounds():
    bitmap = handwriting.place(handwriting.stretch(np.ones((30, 26), dtype=int)))
    rows, columns = bitmap.any(axis=1), bitmap.any(axis=0)
    assert rows.all()
    assert np.flatnonzero(columns).tolist() == list(range(6, 26))


def test_a_bar_is_widened_by_half_at_most():
    assert handwriting.stretch(np.ones((32, 4), dtype=int)).shape == (32, 6)
    assert handwriting.stretch(np.ones((4, 20), dtype=int)).shape == (6, 20)


def test_thin_strokes_are_thickened_and_thick_ones_thinned():
    thin, thick = np.zeros((2, 32, 32), dtype=np.int64)
    thin[:, 15:18] = 1
    thick[:, 4:28] = 1
    cross = ndimage.generate_binary_structure(2, 1)
    assert (handwriting.even_out(thin) == ndimage.binary_dilation(thin, cross, 2)).all()
    assert (
        handwriting.even_out(thick) == ndimage.binary_erosion(thick, cross, 2)
    ).all()


@pytest.mark.parametrize(("columns", "stays"), [(7, 0), (8, 1), (12, 1), (13, 0)])
def test_ink_from_256_to_384_points_is_left_alone(columns, stays):
    ink = np.zeros((32, 32), dtype=np.int64)
    ink[:, 10 : 10 + columns] = 1
    assert (handwriting.even_out(ink) == ink).all() == stays


def test_a_strong_slant_is_reduced_to_the_limit():
    lines = np.array([np.roll(row, 20 - r // 2) for r, row in enumerate(bar(40, 5, 0))])
    assert handwriting.slant(lines) < -0.4
    assert (
        abs(handwriting.slant(handwriting.straighten(handwriting.crop(lines)))) < 0.25
    )


def test_the_centre_is_that_of_the_training_digits():
    X, _ = Digits().train_set
    weights = X.sum(dim=(0, 1, 2)).numpy()  # ink in each of the eight columns
    centre = np.average(4 * np.arange(8) + 2, weights=weights)
    assert abs(handwriting.CENTRE - centre) < 0.15


def test_rows_are_read_as_they_were_written():
    rng = np.random.default_rng(1)
    ink = rng.integers(0, 2, (48, 48))
    rows = handwriting.to_rows(ink)
    assert rows[0] == sum(2**c for c in range(48) if ink[0, c])
    assert (handwriting.from_rows(rows) == ink).all()
