"""What autograd keeps of a forward pass because the backward pass needs it."""

from collections.abc import Callable, Iterable
from typing import Any

import torch

from nnfoundations import checks


def count_kept_numbers(
    forward: Callable[[], torch.Tensor], known: Iterable[torch.Tensor] = ()
) -> int:
    """Count the decimal numbers that a forward pass leaves for its backward pass.

    Tensors that share their memory count once. Labels and other whole numbers, masks
    and single numbers are left out.

    Parameters
    ----------
    forward : callable
        Computes the loss, without arguments.
    known : iterable of Tensor
        What is in memory anyway, such as the parameters: not counted.

    Raises
    ------
    TypeError
        If `forward` returns no tensor.
    """
    saved: dict[int, torch.Tensor] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        if tensor.is_floating_point() and tensor.ndim > 0:
            saved[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    def back(tensor: Any) -> Any:
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, back):
        loss = forward()
    if not isinstance(loss, torch.Tensor):
        came = type(loss).__name__
        raise TypeError(checks.complaint("forward", "a function to a tensor", came))
    for tensor in known:
        saved.pop(tensor.untyped_storage().data_ptr(), None)
    return sum(tensor.numel() for tensor in saved.values())


def cache_size(n: int, widths: tuple[int, int, int]) -> int:
    """Return how many numbers `backprop.Cache` holds for n examples.

    Parameters
    ----------
    n : int
        Examples in the batch.
    widths : tuple of three int
        Inputs d, hidden units h, outputs k: n (d + 2 h + k) in all.
    """
    sizes = checks.sizes("widths", widths)
    if len(sizes) != 3:
        raise ValueError(checks.complaint("widths", "three sizes", widths))
    d, h, k = sizes
    return checks.integer("n", n) * (d + 2 * h + k)
