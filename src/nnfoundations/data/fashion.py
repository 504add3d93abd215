"""Fashion-MNIST: find the four published files, fetch them, verify them, read them.

60,000 training and 10,000 test images of clothes, 28 x 28 pixels, ten classes
[1]_, MIT licence. A file is used only when its SHA-256 is the published one.
Nothing is fetched unless asked for (``python -m nnfoundations.data.fashion`` asks),
and nothing here imports torch.

References
----------
.. [1] Xiao, Rasul and Vollgraf (2017), Fashion-MNIST: a novel image dataset for
   benchmarking machine learning algorithms, arXiv:1708.07747.
"""

import gzip
import hashlib
import io
import math
import os
import struct
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import pooch
import requests
from tqdm import tqdm

from nnfoundations import checks, whole_files

#: Names the folder of the course's data; the files lie in its subfolder.
VARIABLE = "NNFOUNDATIONS_DATA"
#: Seconds to wait for a connection, and for the next bytes.
TIMEOUT = (10.0, 30.0)


@dataclass(frozen=True)
class Published:
    """What is known about a published file: bytes, SHA-256, shape of its array.

    Attributes
    ----------
    size : int
        Of the compressed file [bytes].
    sha256 : str
        Its checksum.
    shape : tuple of int
        Of the array in it.
    """

    size: int
    sha256: str
    shape: tuple[int, ...]


class DamagedFile(ValueError):
    """A file is not the published one: truncated, altered or something else."""


def read_idx(data: bytes, shape: tuple[int, ...], name: str = "data") -> np.ndarray:
    """Return the array in an IDX file's bytes.

    Parameters
    ----------
    data : bytes
        Uncompressed: two zero bytes, type 8 (uint8), the number of dimensions,
        each dimension as four bytes (big end first), the values.
    shape : tuple of int
        The shape that it must have.
    name : str
        What the data are called in an error.

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


def unpack(data: bytes, shape: tuple[int, ...], name: str = "data") -> np.ndarray:
    """Return the array in the bytes of a gzip file that holds an IDX file.

    Never more is unpacked than an array of this shape takes.

    Parameters
    ----------
    data : bytes
        Compressed.
    shape : tuple of int
        The shape that the array must have.
    name : str
        What the data are called in an error.

    Raises
    ------
    DamagedFile
        If the data are no such file.
    """
    most = 4 + 4 * len(shape) + math.prod(shape)
    try:
        with gzip.open(io.BytesIO(data)) as file:
            unpacked = file.read(most + 1)
            if len(unpacked) == most:
                file.read(1)  # the checksum stands behind the last byte
    except (OSError, EOFError, zlib.error) as error:
        came = f"one that cannot be unpacked ({error})"
        raise DamagedFile(checks.complaint(name, "a gzip file", came)) from error
    return read_idx(unpacked, shape, name)


def _size_wrong(size: int, published: Published) -> str:
    if size == published.size:
        return ""
    what = "truncated" if size < published.size else "too long"
    return f"{what}: {size} of {published.size} bytes"


def _sum_wrong(sha256: str, published: Published) -> str:
    same = sha256 == published.sha256
    return "" if same else "altered: its SHA-256 is not that of the published file"


def damage(path: Path, published: Published) -> str:
    """Return what is wrong with a file; an empty text if nothing is.

    Only a file of the right size is read.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        what = _size_wrong(os.fstat(file.fileno()).st_size, published)
        if what:
            return what
        return _sum_wrong(hashlib.file_digest(file, "sha256").hexdigest(), published)


def _set_aside(path: Path, what: str) -> str:
    """Move a damaged file out of the way; return the complaint about it."""
    aside = path.with_name(path.name + ".damaged")
    text = checks.complaint(str(path), "the published file", f"one that is {what}")
    try:
        path.replace(aside)
    except FileNotFoundError:
        return f"{text} Another process has moved it."
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
    what = damage(path, published)
    if what:
        cure = "Fetch it again: FashionMNIST(download=True)."
        raise DamagedFile(f"{_set_aside(path, what)} {cure}")
    with path.open("rb") as file:
        return unpack(file.read(published.size), published.shape, str(path))


class _Measured:
    """A file that takes no more bytes than were published, and sums them up.

    Parameters
    ----------
    file : file
        Where the bytes go.
    published : Published
    """

    def __init__(self, file: IO[bytes], published: Published) -> None:
        self.file, self.published = file, published
        self.size, self.sum = 0, hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > self.published.size:
            raise ValueError(_size_wrong(self.size, self.published))
        self.sum.update(data)
        self.file.write(data)

    def flush(self) -> None:
        self.file.flush()

    def check(self) -> None:
        """Raise ValueError if what came is not what was published."""
        what = _size_wrong(self.size, self.published)
        what = what or _sum_wrong(self.sum.hexdigest(), self.published)
        if what:
            raise ValueError(what)


def _download(url: str, path: Path, published: Published) -> None:
    """Fetch a file; it appears when it is whole and as published."""
    bar = tqdm(
        total=published.size,
        desc=path.name,
        unit="B",
        unit_scale=True,
        disable=os.environ.get("TQDM_DISABLE", "0") not in ("", "0"),
    )
    fetcher = pooch.HTTPDownloader(progressbar=bar, chunk_size=2**16, timeout=TIMEOUT)
    with bar, whole_files.open_whole(path) as file:
        measured = _Measured(file, published)
        fetcher(url, measured, None)
        measured.check()
    path.chmod(0o644)  # whatever is usual here: a class shares the data


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


def fetch(folder: Path, mirrors: Sequence[str], files: Mapping[str, Published]) -> None:
    """Fetch those of the files that `folder` lacks or has in a damaged state.

    Parameters
    ----------
    folder : Path
        Where the files go.
    mirrors : sequence of str
        Addresses of folders, tried in order.
    files : mapping of str to Published
        What is known about each, by name.

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
        try:
            folder.mkdir(parents=True, exist_ok=True)
            whole_files.remove_left_over(path)
            if path.is_file():
                what = damage(path, published)
                if not what:
                    continue
                _set_aside(path, what)
            worked = _try_mirrors(path, published, order)
        except ConnectionError:
            raise
        except OSError as error:
            megabytes = math.ceil(sum(f.size for f in files.values()) / 1e6)
            cure = f"Free {megabytes} MB there, or set {VARIABLE} to another folder."
            came = str(error.__cause__ or error)
            text = checks.complaint(str(folder), "a folder to write to", came, cure)
            raise OSError(error.errno, text) from error
        order.sort(key=lambda mirror: mirror != worked)  # it goes first from now on


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


def list_folders(root: str | Path | None = None) -> list[Path]:
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
    """Return the first folder that has all the files, or None (see `list_folders`)."""
    for folder in list_folders(root):
        if all((folder / name).is_file() for name in files):
            return folder
    return None


def find_damaged(
    folder: Path, files: Mapping[str, Published] = FILES
) -> Iterator[tuple[str, str]]:
    """Yield the name of each file of a folder that is damaged, and how."""
    for name, known in files.items():
        what = damage(folder / name, known)
        if what:
            yield name, what


def explain_how_to_get(root: str | Path | None = None) -> str:
    """Return what to do when the files are missing."""
    looked = list_folders(root)
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
        See `list_folders`.
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
        folder = folder or list_folders(root)[0]
        fetch(folder, mirrors, files)
    if folder is None:
        raise FileNotFoundError(explain_how_to_get(root))
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
