"""Train a multilayer perceptron from the command line, on one process or several.

    python -m nnfoundations.train --data digits --epochs 5 --out runs/first
    python -m nnfoundations.train --settings runs/first/settings.toml --out runs/again
    python -m nnfoundations.train --epochs 10 --out runs/first --resume

With torchrun, each process takes its part of every batch, and the training is that
of one process, to rounding; several computers with torchrun's own options:

    torchrun --nproc-per-node 2 -m nnfoundations.train --out runs/two
    torchrun --nnodes 2 --node-rank 0 --master-addr HOST -m nnfoundations.train ...

The folder then holds settings.toml, which --settings takes; history.csv, a row per
epoch; training.pt, from which --resume goes on after the last whole epoch, also after
a crash, and on another number of processes; and scores.json, the loss and the accuracy
on the test set. Several computers need a folder that all of them see.
"""

import argparse
import json
import os
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
from torch import distributed

from nnfoundations import checks, whole_files
from nnfoundations.data import data_modules
from nnfoundations.learning.trainer import Diverged
from nnfoundations.learning.trainer.parallel import STATE, ParallelTrainer
from nnfoundations.networks.mlp import MLP

SETTINGS, SCORES = "settings.toml", "scores.json"
DATA = {"digits": data_modules.Digits, "fashion": data_modules.FashionMNIST}
DTYPES = {"float32": torch.float32, "float64": torch.float64}
#: Seconds that a rank waits for the others; and that one that lost another waits for
#: torchrun to see which it was.
PATIENCE, GRACE = 300.0, 10.0


def _option(default: Any, told: str, **more: Any) -> Any:
    return field(default=default, metadata={"help": told, **more})


@dataclass(frozen=True)
class Settings:
    """What is trained, and how; each field is an option and a key of the TOML file.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.
    """

    data: str = _option("digits", "digits (in the package) or fashion (Fashion-MNIST)")
    validation: int = _option(360, "examples held out for the history's val_* columns")
    hiddens: tuple[int, ...] = _option(
        (256,), "width of each hidden layer, such as 128 64", nargs="+"
    )
    lr: float = _option(0.1, "learning rate of stochastic gradient descent")
    batch_size: int = _option(32, "examples in a step, of all processes together")
    epochs: int = _option(10, "passes over the training set, in all")
    seed: int = _option(0, "draws the weights, the split and the order of the examples")
    dtype: str = _option("float32", "float32, or float64 for small rounding errors")
    device: str = _option("cpu", "cpu, or cuda: a GPU for each process of a computer")

    def __post_init__(self) -> None:
        checks.choice("data", self.data, DATA)
        checks.integer("validation", self.validation)
        if not checks.sizes("hiddens", self.hiddens):
            raise ValueError(checks.complaint("hiddens", "at least one width", "none"))
        checks.number("lr", self.lr, above=0)
        checks.integer("batch_size", self.batch_size)
        checks.integer("epochs", self.epochs)
        checks.seed("seed", self.seed)
        checks.choice("dtype", self.dtype, DTYPES)
        checks.choice("device", self.device, ("cpu", "cuda"))


def read_settings(path: Path) -> dict[str, Any]:
    """Return the settings in a TOML file.

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is no TOML file, or has a key that is no setting.
    """
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        text = checks.complaint(str(path), "a TOML file", f"one with: {error}")
        raise ValueError(text) from error
    names = [each.name for each in fields(Settings)]
    for name in found:
        if name not in names:
            wanted = "settings among " + ", ".join(names)
            raise ValueError(checks.complaint(str(path), wanted, repr(name)))
    return {k: tuple(v) if isinstance(v, list) else v for k, v in found.items()}


def write_settings(path: Path, settings: Settings) -> None:
    """Write settings as a TOML file, whole or not at all."""
    lines = (
        f"{name} = {json.dumps(value)}" for name, value in asdict(settings).items()
    )
    whole_files.write_text(path, "\n".join(lines) + "\n")


def begin_parser(
    name: str, told: str | None, out: str, resume: str
) -> argparse.ArgumentParser:
    """Return what reads a command line; an option that is not given is left out.

    Parameters
    ----------
    name : str
        The module that is run, below the package.
    told : str or None
        What its help says first.
    out, resume : str
        What it says of the two options that each command has.
    """
    made = argparse.ArgumentParser(
        prog=f"python -m nnfoundations.{name}",
        description=told,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        argument_default=argparse.SUPPRESS,
        allow_abbrev=False,
    )
    made.add_argument("--out", type=Path, required=True, help=out)
    made.add_argument("--resume", action="store_true", help=resume)
    return made


def make_parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    resume = "go on with the training in that folder"
    made = begin_parser("train", __doc__, "folder to write to", resume)
    made.add_argument(
        "--settings", type=Path, help="TOML file; options on the command line go first"
    )
    for each in fields(Settings):
        default: Any = each.default
        first = default[0] if isinstance(default, tuple) else default
        shown = " ".join(map(str, default)) if isinstance(default, tuple) else default
        more = dict(each.metadata)
        made.add_argument(
            "--" + each.name.replace("_", "-"),
            type=type(first),
            help=f"{more.pop('help')} (default: {shown})",
            **more,
        )
    return made


