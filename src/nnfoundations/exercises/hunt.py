"""A bug hunt for a cohort: small trainings with one planted fault each.

The faults are not written down here: each program stands as it is in
``hunt_programs.json``, and the reasoning behind it is sealed with the right answer,
name of the bug and line. Whoever instructs has them in the instructor's edition.

Sealed by hand, with `hashlib` alone: a library for secrets would be one more to
install, and what is kept here is the answer to a riddle. Trying every line with every
bug opens each seal; finding the bug is quicker.
"""

import base64
import hashlib
import json
import random
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from nnfoundations import checks
from nnfoundations.exercises.judging import Verdict

#: Programs that a cohort gets.
NUM_PROGRAMS = 4
#: How often the answer is hashed: a tenth of a second for one try.
_ROUNDS = 100_000
_MARK = b"nnfoundations:"


@cache
def _load() -> dict[str, Any]:
    path = resources.files("nnfoundations.exercises") / "hunt_programs.json"
    return dict(json.loads(path.read_text("utf-8")))


def seal(text: str, bug: str, line: int, salt: str) -> str:
    """Return a text that only the right bug and line open again."""
    return base64.b85encode(_mix(_MARK + text.encode(), bug, line, salt)).decode()


def unseal(sealed: str, bug: str, line: int, salt: str) -> str | None:
    """Return the sealed text; None if bug or line are not the right ones."""
    found = _mix(base64.b85decode(sealed), bug, line, salt)
    return found[len(_MARK) :].decode() if found.startswith(_MARK) else None


def _mix(data: bytes, bug: str, line: int, salt: str) -> bytes:
    answer = f"{bug}, line {line}".encode()
    key = hashlib.pbkdf2_hmac("sha256", answer, salt.encode(), _ROUNDS, len(data))
    return bytes(a ^ b for a, b in zip(data, key, strict=True))


@dataclass(frozen=True)
class Hunt:
    """What a cohort hunts in: programs by letter, and the bugs there may be.

    Attributes
    ----------
    programs : dict of str to str
        The programs' sources; each has one fault.
    bugs : tuple of str
        The names to choose from; most of them fit none of the programs.
    """

    programs: dict[str, str]
    bugs: tuple[str, ...]
    _seals: dict[str, tuple[str, str]]

    def __repr__(self) -> str:
        """Return the programs with their lines numbered, and the bugs' names."""
        parts = [f"{self.listing(letter)}\n" for letter in self.programs]
        return "\n".join([*parts, "Bugs: " + "; ".join(self.bugs)])

    def listing(self, letter: str) -> str:
        """Return a program with its lines numbered, to be printed.

        Raises
        ------
        ValueError
            If there is no program of this letter.
        """
        checks.choice("letter", letter, tuple(self.programs))
        lines = enumerate(self.programs[letter].splitlines(), start=1)
        return "\n".join(
            [f"Program {letter}", *(f"{n:3}  {line}".rstrip() for n, line in lines)]
        )

    def run(self, letter: str) -> list[float]:
        """Run a program; return the loss of each of its epochs.

        Raises
        ------
        ValueError
            If there is no program of this letter.
        """
        checks.choice("letter", letter, tuple(self.programs))
        names: dict[str, Any] = {}
        with np.errstate(all="ignore"):  # what overflows is seen in the losses
            exec(self.programs[letter], names)
        return list(names["losses"])

    def judge(self, letter: str, line: int, bug: str) -> Verdict:
        """Say whether a program's bug and its line are found, and if so why it is one.

        Raises
        ------
        TypeError, ValueError
            If there is no such program, line or bug.
        """
        checks.choice("letter", letter, tuple(self.programs))
        checks.choice("bug", bug, self.bugs)
        last = len(self.programs[letter].splitlines())
        checks.integer("line", line, at_least=1, at_most=last)
        reason = unseal(self._seals[letter][0], bug, line, self._seals[letter][1])
        if reason is None:
            text = "Not yet: bug and line do not fit together here. Run the program,"
            return Verdict(False, f"{text} and say what a sound one would show.")
        return Verdict(True, f"Right. {reason}")


def bug_hunt(seed: int) -> Hunt:
    """Return a cohort's own programs, each with one planted fault.

    Parameters
    ----------
    seed : int
        The cohort's number: it chooses the faults and deals them to the letters.

    Raises
    ------
    TypeError, ValueError
        If the seed is no whole number of at least 0.

    Examples
    --------
    >>> from nnfoundations.exercises.hunt import bug_hunt
    >>> hunt = bug_hunt(seed=7)
    >>> list(hunt.programs)
    ['A', 'B', 'C', 'D']
    >>> hunt.judge("A", line=1, bug="leakage").right
    False
    """
    stored, rng = _load(), random.Random(checks.seed("seed", seed))
    chosen = rng.sample(stored["programs"], NUM_PROGRAMS)
    letters = dict(zip("ABCD", chosen, strict=True))
    return Hunt(
        {letter: one["source"] for letter, one in letters.items()},
        tuple(stored["bugs"]),
        {letter: (one["seal"], one["salt"]) for letter, one in letters.items()},
    )
