"""Write constraints.txt: exact versions of all that requirements.txt brings.

One set serves Python 3.11 to 3.13 on Linux, macOS and Windows (environment
markers say where a version differs)::

    .venv/bin/python tools/pin.py

All is done by one call of uv. Not by its command line alone: that can leave out
packages by their full names only, and torch's own change with every version.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Written by tools/pin.py from requirements.txt; change that file instead.\n"
# PyTorch names its own CUDA packages exactly; a CPU build brings none of them.
LEFT_TO_TORCH = ("torch", "nvidia-", "cuda-", "triton")


def read_wanted() -> Iterator[str]:
    """Lines of requirements.txt and requirements-torch.txt that name a package."""
    for name in ("requirements-torch.txt", "requirements.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-")):
                yield line


def main() -> None:
    """Resolve what is wanted and write the versions that were found."""
    options = "--universal --python-version 3.11 --no-header --no-annotate --quiet -"
    resolved = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", *options.split()],
        input="\n".join(read_wanted()),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    kept = [x for x in resolved.splitlines() if not x.startswith(LEFT_TO_TORCH)]
    (ROOT / "constraints.txt").write_text(HEADER + "\n".join(kept) + "\n", "utf-8")


if __name__ == "__main__":
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    main()
