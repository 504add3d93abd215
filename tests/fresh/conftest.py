"""Fresh clones and clean environments: what a newcomer, Binder and Colab have."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import install

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Environment:
    """A virtual environment that is found first on the PATH."""

    folder: Path

    @property
    def bin(self) -> Path:
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    def variables(self, **more: str) -> dict[str, str]:
        """Return this process's variables with the environment switched on."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        path = os.pathsep.join([str(self.bin), os.environ["PATH"]])
        return kept | {"VIRTUAL_ENV": str(self.folder), "PATH": path} | more

    def run(self, *command: str, cwd: Path, **more: str) -> str:
        """Run a command; return what it printed; fail with it if it fails."""
        done = subprocess.run(
            command,
            cwd=cwd,
            env=self.variables(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=1500,
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-4000:]}"
        return done.stdout

    def uv(self, verb: str, *words: str, cwd: Path) -> str:
        """Run ``uv pip`` on the environment, told what pip's settings say."""
        there = ("--python", str(self.folder))  # uv would take the Python that runs it
        command = (sys.executable, "-m", "uv", "pip", verb, *there, *words)
        return self.run(*command, cwd=cwd, **install.uv_variables(Path(sys.executable)))

    def run_notebook(self, path: Path, **more: str) -> str:
        """Run a notebook's cells in a kernel of the environment; see the script."""
        script = Path(__file__).with_name("run_notebook.py")
        return self.run("python", str(script), str(path), cwd=path.parent, **more)

    def versions(self) -> dict[str, str]:
        """Return the installed packages with their versions."""
        lines = self.uv("freeze", cwd=self.folder).split()
        return dict(x.split("==") for x in lines if x.count("==") == 1)


@pytest.fixture(scope="session")
def new_environment(tmp_path_factory):
    """Return a function that makes an environment of this Python and pip alone."""

    def make(name: str) -> Environment:
        folder = tmp_path_factory.mktemp(name) / "venv"
        uv = [sys.executable, "-m", "uv", "venv", "--quiet", "--seed"]
        variables = os.environ | install.uv_variables(Path(sys.executable))
        command = [*uv, "--python", sys.executable, str(folder)]
        subprocess.run(command, check=True, env=variables)
        return Environment(folder)

    return make


@pytest.fixture(scope="session")
def new_clone(tmp_path_factory):
    """Return a function that lays out the working tree as a repository of its own.

    All that git tracks, and what it neither tracks nor ignores yet.
    """

    def make(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name) / "course"
        git = ["git", "-C", str(ROOT), "ls-files", "-z", "-co", "--exclude-standard"]
        names = subprocess.run(git, check=True, capture_output=True, text=True).stdout
        for name in filter(None, names.split("\0")):
            if (ROOT / name).exists():  # deleted, and the deletion not committed
                copy = folder / name
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes((ROOT / name).read_bytes())
                copy.chmod((ROOT / name).stat().st_mode)
        author = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
        for words in (["init", "-qb", "main"], ["add", "-A"]):
            subprocess.run(["git", "-C", str(folder), *words], check=True)
        commit = ["git", "-C", str(folder), *author, "commit", "-qm", "all"]
        subprocess.run(commit, check=True)
        return folder

    return make


@pytest.fixture(scope="session")
def clone(new_clone):
    """Lay out one repository for the tests that install nothing from its folder."""
    return new_clone("shared")
