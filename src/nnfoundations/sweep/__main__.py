"""Search for good hyperparameters with many trainings, on all cores.

    python -m nnfoundations.sweep --out runs/search --trials 64
    python -m nnfoundations.sweep --out runs/search --resume
    python -m nnfoundations.sweep --out runs/grid --method grid --lr 0.1 0.3

A trial trains one setting on several splits of the digits, one after another. Trials
need nothing of each other, so each core takes the next one from a queue, and twice the
cores are nearly twice as fast. The queue is a file in the folder. With --resume, more
workers take part in a sweep or go on with one that was interrupted; several computers
may, if all see the folder. If a worker is killed, its trial is run again.

Behind a hyperparameter stand the values to try. A grid tries every combination, random
draws from them, and tpe (Optuna's sampler) tries next what did well so far. The folder
then holds table.csv, a row per trial: the setting, its mean validation accuracy, which
chooses, and the accuracy on each split's validation and test set. Those of a grid and
of random draws are the same for any number of workers.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from nnfoundations import checks, train
from nnfoundations.labs.hyperparameters.trials import Setting
from nnfoundations.sweep import engine
from nnfoundations.sweep.plan import METHODS, Plan

#: Options of a plan -> what --help says.
_OPTIONS = {
    "num_trials": ("--trials", "settings to try; a grid tries what it has"),
    "num_seeds": ("--seeds", "splits of the data, each with a training of its own"),
    "draw": ("--draw", "seed of the random draws"),
}


def build_parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    resume = "take part in the sweep of that folder"
    made = train.begin_parser("sweep", __doc__, "folder of the sweep", resume)
    cores = os.cpu_count() or 1
    made.add_argument(
        "--workers", type=int, help=f"processes to start (default: {cores}, the cores)"
    )
    made.add_argument(
        "--method", help=f"{', '.join(METHODS)} (default: {Plan().method})"
    )
    for name, (option, told) in _OPTIONS.items():
        told = f"{told} (default: {getattr(Plan(), name)})"
        made.add_argument(option, dest=name, type=int, help=told)
    for each in fields(Setting):
        shown = " ".join(
            f"{x:.3g}" if each.type is float else str(x)
            for x in Plan().levels[each.name]
        )
        made.add_argument(
            "--" + each.name.replace("_", "-"),
            type=type(each.default),
            nargs="+",
            metavar=each.name.upper()[:5],
            help=f"values to try (default: {shown})",
        )
    return made


def make_plan(given: dict[str, Any], folder: Path, resume: bool) -> Plan:
    """Return the plan, once the folder fits it as well.

    Parameters
    ----------
    given : dict
        What the command line says.
    folder : Path
        The folder of the sweep.
    resume : bool
        Whether a sweep is there to go on with; its plan stands.

    Raises
    ------
    OSError, TypeError, ValueError
        If an option is wrong, or the folder holds what it should not.
    """
    names = {each.name for each in fields(Setting)}
    levels = {name: given[name] for name in given if name in names}
    chosen = {name: given[name] for name in given if name not in names}
    if not resume:
        plan = Plan(levels, **chosen)
        if (folder / engine.JOURNAL).exists():
            cure = "Go on with it by --resume, or name another folder."
            came = f"a sweep in {folder}"
            raise ValueError(
                checks.complaint("out", "a folder without one", came, cure)
            )
        return plan
    saved = engine.read_plan(folder)
    began = {name: getattr(saved, name) for name in chosen}
    began |= {name: list(saved.levels[name]) for name in levels}
    for name, value in given.items():
        if value != began[name]:
            cure = "Leave it out, or begin another sweep in another folder."
            wanted = f"{began[name]!r}, as the sweep began"
            raise ValueError(checks.complaint(name, wanted, repr(value), cure))
    return saved


def report_best(table: pd.DataFrame, plan: Plan) -> str:
    """Return what came of a sweep, in a few lines."""
    best = table.loc[table["validation"].idxmax()]
    varied = [name for name, values in plan.levels.items() if len(values) > 1]
    setting = ", ".join(
        f"{name} {best[name] if name == 'rule' else format(best[name], '.3g')}"
        for name in varied
    )
    test = best.filter(like="test_").mean()
    return (
        f"best of {len(table)} settings: {setting}\n"
        f"validation accuracy {best['validation']:.4f}, by which it was chosen; "
        f"test accuracy {test:.4f}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, run the sweep, say what came of it; return exit code."""
    reader = build_parser()
    given = vars(reader.parse_args(arguments))
    folder, resume = given.pop("out"), given.pop("resume", False)
    workers = given.pop("workers", os.cpu_count() or 1)
    try:
        engine.check_optuna()
        checks.integer("workers", workers)
        plan = make_plan(given, folder, resume)
        if not resume:
            engine.begin_sweep(folder, plan)
    except (ImportError, OSError, TypeError, ValueError) as error:
        print(f"{reader.prog}: {error}", file=sys.stderr)
        return 2
    total = len(plan.trials())
    try:
        with tqdm(total=total, unit="trial", disable=None) as bar:

            def watch(table: pd.DataFrame) -> None:
                if len(table) > bar.n:
                    bar.set_postfix_str(f"best {table['validation'].max():.4f}")
                    bar.update(len(table) - bar.n)

            engine.run(folder, workers, watch)
    except RuntimeError as error:
        print(f"{reader.prog}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{reader.prog}: stopped; --resume goes on", file=sys.stderr)
        return 130
    finally:
        table = engine.write_table(folder)
    print(report_best(table, plan))
    if len(table) < total:
        print(f"{total - len(table)} trials still run elsewhere")
    print(f"see {folder / engine.TABLE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