def make_settings(given: dict[str, Any], out: Path, resume: bool) -> Settings:
    """Return the settings, once the folder fits them as well.

    Parameters
    ----------
    given : dict
        What the command line says; ``settings`` may name a file.
    out : Path
        The folder to write to.
    resume : bool
        Whether a training is there to go on with; its settings stand, but for
        `epochs`.

    Raises
    ------
    OSError, TypeError, ValueError
        If a setting is wrong, or the folder holds what it should not.
    """
    path = given.pop("settings", None)
    chosen = (read_settings(path) if path else {}) | {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in given.items()
    }
    if not resume:
        if (out / STATE).exists():
            cure = "Go on with it by --resume, or name another folder."
            raise ValueError(
                checks.complaint(
                    "out", "a folder without one", f"a training in {out}", cure
                )
            )
        return Settings(**chosen)
    if not (out / STATE).exists():
        cure = "Leave --resume out to begin one."
        came = f"no {STATE} in {out}"
        raise ValueError(checks.complaint("resume", "a training", came, cure))
    saved = Settings(**read_settings(out / SETTINGS))
    for name, value in chosen.items():
        if name != "epochs" and getattr(saved, name) != value:
            cure = "Leave it out, or begin another training in another folder."
            wanted = f"{getattr(saved, name)!r}, as the training began"
            raise ValueError(checks.complaint(name, wanted, repr(value), cure))
    return replace(saved, **{k: v for k, v in chosen.items() if k == "epochs"})


def load_data(settings: Settings, num_ranks: int) -> data_modules.TensorData:
    """Return the data, in the dtype of the settings.

    Raises
    ------
    FileNotFoundError
        If Fashion-MNIST is not there; the text says how to get it.
    ValueError
        If the sizes do not fit the data, or a batch has fewer examples than ranks.
    """
    make = DATA[settings.data]
    data = make(settings.batch_size, settings.validation, seed=settings.seed)
    smallest = len(data.train_set[1]) % settings.batch_size or settings.batch_size
    if min(smallest, settings.batch_size) < num_ranks:
        wanted = f"an example for each of {num_ranks} processes in every step"
        came = f"{settings.batch_size}, which leaves {smallest} for an epoch's last"
        raise ValueError(checks.complaint("batch_size", wanted, came))
    for name in ("train_set", "val_set", "test_set"):
        X, y = getattr(data, name)
        setattr(data, name, (X.to(DTYPES[settings.dtype]), y))
    return data


def build_model(settings: Settings, data: data_modules.TensorData) -> MLP:
    """Return the network with its first weights."""
    model: MLP = MLP(
        data.num_outputs,
        settings.hiddens,
        settings.lr,
        data.num_inputs,
        torch.Generator().manual_seed(settings.seed),
    )
    return model.to(DTYPES[settings.dtype])


def run_training(
    settings: Settings, data: Any, out: Path, resume: bool
) -> dict[str, float]:
    """Train on all ranks; return the loss and the accuracy on the test set."""
    local = os.environ.get("LOCAL_RANK", "0")
    device = f"cuda:{local}" if settings.device == "cuda" else None
    trainer = ParallelTrainer(settings.epochs, out, device)
    model = build_model(settings, data)
    if trainer.rank == 0:
        write_settings(out / SETTINGS, settings)
    if resume:
        trainer.resume(out / STATE, model, data)
    else:
        trainer.fit(model, data)
    scores = trainer.test(model, data)
    if trainer.rank == 0:
        whole_files.write_text(out / SCORES, json.dumps(scores, indent=2) + "\n")
    return scores


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, train, say what came of it; return the exit code."""
    rank, num_ranks = (
        int(os.environ.get(k, d)) for k, d in (("RANK", "0"), ("WORLD_SIZE", "1"))
    )
    reader = make_parser()
    given = vars(reader.parse_args(arguments))
    out, resume = given.pop("out"), given.pop("resume", False)
    try:
        settings = make_settings(given, out, resume)
        if settings.device == "cuda" and not torch.cuda.is_available():
            cure = "Leave it out to train on the CPU."
            raise ValueError(checks.complaint("device", "a GPU", "none", cure))
        data = load_data(settings, num_ranks)
        out.mkdir(parents=True, exist_ok=True)
    except (OSError, TypeError, ValueError) as error:
        return _refuse(reader, error) if rank == 0 else 2
    if num_ranks > 1:
        backend = "nccl" if settings.device == "cuda" else "gloo"
        distributed.init_process_group(backend, timeout=timedelta(seconds=PATIENCE))
    try:
        scores = run_training(settings, data, out, resume)
    except (Diverged, OSError, ValueError) as error:
        return _refuse(reader, error) if rank == 0 else 2
    except RuntimeError as error:
        if num_ranks == 1:
            raise
        print(f"rank {rank} lost another rank: {error}", file=sys.stderr, flush=True)
        time.sleep(GRACE)  # torchrun ends this one when it has seen which
        return 1
    if num_ranks > 1:
        distributed.destroy_process_group()
    if rank == 0:
        loss, accuracy = scores["loss"], scores["acc"]
        print(f"test set: loss {loss:.4f}, accuracy {accuracy:.4f}; see {out}")
    return 0


def _refuse(reader: argparse.ArgumentParser, error: Exception) -> int:
    print(f"{reader.prog}: {error}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
