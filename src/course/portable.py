"""A notebook that has left the course's folder: where its links and first cell lead.

Both work on the file's text, so that nothing else of it changes.
"""

import json
import re

_CHAPTER = re.compile(r"\]\(\.\./(chapters/[\w-]+)\.md(#[\w-]+)?\)")
_COURSE = re.compile(r'\\"nnfoundations @ git\+[^"\\]+\\"')


def link(notebook: str, site: str) -> str:
    """Return a notebook whose links to chapters lead to the built site.

    Parameters
    ----------
    notebook : str
        The text of the file.
    site : str
        The site's address, with a slash at its end.
    """
    return _CHAPTER.sub(
        lambda link: f"]({site}{link[1]}.html{link[2] or ''})", notebook
    )


def with_wheel(notebook: str, wheel: str) -> str:
    """Return a notebook whose first cell gets the course from a wheel on the disk.

    Parameters
    ----------
    notebook : str
        The text of the file.
    wheel : str
        The wheel's path, seen from the notebook's folder.
    """
    return _COURSE.sub(lambda _: json.dumps(f'"{wheel}"')[1:-1], notebook)
