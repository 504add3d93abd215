"""The live figure of a neuron's parts, and of pulses that add up in it."""

from traitlets import Enum, Int, List

from nnfoundations.figures.base import LiveFigure, Number

#: What the reader can read about, from the inputs to the next cell.
PARTS = [
    "dendrites",
    "inputs",
    "soma",
    "hillock",
    "segment",
    "axon",
    "myelin",
    "node",
    "terminals",
    "cleft",
]


class NeuronAnatomy(LiveFigure):
    """A labelled neuron whose inputs can be pulsed; release is a matter of chance.

    The sum is `nnfoundations.neurons.synapses.kick_response` of the arrivals, 2 ms
    after each pulse; the release is `release_quanta(num_spikes, figure.release,
    np.random.RandomState(figure.seed))`.

    Parameters
    ----------
    pulses : list of list of float
        When pulses are sent [ms], 0 to 500, at the four excitatory inputs A to D and
        at the inhibitory input E; at most 20 each.
    epsp : float
        By how much one excitatory pulse lifts the potential [mV], 1 to 12.
    ipsp : float
        By how much the inhibitory pulse lowers it [mV], 0 to 12.
    tau_m : float
        Membrane time constant [ms], 2 to 30.
    release : float
        Chance that a ready vesicle is released at a spike, 0 to 1.
    seed : int
        Of the draws of the release, 0 to 999.
    part : str
        The part that is explained.
    """

    name = "neuron_anatomy"
    title = "The neuron: its parts, and what a pulse does in them"
    description = (
        "A neuron from its dendrites at the top to its axon terminals at the bottom."
        " Two excitatory pulses of 8 mV, 5 ms apart, have faded without a spike. Later"
        " three came at once and lifted the potential beyond the threshold of -50 mV:"
        " the spike started at the axon initial segment, ran from node to node down the"
        " axon, and reached three terminals. Of the three vesicles ready in each, none,"
        " one and two were released into the cleft. Beside it, the potential over time"
        " and a sentence on the part that is chosen."
    )

    pulses = List(
        List(Number(min=0.0, max=500.0), maxlen=20),
        default_value=[[], [], [], [], []],
        minlen=5,
        maxlen=5,
        help="five lists of at most 20 times from 0 to 500",
    ).tag(sync=True)
    epsp = Number(8.0, min=1.0, max=12.0).tag(sync=True)
    ipsp = Number(8.0, min=0.0, max=12.0).tag(sync=True)
    tau_m = Number(8.0, min=2.0, max=30.0).tag(sync=True)
    release = Number(0.4, min=0.0, max=1.0).tag(sync=True)
    seed = Int(4, min=0, max=999).tag(sync=True)
    part = Enum(PARTS, "segment").tag(sync=True)
