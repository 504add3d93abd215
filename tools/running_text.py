"""A page's running text in place: the rest is blanked, so that all positions stay.

`prose` parses a page; this one keeps it as it is typed, so that what is found can be
mended where it stands.
"""

import re
from collections.abc import Callable, Iterator

FENCE = re.compile(
    r"(?m)^(?P<run>`{3,}|:{3,})[ ]*(?:\{(?P<name>[\w-]+)\})?(?P<rest>.*)$"
)
#: Directives that hold code, and those whose text is running text.
CODE = frozenset({"", "code-block", "code-cell", "eval-rst", "math", "raw", "toctree"})
RUNNING = frozenset({"admonition", "important", "note", "tip", "warning"})
FORMULA = re.compile(r"(?s)\$\$.*?\$\$|\$[^$\n]+\$")
INLINE = re.compile(
    r"(?s)(?P<role>\{[\w:.+-]+\}`[^`]*`)|(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)"
)
#: No running text: the goals, options and titles, labels, roles, links, what is bold,
#: and what is in italics with a capital (a button, the title of a book).
OTHER = re.compile(
    r"(?ms)\A.*?(?=^## )|^(?:`{3,}|:{3,}|:[\w-]+:|#|\([\w-]+\)=)[^\n]*$"
    r"|\{[\w:.+-]+\}`[^`]*`|\[[^\]\n]*\]\([^)\n]*\)"
    r"|\*\*[^*\n]*\*\*|(?<!\*)\*[A-Z][^*\n]*\*(?!\*)"
)


def blank(match: re.Match[str]) -> str:
    """Return spaces in place of a match, with its line breaks."""
    return re.sub(r"[^\n]", " ", match[0])


def fences(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each fenced block, the inner ones first: its name, start and end."""
    stack: list[tuple[str, str, int]] = []
    for match in FENCE.finditer(text):
        run, name, rest = match["run"], match["name"] or "", match["rest"].strip()
        if stack and not (name or rest) and run.startswith(stack[-1][0]):
            _, opened, start = stack.pop()
            yield opened, start, match.end()
        elif not stack or stack[-1][1] not in CODE:
            stack.append((run, name, match.start()))


def without(text: str, is_left_out: Callable[[str], bool]) -> str:
    """Return the text with the fenced blocks of such names blanked."""
    for name, start, end in fences(text):
        if is_left_out(name):
            block = re.sub(r"[^\n]", " ", text[start:end])
            text = text[:start] + block + text[end:]
    return text


def without_code(text: str) -> str:
    """Return the text, as long as before, with code and formulas blanked."""
    text = without(text, lambda name: name in CODE)
    text = FORMULA.sub(blank, text)
    return INLINE.sub(lambda m: m[0] if m["role"] else blank(m), text)


def running(text: str) -> str:
    """Return the text, as long as before, with only running text left."""
    text = without(without_code(text), lambda name: name not in RUNNING)
    return OTHER.sub(blank, text)
