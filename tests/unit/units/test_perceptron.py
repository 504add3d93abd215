"""The Heaviside unit, Novikoff's bound and the scikit-learn estimator."""

import numpy as np
import pytest
from sklearn import linear_model
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.utils.estimator_checks import check_estimator

from nnfoundations.networks.activations import heaviside
from nnfoundations.units.perceptron import (
    Perceptron,
    error_correction,
    margin,
    mistake_bound,
    radius,
    unit,
)
from nnfoundations.units.separability import find_widest_boundary

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
CLOSE_X, CLOSE_Y = [[0.1], [0.2]], [1, -1]


def random_problem(seed):
    """Points on both sides of a random boundary, none closer to it than 0.01."""
    rng = np.random.default_rng(seed)
    n, d = rng.integers(2, 60), rng.integers(1, 6)
    w, b = rng.normal(size=d), rng.normal()
    X = rng.normal(size=(n, d)) * rng.choice([0.1, 1.0, 10.0])
    z = (X @ w + b) / np.linalg.norm(w)
    return X[abs(z) > 0.01], np.sign(z[abs(z) > 0.01]), w, b


def test_heaviside_is_one_at_the_threshold():
    z = np.array([[-2.0, -1e-300, -0.0], [0.0, 1e-300, 3.0]])
    assert heaviside(z).tolist() == np.heaviside(z, 1.0).tolist()
    assert heaviside(z).tolist() == [[0, 0, 1], [1, 1, 1]]
    assert heaviside(0) == 1


@pytest.mark.parametrize(
    ("w", "b", "answers"),
    [
        ([1, 1], -1.5, [0, 0, 0, 1]),  # AND
        ([1, 1], -0.5, [0, 1, 1, 1]),  # OR
        ([-1, -1], 1.5, [1, 1, 1, 0]),  # NAND
        ([1, 1], -1.0, [0, 1, 1, 1]),  # on the boundary the unit fires: OR again
    ],
)
def test_gates_are_chosen_weights(w, b, answers):
    assert unit(CORNERS, w, b).tolist() == answers


def test_radius_and_margin_count_the_bias_as_an_input():
    X, y = [[3.0, 0.0], [0.0, -2.0]], [1, -1]
    assert radius(X) == pytest.approx(np.sqrt(10))
    # w . x + b = 10 and -1, length sqrt(3^2 + 1 + 1)
    assert margin(X, y, [3.0, 1.0], 1.0) == pytest.approx(1 / np.sqrt(11))
    assert margin(X, y, [-3.0, -1.0], -1.0) == pytest.approx(-10 / np.sqrt(11))


@pytest.mark.parametrize("seed", range(5))
def test_margin_is_the_distance_in_the_longer_space(seed):
    X, y, w, b = random_problem(seed)
    gamma = margin(X, y, w / np.linalg.norm(w), b / np.linalg.norm(w))
    plain = np.min(y * (X @ w + b)) / np.linalg.norm(w)
    assert gamma == pytest.approx(plain / np.sqrt(1 + (b / np.linalg.norm(w)) ** 2))
    assert margin(X, y, 5 * w, 5 * b) == pytest.approx(gamma)


def test_the_bound_of_two_close_points_is_425_and_not_16():
    plain_radius, plain_margin = 0.2, 0.05
    assert (plain_radius / plain_margin) ** 2 == pytest.approx(16)
    bound = mistake_bound(CLOSE_X, CLOSE_Y, [-1.0], 0.15)
    assert bound == pytest.approx(1.04 * 1.0225 / 0.0025)  # 425.36
    assert 16 < error_correction(CLOSE_X, CLOSE_Y).n_updates == 103 <= bound


@pytest.mark.parametrize("seed", range(200))
def test_updates_never_exceed_the_bound(seed):
    X, y, w, b = random_problem(seed)
    order = np.random.default_rng(seed)
    for rng in (None, order):
        run = error_correction(X, y, max_epochs=100_000, rng=rng, record=False)
        assert run.converged
        assert run.n_updates <= mistake_bound(X, y, *find_widest_boundary(X, y)) + 1e-6
        assert run.n_updates <= mistake_bound(X, y, w, b)


def test_the_bound_is_reached_by_orthogonal_examples():
    # One example, x~ = (0, 1): radius 1, margin 1, so at most one update; it takes one.
    assert mistake_bound([[0.0]], [1], [0.0], 1.0) == 1
    assert error_correction([[0.0]], [1]).n_updates == 1


def test_a_boundary_that_does_not_separate_has_no_bound():
    told = "^w, b: expected a boundary with every example on its right side, got margin"
    with pytest.raises(ValueError, match=rf"{told} -0\.2.*find_widest_boundary"):
        mistake_bound(CLOSE_X, CLOSE_Y, [1.0], 0.0)
    with pytest.raises(ValueError, match=rf"{told} 0\. "):
        mistake_bound([[0.5], [1.0]], [-1, 1], [1.0], -0.5)


