"""The live figure of a leaky integrate-and-fire neuron."""

from traitlets import Bool

from nnfoundations.figures.base import LiveFigure, Number


class IntegrateFire(LiveFigure):
    """A constant current drives a leaky integrate-and-fire neuron.

    The membrane's capacitance stays 0.8 nF, so tau_m = resistance x 0.8 nF; resting,
    reset and threshold potentials are those of `nnfoundations.neurons.lif.LIFParams`.

    Parameters
    ----------
    current : float
        Input current I [nA], 0 to 6.
    resistance : float
        Membrane resistance R [MOhm], 4 to 20; the smaller, the more it leaks.
    threshold : float
        Firing threshold [mV], -60 to -40.
    t_ref : float
        Absolute refractory period [ms], 0 to 10.
    curve : bool
        Whether the closed form of the f-I curve is drawn.
    """

    name = "integrate_fire"
    title = "Integrate and fire: a current charges a leaky membrane"
    description = (
        "Left, the membrane potential over 100 ms: it climbs from -70 mV towards a"
        " dotted level that the current sets, and each time it reaches the dashed"
        " threshold of -50 mV a spike is drawn and it falls back to -65 mV. Right, the"
        " firing rate against the current: zero up to 2 nA, then steeply rising; dots"
        " counted from the trace lie on the curve of the closed form."
    )

    current = Number(3.0, min=0.0, max=6.0).tag(sync=True)
    resistance = Number(10.0, min=4.0, max=20.0).tag(sync=True, restarts=True)
    threshold = Number(-50.0, min=-60.0, max=-40.0).tag(sync=True, restarts=True)
    t_ref = Number(2.0, min=0.0, max=10.0).tag(sync=True, restarts=True)
    curve = Bool(True).tag(sync=True)
