"""The live figure of activations and gradients through a deep network."""

from traitlets import Bool, Enum, Int

from nnfoundations.figures.base import LiveFigure, Number


class SignalDepth(LiveFigure):
    """Sixteen normal inputs go through a deep random network, an error goes back.

    The numbers are those of `nnfoundations.networks.signal_propagation`.

    Parameters
    ----------
    activation : {"relu", "tanh", "sigmoid", "identity"}
        Of every layer.
    scheme : {"free", "he", "xavier"}
        The weights' standard deviation: `sigma`, sqrt(2 / width) or sqrt(1 / width).
    sigma : float
        The standard deviation if the scheme is free, 0.01 to 1.
    width : int
        Units per layer, 16 to 100.
    depth : int
        Layers, 1 to 50.
    seed : int
        Of ``np.random.RandomState``, 0 to 9999.
    theory : bool
        Whether predictions are drawn (ReLU and identity only).
    spread : bool
        Whether the differences between the examples are drawn.
    """

    name = "signal_depth"
    title = "Signal through depth: what reaches the last layer, and what comes back"
    description = (
        "A plot over 20 layers with a logarithmic axis. Activations, a solid line with"
        " circles, fall from 1 at the inputs to about a hundred-millionth at the last"
        " layer; gradients, a dashed line with triangles, fall as fast on the way back"
        " to the inputs: weights with standard deviation 0.1 are too small for 32"
        " ReLU units per layer. Both follow the predicted factor of 0.4 per layer."
        " Below, the share of dead units per layer and histograms of the activations"
        " in four layers."
    )

    activation = Enum(
        ["relu", "tanh", "sigmoid", "identity"], default_value="relu"
    ).tag(sync=True)
    scheme = Enum(["free", "he", "xavier"], default_value="free").tag(sync=True)
    sigma = Number(0.1, min=0.01, max=1.0).tag(sync=True)
    width = Int(32, min=16, max=100).tag(sync=True, restarts=True)
    depth = Int(20, min=1, max=50).tag(sync=True)
    seed = Int(0, min=0, max=9999).tag(sync=True, restarts=True)
    theory = Bool(True).tag(sync=True)
    spread = Bool(False).tag(sync=True)
