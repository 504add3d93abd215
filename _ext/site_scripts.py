"""What the site's own scripts say, in the site's language: ``assets/site/*.js``.

Their words join the catalogues as ``site``. A translated site takes its scripts from a
folder beside what the build keeps, which comes after ``assets/site`` and so wins.
"""

from pathlib import Path
from typing import Any

from _ext import translation
from sphinx.application import Sphinx

FOLDER = Path(__file__).parents[1] / "assets" / "site"


def list_scripts() -> list[Path]:
    """Return the scripts that a reader may hear from."""
    return sorted(FOLDER.glob("*.js"))


def list_words() -> list[translation.Words]:
    """Return what they say."""
    return translation.list_script_words(list_scripts())


def read(app: Sphinx, name: str) -> str:
    """Return the text of a script, in the site's language."""
    catalogue = translation.find_catalogue(app, "site")
    return translation.translate_scripts([FOLDER / name], catalogue)(FOLDER / name)


def _write(app: Sphinx) -> None:
    translation.extract(app, "site", list_words)
    catalogue = translation.find_catalogue(app, "site")
    if app.builder.format != "html" or catalogue is None:
        return
    folder = Path(app.doctreedir) / "site"
    folder.mkdir(parents=True, exist_ok=True)
    messages = translation.read_messages(catalogue)
    for place, text in translation.rewrite_scripts(list_scripts(), messages).items():
        (folder / Path(place).name).write_text(text, "utf-8")
    app.config.html_static_path.append(str(folder))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx, before it looks at what the pages load."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
