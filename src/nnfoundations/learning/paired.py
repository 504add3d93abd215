"""Two models on the same images: only the images that tell them apart count.

Images that both models get right, or both wrong, say nothing about which is better.
If neither were, each of the others would be equally likely to favour either.
"""

from dataclasses import dataclass

from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.learning.accuracy_intervals import count_distribution


@dataclass(frozen=True)
class Paired:
    """Two models' answers to the same images.

    Attributes
    ----------
    both, only_a, only_b, neither : int
        Images that both, only the first, only the second and neither got right.
    """

    both: int
    only_a: int
    only_b: int
    neither: int

    @property
    def p_value(self) -> float:
        """The exact two-sided p-value of McNemar's test; 1 if no image differs.

        How probable a split at least as uneven as `only_a` against `only_b` would
        be, if each of these images fell to either side with probability 1/2.

        References
        ----------
        McNemar (1947), Note on the sampling error of the difference between
        correlated proportions or percentages.
        """
        different = self.only_a + self.only_b
        if different == 0:
            return 1.0
        weights = count_distribution(0.5, different)
        fewer = min(self.only_a, self.only_b)
        return min(1.0, 2 * float(weights[: fewer + 1].sum()))


def compare_answers(right_a: ArrayLike, right_b: ArrayLike) -> Paired:
    """Count the four kinds of images.

    Parameters
    ----------
    right_a, right_b : array_like of bool, shape (n,)
        Which images each model got right, in the same order.

    Raises
    ------
    TypeError, ValueError
        If they are not booleans of one length.
    """
    a = checks.plain_array("right_a", right_a)
    b = checks.plain_array("right_b", right_b)
    for name, right in (("right_a", a), ("right_b", b)):
        if right.dtype != bool or right.ndim != 1 or right.size == 0:
            wanted = "booleans of shape (n,)"
            came = f"{right.dtype} of shape {right.shape}"
            raise TypeError(checks.complaint(name, wanted, came))
    checks.same_length(right_a=a, right_b=b)
    kinds = (a & b, a & ~b, ~a & b, ~a & ~b)
    return Paired(*(int(kind.sum()) for kind in kinds))
