"""Three faults that none of the readings sees, since no reading looks where they are.

A column is compared with a row; a network is tested while it still drops units; the
test images come on another scale than those of the training.
"""

import copy
from dataclasses import replace

import torch
from torch.nn import functional as F

from nnfoundations import checks
from nnfoundations.data.data_modules import Pair
from nnfoundations.labs.bug_hunt.defects import Case
from nnfoundations.labs.bug_hunt.examination import NUM_STEPS, endless_batches
from nnfoundations.networks.mlp import MLPScratch, relu


def fit_line(y: torch.Tensor, seed: int, num_steps: int = 2000) -> torch.nn.Linear:
    """Fit a line to targets at evenly spaced places from 0 to 1, and return it.

    Parameters
    ----------
    y : torch.Tensor
        Of shape (n, 1), as the line's answers. The fault is a y of shape (n,): every
        answer is then compared with every target.
    seed : int
        Of the line at the start.
    num_steps : int
        Steps of gradient descent, at least 1.

    Raises
    ------
    TypeError, ValueError
        If the seed or the number of steps is out of bounds.
    """
    seed = checks.seed("seed", seed)
    num_steps = checks.integer("num_steps", num_steps, 1)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        line = torch.nn.Linear(1, 1, dtype=torch.float64)
    optimiser = torch.optim.SGD(line.parameters(), lr=0.5)
    x = torch.linspace(0, 1, len(y), dtype=torch.float64)[:, None]
    for _ in range(num_steps):
        optimiser.zero_grad()
        loss = ((line(x) - y) ** 2).mean()
        loss.backward()
        optimiser.step()
    return line


class WithDropout(MLPScratch):
    """Drops half of its hidden units for as long as nobody has called `eval`."""

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Return the logits (n, k)."""
        X = X.reshape(-1, self.num_inputs)
        H1 = F.dropout(relu(X @ self.W1 + self.b1), 0.5, self.training)
        return H1 @ self.W2 + self.b2


def add_dropout(case: Case) -> Case:
    """Return a case whose network has the same start and drops hidden units."""
    old = case.model
    sizes = old.num_inputs, old.num_outputs, old.num_hiddens
    model = WithDropout(*sizes, old.lr, old.sigma).double()
    model.load_state_dict(old.state_dict())
    return replace(case, model=model)


def train_copy(case: Case, num_steps: int = NUM_STEPS) -> MLPScratch:
    """Train a copy of a case's model and return it, still in training mode.

    Parameters
    ----------
    case : Case
        Its seed is that of the dropped units as well.
    num_steps : int
        At least 1.

    Raises
    ------
    TypeError, ValueError
        If the number of steps is out of bounds.
    """
    num_steps = checks.integer("num_steps", num_steps, 1)
    model = copy.deepcopy(case.model)
    optimiser = model.configure_optimizers()
    batches = endless_batches(case)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(case.data.seed)
        for _ in range(num_steps):
            case.step(model, optimiser, next(batches))
    return model


def judge_at(model: MLPScratch, examples: Pair, scale: float = 1) -> dict[str, float]:
    """Return accuracy, loss and largest probability at another scale of the inputs.

    Parameters
    ----------
    model : MLPScratch
    examples : (X, y)
    scale : float
        By which X is multiplied, above 0.

    Returns
    -------
    dict of str to float
        acc, loss, and sure: the mean of the largest probability.

    Raises
    ------
    TypeError, ValueError
        If the scale is no number above 0.
    """
    scale = checks.number("scale", scale, above=0)
    X, y = examples
    with torch.no_grad():
        logits = model(scale * X)
        return {
            "acc": float((logits.argmax(dim=1) == y).double().mean()),
            "loss": float(F.cross_entropy(logits, y)),
            "sure": float(logits.softmax(dim=1).max(dim=1).values.mean()),
        }
