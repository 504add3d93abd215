"""Make what may be taken away, into ``_build/downloads``: ``make downloads``.

The book, to print; slides of each chapter; the site, to read from disk; the archive,
to run the course: notebooks, the package's wheel, pins, and the site that they lead to;
the wheel alone; checksums. The same tree gives the same bytes, and the same browser the
same print. All of it is laid into the built site too, whose landing page then links it
(`_ext/download_links.py`).

Data sets are left out: the digits come with scikit-learn, and Fashion-MNIST is fetched
and checked by the package.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import book
import browser
import install
import paper
import slides
from course import portable

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
FOLDER = ROOT / "_build" / "downloads"
NAME = "nnfoundations"
SUMS = "SHA256SUMS"
#: Of the built site, what only its builder or its server reads.
_APART = (".buildinfo*", "downloads/*", "searchindex.js", "_static/locales/*")
#: Lies in the archive as it lies here.
_PLAIN = (
    "LICENSE",
    "LICENSE-TEXT",
    "constraints.txt",
    "requirements-d2l.txt",
    "requirements-torch.txt",
)
#: What the wheel is made from.
_SOURCES = ("LICENSE", "README.md", "pyproject.toml")

_REQUIREMENTS = """\
# To run the notebooks (README.md says how); versions stand in constraints.txt.
-c constraints.txt
-r requirements-torch.txt
./{wheel}
jupyterlab
"""
_README = """\
# Foundations of Neural Networks and Deep Learning, version {version}

- `site/index.html` opens the whole course in a browser, without a network.
- `notebooks/` holds what runs. Where the package is missing, their first cell installs
  it from this folder.
- `{wheel}` is the package behind both.

To run the notebooks you need Python {oldest} to {newest}. In this folder:

```bash
python3 -m venv .venv
.venv/bin/pip install -r requirements-torch.txt --index-url {torch}cpu
.venv/bin/pip install -r requirements.txt
.venv/bin/pip install --no-deps -r requirements-d2l.txt
.venv/bin/jupyter lab notebooks
```

On Windows write `py -3.12` for `python3` and `.venv\\Scripts\\` for `.venv/bin/`. The
second line takes the small build of PyTorch; without it the next one takes the default
build, which on Linux has several GB.

The handwritten digits come with scikit-learn. The notebook `fashion_mnist` needs 31 MB
more, which `.venv/bin/python -m nnfoundations.data.fashion` fetches.

`sha256sum --check {sums}` tells whether all files are whole. The code may be used under
the MIT licence (`LICENSE`), text and figures under CC BY 4.0 (`LICENSE-TEXT`).
"""


class DownloadError(RuntimeError):
    """Something that the archives need is not there, or is not what it should be."""


def wheel(folder: Path, root: Path = ROOT) -> Path:
    """Build the package's wheel; return its path.

    From a copy of what it is made of: setuptools would leave its folders in the tree,
    and take in what lies there from before.

    Raises
    ------
    DownloadError
        If it cannot be built.
    """
    with tempfile.TemporaryDirectory() as copied:
        copy = Path(copied)
        for name in _SOURCES:
            shutil.copy(root / name, copy)
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / "src" / NAME, copy / "src" / NAME, ignore=ignored)
        uv = [sys.executable, "-m", "uv", "build", "--wheel", "--no-build-isolation"]
        command = [*uv, "--quiet", "--out-dir", str(folder), str(copy)]
        when = {"SOURCE_DATE_EPOCH": "315532800"}  # the first day that a zip knows
        variables = os.environ | install.uv_variables(Path(sys.executable)) | when
        if subprocess.run(command, env=variables).returncode:
            raise DownloadError("uv build: expected a wheel, got an error (above).")
    (folder / ".gitignore").unlink(missing_ok=True)
    return max(folder.glob("*.whl"), key=lambda path: path.stat().st_mtime)


def site(html: Path = HTML) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the built site that a reader needs: place and content.

    Raises
    ------
    DownloadError
        If there is none.
    """
    if not (html / "index.html").exists():
        raise DownloadError(f"{html}: expected the built site; make book builds it.")
    for place, content in read_all(html):
        if not any(fnmatch(place, x) for x in _APART):
            yield place, content


def read_all(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a folder and of those below it: place and content."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def course(built: Path, html: Path = HTML, root: Path = ROOT) -> dict[str, bytes]:
    """Return the files of the archive: content by place.

    Raises
    ------
    DownloadError
        If the site was built by another version of the package.
    """
    version = built.name.split("-")[1]
    footer = f'<p class="version">Version {version}</p>'
    if footer not in (html / "chapters" / "index.html").read_text("utf-8"):
        raise DownloadError(
            f"the site: expected version {version}, as pyproject.toml has it, got "
            "another; tools/install.py, then tools/book.py, mend it."
        )
    words = {
        "version": version,
        "wheel": built.name,
        "oldest": "{}.{}".format(*install.OLDEST),
        "newest": "{}.{}".format(*install.NEWEST),
        "torch": install.TORCH_INDEX,
        "sums": SUMS,
    }
    files = {name: (root / name).read_bytes() for name in _PLAIN}
    files["README.md"] = _README.format(**words).encode()
    files["requirements.txt"] = _REQUIREMENTS.format(**words).encode()
    files[built.name] = built.read_bytes()
    # as the site offers them: there the links lead to its pages already
    for path in sorted((html / "_sources" / "notebooks").glob("*.ipynb")):
        text = portable.with_wheel(path.read_text("utf-8"), f"../{built.name}")
        files[f"notebooks/{path.name}"] = text.encode()
    files |= {f"site/{place}": content for place, content in site(html)}
    files[SUMS] = sums(files).encode()
    return files


def sums(files: Mapping[str, bytes]) -> str:
    """Return the checksums of files, as ``sha256sum --check`` reads them."""
    return "".join(
        f"{hashlib.sha256(content).hexdigest()}  {place}\n"
        for place, content in sorted(files.items())
    )


def pack(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write a zip archive, all of it in one folder of its name."""
    with ZipFile(path, "w") as archive:
        for place, content in files:
            entry = ZipInfo(f"{path.stem}/{place}")  # with the first day that it knows
            entry.external_attr = 0o644 << 16
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=9)


def make(folder: Path = FOLDER, html: Path = HTML, root: Path = ROOT) -> list[Path]:
    """Make all downloads; return their paths.

    Parameters
    ----------
    folder : Path
        Where they go; what lay there goes.
    html, root : Path
        The built site, and the project's folder.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    built = wheel(folder, root)
    start = "-".join(built.name.split("-")[:2])
    pack(folder / f"{start}-site.zip", site(html))
    pack(folder / f"{start}-course.zip", course(built, html, root).items())
    with browser.start() as chromium, tempfile.TemporaryDirectory() as decks:
        (folder / f"{start}-book.pdf").write_bytes(paper.make(chromium, html))
        slides.make(chromium, Path(decks) / "slides", html)
        pack(folder / f"{start}-slides.zip", read_all(Path(decks) / "slides"))
    made = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    (folder / SUMS).write_text(sums(made), "utf-8")
    return sorted(folder.iterdir())


def main() -> int:
    """Build the site, make the downloads, lay them into the site."""
    shutil.rmtree(HTML / "downloads", ignore_errors=True)
    if status := book.build():
        return status
    try:
        made = make()
    except (DownloadError, browser.NoBrowserError) as error:
        sys.exit(str(error))
    shutil.copytree(FOLDER, HTML / "downloads")
    if status := book.build():  # no page has changed: it links what lies there now
        return status
    for path in made:
        print(f"  {path.relative_to(ROOT)} ({path.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    sys.exit(main())
