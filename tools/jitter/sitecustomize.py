"""Move each random draw by at most one unit in its last place: another processor.

Two processors that add in another order differ in the last place of a sum. What a
run makes of that can be seen on one machine: start Python with this folder on the
PYTHONPATH and with NNFOUNDATIONS_JITTER=1 (or another whole number: another way of
moving), and each draw of NumPy and of PyTorch comes out as it is or one unit in its
last place up or down. Initial weights are draws, so they move too. Nothing in the
notebooks or in the package knows of it; processes that they start are moved likewise.

How a number moves depends on the number itself and on the seed alone. Equal draws thus
stay equal: a cell that claims that two ways agree to the last bit still has to hold.
"""

import importlib.abc
import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

VARIABLE = "NNFOUNDATIONS_JITTER"
#: Odd multipliers that spread the bits of a number over the word (Fibonacci hashing).
SPREAD = {8: 0x9E3779B97F4A7C15, 4: 0x9E3779B1}
NUMPY = (
    *("exponential", "gamma", "laplace", "lognormal", "logistic", "normal", "rand"),
    *("multivariate_normal", "randn", "random", "random_sample", "standard_gamma"),
    *("standard_exponential", "standard_normal", "standard_t", "triangular", "uniform"),
)
TORCH = ("normal", "rand", "rand_like", "randn", "randn_like")
IN_PLACE = ("cauchy_", "exponential_", "log_normal_", "normal_", "uniform_")


def move_array(array: Any, seed: int) -> Any:
    """Move the numbers of a float array in place."""
    import numpy as np

    size = array.dtype.itemsize
    if array.dtype.kind != "f" or size not in SPREAD:
        return array
    bits = array.view(f"u{size}")
    mixed = (bits + np.array(seed, bits.dtype)) * np.array(SPREAD[size], bits.dtype)
    steps = ((mixed >> (4 * size)) % 3).astype(f"i{size}") - 1
    steps[array == 0] = 0
    array.view(f"i{size}")[...] += steps
    return array


def move_numpy(value: Any, seed: int) -> Any:
    """Return what a draw of NumPy returned, moved."""
    import numpy as np

    if isinstance(value, np.ndarray):
        return move_array(value, seed) if value.ndim else value
    if isinstance(value, float):
        return type(value)(move_array(np.array([value]), seed)[0])
    return value


def move_tensor(tensor: Any, seed: int) -> Any:
    """Move the numbers of a float tensor in place; return it."""
    import torch

    kinds = {torch.float64: torch.int64, torch.float32: torch.int32}
    if tensor.dtype not in kinds or not tensor.numel():
        return tensor
    with torch.no_grad():
        plain = tensor.detach()
        bits = plain.view(kinds[tensor.dtype])
        mixed = (bits.long() + seed) * (SPREAD[8] - 2**64)
        steps = torch.remainder(mixed >> 32, 3) - 1
        bits += torch.where(plain == 0, 0, steps).to(bits.dtype)
    return tensor


def move_class(kind: Any, seed: int) -> Any:
    """Return a class of generators whose draws are moved."""

    def method(name: str) -> Any:
        original = getattr(kind, name)

        def draw(self: Any, *arguments: Any, **named: Any) -> Any:
            return move_numpy(original(self, *arguments, **named), seed)

        return draw

    names = [name for name in NUMPY if hasattr(kind, name)]
    members = {name: method(name) for name in names}
    return type(kind.__name__, (kind,), members)


def patch_numpy(seed: int) -> None:
    """Let `default_rng` and `RandomState` return generators whose draws are moved."""
    import numpy as np

    Generator = move_class(np.random.Generator, seed)
    Generator.__reduce__ = lambda self: (Generator, (self.bit_generator,))
    original = np.random.default_rng

    def default_rng(seed: Any = None) -> Any:
        made = original(seed)
        return made if isinstance(made, Generator) else Generator(made.bit_generator)

    patched: Any = np.random
    patched.default_rng = default_rng
    patched.Generator = Generator
    patched.RandomState = move_class(np.random.RandomState, seed)


def patch_torch(seed: int) -> None:
    """Let PyTorch's draws be moved."""
    import torch

    def wrap(original: Any) -> Any:
        def draw(*arguments: Any, **named: Any) -> Any:
            return move_tensor(original(*arguments, **named), seed)

        return draw

    for name in TORCH:
        setattr(torch, name, wrap(getattr(torch, name)))
    for name in IN_PLACE:
        setattr(torch.Tensor, name, wrap(getattr(torch.Tensor, name)))


class Patcher(importlib.abc.MetaPathFinder):
    """Patches a module as soon as it has been imported."""

    def __init__(self, seed: int) -> None:
        self.patches = {"numpy": patch_numpy, "torch": patch_torch}
        self.seed = seed

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Find a module that is to be patched; leave all others to the next finder."""
        patch = self.patches.pop(name, None)
        if patch is None:
            return None
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def then_patched(module: ModuleType) -> None:
            execute(module)
            patch(self.seed)

        loader: Any = spec.loader
        loader.exec_module = then_patched
        return spec


if os.environ.get(VARIABLE):
    sys.meta_path.insert(0, Patcher(int(os.environ[VARIABLE])))
