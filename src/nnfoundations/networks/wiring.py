"""Whole networks in which every pair of neighbouring layers is joined in its own way.

`nnfoundations.networks.architecture` has the index maps of each type of connection.
Here they become the blocks of one square map over all units, which are numbered layer
by layer, inputs first. The weights are numbered as they are met, row by row.
"""

from collections.abc import Hashable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from nnfoundations import checks
from nnfoundations.networks import architecture

#: The types of connection from one layer to the next.
LINKS = ("full", "local", "shared")


def _check(
    widths: Sequence[int], links: Sequence[str], window: int
) -> tuple[list[int], list[str], int]:
    """Return checked widths, one link per gap, and the window."""
    sizes = checks.sizes("widths", widths)
    links = checks.items("links", links, "a sequence of names")
    gaps = len(sizes) - 1
    if gaps < 1 or len(links) > gaps:
        wanted = "at least two widths, and at most one link between each two"
        came = f"{len(sizes)} widths and {len(links)} links"
        raise ValueError(checks.complaint("widths and links", wanted, came))
    kinds = [checks.choice(f"links[{i}]", kind, LINKS) for i, kind in enumerate(links)]
    kinds += ["full"] * (gaps - len(kinds))
    return sizes, kinds, checks.integer("window", window)


def fit_widths(widths: Sequence[int], links: Sequence[str], window: int) -> list[int]:
    """Return the widths, each layer behind a window as wide as the window has places.

    Parameters
    ----------
    widths : sequence of int
        Units per layer, inputs first; ignored for a layer behind a window.
    links : sequence of str
        Between each two layers ``"full"``, ``"local"`` or ``"shared"``; what is
        missing at the end is ``"full"``.
    window : int
        How many neighbours a unit listens to; at most the whole layer before it.

    Returns
    -------
    widths : list of int

    Raises
    ------
    TypeError, ValueError
        If there are fewer than two layers, too many or unknown links, or a number is
        not a positive integer.
    """
    sizes, kinds, window = _check(widths, links, window)
    for i, kind in enumerate(kinds):
        if kind != "full":
            sizes[i + 1] = sizes[i] - min(window, sizes[i]) + 1
    return sizes


def network(
    widths: Sequence[int],
    links: Sequence[str] = (),
    window: int = 3,
    skip: bool = False,
    recurrent: bool = False,
) -> np.ndarray:
    """Return a whole network as one index map.

    Parameters
    ----------
    widths, links, window
        As in `fit_widths`, which says how many units there are.
    skip : bool
        Each layer also reaches the layer after the next, fully.
    recurrent : bool
        Each hidden layer also reaches itself, fully.

    Returns
    -------
    index_map : ndarray of int, shape (num_units, num_units)
        The number of the weight from unit i to unit j, -1 for no connection.

    Raises
    ------
    TypeError, ValueError
        As `fit_widths`.
    """
    checks.flag("skip", skip)
    checks.flag("recurrent", recurrent)
    sizes = fit_widths(widths, links, window)
    kinds = _check(widths, links, window)[1]
    place = [(a, i) for a, size in enumerate(sizes) for i in range(size)]

    def weight(source: tuple[int, int], target: tuple[int, int]) -> Hashable:
        (a, i), (b, j) = source, target
        own = (source, target)
        if b == a + 1:
            return _window_weight(kinds[a], i - j, min(window, sizes[a]), (a, own))
        loop = recurrent and a == b and 0 < a < len(sizes) - 1
        return own if loop or (skip and b == a + 2) else None

    return _number([[weight(p, q) for q in place] for p in place])


def _window_weight(kind: str, at: int, window: int, names: tuple) -> Hashable:
    """Return what to call a weight between neighbouring layers, None for no weight."""
    gap, own = names
    if kind != "full" and not 0 <= at < window:
        return None
    return (gap, at) if kind == "shared" else own


def _number(names: list[list[Hashable]]) -> np.ndarray:
    """Return the names as numbers, in the order they are met; None becomes -1."""
    met: dict[Hashable, int] = {None: -1}
    for row in names:
        for name in row:
            met.setdefault(name, len(met) - 1)
    return np.array([[met[name] for name in row] for row in names])


def layer_biases(widths: Sequence[int], links: Sequence[str], window: int) -> list[int]:
    """Count the biases of each layer behind the inputs.

    A unit has one of its own, but the units of a shared layer use one bias together,
    as they use one window of weights together.

    Parameters
    ----------
    widths, links, window
        As in `fit_widths`.

    Returns
    -------
    counts : list of int
        One number per layer behind the inputs.
    """
    sizes = fit_widths(widths, links, window)
    kinds = _check(widths, links, window)[1]
    return [
        1 if kind == "shared" else size
        for kind, (_, size) in zip(kinds, pairwise(sizes), strict=True)
    ]


def reach(index_map: ArrayLike) -> np.ndarray:
    """Tell from which unit a path of one or more connections leads to which.

    Parameters
    ----------
    index_map : array of int, shape (num_units, num_units)
        As `network` or `nnfoundations.networks.architecture.layered` return it.

    Returns
    -------
    reached : ndarray of int, shape (num_units, num_units)
        1 where what unit i shows can change what unit j shows; 0 where no weights
        whatever make it matter.

    Raises
    ------
    TypeError, ValueError
        If the map is not square, or no index map.
    """
    reached = architecture.mask(index_map)
    if reached.shape[0] != reached.shape[1]:
        wanted = "as many rows as columns"
        came = f"shape {reached.shape}"
        raise ValueError(checks.complaint("index_map", wanted, came))
    for k in range(len(reached)):  # paths that pass through units 0 to k only
        reached |= reached[:, [k]] & reached[[k], :]
    return reached
