"""Files that hold a training's state: written whole or not at all, read safely.

They are what torch.save writes: tensors, numbers and text in a zip archive. They
are read with ``weights_only=True``, so a file from a stranger runs no code.
"""

import copy
import io
import math
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from nnfoundations import checks, whole_files

#: Of a trainer's history.
COLUMNS = ("epoch", "train_loss", "val_loss", "val_acc")
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
        What `take_state` returned.

    Raises
    ------
    ValueError
        If the model's state is empty: there would be nothing to go on from.
    OSError
        If the folder does not exist or cannot be written to, or the disk is full.
    """
    if not state.get("model"):
        cure = "Make its parameters nn.Parameter, as MLPScratch does."
        expected = "parameters that state_dict() lists"
        raise ValueError(checks.complaint("model", expected, "none", cure))
    packed = io.BytesIO()  # torch.save would tell a full disk as an error of its own
    torch.save({"format": FORMAT} | state, packed)
    with whole_files.open_whole(path) as file:
        file.write(packed.getbuffer())


def read_checkpoint(path: str | Path) -> dict[str, Any]:
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
            came = f"one that cannot be read ({_reason(error)})"
            raise ValueError(
                checks.complaint(str(path), expected, came, CURE)
            ) from error
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        came = f"a {type(state).__name__} without the entry {FORMAT!r}"
        raise ValueError(checks.complaint(str(path), expected, came, CURE))
    return state


def _reason(error: Exception) -> str:
    """Return what stopped a reading: of torch's long advice only the reason."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = (x for x in lines if "GLOBAL" in x or "WeightsUnpickler error" in x)
    return next(told, lines[0] if lines else type(error).__name__)


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


def find_generators(loader: Any) -> list[torch.Generator]:
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


def take_state(trainer: Any) -> dict[str, Any]:
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
        "generators": [g.get_state() for g in find_generators(loader)],
        "random": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state(device) if device.type == "cuda" else None,
    }
    return copy.deepcopy(state)


def _whole_numbers(values: Any, num: int) -> bool:
    kinds = isinstance(values, list | tuple) and {type(value) for value in values}
    return kinds == {int} and len(values) == num and min(values) >= 0


def _name_tensors(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and isinstance(tensor, torch.Tensor)
        for name, tensor in value.items()
    )


def _rows(value: Any) -> bool:
    """Tell whether these are the rows of a history: epochs from 1, numbers."""
    return isinstance(value, list) and all(
        isinstance(row, dict)
        and set(row) == set(COLUMNS)
        and row["epoch"] == number
        and all(type(entry) in (int, float) for entry in row.values())
        for number, row in enumerate(value, 1)
    )


def _bytes(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and value.dtype == torch.uint8


#: What each entry is, in words and as a test.
_ENTRIES: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "rows": ("a row of numbers for each epoch", _rows),
    "first_loss": (
        "a finite number",
        lambda value: type(value) is float and math.isfinite(value),
    ),
    "counters": ("two whole numbers", lambda value: _whole_numbers(value, 2)),
    "num_train_batches": (
        "a whole number",
        lambda value: _whole_numbers([value], 1),
    ),
    "model": ("tensors by name", _name_tensors),
    "optimiser": ("a name", lambda value: isinstance(value, str)),
    "optimiser_state": ("a dict", lambda value: isinstance(value, dict)),
    "generators": (
        "a list of states",
        lambda value: isinstance(value, list) and all(map(_bytes, value)),
    ),
    "random": ("a state", _bytes),
    "cuda": ("a state or None", lambda value: value is None or _bytes(value)),
}


def check_entries(state: dict[str, Any]) -> None:
    """Refuse a state that lacks an entry or has a wrong one.

    Raises
    ------
    ValueError
        The text names the first such entry.
    """
    for name, (wanted, is_right) in _ENTRIES.items():
        if name not in state:
            raise ValueError(checks.complaint(name, wanted, "no such entry", CURE))
        if not is_right(state[name]):
            raise ValueError(checks.complaint(name, wanted, state[name], CURE))


