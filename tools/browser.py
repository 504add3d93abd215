"""The Chromium of this machine, started by Playwright without a window."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

#: The first that is found is taken. The headless shell is Chromium without its own
#: windows and menus: a page opens in it at half the processor's time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",  # letters as wide as the windowed one draws them
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # asks nobody else
]


class NoBrowserError(RuntimeError):
    """No Chromium or Chrome is on the PATH."""


def binary() -> str:
    """Return the path of a Chromium.

    Raises
    ------
    NoBrowserError
        If there is none.
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoBrowserError(f"no browser on the PATH (looked for {', '.join(NAMES)})")
    return found


@contextmanager
def start() -> Iterator[Browser]:
    """Start the browser; it ends with the block.

    Raises
    ------
    NoBrowserError
        If there is none.
    """
    path = binary()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def print_pdf(page: Page, **options: Any) -> bytes:
    """Return a page as a PDF that does not say when: printed again, it is the same."""
    pdf = page.pdf(outline=True, tagged=True, **options)
    return re.sub(rb"(Date \(D:)\d{14}", rb"\g<1>19800101000000", pdf)
