"""Published data files: fetched from mirrors, verified, read.

A file is used only when its SHA-256 is the published one. Nothing is fetched
unless asked for, and nothing here imports torch.
"""

import gzip
import hashlib
import math
import os
import struct
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
