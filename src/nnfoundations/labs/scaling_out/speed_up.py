"""What the next machine buys: computing against communication, on paper.

The global batch stays as it is, so p machines compute for a p-th of the time; then
they add up their gradients in a ring. Nothing overlaps: a lower bound for systems
that send the first gradients while they compute the others.

References
----------
Amdahl (1967), Validity of the single processor approach to achieving large scale
computing capabilities: the part that is not divided sets the limit.
Patarasuk and Yuan (2009), for the ring.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.labs.scaling_out.all_reduce import Link, all_reduce_seconds


@dataclass(frozen=True)
class Work:
    """One step of a training.

    Attributes
    ----------
    compute : float
        Seconds that one machine computes for a step.
    num_bytes : float
        Bytes of the gradient.

    Raises
    ------
    TypeError, ValueError
        If one of them is not positive.
    """

    compute: float
    num_bytes: float

    def __post_init__(self) -> None:
        """Refuse a step that takes no time or has no gradient."""
        checks.number("compute", self.compute, above=0)
        checks.number("num_bytes", self.num_bytes, above=0)


def step_seconds(work: Work, num_machines: int, link: Link) -> float:
    """Return the time of a step on several machines [s]."""
    checks.kind("work", work, Work)
    checks.kind("link", link, Link)
    computing = work.compute / checks.integer("num_machines", num_machines)
    return computing + all_reduce_seconds(work.num_bytes, num_machines, link)


def speed_ups(work: Work, numbers: ArrayLike, link: Link) -> np.ndarray:
    """Return how many times faster than one machine p machines are, for each p."""
    checks.kind("work", work, Work)
    numbers = checks.items("numbers", numbers, "a sequence of whole numbers")
    return np.array([work.compute / step_seconds(work, p, link) for p in numbers])


def find_limit(work: Work, link: Link) -> float:
    """Return the speed-up of ever more machines if there were no latency."""
    checks.kind("work", work, Work)
    checks.kind("link", link, Link)
    return work.compute * link.bandwidth / (2 * work.num_bytes)


def best_number(work: Work, link: Link) -> float:
    """Return the number of machines with the shortest step.

    Returns
    -------
    float
        A whole number; 1 if no second machine helps, infinite if every further
        one does (which takes a latency of 0).
    """
    checks.kind("work", work, Work)
    checks.kind("link", link, Link)
    gain = work.compute - 2 * work.num_bytes / link.bandwidth
    if gain <= 0:
        return 1.0
    if link.latency == 0:
        return math.inf
    smooth = math.sqrt(gain / (2 * link.latency))  # where the derivative by p is 0
    around = {max(1, math.floor(smooth)), math.ceil(smooth)}
    return float(min(around, key=lambda p: step_seconds(work, p, link)))
