"""What every classifier of the course checks, so that its listing need not.

A model says in ``__init__`` and ``forward`` what it is; this base class refuses
senseless settings when they are saved, and batches that do not fit when the model
is called. Whether the values of a data set are finite the trainer looks at, once.
"""

import inspect
import math
from collections.abc import Callable, Collection
from typing import Any

import torch
from torch.nn import functional as F

from nnfoundations import checks
from nnfoundations.d2l import torch as d2l

#: No label, so that no label is left out: cross-entropy itself skips -100.
_NO_LABEL = torch.iinfo(torch.int64).min


class Classifier(d2l.Classifier):
    """d2l's classifier, with a word about wrong settings, inputs and labels.

    A subclass calls ``save_hyperparameters()`` first in its ``__init__``; if one of
    its arguments is `num_inputs`, each batch is held to it.
    """

    def save_hyperparameters(self, ignore: Collection[str] = ()) -> None:
        """Keep the arguments of ``__init__`` as attributes, once they make sense.

        Sizes, `lr`, `sigma` and `generator` are checked. The generator is not kept:
        what it is left at says nothing of the model.

        Parameters
        ----------
        ignore : collection of str
            Arguments that are not to be kept.

        Raises
        ------
        TypeError, ValueError
            If a setting is of the wrong kind or out of range.
        """
        caller: Any = inspect.currentframe().f_back  # type: ignore[union-attr]
        arguments, _, _, values = inspect.getargvalues(caller)
        given = {name: values[name] for name in arguments[1:]}  # all but self
        for name in given.keys() & _SETTINGS.keys():
            _SETTINGS[name](name, given[name])
        left_out = {"generator", *ignore}
        self.hparams = {k: v for k, v in given.items() if k not in left_out}
        for name, value in self.hparams.items():
            setattr(self, name, value)

    def __call__(self, X: torch.Tensor) -> torch.Tensor:
        """Return the logits (n, k) of a batch (n, ...) that fits the parameters."""
        parameter = next(self.parameters(), None)
        if parameter is not None:
            check_batch(X, getattr(self, "num_inputs", None), parameter.dtype)
            if getattr(self, "num_inputs", 0) is None:  # the first batch says it
                self.num_inputs = math.prod(X.shape[1:])
        logits: torch.Tensor = super().__call__(X)
        return logits

    def loss(
        self, y_hat: torch.Tensor, y: torch.Tensor, averaged: bool = True
    ) -> torch.Tensor:
        """Return the cross-entropy of logits (n, k) and labels (n,), as d2l does.

        Raises
        ------
        TypeError, ValueError
            If `y` is no int64 tensor, or a label is not one of the k classes.
        """
        reduction = "mean" if averaged else "none"
        try:
            return F.cross_entropy(
                y_hat, y, ignore_index=_NO_LABEL, reduction=reduction
            )
        except (IndexError, RuntimeError, TypeError, AttributeError):
            check_labels(y, y_hat.shape[-1])  # says so in plain words
            raise


def check_batch(X: torch.Tensor, num_inputs: int | None, dtype: torch.dtype) -> None:
    """Refuse what is not a batch of inputs; the values are not looked at.

    Parameters
    ----------
    X : Tensor of shape (n, ...)
        n > 0; the other dimensions must flatten to `num_inputs`.
    num_inputs : int or None
        The inputs that one example must have; None takes any.
    dtype : torch.dtype
        The dtype of the weights that `X` meets (autocast casts by itself).

    Raises
    ------
    TypeError
        If `X` is no floating tensor of that dtype.
    ValueError
        If its shape does not fit.
    """
    checks.kind("dtype", dtype, torch.dtype)
    if num_inputs is not None:
        checks.integer("num_inputs", num_inputs)
    if not isinstance(X, torch.Tensor):
        cure = "Use torch.as_tensor(X)."
        raise TypeError(checks.complaint("X", "a torch tensor", type(X).__name__, cure))
    if not X.is_floating_point() or (
        X.dtype != dtype and not torch.is_autocast_enabled(X.device.type)
    ):
        wanted = f"{dtype}, as the weights"
        cure = f"Convert with X.to({dtype}) (and scale whole numbers)."
        raise TypeError(checks.complaint("X", wanted, str(X.dtype), cure))
    inputs = math.prod(X.shape[1:])
    if X.dim() < 2 or len(X) == 0 or inputs != (num_inputs or inputs):
        wanted = "shape (n, ...) with n > 0"
        wanted += f" and {num_inputs} inputs an example" if num_inputs else ""
        raise ValueError(checks.complaint("X", wanted, f"shape {tuple(X.shape)}"))


def check_finite(X: torch.Tensor) -> None:
    """Refuse a batch with a value that is NaN or infinite.

    Parameters
    ----------
    X : Tensor of any shape

    Raises
    ------
    ValueError
        If a value is not finite.
    """
    checks.kind("X", X, torch.Tensor)
    if not checks.all_finite(X):
        bad = f"{int((~X.isfinite()).sum())} of {X.numel()} NaN or infinite"
        cure = "Remove or replace such values first."
        raise ValueError(checks.complaint("X", "finite values", bad, cure))


def check_labels(y: torch.Tensor, num_classes: int) -> None:
    """Refuse labels that are not whole numbers from 0 to `num_classes` - 1.

    Parameters
    ----------
    y : Tensor of shape (n,)
        Labels, int64 as ``cross_entropy`` wants them.
    num_classes : int
        The number of classes.

    Raises
    ------
    TypeError
        If `y` is not an int64 tensor.
    ValueError
        If a label is out of range.
    """
    num_classes = checks.integer("num_classes", num_classes)
    if not isinstance(y, torch.Tensor) or y.dtype != torch.int64:
        came = str(y.dtype) if isinstance(y, torch.Tensor) else type(y).__name__
        cure = "Convert with torch.as_tensor(y).long()."
        raise TypeError(checks.complaint("y", "an int64 tensor", came, cure))
    outside = y[(y < 0) | (y >= num_classes)]
    if len(outside):
        wanted = f"labels from 0 to {num_classes - 1}"
        raise ValueError(checks.complaint("y", wanted, str(int(outside[0]))))


def _check_inputs(name: str, value: Any) -> None:
    if value is not None:
        checks.integer(name, value)


def _check_widths(name: str, value: Any) -> None:
    if isinstance(value, list | tuple):
        if not checks.sizes(name, value):
            raise ValueError(checks.complaint(name, "at least one width", "none"))
    else:
        checks.integer(name, value)


def _check_generator(name: str, value: Any) -> None:
    if value is not None and not isinstance(value, torch.Generator):
        cure = "Use torch.Generator().manual_seed(0)."
        came = type(value).__name__
        raise TypeError(checks.complaint(name, "a torch.Generator or None", came, cure))


_SETTINGS: dict[str, Callable[[str, Any], Any]] = {
    "num_inputs": _check_inputs,
    "num_outputs": checks.integer,
    "num_hiddens": _check_widths,
    "lr": lambda name, value: checks.number(name, value, above=0),
    "sigma": lambda name, value: checks.number(name, value, at_least=0),
    "generator": _check_generator,
}
