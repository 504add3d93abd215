"""Architectures: how many units, in how many layers, connected how.

Every type of connection is an *index map* of one weight matrix: a matrix of whole
numbers, shape (num_inputs, num_outputs), that says which weight the connection
from unit i to unit j uses, or -1 where there is no connection. Its mask (1 where
there is a connection) tells who listens to whom; equal numbers tell which
connections share one weight.

References
----------
LeCun (1989), Generalization and network design strategies.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.networks.activations import relu, strip_check


def _widths(widths: Sequence[int]) -> list[int]:
    """Return checked units per layer, inputs first."""
    found = checks.sizes("widths", widths)
    if len(found) < 2:
        wanted = "at least two layers, inputs and outputs"
        raise ValueError(checks.complaint("widths", wanted, repr(widths)))
    return found


def _index_map(values: ArrayLike) -> np.ndarray:
    array = checks.real_array("index_map", values, ndim=2)
    if not (array == np.round(array)).all() or array.min() < -1:
        wanted = "numbers of weights from 0, or -1 for no connection"
        raise ValueError(checks.complaint("index_map", wanted, "other values"))
    return array.astype(int)


def layer_parameters(widths: Sequence[int], bias: bool = True) -> list[int]:
    """Count the parameters of each layer of a fully connected stack.

    Parameters
    ----------
    widths : sequence of int
        Units per layer, inputs first.
    bias : bool
        Count one bias for each unit that is not an input.

    Returns
    -------
    counts : list of int
        One number per layer of weights: in * out weights, and out biases.

    Raises
    ------
    TypeError, ValueError
        If there are fewer than two layers or a width is not a positive integer.
    """
    pairs = itertools.pairwise(_widths(widths))
    return [(n_in + bias) * n_out for n_in, n_out in pairs]


def count_parameters(widths: Sequence[int], bias: bool = True) -> int:
    """Count the parameters of a fully connected stack; see `layer_parameters`."""
    return sum(layer_parameters(widths, bias))


def fully_connected(num_inputs: int, num_outputs: int) -> np.ndarray:
    """Return the index map in which every input reaches every output.

    Parameters
    ----------
    num_inputs, num_outputs : int
        Units on either side.

    Returns
    -------
    index_map : ndarray of int, shape (num_inputs, num_outputs)
        Every weight is used once.

    Raises
    ------
    TypeError, ValueError
        If a number of units is not a positive integer.
    """
    num_inputs = checks.integer("num_inputs", num_inputs)
    num_outputs = checks.integer("num_outputs", num_outputs)
    return np.arange(num_inputs * num_outputs).reshape(num_inputs, num_outputs)


def shared(num_inputs: int, window: int) -> np.ndarray:
    """Return the index map of a convolution: one window of weights, used everywhere.

    Output j listens to inputs j to j + window - 1 (stride 1, no padding), always
    with the same `window` weights.

    Parameters
    ----------
    num_inputs : int
        Inputs, in a row.
    window : int
        How many neighbouring inputs one output listens to.

    Returns
    -------
    index_map : ndarray of int, shape (num_inputs, num_inputs - window + 1)
        The weight's number is the input's place in the window.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, or the window is wider than the input.
    """
    num_inputs = checks.integer("num_inputs", num_inputs)
    window = checks.integer("window", window)
    if window > num_inputs:
        wanted = f"at most num_inputs = {num_inputs}"
        raise ValueError(checks.complaint("window", wanted, f"{window}"))
    i, j = np.ogrid[:num_inputs, : num_inputs - window + 1]
    place = i - j
    return np.where((place >= 0) & (place < window), place, -1)


def local(num_inputs: int, window: int) -> np.ndarray:
    """Return the index map of `shared` with a weight of its own per connection."""
    return _renumber(mask(shared(num_inputs, window)))


def _renumber(connected: np.ndarray) -> np.ndarray:
    """Return the index map in which each connection has its own weight."""
    index_map = np.full(connected.shape, -1)
    index_map[connected > 0] = np.arange(connected.sum())
    return index_map


def _network(widths: Sequence[int], joined: Callable[[int, int], bool]) -> np.ndarray:
    """Return the map over all units: layer a reaches layer b where `joined(a, b)`."""
    widths = _widths(widths)
    layer = np.repeat(range(len(widths)), widths).tolist()
    return _renumber(np.array([[joined(a, b) for b in layer] for a in layer]))


def layered(widths: Sequence[int]) -> np.ndarray:
    """Return a whole network as one map: each layer reaches the next one fully.

    Parameters
    ----------
    widths : sequence of int
        Units per layer, inputs first; units are numbered layer by layer.

    Returns
    -------
    index_map : ndarray of int, shape (sum(widths), sum(widths))
        All connections lie above the diagonal: signals only move forward.

    Raises
    ------
    TypeError, ValueError
        If there are fewer than two layers or a width is not a positive integer.
    """
    return _network(widths, lambda a, b: b == a + 1)


def skip(widths: Sequence[int]) -> np.ndarray:
    """Return `layered` with further connections that jump over one layer."""
    return _network(widths, lambda a, b: b in (a + 1, a + 2))


def recurrent(widths: Sequence[int]) -> np.ndarray:
    """Return `layered` with each hidden layer also connected to itself, fully."""
    last = len(checks.sizes("widths", widths)) - 1
    return _network(widths, lambda a, b: b == a + 1 or (b == a and 0 < a < last))


def mask(index_map: ArrayLike) -> np.ndarray:
    """Return 1 where there is a connection and 0 where there is none."""
    return (_index_map(index_map) >= 0).astype(int)


@dataclass(frozen=True)
class Cost:
    """What the connections of one weight matrix cost.

    Attributes
    ----------
    connections : int
        Multiplications for one input: one per connection.
    weights : int
        Numbers to store and to learn (biases not counted).
    """

    connections: int
    weights: int


def cost(index_map: ArrayLike) -> Cost:
    """Count the connections of an index map and the different weights they use."""
    used = _index_map(index_map)
    used = used[used >= 0]
    return Cost(connections=used.size, weights=np.unique(used).size)


def cut(index_map: ArrayLike, source: int, target: int) -> np.ndarray:
    """Return a copy of the map without the connection from `source` to `target`.

    Raises
    ------
    TypeError, ValueError
        If the units do not exist or are not connected.
    """
    remaining = _index_map(index_map).copy()
    ends = {"source": source, "target": target}
    for (name, unit), size in zip(ends.items(), remaining.shape, strict=True):
        if checks.integer(name, unit, at_least=0) >= size:
            raise ValueError(checks.complaint(name, f"a unit below {size}", f"{unit}"))
    if remaining[source, target] < 0:
        wanted = "two connected units"
        came = f"units {source} and {target}, which are not"
        raise ValueError(checks.complaint("source and target", wanted, came))
    remaining[source, target] = -1
    return remaining


def weight_matrix(index_map: ArrayLike, weights: ArrayLike) -> np.ndarray:
    """Fill an index map with its weights; cut connections become zeros.

    Parameters
    ----------
    index_map : array of int, shape (num_inputs, num_outputs)
        Which weight each connection uses, -1 for none.
    weights : array of shape (k,)
        The weights by number; k is larger than every number in the map.

    Returns
    -------
    W : ndarray of shape (num_inputs, num_outputs)
        ``X @ W`` sends a batch X of shape (n, num_inputs) through the connections.

    Raises
    ------
    TypeError, ValueError
        If there are too few weights or a value is not a finite number.
    """
    index_map = _index_map(index_map)
    weights = checks.real_array("weights", weights, ndim=1)
    if index_map.max() >= len(weights):
        wanted = f"at least {index_map.max() + 1} weights"
        raise ValueError(checks.complaint("weights", wanted, f"{len(weights)}"))
    return np.where(index_map >= 0, weights[index_map], 0.0)


def run_network(
    W: ArrayLike,
    b: ArrayLike,
    X: ArrayLike,
    activation: Callable[[np.ndarray], np.ndarray] = relu,
) -> np.ndarray:
    """Let all units of a network act at once, step after step.

    In each step every unit adds up what its senders showed one step earlier: there
    is no order among units and nobody in charge. One connection takes one step.

    Parameters
    ----------
    W : array of shape (num_units, num_units)
        W[i, j] is the weight from unit i to unit j; the inputs come first.
    b : array of shape (num_units,)
        Biases.
    X : array of shape (num_steps, num_inputs)
        What the inputs show in each step.
    activation : callable
        Applied to every unit that is not an input.

    Returns
    -------
    H : ndarray of shape (num_steps, num_units)
        What every unit shows in each step; before the first step all show 0.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, a value is not a finite number, or what the units
        show grows without bound.
    """
    W, X = checks.real_array("W", W, ndim=2), checks.real_array("X", X, ndim=2)
    b = checks.real_array("b", b, ndim=1)
    num_inputs, num_units = X.shape[1], len(b)
    if W.shape != (num_units, num_units) or num_inputs > num_units:
        wanted = f"W of shape ({num_units}, {num_units}) and at most {num_units} inputs"
        came = f"shape {W.shape} and {num_inputs} inputs"
        raise ValueError(checks.complaint("W, b and X", wanted, came))
    with np.errstate(over="ignore", invalid="ignore"):  # looked for at the end
        H = _run(W, b, X, strip_check(activation))
    return checks.real_array("H", H)


def _run(
    W: np.ndarray,
    b: np.ndarray,
    X: np.ndarray,
    activation: Callable[[np.ndarray], np.ndarray],
) -> np.ndarray:
    (num_steps, num_inputs), num_units = X.shape, len(b)
    H = np.zeros((num_steps, num_units))
    state = np.zeros(num_units)
    for t in range(num_steps):
        state = activation(state @ W + b)  # (num_units,) @ (num_units, num_units)
        state[:num_inputs] = X[t]
        H[t] = state
    return H
