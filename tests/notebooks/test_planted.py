"""Errors planted into an executed notebook are caught, and nothing else is.

The stored outputs come from correct cells. Then the sources are exchanged for
wrong ones and nbval runs them: each has to fail, the untouched ones to pass.
"""

import nbformat
import pytest
from notebook_runs import nbval, stored

import notebooks as tool

IMPORTS = """\
import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib_inline.backend_inline import set_matplotlib_formats
from sklearn.datasets import load_digits
from torch.nn import functional as F

digits = load_digits()
inputs = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)
raw = inputs * 16
"""
TRAINING = """\
g = torch.Generator().manual_seed(0)
X, y = inputs[:1437], labels[:1437]
W1 = torch.randn(64, 256, generator=g) * 0.01
W2 = torch.randn(256, 10, generator=g) * 0.01
b1, b2 = torch.zeros(256), torch.zeros(10)
parameters = [W1, b1, W2, b2]
for p in parameters:
    p.requires_grad_()
net = lambda X: torch.relu(X @ W1 + b1) @ W2 + b2
lr, batch, losses = 0.1, 32, []
for epoch in range(4):
    for rows in torch.randperm(len(X), generator=g).split(batch):
        loss = F.cross_entropy(net(X[rows]), y[rows])
        for p, slope in zip(parameters, torch.autograd.grad(loss, parameters)):
            p.data -= lr * slope
    losses.append(loss.item())
with torch.no_grad():
    logits = net(inputs[1437:])
correct = (logits.argmax(1) == labels[1437:]).sum().item()
print(f"validation loss {F.cross_entropy(logits, labels[1437:]):.4f}")
print(f"accuracy {correct / 360:.3f}, {correct} of 360")
"""
FIGURE = """\
fig, ax = plt.subplots()
ax.plot(losses)
plt.show()
"""
DRAWING = """\
set_matplotlib_formats("svg")
plt.plot([1, 2, 4])
plt.xlabel("epoch")
plt.show()
"""
PERCEPTRON = """\
X = np.array([[2.0, 1.0], [1.0, 3.0], [-1.0, -0.5], [-2.0, 1.0]])
y, w, b = np.array([1, 1, -1, -1]), np.zeros(2), 0.0
for _ in range(5):
    for xi, yi in zip(X, y):
        if yi * (xi @ w + b) <= 0:
            w, b = w + yi * xi, b + yi
print(w, b)
"""
BOUNDARY = """\
set_matplotlib_formats("png")
x = np.linspace(-3, 3, 60)
side = 2 * x + x[:, None] + 1 > 0
fig, ax = plt.subplots()
mesh = ax.pcolormesh(x, x, side)
plt.show()
"""
WIDGET = """\
slider = widgets.FloatSlider(description="eta", value=0.1, max=1)
widgets.VBox([slider])
"""
#: What is planted: its name, the correct cell, a piece of it, the wrong piece.
PLANTED = [
    ("lr-halved", TRAINING, "lr, batch, losses = 0.1", "lr, batch, losses = 0.05"),
    ("lr-near", TRAINING, "lr, batch, losses = 0.1", "lr, batch, losses = 0.101"),
    ("gradient-sign", TRAINING, "p.data -= lr", "p.data += lr"),
    ("relu-removed", TRAINING, "torch.relu(X @ W1 + b1)", "(X @ W1 + b1)"),
    ("labels-shuffled", TRAINING, "labels[:1437]\n", "labels[:1437].flip(0)\n"),
    ("accuracy-by-3-points", TRAINING, "{correct / 360", "{correct / 360 - 0.03"),
    ("accuracy-by-1-point", TRAINING, "{correct / 360", "{correct / 360 - 0.01"),
    ("count-by-1", TRAINING, "{correct} of", "{correct + 1} of"),
    ("half-as-wide", TRAINING, "256", "128"),
    ("one-epoch-less", TRAINING, "range(4)", "range(3)"),
    ("batch-halved", TRAINING, "0.1, 32", "0.1, 16"),
    ("not-scaled", TRAINING, "inputs", "raw"),
    ("bias-not-trained", TRAINING, "[W1, b1, W2, b2]", "[W1, W2]"),
    ("sigma-by-a-tenth", TRAINING, "* 0.01", "* 0.011"),
    ("label-text-printed", TRAINING, "validation loss", "training loss"),
    ("no-plot", FIGURE, "fig, ax = plt.subplots()\nax.plot(losses)\n", ""),
    ("empty-plot", FIGURE, "ax.plot(losses)\n", ""),
    ("label-text-drawn", DRAWING, "epoch", "batch"),
    ("line-drawn-wrong", DRAWING, "[1, 2, 4]", "[1, 3, 4]"),
    ("perceptron-sign", PERCEPTRON, "w + yi", "w - yi"),
    ("perceptron-bias", PERCEPTRON, "b + yi", "b"),
    ("boundary-drawn-wrong", BOUNDARY, "2 * x", "-2 * x"),
    ("boundary-moved", BOUNDARY, "+ 1 >", "- 1 >"),
    ("widget-missing", WIDGET, "widgets.VBox([slider])", ""),
    ("widget-of-another-kind", WIDGET, "Float", "FloatLog"),
    ("widget-set-otherwise", WIDGET, "max=1", "max=2"),
]
SOUND = [TRAINING, FIGURE, DRAWING, PERCEPTRON, BOUNDARY, WIDGET]


def cells():
    """Return the correct cells: each to be planted, then a sound one of each kind."""
    planted = {name: right for name, right, _, _ in PLANTED}
    sound = {f"sound-{i}": source for i, source in enumerate(SOUND)}
    return {"imports": IMPORTS} | planted | sound


def plant(path):
    """Exchange the sources for the wrong ones; the outputs stay."""
    wrong = {name: right.replace(a, b) for name, right, a, b in PLANTED}
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        source = wrong.get(cell.id, cell.source)
        assert (source != cell.source) == (cell.id in wrong), cell.id
        cell.source = source
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    path = stored(folder / "notebooks" / "planted.ipynb", cells())
    assert tool.report(tool.Job(path, folder / "results", 60), True)
    plant(path)
    return nbval(folder)["planted"]


@pytest.mark.parametrize("name", [name for name, *_ in PLANTED])
def test_a_planted_error_is_caught(outcomes, name):
    assert "The outputs differ from those stored" in outcomes[name]


def test_what_is_sound_passes(outcomes):
    sound = [f"sound-{i}" for i in range(len(SOUND))]
    assert {outcomes[name] for name in ["imports", *sound]} == {"passed"}
