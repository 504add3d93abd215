"""Rosenblatt's rule against scikit-learn's, by hand, and its record."""

import numpy as np
import pytest
from sklearn import linear_model

from nnfoundations.checks import labelled_points
from nnfoundations.units.perceptron import error_correction

XOR_X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
XOR_Y = np.array([-1, 1, 1, -1])


def random_points(seed, n=40, d=3, separable=True):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d))
    y = np.where(X @ rng.normal(size=d) + 0.3 > 0, 1, -1)
    if not separable:
        y[: n // 4] *= -1
    return X, y


@pytest.mark.parametrize("separable", [True, False])
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.filterwarnings(
    "ignore:Maximum number of iteration:sklearn.exceptions.ConvergenceWarning"
)
def test_weights_equal_those_of_scikit_learns_perceptron(seed, separable):
    X, y = random_points(seed, separable=separable)
    run = error_correction(X, y, max_epochs=7)
    oracle = linear_model.Perceptron(
        eta0=1.0, shuffle=False, tol=None, max_iter=run.n_epochs
    ).fit(X, y)
    np.testing.assert_allclose(run.w, oracle.coef_[0], rtol=0, atol=1e-12)
    assert run.b == oracle.intercept_[0]


def test_two_points_on_a_line_by_hand():
    # y z = 0, so w = 1, b = 1; then y z = -3, w = -1, b = 0; then -1, w = 0, b = 1;
    # then -1, w = -2, b = 0
    X, y = [[1.0], [2.0]], [1, -1]
    run = error_correction(X, y, max_epochs=2)
    record = [
        (u.step, u.index, u.w_before[0], u.b_before, u.w_after[0], u.b_after)
        for u in run.updates
    ]
    assert record == [
        (1, 0, 0, 0, 1, 1),
        (2, 1, 1, 1, -1, 0),
        (3, 0, -1, 0, 0, 1),
        (4, 1, 0, 1, -2, 0),
    ]
    assert (run.n_updates, run.n_epochs, run.converged) == (4, 2, False)


def test_a_point_on_the_boundary_is_corrected_for_either_label():
    for label in (-1, 1):
        run = error_correction([[0.0]], [label])
        assert (run.n_updates, run.b, run.converged) == (1, label, True)


def test_two_close_points_take_103_updates():
    run = error_correction([[0.1], [0.2]], [1, -1])
    assert run.n_updates == len(run.updates) == 103
    assert run.converged


def test_xor_in_fixed_order_comes_back_to_zero_every_epoch():
    run = error_correction(XOR_X, XOR_Y, max_epochs=25)
    assert run.n_updates == 4 * 25
    assert not run.converged
    assert error_correction(XOR_X, XOR_Y, record=False).n_epochs == 1000
    for last in run.updates[3::4]:
        assert last.w_after.tolist() == [0, 0]
        assert last.b_after == 0


@pytest.mark.parametrize("seed", range(10))
def test_the_record_replays_the_run(seed):
    X, y = random_points(seed)
    run = error_correction(X, y)
    w, b, steps = np.zeros(3), 0.0, []
    for update in run.updates:
        assert update.w_before.tolist() == w.tolist()
        assert update.b_before == b
        x, label = X[update.index], y[update.index]
        assert label * (w @ x + b) <= 0
        w, b = w + label * x, b + label
        assert update.w_after.tolist() == w.tolist()
        assert update.b_after == b
        steps.append(update.step)
    assert (run.w.tolist(), run.b) == (w.tolist(), b)
    assert steps == sorted(set(steps))
    assert steps[-1] <= (run.n_epochs - 1) * len(X)
    assert all(
        (s - 1) % len(X) == u.index for s, u in zip(steps, run.updates, strict=True)
    )


@pytest.mark.parametrize("seed", range(10))
def test_after_converging_every_example_is_on_its_side(seed):
    X, y = random_points(seed)
    run = error_correction(X, y, rng=np.random.default_rng(seed))
    assert run.converged
    assert (y * (X @ run.w + run.b) > 0).all()


def test_a_shuffled_run_depends_on_the_generator_alone():
    X, y = random_points(3)
    runs = [error_correction(X, y, rng=np.random.default_rng(s)) for s in (1, 1, 2)]
    orders = [[u.index for u in run.updates] for run in runs]
    assert orders[0] == orders[1] != orders[2]


def test_without_a_record_the_run_is_the_same():
    X, y = random_points(4)
    full, bare = error_correction(X, y), error_correction(X, y, record=False)
    assert bare.updates == ()
    assert full.w.tolist() == bare.w.tolist()
    assert (full.b, full.n_updates) == (bare.b, bare.n_updates)


def test_nobody_can_alter_the_record():
    run = error_correction([[0.1], [0.2]], [1, -1])
    for array in (run.w, run.updates[0].w_before, run.updates[0].w_after):
        with pytest.raises(ValueError, match="read-only"):
            array += 1


def test_the_examples_are_left_as_they_were():
    X, y = random_points(5)
    before = X.copy(), y.copy()
    error_correction(X, y)
    assert (before[0] == X).all()
    assert (y == before[1]).all()


@pytest.mark.parametrize(
    ("X", "y", "kind", "words"),
    [
        (
            [[1.0], [2.0]],
            [0, 1],
            ValueError,
            "labels -1 and [+]1, got 0 at index 0.*2 [*]",
        ),
        ([[1.0], [2.0]], [1], ValueError, "2 of X, 1 of y"),
        ([1.0, 2.0], [1, -1], ValueError, "2 dimension"),
        ([[1.0], [2.0]], [[1], [-1]], ValueError, "1 dimension"),
        ([[np.nan], [2.0]], [1, -1], ValueError, "nan at index"),
        ([[1.0], [np.inf]], [1, -1], ValueError, "inf at index"),
        (np.empty((0, 2)), [], ValueError, "at least one value"),
        ([["a"], ["b"]], [1, -1], TypeError, "real numbers"),
        ([[1.0], [2.0]], ["a", "b"], TypeError, "real numbers"),
    ],
)
def test_bad_examples_are_refused(X, y, kind, words):
    for function in (labelled_points, error_correction):
        with pytest.raises(kind, match=words):
            function(X, y)


@pytest.mark.parametrize(
    ("option", "kind", "words"),
    [
        ({"max_epochs": 0}, ValueError, "max_epochs.*at least 1, got 0"),
        ({"max_epochs": 2.5}, TypeError, "max_epochs.*got 2.5"),
        (
            {"rng": 7},
            TypeError,
            r"rng: expected a numpy.random.Generator or None, got 7\..*default_rng",
        ),
        ({"record": 1}, TypeError, "record: expected True or False, got 1"),
    ],
)
def test_bad_options_are_refused(option, kind, words):
    with pytest.raises(kind, match=words):
        error_correction([[1.0]], [1], **option)
