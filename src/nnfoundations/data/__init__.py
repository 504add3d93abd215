"""What is learned from: images, points, and what turns them into batches."""

from typing import Any

from nnfoundations._moved import HOMES


def __getattr__(name: str) -> Any:
    """Say where the data modules are that stood here in version 0.1."""
    if name in ("Digits", "FashionMNIST", "TensorData"):
        home = f"nnfoundations.{HOMES['data']}"
        raise ImportError(
            f"nnfoundations.data.{name} has moved: import it from {home}."
        )
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
