"""Draw the course's icon as devices want it: ``python tools/icons.py``.

From ``assets/site/favicon.svg`` into ``assets/site/icons``, by the browser that takes
the figures' stills. Draw them again when that picture changes.
"""

import argparse
import io
import sys
from pathlib import Path

from PIL import Image

import browser

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "assets" / "site" / "favicon.svg"
FOLDER = ROOT / "assets" / "site" / "icons"
GROUND = "#312e81"
#: Name -> size [px], and the part of it that the picture fills. A device cuts its own
#: form out of a "maskable" one: the picture must lie within 80 % of it.
ICONS = {
    "icon-192": (192, 1.0),
    "icon-512": (512, 1.0),
    "maskable-512": (512, 0.8),
    "touch-180": (180, 0.9),
}
_PAGE = """<style>body {{ margin: 0; background: {ground} }}
svg {{ position: absolute; inset: 0; margin: auto; width: {part:.0%} }}</style>{svg}"""


def main() -> int:
    """Draw all of them."""
    FOLDER.mkdir(exist_ok=True)
    with browser.start() as chromium:
        for name, (size, part) in ICONS.items():
            page = chromium.new_page(viewport={"width": size, "height": size})
            ground = GROUND if part < 1 else "transparent"
            page.set_content(
                _PAGE.format(svg=SOURCE.read_text("utf-8"), part=part, ground=ground)
            )
            shot = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
            few = shot.quantize(64)
            few.save(FOLDER / f"{name}.png", optimize=True)
            page.close()
    return 0


if __name__ == "__main__":
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    sys.exit(main())
