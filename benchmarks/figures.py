"""Weight, time to life and frames of each live figure, printed as a table.

    python benchmarks/figures.py            # all
    python benchmarks/figures.py playground
    python benchmarks/figures.py exercises  # those in which one writes Python

kB: the figure's own files, each compressed; `data` of them are stored numbers. Alive:
from coming into view, with an empty cache, to the first drawing (median of 5). Frames:
the worst of its loop and of each slider and handle moved at every frame. Build the
book first; a quiet machine gives the truest numbers. Nothing is asserted.

Exercises: from the press of *Check* to the verdict, the first on a page (which starts
Python) and the second, medians of 9; and what a page has loaded before and after.
"""

import argparse
import gzip
import os
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import browser
import node
import serving
from nnfoundations.exercises import exercises
from nnfoundations.figures import FIGURES, javascript

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ROUNDS = 5
#: The page of the exercise that is timed, its name, and how often.
EXERCISE = ("chapters/perceptron.html", "correct", 9)

#: Times between frames [ms] while `act` is called at each of them.
_FRAMES = """const frames = async (count, act) => {
  const times = [];
  for (let i = 0; i < count; i++) {
    times.push(await new Promise((done) => requestAnimationFrame(done)));
    act(i / count);
  }
  return times.slice(1).map((time, i) => time - times[i]);
};"""
_LOOP = f"""async (root) => {{
  {_FRAMES}
  const main = root.querySelector(".lf-main");
  if (!main) return [];
  main.click();
  const found = await frames(150, () => {{}});
  root.querySelector("[data-reset]").click();
  return found;
}}"""
_SLIDERS = f"""async (root) => {{
  {_FRAMES}
  const all = [];
  for (const input of root.querySelectorAll("input[type=range]")) {{
    const [min, max] = [Number(input.min), Number(input.max)];
    all.push(await frames(60, (part) => {{
      input.value = String(min + (max - min) * (1 - Math.abs(2 * part - 1)));
      input.dispatchEvent(new Event("input", {{ bubbles: true }}));
    }}));
    root.querySelector("[data-reset]").click();
  }}
  return all;
}}"""
_HANDLES = f"""async (root) => {{
  {_FRAMES}
  const all = [];
  for (const handle of [...root.querySelectorAll(".lf-handle")].slice(0, 4))
    all.push(await frames(60, (part) => {{
      const key = part < 0.5 ? "ArrowRight" : "ArrowLeft";
      handle.dispatchEvent(new KeyboardEvent("keydown", {{ key, bubbles: true }}));
    }}));
  return all;
}}"""
_AXE = """async ([within, rules]) =>
  (await axe.run(within, { runOnly: rules })).violations.length"""

_LOADED = "performance.getEntriesByType('resource').map((x) => x.name)"
#: Time from the press of *Check* to the verdict [ms].
_VERDICT = """async (name) => {
  const cell = document.querySelector(`#code-${name}`);
  const verdict = cell.querySelector(".code-verdict");
  const start = performance.now();
  const told = new Promise((done) => {
    const watch = () => verdict.textContent && done(performance.now() - start);
    new MutationObserver(watch).observe(verdict, { childList: true });
  });
  cell.querySelector(".code-buttons .first").click();
  return told;
}"""


def kilobytes(name: str) -> tuple[float, float]:
    """Return the weight of a figure's own files, and of its data."""
    own = javascript.find_path(name)
    files = [
        own,
        *(p for p in javascript.list_dependencies(own) if p.parent == own.parent),
    ]
    weights = {p: len(gzip.compress(javascript.strip(p).encode(), 9)) for p in files}
    data = sum(w for p, w in weights.items() if p.stem.endswith("_network"))
    return (sum(weights.values()) - data) / 1024, data / 1024


@contextmanager
def opened(chromium: Any, address: str, name: str) -> Iterator[tuple[Any, Any, float]]:
    """Open the gallery at a figure; yield page, figure and milliseconds to life."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{address}#figure-{name}")
    holder = page.locator(f'[data-figure="{name}"]')
    holder.locator(".lf").wait_for()
    yield page, holder.locator(".lf"), float(holder.get_attribute("data-alive"))
    context.close()


def frames(root: Any) -> tuple[float, float]:
    """Return median and 95th percentile [ms] of the figure's slowest interaction."""
    runs = [root.evaluate(_LOOP), *root.evaluate(_SLIDERS), *root.evaluate(_HANDLES)]
    cuts = [statistics.quantiles(run, n=20) for run in runs if run]
    if not cuts:
        return float("nan"), float("nan")
    return max(cut[9] for cut in cuts), max(cut[18] for cut in cuts)


