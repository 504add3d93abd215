"""How long the site takes to build as the course grows: with 15, 30 and 60 notebooks.

    python benchmarks/building.py                 # quarter of an hour
    python benchmarks/building.py --notebooks 15

The further notebooks are copies of ours, in a copy of the course. Each size is built
from nothing, then once more with nothing changed, and then with a sentence changed in
one notebook. Printed are the processor's seconds, which other work on the machine
changes less than those of the clock.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import machine
import yaml

ROOT = Path(__file__).resolve().parent.parent
SIZES = (15, 30, 60)
LABEL = re.compile(r"^\([\w-]+\)=\n?", re.MULTILINE)


def copy_course(folder: Path) -> None:
    """Copy what belongs to the course, and nothing that was made from it."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, names.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)


def add_notebooks(folder: Path, size: int) -> None:
    """Add copies of the notebooks to a copy of the course until it has `size`.

    A copy stands below the chapter of its original.
    """
    ours = sorted((folder / "notebooks").glob("*.ipynb"))
    toc = yaml.safe_load((folder / "_toc.yml").read_text("utf-8"))
    chapters = [x for part in toc["parts"] for x in part["chapters"]]
    below = {
        section["file"]: chapter["sections"]
        for chapter in chapters
        for section in chapter.get("sections", [])
    }
    for number in range(len(ours), size):
        source = ours[number % len(ours)]
        notebook = json.loads(source.read_text("utf-8"))
        for cell in notebook["cells"]:
            cell["source"] = LABEL.sub("", "".join(cell["source"]))  # once in a book
        name = f"{source.stem}_{number}"
        text = json.dumps(notebook)
        (folder / "notebooks" / f"{name}.ipynb").write_text(text, "utf-8")
        below[f"notebooks/{source.stem}"].append({"file": f"notebooks/{name}"})
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")


def change_a_sentence(folder: Path) -> None:
    """Write one more sentence into the first cell of a notebook."""
    path = folder / "notebooks" / "perceptron.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    first = notebook["cells"][0]
    first["source"] = "".join(first["source"]) + "\n\nOne more sentence."
    path.write_text(json.dumps(notebook), "utf-8")


def build(folder: Path) -> float:
    """Build the site; return the processor's seconds.

    Raises
    ------
    subprocess.CalledProcessError
        If it cannot be built; what is wrong was printed.
    """
    before = os.times()
    command = [sys.executable, "tools/book.py"]
    paths = os.pathsep.join(str(folder / name) for name in ("src", "tools"))
    environment = os.environ | {"PYTHONPATH": paths}
    quiet = subprocess.DEVNULL
    subprocess.run(command, cwd=folder, check=True, env=environment, stdout=quiet)
    after = os.times()
    spent = after.children_user + after.children_system
    return spent - before.children_user - before.children_system


def measure(size: int) -> tuple[float, float, float]:
    """Return the seconds of a first build, of one more, and after a sentence."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_course(folder)
        add_notebooks(folder, size)
        first, again = build(folder), build(folder)
        change_a_sentence(folder)
        return first, again, build(folder)


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--notebooks", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    machine.show(machine.described("sphinx", "jupyter-book"))
    print(f"{'notebooks':<10}{'first':>8}{'again':>8}{'a sentence':>12}  seconds")
    for size in options.notebooks:
        first, again, changed = measure(size)
        print(f"{size:<10}{first:8.1f}{again:8.1f}{changed:12.1f}", flush=True)


if __name__ == "__main__":
    main()
