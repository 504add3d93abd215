"""Handwritten digits as NumPy arrays: embedded in scikit-learn, no network.

1,797 real images of 8 x 8 pixels, ten classes, from the test part of a larger
collection [1]_; each pixel counts the inked points of a 4 x 4 block, 0 to 16.

References
----------
.. [1] Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits,
   UCI Machine Learning Repository.
"""

import numpy as np

#: Height and width of an image [pixels].
SIDE = 8
#: The largest pixel value; all inputs are divided by it.
LARGEST_PIXEL = 16.0
LABEL_NAMES = tuple("0123456789")


def digits_arrays() -> tuple[np.ndarray, np.ndarray]:
    """Return the digits as scikit-learn's estimators want them.

    The pixels are divided by 16 rather than standardised: pixels 0, 32 and 39
    never change, so their standard deviation is 0.

    Returns
    -------
    X : ndarray of shape (1797, 64), float64
        Pixels row by row, from 0 (white) to 1 (black).
    y : ndarray of shape (1797,), int64
        The digit, 0 to 9.
    """
    # imported here: scikit-learn costs a second that other imports need not pay
    from sklearn.datasets import load_digits

    pixels, y = load_digits(return_X_y=True)
    return pixels.astype(np.float64) / LARGEST_PIXEL, y.astype(np.int64)
