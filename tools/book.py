"""Build the book into ``_build/html``: ``python tools/book.py``.

Warnings are errors. What has not changed since the last build is not read again; a
page that warned is, so that a second run cannot hide what the first one said.
"""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]

#: Jupyter Book's own command line, run by this interpreter.
COMMAND = (
    sys.executable,
    "-c",
    "from jupyter_book.cli.main import main; main()",
    "build",
    "-n",
    "-W",
    "--keep-going",
    "-q",
)

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_PROBLEM = re.compile(r"\b(WARNING|ERROR|CRITICAL|SEVERE)\b: ")


def problems(log: str) -> list[str]:
    """Return each warning and error that a build printed, once."""
    lines = _COLOURS.sub("", log).splitlines()
    return list(dict.fromkeys(line for line in lines if _PROBLEM.search(line)))


def _page(problem: str, root: Path) -> str | None:
    """Name the page that a warning speaks of, without its ending."""
    place = _PROBLEM.split(problem)[0]
    for path in [*root.glob("chapters/*.md"), *root.glob("notebooks/*.ipynb")]:
        if str(path) in place or str(path.with_suffix("")) + ":" in place:
            return path.relative_to(root).with_suffix("").as_posix()
    return None


def forget(found: Sequence[str], root: Path, output: Path | None = None) -> None:
    """Make the next build read again what warned in this one.

    Sphinx keeps the pages that it has read and says nothing about them a second
    time. A problem that names no page means that all of them are read again.

    Parameters
    ----------
    found : sequence of str
        What `problems` returned; when empty, the build broke off without a word.
    root : Path
        The folder of the book.
    output : Path, optional
        The folder of a translation.
    """
    kept = (output or root) / "_build" / ".doctrees"
    pages = [_page(problem, root) for problem in found]
    if not pages or None in pages:
        (kept / "environment.pickle").unlink(missing_ok=True)
    for page in filter(None, pages):
        (kept / f"{page}.doctree").unlink(missing_ok=True)


def _write_config(root: Path, output: Path, language: str) -> Path:
    """Write the book's settings once more, with a language."""
    settings = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    settings["sphinx"]["config"]["language"] = language
    output.mkdir(parents=True, exist_ok=True)
    path = output / "_config.yml"
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    return path


def _report(found: Sequence[str], log: str, root: Path) -> None:
    if not found:
        print(log, file=sys.stderr)
        return
    print(f"\nThe book has {len(found)} problem(s):", file=sys.stderr)
    for problem in found:
        print("  " + problem.replace(f"{root}/", ""), file=sys.stderr)


def build(
    root: Path = ROOT, fresh: bool = False, builder: str = "html", language: str = ""
) -> int:
    """Build the site and say where it is, or what is wrong.

    Parameters
    ----------
    root : Path
        The folder that holds ``_config.yml``; the site goes to ``_build/html`` in it.
    fresh : bool
        Read every page again, changed or not.
    builder : str
        Sphinx's builder; ``gettext`` writes the catalogues of what can be translated.
    language : str
        Build in this language, into ``_build/LANGUAGE``.

    Returns
    -------
    status : int
        0, or what the build ended with: not 0 if anything warned.
    """
    start = time.monotonic()
    output = root
    options = ["--all"] if fresh else []
    if other := language or (builder != "html" and builder):
        # what Sphinx has read for one, it cannot use for another
        output = root / "_build" / other
        options += ["--path-output", str(output)]
    if builder != "html":
        options += ["--builder", "custom", "--custom-builder", builder]
    if language:
        options += ["--config", str(_write_config(root, output, language))]
    command = [*COMMAND, *options, str(root)]
    run = subprocess.run(command, cwd=root, text=True, capture_output=True)
    found = problems(run.stderr)
    if run.returncode or found:
        _report(found, run.stdout + run.stderr, root)
        forget(found, root, output)
        return run.returncode or 1
    if builder != "html":
        print(f"Written: {(output / '_build' / builder).relative_to(root)}")
        return 0
    index = output / "_build" / "html" / "index.html"
    print(
        f"The book is built ({time.monotonic() - start:.0f} s). Open it in a browser:"
    )
    print(f"  {index.relative_to(root)}\n  {index.as_uri()}")
    return 0


def main() -> int:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Build the book into _build/html.")
    parser.add_argument("--all", action="store_true", help="read every page again")
    return build(fresh=parser.parse_args().all)


if __name__ == "__main__":
    sys.exit(main())
