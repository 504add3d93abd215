"""The directive ``{result-table}``: a table of whatever rows a benchmark recorded.

::

    ```{result-table} training/threads.2
    :rows: way
    seconds     | seconds            | .2f
    accuracy    | /accuracy          | .3f
    ```

A row for each entry at the place in ``results/``, in the order of the first column's
numbers, largest first; a line of the body is a column: its heading, its key in a row,
its format. A key that begins with a slash is looked up in the file, by the row's name.
A row that has no such number leaves the cell empty. Which contestants a machine has is
its own business, so the rows cannot be typed as ``{result}`` roles.
"""

from pathlib import Path
from typing import Any, ClassVar

from _ext.results_role import ResultError, load, lookup, render
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

#: A heading, the key of a row, a format.
Column = tuple[str, str, str]


def columns(lines: list[str]) -> list[Column]:
    """Return heading, key and format of each line.

    Raises
    ------
    ResultError
        If a line does not have three parts.
    """
    found = []
    for line in lines:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3:
            raise ResultError(f"expected 'heading | key | format', got {line!r}")
        found.append((parts[0], parts[1], parts[2]))
    return found


def cells(whole: Any, place: str, wanted: list[Column]) -> list[list[str]]:
    """Return the rows of the table: names, and numbers as text."""
    rows = lookup(whole, place)
    if not isinstance(rows, dict) or not rows:
        raise ResultError(f"no rows at {place!r}")

    def value(name: str, key: str) -> Any:
        if key.startswith("/"):
            return lookup(whole, key[1:]).get(name)
        return rows[name].get(key)

    first = wanted[0][1]
    order = sorted(rows, key=lambda name: -(value(name, first) or 0))
    return [
        [name]
        + [
            "" if value(name, key) is None else render(value(name, key), spec)
            for _, key, spec in wanted
        ]
        for name in order
    ]


def table(headings: list[str], rows: list[list[str]]) -> nodes.table:
    """Return a table whose first column names the rows."""
    group = nodes.tgroup(cols=len(headings))
    group += [nodes.colspec(colwidth=1) for _ in headings]
    head, body = nodes.thead(), nodes.tbody()
    for part, lines in ((head, [headings]), (body, rows)):
        for line in lines:
            row = nodes.row()
            for text in line:
                row += nodes.entry("", nodes.paragraph("", text))
            part += row
    group += [head, body]
    return nodes.table("", group, classes=["result-table"])


class ResultTable(SphinxDirective):
    """Show the rows that are recorded."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"rows": str}
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the table, or report what is wrong with it."""
        file, _, place = self.arguments[0].partition("/")
        folder = Path(self.env.srcdir) / "results"
        self.env.note_dependency(str(folder / f"{file}.json"))
        try:
            wanted = columns([line for line in self.content if line.strip()])
            rows = cells(load(folder, file), place, wanted)
        except ResultError as error:
            text = f"result-table {self.arguments[0]!r}: {error}"
            return [self.state.document.reporter.warning(text, line=self.lineno)]
        named = self.options.get("rows", "")
        return [table([named, *(heading for heading, _, _ in wanted)], rows)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_directive("result-table", ResultTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
