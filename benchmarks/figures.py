"""Weight, time to life and frames of each live figure, printed as a table.

    python benchmarks/figures.py            # all
    python benchmarks/figures.py playground

kB: the figure's own files, each compressed; `data` of them are stored numbers. Alive:
from coming into view, with an empty cache, to the first drawing (median of 5). Frames:
the worst of its loop and of each slider and handle moved at every frame. Build the
book first; a quiet machine gives the truest numbers. Nothing is asserted.
"""

import functools
import gzip
import http.server
import statistics
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import browser
import node
from nnfoundations.figures import FIGURES, javascript

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ROUNDS = 5

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


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about each request."""


@contextmanager
def served() -> Iterator[str]:
    """Serve the built site; yield the gallery's address."""
    handler = functools.partial(_Quiet, directory=str(SITE))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/chapters/figures.html"
    server.shutdown()
    server.server_close()


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


def main(names: list[str]) -> None:
    """Measure the named figures, or all, and print."""
    if not (SITE / "chapters" / "figures.html").exists():
        sys.exit("the book is not built; 'make book' builds it")
    print(
        f"{'figure':<18}{'kB':>7}{'data':>7}{'alive':>8}{'median':>9}{'95 %':>8}  axe"
    )
    with served() as address, browser.start() as chromium:
        for name in names or FIGURES:
            row = measure(chromium, address, name)
            line = "{:<18}{:>7.1f}{:>7.1f}{:>5.0f} ms{:>6.1f} ms{:>5.1f} ms{:>5}"
            print(line.format(name, *row), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
