"""A health report: is everything here that the course needs?

    python -m nnfoundations.doctor

Exits with 1, and names the cure, when something would stop the course.
"""

import importlib
import importlib.metadata as metadata
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

PYTHONS = ((3, 11), (3, 13))
#: Room for the site, the notebooks' outputs and the Fashion-MNIST files [GB].
FREE_DISK = 0.5
INSTALL = "Run `make book` (or `python tools/install.py`) in the course's folder."


@dataclass(frozen=True)
class Finding:
    """One line of the report; a `cure` means that the course cannot go on."""

    subject: str
    text: str
    cure: str = ""


def python_version(version: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Say whether the course supports this Python."""
    text = "{}.{} in {}".format(*version, sys.prefix)
    if PYTHONS[0] <= version <= PYTHONS[1]:
        return Finding("Python", text)
    wanted = "{}.{} to {}.{}".format(*PYTHONS[0], *PYTHONS[1])
    return Finding(
        "Python", text, f"Install Python {wanted} and set up the course again."
    )


def requirements(root: Path | None = None) -> list[Requirement]:
    """Return what should be installed: the checkout's pins, or the package's ranges."""
    root = root or Path(__file__).parents[2]
    files = [root / f"requirements{end}.txt" for end in ("-torch", "-d2l", "")]
    if all(file.exists() for file in files):
        lines = "\n".join(file.read_text("utf-8") for file in files).splitlines()
        lines = [x for x in lines if re.match(r"\w", x)]
    else:
        lines = [*(metadata.requires("nnfoundations") or []), "d2l"]
    return [Requirement(line) for line in lines]


def packages(wanted: Iterable[Requirement] | None = None) -> Finding:
    """Say whether each package is there in a version that the course asks for."""
    wanted = requirements() if wanted is None else list(wanted)
    wrong = []
    for requirement in wanted:
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{requirement} is missing")
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{requirement} is asked for, {version} is installed")
    text = "; ".join(wrong) or f"{len(wanted)} as asked for"
    return Finding("Packages", text, INSTALL if wrong else "")


def torch_build() -> Finding:
    """Say whether torch imports, which build it is, what it may use."""
    try:
        torch = importlib.import_module("torch")
    except Exception as error:  # a broken wheel raises OSError, ImportError, ...
        return Finding("torch", f"does not import: {error}", INSTALL)
    device = "CUDA" if torch.cuda.is_available() else "CPU only"
    threads = torch.get_num_threads()
    return Finding("torch", f"{torch.__version__}, {device}, {threads} thread(s)")


def d2l_import() -> Finding:
    """Say whether d2l.torch imports (through the course's bridge)."""
    try:
        bridge = importlib.import_module("nnfoundations.d2l")
        bridge.import_torchvision()
    except Exception as error:
        cure = "pip install --no-deps -r requirements-d2l.txt, then ask again."
        return Finding("d2l", f"does not import: {error}", cure)
    how = "operators declared" if bridge._library else "torchvision as it is"
    return Finding("d2l", f"{metadata.version('d2l')}, {how}")


def kernel() -> Finding:
    """Say whether there is a Jupyter kernel `python3` and it is this Python."""
    cure = f'"{sys.executable}" -m ipykernel install --sys-prefix --name python3'
    try:
        specs = importlib.import_module("jupyter_client.kernelspec")
        command = specs.KernelSpecManager().get_kernel_spec("python3").argv[0]
    except Exception as error:
        return Finding("Jupyter kernel", f"python3 not found: {error}", cure)
    # jupyter_client itself puts its own Python in the place of a bare "python".
    bare = re.fullmatch(r"python(3(\.\d+)?)?", command)
    found = sys.executable if bare else shutil.which(command) or command
    same = Path(found).parent == Path(sys.executable).parent
    return Finding("Jupyter kernel", f"python3 runs {found}", "" if same else cure)


def fashion_mnist() -> Finding:
    """Say where Fashion-MNIST lies, and whether it is as published.

    Only one notebook needs it: where it is missing, that stops nothing else.
    """
    fashion = importlib.import_module("nnfoundations.data.fashion")
    folder = fashion.find_folder()
    if folder:
        try:
            wrong = [f"{name} is {what}" for name, what in fashion.find_damaged(folder)]
        except OSError as error:
            wrong = [str(error)]
        cure = "Fetch it again: python -m nnfoundations.data.fashion" if wrong else ""
        text = "; ".join([f"found in {folder}", *wrong])
        return Finding("Fashion-MNIST", text, cure)
    looked = " nor in ".join(map(str, fashion.list_folders()))
    fetch = "python -m nnfoundations.data.fashion"
    text = f"not in {looked}; one notebook needs it ({fetch} gets it, 31 MB)"
    return Finding("Fashion-MNIST", text)


def disk(folder: Path | None = None) -> Finding:
    """Say whether there is room to work in `folder` (the present one)."""
    free = shutil.disk_usage(folder or Path.cwd()).free / 1e9
    cure = f"Free at least {FREE_DISK} GB." if free < FREE_DISK else ""
    return Finding("Free disk", f"{free:.1f} GB", cure)


CHECKS: tuple[Callable[[], Finding], ...] = (
    python_version,
    packages,
    torch_build,
    d2l_import,
    kernel,
    fashion_mnist,
    disk,
)


def main() -> int:
    """Print the report; return 1 if something would stop the course, else 0."""
    findings = [check() for check in CHECKS]
    for f in findings:
        print(f"{'NO' if f.cure else 'ok':>3}  {f.subject:<15} {f.text}")
    cures = [f"{f.subject}: {f.cure}" for f in findings if f.cure]
    print("\n".join(["", "To do:", *cures]) if cures else "\nAll is well.")
    return 1 if cures else 0


if __name__ == "__main__":
    sys.exit(main())
