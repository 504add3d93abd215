"""A version: write its number wherever it stands, see that all agree, say what is new.

    python tools/release.py write 0.2.0      # before the commit that gets the tag
    python tools/release.py check v0.2.0     # the tag is the version that stands there
    python tools/release.py notes            # what the changelog says of it

The number stands in pyproject.toml; the site and the archives take it from there. Needs
the standard library only.
"""

import argparse
import re
import sys
import tomllib
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNRELEASED = "## Unreleased"
_NUMBER = re.compile(r"\d+\.\d+\.\d+")


class ReleaseError(ValueError):
    """The number is none, or does not stand where it should."""


def version(root: Path = ROOT) -> str:
    """Return the version of the package."""
    text = (root / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def _replace(path: Path, pattern: str, new: str) -> str:
    text, count = re.subn(pattern, new, path.read_text("utf-8"), flags=re.MULTILINE)
    if count != 1:
        raise ReleaseError(
            f"{path.name}: expected one line like {pattern!r}, got {count}."
        )
    return text


def _order(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def write(number: str, today: date, root: Path = ROOT) -> None:
    """Make a number the version of everything, and head the changelog with it.

    Raises
    ------
    ReleaseError
        If it is no such number or not above the present one, if a file lacks the line
        that holds it, or if the changelog has nothing new; nothing is written then.
    """
    if not _NUMBER.fullmatch(number):
        raise ReleaseError(f"the version: expected one such as 0.2.0, got {number!r}.")
    project, cited, log = (
        root / name for name in ("pyproject.toml", "CITATION.cff", "CHANGELOG.md")
    )
    headed = f"{UNRELEASED}\n\n## {number} ({today.isoformat()})"
    new = {
        project: _replace(project, r'^version = ".*"$', f'version = "{number}"'),
        log: _replace(log, f"^{UNRELEASED}$", headed),
    }
    text = _replace(cited, r"^version: .*$", f"version: {number}")
    if _order(number) <= _order(old := version(root)):
        raise ReleaseError(f"the version: expected one above {old}, got {number}.")
    if not re.search(rf"(?m)^{UNRELEASED}\s+(?!## )\S", log.read_text("utf-8")):
        raise ReleaseError(f"{log.name}: expected news below {UNRELEASED!r}, got none.")
    dated = re.sub(r"(?m)^date-released: .*$", f"date-released: {today}", text)
    for path, content in (new | {cited: dated}).items():
        path.write_text(content, encoding="utf-8", newline="\n")


def notes(number: str, root: Path = ROOT) -> str:
    """Return what the changelog says of a version.

    Raises
    ------
    ReleaseError
        If it says nothing.
    """
    text = (root / "CHANGELOG.md").read_text("utf-8")
    found = re.search(rf"(?ms)^## {re.escape(number)} \(.*?\)\n(.*?)(?=^## |\Z)", text)
    if not found or not found[1].strip():
        raise ReleaseError(f"CHANGELOG.md: expected a section on {number}, got none.")
    return found[1].strip()


def check(tag: str, root: Path = ROOT) -> None:
    """See that a tag names the version that stands everywhere.

    Raises
    ------
    ReleaseError
        If one of them differs.
    """
    number = version(root)
    if tag != f"v{number}":
        raise ReleaseError(f"the tag: expected v{number} (pyproject.toml), got {tag}.")
    cited = (root / "CITATION.cff").read_text("utf-8")
    if f"\nversion: {number}\n" not in cited:
        raise ReleaseError(f"CITATION.cff: expected version {number}, got another.")
    notes(number, root)


def main(arguments: list[str]) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    deeds = parser.add_subparsers(dest="deed", required=True)
    deeds.add_parser("write", help="write a number").add_argument("number")
    deeds.add_parser("check", help="hold a tag against it").add_argument("tag")
    deeds.add_parser("notes", help="print what the changelog says of it")
    given = parser.parse_args(arguments)
    try:
        if given.deed == "write":
            write(given.number, date.today())
            number = given.number
            print(f"Version {number} is written. Commit, then: git tag v{number}")
        elif given.deed == "check":
            check(given.tag)
            print(f"{given.tag} is the version everywhere.")
        else:
            print(notes(version()))
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