def violations(page: Any, name: str) -> int:
    """Return how many rules of WCAG 2.2 AA axe-core finds broken, light and dark."""
    # not a script element: the page's policy forbids it
    page.evaluate((node.packages() / "axe-core" / "axe.min.js").read_text("utf-8"))
    found = 0
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(_AXE, [f'[data-figure="{name}"]', RULES])
    return found


def measure(chromium: Any, address: str, name: str) -> tuple[Any, ...]:
    """Return the row of a figure."""
    times = []
    for _ in range(ROUNDS):
        with opened(chromium, address, name) as (_, _, alive):
            times.append(alive)
    with opened(chromium, address, name) as (page, root, _):
        return (
            *kilobytes(name),
            statistics.median(times),
            *frames(root),
            violations(page, name),
        )


def files_of(addresses: list[str], root: str) -> tuple[float, float]:
    """Return what the site's files of these addresses weigh [kB], also compressed."""
    names = {x.removeprefix(root).partition("?")[0] for x in addresses}
    paths = [SITE / x for x in names if (SITE / x).is_file()]
    packed = sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)
    return sum(path.stat().st_size for path in paths) / 1024, packed / 1024


def measure_exercise(chromium: Any, root: str) -> tuple[float, ...]:
    """Return first and next answer [ms], and files before and on first use [kB]."""
    place, name, rounds = EXERCISE
    times = []
    for _ in range(rounds):
        context = chromium.new_context(viewport={"width": 390, "height": 800})
        page = context.new_page()
        page.goto(root + place)
        before = [root + place, *page.evaluate(_LOADED)]
        page.locator(f"#code-{name} textarea").fill(exercises()[name].solution)
        times.append([page.evaluate(_VERDICT, name) for _ in range(2)])
        after = [x for x in page.evaluate(_LOADED) if x not in before]
        context.close()
    first, following = (statistics.median(x) for x in zip(*times, strict=True))
    return first, following, *files_of(before, root), *files_of(after, root)


def print_figures(chromium: Any, address: str, names: list[str]) -> None:
    """Print the row of each of these figures."""
    if not names:
        return
    print(
        f"{'figure':<18}{'kB':>7}{'data':>7}{'alive':>8}{'median':>9}{'95 %':>8}  axe"
    )
    for name in names:
        row = measure(chromium, address, name)
        line = "{:<18}{:>7.1f}{:>7.1f}{:>5.0f} ms{:>6.1f} ms{:>5.1f} ms{:>5}"
        print(line.format(name, *row), flush=True)


def print_exercises(chromium: Any, address: str) -> None:
    """Print how soon an exercise answers, from a server and from the disk."""
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    print(f"\nload {load}\nexercise{'first':>11}{'next':>9}{'before':>16}{'then':>16}")
    roots = {"server": address.partition("chapters/")[0], "disk": SITE.as_uri() + "/"}
    for where, root in roots.items():
        first, following, *sizes = measure_exercise(chromium, root)
        kilo = "".join(f"{x:>6.0f} ({y:.0f}) kB" for x, y in (sizes[:2], sizes[2:]))
        print(f"{where:<8}{first:>8.0f} ms{following:>6.0f} ms  {kilo}", flush=True)


def main() -> None:
    """Measure the named figures, or all, and the exercises, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    known = [*FIGURES, "exercises"]
    parser.add_argument("names", nargs="*", choices=[[], *known], metavar="NAME")
    names = parser.parse_args().names
    if not (SITE / "chapters" / "figures.html").exists():
        sys.exit("the book is not built; 'make book' builds it")
    with serving.serve(SITE) as site, browser.start() as chromium:
        address = f"{site}/chapters/figures.html"
        asked = names or known
        print_figures(chromium, address, [x for x in asked if x != "exercises"])
        if "exercises" in asked:
            print_exercises(chromium, address)


if __name__ == "__main__":
    main()
