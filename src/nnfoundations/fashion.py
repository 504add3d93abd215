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

import gzip
import hashlib
import math
import os
import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pooch
import requests
from tqdm import tqdm

from nnfoundations import checks

#: Names the folder of the course's data; the files lie in its subfolder.
VARIABLE = "NNFOUNDATIONS_DATA"
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


@dataclass(frozen=True)
class Published:
    """What is known about a published file: bytes, SHA-256, shape of its array."""

    size: int
    sha256: str
    shape: tuple[int, ...]


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
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
)
#: Seconds to wait for a connection, and for the next bytes.
TIMEOUT = (10.0, 30.0)


class DamagedFile(ValueError):
    """A file is not the published one: truncated, altered or something else."""


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


def read_idx(data: bytes, shape: tuple[int, ...], name: str = "data") -> np.ndarray:
    """Return the array in an IDX file's bytes.

    Parameters
    ----------
    data : bytes
        Uncompressed: two zero bytes, type 8 (uint8), the number of dimensions,
        each dimension as four bytes (big end first), the values.
    shape : tuple of int
        The shape that it must have.

    Returns
    -------
    array : ndarray of the given shape, uint8, read-only

    Raises
    ------
    DamagedFile
        If the header or the number of values differs.
    """
    header = struct.pack(f">HBB{len(shape)}I", 0, 8, len(shape), *shape)
    wanted = len(header) + math.prod(shape)
    if not data.startswith(header) or len(data) != wanted:
        came = (
            f"{len(data)} bytes that begin with {data[: len(header)].hex() or 'none'}"
        )
        expected = f"an IDX file of shape {shape}: {wanted} bytes from {header.hex()}"
        raise DamagedFile(checks.complaint(name, expected, came))
    return np.frombuffer(data, np.uint8, offset=len(header)).reshape(shape)


def damage(data: bytes, published: Published) -> str:
    """Return what is wrong with a file's bytes; an empty text if nothing is."""
    if len(data) < published.size:
        return f"truncated: {len(data)} of {published.size} bytes"
    if hashlib.sha256(data).hexdigest() != published.sha256:
        return "altered: its SHA-256 is not that of the published file"
    return ""


def _set_aside(path: Path, what: str) -> str:
    """Move a damaged file out of the way; return the complaint about it."""
    aside = path.with_name(path.name + ".damaged")
    text = checks.complaint(str(path), "the published file", f"one that is {what}")
    try:
        path.replace(aside)
    except OSError as error:
        cure = f"It cannot be moved aside ({error}): replace or remove it yourself,"
        raise DamagedFile(f"{text} {cure} or name another folder.") from error
    return f"{text} It has been moved to {aside.name}."


def read_file(path: Path, published: Published) -> np.ndarray:
    """Return the array in a published file; a damaged one is moved aside.

    Raises
    ------
    DamagedFile
        If it is not the published file; the text says where it is now.
    FileNotFoundError
        If there is no such file.
    """
    data = path.read_bytes()
    what = damage(data, published)
    if what:
        cure = "Fetch it again: FashionMNIST(download=True)."
        raise DamagedFile(f"{_set_aside(path, what)} {cure}")
    return read_idx(gzip.decompress(data), published.shape, str(path))


def _download(url: str, path: Path, published: Published) -> None:
    # pooch writes beside the target, compares checksums, then renames; whatever
    # stops it, an interrupt too, leaves no file behind
    with tqdm(
        total=published.size,
        desc=path.name,
        unit="B",
        unit_scale=True,
        disable=os.environ.get("TQDM_DISABLE", "0") not in ("", "0"),
    ) as bar:
        pooch.retrieve(
            url,
            known_hash=published.sha256,
            fname=path.name,
            path=path.parent,
            downloader=pooch.HTTPDownloader(
                progressbar=bar, chunk_size=2**16, timeout=TIMEOUT
            ),
        )
    path.chmod(0o644)  # a temporary file is its owner's alone; a class shares the data


def _try_mirrors(path: Path, published: Published, mirrors: Sequence[str]) -> str:
    """Fetch one file; return the mirror that had it."""
    failures = []
    for mirror in mirrors:
        try:
            _download(mirror + path.name, path, published)
            return mirror
        except (requests.RequestException, ValueError) as error:
            failures.append(f"{mirror + path.name} ({error})")
    raise ConnectionError(
        f"{path.name}: expected the published file from one of {len(mirrors)} places,"
        f" got it from none: {'; '.join(failures)}. Try again later, or put the file"
        f" into {path.parent} by hand (from another computer, say)."
    )


def fetch(
    folder: Path,
    mirrors: Sequence[str] = MIRRORS,
    files: Mapping[str, Published] = FILES,
) -> None:
    """Fetch those of the files that `folder` lacks or has in a damaged state.

    Raises
    ------
    ConnectionError
        If no mirror has a file as it was published; the text names each failure.
    DamagedFile
        If a damaged file is in the way and cannot be moved.
    OSError
        If the folder cannot be written to.
    """
    order = list(mirrors)
    for name, published in files.items():
        path = folder / name
        if path.is_file():
            what = damage(path.read_bytes(), published)
            if not what:
                continue
            _set_aside(path, what)
        try:
            worked = _try_mirrors(path, published, order)
        except ConnectionError:
            raise
        except OSError as error:
            megabytes = math.ceil(sum(f.size for f in files.values()) / 1e6)
            cure = f"Free {megabytes} MB there, or set {VARIABLE} to another folder."
            text = checks.complaint(
                str(folder), "a folder to write to", str(error), cure
            )
            raise OSError(error.errno, text) from error
        order.sort(key=lambda mirror: mirror != worked)  # it goes first from now on


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
    """Fetch the files unless they are there; say where they lie."""
    try:
        load(download=True)
    except (OSError, DamagedFile) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Fashion-MNIST lies in {find_folder()}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
