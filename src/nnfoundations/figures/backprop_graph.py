"""The live figure of forward and backward passes through a small graph."""

from traitlets import Enum, Int, List

from nnfoundations.figures.base import LiveFigure, Number

GRAPH_PARTS = [
    *(f"{W}[{i},{j}]" for W in ("W1", "W2") for i in (0, 1) for j in (0, 1)),
    *(f"{b}[{j}]" for b in ("b1", "b2") for j in (0, 1)),
]


def _numbers(values: list[float], largest: float) -> List:
    numbers = Number(min=-largest, max=largest)
    words = f"two numbers from {-largest:g} to {largest:g}"
    return List(numbers, default_value=values, minlen=2, maxlen=2, help=words)


def _table(rows: list[list[float]], largest: float) -> List:
    row = _numbers([0.0, 0.0], largest)
    words = f"two rows of {row.help}"
    return List(row, default_value=rows, minlen=2, maxlen=2, help=words)


class BackpropGraph(LiveFigure):
    """Two inputs, two hidden ReLU units, two classes: every number, step by step.

    The numbers are those of `nnfoundations.learning.backprop` for the batch of one
    example ``[x]`` with the label ``[y]``.

    Parameters
    ----------
    x : list of two float
        The inputs, -5 to 5.
    W1, W2 : list of two lists of two float
        Weights (in, out), -10 to 10.
    b1, b2 : list of two float
        Biases, -10 to 10.
    y : int
        The right class, 0 or 1.
    step : int
        How many steps are done: 0 to 14 forward, 15 to 26 backward.
    part : str
        The weight or bias that `nudge` changes, such as ``"W1[0,1]"``.
    nudge : float
        What is added to it, -1 to 1; the figure compares with no change.
    lr : float
        Learning rate of the gradient step, 0.01 to 2.
    """

    name = "backprop_graph"
    title = "Backpropagation: one edge at a time, there and back"
    description = (
        "A network drawn from top to bottom: two inputs, two hidden ReLU units, two"
        " classes with softmax, the loss. Every unit shows its numbers, every edge its"
        " weight and, once it is known, the gradient of that weight, with its sign."
        " Beside each edge run two lines: how much it carries forward, and how large"
        " the gradient is, wider for more, blue for plus, orange for minus. One edge is"
        " marked, and beside the network stands the product that gives its gradient:"
        " what entered the edge times the error that comes back. Below that, the loss"
        " against a change of this weight: the straight line that the gradient"
        " predicts touches the curve at no change and leaves it further out."
    )

    x = _numbers([1.0, 2.0], 5.0).tag(sync=True)
    W1 = _table([[0.5, -0.4], [0.3, 0.6]], 10.0).tag(sync=True)
    b1 = _numbers([0.1, -0.2], 10.0).tag(sync=True)
    W2 = _table([[0.7, -0.5], [-0.3, 0.8]], 10.0).tag(sync=True)
    b2 = _numbers([0.0, 0.1], 10.0).tag(sync=True)
    y = Int(1, min=0, max=1).tag(sync=True)
    step = Int(26, min=0, max=26).tag(sync=True)
    part = Enum(GRAPH_PARTS, default_value="W1[0,1]").tag(sync=True)
    nudge = Number(0.0, min=-1.0, max=1.0).tag(sync=True)
    lr = Number(0.5, min=0.01, max=2.0).tag(sync=True)
