"""Write the repository's address wherever it is needed.

    python tools/repository.py https://github.com/me/fork
    python tools/repository.py                # show it, and check the notebooks

The address stands in pyproject.toml (``[project.urls] Repository``). From there
it is written into the launch buttons, the badges, the citation and the first
cell of each notebook. Needs the standard library only.
"""

import argparse
import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Where an address may stand. Everything else must do without it.
PLACES = (
    "pyproject.toml",
    "_config.yml",
    "CITATION.cff",
    "*.md",
    "chapters/*.md",
    "notebooks/*.ipynb",
)
ADDRESS = re.compile(r"https://github\.com/([A-Za-z0-9_-]+)/([A-Za-z0-9._-]+?)/?")
SETUP = """\
# Gets the course where it is missing (on Colab, say); elsewhere it does nothing.
import importlib.util

if importlib.util.find_spec("nnfoundations") is None:
    %pip install --quiet --no-deps {d2l}
    %pip install --quiet "nnfoundations @ git+{address}"
import {module}"""


def address() -> str:
    """Return the repository's address, without a slash at its end."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text)["project"]["urls"]["Repository"])


def setup_cell(module: str = "nnfoundations") -> str:
    """Return the first code cell of a notebook that needs `module`."""
    lines = (ROOT / "requirements-d2l.txt").read_text("utf-8").splitlines()
    d2l = next(x for x in lines if x.startswith("d2l=="))
    return SETUP.format(d2l=d2l, address=address(), module=module)


def notebooks() -> list[Path]:
    """Return the paths of all notebooks of the course."""
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


def setup_source(path: Path) -> str:
    """Return the source of a notebook's first code cell."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "".join(next(c for c in cells if c["cell_type"] == "code")["source"])


def owner_and_name(url: str) -> tuple[str, str]:
    """Split an address into its owner and its repository's name.

    Raises
    ------
    ValueError
        If it is not the address of a GitHub repository (Binder and Colab open
        notebooks from there).
    """
    match = ADDRESS.fullmatch(url.removesuffix(".git"))
    if not match:
        raise ValueError(
            f"URL: expected an address such as https://github.com/me/fork, got {url!r}."
        )
    return match[1], match[2]


def replace(text: str, old: tuple[str, str], new: tuple[str, str]) -> str:
    """Return `text` with one repository's addresses changed into another's.

    Three forms occur: the repository, its launch links, and its GitHub Pages.
    """
    (owner, name), end = old, r"(?![A-Za-z0-9_-]|\.[A-Za-z0-9])"
    path = re.escape(f"{owner}/{name}") + end
    text = re.sub(rf"(github\.com/|/gh/|/github/){path}", rf"\1{'/'.join(new)}", text)
    pages = re.escape(f"{owner}.github.io/{name}") + end
    return re.sub(pages, f"{new[0]}.github.io/{new[1]}", text)


def write(url: str) -> list[Path]:
    """Write the new address everywhere; return the files that changed."""
    old, new = owner_and_name(address()), owner_and_name(url)
    changed = []
    for path in sorted(p for place in PLACES for p in ROOT.glob(place)):
        before = path.read_text("utf-8")
        after = replace(before, old, new)
        if after != before:
            fresh = path.with_name(path.name + ".tmp")
            fresh.write_text(after, encoding="utf-8", newline="\n")
            fresh.replace(path)
            changed.append(path)
    return changed


def main(arguments: list[str]) -> None:
    """Write the address given, or show the present one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("url", nargs="?", help="such as https://github.com/me/fork")
    url = parser.parse_args(arguments).url
    if not url:
        print(
            f"{address()}\nTo change it: make repository URL=https://github.com/me/fork"
        )
        return
    try:
        changed = write(url)
    except ValueError as error:
        sys.exit(str(error))
    for path in changed:
        print(f"wrote {path.relative_to(ROOT)}")
    print(f"The repository's address is {address()}.")


if __name__ == "__main__":
    main(sys.argv[1:])
