"""Other machines, as far as this one can stand for them.

What a processor adds up in another order it rounds in another way. The libraries have
switches for the instructions that they use: PyTorch's kernels, MKL's, OpenBLAS's and
NumPy's own loops, one thread or two; and a jitter (``tools/jitter``) moves each random
draw by at most one unit in its last place, since a processor that is not at hand has no
switch. A machine is here what it adds to a run's environment.
"""

import itertools
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

JITTER = "NNFOUNDATIONS_JITTER"
THREADS = "NNFOUNDATIONS_TEST_THREADS"
FOLDER = Path(__file__).resolve().parent / "jitter"
#: Each library's switch and its settings; "" leaves the choice to the library.
SWITCHES = {
    "ATEN_CPU_CAPABILITY": ("", "default", "avx2"),
    "MKL_CBWR": ("", "COMPATIBLE"),
    "OPENBLAS_CORETYPE": ("", "Nehalem", "Haswell"),
    "NPY_DISABLE_CPU_FEATURES": ("", "newest", "all"),
    THREADS: ("1", "2"),
}


@dataclass(frozen=True)
class Machine:
    """One way of rounding: the libraries' switches and a jitter.

    Attributes
    ----------
    switches : tuple of str
        A setting for each of `SWITCHES`, in order.
    jitter : int
        Seed of the jitter; 0 for none.
    """

    switches: tuple[str, ...] = ("", "", "", "", "1")
    jitter: int = 0

    @property
    def variables(self) -> dict[str, str]:
        """What it adds to the environment."""
        given = dict(zip(SWITCHES, self.switches, strict=True))
        features = numpy_features(given["NPY_DISABLE_CPU_FEATURES"])
        given["NPY_DISABLE_CPU_FEATURES"] = " ".join(features)
        if given[THREADS] != "1":  # on a busy machine threads that spin stand still
            given |= {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0"}
        if self.jitter:
            given[JITTER] = str(self.jitter)
        return {name: value for name, value in given.items() if value}

    @property
    def name(self) -> str:
        """What is not as the libraries choose, in few words."""
        aten, mkl, blas, loops, threads = self.switches
        told = {
            f"ATen {aten}": aten,
            "MKL compatible": mkl,
            f"OpenBLAS {blas}": blas,
            f"NumPy without {loops}": loops,
            "2 threads": threads == "2",
            f"jitter {self.jitter}": self.jitter,
        }
        return ", ".join(text for text, given in told.items() if given) or "as it is"


@cache
def numpy_features(which: str) -> tuple[str, ...]:
    """Return the instructions that NumPy is to leave alone: none, newest or all."""
    import numpy as np

    core: Any = getattr(np, "_core", None) or np.core  # its name before NumPy 2
    umath = core._multiarray_umath
    known = [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__[name]]
    return {"": (), "newest": tuple(known[1:]), "all": tuple(known)}[which]


def with_jitter(variables: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which Python moves draws, if it asks for that."""
    given = dict(variables)
    if given.get(JITTER):
        found = given.get("PYTHONPATH", "").split(os.pathsep)
        paths = [str(FOLDER), *(p for p in found if p and p != str(FOLDER))]
        given["PYTHONPATH"] = os.pathsep.join(paths)
    return given


def pairwise(number: int = 0) -> list[Machine]:
    """Return machines in which each two settings of two switches meet, jittered.

    Parameters
    ----------
    number : int
        How many at least; further ones repeat the first with other jitters.
    """
    chosen = combine(list(SWITCHES.values()))
    rows = itertools.islice(itertools.cycle(chosen), max(number, len(chosen)))
    return [Machine(row, seed) for seed, row in enumerate(rows, start=1)]


def combine(factors: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return few rows of one value for each factor, such that each two values meet."""
    every = list(itertools.product(*factors))
    chosen: list[tuple[str, ...]] = []
    missing = set().union(*map(_pairs, every))
    while missing:
        best = max(every, key=lambda row: len(_pairs(row) & missing))
        chosen.append(best)
        missing -= _pairs(best)
    return chosen


def _pairs(row: tuple[str, ...]) -> set[tuple[tuple[int, str], ...]]:
    return set(itertools.combinations(enumerate(row), 2))
