"""McNemar's test against SciPy's binomial test, and by hand."""

import numpy as np
import pytest
from scipy.stats import binomtest

from nnfoundations.learning.paired import Paired, compare_answers


@pytest.mark.parametrize("pair", [(0, 1), (3, 3), (2, 9), (9, 2), (0, 12), (20, 31)])
def test_the_p_value_is_that_of_the_exact_binomial_test(pair):
    a, b = pair
    wanted = binomtest(a, a + b, 0.5).pvalue
    assert Paired(100, a, b, 5).p_value == pytest.approx(wanted, rel=1e-12)


def test_by_hand_five_to_none():
    assert Paired(50, 5, 0, 1).p_value == pytest.approx(2 / 2**5)


def test_images_that_do_not_tell_the_models_apart_do_not_matter():
    assert Paired(0, 2, 7, 0).p_value == Paired(900, 2, 7, 90).p_value
    assert Paired(10, 0, 0, 3).p_value == 1.0


def test_the_four_kinds_are_counted():
    a = np.array([True, True, False, False, True, False, True])
    b = np.array([True, False, True, False, True, False, False])
    assert compare_answers(a, b) == Paired(2, 2, 1, 2)
    assert compare_answers(b, a) == Paired(2, 1, 2, 2)


def test_bad_answers_are_refused():
    with pytest.raises(TypeError, match="right_a: expected booleans"):
        compare_answers([1, 0], [True, False])
    with pytest.raises(ValueError, match="same length"):
        compare_answers([True], [True, False])
