"""Files that appear whole or not at all, whatever ends their writer.

What is written goes to a temporary file beside the target first, and takes its name
when it is complete. A writer holds a lock on its temporary file, which the operating
system lifts when the process dies; so the next writer can tell what a dead one left,
and removes it. By hand: atomicwrites is no longer kept, and neither pooch nor
filelock removes what a killed process leaves behind.
"""

import contextlib
import glob
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from nnfoundations import checks

_END = ".tmp"
#: In a temporary folder, what its owner holds locked.
_OWNER = "owner.lock"


def _lock(file: IO[bytes]) -> bool:
    """Lock an open file against every other process; tell whether nobody has it."""
    if sys.platform == "win32":  # there nobody can remove a file that is open
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        pass
    return True


def _free(path: Path) -> bool:
    """Tell whether the owner of a locked file is no more."""
    try:
        with path.open("r+b") as file:
            return _lock(file)
    except OSError:
        return False


def remove_left_over(path: Path) -> None:
    """Remove what dead writers of a file left beside it."""
    for stale in path.parent.glob(f"{glob.escape(path.name)}.*{_END}"):
        if _free(stale):
            with contextlib.suppress(OSError):
                stale.unlink()


def _begin(path: Path) -> tuple[Path, IO[bytes]]:
    """Return a new temporary file for a target, open and locked."""
    while True:
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_END}")
        file = fresh.open("xb")
        if _lock(file) and fresh.exists():  # else another process took it for a stale
            return fresh, file
        file.close()


@contextlib.contextmanager
def open_whole(path: str | Path) -> Iterator[IO[bytes]]:
    """Open a file to write; it appears under its name when the block is left well.

    Until then an older file of that name stays, and after an error as well.

    Parameters
    ----------
    path : path
        Where the file goes; its folder must exist.

    Raises
    ------
    OSError
        If the folder does not exist or cannot be written to, or the disk is full.
    """
    path = Path(path)
    fresh: Path | None = None
    try:
        remove_left_over(path)
        fresh, file = _begin(path)
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if sys.platform != "win32":  # still locked
                fresh.replace(path)
        if sys.platform == "win32":
            fresh.replace(path)
    except BaseException as error:
        if fresh is not None:
            with contextlib.suppress(OSError):
                fresh.unlink()
        if isinstance(error, OSError) and error.errno is not None:
            raise _unwritable(path, error) from error
        raise


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all, in UTF-8 with line feeds."""
    with open_whole(path) as file:
        file.write(text.encode("utf-8"))


def _unwritable(path: Path, error: OSError) -> OSError:
    cure = "Free some space or name another folder; an older file is unchanged."
    came = error.strerror or str(error)
    text = checks.complaint(str(path), "a place that can be written to", came, cure)
    return OSError(error.errno, text)


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let only one process at a time do what changes the files of a folder.

    The folder itself is locked, so nothing is left behind; the lock ends with the
    process. Where folders have no locks (Windows, some network drives) nobody waits.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # no such folder, or one that is no file here: the writer will tell
        yield
        return
    try:
        if sys.platform != "win32":
            import fcntl

            with contextlib.suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def passing_folder(prefix: str) -> Iterator[Path]:
    """Give a temporary folder; those of dead processes with this prefix are removed.

    Parameters
    ----------
    prefix : str
        Of the folder's name, which should be nobody else's.
    """
    for owner in Path(tempfile.gettempdir()).glob(f"{prefix}*/{_OWNER}"):
        if _free(owner):
            shutil.rmtree(owner.parent, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix) as place:
        folder = Path(place)
        with (folder / "new.lock").open("xb") as file:
            _lock(file)
            if sys.platform != "win32":  # there, where no lock is held, none is found
                (folder / "new.lock").rename(folder / _OWNER)
            yield folder
