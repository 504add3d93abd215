"""The live figure of layers, units and connections."""

from traitlets import Bool, Enum, Int, List

from nnfoundations.figures.base import LiveFigure


class Architecture(LiveFigure):
    """A network is built by hand; its drawing, mask and count follow.

    Units are numbered layer by layer, inputs first, as in
    `nnfoundations.networks.wiring`.

    Parameters
    ----------
    widths : list of int
        Units per layer, inputs first: 2 to 6 layers of 1 to 8 units. A layer behind
        a window has as many units as the window has places, whatever stands here.
    links : list of str
        Between each two layers ``"full"``, ``"local"`` or ``"shared"``; what is
        missing is ``"full"``, what is too many is ignored.
    window : int
        Neighbours that a unit listens to where links are local or shared, 1 to 5.
    skip : bool
        Each layer also reaches the layer after the next.
    recurrent : bool
        Each hidden layer also reaches itself.
    bias : bool
        Whether units have biases.
    cuts : list of [int, int]
        Connections that are cut, as numbers of the sender and the receiver; those
        that the network does not have are ignored.
    lit : list of int
        For each input 1 if it is on, 0 if it is off; what is missing is off.
    """

    name = "architecture"
    title = "Architecture: units, layers, connections, and what they cost"
    description = (
        "On the left a network of six inputs, four hidden units and two outputs. Each"
        " hidden unit listens to three neighbouring inputs, all with the same three"
        " weights, drawn in three line styles with the letters p, q and r. On the"
        " right the mask of the weight matrix with the same letters along diagonals."
        " Below, the count: 12 connections but 3 weights in the first layer, 8"
        " connections and 8 weights in the second. A disc in each unit, the larger the"
        " stronger, shows what the unit makes of the inputs that are on."
    )

    widths = List(
        Int(min=1, max=8),
        default_value=[3, 4, 2],
        minlen=2,
        maxlen=6,
        help="2 to 6 whole numbers from 1 to 8",
    ).tag(sync=True)
    links = List(
        Enum(["full", "local", "shared"]),
        default_value=["full", "full"],
        maxlen=5,
        help="at most 5 of full, local, shared",
    ).tag(sync=True)
    window = Int(3, min=1, max=5).tag(sync=True)
    skip = Bool(False).tag(sync=True)
    recurrent = Bool(False).tag(sync=True)
    bias = Bool(True).tag(sync=True)
    cuts = List(
        List(Int(min=0, max=47), minlen=2, maxlen=2),
        default_value=[],
        maxlen=200,
        help="at most 200 pairs of whole numbers from 0 to 47",
    ).tag(sync=True)
    lit = List(
        Int(min=0, max=1), default_value=[1, 1, 0], maxlen=8, help="at most 8 of 0, 1"
    ).tag(sync=True)
