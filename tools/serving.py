"""Serve a folder on this machine, from a thread of its own."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing about each request."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def start(
    folder: Path, handler: type[Quiet] = Quiet, port: int = 0, **options: Any
) -> http.server.ThreadingHTTPServer:
    """Start a server; it ends with `stop`."""
    answer = functools.partial(handler, directory=str(folder), **options)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def stop(server: http.server.ThreadingHTTPServer) -> None:
    """End a server that `start` started."""
    server.shutdown()
    server.server_close()


def address(server: http.server.ThreadingHTTPServer) -> str:
    """Return a server's address, without a slash at its end."""
    return f"http://127.0.0.1:{server.server_port}"


@contextmanager
def serve(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a folder while the block lasts; yield the address, as `address` has it."""
    server = start(folder, handler)
    try:
        yield address(server)
    finally:
        stop(server)
