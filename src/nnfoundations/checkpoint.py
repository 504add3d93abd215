"""Files that hold a training's state: written whole or not at all, read safely.

They are what torch.save writes: tensors, numbers and text in a zip archive. They
are read with ``weights_only=True``, so a file from a stranger runs no code.
"""

import contextlib
import copy
import os
import zipfile
from pathlib import Path
from typing import Any

import torch

from nnfoundations import checks

#: The first entry of every file; the number changes with the entries.
FORMAT = "nnfoundations training 1"
CURE = "Use a file that Trainer.save wrote; if it was cut short, copy it again."


def write(path: str | Path, state: dict[str, Any]) -> None:
    """Write `state` (tensors, numbers, text, lists and dicts of them) to a file.

    The file appears only when it is complete; an older one of that name stays
    until then.

    Parameters
    ----------
    path : path
        Where the file goes; its folder must exist.
    state : dict
        What `take` returned.

    Raises
    ------
    ValueError
        If the model's state is empty: there would be nothing to go on from.
    OSError
        If the folder does not exist or cannot be written to.
    """
    if not state.get("model"):
        cure = "Make its parameters nn.Parameter, as MLPScratch does."
        expected = "parameters that state_dict() lists"
        raise ValueError(checks.complaint("model", expected, "none", cure))
    path = Path(path)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with open(fresh, "wb") as file:
            torch.save({"format": FORMAT} | state, file)
        fresh.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise


def read(path: str | Path) -> dict[str, Any]:
    """Return the state in a file that `write` wrote.

    Parameters
    ----------
    path : path
        The file.

    Raises
    ------
    OSError
        If there is no such file or it cannot be read.
    ValueError
        If it is damaged or something else.
    """
    expected = "a file that Trainer.save wrote"
    with open(path, "rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                damaged = archive.testzip()  # torch itself checks no checksums
            if damaged:
                raise ValueError(f"{damaged} does not match its checksum")
            file.seek(0)
            state = torch.load(file, map_location="cpu", weights_only=True)
        except Exception as error:  # a damaged file can make zip and pickle raise any
            came = f"one that cannot be read ({error})"
            raise ValueError(
                checks.complaint(str(path), expected, came, CURE)
            ) from error
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        came = f"a {type(state).__name__} without the entry {FORMAT!r}"
        raise ValueError(checks.complaint(str(path), expected, came, CURE))
    return state


def _kinds(tensors: dict[str, torch.Tensor]) -> dict[str, str]:
    """Return shape and dtype by name; a lazy layer's, before its first input, open."""
    is_lazy: Any = torch.nn.parameter.is_lazy
    return {
        name: "any" if is_lazy(t) else f"{tuple(t.shape)} {t.dtype}"
        for name, t in tensors.items()
    }


def check_model(saved: dict[str, torch.Tensor], model: torch.nn.Module) -> None:
    """Refuse a model whose parameters have other names, shapes or types.

    Raises
    ------
    ValueError
        The text names the first difference; the model is unchanged.
    """
    theirs, ours = _kinds(saved), _kinds(model.state_dict())
    for name in [*theirs, *ours]:
        a, b = theirs.get(name, "none"), ours.get(name, "none")
        if a != b and "any" not in (a, b):
            expected = f"the model that was saved, whose {name} is {a}"
            cure = "Make the model with the same class, sizes and dtype as then."
            raise ValueError(checks.complaint("model", expected, b, cure))


def generators_of(loader: Any) -> list[torch.Generator]:
    """Return the random generators of a loader and of its samplers, without doubles."""
    found: dict[int, torch.Generator] = {}
    pending = [loader]
    while pending:
        thing = pending.pop()
        generator = getattr(thing, "generator", None)
        if generator is not None:
            found[id(generator)] = generator
        inner = (getattr(thing, name, None) for name in ("sampler", "batch_sampler"))
        pending += [part for part in inner if part is not None]
    return list(found.values())


def take(trainer: Any) -> dict[str, Any]:
    """Return a trainer's state, as a copy.

    Parameters
    ----------
    trainer : Trainer
        One whose training has begun.
    """
    optimiser, device = trainer.optim, trainer.device
    loader = trainer.train_dataloader
    state = {
        "rows": trainer.rows,
        "first_loss": trainer.first_loss,
        "counters": [trainer.train_batch_idx, trainer.val_batch_idx],
        "num_train_batches": trainer.num_train_batches,
        "model": dict(trainer.model.state_dict()),
        "optimiser": type(optimiser).__name__,
        "optimiser_state": getattr(optimiser, "state_dict", dict)(),
        "generators": [g.get_state() for g in generators_of(loader)],
        "random": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state(device) if device.type == "cuda" else None,
    }
    return copy.deepcopy(state)


def check_fit(state: dict[str, Any], trainer: Any) -> None:
    """Refuse a state with which a trainer would not go on as it went before.

    Parameters
    ----------
    state : dict
        What `read` returned.
    trainer : Trainer
        Prepared, with its model and data.

    Raises
    ------
    ValueError
        The text names what differs; trainer and model are unchanged.
    """
    check_model(state["model"], trainer.model)
    text = "{} training batches and {} random generators"
    expected = state["num_train_batches"], len(state["generators"])
    loader = trainer.train_dataloader
    came = trainer.num_train_batches, len(generators_of(loader))
    if expected != came:
        cure = "Resume with the data of the saved training."
        raise ValueError(
            checks.complaint("data", text.format(*expected), text.format(*came), cure)
        )
    kind = type(trainer.optim).__name__
    if kind != state["optimiser"]:
        raise ValueError(checks.complaint("optimiser", state["optimiser"], kind))
    if len(state["rows"]) > trainer.max_epochs:
        least = f"at least the {len(state['rows'])} epochs that the file holds"
        raise ValueError(checks.complaint("max_epochs", least, trainer.max_epochs))


def restore(state: dict[str, Any], trainer: Any) -> None:
    """Put a state that fits into a trainer, its model, optimiser and data order.

    Parameters
    ----------
    state : dict
        One that `check_fit` did not refuse.
    trainer : Trainer
        Its model, optimiser and generators are changed in place.
    """
    trainer.model.load_state_dict(state["model"])
    if state["optimiser_state"]:
        trainer.optim.load_state_dict(copy.deepcopy(state["optimiser_state"]))
    generators = generators_of(trainer.train_dataloader)
    for generator, value in zip(generators, state["generators"], strict=True):
        generator.set_state(value)
    trainer.rows, trainer.first_loss = list(state["rows"]), state["first_loss"]
    trainer.train_batch_idx, trainer.val_batch_idx = state["counters"]
    torch.set_rng_state(state["random"])
    if state["cuda"] is not None and trainer.device.type == "cuda":
        torch.cuda.set_rng_state(state["cuda"], trainer.device)
