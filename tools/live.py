"""Build the book, serve it, and build again whenever a file changes.

``python tools/live.py`` builds as ``tools/book.py`` does, with the same settings, and
prints the address. An open page loads itself again after each build that went well.

By hand and not with sphinx-autobuild: that calls Sphinx itself, which knows nothing of
the settings in ``_config.yml``, and adds a script that the policy bars.
"""

import argparse
import http.server
import io
import sys
from pathlib import Path

import watchfiles

import book
import serving

#: What the pages are made from.
SOURCES = ("_ext", "_templates", "assets", "chapters", "notebooks", "results", "src")
FILES = ("_config.yml", "_toc.yml", "references.bib")
BUILDS = "/builds"
RELOAD = "/reload.js"
WORKER = "/service-worker.js"

#: Asks for the number of builds each second; a new one loads the page again.
SCRIPT = (
    b"let seen; setInterval(async () => {"
    b" const now = await (await fetch('/builds')).text();"
    b" if (seen !== undefined && seen !== now) location.reload(); seen = now;"
    b" }, 1000);"
)
#: In the place of the worker that keeps pages: here each is to be the newest.
NO_WORKER = b"self.skipWaiting(); self.registration.unregister();"
#: At the end of each page; its policy allows scripts from the server alone.
ELEMENT = f'<script type="module" src="{RELOAD}"></script>'.encode()


class Count:
    """How many builds have gone well."""

    def __init__(self) -> None:
        self.value = 0


class Handler(serving.Quiet):
    """Serves the built site, with the reloading script at the end of each page."""

    def __init__(self, *args: object, count: Count, directory: str) -> None:
        self.count = count
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def send_head(self) -> io.BytesIO | None:
        """Answer with the count of builds, a page, its script, or a file as it is."""
        if self.path == BUILDS:
            return self._send(str(self.count.value).encode(), "text/plain")
        if self.path == RELOAD:
            return self._send(SCRIPT, "text/javascript")
        if self.path == WORKER:
            return self._send(NO_WORKER, "text/javascript")
        path = Path(self.translate_path(self.path))
        if path.suffix == ".html" and path.is_file():
            return self._send(path.read_bytes() + ELEMENT, "text/html; charset=utf-8")
        return super().send_head()  # type: ignore[return-value]

    def _send(self, body: bytes, kind: str) -> io.BytesIO:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        return io.BytesIO(body)


def serve(root: Path, port: int, count: Count) -> http.server.ThreadingHTTPServer:
    """Serve the built site from a thread of its own; return the server."""
    folder = root / "_build" / "html"
    return serving.start(folder, Handler, port, count=count)


def main() -> int:
    """Build, serve and watch until Ctrl+C."""
    parser = argparse.ArgumentParser(description="Build, serve, build again.")
    parser.add_argument("--port", type=int, default=8000)
    port, root, count = parser.parse_args().port, book.ROOT, Count()
    book.build(root)
    try:
        server = serve(root, port, count)
    except OSError as error:
        sys.exit(f"port {port}: {error.strerror}; choose another with --port")
    print(f"Serving {serving.address(server)}/ (Ctrl+C stops it)")
    watched = [path for name in (*SOURCES, *FILES) if (path := root / name).exists()]
    for _ in watchfiles.watch(*watched, raise_interrupt=False):
        count.value += book.build(root) == 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
