"""How the examples of an epoch are dealt to the ranks of a data-parallel training.

A rank is one of the processes that train together. What is dealt is a list of
steps; a step is a list of index arrays, one for each rank.

References
----------
Li et al. (2020), PyTorch Distributed: Experiences on Accelerating Data Parallel
Training, section 2.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks

#: deal[step][rank] holds the indices of one rank's examples in one step.
Deal = list[list[np.ndarray]]


def global_batches(order: ArrayLike, batch_size: int) -> list[np.ndarray]:
    """Return the batches of one process; the last one may be smaller.

    Parameters
    ----------
    order : array_like of shape (n,)
        The epoch's indices, shuffled or not.
    batch_size : int

    Raises
    ------
    TypeError, ValueError
        If there is no index or `batch_size` is not positive.
    """
    size = checks.integer("batch_size", batch_size)
    indices = _indices(order)
    return [indices[i : i + size] for i in range(0, len(indices), size)]


def cut_blocks(order: ArrayLike, batch_size: int, num_ranks: int) -> Deal:
    """Cut each global batch into one block per rank, as equal as can be.

    Raises
    ------
    TypeError, ValueError
        If a batch has fewer examples than there are ranks.
    """
    ranks = checks.integer("num_ranks", num_ranks)
    batches = global_batches(order, batch_size)
    if len(batches[-1]) < ranks:
        wanted = f"batches of at least {ranks} examples, one for each rank"
        cure = "Leave the last batch out, or use fewer ranks."
        came = f"one of {len(batches[-1])}"
        raise ValueError(checks.complaint("batch_size", wanted, came, cure))
    return [np.array_split(batch, ranks) for batch in batches]


def deal_cards(order: ArrayLike, batch_size: int, num_ranks: int) -> Deal:
    """Deal one example after another, padded by repeating the first ones.

    That is what PyTorch's ``DistributedSampler`` does: every rank gets equally
    many examples, and where they do not come out even, some come twice.

    Raises
    ------
    TypeError, ValueError
        If the ranks do not divide `batch_size`.
    """
    local = _local_size(batch_size, num_ranks)
    indices = _indices(order)
    length = -(-len(indices) // num_ranks) * num_ranks
    padded = np.resize(indices, length)  # starts again at the front
    hands = [padded[rank::num_ranks] for rank in range(num_ranks)]
    return _steps(hands, local)


def cut_parts(order: ArrayLike, batch_size: int, num_ranks: int) -> Deal:
    """Give each rank one part of the data to keep: the first half, the second.

    Raises
    ------
    TypeError, ValueError
        If the ranks do not divide `batch_size` or the number of examples.
    """
    local = _local_size(batch_size, num_ranks)
    indices = _indices(order)
    if len(indices) % num_ranks:
        wanted = f"a multiple of {num_ranks} examples"
        raise ValueError(checks.complaint("order", wanted, len(indices)))
    return _steps(np.split(indices, num_ranks), local)


def _steps(hands: Sequence[np.ndarray], local: int) -> Deal:
    batches = [global_batches(hand, local) for hand in hands]
    return [list(step) for step in zip(*batches, strict=True)]


def _indices(order: ArrayLike) -> np.ndarray:
    indices = checks.plain_array("order", order, "indices of shape (n,)")
    if indices.ndim != 1 or not len(indices) or indices.dtype.kind not in "iu":
        came = f"shape {indices.shape}, dtype {indices.dtype}"
        raise ValueError(checks.complaint("order", "indices of shape (n,)", came))
    return indices


def _local_size(batch_size: int, num_ranks: int) -> int:
    size = checks.integer("batch_size", batch_size)
    ranks = checks.integer("num_ranks", num_ranks)
    if size % ranks:
        wanted = f"a multiple of num_ranks, {ranks}"
        raise ValueError(checks.complaint("batch_size", wanted, size))
    return size // ranks
