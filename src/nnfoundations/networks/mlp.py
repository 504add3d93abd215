"""The multilayer perceptron on d2l's classes: from scratch, and concisely.

``MLPScratch`` and ``MLP`` compute the same function of the same weights; they
differ in who writes down the parameters. Both are trained by d2l's ``Trainer``
or by `nnfoundations.learning.trainer.Trainer`.

References
----------
Zhang et al. (2023), Dive into Deep Learning, sections 5.1 and 5.2.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn

from nnfoundations import checks
from nnfoundations.d2l import torch as d2l


def relu(X: torch.Tensor) -> torch.Tensor:
    """Rectified linear unit, max(x, 0) of each entry.

    Parameters
    ----------
    X : Tensor of any shape
        Real numbers; the derivative that autograd uses at 0 is 0.

    Returns
    -------
    Tensor
        Of the shape and dtype of `X`.

    Raises
    ------
    TypeError
        If `X` is not a tensor.
    """
    if not isinstance(X, torch.Tensor):
        raise TypeError(checks.complaint("X", "a torch tensor", type(X).__name__))
    return X.masked_fill(X <= 0, 0)  # so NaN stays NaN: nothing is hidden


class MLPScratch(d2l.Classifier):
    """One hidden layer of ReLU units, with its parameters written out.

    Z1 = X W1 + b1, H1 = relu(Z1), logits = H1 W2 + b2.

    Parameters
    ----------
    num_inputs, num_outputs, num_hiddens : int
        Sizes of the input, of the output (the classes) and of the hidden layer.
    lr : float
        Learning rate of ``configure_optimizers`` (stochastic gradient descent).
    sigma : float
        Standard deviation of the initial weights; the biases start at 0.
    generator : torch.Generator, optional
        Draws the weights (a CPU generator); without it, torch's global one does.

    Attributes
    ----------
    W1, b1, W2, b2 : nn.Parameter
        Shapes (num_inputs, num_hiddens), (num_hiddens,),
        (num_hiddens, num_outputs) and (num_outputs,).

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or not positive (`sigma` may be 0).

    References
    ----------
    Zhang et al. (2023), Dive into Deep Learning, section 5.2.
    """

    def __init__(
        self,
        num_inputs: int,
        num_outputs: int,
        num_hiddens: int,
        lr: float,
        sigma: float = 0.01,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        _check_settings(num_inputs, num_outputs, lr, generator)
        checks.integer("num_hiddens", num_hiddens)
        checks.number("sigma", sigma, at_least=0)
        # Not the generator: it can be neither copied nor saved with the model.
        self.save_hyperparameters(ignore=["generator"])
        first = torch.randn(num_inputs, num_hiddens, generator=generator)
        second = torch.randn(num_hiddens, num_outputs, generator=generator)
        self.W1 = nn.Parameter(first * sigma)
        self.b1 = nn.Parameter(torch.zeros(num_hiddens))
        self.W2 = nn.Parameter(second * sigma)
        self.b2 = nn.Parameter(torch.zeros(num_outputs))

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Return the logits.

        Parameters
        ----------
        X : Tensor of shape (n, ...)
            n examples; the other dimensions flatten to `num_inputs`.

        Returns
        -------
        Tensor of shape (n, num_outputs)

        Raises
        ------
        TypeError, ValueError
            If `X` is not a batch of finite numbers in the weights' dtype.
        """
        check_batch(X, self.num_inputs, self.W1.dtype)
        X = X.reshape(-1, self.num_inputs)  # (n, ...) -> (n, d)
        H1 = relu(X @ self.W1 + self.b1)  # (n, d) @ (d, h) + (h,) -> (n, h)
        return H1 @ self.W2 + self.b2  # (n, h) @ (h, k) + (k,) -> (n, k)

    def loss(
        self, y_hat: torch.Tensor, y: torch.Tensor, averaged: bool = True
    ) -> torch.Tensor:
        """Return d2l's cross-entropy of logits (n, k) and labels (n,), checked."""
        check_labels(y, self.num_outputs)
        return super().loss(y_hat, y, averaged)


