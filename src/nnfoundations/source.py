"""Show the package's own source in a notebook, so that no page retypes it."""

import inspect
import textwrap
from typing import Any

from IPython.display import Markdown


def source_text(thing: Any, docstring: bool = False) -> str:
    """Return the source of a function, method or class, without its docstring.

    Parameters
    ----------
    thing : function, method or class
        What to show; it must have been defined in a file.
    docstring : bool
        Keep the outermost docstring.

    Raises
    ------
    TypeError
        If `thing` is not Python source (an array, say, or a built-in).
    """
    text = textwrap.dedent(inspect.getsource(thing))
    doc = thing.__doc__
    if docstring or not doc:
        return text
    before, quotes, rest = text.partition('"""')
    _, _, after = rest.partition('"""')
    return before.rstrip() + after if quotes else text


def show_source(*things: Any, docstring: bool = False) -> Markdown:
    """Return the source of `things` as a highlighted block; see `source_text`."""
    blocks = (source_text(thing, docstring).strip("\n") for thing in things)
    return Markdown("```python\n" + "\n\n\n".join(blocks) + "\n```")
