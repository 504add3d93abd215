"""What a benchmark was run on: processor, versions, and how busy it was."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


def installed(*packages: str) -> dict[str, str]:
    """Return the versions of those packages that are installed."""
    found = {}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def described(*packages: str) -> dict[str, Any]:
    """Return the machine, the load at the start, and the packages' versions."""
    told = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text("utf-8").splitlines()
        told = next((x.partition(": ")[2] for x in lines if "model name" in x), told)
    return {
        "processor": told,
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "versions": {"python": platform.python_version()} | installed(*packages),
    }


def show(found: dict[str, Any]) -> None:
    """Print what `described` returned."""
    told = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    print(f"{found['processor']}, {found['cores']} cores; {told}")
    print(f"load at the start {found['load']:.2f} (0 is a quiet machine)")
