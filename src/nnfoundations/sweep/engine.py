"""The queue of a sweep in a folder, and the workers that take from it.

The queue is an Optuna study whose journal is a file, so every process that sees the
folder may take part, on other computers too. Each trial of the plan has a *slot*, and
whoever fills the queue or takes from it holds a lock meanwhile, so no trial is taken
twice. A worker holds a lock of its own as long as it lives, and the operating system
lifts that lock however it ends. So a trial that runs without a living worker was lost
with it, and its slot is filled anew.
"""

import multiprocessing
import os
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from importlib.util import find_spec
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from nnfoundations import checks, whole_files
from nnfoundations.sweep.plan import Plan, measure_setting

if TYPE_CHECKING:
    import optuna

NAME, JOURNAL, TABLE = "sweep", "journal.log", "table.csv"
STEWARD = "steward.lock"
#: Workers that may die in one call before it gives up: a trial may be the cause.
DEATHS = 3


def check_optuna() -> None:
    """Refuse to start where the engine is missing.

    Raises
    ------
    ModuleNotFoundError
        If Optuna or filelock is not installed; the text says how to get them.
    """
    for name in ("optuna", "filelock"):
        if find_spec(name) is None:
            cure = "Get it: pip install optuna filelock"
            text = checks.complaint(name, "an installed package", "none", cure)
            raise ModuleNotFoundError(text)


def _storage(folder: Path) -> "optuna.storages.JournalStorage":
    import optuna
    from optuna.storages import journal

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    path = str(folder / JOURNAL)
    lock = journal.JournalFileOpenLock(path)
    backend = journal.JournalFileBackend(path, lock)
    return optuna.storages.JournalStorage(backend)


def begin_sweep(folder: Path, plan: Plan) -> None:
    """Write a plan into a folder, and queue all its trials."""
    import optuna

    folder.mkdir(parents=True, exist_ok=True)
    study = optuna.create_study(
        storage=_storage(folder), study_name=NAME, direction="maximize"
    )
    study.set_user_attr("plan", asdict(plan))
    fill_queue(folder)


def _study(folder: Path) -> tuple["optuna.Study", Plan]:
    import optuna

    if not (folder / JOURNAL).exists():
        cure = "Leave --resume out to begin one."
        came = f"no {JOURNAL} in {folder}"
        raise FileNotFoundError(checks.complaint("resume", "a sweep", came, cure))
    study = optuna.load_study(study_name=NAME, storage=_storage(folder))
    plan = Plan(**study.user_attrs["plan"])
    if plan.method == "tpe":
        study.sampler = optuna.samplers.TPESampler(constant_liar=True)
    return study, plan


def read_plan(folder: Path) -> Plan:
    """Return the plan of the sweep in a folder.

    Raises
    ------
    FileNotFoundError
        If there is none.
    """
    return _study(folder)[1]


def _lives(folder: Path, worker: str | None) -> bool:
    """Tell whether a worker still holds its lock; if not, remove what it left."""
    from filelock import FileLock, Timeout

    path = folder / f"{worker}.lock"
    if worker is None or not path.exists():
        return False
    try:
        with FileLock(path).acquire(blocking=False):
            pass
    except Timeout:
        return True
    path.unlink(missing_ok=True)
    return False


def fill_queue(folder: Path) -> None:
    """Queue each slot that is neither done, nor queued, nor in the hands of a worker.

    At first that is the whole plan, later what was lost with a worker.
    """
    from filelock import FileLock
    from optuna.trial import TrialState

    with FileLock(folder / STEWARD):
        study, plan = _study(folder)
        taken = set()
        for trial in study.get_trials(deepcopy=False):
            running = trial.state == TrialState.RUNNING
            if running and not _lives(folder, trial.user_attrs.get("worker")):
                study.tell(trial.number, state=TrialState.FAIL)
            elif trial.state != TrialState.FAIL:
                taken.add(trial.user_attrs["slot"])
        for slot, places in enumerate(plan.trials()):
            if slot not in taken:
                study.enqueue_trial(places, user_attrs={"slot": slot})


