"""A line between a process and those that it started: it ends, they end.

The process listens on a port of this computer's loopback address and the others
connect to it. However it ends, killed as well, the operating system closes the port,
and they notice at once. That holds on every system, across processes in between.
"""

import contextlib
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

#: Holds the port, for the processes that are started.
VARIABLE = "NNFOUNDATIONS_LIFELINE"
_HOST = "127.0.0.1"
#: Seconds to wait for a connection.
_PATIENCE = 10.0


@contextlib.contextmanager
def hold(num_processes: int) -> Iterator[dict[str, str]]:
    """Hold a line for as long as the block runs.

    Parameters
    ----------
    num_processes : int
        How many are going to follow it.

    Yields
    ------
    environment : dict
        To be added to that of the processes.
    """
    with socket.create_server((_HOST, 0), backlog=num_processes + 1) as server:
        yield {VARIABLE: str(server.getsockname()[1])}


def follow(folder: Path | None = None) -> None:
    """End this process as soon as the one that holds the line does, if there is one.

    Parameters
    ----------
    folder : Path, optional
        A temporary folder to remove then, for nobody else will.
    """
    port = os.environ.get(VARIABLE)
    if port:
        arguments = int(port), folder
        threading.Thread(target=_wait, args=arguments, daemon=True).start()


def _wait(port: int, folder: Path | None) -> None:
    with contextlib.suppress(OSError):
        line = socket.create_connection((_HOST, port), _PATIENCE)
        line.settimeout(None)
        line.recv(1)  # nothing is ever sent: it returns when the line is cut
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)
