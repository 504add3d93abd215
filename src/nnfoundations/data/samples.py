"""Samples of the digits for many trainings, and labels that are wrong on purpose.

Every function gives arrays with one entry per training (a *member*, see
`nnfoundations.labs.generalization.cohort`): inputs (members, n, 64) and labels
(members, n).
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.data.digits import LABEL_NAMES, digits_arrays

NUM_CLASSES = len(LABEL_NAMES)
#: Inputs (members, n, d) and labels (members, n) of each member.
Examples = tuple[np.ndarray, np.ndarray]


def check_examples(
    name: str,
    pair: Examples,
    num_members: int,
    num_classes: int,
    kind: str = "members",
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return examples for many trainings as float64 and int64 tensors.

    Parameters
    ----------
    name : str
        What an error calls them.
    pair : tuple of X (members, n, d) and y (members, n)
    num_members, num_classes : int
        How many trainings there are, and how many labels, from 0.
    kind : str
        What an error calls the trainings.

    Raises
    ------
    TypeError, ValueError
        If the examples do not have such a form.
    """
    X, raw = checks.real_array(f"{name} X", pair[0], 3), np.asarray(pair[1])
    if raw.shape != X.shape[:2] or len(X) != num_members:
        wanted = f"X ({kind}, n, d) and y ({kind}, n) for {num_members} {kind}"
        came = f"shapes {X.shape} and {raw.shape}"
        raise ValueError(checks.complaint(name, wanted, came))
    y = checks.labels(f"{name} y", raw.ravel(), num_classes).reshape(raw.shape)
    return torch.from_numpy(X), torch.from_numpy(y)


def digit_samples(
    sizes: Mapping[str, int], seeds: Sequence[int]
) -> dict[str, Examples]:
    """Return, for each seed, sets of digits that have no image in common.

    Parameters
    ----------
    sizes : mapping of str to int
        Images of each set, such as ``{"training": 100, "test": 900}``.
    seeds : sequence of int
        Of the order in which the images are dealt out.

    Returns
    -------
    samples : dict of str to (X, y)
        X (seeds, size, 64) and y (seeds, size).

    Raises
    ------
    TypeError, ValueError
        If a size is not positive, or there are not so many images.
    """
    checks.kind("sizes", sizes, Mapping)
    counts = [checks.integer(name, size) for name, size in sizes.items()]
    X, y = digits_arrays()
    if sum(counts) > len(y):
        wanted = f"at most {len(y)} images in all"
        raise ValueError(checks.complaint("sizes", wanted, sum(counts)))
    seeds = [checks.seed("seeds", seed) for seed in checks.items("seeds", seeds)]
    orders = [np.random.default_rng(seed).permutation(len(y)) for seed in seeds]
    if not orders:
        raise ValueError(checks.complaint("seeds", "at least one seed", "none"))
    parts = np.split(np.stack(orders), np.cumsum(counts), axis=1)
    return {name: (X[i], y[i]) for name, i in zip(sizes, parts, strict=False)}


def fold_samples(
    X: ArrayLike, y: ArrayLike, folds: Iterable[tuple[np.ndarray, np.ndarray]]
) -> dict[str, Examples]:
    """Return one member for each fold of a cross-validation, of equal sizes.

    Parameters
    ----------
    X : array_like of shape (n, d)
    y : array_like of shape (n,)
    folds : iterable of (training indices, test indices)
        As scikit-learn's ``KFold(...).split(X)`` gives them. Where the sizes differ
        by one, the last index of the longer ones is left out.

    Returns
    -------
    samples : dict
        ``"training"`` and ``"test"``.

    Raises
    ------
    ValueError
        If the lengths differ or there is no fold.
    """
    images, labels = checks.real_array("X", X, 2), checks.plain_array("y", y)
    checks.same_length(X=images, y=labels)
    pairs = [
        [checks.labels("folds", i, len(images)) for i in checks.items("folds", fold)]
        for fold in checks.items("folds", folds)
    ]
    if not pairs:
        raise ValueError(checks.complaint("folds", "at least one fold", "none"))
    samples = {}
    for name, parts in zip(("training", "test"), zip(*pairs, strict=True), strict=True):
        size = min(map(len, parts))
        rows = np.stack([part[:size] for part in parts])
        samples[name] = images[rows], labels[rows]
    return samples


def wrong_labels(
    y: ArrayLike, share: float, rng: np.random.Generator, num_classes: int = NUM_CLASSES
) -> np.ndarray:
    """Return labels of which a share is wrong: each another class, drawn evenly.

    Parameters
    ----------
    y : array_like of shape (members, n)
        Labels 0 to num_classes - 1.
    share : float
        Of each member's labels, 0 to 1; the count is rounded.
    rng : numpy.random.Generator
    num_classes : int

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.
    """
    k = checks.integer("num_classes", num_classes, at_least=2)
    labels = np.array(checks.plain_array("y", y))
    checks.generator(rng)
    checks.labels("y", labels.ravel(), k)
    if labels.ndim != 2:
        raise ValueError(
            checks.complaint("y", "shape (members, n)", f"shape {labels.shape}")
        )
    share = checks.number("share", share, at_least=0, at_most=1)
    count = round(share * labels.shape[1])
    for member in labels:
        chosen = rng.choice(len(member), count, replace=False)
        member[chosen] = (member[chosen] + rng.integers(1, k, count)) % k
    return labels


def random_labels(
    shape: tuple[int, int], rng: np.random.Generator, num_classes: int = NUM_CLASSES
) -> np.ndarray:
    """Return labels (members, n) drawn evenly, which no image has any say in.

    Raises
    ------
    TypeError, ValueError
        If `num_classes` is not a whole number of at least 2.
    """
    k = checks.integer("num_classes", num_classes, at_least=2)
    return checks.generator(rng).integers(0, k, checks.sizes("shape", shape))
