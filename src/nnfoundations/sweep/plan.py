"""What a sweep trains: the levels of each hyperparameter, and which are tried.

The trials of a grid and of a random search are drawn before the first one runs. They
are therefore the same for any number of workers, and whoever else takes part.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np

from nnfoundations import checks
from nnfoundations.data.samples import digit_samples
from nnfoundations.labs.hyperparameters.trials import Setting, train_trials

METHODS = ("random", "grid", "tpe")
#: Images of the sets that each seed deals out.
SIZES = {"training": 1024, "validation": 360, "test": 360}
#: What is tried where nothing else is said: the study of the chapter Hyperparameters.
LEVELS: dict[str, tuple[Any, ...]] = {
    "lr": tuple((0.02 * 2 ** (0.75 * np.arange(12))).tolist()),
    "sigma": (0.01, 0.04, 0.16, 0.64),
    "width": (8, 16, 32, 64),
    "num_steps": (160,),
}
#: Of a setting, for each hyperparameter, the place of its value among the levels.
Places = dict[str, int]


def _all_levels(chosen: Mapping[str, Sequence[Any]]) -> dict[str, tuple[Any, ...]]:
    """Return levels of each field of a setting: chosen, the study's, or the default."""
    return {
        each.name: tuple(chosen.get(each.name, LEVELS.get(each.name, (each.default,))))
        for each in fields(Setting)
    }


@dataclass(frozen=True)
class Plan:
    """What is tried.

    Attributes
    ----------
    levels : mapping of str to sequence
        Values to try of the fields of
        `nnfoundations.labs.hyperparameters.trials.Setting`; those of the chapter's
        study for fields that are missing.
    method : {"random", "grid", "tpe"}
        Independent draws; every combination once; or Optuna's sampler, which tries
        next what did well so far.
    num_trials : int
        Settings to try, each on all seeds; a grid tries what it has.
    num_seeds : int
        Splits of the data, and trainings of each setting.
    draw : int
        Seed of what is drawn.

    Raises
    ------
    TypeError, ValueError
        If a value is of the wrong kind or out of range.
    """

    levels: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    method: str = "random"
    num_trials: int = 16
    num_seeds: int = 5
    draw: int = 0

    def __post_init__(self) -> None:
        known = {each.name for each in fields(Setting)}
        for name in self.levels:
            checks.choice("levels", name, sorted(known))
        object.__setattr__(self, "levels", _all_levels(self.levels))
        checks.choice("method", self.method, METHODS)
        checks.integer("num_trials", self.num_trials)
        checks.integer("num_seeds", self.num_seeds)
        checks.seed("draw", self.draw)
        for name, values in self.levels.items():
            if not values:
                raise ValueError(checks.complaint(name, "at least one level", "none"))
            if len(set(values)) < len(values):
                came = ", ".join(map(str, values))
                raise ValueError(checks.complaint(name, "levels that differ", came))
            for value in values:
                Setting(**{name: value})  # refuses what is out of range

    @property
    def shape(self) -> tuple[int, ...]:
        """How many levels there are of each field of a setting."""
        return tuple(map(len, self.levels.values()))

    def trials(self) -> list[Places]:
        """Return what each trial tries; nothing where that is found out on the way."""
        if self.method == "tpe":
            return [{} for _ in range(self.num_trials)]
        if self.method == "grid":
            places = list(itertools.product(*map(range, self.shape)))
        else:
            rng = np.random.default_rng(self.draw)
            drawn = rng.integers(math.prod(self.shape), size=self.num_trials)
            places = list(zip(*np.unravel_index(drawn, self.shape), strict=True))
        return [dict(zip(self.levels, map(int, at), strict=True)) for at in places]

    def setting(self, places: Places) -> Setting:
        """Return the setting at some places among the levels."""
        return Setting(**{name: self.levels[name][at] for name, at in places.items()})


def measure_setting(plan: Plan, setting: Setting) -> dict[str, Any]:
    """Train a setting on every seed; return a row of the sweep's table.

    Returns
    -------
    row : dict
        The setting's fields; ``validation``, the mean accuracy, which chooses; and the
        accuracy on each seed's validation and test set, ``validation_0`` and so on.
    """
    seeds = range(plan.num_seeds)
    trials = train_trials([setting], digit_samples(SIZES, seeds), seeds)
    row = asdict(setting) | {"validation": float(trials.accuracy("validation").mean())}
    for name in ("validation", "test"):
        for seed, accuracy in enumerate(trials.accuracy(name)[0].tolist()):
            row[f"{name}_{seed}"] = accuracy
    return row
