"""The JavaScript of the live figures, as files and joined into one text.

The site's pages import the files as they are. A widget's module inside Jupyter cannot
import its neighbours: `join` puts a figure's file and all that it imports into one
module. A page opened from disk cannot import at all: `as_script` is for it. To keep
that simple without a bundler, the files use two forms only, ``import { a, b as c } from
"./path.js";`` and ``export`` before a function, class or const (a figure also
``export default``).
"""

import re
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
STYLE = FOLDER / "figure.css"
#: Returns the text of a module; a translated site reads other words.
Read = Callable[[Path], str]

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";$\n?', re.MULTILINE)
_EXPORT = re.compile(
    r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE
)
#: Documentation comments: most of a file's weight, of no use to a reader's browser.
_DOCS = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
#: Notes on a line of their own, or after the code of one.
_NOTES = re.compile(r"^[ \t]*//.*\n|(?<=[;,{]) // .*$", re.MULTILINE)
#: Indentation and empty lines; no text of the figures goes over several lines.
_IDLE = re.compile(r"^[ \t]+|^\n", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def find_path(name: str) -> Path:
    """Return the place of a figure's own JavaScript file."""
    return FOLDER / f"{name}.js"


def read_source(path: Path) -> str:
    """Return a module's text as it was written."""
    return path.read_text("utf-8")


def strip(path: Path, read: Read = read_source) -> str:
    """Return a module's text as a browser gets it: no comments, no idle blanks."""
    return _IDLE.sub("", _NOTES.sub("", _DOCS.sub("", read(path))))


def strip_style() -> str:
    """Return the style sheet as a browser gets it: without comments and idle blanks."""
    text = re.sub(r"/\*.*?\*/", "", STYLE.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    # not before a colon: there a blank is part of the selector
    return re.sub(r" ?([{};,]) ?|(:) ", r"\1\2", text).strip() + "\n"


def list_dependencies(path: Path) -> list[Path]:
    """Return the files that a module needs, each after those that it needs itself.

    Parameters
    ----------
    path : Path
        The file of a module.

    Returns
    -------
    files : list of Path
        Without `path` itself.

    Raises
    ------
    ValueError
        If modules import each other in a circle.
    """
    found: dict[Path, None] = {}
    _collect(path, found, ())
    del found[path]
    return list(found)


def _collect(path: Path, found: dict[Path, None], above: tuple[Path, ...]) -> None:
    if path in above:
        circle = " -> ".join(file.name for file in (*above, path))
        raise ValueError(f"modules import each other in a circle: {circle}")
    if path in found:
        return
    for _, place in _IMPORT.findall(path.read_text("utf-8")):
        _collect((path.parent / place).resolve(), found, (*above, path))
    found[path] = None


def join(name: str, read: Read = read_source) -> str:
    """Return a figure and all that it imports as the text of one module.

    Parameters
    ----------
    name : str
        The figure's name, such as ``"integrate_fire"``.
    read : callable
        Returns the text of a module.

    Raises
    ------
    ValueError
        If a file imports or exports in a form other than those named above.
    """
    own = find_path(name)
    parts = [_as_object(path, read) for path in list_dependencies(own)]
    body = _imports_as_constants(strip(own, read), own)
    return "\n".join([*parts, body])


def as_script(name: str, read: Read = read_source) -> str:
    """Return a figure as a script that puts it into ``window.liveFigures[name]``.

    Parameters
    ----------
    name : str
        The figure's name.
    read : callable
        Returns the text of a module.
    """
    figure = _EXPORT.sub("", join(name, read))
    figure = figure.replace("\nexport default ", "\nconst module_default = ", 1)
    inside = f'"use strict";\n{figure}return module_default;'
    kept = f'(window.liveFigures ??= {{}})["{name}"]'
    return f"{kept} = (() => {{\n{inside}\n}})();\n"


def _variable(path: Path) -> str:
    place = path.relative_to(FOLDER).with_suffix("").as_posix()
    return "module_" + re.sub(r"\W", "_", place)


def _imports_as_constants(text: str, path: Path) -> str:
    def constant(match: re.Match[str]) -> str:
        names = " ".join(match[1].replace(" as ", ": ").split()).rstrip(",")
        source = (path.parent / match[2]).resolve()
        return f"const {{ {names} }} = {_variable(source)};\n"

    return _IMPORT.sub(constant, text)


def _as_object(path: Path, read: Read) -> str:
    """Wrap a module into a function call that returns what the module exports."""
    text = strip(path, read)
    names = _EXPORT.findall(text)
    body = _EXPORT.sub("", _imports_as_constants(text, path))
    if other := _OTHER.search(body):
        raise ValueError(
            f"{path.name}: expected 'import {{ a }} from \"./b.js\";' or 'export'"
            f" before function, class or const, got {other[0]!r}."
        )
    inside = f"{body}return {{ {', '.join(names)} }};"
    return f"const {_variable(path)} = (() => {{\n{inside}\n}})();"