def _take(folder: Path, study: "optuna.Study", worker: str) -> "optuna.Trial | None":
    """Return a trial from the queue, with the worker's name on it, if one is left."""
    from filelock import FileLock
    from optuna.trial import TrialState

    with FileLock(folder / STEWARD):
        if not study.get_trials(deepcopy=False, states=(TrialState.WAITING,)):
            return None
        trial = study.ask()
        trial.set_user_attr("worker", worker)
        return trial


@contextmanager
def _sign_in(folder: Path) -> Iterator[str]:
    """Hold a worker's lock; yield its name, which no other has."""
    from filelock import FileLock

    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    path = folder / f"{name}.lock"
    with FileLock(path):
        yield name
    with suppress(OSError):
        path.unlink()


def take_trials(folder: Path) -> None:
    """Take trials from the queue of a folder and run them, until none is left."""
    import torch

    torch.set_num_threads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one ends it
    parent = multiprocessing.parent_process()
    study, plan = _study(folder)
    with _sign_in(folder) as name:
        while parent is None or parent.is_alive():
            if (trial := _take(folder, study, name)) is None:
                return
            places = {
                key: trial.suggest_int(key, 0, size - 1)
                for key, size in zip(plan.levels, plan.shape, strict=True)
            }
            row = measure_setting(plan, plan.setting(places))
            trial.set_user_attr("row", row)
            study.tell(trial, row["validation"])


def run(folder: Path, num_workers: int, watch: Callable[[pd.DataFrame], None]) -> None:
    """Run what is left of a sweep on so many processes of this computer.

    Parameters
    ----------
    folder : Path
        Where `begin_sweep` put a plan; what was lost before is queued again.
    num_workers : int
    watch : callable
        Called with the table so far, a few times a second.

    Raises
    ------
    RuntimeError
        If `DEATHS` workers died. Up to that, a worker that dies is replaced.
    """
    context, deaths = multiprocessing.get_context("spawn"), 0
    crew: list[SpawnProcess] = []
    fill_queue(folder)
    study, _ = _study(folder)
    try:
        missing = checks.integer("num_workers", num_workers)
        while crew or missing:
            while missing:
                crew.append(context.Process(target=take_trials, args=[folder]))
                crew[-1].start()
                missing -= 1
            wait([worker.sentinel for worker in crew], timeout=0.2)
            watch(_table(study))
            ended = [worker for worker in crew if worker.exitcode is not None]
            crew = [worker for worker in crew if worker not in ended]
            if codes := [str(worker.exitcode) for worker in ended if worker.exitcode]:
                fill_queue(folder)
                deaths, missing = deaths + len(codes), len(codes)
                if deaths >= DEATHS:
                    cure = "Go on by --resume once you know why."
                    came = f"{deaths} that died (exit code {', '.join(codes)})"
                    text = checks.complaint("workers", "workers that live", came, cure)
                    raise RuntimeError(text)
    finally:
        for worker in crew:
            worker.terminate()
            worker.join()
        fill_queue(folder)


def read_table(folder: Path) -> pd.DataFrame:
    """Return a row for each finished trial of a sweep, in the order of the plan.

    Parameters
    ----------
    folder : Path
        The sweep's; others may still work in it.

    Returns
    -------
    table : DataFrame
        See `nnfoundations.sweep.plan.measure_setting`; ``trial`` counts from 0. For the
        searches of the chapter Hyperparameters, accuracies (settings, seeds) are
        ``table.filter(like="validation_").to_numpy()``.

    Raises
    ------
    FileNotFoundError
        If there is no sweep.
    """
    return _table(_study(folder)[0])


def _table(study: "optuna.Study") -> pd.DataFrame:
    from optuna.trial import TrialState

    done = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    rows = [{"trial": t.user_attrs["slot"]} | t.user_attrs["row"] for t in done]
    return pd.DataFrame(sorted(rows, key=lambda row: row["trial"]))


def write_table(folder: Path) -> pd.DataFrame:
    """Write the table of a sweep as CSV, whole or not at all; return it."""
    table = read_table(folder)
    whole_files.write_text(folder / TABLE, table.to_csv(index=False))
    return table
