"""Take the still pictures of the live figures: ``python tools/stills.py [NAMES ...]``.

They go to ``assets/stills``: what a reader sees on paper, without scripts, and until a
figure has come to life. Each figure says by its ``pose`` which moment is shown. Take
them again when a figure changes its look; a test holds the stored ones to new ones.
"""

import argparse
import io
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from PIL import Image
from playwright.sync_api import Browser, Route

import browser
from nnfoundations.figures import FIGURES, javascript

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "assets" / "stills"
WIDTH = 720  # px
SCALE = 2  # pixels of the picture per px
MOST = 60_000  # bytes

#: A host that no name server knows: all of it is answered from this folder.
HOST = "http://stills.invalid"
_PAGE = """<!doctype html>
<html lang="en" data-theme="light">
<link rel="stylesheet" href="/src/nnfoundations/figures/figure.css">
<style>
  @font-face {{ font-family: Still; src: url(/font/DejaVuSans.ttf); }}
  @font-face {{ font-family: Still; src: url(/font/DejaVuSans-Bold.ttf);
    font-weight: bold; }}
  body {{ margin: 0; background: #fff; }}
  .lf.lf {{ border: 0; font-family: Still; max-width: none; padding: 8px; }}
  .lf :is(button, .lf-live-only), .lf > :not(.lf-title, .lf-stage) {{ display: none; }}
</style>
<div data-figure="{name}" data-state="{{}}"></div>
<script type="module">
  await Promise.all(["", "bold "].map((w) => document.fonts.load(`${{w}}16px Still`)));
  const script = document.createElement("script");
  script.dataset.modules = "/src/nnfoundations/figures/";
  script.src = "/assets/site/figures.js";
  document.body.append(script);
</script>
</html>"""
#: The same letters on every machine: those that come with matplotlib.
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
#: Brings about the moment; two frames later it is drawn.
_POSE = """async (place) => {
  const view = place.liveFigure;
  view.spec.pose?.(view);
  view.update();
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (let i = 0; i < 3; i++) await frame();
}"""


def _answer(route: Route) -> None:
    """Serve the page of a figure, or a file of the project."""
    path = route.request.url.removeprefix(HOST).partition("?")[0]
    if path.startswith("/still/"):
        name = path.removeprefix("/still/")
        route.fulfill(body=_PAGE.format(name=name), content_type="text/html")
    elif path.startswith("/font/"):
        route.fulfill(path=_FONTS / path.removeprefix("/font/"))
    elif (file := ROOT / path.lstrip("/")).is_file():
        route.fulfill(path=file)
    else:
        route.fulfill(status=204)  # the browser asks for an icon


def take(name: str, chromium: Browser) -> Image.Image:
    """Return the still picture of a figure, in its light colours."""
    context = chromium.new_context(
        viewport={"width": WIDTH, "height": 600},
        device_scale_factor=SCALE,
        color_scheme="light",
        reduced_motion="reduce",
    )
    try:
        page = context.new_page()
        page.route("**/*", _answer)
        page.goto(f"{HOST}/still/{name}")
        page.wait_for_selector(f'[data-figure="{name}"][data-alive]', timeout=10_000)
        page.locator(".live-figure-place").evaluate(_POSE)
        return Image.open(io.BytesIO(page.locator(".lf").screenshot())).convert("RGB")
    finally:
        context.close()


def encode(picture: Image.Image) -> bytes:
    """Return a picture as WebP, with as little loss as the limit allows."""
    attempts: list[tuple[Image.Image, dict[str, Any]]] = [(picture, {"lossless": True})]
    for colours in (128, 32):  # an outline looks better in few colours than blurred
        few = picture.quantize(colours, dither=Image.Dither.NONE).convert("RGB")
        attempts.append((few, {"lossless": True}))
    attempts.append((picture, {"quality": 50}))
    for image, options in attempts:
        buffer = io.BytesIO()
        image.save(buffer, "webp", method=6, **options)
        if buffer.tell() <= MOST:
            break
    return buffer.getvalue()


def main(names: list[str]) -> None:
    """Take the named figures' pictures, or all of them."""
    if unknown := [name for name in names if name not in FIGURES]:
        known = ", ".join(FIGURES)
        sys.exit(f"expected names among {known}, got {', '.join(unknown)}")
    FOLDER.mkdir(exist_ok=True)
    with browser.start() as chromium:
        for name in names or FIGURES:
            data = encode(take(name, chromium))
            (FOLDER / f"{name}.webp").write_bytes(data)
            print(f"{name:20} {len(data) / 1e3:5.1f} kB", flush=True)
    for path in FOLDER.glob("*.webp"):
        if not javascript.find_path(path.stem).exists():
            path.unlink()
            print(f"{path.stem:20} removed: no such figure")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="of live figures (default: all)")
    main(parser.parse_args().names)