# check_estimator fits some sets for 5 passes only, which the estimator reports.
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("estimator", [Perceptron(), Perceptron(shuffle=True)])
def test_scikit_learn_accepts_the_estimator_without_exception(estimator):
    results = check_estimator(estimator, on_skip=None)  # a failed check raises
    left_out = {r["check_name"] for r in results if r["status"] != "passed"}
    # It asks for SCIPY_ARRAY_API in the environment, and for arrays beyond NumPy's.
    assert left_out <= {"check_array_api_input"}
    assert len(results) > 40


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("names", [("cat", "dog"), (3, 8), (False, True)])
def test_any_two_classes_give_what_scikit_learns_perceptron_gives(names):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 4))
    y = np.array(names)[(X[:, 0] + 0.5 * rng.normal(size=60) > 0).astype(int)]
    ours = Perceptron(max_iter=9).fit(X, y)
    theirs = linear_model.Perceptron(eta0=1.0, shuffle=False, tol=None, max_iter=9)
    theirs.fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-12)
    assert ours.intercept_.tolist() == theirs.intercept_.tolist()
    assert ours.predict(X).tolist() == theirs.predict(X).tolist()


def test_the_estimator_counts_as_the_rule_does():
    X, y, *_ = random_problem(1)
    model, run = Perceptron().fit(X, y), error_correction(X, y)
    assert (model.n_updates_, model.n_iter_) == (run.n_updates, run.n_epochs)
    assert model.converged_
    assert (model.coef_[0] == run.w).all()
    model.coef_ += 1  # the estimator's weights are its own


def test_the_estimator_fires_on_the_boundary():
    model = Perceptron().fit([[0.0], [1.0]], ["no", "yes"])
    threshold = -model.intercept_ / model.coef_[0]
    assert model.decision_function([threshold]) == 0
    assert model.predict([threshold]) == "yes"


def test_the_same_seed_shuffles_alike():
    X, y, *_ = random_problem(3)
    model = Perceptron(shuffle=True, random_state=3)
    first, second = clone(model).fit(X, y), clone(model).fit(X, y)
    assert first.coef_.tolist() == second.coef_.tolist()
    others = [Perceptron(shuffle=True, random_state=s).fit(X, y) for s in range(5)]
    assert len({tuple(m.coef_[0]) for m in others}) > 1


def test_xor_is_reported_as_not_converged():
    with pytest.warns(ConvergenceWarning, match="is_separable"):
        model = Perceptron(max_iter=10).fit(CORNERS, [0, 1, 1, 0])
    assert not model.converged_
    assert model.n_iter_ == 10
    with pytest.warns(ConvergenceWarning):
        assert Perceptron().fit(CORNERS, [0, 1, 1, 0]).n_iter_ == 1000


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: heaviside([]), ValueError, "Z: expected at least one"),
        (lambda: heaviside([np.nan]), ValueError, "Z: expected finite"),
        (lambda: heaviside("high"), TypeError, "Z: expected an array of real"),
        (lambda: unit([1.0], [1.0], 0), ValueError, "X: expected 2 dim"),
        (
            lambda: unit([[1.0]], [1.0, 2.0], 0),
            ValueError,
            r"w: expected one weight for each of the 1 inputs, got shape \(2,\)",
        ),
        (lambda: unit([[1.0]], [[1.0]], 0), ValueError, "w: expected 1 dim"),
        (lambda: unit([[1.0]], [1.0], np.inf), ValueError, "b: expected a finite"),
        (lambda: unit([[1.0]], [1.0], "0"), TypeError, "b: expected a finite"),
        (lambda: radius([1.0]), ValueError, "X: expected 2 dim"),
        (lambda: radius(np.empty((0, 3))), ValueError, "X: expected at least one"),
        (lambda: margin(CLOSE_X, [0, 1], [1.0], 0), ValueError, "y: expected labels"),
        (
            lambda: margin(CLOSE_X, CLOSE_Y, [0.0], 0),
            ValueError,
            "w, b: expected not all 0, got only zeros",
        ),
        (
            lambda: margin(CLOSE_X, CLOSE_Y, [1.0, 1.0], 0),
            ValueError,
            "w: expected one",
        ),
        (lambda: mistake_bound(CLOSE_X, [1], [1.0], 0), ValueError, "2 of X, 1 of y"),
        (
            lambda: Perceptron(max_iter=0).fit(CLOSE_X, CLOSE_Y),
            ValueError,
            "at least 1",
        ),
        (
            lambda: Perceptron().fit(CLOSE_X, [1, 1]),
            ValueError,
            "y: expected 2 classes, got 1 class",
        ),
        (lambda: Perceptron().fit(CORNERS, [0, 1, 2, 1]), ValueError, "got 3 classes"),
        (lambda: Perceptron().fit([[np.nan], [1]], [0, 1]), ValueError, "NaN"),
        (lambda: Perceptron().predict(CLOSE_X), NotFittedError, "not fitted"),
    ],
)
def test_bad_input_is_refused(call, kind, words):
    with pytest.raises(kind, match=words):
        call()
