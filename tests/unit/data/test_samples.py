"""Samples without overlap, folds as scikit-learn's, wrong labels counted."""

import numpy as np
import pytest
from sklearn.model_selection import KFold

from nnfoundations.data.digits import digits_arrays
from nnfoundations.data.samples import (
    check_examples,
    digit_samples,
    fold_samples,
    random_labels,
    wrong_labels,
)


def test_the_sets_of_a_seed_share_no_image_and_keep_their_labels():
    X, y = digits_arrays()
    label_of = {image.tobytes(): label for image, label in zip(X, y, strict=True)}
    assert len(label_of) == len(y)  # no image occurs twice
    sets = digit_samples({"a": 1000, "b": 500, "c": 297}, [0, 5])
    for member in (0, 1):
        keys = [[x.tobytes() for x in sets[name][0][member]] for name in "abc"]
        assert len({key for part in keys for key in part}) == 1797
        labels = [label_of[key] for key in keys[1]]
        assert labels == sets["b"][1][member].tolist()


def test_a_seed_deals_the_same_images_and_another_does_not():
    sizes = {"training": 30}
    one, other = digit_samples(sizes, [4])["training"], digit_samples(sizes, [2, 4])
    assert np.array_equal(one[0][0], other["training"][0][1])
    assert not np.array_equal(one[0][0], other["training"][0][0])


def test_too_many_images_are_refused():
    with pytest.raises(ValueError, match="at most 1797 images in all, got 1798"):
        digit_samples({"training": 1700, "test": 98}, [0])
    with pytest.raises(ValueError, match="seeds"):
        digit_samples({"training": 10}, [])
    with pytest.raises(ValueError, match="training"):
        digit_samples({"training": 0}, [0])


def test_folds_are_scikit_learns_cut_to_one_length():
    X, y = np.arange(22.0).reshape(11, 2), np.arange(11)
    folds = list(KFold(3).split(X))  # test sizes 4, 4, 3
    sets = fold_samples(X, y, folds)
    assert sets["training"][0].shape == (3, 7, 2)
    assert sets["test"][1].tolist() == [[0, 1, 2], [4, 5, 6], [8, 9, 10]]
    assert sets["training"][1][1].tolist() == [0, 1, 2, 3, 8, 9, 10]
    assert np.array_equal(sets["test"][0][2], X[8:])


def test_folds_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="same length"):
        fold_samples(np.ones((3, 2)), [0, 1], [])
    with pytest.raises(ValueError, match="at least one fold"):
        fold_samples(np.ones((3, 2)), [0, 1, 2], [])


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_the_share_of_wrong_labels_is_exact_for_every_member(share):
    y = np.tile(np.arange(4), (3, 10))
    before = y.copy()
    new = wrong_labels(y, share, np.random.default_rng(0), num_classes=4)
    assert (new != y).mean(1).tolist() == [share] * 3
    assert set(new.ravel()) == {0, 1, 2, 3}
    assert np.array_equal(y, before)  # the given labels stay as they are


def test_wrong_labels_are_evenly_spread():
    y = np.zeros((1, 9000), dtype=int)
    new = wrong_labels(y, 1.0, np.random.default_rng(1))
    counts = np.bincount(new[0], minlength=10)
    assert counts[0] == 0
    assert abs(counts[1:] - 1000).max() < 120


def test_random_labels_are_evenly_spread():
    counts = np.bincount(random_labels((4, 2500), np.random.default_rng(0)).ravel())
    assert len(counts) == 10
    assert abs(counts - 1000).max() < 120


def test_bad_labels_are_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"shape \(members, n\)"):
        wrong_labels([0, 1], 0.5, rng)
    with pytest.raises(ValueError, match="share"):
        wrong_labels([[0, 1]], 1.5, rng)
    with pytest.raises(ValueError, match="y: expected labels from 0 to 9"):
        wrong_labels([[0, 10]], 0.5, rng)
    with pytest.raises(ValueError, match="num_classes"):
        random_labels((1, 2), rng, 1)


@pytest.mark.parametrize(
    ("X_shape", "y_shape"),
    [((2, 4, 3), (2, 5)), ((2, 4, 3), (8,)), ((3, 4, 3), (3, 4)), ((4, 3), (4,))],
)
def test_examples_that_do_not_fit_the_trainings_are_refused(X_shape, y_shape):
    pair = np.zeros(X_shape), np.zeros(y_shape, int)
    with pytest.raises(ValueError, match="training"):
        check_examples("training", pair, num_members=2, num_classes=3)


def test_examples_for_many_trainings_keep_their_values():
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((2, 4, 3)), rng.integers(0, 3, (2, 4))
    inputs, labels = check_examples("training", (X, y), 2, 3)
    np.testing.assert_array_equal(inputs.numpy(), X)
    np.testing.assert_array_equal(labels.numpy(), y)
