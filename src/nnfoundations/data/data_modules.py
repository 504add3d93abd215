"""Real and generated data as d2l's DataModules: three sets, all in memory.

Training, validation and test examples are three separate sets, split once from
a seed. They are tensors in memory, so that no worker processes are needed, and
a batch is cut out by one indexing operation: several times as fast as loading
image by image.
"""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import DataLoader, Sampler, TensorDataset

from nnfoundations import checks
from nnfoundations.d2l import torch as d2l
from nnfoundations.data import digits, fashion

#: Inputs (n, ...) and labels (n,).
Pair = tuple[torch.Tensor, torch.Tensor]


class _Batches(TensorDataset):
    """Tensors of which one asks for whole batches."""

    def __getitem__(self, at: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return copies of the examples at these indices (n,).

        index_select copies whole examples; ``tensor[at]`` goes through them number by
        number, and takes 2 to 15 times as long.
        """
        return tuple(tensor.index_select(0, at) for tensor in self.tensors)


class _Order(Sampler[torch.Tensor]):
    """The indices of each batch in turn, as a tensor: in order, or shuffled anew.

    PyTorch's BatchSampler hands on lists of Python's whole numbers, and making those
    and a tensor of them took a third of the time of fetching a batch. The orders are
    those of its RandomSampler.

    Parameters
    ----------
    num_examples, batch_size : int
    generator : torch.Generator, optional
        Draws an order for every epoch; without it the examples come as they lie.
    """

    def __init__(
        self, num_examples: int, batch_size: int, generator: torch.Generator | None
    ) -> None:
        self.num_examples, self.batch_size = num_examples, batch_size
        self.generator = generator

    def __len__(self) -> int:
        return math.ceil(self.num_examples / self.batch_size)

    def __iter__(self) -> Iterator[torch.Tensor]:
        if self.generator is None:
            yield from torch.arange(self.num_examples).split(self.batch_size)
            return
        order = torch.randperm(self.num_examples, generator=self.generator)
        yield from order.split(self.batch_size)
        # RandomSampler ends each epoch with an order of which it uses nothing.
        torch.randperm(self.num_examples, generator=self.generator)


class TensorData(d2l.DataModule):
    """Three sets of examples in memory, with d2l's interface.

    Parameters
    ----------
    train_set, val_set, test_set : (X, y)
        Tensors: X of shape (n, ...), floating point; y of shape (n,), int64.
        `val_set` may be None: then `val_dataloader` returns None.
    label_names : sequence of str
        The names of the classes 0, 1, ...
    batch_size : int
        Examples in a batch; the last batch of an epoch may be smaller.
    seed : int
        Of the order of the training examples. Every call of
        `train_dataloader` starts the same sequence of orders anew, so two
        trainings on the same data see the same batches.

    Attributes
    ----------
    num_inputs, num_outputs : int
        Values in an example; classes.

    Raises
    ------
    TypeError, ValueError
        If a set is empty, its shapes do not fit, a value is not finite or a
        label is out of range.
    """

    def __init__(
        self,
        train_set: Pair,
        val_set: Pair | None,
        test_set: Pair,
        label_names: tuple[str, ...],
        batch_size: int = 32,
        seed: int = 0,
    ) -> None:
        super().__init__(num_workers=0)
        self.batch_size = checks.integer("batch_size", batch_size)
        self.seed = checks.seed("seed", seed)
        self.label_names = tuple(label_names)
        self.num_outputs = len(self.label_names)
        self.train_set, self.val_set, self.test_set = train_set, val_set, test_set
        shape = train_set[0].shape[1:]
        for name in ("train_set", "val_set", "test_set"):
            if getattr(self, name) is not None:
                _check_set(name, getattr(self, name), shape, self.num_outputs)
        self.num_inputs = math.prod(shape)

    def get_dataloader(self, train: bool) -> DataLoader | None:
        """Return batches of the training set, or of the validation set (or None)."""
        if train:
            generator = torch.Generator().manual_seed(self.seed)
            return self._loader(self.train_set, generator)
        return None if self.val_set is None else self._loader(self.val_set)

    def test_dataloader(self) -> DataLoader:
        """Return batches of the test set, in order."""
        return self._loader(self.test_set)

    def _loader(
        self, pair: Pair, generator: torch.Generator | None = None
    ) -> DataLoader:
        """Return a loader; with a generator it reshuffles every epoch."""
        order = _Order(len(pair[1]), self.batch_size, generator)
        # With a generator of its own a loader leaves torch's global one alone.
        own = generator or torch.Generator()
        return DataLoader(
            _Batches(*pair), sampler=order, batch_size=None, generator=own
        )


def _check_set(name: str, pair: Pair, shape: torch.Size, num_outputs: int) -> None:
    X, y = pair
    checks.same_length(**{f"{name} X": X, f"{name} y": y})
    if not X.is_floating_point() or X.shape[1:] != shape:
        expected = f"floating-point inputs of shape (n, {', '.join(map(str, shape))})"
        came = f"{X.dtype} of shape {tuple(X.shape)}"
        raise ValueError(checks.complaint(f"{name} X", expected, came))
    checks.labels(f"{name} y", y.numpy(), num_outputs)
    if not checks.all_finite(X):
        cure = "Remove or replace such values first."
        raise ValueError(
            checks.complaint(f"{name} X", "finite values", "NaN or inf", cure)
        )


def _images(pixels: np.ndarray, largest: float) -> torch.Tensor:
    """Return (n, h, w) or (n, h * w) pixels as float32 (n, 1, h, w) in [0, 1]."""
    side = math.isqrt(math.prod(pixels.shape[1:]))
    # NumPy lays large arrays into large pages of memory where the system has them: a
    # third of the time to fill, and batches are fetched faster from there.
    X = torch.from_numpy(pixels.astype(np.float32)).div_(largest)
    return X.reshape(-1, 1, side, side)


def _take(pair: Pair, indices: torch.Tensor) -> Pair:
    return pair[0][indices], pair[1][indices]


def _at_most(name: str, value: Any, at_least: int, room: int) -> int:
    """Return a set's size if it leaves at least one example for training."""
    value = checks.integer(name, value, at_least)
    if value >= room:
        expected = f"at most {room - 1}, to leave an example to train on"
        raise ValueError(checks.complaint(name, expected, value))
    return value


class Digits(TensorData):
    """Handwritten digits, 8 x 8 pixels, embedded: 1,797 images, no network.

    X is float32 of shape (n, 1, 8, 8) in [0, 1], y int64 of shape (n,).

    Parameters
    ----------
    batch_size : int
    validation, test : int
        Images in the validation and the test set; the rest is trained on.
    seed : int
        Of the split and of the order of the training images.

    Raises
    ------
    TypeError, ValueError
        If a size is not positive or leaves nothing to train on.
    """

    def __init__(
        self,
        batch_size: int = 32,
        validation: int = 360,
        test: int = 360,
        seed: int = 0,
    ) -> None:
        pixels, y = digits.digits_arrays()
        test = _at_most("test", test, 1, len(y))
        validation = _at_most("validation", validation, 1, len(y) - test)
        seed = checks.seed("seed", seed)
        everything = _images(pixels, 1.0), torch.from_numpy(y)
        order = torch.randperm(len(y), generator=torch.Generator().manual_seed(seed))
        parts = order.split([len(y) - validation - test, validation, test])
        train_set, val_set, test_set = (_take(everything, part) for part in parts)
        names = digits.LABEL_NAMES
        super().__init__(train_set, val_set, test_set, names, batch_size, seed)


class FashionMNIST(TensorData):
    """Fashion-MNIST: 60,000 training and 10,000 test images, 28 x 28 pixels.

    X is float32 of shape (n, 1, 28, 28) in [0, 1], y int64 of shape (n,). The
    test set is the published one.

    Parameters
    ----------
    batch_size : int
    validation : int
        How many of the 60,000 are kept apart for validation; 0 trains on all of
        them, and there is no validation set.
    seed : int
        Of the split and of the order of the training images.
    root : path, optional
        The folder whose subfolder ``fashion-mnist`` has the four published files;
        without it `nnfoundations.data.fashion.list_folders` says where they
        are looked for.
    download : bool
        Fetch files that are missing or damaged (31 MB, once).

    Raises
    ------
    TypeError, ValueError
        If a size is out of range, or a file is not the published one.
    FileNotFoundError
        If the files are missing; the text says how to get them.
    ConnectionError, OSError
        If they cannot be fetched or written.
    """

    def __init__(
        self,
        batch_size: int = 256,
        validation: int = 5000,
        seed: int = 0,
        root: str | Path | None = None,
        download: bool = False,
    ) -> None:
        validation = _at_most("validation", validation, 0, 60_000)
        seed = checks.seed("seed", seed)
        X, y, X_test, y_test = fashion.load(root, download)
        kept, apart = _split_off(len(y), validation, seed)
        train_set, val_set, test_set = (
            (_images(pixels, 255.0), torch.tensor(labels, dtype=torch.int64))
            for pixels, labels in (
                (X[kept], y[kept]),
                (X[apart], y[apart]),
                (X_test, y_test),
            )
        )
        names = fashion.LABEL_NAMES
        held_out = val_set if validation else None
        super().__init__(train_set, held_out, test_set, names, batch_size, seed)


def _split_off(n: int, validation: int, seed: int) -> tuple[Any, Any]:
    """Return which of n examples are trained on, and a random part held out."""
    if validation == 0:
        return slice(None), slice(0)
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).numpy()
    return order[: n - validation], order[n - validation :]
