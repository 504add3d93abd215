"""The live figure in which a small network learns a task of the plane."""

import numpy as np
from traitlets import Bool, Enum, Int, List, TraitError, validate

from nnfoundations.data.points import (
    CLASSES,
    FEATURES,
    TASKS,
    features,
    num_training,
    task_arrays,
)
from nnfoundations.figures.base import LiveFigure, Number
from nnfoundations.learning.numpy_training import PENALTIES, SGD, Training
from nnfoundations.networks.activations import ACTIVATIONS
from nnfoundations.networks.stacks import initial_stack

PointSet = tuple[np.ndarray, np.ndarray]


class Playground(LiveFigure):
    """A multilayer perceptron learns to colour the plane, epoch by epoch.

    The points come from ``np.random.RandomState(data_seed)``, the initial weights and
    then the order of the minibatches from ``np.random.RandomState(seed)``, so that
    `training` computes here what the page shows.

    Parameters
    ----------
    data : str
        The task, one of `nnfoundations.data.points.TASKS`; "plane" and "hills" ask for
        a number, the others for one of two classes.
    num_points : int
        20 to 400, for training and validation together.
    share : float
        Of the points that are for training, 0.1 to 0.9.
    noise : float
        Its standard deviation, 0 to 0.5.
    data_seed : int
        0 to 9999.
    features : list of str
        What the network is given of a point, among
        `nnfoundations.data.points.FEATURES`.
    hidden : list of int
        Units of each hidden layer: at most 6 layers of 1 to 8 units.
    activation : str
        Of the hidden units: "tanh", "relu", "sigmoid" or "identity".
    init : str
        Scheme of the initial weights: "xavier", "he", "sigma" or "zeros".
    sigma : float
        Standard deviation of the initial weights if `init` is "sigma", 0.001 to 10.
    seed : int
        0 to 9999.
    lr : float
        Learning rate, 0.00001 to 10.
    batch_size : int
        Examples per minibatch, 1 to 400.
    momentum : float
        0 to 0.99.
    penalty : str
        On the weights: "none", "l1" or "l2".
    rate : float
        Weight of the penalty, 0.00001 to 10.
    pace : int
        Epochs from one picture to the next, 1 to 20.
    show_validation : bool
        Whether the points for validation are drawn.
    discrete : bool
        Whether the output is shown as one of two answers.
    """

    name = "playground"
    title = "Playground: a small network learns to divide the plane"
    description = (
        "On the left a network of two inputs, four hidden units and one output; each"
        " unit shows how it answers to every point of the plane, each line its weight"
        " by width. Beside it the network's output over the plane, with points for"
        " training (filled) and for validation (hollow): an inner ring of squares and"
        " an outer ring of circles. After"
        " a hundred epochs the output encloses the inner ring. Below, the losses on"
        " training and validation points fall together."
    )

    # a change of what `restarts` starts the training anew
    data = Enum(TASKS, "circles").tag(sync=True, restarts=True)
    num_points = Int(200, min=20, max=400).tag(sync=True, restarts=True)
    share = Number(0.5, min=0.1, max=0.9).tag(sync=True, restarts=True)
    noise = Number(0.1, min=0.0, max=0.5).tag(sync=True, restarts=True)
    data_seed = Int(0, min=0, max=9999).tag(sync=True, restarts=True)
    features = List(
        Enum(tuple(FEATURES)),
        ["x1", "x2"],
        minlen=1,
        maxlen=len(FEATURES),
        help=f"some of {', '.join(FEATURES)}, each once",
    ).tag(sync=True, restarts=True)
    hidden = List(
        Int(min=1, max=8), [4], maxlen=6, help="at most 6 layers of 1 to 8 units"
    ).tag(sync=True, restarts=True)
    activation = Enum(("tanh", "relu", "sigmoid", "identity"), "tanh").tag(
        sync=True, restarts=True
    )
    init = Enum(("xavier", "he", "sigma", "zeros"), "xavier").tag(
        sync=True, restarts=True
    )
    sigma = Number(0.5, min=0.001, max=10.0).tag(sync=True, restarts=True)
    seed = Int(0, min=0, max=9999).tag(sync=True, restarts=True)
    lr = Number(0.3, min=0.00001, max=10.0).tag(sync=True)
    batch_size = Int(10, min=1, max=400).tag(sync=True)
    momentum = Number(0.0, min=0.0, max=0.99).tag(sync=True)
    penalty = Enum(PENALTIES, "none").tag(sync=True)
    rate = Number(0.001, min=0.00001, max=10.0).tag(sync=True)
    pace = Int(1, min=1, max=20).tag(sync=True)
    show_validation = Bool(True).tag(sync=True)
    discrete = Bool(False).tag(sync=True)

    @validate("features")
    def _each_once(self, proposal: dict) -> list[str]:
        if len(set(proposal["value"])) < len(proposal["value"]):
            raise TraitError(f"features: expected each once, got {proposal['value']}")
        return list(proposal["value"])

    def points(self) -> PointSet:
        """Return all points X (n, 2) and targets y (n,); the training's come first."""
        rng = np.random.RandomState(self.data_seed)
        return task_arrays(self.data, self.num_points, self.noise, rng)

    def examples(self) -> tuple[PointSet, PointSet]:
        """Return inputs and targets for training, and those for validation."""
        X, y = self.points()
        inputs = features(X, self.features)
        n = num_training(self.num_points, self.share)
        return (inputs[:n], y[:n]), (inputs[n:], y[n:])

    def training(self) -> Training:
        """Return the training that the figure shows, before its first step.

        Examples
        --------
        >>> figure = Playground(seed=3)
        >>> training = figure.training()
        >>> training.run(20)
        >>> round(training.evaluate(*figure.examples()[1]), 3)
        0.616
        """
        rng = np.random.RandomState(self.seed)
        widths = (len(self.features), *self.hidden, 1)
        pair = ACTIVATIONS[self.activation]
        stack = initial_stack(widths, self.init, rng, pair, self.sigma)
        loss = "cross_entropy" if self.data in CLASSES else "squared_error"
        sgd = SGD(self.lr, self.batch_size, self.momentum, self.penalty, self.rate)
        return Training(stack, *self.examples()[0], loss, sgd, rng)
