"""What leads to the repository stands on the site once there is one.

Until ``make repository URL=...`` has written its address, the buttons that would lead
nowhere (launch, edit, issue, repository) are left out, and so are the lines of chapters
that would clone it. Afterwards the address of the
site follows from it (GitHub Pages), unless ``html_baseurl`` is set.
"""

import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

#: Stands in `_config.yml` in the place of an owner.
UNSET = "address_not_set"
_GITHUB = re.compile(r"https://github\.com/([\w-]+)/([\w.-]+?)/?")
_BUTTONS = (
    "use_repository_button",
    "use_issues_button",
    "use_edit_page_button",
    "use_source_button",
)


def is_set(repository: str) -> bool:
    """Tell whether a repository's address leads anywhere."""
    return bool(repository) and UNSET not in repository


def site_of(repository: str) -> str:
    """Return the address of a repository's GitHub Pages; "" where there are none."""
    match = _GITHUB.fullmatch(repository)
    if not is_set(repository) or not match:
        return ""
    return f"https://{match[1].lower()}.github.io/{match[2]}/"


def without_clones(source: str) -> str:
    """Return a page's source without the lines that clone from an unset address."""
    kept = (
        line
        for line in source.splitlines(keepends=True)
        if not (line.startswith("git clone ") and UNSET in line)
    )
    return "".join(kept)


def _forget_clones(app: Sphinx, page: str, source: list[str]) -> None:
    if page.startswith("chapters/"):
        source[0] = without_clones(source[0])


def apply(app: Sphinx, config: Config) -> None:
    """Leave out the buttons, or write the site's address into the settings."""
    options = config.html_theme_options
    repository = options.get("repository_url", "")
    if is_set(repository):
        config.html_baseurl = config.html_baseurl or site_of(repository)
        return
    options.update(dict.fromkeys(_BUTTONS, False))
    options["launch_buttons"] = {}


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, before the theme reads its options."""
    app.connect("config-inited", apply, priority=100)
    app.connect("source-read", _forget_clones)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
