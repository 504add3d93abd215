"""Patients: the defects dealt out to letters by a seed, and a check of diagnoses.

An instructor changes the seed of the class, and every letter has another defect and
other data. The check says whether a diagnosis is right, and nothing else.
"""

from collections.abc import Mapping

import numpy as np

from nnfoundations import checks
from nnfoundations.labs.bug_hunt.defects import CONDITIONS, Case, make_case

#: One for each condition.
LETTERS = "ABCDEFGHI"
RIGHT, NOT_YET = "right", "not yet"


def patients(class_seed: int) -> dict[str, Case]:
    """Return nine cases by letter: each of the eight defects once, and one healthy.

    Parameters
    ----------
    class_seed : int
        Deals the defects to the letters and gives each case a seed of its own.

    Raises
    ------
    TypeError, ValueError
        If the seed is no whole number of at least 0.
    """
    key = _deal(class_seed)
    # another stream than that of the deal
    seeds = np.random.default_rng([class_seed, 1]).integers(0, 10_000, len(key))
    return {
        letter: make_case(condition, int(seed), f"patient {letter}")
        for (letter, condition), seed in zip(key.items(), seeds, strict=True)
    }


def _deal(class_seed: int) -> dict[str, str]:
    """Return the condition of each letter; for the check alone.

    Raises
    ------
    TypeError, ValueError
        If the seed is no whole number of at least 0.
    """
    class_seed = checks.seed("class_seed", class_seed)
    dealt = np.random.default_rng([class_seed, 0]).permutation(len(CONDITIONS))
    return {
        letter: CONDITIONS[i] for letter, i in zip(LETTERS, dealt.tolist(), strict=True)
    }


def check(answers: Mapping[str, str], class_seed: int) -> dict[str, str]:
    """Say of each patient whether the diagnosis is right.

    Parameters
    ----------
    answers : mapping of str to str
        A condition for each letter. Blanks, wrong answers and letters that are left
        out are all "not yet"; spaces around and capitals do not matter.
    class_seed : int

    Returns
    -------
    dict of str to str
        ``"right"`` or ``"not yet"`` for each letter; for a word that is no condition
        ``"not yet: unknown word"``.
    """
    key = _deal(class_seed)
    return {
        letter: _verdict(answers.get(letter, ""), right)
        for letter, right in key.items()
    }


def _verdict(answer: object, right: str) -> str:
    """Compare one answer; an ellipsis or a None is as good as a blank."""
    word = answer.strip().casefold() if isinstance(answer, str) else ""
    if word and word not in CONDITIONS:
        # CONDITIONS are in small letters
        return f"{NOT_YET}: unknown word"
    return RIGHT if word == right else NOT_YET
