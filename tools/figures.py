"""Draw the chapters' computed figures: ``python tools/figures.py [NAMES ...]``.

Each module in ``assets/figures`` lists its figures by name. They come from the
package (and from ``results/``), so draw them again when either changes; a test
holds the stored ones against new ones. The same versions give the same bytes.
"""

import argparse
import importlib.util
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from nnfoundations import plotting

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "figures"
#: Draws one figure, under the settings that its module asks for.
Draw = Callable[[], Figure]


def all_figures() -> dict[str, tuple[Draw, dict[str, Any]]]:
    """Return every figure's function and settings by the figure's name."""
    return {
        name: (draw, module.STYLE)
        for module in _modules()
        for name, draw in module.FIGURES.items()
    }


def _modules() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"figures_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module


def svg(draw: Draw, settings: dict[str, Any]) -> str:
    """Return a figure as SVG text on a white card, the same at each call."""
    with plt.rc_context():
        plotting.use_style()
        mpl.rcParams |= {"svg.hashsalt": "nnfoundations"} | settings
        figure, buffer = draw(), io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
        plt.close(figure)
    # matplotlib leaves blanks at line ends
    return "\n".join(map(str.rstrip, buffer.getvalue().splitlines())) + "\n"


def main(names: list[str]) -> None:
    """Write the named figures, or all of them."""
    mpl.use("Agg")
    known = all_figures()
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"expected names among {', '.join(known)}, got {', '.join(unknown)}")
    for name in names or known:
        path = FOLDER / f"{name}.svg"
        text = svg(*known[name])
        same = path.exists() and path.read_text("utf-8") == text
        if not same:
            path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{name:28} {'as stored' if same else 'changed'}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="of figures (default: all)")
    main(parser.parse_args().names)
