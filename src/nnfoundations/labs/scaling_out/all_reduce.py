"""Adding vectors up across machines: a ring, and what it costs on paper.

References
----------
Patarasuk and Yuan (2009), Bandwidth optimal all-reduce algorithms for clusters of
workstations, Journal of Parallel and Distributed Computing 69, 117-124.
Thakur, Rabenseifner and Gropp (2005), Optimization of collective communication
operations in MPICH, section 3 (the cost model).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnfoundations import checks


@dataclass(frozen=True)
class Link:
    """A connection between two machines.

    Attributes
    ----------
    bandwidth : float
        Bytes that it carries in a second, in each direction.
    latency : float
        Seconds until the first of them arrives.

    Raises
    ------
    TypeError, ValueError
        If the bandwidth is not positive or the latency negative.
    """

    bandwidth: float
    latency: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no connection can have."""
        checks.number("bandwidth", self.bandwidth, above=0)
        checks.number("latency", self.latency, at_least=0)


def ring_all_reduce(vectors: Sequence[np.ndarray]) -> tuple[list[np.ndarray], int, int]:
    """Add up the machines' vectors by passing pieces round a ring.

    Parameters
    ----------
    vectors : sequence of ndarray of shape (n,)
        One for each machine; n need not be a multiple of their number.

    Returns
    -------
    sums : list of ndarray of shape (n,)
        The sum, as each machine has it at the end.
    most_sent : int
        The most numbers that one machine has sent.
    num_rounds : int
        How often all machines have sent a piece at the same time.

    Raises
    ------
    ValueError
        If there is no vector or their lengths differ.
    """
    vectors = checks.items("vectors", vectors, "a sequence of vectors")
    if not vectors:
        raise ValueError(checks.complaint("vectors", "at least one", "none"))
    checks.same_length(**{f"vectors[{i}]": v for i, v in enumerate(vectors)})
    p = len(vectors)
    pieces = [np.array_split(checks.real_array("vectors", v, 1), p) for v in vectors]
    sent = np.zeros(p, dtype=int)
    for t in range(2 * (p - 1)):
        # machine i passes piece i - t on: first to be added to, then to be copied
        parcels = [pieces[i][(i - t) % p].copy() for i in range(p)]
        for i, parcel in enumerate(parcels):
            there = pieces[(i + 1) % p][(i - t) % p]
            there[:] = there + parcel if t < p - 1 else parcel
            sent[i] += len(parcel)
    return [np.concatenate(own) for own in pieces], int(sent.max()), 2 * (p - 1)


def all_reduce_seconds(num_bytes: float, num_machines: int, link: Link) -> float:
    """Return how long a ring takes to add up `num_bytes` on each of p machines.

    Each of the 2(p - 1) rounds moves one p-th of the bytes, one latency later:
    2(p - 1)/p num_bytes / bandwidth + 2(p - 1) latency.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range.
    """
    checks.kind("link", link, Link)
    p = checks.integer("num_machines", num_machines)
    piece = checks.number("num_bytes", num_bytes, at_least=0) / p
    return 2 * (p - 1) * (piece / link.bandwidth + link.latency)
