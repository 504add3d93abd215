"""The digits: what scikit-learn embeds, scaled."""

import subprocess
import sys

import numpy as np
from sklearn.datasets import load_digits

from nnfoundations.data.digits import LABEL_NAMES, SIDE, digits_arrays


def test_they_are_scikit_learns_images_divided_by_16():
    X, y = digits_arrays()
    raw = load_digits()
    np.testing.assert_array_equal(X * 16, raw.images.reshape(-1, SIDE * SIDE))
    np.testing.assert_array_equal(y, raw.target)


def test_shapes_types_and_range():
    X, y = digits_arrays()
    assert (X.shape, X.dtype) == ((1797, 64), np.float64)
    assert (y.shape, y.dtype) == ((1797,), np.int64)
    assert (X.min(), X.max()) == (0.0, 1.0)
    assert set(y.tolist()) == set(range(len(LABEL_NAMES)))


def test_three_pixels_never_change():
    X, _ = digits_arrays()
    assert np.flatnonzero(X.std(axis=0) == 0).tolist() == [0, 32, 39]


def test_each_call_returns_arrays_of_its_own():
    X, y = digits_arrays()
    X[:], y[:] = -1, -1
    assert digits_arrays()[0].min() == 0
    assert digits_arrays()[1].min() == 0


def test_torch_is_not_imported():
    code = (
        "import sys; from nnfoundations.data import digits, points; "
        "digits.digits_arrays();"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
