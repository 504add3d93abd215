"""Dead ReLUs, layer by layer: which are dead now, which died, which came back.

A unit is dead on a set of examples if it is 0 for all of them; then the loss on these
examples does not depend on its weights, and their gradient is 0.
"""

from typing import Any, NamedTuple

import torch

from nnfoundations import checks
from nnfoundations.learning.diagnosis import hidden_activations


class Change(NamedTuple):
    """What has become of the units of one layer, as counts.

    Attributes
    ----------
    before, after : int
        Dead units at the two times.
    revived, died : int
        Dead before but not after; dead after but not before.
    """

    before: int
    after: int
    revived: int
    died: int


def find_dead(model: Any, X: torch.Tensor) -> list[torch.Tensor]:
    """Return for each hidden layer which units are 0 for every example.

    Parameters
    ----------
    model : MLPScratch, or a model with ``nn.ReLU`` layers
    X : Tensor of shape (n, ...)

    Returns
    -------
    list of bool Tensors of shape (width,)

    Raises
    ------
    TypeError, ValueError
        See `nnfoundations.learning.diagnosis.hidden_activations`.
    """
    return [(H == 0).all(dim=0) for H in hidden_activations(model, X)]


def compare_masks(
    before: list[torch.Tensor], after: list[torch.Tensor]
) -> list[Change]:
    """Compare the masks of two times, layer by layer.

    Raises
    ------
    ValueError
        If the layers differ in number or width.
    """
    checks.same_length(before=before, after=after)
    found = []
    for i, (a, b) in enumerate(zip(before, after, strict=True)):
        checks.same_length(**{f"before[{i}]": a, f"after[{i}]": b})
        pair = (int((a & ~b).sum()), int((~a & b).sum()))
        found.append(Change(int(a.sum()), int(b.sum()), *pair))
    return found
