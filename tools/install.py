"""Make .venv and install what the requirements files pin; only what is missing.

    python3 tools/install.py                 # CPU build of torch (the default)
    python3 tools/install.py --torch gpu     # the default index's build (CUDA on Linux)
    python3 tools/install.py --torch cu130   # PyTorch's own index for that CUDA
    python3 tools/install.py --current       # into the running Python (Binder, CI)

It needs the standard library only and parses on any Python 3, so that an old
one gets a clear message. A second call with nothing changed takes no time.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)
#: Downloads, unpacked packages and room to work [GB], by kind of torch build.
DISK = {"cpu": 4, "gpu": 12}
#: Each step's files; a change in any of them makes the next call install again.
TORCH_FILE = "requirements-torch.txt"
PINS = (TORCH_FILE, "requirements-d2l.txt", "requirements.txt", "constraints.txt")
TORCH_INDEX = "https://download.pytorch.org/whl/"
CURES = (
    (
        ("No space left on device", "Errno 28"),
        "The disk is full. Free some space (`pip cache purge` often frees several "
        "GB) and run the same command again.",
    ),
    (
        (
            "NewConnectionError",
            "NameResolutionError",
            "ConnectTimeoutError",
            "Temporary failure in name resolution",
            "ReadTimeoutError",
            "ProxyError",
            "SSLError",
        ),
        "The package index could not be reached. Check the network, a proxy or a "
        "firewall, then run the same command again; it goes on where it stopped.",
    ),
    (
        ("externally-managed-environment",),
        "This Python belongs to the system. Leave out --current.",
    ),
)


class Stop(Exception):
    """Something that the reader has to mend; the text says how."""


def check_python(version: tuple = sys.version_info[:2]) -> None:
    """Stop unless this is a Python that the course supports."""
    if not OLDEST <= tuple(version) <= NEWEST:
        raise Stop(
            "Python {}.{} to {}.{} is needed, this is {}.{}. Install one of them and "
            "name it: `make book PYTHON=python3.12`, or without make "
            "`python3.12 tools/install.py`.".format(*OLDEST, *NEWEST, *version)
        )


def check_disk(torch: str, folder: Path = ROOT) -> None:
    """Stop unless `folder` has room for what will be installed."""
    needed = DISK["cpu" if torch == "cpu" else "gpu"]
    free = shutil.disk_usage(str(folder)).free / 1e9
    if free < needed:
        raise Stop(
            f"{needed} GB of free disk are needed, {free:.1f} GB are left. Free some "
            "space (`pip cache purge` often frees several GB) and run the same "
            "command again."
        )


def fingerprint() -> str:
    """Return a checksum of the files that say what to install."""
    texts = [(ROOT / name).read_bytes() for name in (*PINS, "pyproject.toml")]
    return hashlib.sha256(b"".join(texts)).hexdigest()


def venv_python() -> Path:
    """Return the path of the virtual environment's Python."""
    windows = os.name == "nt"
    return VENV / ("Scripts/python.exe" if windows else "bin/python")


def make_venv() -> None:
    """Make an empty .venv with this Python, which must not be its own."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        raise Stop(
            ".venv has to be made anew, and this is its own Python. Name the Python "
            "that it shall be made with: `python3 tools/install.py`."
        )
    print("Making .venv with Python {}.{}".format(*sys.version_info[:2]), flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Stop(
            "Python could not make a virtual environment. On Debian and Ubuntu: "
            "`sudo apt install python3-venv`, then run the same command again."
        )


def cure(output: str) -> str:
    """Return what to do about a failed pip run, from what it printed."""
    for signs, text in CURES:
        if any(sign in output for sign in signs):
            return text
    return "What pip said stands above; the whole text is in install.log."


def pip(python: Path, title: str, *arguments: str) -> None:
    """Run ``pip install`` with one line of progress a package; stop if it fails."""
    start = time.time()
    print("Installing " + title, flush=True)
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    environment = dict(os.environ, PYTHONIOENCODING="utf-8")
    lines = []
    with subprocess.Popen(
        command + list(arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=str(ROOT),
        env=environment,
        encoding="utf-8",
        errors="replace",
    ) as run:
        for line in run.stdout or ():
            lines.append(line)
            if line.lstrip().startswith(("Downloading ", "Installing collected")):
                print("  " + line.strip()[:100], flush=True)
    if run.returncode:
        (ROOT / "install.log").write_text("".join(lines), encoding="utf-8")
        errors = [x for x in lines if not x.startswith("WARNING: Location")]
        raise Stop("".join(errors[-15:]) + "\n" + cure("".join(lines)))
    print(f"  done in {time.time() - start:.0f} s", flush=True)


def install_torch(python: Path, torch: str) -> None:
    """Install torch and torchvision by themselves; see requirements-torch.txt."""
    if torch == "gpu":
        pip(python, "torch (default build)", "-r", TORCH_FILE)
        return
    index = ["--index-url", TORCH_INDEX + torch, "--retries", "0", "--timeout", "5"]
    try:
        pip(python, f"torch ({torch} build)", *index, "-r", TORCH_FILE)
    except Stop:
        if torch != "cpu":
            raise
        print(
            "  PyTorch's own index did not answer: taking the default index", flush=True
        )
        pip(python, "torch (default index)", "-r", TORCH_FILE)


def install(python: Path, torch: str) -> None:
    """Run the four steps; each can be repeated by hand as the README lists them."""
    install_torch(python, torch)
    pip(python, "what requirements.txt pins", "-r", "requirements.txt")
    pip(python, "d2l without its pins", "--no-deps", "-r", "requirements-d2l.txt")
    local = ("--no-deps", "--no-build-isolation", "--editable", ".")
    pip(python, "the course's package", *local)


def main(arguments: list = sys.argv[1:]) -> None:
    """Install into .venv, or into the running Python with ``--current``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--torch", default="cpu", metavar="cpu|gpu|cuNNN")
    parser.add_argument("--current", action="store_true")
    options = parser.parse_args(arguments)
    torch = options.torch
    if torch not in ("cpu", "gpu") and not (torch[:2] == "cu" and torch[2:].isdigit()):
        raise Stop(
            "--torch: expected cpu, gpu or a CUDA version such as cu130, "
            f"got {torch!r}."
        )
    check_python()
    if options.current:
        check_disk(torch)
        install(Path(sys.executable), torch)
        return
    kind = "torch {}, Python {}.{}".format(torch, *sys.version_info[:2])
    stamp, wanted = VENV / "installed.txt", kind + " " + fingerprint()
    installed = stamp.read_text() if stamp.exists() else ""
    if installed == wanted and venv_python().exists():
        return
    check_disk(torch)
    if not (installed.startswith(kind) and venv_python().exists()):
        make_venv()
        stamp.write_text(kind)
    install(venv_python(), torch)
    stamp.write_text(wanted)


if __name__ == "__main__":
    try:
        main()
    except Stop as stop:
        sys.exit(f"\n{stop}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run the same command again to go on.")
