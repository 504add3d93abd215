"""Fashion-MNIST: find the four published files, fetch them, read them.

60,000 training and 10,000 test images of clothes, 28 x 28 pixels, ten classes
[1]_, MIT licence. A file is used only when its SHA-256 is the published one.
Nothing is fetched unless asked for (``python -m nnfoundations.fashion`` asks), and
nothing here imports torch.

References
----------
.. [1] Xiao, Rasul and Vollgraf (2017), Fashion-MNIST: a novel image dataset for
   benchmarking machine learning algorithms, arXiv:1708.07747.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pooch

from nnfoundations import checks
from nnfoundations.published import (
    VARIABLE,
    DamagedFile,
    Published,
    damage,
    fetch,
    read_file,
)

__all__ = [
    "FILES",
    "LABEL_NAMES",
    "MIRRORS",
    "SUBFOLDER",
    "VARIABLE",
    "DamagedFile",
    "Published",
    "damaged",
    "find_folder",
    "folders",
    "how_to_get",
    "load",
]

#: The files' folder below the folder of the course's data.
SUBFOLDER = "fashion-mnist"
LABEL_NAMES = (
    "t-shirt",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)


#: The four files as published, compressed.
FILES: Mapping[str, Published] = {
    "train-images-idx3-ubyte.gz": Published(
        26_421_880,
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        (60_000, 28, 28),
    ),
    "train-labels-idx1-ubyte.gz": Published(
        29_515,
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        (60_000,),
    ),
    "t10k-images-idx3-ubyte.gz": Published(
        4_422_102,
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        (10_000, 28, 28),
    ),
    "t10k-labels-idx1-ubyte.gz": Published(
        5_148,
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        (10_000,),
    ),
}

#: Where the files can be had, in the order in which they are tried.
MIRRORS = (
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
)


def folders(root: str | Path | None = None) -> list[Path]:
    """Return where the files are looked for, in order; the first is fetched into.

    Parameters
    ----------
    root : path, optional
        Look only in its subfolder ``fashion-mnist``. Without it: below the folder
        that the variable NNFOUNDATIONS_DATA names, then in the user's cache.
    """
    cache = Path(pooch.os_cache("nnfoundations"))
    named = os.environ.get(VARIABLE)
    roots = [Path(root)] if root is not None else [Path(named)] if named else []
    roots += [] if root is not None else [cache]
    return [folder.expanduser() / SUBFOLDER for folder in roots]


def find_folder(
    root: str | Path | None = None, files: Mapping[str, Published] = FILES
) -> Path | None:
    """Return the first folder that has all the files, or None (see `folders`)."""
    for folder in folders(root):
        if all((folder / name).is_file() for name in files):
            return folder
    return None


def damaged(
    folder: Path, files: Mapping[str, Published] = FILES
) -> Iterator[tuple[str, str]]:
    """Yield the name of each file of a folder that is damaged, and how."""
    for name, known in files.items():
        what = damage(folder / name, known)
        if what:
            yield name, what


def how_to_get(root: str | Path | None = None) -> str:
    """Return what to do when the files are missing."""
    looked = folders(root)
    expected = f"the four files {', '.join(FILES)} in one folder"
    came = f"no such folder (looked in {' and '.join(map(str, looked))})"
    cure = (
        "With a network, fetch them once (31 MB): FashionMNIST(download=True)."
        f" By hand: put them into {looked[0]}; they can be got from {MIRRORS[0]},"
        f" {MIRRORS[1]} or {MIRRORS[2]}"
    )
    return checks.complaint("Fashion-MNIST", expected, came, cure)


def load(
    root: str | Path | None = None,
    download: bool = False,
    mirrors: Sequence[str] = MIRRORS,
    files: Mapping[str, Published] = FILES,
) -> list[np.ndarray]:
    """Return training images and labels, test images and labels.

    Parameters
    ----------
    root : path, optional
        See `folders`.
    download : bool
        Fetch what is missing or damaged.
    mirrors, files
        See `fetch`.

    Returns
    -------
    arrays : list of ndarray, uint8
        Of shapes (60000, 28, 28), (60000,), (10000, 28, 28), (10000,).

    Raises
    ------
    FileNotFoundError
        If files are missing; the text says where to put them.
    DamagedFile, ConnectionError, OSError
        See `read_file` and `fetch`.
    """
    folder = find_folder(root, files)
    if download:
        folder = folder or folders(root)[0]
        fetch(folder, mirrors, files)
    if folder is None:
        raise FileNotFoundError(how_to_get(root))
    return [read_file(folder / name, known) for name, known in files.items()]


def main() -> int:
    """Fetch what is missing or damaged, and say where the files lie."""
    try:
        load(None, True, MIRRORS, FILES)
    except (OSError, DamagedFile) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Fashion-MNIST is complete and as published in {find_folder(files=FILES)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
