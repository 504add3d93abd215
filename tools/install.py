"""Make .venv and install what the requirements files pin; only what is missing.

    python3 tools/install.py                 # CPU build of torch (the default)
    python3 tools/install.py --torch gpu     # the default index's build (CUDA on Linux)
    python3 tools/install.py --torch cu130   # PyTorch's own index for that CUDA
    python3 tools/install.py --current       # into the running Python (Binder, CI)
    python3 tools/install.py --pip           # without uv, several times slower

It needs the standard library only and parses on any Python 3, so that an old
one gets a clear message. A second call with nothing changed takes no time.
uv does the work, told what pip knows of mirrors and folders; pip fetches it and
stands in where there is none.
"""

import argparse
import ast
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
UV = "uv==0.13.9"
#: What pip's files and variables say -> uv's variable for it, and what joins values.
SETTINGS = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "proxy": ("ALL_PROXY", " "),
    "cert": ("SSL_CERT_FILE", " "),
}
#: As pip does: of all indexes the best version, and the system's certificates too.
LIKE_PIP = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_SYSTEM_CERTS": "1"}
#: For an address that may not answer, where another will do.
IMPATIENT = {
    "PIP_RETRIES": "0",
    "PIP_DEFAULT_TIMEOUT": "5",
    "UV_HTTP_RETRIES": "0",
    "UV_HTTP_TIMEOUT": "5",
}
CURES = (
    (
        ("No space left on device", "Errno 28", "os error 28"),
        "The disk is full. Free some space (`uv cache clean` and `pip cache purge` "
        "often free several GB) and run the same command again.",
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
            "error sending request",
            "dns error",
            "operation timed out",
        ),
        "The package index could not be reached. Check the network, a proxy or a "
        "firewall, then run the same command again; it goes on where it stopped. If "
        "it helps not, let pip try: `python3 tools/install.py --pip`.",
    ),
    (
        ("externally-managed-environment", "externally managed"),
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
            "space (`uv cache clean` and `pip cache purge` often free several GB) and "
            "run the same command again."
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
    """Return what to do about a failed installation, from what it printed."""
    for signs, text in CURES:
        if any(sign in output for sign in signs):
            return text
    return "What went wrong stands above; the whole text is in install.log."


def run(command: list, title: str, **variables: str) -> None:
    """Run a command with one line of progress a package; stop if it fails."""
    start = time.time()
    print("Installing " + title, flush=True)
    lines = []
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=str(ROOT),
        env=dict(os.environ, PYTHONIOENCODING="utf-8", **variables),
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if line.lstrip().startswith(("Downloading ", "Install")):
                print("  " + line.strip()[:100], flush=True)
    if process.returncode:
        (ROOT / "install.log").write_text("".join(lines), encoding="utf-8")
        errors = [x for x in lines if not x.startswith("WARNING: Location")]
        raise Stop("".join(errors[-15:]) + "\n" + cure("".join(lines)))
    print(f"  done in {time.time() - start:.0f} s", flush=True)


def uv_variables(python: Path) -> dict:
    """Return uv's variables that say what pip's files and variables say."""
    command = [str(python), "-m", "pip", "config", "list"]
    listed = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout
    variables = dict(LIKE_PIP)
    for line in listed.decode("utf-8", "replace").splitlines():
        key, _, value = line.partition("=")
        name, joint = SETTINGS.get(key.rpartition(".")[2], ("", ""))
        if name:  # pip lists its variables before its files, which they overrule
            variables.setdefault(name, joint.join(ast.literal_eval(value).split()))
    return {k: v for k, v in variables.items() if k not in os.environ}


class Installer:
    """Installs into a Python: by uv, or by pip where uv is not wanted or not had."""

    def __init__(self, python: Path, by_pip: bool = False):
        self.command = [str(python), "-m", "pip", "install"]
        self.variables = {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        if not by_pip:
            self._turn_to_uv(python)

    def _turn_to_uv(self, python: Path) -> None:
        try:  # a wheel or nothing: to build uv takes a Rust compiler
            self("uv, which is quicker than pip", "--only-binary", ":all:", UV)
        except Stop:
            print("  uv could not be had: pip does the same, more slowly", flush=True)
            return
        uv = [str(python), "-m", "uv", "pip", "install", "--python", str(python)]
        self.command, self.variables = uv, uv_variables(python)

    def __call__(self, title: str, *arguments: str, **variables: str) -> None:
        """Run ``uv pip install`` or ``pip install``."""
        run(self.command + list(arguments), title, **dict(self.variables, **variables))


def install_torch(install: Installer, torch: str) -> None:
    """Install torch and torchvision by themselves; see requirements-torch.txt."""
    if torch == "gpu":
        install("torch (default build)", "-r", TORCH_FILE)
        return
    index = TORCH_INDEX + torch
    asked = dict(IMPATIENT, PIP_INDEX_URL=index, UV_DEFAULT_INDEX=index)
    try:
        install(f"torch ({torch} build)", "-r", TORCH_FILE, **asked)
    except Stop:
        if torch != "cpu":
            raise
        print(
            "  PyTorch's own index did not answer: taking the default index", flush=True
        )
        install("torch (default index)", "-r", TORCH_FILE)


def install_all(install: Installer, torch: str) -> None:
    """Run the four steps; each can be repeated by hand as the README lists them."""
    install_torch(install, torch)
    install("what requirements.txt pins", "-r", "requirements.txt")
    install("d2l without its pins", "--no-deps", "-r", "requirements-d2l.txt")
    local = ("--no-deps", "--no-build-isolation", "--editable", ".")
    install("the course's package", *local)


def main(arguments: list = sys.argv[1:]) -> None:
    """Install into .venv, or into the running Python with ``--current``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--torch", default="cpu", metavar="cpu|gpu|cuNNN")
    parser.add_argument("--current", action="store_true")
    parser.add_argument("--pip", action="store_true")
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
        install_all(Installer(Path(sys.executable), options.pip), torch)
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
    install_all(Installer(venv_python(), options.pip), torch)
    stamp.write_text(wanted)


if __name__ == "__main__":
    try:
        main()
    except Stop as stop:
        sys.exit(f"\n{stop}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run the same command again to go on.")