class MLP(d2l.Classifier):
    """Any number of hidden ReLU layers, with the parameters kept by PyTorch.

    Parameters
    ----------
    num_inputs, num_outputs : int
        Sizes of the input and of the output (the classes).
    num_hiddens : int or sequence of int
        Width of the hidden layer, or of each hidden layer in turn.
    lr : float
        Learning rate of ``configure_optimizers`` (stochastic gradient descent).
    generator : torch.Generator, optional
        Draws the weights (a CPU generator); without it, torch's global one does.
        Either way from PyTorch's default for ``nn.Linear``, uniform between
        plus and minus 1 / sqrt(fan-in), biases included.

    Attributes
    ----------
    net : nn.Sequential
        Flatten, then Linear and ReLU for each hidden layer, then Linear.
        A Linear keeps its weight as (out, in).

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or not positive.

    References
    ----------
    Zhang et al. (2023), Dive into Deep Learning, section 5.2.
    """

    def __init__(
        self,
        num_inputs: int,
        num_outputs: int,
        num_hiddens: int | Sequence[int],
        lr: float,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        _check_settings(num_inputs, num_outputs, lr, generator)
        widths = [num_inputs, *_hidden_widths(num_hiddens)]
        self.save_hyperparameters(ignore=["generator", "widths"])
        layers: list[nn.Module] = [nn.Flatten()]
        for fan_in, fan_out in pairwise(widths):
            layers += [_linear(fan_in, fan_out, generator), nn.ReLU()]
        layers.append(_linear(widths[-1], num_outputs, generator))
        self.net = nn.Sequential(*layers)

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Return the logits (n, num_outputs) of a batch (n, ...)."""
        check_batch(X, self.num_inputs, next(self.parameters()).dtype)
        return self.net(X)

    def loss(
        self, y_hat: torch.Tensor, y: torch.Tensor, averaged: bool = True
    ) -> torch.Tensor:
        """Return d2l's cross-entropy of logits (n, k) and labels (n,), checked."""
        check_labels(y, self.num_outputs)
        return super().loss(y_hat, y, averaged)


def check_batch(X: torch.Tensor, num_inputs: int, dtype: torch.dtype) -> None:
    """Refuse what is not a batch of finite numbers.

    Parameters
    ----------
    X : Tensor of shape (n, ...)
        n > 0; the other dimensions must flatten to `num_inputs`.
    num_inputs : int
        The inputs that one example must have.
    dtype : torch.dtype
        The dtype of the weights that `X` meets (autocast casts by itself).

    Raises
    ------
    TypeError
        If `X` is no floating tensor of that dtype.
    ValueError
        If its shape does not fit or a value is not finite.
    """
    checks.integer("num_inputs", num_inputs)
    checks.kind("dtype", dtype, torch.dtype)
    if not isinstance(X, torch.Tensor):
        raise TypeError(
            checks.complaint(
                "X", "a torch tensor", type(X).__name__, "Use torch.as_tensor(X)."
            )
        )
    autocast = torch.is_autocast_enabled(X.device.type)
    if not X.is_floating_point() or (X.dtype != dtype and not autocast):
        wanted = f"{dtype}, as the weights"
        cure = f"Convert with X.to({dtype}) (and scale whole numbers)."
        raise TypeError(checks.complaint("X", wanted, str(X.dtype), cure))
    if X.dim() < 2 or len(X) == 0 or math.prod(X.shape[1:]) != num_inputs:
        wanted = f"shape (n, ...) with n > 0 and {num_inputs} inputs an example"
        raise ValueError(checks.complaint("X", wanted, f"shape {tuple(X.shape)}"))
    # A compiler cannot follow a branch on data.
    if not torch.compiler.is_compiling() and not X.isfinite().all():
        bad = int((~X.isfinite()).sum())
        raise ValueError(
            checks.complaint(
                "X",
                "finite values",
                f"{bad} of {X.numel()} NaN or infinite",
                "Remove or replace such values first.",
            )
        )


def check_labels(y: torch.Tensor, num_classes: int) -> None:
    """Refuse labels that are not whole numbers from 0 to `num_classes` - 1.

    Cross-entropy itself would silently leave out the label -100.

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
    if not isinstance(y, torch.Tensor) or y.dtype != torch.int64:
        came = str(y.dtype) if isinstance(y, torch.Tensor) else type(y).__name__
        cure = "Convert with torch.as_tensor(y).long()."
        raise TypeError(checks.complaint("y", "an int64 tensor", came, cure))
    if torch.compiler.is_compiling():
        return
    num_classes = checks.integer("num_classes", num_classes)
    outside = y[(y < 0) | (y >= num_classes)]
    if len(outside):
        wanted = f"labels from 0 to {num_classes - 1}"
        raise ValueError(checks.complaint("y", wanted, str(int(outside[0]))))


def _check_settings(
    num_inputs: int, num_outputs: int, lr: float, generator: torch.Generator | None
) -> None:
    checks.integer("num_inputs", num_inputs)
    checks.integer("num_outputs", num_outputs)
    checks.number("lr", lr, above=0)
    if generator is not None and not isinstance(generator, torch.Generator):
        wanted = "a torch.Generator or None"
        cure = "Use torch.Generator().manual_seed(0)."
        came = type(generator).__name__
        raise TypeError(checks.complaint("generator", wanted, came, cure))


def _hidden_widths(num_hiddens: int | Sequence[int]) -> list[int]:
    if not isinstance(num_hiddens, Sequence) or isinstance(num_hiddens, str):
        return [checks.integer("num_hiddens", num_hiddens)]
    widths = [checks.integer(f"num_hiddens[{i}]", h) for i, h in enumerate(num_hiddens)]
    if not widths:
        raise ValueError(checks.complaint("num_hiddens", "at least one width", "none"))
    return widths


def _linear(fan_in: int, fan_out: int, generator: torch.Generator | None) -> nn.Linear:
    """Return an ``nn.Linear`` with PyTorch's default weights, from `generator`."""
    layer = nn.utils.skip_init(nn.Linear, fan_in, fan_out)
    bound = 1 / math.sqrt(fan_in)
    for parameter in (layer.weight, layer.bias):
        nn.init.uniform_(parameter, -bound, bound, generator=generator)
    return layer
