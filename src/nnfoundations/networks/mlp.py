"""The multilayer perceptron on d2l's classes: from scratch, and concisely.

``MLPScratch`` and ``MLP`` compute the same function of the same weights; they
differ in who writes down the parameters. Both are trained by d2l's ``Trainer``
or by `nnfoundations.learning.trainer.Trainer`. They stand here as a book prints
them, without types: what is refused, and in which words, is in
`nnfoundations.networks.classifier`.

References
----------
Zhang et al. (2023), Dive into Deep Learning, sections 5.1 and 5.2.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from nnfoundations import checks
from nnfoundations.networks.classifier import Classifier


def relu(X: torch.Tensor) -> torch.Tensor:
    """Rectified linear unit, max(x, 0) of each entry of a tensor.

    Its derivative at 0 is 0, as in PyTorch's own; that of d2l's
    ``torch.max(X, zeros)`` is 1/2 there. NaN stays NaN. (For NumPy's arrays:
    `nnfoundations.networks.activations.relu`.)

    Parameters
    ----------
    X : Tensor of any shape

    Returns
    -------
    Tensor
        Of the shape and dtype of `X`.

    Examples
    --------
    >>> relu(torch.tensor([-2.0, 0.0, 3.0])).tolist()
    [0.0, 0.0, 3.0]
    """
    checks.kind("X", X, torch.Tensor)
    return F.threshold(X, threshold=0, value=0)  # what is not above 0 becomes 0


class MLPScratch(Classifier):
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

    Examples
    --------
    >>> model = MLPScratch(num_inputs=64, num_outputs=10, num_hiddens=32, lr=0.5)
    >>> model(torch.zeros(5, 8, 8)).shape
    torch.Size([5, 10])

    References
    ----------
    Zhang et al. (2023), Dive into Deep Learning, section 5.2.
    """

    def __init__(
        self, num_inputs, num_outputs, num_hiddens, lr, sigma=0.01, generator=None
    ):
        super().__init__()
        self.save_hyperparameters()
        d, h, k = num_inputs, num_hiddens, num_outputs
        self.W1 = nn.Parameter(torch.randn(d, h, generator=generator) * sigma)
        self.b1 = nn.Parameter(torch.zeros(h))
        self.W2 = nn.Parameter(torch.randn(h, k, generator=generator) * sigma)
        self.b2 = nn.Parameter(torch.zeros(k))

    def forward(self, X):
        """Return the logits (n, k) of a batch (n, ...)."""
        X = X.reshape(-1, self.num_inputs)  # (n, ...) -> (n, d)
        H1 = relu(X @ self.W1 + self.b1)  # (n, d) @ (d, h) + (h,) -> (n, h)
        return H1 @ self.W2 + self.b2  # (n, h) @ (h, k) + (k,) -> (n, k)


class MLP(Classifier):
    """Any number of hidden ReLU layers, with the parameters kept by PyTorch.

    Parameters
    ----------
    num_outputs : int
        Size of the output (the classes).
    num_hiddens : int, or list or tuple of int
        Width of the hidden layer, or of each hidden layer in turn.
    lr : float
        Learning rate of ``configure_optimizers`` (stochastic gradient descent).
    num_inputs : int, optional
        Size of the input; without it, that of the first batch, which then draws
        the weights.
    generator : torch.Generator, optional
        Draws the weights (a CPU generator); without it, torch's global one does.
        Either way from PyTorch's default for ``nn.Linear``, uniform between
        plus and minus 1 / sqrt(fan-in), biases included.

    Attributes
    ----------
    net : nn.Sequential
        Flatten, then Linear and ReLU for each hidden layer, then Linear.
        A Linear keeps its weight as (out, in).

    Examples
    --------
    >>> model = MLP(num_outputs=10, num_hiddens=[32, 16], lr=0.5)
    >>> model(torch.zeros(5, 8, 8)).shape
    torch.Size([5, 10])

    References
    ----------
    Zhang et al. (2023), Dive into Deep Learning, section 5.2.
    """

    def __init__(self, num_outputs, num_hiddens, lr, num_inputs=None, generator=None):
        super().__init__()
        self.save_hyperparameters()
        several = isinstance(num_hiddens, list | tuple)
        layers = [nn.Flatten()]
        for width in num_hiddens if several else [num_hiddens]:
            layers += [LazyLinear(width, generator), nn.ReLU()]
        self.net = nn.Sequential(*layers, LazyLinear(num_outputs, generator))
        if num_inputs is not None:
            self(torch.zeros(1, num_inputs))  # each layer meets its inputs

    def forward(self, X):
        """Return the logits (n, k) of a batch (n, ...)."""
        return self.net(X)


class LazyLinear(nn.LazyLinear):
    """An ``nn.Linear`` that takes its number of inputs from the first batch.

    Parameters
    ----------
    out_features : int
    generator : torch.Generator, optional
        Draws PyTorch's default weights and biases; without it, torch's global one.
    """

    def __init__(
        self, out_features: int, generator: torch.Generator | None = None
    ) -> None:
        self.generator = generator
        super().__init__(out_features)

    def reset_parameters(self) -> None:
        """Draw the weights, as soon as there are any."""
        if self.in_features == 0:
            return
        bound = 1 / math.sqrt(self.in_features)
        for parameter in (self.weight, self.bias):
            nn.init.uniform_(parameter, -bound, bound, generator=self.generator)
        del self.generator  # from now on this is a plain nn.Linear