def check_fit(state: dict[str, Any], trainer: Any) -> None:
    """Refuse a state with which a trainer would not go on as it went before.

    Everything that `restore` does is tried here first, on copies.

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
    check_entries(state)
    check_model(state["model"], trainer.model)
    text = "{} training batches and {} random generators"
    expected = state["num_train_batches"], len(state["generators"])
    loader = trainer.train_dataloader
    came = trainer.num_train_batches, len(find_generators(loader))
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
    _check_randomness(state, trainer)
    _rehearse(state, trainer)


def _check_randomness(state: dict[str, Any], trainer: Any) -> None:
    """Refuse states that the generators would not take."""
    made = [(g.device, "generators") for g in find_generators(trainer.train_dataloader)]
    values = [*state["generators"], state["random"]]
    made.append((torch.device("cpu"), "random"))
    if state["cuda"] is not None and trainer.device.type == "cuda":
        made.append((trainer.device, "cuda"))
        values.append(state["cuda"])
    for (device, name), value in zip(made, values, strict=True):
        try:
            torch.Generator(device).set_state(value)
        except (RuntimeError, TypeError) as error:
            came = f"one that is refused ({_reason(error)})"
            text = checks.complaint(name, "a generator's state", came, CURE)
            raise ValueError(text) from error


def _rehearse(state: dict[str, Any], trainer: Any) -> None:
    """Take one step of 0 with a copy of the optimiser in the saved state.

    Parameters
    ----------
    state : dict
        One whose weights fit the model.
    trainer : Trainer

    Raises
    ------
    ValueError
        If the optimiser would not take its state, or could not go on with it.
    """
    if not state["optimiser_state"]:
        return
    memo: dict[int, Any] = {}  # deepcopy puts these in the parameters' places
    for name, parameter in trainer.model.named_parameters():
        value = state["model"][name].to(trainer.device, copy=True)
        memo[id(parameter)] = torch.nn.Parameter(value, parameter.requires_grad)
    copies = list(memo.values())
    try:
        optimiser = copy.deepcopy(trainer.optim, memo)
        optimiser.load_state_dict(copy.deepcopy(state["optimiser_state"]))
        _check_like(optimiser, trainer.optim)
        for parameter in copies:
            parameter.grad = torch.zeros_like(parameter)
        optimiser.step()
        if not all(parameter.isfinite().all() for parameter in copies):
            raise ValueError("a step with it leads to numbers that are not finite")
    except Exception as error:  # whatever a wrong state makes an optimiser raise
        came = f"one that does not fit ({type(error).__name__}: {_reason(error)})"
        cure = "Use the same optimiser with the same groups of parameters."
        text = checks.complaint("optimiser_state", "that of this optimiser", came, cure)
        raise ValueError(text) from error


def _check_like(optimiser: Any, original: Any) -> None:
    """Refuse settings of another kind, and memories of another shape."""
    groups = zip(optimiser.param_groups, original.param_groups, strict=True)
    for ours, theirs in groups:
        kinds = [
            {k: _kind(v) for k, v in group.items() if k != "params"}
            for group in (ours, theirs)
        ]
        its, expected = (
            dict(sorted(a.items() - b.items())) for a, b in (kinds, kinds[::-1])
        )
        if its or expected:
            raise ValueError(f"its settings are {its}, not {expected}")
    for parameter, memories in optimiser.state.items():
        for name, value in memories.items():
            shape = getattr(value, "shape", ())
            if shape not in (parameter.shape, ()):
                raise ValueError(f"{name} has shape {tuple(shape)}")


def _kind(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "not finite"
    if isinstance(value, list | tuple):
        return tuple(map(_kind, value))
    return "number" if type(value) in (int, float) else type(value).__name__


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
    generators = find_generators(trainer.train_dataloader)
    for generator, value in zip(generators, state["generators"], strict=True):
        generator.set_state(value)
    trainer.rows, trainer.first_loss = list(state["rows"]), state["first_loss"]
    trainer.train_batch_idx, trainer.val_batch_idx = state["counters"]
    torch.set_rng_state(state["random"])
    if state["cuda"] is not None and trainer.device.type == "cuda":
        torch.cuda.set_rng_state(state["cuda"], trainer.device)
