"""Can a line part two classes? Answers with evidence, by linear programs.

Either some boundary w . x + b = 0 has all examples of each class on its own
side, or some average of the one class equals some average of the other. Never
both, never neither: so each answer comes with something that can be checked.
Labels are -1 and +1, as in `nnfoundations.units.perceptron`.
"""

from typing import Any

import numpy as np
from scipy.optimize import linprog, nnls

from nnfoundations import checks
from nnfoundations.checks import labelled_points
from nnfoundations.units.perceptron import margin

#: HiGHS's answers that settle the question; other codes are failures to answer.
SOLVED, INFEASIBLE = 0, 2


def _with_bias_input(X: np.ndarray) -> np.ndarray:
    return np.column_stack([X, np.ones(len(X))])  # (n, d) -> (n, d + 1)


def _feasible(result: Any) -> bool:
    if result.status not in (SOLVED, INFEASIBLE):
        raise RuntimeError(f"The linear program gave no answer: {result.message}")
    return result.status == SOLVED


def is_separable(X: Any, y: Any) -> bool:
    """Tell whether some boundary has every example strictly on its right side.

    The linear program asks for any (w, b) with y (w . x + b) >= 1 for all examples;
    the 1 only sets the scale.

    Parameters
    ----------
    X : array_like of shape (n, d)
        One example per row.
    y : array_like of shape (n,)
        Labels -1 and +1.

    Raises
    ------
    TypeError, ValueError
        If the examples or labels are not as described.
    RuntimeError
        If the solver gives up.
    """
    X, y = labelled_points(X, y)
    A = y[:, np.newaxis] * _with_bias_input(X)  # A @ (w, b) >= 1
    zeros = np.zeros(A.shape[1])
    return _feasible(linprog(zeros, -A, -np.ones(len(A)), bounds=(None, None)))


def find_shared_average(X: Any, y: Any) -> np.ndarray | None:
    """Weights under which both classes have the same average, or None.

    Such weights prove that no boundary separates the classes: w . x + b of the
    shared average would have to be positive and negative at once.

    Parameters
    ----------
    X : array_like of shape (n, d)
        One example per row.
    y : array_like of shape (n,)
        Labels -1 and +1.

    Returns
    -------
    ndarray of shape (n,) or None
        Weights >= 0 that sum to 1 within each class, so that
        ``a[y > 0] @ X[y > 0]`` equals ``a[y < 0] @ X[y < 0]``; None if the
        classes are separable. Of all such weights, those on the examples nearest
        to the middle of all.

    Raises
    ------
    TypeError, ValueError
        If the examples or labels are not as described.
    RuntimeError
        If the solver gives up.
    """
    X, y = labelled_points(X, y)
    same = (y[:, np.newaxis] * X).T  # (d, n) @ (n,) = 0: equal averages
    sums = np.stack([y > 0, y < 0]).astype(float)  # (2, n) @ (n,) = 1
    target = np.append(np.zeros(X.shape[1]), [1.0, 1.0])
    # Many weights may do. Asking for examples near the middle singles one answer out.
    cost = np.sum((X - X.mean(axis=0)) ** 2, axis=1)
    result = linprog(cost, A_eq=np.vstack([same, sums]), b_eq=target)
    return np.asarray(result.x) if _feasible(result) else None


def find_widest_boundary(X: Any, y: Any) -> tuple[np.ndarray, float]:
    """Return the boundary (w, b) with the largest `perceptron.margin`.

    It is the shortest w~ = (w, b) with y (w~ . x~) >= 1 for all examples, found as a
    least-squares problem with weights that may not be negative.

    Parameters
    ----------
    X : array_like of shape (n, d)
        One example per row.
    y : array_like of shape (n,)
        Labels -1 and +1.

    Returns
    -------
    w : ndarray of shape (d,)
    b : float

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or no boundary separates the classes.
    RuntimeError
        If the solver gives up.

    References
    ----------
    Lawson & Hanson (1974), Solving Least Squares Problems, chapter 23.
    """
    X, y = labelled_points(X, y)
    A = y[:, np.newaxis] * _with_bias_input(X)
    E = np.vstack([A.T, np.ones(len(A))])  # (d + 2, n)
    f = np.append(np.zeros(A.shape[1]), 1.0)
    residual = E @ nnls(E, f)[0] - f
    # The residual is a multiple of (-w, -b, 1), and 0 where nothing separates.
    w, b = residual[:-2], float(residual[-2])
    if not (residual[-1] < 0 and margin(X, y, w, b) > 0):
        cure = "Look at find_shared_average(X, y): it shows why none exists."
        wanted = "classes that some boundary separates"
        raise ValueError(
            checks.complaint("X, y", wanted, "classes that none does", cure)
        )
    return w / -residual[-1], b / -residual[-1]
