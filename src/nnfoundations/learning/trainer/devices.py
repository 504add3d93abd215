"""Where tensors live: the CPU, or an accelerator if this computer has it."""

import torch

from nnfoundations import checks


def find_device(name: str | None) -> torch.device:
    """Return the device of that name, or the CPU without one.

    Parameters
    ----------
    name : str, optional
        Such as ``"cuda"``, ``"cuda:1"`` or ``"mps"``.

    Raises
    ------
    ValueError
        If no tensor can be made and read there.
    """
    checks.kind("device", name, str, type(None))
    try:
        device = torch.device(name or "cpu")
        torch.ones(1, device=device).item()
    except (RuntimeError, AssertionError, NotImplementedError, TypeError) as error:
        came = f"{name!r} ({str(error).splitlines()[0]})"
        cure = "Leave it out to train on the CPU."
        raise ValueError(
            checks.complaint("device", "a device of this computer", came, cure)
        ) from error
    return device
